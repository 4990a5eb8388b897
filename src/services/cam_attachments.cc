// Attaching and detaching policies (docs/api/attachments.md). Repeating either is no error.
#include "services/cam.h"
#include "services/lookup.h"

namespace opencam::services {
namespace {

using directory::GroupId;
using directory::PolicyId;
using directory::RoleRow;
using directory::Target;
using directory::Uin;

struct RolePolicy {
  Target role;
  PolicyId policy{};
};

// Both can be named by number or name.
Result<RolePolicy> find_role_policy(const Call& call, const std::optional<std::string>& role_id,
                                    const std::optional<std::string>& role_name,
                                    std::optional<std::uint64_t> policy_number,
                                    const std::optional<std::string>& policy_text) {
  const auto account = call.account();
  OPENCAM_TRY(const RoleRow* role, find_role(*account, role_id, role_name));
  OPENCAM_TRY(const auto policy, find_policy(call.directory(), *account, policy_number, policy_text));
  return RolePolicy{Target::role(role->id), policy_id(policy)};
}

}  // namespace

Result<api::cam::AttachUserPolicyResponse> attach_user_policy(const Call& call,
                                                              const api::cam::AttachUserPolicyRequest& request) {
  OPENCAM_TRY(call.directory().attach(call.write(), call.owner(), Target::user(Uin{request.attach_uin}),
                                      PolicyId{request.policy_id}));
  return api::cam::AttachUserPolicyResponse{};
}

Result<api::cam::DetachUserPolicyResponse> detach_user_policy(const Call& call,
                                                              const api::cam::DetachUserPolicyRequest& request) {
  OPENCAM_TRY(call.directory().detach(call.write(), call.owner(), Target::user(Uin{request.detach_uin}),
                                      PolicyId{request.policy_id}));
  return api::cam::DetachUserPolicyResponse{};
}

Result<api::cam::AttachGroupPolicyResponse> attach_group_policy(const Call& call,
                                                                const api::cam::AttachGroupPolicyRequest& request) {
  OPENCAM_TRY(call.directory().attach(call.write(), call.owner(), Target::group(GroupId{request.attach_group_id}),
                                      PolicyId{request.policy_id}));
  return api::cam::AttachGroupPolicyResponse{};
}

Result<api::cam::DetachGroupPolicyResponse> detach_group_policy(const Call& call,
                                                                const api::cam::DetachGroupPolicyRequest& request) {
  OPENCAM_TRY(call.directory().detach(call.write(), call.owner(), Target::group(GroupId{request.detach_group_id}),
                                      PolicyId{request.policy_id}));
  return api::cam::DetachGroupPolicyResponse{};
}

Result<api::cam::AttachRolePolicyResponse> attach_role_policy(const Call& call,
                                                              const api::cam::AttachRolePolicyRequest& request) {
  OPENCAM_TRY(const RolePolicy both, find_role_policy(call, request.attach_role_id, request.attach_role_name,
                                                      request.policy_id, request.policy_name));
  OPENCAM_TRY(call.directory().attach(call.write(), call.owner(), both.role, both.policy));
  return api::cam::AttachRolePolicyResponse{};
}

Result<api::cam::DetachRolePolicyResponse> detach_role_policy(const Call& call,
                                                              const api::cam::DetachRolePolicyRequest& request) {
  OPENCAM_TRY(const RolePolicy both, find_role_policy(call, request.detach_role_id, request.detach_role_name,
                                                      request.policy_id, request.policy_name));
  OPENCAM_TRY(call.directory().detach(call.write(), call.owner(), both.role, both.policy));
  return api::cam::DetachRolePolicyResponse{};
}

}  // namespace opencam::services
