// ListPoliciesGrantingServiceAccess (docs/api/accounts.md): which services somebody's policies open, and by which.
//
// CAM-207: read from the allow statements of what is attached, for a user also through groups. Conditions, denies and
// boundaries are not looked at: this lists grants, it decides nothing.
#include <map>
#include <set>

#include "opencam/policy.h"
#include "policy/cover.h"
#include "services/cam.h"
#include "services/lookup.h"
#include "services/wire_form.h"

namespace opencam::services {
namespace {

using directory::AccountState;
using directory::PolicyId;
using directory::PolicyInfo;
using directory::Target;

// What is granted of one service: actions by name, and the policies that do it by number.
struct Grant {
  std::map<std::string, std::string> actions;  // name -> description
  std::map<std::uint64_t, PolicyInfo> policies;
};

// Whom the request names: exactly one. Errors: InvalidArgument, UserNotExist, RoleNotExist, GroupNotExist.
Result<std::vector<Target>> targets_of(const AccountState& account,
                                       const api::cam::ListPoliciesGrantingServiceAccessRequest& request) {
  const auto is_given = [](const std::optional<std::uint64_t>& id) { return id.value_or(0) != 0; };
  const int given =
      int{is_given(request.target_uin)} + int{is_given(request.role_id)} + int{is_given(request.group_id)};
  if (given != 1) {
    return Error(ErrorCode::InvalidArgument, "give exactly one of `TargetUin`, `RoleId` and `GroupId`");
  }
  if (is_given(request.role_id)) {
    OPENCAM_TRY(const auto* role, find_role(account, std::to_string(*request.role_id), std::nullopt));
    return std::vector{Target::role(role->id)};
  }
  if (is_given(request.group_id)) {
    OPENCAM_TRY(const auto* group, find_group(account, *request.group_id));
    return std::vector{Target::group(group->row.id)};
  }
  // The root account needs no policy.
  if (directory::Uin{*request.target_uin} == account.uin()) return std::vector<Target>{};
  OPENCAM_TRY(const auto* user, find_user(account, *request.target_uin));
  std::vector<Target> targets = {Target::user(user->uin)};
  for (const auto* group : account.groups_of(user->uin)) targets.push_back(Target::group(group->row.id));
  return targets;
}

void add_actions(const ServiceInfo* service, const ActionPattern& pattern, Grant& grant) {
  if (service != nullptr) {
    for (const ActionInfo& action : service->actions) {
      if (glob_covers(pattern.name, action.name.name)) grant.actions.emplace(action.name.name, action.summary);
    }
  }
  // Of a service whose actions we do not all know, what the policy itself says.
  const bool is_known = service != nullptr && service->actions_complete;
  if (!is_known && pattern.name.find('*') == std::string::npos) grant.actions.emplace(pattern.name, "");
}

void add_policy(const Catalog& catalog, const PolicyInfo& info, std::map<std::string, Grant>& grants) {
  const auto policy = read_policy(policy_document(info), {.kind = PolicyKind::Identity});
  if (!policy) return;  // it denies
  const auto add = [&](const std::string& name, const ServiceInfo* service, const ActionPattern& pattern) {
    Grant& grant = grants[name];
    add_actions(service, pattern, grant);
    grant.policies.insert_or_assign(directory::number(policy_id(info)), info);
  };
  for (const Statement& statement : policy->statements()) {
    if (statement.effect != Effect::Allow) continue;
    for (const ActionPattern& pattern : statement.actions) {
      if (pattern.is_opaque_set) continue;
      if (pattern.service != "*") {
        add(pattern.service, catalog.find_service(pattern.service), pattern);
        continue;
      }
      for (const auto& [name, service] : catalog.services()) add(name, &service, pattern);
    }
  }
}

api::cam::ListGrantServiceAccessNode shown(const Catalog& catalog, const std::string& name, const Grant& grant) {
  api::cam::ListGrantServiceAccessNode node;
  const ServiceInfo* service = catalog.find_service(name);
  node.service = {.service_type = name, .service_name = service == nullptr ? name : service->title};
  for (const auto& [action, description] : grant.actions) {
    node.action.push_back({.name = action, .description = description});
  }
  for (const auto& [id, info] : grant.policies) {
    node.policy.push_back({.policy_id = std::to_string(id),
                           .policy_name = policy_name(info),
                           .policy_type = info.custom != nullptr ? "Custom" : "Presetting",
                           .policy_description = policy_description(info)});
  }
  return node;
}

}  // namespace

Result<api::cam::ListPoliciesGrantingServiceAccessResponse> list_policies_granting_service_access(
    const Call& call, const api::cam::ListPoliciesGrantingServiceAccessRequest& request) {
  const auto account = call.account();
  const Catalog& catalog = call.directory().catalog();
  OPENCAM_TRY(const auto targets, targets_of(*account, request));
  std::set<PolicyId> attached;
  for (const Target& target : targets) {
    for (const auto& [id, attachment] : account->attachments_of(target)) attached.insert(id);
  }
  std::map<std::string, Grant> grants;
  for (const PolicyId id : attached) {
    if (const auto info = call.directory().find_policy(*account, id)) add_policy(catalog, *info, grants);
  }
  const std::string wanted = request.service_type.value_or("");
  api::cam::ListPoliciesGrantingServiceAccessResponse response;
  for (const auto& [name, grant] : grants) {
    if (wanted.empty() || wanted == name) response.list.push_back(shown(catalog, name, grant));
  }
  return response;
}

}  // namespace opencam::services
