// The request line, read, and the answer line, written (docs/formats/request.md).
#include "base/limits.h"
#include "base/text.h"
#include "engine/request_members.h"
#include "opencam/engine.h"

namespace opencam {
namespace {

// A request's text for one value of a condition key; numbers stay as they were written.
Result<std::string> context_value(const json::Value& value, const std::string& path) {
  if (value.is_string() || value.is_number()) return value.text;
  if (value.is_bool()) return std::string(value.boolean ? "true" : "false");
  return wrong_value(path, value, "text, a number, a boolean or a list of them");
}

// A session policy narrows and never fails: one that cannot be read allows nothing.
Result<std::shared_ptr<const Policy>> read_session_policy(const json::Value& value, std::string_view text) {
  if (!value.is_object() && !value.is_string())
    return wrong_value("principal.session_policy", value, "an object or text");
  const std::string document =
      value.is_string() ? value.text : std::string(text.substr(value.span.begin, value.span.end - value.span.begin));
  auto policy = opencam::read_policy(document, {.kind = PolicyKind::Session});
  if (!policy) return std::make_shared<const Policy>(PolicyKind::Session, std::vector<Statement>{});
  return std::make_shared<const Policy>(*std::move(policy));
}

Result<PrincipalRef> principal_ref(Members& object) {
  if (object.find("uin") != nullptr) {
    UserRef user;
    OPENCAM_TRY(user.uin, object.required_id("uin"));
    OPENCAM_TRY(user.owner_uin, object.optional_id("owner_uin"));
    return PrincipalRef(std::move(user));
  }
  if (object.find("role") != nullptr) {
    RoleRef role;
    OPENCAM_TRY(role.role, object.required_id("role"));
    OPENCAM_TRY(role.owner_uin, object.required_id("owner_uin"));
    return PrincipalRef(std::move(role));
  }
  if (object.find("service") != nullptr) {
    OPENCAM_TRY(std::string service, object.required_text("service"));
    return PrincipalRef(ServiceRef{std::move(service)});
  }
  const json::Value* anonymous = object.find("anonymous");
  if (anonymous != nullptr && anonymous->is_bool() && anonymous->boolean) return PrincipalRef(Anonymous{});
  return Error(ErrorCode::InvalidArgument, "`principal` names nobody")
      .with_help(R"(write {"uin":"..."}, {"role":"...","owner_uin":"..."}, {"service":"..."} or {"anonymous":true})")
      .at(object.value().span);
}

Result<void> read_principal(const json::Value& value, std::string_view text, Request& request) {
  OPENCAM_TRY(Members object, Members::of(value, "principal"));
  OPENCAM_TRY(request.principal, principal_ref(object));
  if (const json::Value* session = object.find("session_policy")) {
    OPENCAM_TRY(request.session_policy, read_session_policy(*session, text));
  }
  return object.refuse_others();
}

}  // namespace

Result<Context> read_context(const json::Value& value) {
  if (!value.is_object()) return wrong_value("context", value, "an object");
  Context context;
  for (const json::Member& member : value.members) {
    const std::string path = "context." + member.name;
    std::vector<std::string> values;
    if (member.value.is_array()) {
      for (const json::Value& item : member.value.items) {
        OPENCAM_TRY(std::string one, context_value(item, path));
        values.push_back(std::move(one));
      }
    } else {
      OPENCAM_TRY(std::string one, context_value(member.value, path));
      values.push_back(std::move(one));
    }
    context.set(member.name, std::move(values));
  }
  return context;
}

Result<std::vector<std::string>> read_resources(Members& object) {
  const json::Value* value = object.find("resource");
  if (value == nullptr) return std::vector<std::string>{"*"};
  if (value->is_string()) return std::vector<std::string>{value->text};
  if (!value->is_array()) return wrong_value(object.path_of("resource"), *value, "text or a list of texts");
  return object.texts("resource");
}

Result<Request> read_request(std::string_view text) {
  OPENCAM_TRY(const json::Document document, json::read(text, {.depth_max = limits::json_depth_max}));
  OPENCAM_TRY(Members top, Members::of(document.root(), ""));
  Request request;
  OPENCAM_TRY(const json::Value* principal, top.required("principal"));
  OPENCAM_TRY(read_principal(*principal, text, request));
  OPENCAM_TRY(request.action, top.required_text("action"));
  OPENCAM_TRY(request.resources, read_resources(top));
  if (const json::Value* context = top.find("context")) {
    OPENCAM_TRY(request.context, read_context(*context));
  }
  OPENCAM_TRY(top.refuse_others());
  return request;
}

std::string print_decision(const Decision& decision) {
  json::Writer out;
  out.begin_object();
  out.key("decision").string(name(decision.effect));
  out.key("reason").string(name(decision.reason));
  out.key("statements").begin_array();
  for (const StatementRef& statement : decision.statements) {
    out.begin_object().key("policy").string(statement.policy);
    out.key("index").number(std::uint64_t{statement.index});
    out.key("effect").string(name(statement.effect)).end_object();
  }
  out.end_array().end_object();
  return std::move(out).take();
}

}  // namespace opencam
