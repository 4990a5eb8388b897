#include "services/gate.h"

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <optional>
#include <utility>

#include "base/check.h"
#include "base/json.h"
#include "base/limits.h"
#include "services/api_error.h"
#include "services/denial_condition.h"
#include "services/list_reach.h"
#include "services/parameter_reader.h"
#include "services/refusal_record.h"
#include "services/resource_template.h"
#include "services/use_log.h"
#include "services/wire_form.h"
#include "wire/denial.h"

namespace opencam::services {
namespace {

using directory::AccountState;
using directory::id_text;
using directory::RoleId;
using directory::RoleRow;
using directory::Uin;

// CAM-174: what the action will read, and nothing when it will read nothing.
std::string text_at(const boost::json::object& object, std::string_view name) {
  const auto* member = object.if_contains(name);
  return member == nullptr ? std::string() : api::text_of(*member).value_or("");
}

// The role that a `roleName/NAME` or `role/ID` resource names in that account, or null.
const RoleRow* role_of(const AccountState& account, std::string_view content) {
  if (content.starts_with("roleName/")) return account.find_role(content.substr(9));
  if (!content.starts_with("role/")) return nullptr;
  const auto id = directory::read_id<RoleId>(content.substr(5));
  return id ? account.find_role(*id) : nullptr;
}

bool is_one(const boost::json::value* value) {
  if (value == nullptr) return false;
  if (const auto* number = value->if_int64()) return *number == 1;
  if (const auto* number = value->if_uint64()) return *number == 1;
  const auto* text = value->if_string();
  return text != nullptr && *text == "1";
}

// CAM-160, CAM-235: the tags that a request would put on something. `Tags` of any action, and of one that changes
// something also the spellings of the service of tags; a reading action's are what it looks for.
void set_request_tags(const boost::json::object& parameters, bool is_write, Context& context) {
  std::vector<std::string> joined;
  bool has_any = false;
  const auto add = [&](const boost::json::object& tag, std::string_view key_name, std::string_view value_name) {
    const std::string key = text_at(tag, key_name);
    const std::string value = text_at(tag, value_name);
    joined.push_back(key);
    joined.back().append("&").append(value);
    context.set("qcs:request_tag/" + key, {value});
  };
  const auto add_list = [&](const boost::json::value* tags) {
    if (tags == nullptr || !tags->is_array()) return;
    has_any = true;
    for (const auto& tag : tags->get_array()) {
      if (!tag.is_object()) continue;
      const bool is_tag_spelling = tag.get_object().contains("TagKey");
      add(tag.get_object(), is_tag_spelling ? "TagKey" : "Key", is_tag_spelling ? "TagValue" : "Value");
    }
  };
  add_list(parameters.if_contains("Tags"));
  if (is_write) add_list(parameters.if_contains("ReplaceTags"));
  // CAM-282: what is made may be described in an object of its own, `Job` or `ComputeEnv`.
  for (const auto& [name, value] : parameters) {
    if (is_write && value.is_object()) add_list(value.get_object().if_contains("Tags"));
  }
  if (is_write && parameters.contains("TagKey") && parameters.contains("TagValue")) {
    has_any = true;
    add(parameters, "TagKey", "TagValue");
  }
  if (has_any) context.set("qcs:request_tag", std::move(joined));
}

// Wherever they stand: `LoginSettings.Password` is as secret as `Password`.
constexpr std::array<std::string_view, 9> secret_parameters = {
    "Password",      "TokenCode", "SAMLAssertion", "WebIdentityToken", "SAMLMetadataDocument",
    "FlowAuthSecet", "SecretKey", "Signature",     "MFAToken",
};

}  // namespace

std::variant<Call, Refusal> Gate::ask(const Caller& caller, const AskedCall& asked) const {
  const auto snapshot = snapshots_.now();
  const Context circumstances = context(caller, asked);
  std::string resource;
  std::shared_ptr<const Sieve> sieve;
  for (const Question& question : questions(caller, asked)) {
    Request request = this->request(caller, question, circumstances);
    const Decision decision = decide(*snapshot, question, request);
    if (question.is_list) {
      Request entries = this->request(caller, question, circumstances);
      const auto list = ResourceName::parse(question.resources.front());
      const bool may_list = decision.allowed() || (list && may_reach_some(snapshot->explain(entries), *list,
                                                                          *caller.account, snapshot->catalog()));
      if (!may_list) return refuse(*snapshot, caller, asked, question, decision, &request);
      sieve = std::make_shared<Sieve>(snapshot, std::move(entries));
    } else if (!decision.allowed()) {
      return refuse(*snapshot, caller, asked, question, decision, &request);
    }
    equipment_.uses->note_permission(*caller.account, caller.principal(), question.operation, decision);
    if (resource.empty()) resource = question.resources.front();
  }
  return Call(equipment_, caller, write_context(caller, asked, std::move(resource)), asked.region, std::move(sieve));
}

std::variant<Call, Refusal> Gate::ask_web_identity(const Caller& caller, const AskedCall& asked) const {
  OPENCAM_CHECK(caller.identity != nullptr && caller.account != nullptr);
  const auto snapshot = snapshots_.now();
  // Asked on the role as it was written: a refusal must not say what a role is called.
  Question question{.operation = "sts:AssumeRoleWithWebIdentity",
                    .resources = {text_at(asked.parameters, "RoleArn")},
                    .refusal_code = {},
                    .role_id = {},
                    .role_owner = id_text(caller.owner())};
  const auto arn = ResourceName::parse(question.resources.front());
  const RoleRow* role = arn ? role_of(*caller.account, arn->content) : nullptr;
  Decision decision;
  decision.reason = Reason::TrustPolicy;
  decision.denied_resource = question.resources.front();
  if (role != nullptr) {
    Request request;
    request.action = question.operation;
    request.resources = question.resources;
    request.context.set("oidc:iss", {caller.identity->issuer()});
    request.context.set("oidc:sub", {caller.identity->subject()});
    request.context.set("oidc:aud", caller.identity->audiences());
    request.context.set("qcs:current_time", {rfc3339_time(equipment_.clock.now_ms())});
    request.context.set("mfa", {"0"});
    const RoleRef ref{id_text(role->id), question.role_owner};
    decision = snapshot->decide_federated_role(request, ref, caller.identity->provider());
  }
  if (!decision.allowed()) return refuse(*snapshot, caller, asked, question, decision, nullptr);
  return Call(equipment_, caller, write_context(caller, asked, question.resources.front()), asked.region);
}

directory::WriteContext Gate::write_context(const Caller& caller, const AskedCall& asked, std::string resource) const {
  directory::WriteContext write;
  write.action = std::string(asked.action.service) + ":" + std::string(asked.action.name);
  write.request_id = asked.request_id;
  write.principal_type = caller.principal_type();
  write.principal = caller.principal_text();
  write.access_key = caller.secret_id;
  write.resource = std::move(resource);
  write.source_ip = asked.source_ip;
  write.user_agent = asked.user_agent;
  write.parameters = audited_parameters(asked.parameters);
  return write;
}

directory::AuditRecord Gate::record(const Caller& caller, const AskedCall& asked) const {
  directory::AuditRecord record;
  record.revision = snapshots_.now()->revision();
  record.time_ms = equipment_.clock.now_ms();
  if (caller.account != nullptr) record.account = caller.owner();
  record.request_id = asked.request_id;
  record.principal_type = caller.principal_type();
  record.principal = caller.principal_text();
  record.access_key = caller.secret_id;
  record.action = std::string(asked.action.service) + ":" + std::string(asked.action.name);
  record.resource = "*";
  record.source_ip = asked.source_ip;
  record.user_agent = asked.user_agent;
  record.parameters = audited_parameters(asked.parameters);
  return record;
}

std::vector<Gate::Question> Gate::questions(const Caller& caller, const AskedCall& asked) const {
  std::vector<Question> out;
  if (asked.action.name == "AssumeRole") {
    out.push_back(assume_role_question(caller, asked));
    return out;
  }
  const Catalog& catalog = equipment_.directory.catalog();
  const std::string uin = caller.kind == PrincipalKind::Role ? "" : id_text(caller.uin);
  const std::string owner = id_text(caller.owner());
  const std::string app_id = id_text(caller.account->row().app_id);
  const ResourceSource source{
      .uin = uin,
      .owner_uin = owner,
      .app_id = app_id,
      .region = asked.region,
      .role_name = [this](std::string_view account_uin, std::string_view role_id) -> std::string {
        const auto number = directory::read_id<Uin>(account_uin);
        const auto account = number ? equipment_.directory.account(*number) : nullptr;
        const auto id = directory::read_id<RoleId>(role_id);
        const RoleRow* role = account != nullptr && id ? account->find_role(*id) : nullptr;
        return role == nullptr ? std::string() : role->name;
      }};
  const ActionName name{std::string(asked.action.service), std::string(asked.action.name)};
  const ActionInfo* info = catalog.find_action(name);
  out.push_back({.operation = name.text(),
                 .resources = requested_resources(catalog, info, asked.parameters, source),
                 .refusal_code = {},
                 .role_id = {},
                 .role_owner = {}});
  out.back().is_list = info != nullptr && info->access == Access::List && facts_of(name.service) != nullptr &&
                       names_whole_types(*info, asked.parameters, source);
  // CAM-162: to remove a user together with its keys needs the right to remove keys.
  if (asked.action.name == "DeleteUser" && is_one(asked.parameters.if_contains("Force"))) {
    out.push_back({.operation = "cam:DeleteApiKey",
                   .resources = {"*"},
                   .refusal_code = "UnauthorizedOperation.DeleteApiKey",
                   .role_id = {},
                   .role_owner = {}});
  }
  return out;
}

Gate::Question Gate::assume_role_question(const Caller& caller, const AskedCall& asked) const {
  Question question{.operation = "sts:AssumeRole",
                    .resources = {text_at(asked.parameters, "RoleArn")},
                    .refusal_code = {},
                    .role_id = {},
                    .role_owner = {}};
  auto arn = ResourceName::parse(question.resources.front());
  if (!arn || arn->service != "cam" || arn->account.form == AccountForm::AppId) {
    // Not a role: asked on as it stands; the handler says what is wrong with it to those who may ask.
    question.resources = {"*"};
    return question;
  }
  question.role_owner = arn->account.form == AccountForm::Uin ? arn->account.number : id_text(caller.owner());
  arn->account = {.form = AccountForm::Uin, .number = question.role_owner};
  // C5: neither does anybody learn another account's names from its ids.
  if (question.role_owner != id_text(caller.owner())) question.shown = arn->text();
  const auto number = directory::read_id<Uin>(question.role_owner);
  const auto account = number ? equipment_.directory.account(*number) : nullptr;
  if (const RoleRow* role = account == nullptr ? nullptr : role_of(*account, arn->content)) {
    question.role_id = id_text(role->id);
    arn->content = "roleName/" + role->name;
  }
  // C5: nobody learns which roles another account has.
  question.must_exist = question.role_owner != id_text(caller.owner());
  question.resources = {arn->text()};
  return question;
}

const ResourceFacts* Gate::facts_of(std::string_view service) const {
  const auto found = facts_.find(service);
  return found == facts_.end() ? nullptr : found->second;
}

Request Gate::request(const Caller& caller, const Question& question, const Context& context) const {
  Request request;
  request.principal = caller.principal();
  request.session_policy = caller.session_policy;
  request.action = question.operation;
  request.resources = question.resources;
  request.context = context;
  return request;
}

Decision Gate::decide_each(const Snapshot& snapshot, Request& request, const ResourceFacts& facts) const {
  const std::vector<std::string> resources = std::move(request.resources);
  const Context circumstances = request.context;
  Decision all;
  for (const std::string& resource : resources) {
    const auto name = ResourceName::parse(resource);
    request.resources = {resource};
    request.context = circumstances;
    const std::string creator = name ? facts.creator_of(*name) : std::string();
    if (!creator.empty()) request.context.set("qcs:create_uin", {creator});
    Decision decision = snapshot.decide(request);
    if (!decision.allowed()) return decision;
    for (const StatementRef& statement : all.statements) {
      if (std::ranges::find(decision.statements, statement) == decision.statements.end()) {
        decision.statements.push_back(statement);
      }
    }
    all = std::move(decision);
  }
  return all;
}

Decision Gate::decide(const Snapshot& snapshot, const Question& question, Request& request) const {
  const std::string_view operation = question.operation;
  if (const auto* facts = facts_of(operation.substr(0, operation.find(':')))) {
    return decide_each(snapshot, request, *facts);
  }
  if (!question.role_id.empty()) {
    return snapshot.decide_assume_role(request, RoleRef{question.role_id, question.role_owner});
  }
  if (question.must_exist) {
    Decision decision;
    decision.reason = Reason::TrustPolicy;
    decision.denied_resource = question.resources.front();
    return decision;
  }
  return snapshot.decide(request);
}

Context Gate::context(const Caller& caller, const AskedCall& asked) const {
  Context context;
  const Catalog& catalog = equipment_.directory.catalog();
  const ActionInfo* info = catalog.find_action({std::string(asked.action.service), std::string(asked.action.name)});
  if (info == nullptr || info->supports_ip_condition) context.set("qcs:ip", {asked.source_ip});
  context.set("qcs:current_time", {rfc3339_time(equipment_.clock.now_ms())});
  // CAM-336.
  context.set("mfa", {caller.used_mfa ? "1" : "0"});
  const std::string external_id = text_at(asked.parameters, "ExternalId");
  if (!external_id.empty()) context.set("sts:external_id", {external_id});
  set_request_tags(asked.parameters, info != nullptr && info->access == Access::Write, context);
  return context;
}

Refusal Gate::refuse(const Snapshot& snapshot, const Caller& caller, const AskedCall& asked, const Question& question,
                     const Decision& made, const Request* request) const {
  Decision decision = made;
  std::optional<Request> renamed;
  if (!question.shown.empty()) {
    decision.denied_resource = question.shown;
    // C5: what is kept must not name it either.
    if (request != nullptr) renamed = *request;
    if (renamed) renamed->resources = {question.shown};
  }
  Denial denial;
  denial.request_id = asked.request_id;
  denial.operation = question.operation;
  denial.resource = decision.denied_resource.empty() ? question.resources.front() : decision.denied_resource;
  // A stranger is not told what a trust policy asks for.
  const bool is_stranger = caller.kind == PrincipalKind::Anonymous;
  if (!is_stranger) denial.conditions = denial_conditions(decision, *caller.account, equipment_.directory.catalog());
  Refusal refusal;
  refusal.decision = decision;
  const auto& own = asked.action.error_codes;
  const bool by_gateway = std::ranges::find(own, "AuthFailure.UnauthorizedOperation") != own.end() ||
                          std::ranges::find(own, "UnauthorizedOperation") == own.end();
  if (!question.refusal_code.empty()) {
    refusal.denial = product_denial(denial, question.refusal_code);
  } else {
    refusal.denial = by_gateway ? gateway_denial(denial) : product_denial(denial);
  }
  refusal.record = record(caller, asked);
  refusal.record.revision = snapshot.revision();
  refusal.record.resource = denial.resource;
  refusal.record.outcome = refusal.denial.code;
  refusal.record.decision_id = asked.request_id;
  const bool is_kept = request != nullptr && !asked.is_trial;
  refusal.record.detail =
      is_kept ? detail(snapshot, caller, decision, renamed ? *renamed : *request) : audited_decision(decision);
  return refusal;
}

std::string Gate::detail(const Snapshot& snapshot, const Caller& caller, const Decision& decision,
                         const Request& request) const {
  if (!refusals_.admits(caller.owner(), equipment_.clock.now_ms())) return audited_decision(decision);
  return RefusalKeeper::detail(snapshot, request, decision, *caller.account);
}

bool is_secret_name(std::string_view name) {
  return std::ranges::find(secret_parameters, name) != secret_parameters.end();
}

namespace {

// What commands are given in variables is as often a secret as not; which ones they were given stays to be seen.
void star_variables(boost::json::value& variables) {
  auto* items = variables.if_array();
  if (items == nullptr) return;
  for (auto& item : *items) {
    auto* variable = item.if_object();
    if (variable != nullptr && variable->contains("Value")) (*variable)["Value"] = "***";
  }
}

enum class Starred : std::uint8_t { Secrets, SecretsAndVariables };

void star(boost::json::value& root, Starred what) {
  std::vector<boost::json::value*> open = {&root};
  while (!open.empty()) {
    boost::json::value* value = open.back();
    open.pop_back();
    if (auto* items = value->if_array()) {
      for (auto& item : *items) open.push_back(&item);
    } else if (auto* object = value->if_object()) {
      for (auto& member : *object) {
        const bool is_secret = is_secret_name(member.key());
        if (is_secret) member.value() = "***";
        if (what == Starred::SecretsAndVariables && member.key() == "EnvVars") star_variables(member.value());
        if (!is_secret) open.push_back(&member.value());
      }
    }
  }
}

}  // namespace

void star_secrets(boost::json::value& value) { star(value, Starred::Secrets); }

std::string audited_parameters(const boost::json::object& parameters) {
  boost::json::value shown = parameters;
  star(shown, Starred::SecretsAndVariables);
  std::string text = boost::json::serialize(shown);
  if (text.size() > limits::audit_parameters_bytes_max) return R"({"omitted":"longer than the limit"})";
  return text;
}

}  // namespace opencam::services
