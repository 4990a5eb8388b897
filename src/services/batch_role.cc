#include "services/batch_role.h"

#include <algorithm>
#include <array>
#include <utility>

#include "services/refusal_record.h"
#include "services/wire_form.h"
#include "wire/denial.h"

namespace opencam::services {
namespace {

using directory::AccountState;
using directory::LastUse;
using directory::RoleRow;
using directory::Uin;
using directory::UseKind;

constexpr std::string_view batch_role_preset = "QcloudFullAccessForBatchRole";
constexpr std::string_view batch_role_trust =
    R"({"version":"2.0","statement":[{"effect":"allow","action":"name/sts:AssumeRole",)"
    R"("principal":{"service":["batch.cloud.tencent.com"]}}]})";

Result<bool> was_made(const Call& call) {
  OPENCAM_TRY(const auto uses, call.directory().uses_of(call.owner()));
  return std::ranges::any_of(
      uses, [](const LastUse& use) { return use.kind == UseKind::RoleMade && use.subject == batch_principal; });
}

Result<void> create_role(const Call& call) {
  const PresetPolicy* preset = call.directory().catalog().find_preset(batch_role_preset);
  directory::NewRole role;
  role.name = batch_role_name;
  role.description = "What BatchCompute does for this account, it does as this role";
  role.trust = batch_role_trust;
  role.type = directory::RoleType::System;
  std::vector<directory::PolicyId> policies;
  if (preset != nullptr) policies.push_back(directory::PolicyId{preset->id});
  directory::WriteContext context = service_context(call, "cam:CreateRole");
  context.resource = "qcs::cam::uin/" + directory::id_text(call.owner()) + ":roleName/" + std::string(batch_role_name);
  auto made = call.directory().create_role_with(context, call.owner(), role, policies);
  // Another call of the account was first.
  if (!made && made.error().code() != ErrorCode::RoleNameInUse) return std::move(made).error();
  return {};
}

Result<void> make(const Call& call) {
  if (call.account()->find_role(batch_role_name) == nullptr) OPENCAM_TRY(create_role(call));
  const LastUse made{.account = call.owner(),
                     .kind = UseKind::RoleMade,
                     .subject = std::string(batch_principal),
                     .last_ms = call.equipment().clock.now_ms()};
  return call.directory().note_uses({&made, 1});
}

}  // namespace

directory::WriteContext service_context(const Call& call, std::string action) {
  directory::WriteContext context;
  context.action = std::move(action);
  context.request_id = call.write().request_id;
  context.principal_type = "service";
  context.principal = batch_principal;
  return context;
}

Result<void> BatchRole::make_once(const Call& call) {
  {
    const std::lock_guard lock(mutex_);
    if (made_.contains(call.owner())) return {};
  }
  OPENCAM_TRY(const bool is_made, was_made(call));
  if (!is_made) OPENCAM_TRY(make(call));
  const std::lock_guard lock(mutex_);
  made_.insert(call.owner());
  return {};
}

Decision BatchRole::decide(directory::Uin owner, std::string_view action, std::string_view resource,
                           Request& request) const {
  const auto snapshot = snapshots_.now();
  const std::string name(batch_role_name);
  // First whether the role lets the service in at all, then what it may.
  const RoleRef role{name, directory::id_text(owner)};
  request.principal = ServiceRef{std::string(batch_principal)};
  request.action = "sts:AssumeRole";
  request.resources = {"qcs::cam::uin/" + directory::id_text(owner) + ":roleName/" + name};
  Decision decision = snapshot->decide_assume_role(request, role);
  if (!decision.allowed()) return decision;
  request.principal = role;
  request.action = std::string(action);
  request.resources = {std::string(resource)};
  return snapshot->decide(request);
}

std::optional<std::string> BatchRole::refusal(const batch::Scope& scope, std::string_view action,
                                              std::string_view resource) {
  const Uin owner{static_cast<std::uint64_t>(scope.account)};
  const std::string name(batch_role_name);
  Request request;
  request.context.set("qcs:current_time", {rfc3339_time(equipment_.clock.now_ms())});
  request.context.set("mfa", {"0"});
  Decision decision = decide(owner, action, resource, request);
  // Another server may have made the role with the job that we have read already: its store is asked before a refusal.
  if (!decision.allowed() && equipment_.directory.refresh()) decision = decide(owner, action, resource, request);
  if (decision.allowed()) return std::nullopt;
  const auto account = equipment_.directory.account(owner);
  Denial denial;
  denial.request_id = equipment_.random.uuid();
  denial.operation = request.action;
  denial.resource = request.resources.front();
  const ApiError error = gateway_denial(denial);
  directory::AuditRecord record;
  record.revision = snapshots_.now()->revision();
  record.time_ms = equipment_.clock.now_ms();
  record.account = owner;
  record.request_id = denial.request_id;
  record.principal_type = "service";
  record.principal = batch_principal;
  record.action = request.action;
  record.resource = denial.resource;
  record.outcome = error.code;
  record.decision_id = denial.request_id;
  record.detail = audited_decision(decision);
  // Refused either way; a trail that cannot be written is its own alarm.
  if (auto noted = equipment_.directory.append_audit({&record, 1}); !noted) {
    equipment_.log.alarm("batch_refusal_not_audited", {{"account", directory::id_text(owner)}});
  }
  const bool is_there = account != nullptr && account->find_role(batch_role_name) != nullptr;
  return is_there ? error.message : error.message + "; there is no role " + name + " in the account any more";
}

}  // namespace opencam::services
