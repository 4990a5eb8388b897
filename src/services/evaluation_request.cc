#include "services/evaluation_request.h"

#include <optional>
#include <utility>

#include "base/json.h"
#include "base/limits.h"
#include "opencam/name.h"
#include "services/resource_template.h"

namespace opencam::services {
namespace {

Error missing(std::string_view path) {
  return Error(ErrorCode::MissingArgument, "member `" + std::string(path) + "` is missing");
}

Error wrong(std::string_view path, std::string_view wanted) {
  return Error(ErrorCode::InvalidArgument, "member `" + std::string(path) + "` is not " + std::string(wanted));
}

// The members of one evaluation. A list gives them once for all; what an item has itself takes the place of the whole
// member (CAM-250).
struct Members {
  const json::Value* subject = nullptr;
  const json::Value* action = nullptr;
  const json::Value* resource = nullptr;
  const json::Value* context = nullptr;

  void take(const json::Value& object) {
    for (const json::Member& member : object.members) {
      if (member.name == "subject") subject = &member.value;
      if (member.name == "action") action = &member.value;
      if (member.name == "resource") resource = &member.value;
      if (member.name == "context") context = &member.value;
    }
  }
};

Result<void> expect_object(const json::Value* value, std::string_view name) {
  if (value == nullptr) return missing(name);
  if (!value->is_object()) return wrong(name, "an object");
  return {};
}

Result<std::string> text_at(const json::Value& object, std::string_view parent, std::string_view name) {
  const std::string path = std::string(parent) + "." + std::string(name);
  const json::Value* value = object.find(name);
  if (value == nullptr) return missing(path);
  if (!value->is_string() || value->text.empty()) return wrong(path, "a text");
  return value->text;
}

// The properties of that object, or null when there are none.
Result<const json::Value*> properties_of(const json::Value& object, std::string_view parent) {
  const json::Value* value = object.find("properties");
  if (value == nullptr) return value;
  if (!value->is_object()) return wrong(std::string(parent) + ".properties", "an object");
  return value;
}

std::optional<std::string> scalar(const json::Value& value) {
  if (value.is_string() || value.is_number()) return value.text;
  if (value.is_bool()) return std::string(value.boolean ? "true" : "false");
  return std::nullopt;
}

// A scalar, or a list of scalars; nothing for everything else.
std::optional<std::vector<std::string>> condition_values(const json::Value& value) {
  if (auto one = scalar(value)) return std::vector<std::string>{*std::move(one)};
  if (!value.is_array() || value.items.size() > limits::condition_values_max) return std::nullopt;
  std::vector<std::string> texts;
  for (const json::Value& item : value.items) {
    auto text = scalar(item);
    if (!text) return std::nullopt;
    texts.push_back(*std::move(text));
  }
  return texts;
}

// {"team":"a"} as the values `team&a`, and each key of its own for key-only matching.
Result<void> set_tags(const json::Value& tags, std::string_view path, const std::string& key, Context& context) {
  if (!tags.is_object()) return wrong(path, "an object");
  std::vector<std::string> joined;
  for (const json::Member& tag : tags.members) {
    auto value = scalar(tag.value);
    if (!value) return wrong(std::string(path) + "." + tag.name, "a text");
    joined.push_back(tag.name + "&" + *value);
    context.set(key + "/" + tag.name, {*std::move(value)});
  }
  context.set(key, std::move(joined));
  return {};
}

// CAM-183: `ip` and `time` are AuthZEN's customary names; every other member is a condition key as it stands.
std::string condition_key(std::string_view member) {
  if (member == "ip") return "qcs:ip";
  if (member == "time") return "qcs:current_time";
  return std::string(member);
}

// A key that CAM knows must be readable; what belongs to other protocols is ignored.
Result<void> set_conditions(const json::Value& members, std::string_view path, std::string_view skipped,
                            Context& context) {
  for (const json::Member& member : members.members) {
    if (member.name == skipped) continue;
    const std::string key = condition_key(member.name);
    auto values = condition_values(member.value);
    if (!values) {
      if (key.find(':') == std::string::npos) continue;
      return wrong(std::string(path) + "." + member.name, "a text, a number, a boolean or a list of them");
    }
    context.set(key, *std::move(values));
  }
  return {};
}

Result<void> read_action(const json::Value* action, EvaluationQuery& query) {
  OPENCAM_TRY(expect_object(action, "action"));
  OPENCAM_TRY(query.action, text_at(*action, "action", "name"));
  OPENCAM_TRY(const json::Value* properties, properties_of(*action, "action"));
  if (properties == nullptr) return {};
  OPENCAM_TRY(set_conditions(*properties, "action.properties", "request_tag", query.context));
  const json::Value* tags = properties->find("request_tag");
  if (tags == nullptr) return {};
  return set_tags(*tags, "action.properties.request_tag", "qcs:request_tag", query.context);
}

Result<void> read_resource(const json::Value* resource, EvaluationQuery& query) {
  OPENCAM_TRY(expect_object(resource, "resource"));
  OPENCAM_TRY(query.resource_type, text_at(*resource, "resource", "type"));
  OPENCAM_TRY(query.resource_id, text_at(*resource, "resource", "id"));
  OPENCAM_TRY(const json::Value* properties, properties_of(*resource, "resource"));
  if (properties == nullptr) return {};
  if (const json::Value* region = properties->find("region"); region != nullptr) {
    if (!region->is_string() || !is_region_text(region->text)) {
      return wrong("resource.properties.region", "the name of a region");
    }
    query.resource_region = region->text;
  }
  const json::Value* tags = properties->find("tags");
  if (tags == nullptr) return {};
  return set_tags(*tags, "resource.properties.tags", "qcs:resource_tag", query.context);
}

Result<void> read_context(const json::Value* context, EvaluationQuery& query) {
  if (context == nullptr) return {};
  if (!context->is_object()) return wrong("context", "an object");
  return set_conditions(*context, "context", "", query.context);
}

Result<EvaluationQuery> read_query(const Members& members) {
  EvaluationQuery query;
  OPENCAM_TRY(expect_object(members.subject, "subject"));
  OPENCAM_TRY(query.subject_type, text_at(*members.subject, "subject", "type"));
  OPENCAM_TRY(query.subject_id, text_at(*members.subject, "subject", "id"));
  OPENCAM_TRY(properties_of(*members.subject, "subject"));
  OPENCAM_TRY(read_action(members.action, query));
  OPENCAM_TRY(read_resource(members.resource, query));
  OPENCAM_TRY(read_context(members.context, query));
  return query;
}

// What `options` asks for; without it the default.
struct Options {
  bool wants_explanation = false;
  EvaluationsEnd end = EvaluationsEnd::AfterAll;
};

Result<Options> read_options(const json::Value& root) {
  Options out;
  const json::Value* options = root.find("options");
  if (options == nullptr || !options->is_object()) return out;
  const json::Value* explain = options->find("explain");
  out.wants_explanation = explain != nullptr && explain->is_bool() && explain->boolean;
  const json::Value* semantic = options->find("evaluations_semantic");
  if (semantic == nullptr) return out;
  const std::string_view name = semantic->is_string() ? std::string_view(semantic->text) : std::string_view();
  if (name == "execute_all") return out;
  if (name == "deny_on_first_deny") {
    out.end = EvaluationsEnd::AfterFirstDeny;
  } else if (name == "permit_on_first_permit") {
    out.end = EvaluationsEnd::AfterFirstPermit;
  } else {
    return wrong("options.evaluations_semantic", "`execute_all`, `deny_on_first_deny` or `permit_on_first_permit`");
  }
  return out;
}

// CAM-340: it stands beside the questions and holds for all of them.
Result<void> read_candidate_of(const json::Value& root, EvaluationAsk& ask) {
  const json::Value* candidate = root.find("candidate");
  if (candidate == nullptr) return {};
  OPENCAM_TRY(ask.candidate, read_candidate(*candidate));
  return {};
}

Result<EvaluationAsk> read_one(const json::Value& root) {
  EvaluationAsk ask;
  OPENCAM_TRY(read_candidate_of(root, ask));
  OPENCAM_TRY(const Options options, read_options(root));
  ask.wants_explanation = options.wants_explanation;
  Members members;
  members.take(root);
  OPENCAM_TRY(EvaluationQuery query, read_query(members));
  ask.items.emplace_back(std::move(query));
  return ask;
}

Result<EvaluationAsk> read_list(const json::Value& root, const std::vector<json::Value>& evaluations) {
  if (evaluations.size() > limits::evaluations_max) {
    return Error(ErrorCode::InvalidArgument, "member `evaluations` has " + std::to_string(evaluations.size()) +
                                                 " items and the limit is " + std::to_string(limits::evaluations_max) +
                                                 ": ask in several requests");
  }
  EvaluationAsk ask;
  ask.is_list = true;
  OPENCAM_TRY(read_candidate_of(root, ask));
  OPENCAM_TRY(const Options options, read_options(root));
  ask.end = options.end;
  if (options.wants_explanation) {
    return Error(ErrorCode::InvalidArgument,
                 "member `options.explain` stands beside several evaluations: ask for the one that is to be explained");
  }
  Members defaults;
  defaults.take(root);
  for (const json::Value& item : evaluations) {
    if (!item.is_object()) {
      ask.items.emplace_back(Error(ErrorCode::InvalidArgument, "the evaluation is not an object"));
      continue;
    }
    // Passed over, an answer about what is not saved would look like one about what is.
    if (item.find("candidate") != nullptr) {
      ask.items.emplace_back(
          Error(ErrorCode::InvalidArgument, "member `candidate` stands beside the list, not in an evaluation"));
      continue;
    }
    Members members = defaults;
    members.take(item);
    ask.items.push_back(read_query(members));
  }
  return ask;
}

Result<json::Document> read_object(std::string_view body) {
  OPENCAM_TRY(json::Document document, json::read(body, {.depth_max = limits::json_depth_max}));
  if (!document.root().is_object()) return Error(ErrorCode::InvalidArgument, "the body is not an object");
  return document;
}

}  // namespace

Result<EvaluationAsk> read_evaluation(std::string_view body) {
  OPENCAM_TRY(const json::Document document, read_object(body));
  return read_one(document.root());
}

Result<EvaluationAsk> read_evaluations(std::string_view body) {
  OPENCAM_TRY(const json::Document document, read_object(body));
  const json::Value* evaluations = document.root().find("evaluations");
  if (evaluations == nullptr) return read_one(document.root());
  if (!evaluations->is_array()) return wrong("evaluations", "a list");
  if (evaluations->items.empty()) return read_one(document.root());
  return read_list(document.root(), evaluations->items);
}

std::string evaluated_resource(const EvaluationQuery& query, const Catalog& catalog, std::string_view owner_uin,
                               std::string_view app_id) {
  const std::string& id = query.resource_id;
  // CAM-182: a whole resource is taken as it is.
  if (id == "*" || id.starts_with("qcs:")) return id;
  std::string_view service(query.resource_type);
  std::string_view type;
  if (const std::size_t colon = service.find(':'); colon != std::string_view::npos) {
    type = service.substr(colon + 1);
    service = service.substr(0, colon);
  } else {
    // `job` alone belongs to the service of the action.
    type = service;
    std::string_view action(query.action);
    if (action.starts_with("name/")) action.remove_prefix(5);
    service = action.substr(0, action.find(':'));
  }
  std::string content = std::string(type) + "/" + id;
  if (const ServiceInfo* info = catalog.find_service(service)) {
    for (const ResourceTemplate& known : info->resource_types) {
      const std::size_t open = known.content.find('{');
      const std::size_t close = known.content.find('}');
      if (known.type != type || open == std::string::npos || close == std::string::npos) continue;
      content = known.content.substr(0, open) + id;
      break;
    }
  }
  const ResourceSource source{
      .uin = {}, .owner_uin = owner_uin, .app_id = app_id, .region = query.resource_region, .role_name = {}};
  return resource_text(catalog, service, content, source);
}

Result<SubjectName> read_subject_name(std::string_view id) {
  if (!id.starts_with("qcs:")) return SubjectName{.account = {}, .id = std::string(id)};
  OPENCAM_TRY(const ResourceName name, ResourceName::parse(id));
  for (const std::string_view prefix : {"uin/", "roleName/", "role/"}) {
    if (name.service == "cam" && name.content.starts_with(prefix)) {
      return SubjectName{.account = name.account.number, .id = name.content.substr(prefix.size())};
    }
  }
  if (name.service == "cam" && name.content == "root") {
    return SubjectName{.account = name.account.number, .id = name.account.number};
  }
  return wrong("subject.id", "a principal");
}

}  // namespace opencam::services
