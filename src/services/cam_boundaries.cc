// Permissions boundaries of users and roles (docs/api/boundaries.md). No boundary: every field is null, no error.
#include "services/cam.h"
#include "services/lookup.h"

namespace opencam::services {
namespace {

using directory::AccountState;
using directory::number;
using directory::PolicyId;
using directory::RoleRow;
using directory::Target;
using directory::Uin;

// Both answers have the same members.
template <typename Response>
Result<Response> boundary_response(const Call& call, const AccountState& account, PolicyId boundary) {
  Response response;
  if (number(boundary) == 0) return response;
  OPENCAM_TRY(const auto policy, find_policy(call.directory(), account, number(boundary)));
  response.policy_id = static_cast<std::int64_t>(number(boundary));
  response.policy_name = policy_name(policy);
  response.policy_document = std::string(policy_document(policy));
  response.policy_type = static_cast<std::int64_t>(policy_type_number(policy));
  response.create_mode = static_cast<std::int64_t>(policy_create_mode(policy));
  return response;
}

// A number that is no number of anybody: the directory then finds nobody.
std::uint64_t unsigned_id(std::int64_t id) { return id < 0 ? 0 : static_cast<std::uint64_t>(id); }

}  // namespace

Result<api::cam::PutUserPermissionsBoundaryResponse> put_user_permissions_boundary(
    const Call& call, const api::cam::PutUserPermissionsBoundaryRequest& request) {
  OPENCAM_TRY(call.directory().put_boundary(call.write(), call.owner(),
                                            Target::user(Uin{unsigned_id(request.target_uin)}),
                                            PolicyId{unsigned_id(request.policy_id)}));
  return api::cam::PutUserPermissionsBoundaryResponse{};
}

Result<api::cam::GetUserPermissionBoundaryResponse> get_user_permission_boundary(
    const Call& call, const api::cam::GetUserPermissionBoundaryRequest& request) {
  const auto account = call.account();
  OPENCAM_TRY(const auto* user, find_user(*account, unsigned_id(request.target_uin)));
  return boundary_response<api::cam::GetUserPermissionBoundaryResponse>(call, *account, user->boundary);
}

Result<api::cam::DeleteUserPermissionsBoundaryResponse> delete_user_permissions_boundary(
    const Call& call, const api::cam::DeleteUserPermissionsBoundaryRequest& request) {
  OPENCAM_TRY(
      call.directory().delete_boundary(call.write(), call.owner(), Target::user(Uin{unsigned_id(request.target_uin)})));
  return api::cam::DeleteUserPermissionsBoundaryResponse{};
}

Result<api::cam::PutRolePermissionsBoundaryResponse> put_role_permissions_boundary(
    const Call& call, const api::cam::PutRolePermissionsBoundaryRequest& request) {
  const auto account = call.account();
  OPENCAM_TRY(const RoleRow* role, find_role(*account, request.role_id, request.role_name));
  OPENCAM_TRY(call.directory().put_boundary(call.write(), call.owner(), Target::role(role->id),
                                            PolicyId{unsigned_id(request.policy_id)}));
  return api::cam::PutRolePermissionsBoundaryResponse{};
}

Result<api::cam::GetRolePermissionBoundaryResponse> get_role_permission_boundary(
    const Call& call, const api::cam::GetRolePermissionBoundaryRequest& request) {
  const auto account = call.account();
  OPENCAM_TRY(const RoleRow* role, find_role(*account, request.role_id, std::nullopt));
  return boundary_response<api::cam::GetRolePermissionBoundaryResponse>(call, *account, role->boundary);
}

Result<api::cam::DeleteRolePermissionsBoundaryResponse> delete_role_permissions_boundary(
    const Call& call, const api::cam::DeleteRolePermissionsBoundaryRequest& request) {
  const auto account = call.account();
  OPENCAM_TRY(const RoleRow* role, find_role(*account, request.role_id, request.role_name));
  OPENCAM_TRY(call.directory().delete_boundary(call.write(), call.owner(), Target::role(role->id)));
  return api::cam::DeleteRolePermissionsBoundaryResponse{};
}

}  // namespace opencam::services
