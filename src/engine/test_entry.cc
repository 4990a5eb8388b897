#include "engine/test_entry.h"

#include <set>

#include "base/limits.h"
#include "base/text.h"
#include "engine/members.h"
#include "engine/request_members.h"

namespace opencam {
namespace {

constexpr std::string_view api_prefix = "InvalidParameter.";
constexpr std::size_t generated_digits_max = 6;

Error refusal(Span span, std::string message) { return Error(ErrorCode::InvalidArgument, std::move(message)).at(span); }

// Members that say where an entry comes from and do not take part in running it.
constexpr std::string_view entry_notes[] = {"source", "note",      "derived",       "policy_derived",
                                            "preset", "creatable", "creatable_why", "granularity"};
constexpr std::string_view case_notes[] = {"derived", "granularity", "note"};

// `__generate a valid document whose length without white space is 6145__` stands for a document that nobody would want
// to read in a file: one statement on one resource with a name of that length. Any other text is itself.
std::string generated(const std::string& text) {
  constexpr std::string_view before = "__generate a valid document whose length without white space is ";
  constexpr std::string_view after = "__";
  if (!text.starts_with(before) || !text.ends_with(after)) return text;
  const std::string number = text.substr(before.size(), text.size() - before.size() - after.size());
  if (!text::is_all_digits(number) || number.size() > generated_digits_max) return text;
  const std::string head =
      R"({"version":"2.0","statement":[{"effect":"allow","action":"cvm:*","resource":"qcs::cvm:::instance/)";
  const std::string tail = R"("}]})";
  const std::size_t length = std::stoul(number);
  const std::size_t fixed = head.size() + tail.size();
  return head + std::string(length > fixed ? length - fixed : 1, 'i') + tail;
}

class EntryReader {
 public:
  explicit EntryReader(std::string_view text) : text_(text) {}

  Result<TestEntry> read(const json::Value& value, const std::string& path) {
    OPENCAM_TRY(Members object, Members::of(value, path));
    TestEntry entry;
    entry.span = value.span;
    OPENCAM_TRY(entry.name, object.required_text("name"));
    OPENCAM_TRY(std::string kind, object.optional_text("kind"));
    if (!kind.empty() && kind != "document" && kind != "decision") {
      return refusal(value.find("kind")->span, "`" + object.path_of("kind") + "` must be `decision` or `document`");
    }
    entry.is_document = kind == "document";
    OPENCAM_TRY(entry.policy_kind, policy_kind(object));
    OPENCAM_TRY(read_policies(object, entry));
    OPENCAM_TRY(read_owner(object, entry));
    OPENCAM_TRY(read_tags(object, entry));
    OPENCAM_TRY(entry.why, object.optional_text("why"));
    OPENCAM_TRY(entry.is_document ? read_expectation(object, entry) : Result<void>());
    OPENCAM_TRY(read_questions(object, entry));
    for (const std::string_view note : entry_notes) object.find(note);
    OPENCAM_TRY(object.refuse_others());
    return entry;
  }

 private:
  Result<PolicyKind> policy_kind(Members& object) {
    OPENCAM_TRY(std::string kind, object.optional_text("policy_kind"));
    if (kind.empty() || kind == "identity") return PolicyKind::Identity;
    if (kind == "session") return PolicyKind::Session;
    if (kind == "resource") return PolicyKind::Resource;
    if (kind == "trust") return PolicyKind::Trust;
    return refusal(object.value().find("policy_kind")->span,
                   "`" + object.path_of("policy_kind") + "` must be `identity`, `session`, `resource` or `trust`");
  }

  // A document stands in the file as JSON or as a text; as JSON it is taken as it stands, whatever it is.
  std::string document(const json::Value& value) const {
    if (value.is_string()) return value.text;
    return std::string(text_.substr(value.span.begin, value.span.end - value.span.begin));
  }

  Result<std::optional<std::string>> optional_document(Members& object, std::string_view name) {
    const json::Value* value = object.find(name);
    if (value == nullptr || value->is_null()) return std::optional<std::string>();
    return std::optional<std::string>(document(*value));
  }

  Result<void> read_documents(Members& object, std::string_view name, std::vector<std::string>& into) {
    OPENCAM_TRY(const std::vector<json::Value>* items, object.list(name));
    if (items == nullptr) return {};
    for (const json::Value& item : *items) into.push_back(document(item));
    return {};
  }

  Result<void> read_policies(Members& object, TestEntry& entry) {
    const json::Value* text = object.find("policy_text");
    const json::Value* policy = object.find("policy");
    if (text != nullptr && !text->is_string()) return wrong_value(object.path_of("policy_text"), *text, "text");
    if (text == nullptr && policy == nullptr) {
      return refusal(object.value().span, "`" + object.path_of("policy") + "` is missing");
    }
    entry.policies.push_back(text != nullptr ? generated(text->text) : document(*policy));
    OPENCAM_TRY(read_documents(object, "more_policies", entry.policies));
    OPENCAM_TRY(read_documents(object, "resource_policies", entry.resource_policies));
    OPENCAM_TRY(entry.boundary, optional_document(object, "boundary"));
    OPENCAM_TRY(entry.session_policy, optional_document(object, "session_policy"));
    return {};
  }

  Result<void> read_owner(Members& object, TestEntry& entry) {
    const json::Value* value = object.find("policy_owner");
    if (value == nullptr) return {};
    OPENCAM_TRY(Members owner, Members::of(*value, object.path_of("policy_owner")));
    OPENCAM_TRY(entry.owner_uin, owner.required_id("uin"));
    OPENCAM_TRY(entry.owner_app_id, owner.optional_id("app_id"));
    return owner.refuse_others();
  }

  Result<void> read_tags(Members& object, TestEntry& entry) {
    const json::Value* value = object.find("resource_tags");
    if (value == nullptr) return {};
    if (!value->is_object()) return wrong_value(object.path_of("resource_tags"), *value, "an object");
    for (const json::Member& resource : value->members) {
      if (!resource.value.is_object()) return wrong_value(resource.name, resource.value, "an object");
      auto& tags = entry.resource_tags[resource.name];
      for (const json::Member& tag : resource.value.members) {
        if (!tag.value.is_string()) return wrong_value(tag.name, tag.value, "text");
        tags[tag.name] = tag.value.text;
      }
    }
    return {};
  }

  Result<void> read_expectation(Members& object, TestEntry& entry) {
    OPENCAM_TRY(const json::Value* valid, object.required("valid"));
    if (!valid->is_bool()) return wrong_value(object.path_of("valid"), *valid, "true or false");
    entry.is_valid = valid->boolean;
    const json::Value* error = object.find("expect_error");
    if (error == nullptr || error->is_null()) return {};
    OPENCAM_TRY(entry.expected_error, object.optional_text("expect_error"));
    if (entry.expected_error.starts_with(api_prefix)) entry.expected_error.erase(0, api_prefix.size());
    return {};
  }

  Result<void> read_questions(Members& object, TestEntry& entry) {
    OPENCAM_TRY(const std::vector<json::Value>* cases, object.list("cases"));
    if (cases == nullptr) return {};
    for (std::size_t i = 0; i < cases->size(); ++i) {
      OPENCAM_TRY(Members one, Members::of((*cases)[i], object.path_of("cases") + "[" + std::to_string(i) + "]"));
      OPENCAM_TRY(TestQuestion question, read_question(one));
      entry.questions.push_back(std::move(question));
    }
    return {};
  }

  Result<TestQuestion> read_question(Members& object) {
    TestQuestion question;
    question.span = object.value().span;
    OPENCAM_TRY(const json::Value* principal, object.required("principal"));
    OPENCAM_TRY(question.caller, read_principal(*principal, object.path_of("principal")));
    OPENCAM_TRY(question.request.action, object.required_text("action"));
    OPENCAM_TRY(question.request.resources, read_resources(object));
    if (const json::Value* context = object.find("context")) {
      OPENCAM_TRY(question.request.context, read_context(*context));
    }
    OPENCAM_TRY(std::string expect, object.required_text("expect"));
    if (expect != "allow" && expect != "deny") {
      return refusal(object.value().find("expect")->span,
                     "`" + object.path_of("expect") + "` must be `allow` or `deny`");
    }
    question.expected = expect == "allow" ? Effect::Allow : Effect::Deny;
    OPENCAM_TRY(question.expected_reason, object.optional_text("reason"));
    OPENCAM_TRY(question.why, object.optional_text("why"));
    if (const json::Value* across = object.find("cross_account")) {
      OPENCAM_TRY(Members owner_side, Members::of(*across, object.path_of("cross_account")));
      question.is_about_owner_side = true;
      OPENCAM_TRY(question.owner_side_policy, optional_document(owner_side, "owner_side_policy"));
      OPENCAM_TRY(owner_side.refuse_others());
    }
    for (const std::string_view note : case_notes) object.find(note);
    OPENCAM_TRY(object.refuse_others());
    return question;
  }

  Result<TestPrincipal> read_principal(const json::Value& value, const std::string& path) {
    OPENCAM_TRY(Members object, Members::of(value, path));
    OPENCAM_TRY(std::string type, object.optional_text("type"));
    TestPrincipal caller;
    Principal& principal = caller.principal;
    OPENCAM_TRY(principal.kind, principal_kind(object, type));
    OPENCAM_TRY(principal.uin, object.optional_id("uin"));
    OPENCAM_TRY(principal.owner_uin, object.optional_id("owner_uin"));
    OPENCAM_TRY(principal.app_id, object.optional_id("app_id"));
    OPENCAM_TRY(principal.name, object.optional_text("name"));
    OPENCAM_TRY(principal.group_ids, object.ids("groups"));
    OPENCAM_TRY(principal.federated, object.optional_text("federated"));
    OPENCAM_TRY(std::string service, object.optional_text("service"));
    OPENCAM_TRY(object.refuse_others());
    caller.text = type + " " + (principal.uin.empty() ? service : principal.uin);
    if (principal.kind == PrincipalKind::Role && principal.name.empty()) principal.name = principal.uin;
    if (principal.kind == PrincipalKind::Service || principal.kind == PrincipalKind::Anonymous) {
      // Neither belongs to an account, whatever the file fills in.
      const std::string federated = principal.federated;
      principal = {.kind = principal.kind, .name = service, .federated = federated};
    }
    return caller;
  }

  Result<PrincipalKind> principal_kind(Members& object, const std::string& type) {
    if (type == "root") return PrincipalKind::Root;
    if (type == "sub_user" || type == "collaborator" || type == "federated_user") return PrincipalKind::User;
    if (type == "role") return PrincipalKind::Role;
    if (type == "service") return PrincipalKind::Service;
    if (type == "anonymous") return PrincipalKind::Anonymous;
    return refusal(object.value().span, "`" + object.path_of("type") +
                                            "` must be `root`, `sub_user`, `collaborator`, `federated_user`, "
                                            "`role`, `service` or `anonymous`");
  }

  std::string_view text_;
};

}  // namespace

Result<std::vector<TestEntry>> read_test_entries(std::string_view text) {
  OPENCAM_TRY(const json::Document document, json::read(text, {.depth_max = limits::json_depth_max}));
  if (!document.root().is_array()) return wrong_value("", document.root(), "a list of entries");
  std::vector<TestEntry> entries;
  std::set<std::string> names;
  EntryReader reader(text);
  for (std::size_t i = 0; i < document.root().items.size(); ++i) {
    const json::Value& value = document.root().items[i];
    OPENCAM_TRY(TestEntry entry, reader.read(value, "[" + std::to_string(i) + "]"));
    if (!names.insert(entry.name).second) {
      return refusal(value.span, "two entries are named `" + text::shortened(entry.name) + "`");
    }
    entries.push_back(std::move(entry));
  }
  return entries;
}

}  // namespace opencam
