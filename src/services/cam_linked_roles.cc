// Service-linked roles (docs/api/roles.md). Their deletion is a task that goes on after the answer (role_deletions.h).
#include "base/text.h"
#include "services/cam_identity.h"
#include "services/wire_form.h"

namespace opencam::services {
namespace {

using directory::DeletionStatus;

std::string status_text(DeletionStatus status) {
  switch (status) {
    case DeletionStatus::NotStarted:
      return "NOT_STARTED";
    case DeletionStatus::InProgress:
      return "IN_PROGRESS";
    case DeletionStatus::Succeeded:
      return "SUCCEEDED";
    case DeletionStatus::Failed:
      break;
  }
  return "FAILED";
}

}  // namespace

Result<api::cam::CreateServiceLinkedRoleResponse> create_service_linked_role(
    const Call& call, const api::cam::CreateServiceLinkedRoleRequest& request) {
  directory::NewLinkedRole role;
  role.services = request.qcs_service_name;
  role.suffix = request.custom_suffix.value_or("");
  role.description = request.description.value_or("");
  for (const api::cam::RoleTags& tag : request.tags.value_or(std::vector<api::cam::RoleTags>{})) {
    if (!role.tags.try_emplace(tag.key, tag.value).second) {
      return Error(ErrorCode::TagIllegal, "parameter `Tags` holds the key `" + text::shortened(tag.key) + "` twice");
    }
  }
  OPENCAM_TRY(const auto row, call.directory().create_service_linked_role(call.write(), call.owner(), role));
  return api::cam::CreateServiceLinkedRoleResponse{.role_id = directory::id_text(row.id)};
}

Result<api::cam::DeleteServiceLinkedRoleResponse> delete_service_linked_role(
    const Call& call, const api::cam::DeleteServiceLinkedRoleRequest& request) {
  OPENCAM_TRY(std::string id, call.directory().begin_role_deletion(call.write(), call.owner(), request.role_name));
  return api::cam::DeleteServiceLinkedRoleResponse{.deletion_task_id = std::move(id)};
}

Result<api::cam::GetServiceLinkedRoleDeletionStatusResponse> get_service_linked_role_deletion_status(
    const Call& call, const api::cam::GetServiceLinkedRoleDeletionStatusRequest& request) {
  const auto account = call.account();
  const auto* deletion = account->find_role_deletion(request.deletion_task_id);
  if (deletion == nullptr) {
    return Error(ErrorCode::DeletionTaskNotExist, "parameter `DeletionTaskId` names no deletion task of this account");
  }
  return api::cam::GetServiceLinkedRoleDeletionStatusResponse{
      .status = status_text(deletion->status), .reason = deletion->reason, .service_type = {}, .service_name = {}};
}

}  // namespace opencam::services
