// Roles (docs/api/roles.md). A role is named by its id or its name; the id counts when both are given.
#include <algorithm>
#include <limits>

#include "base/text.h"
#include "directory/tag.h"
#include "services/cam.h"
#include "services/lookup.h"
#include "services/wire_form.h"

namespace opencam::services {
namespace {

using directory::AccountState;
using directory::id_text;
using directory::RoleRow;
using directory::RoleType;
using directory::Target;

std::string type_text(RoleType type) { return std::string(names_of(type).at(static_cast<std::size_t>(type))); }

api::cam::RoleInfo role_info(const AccountState& account, const RoleRow& role) {
  api::cam::RoleInfo info;
  info.role_id = id_text(role.id);
  info.role_name = role.name;
  info.policy_document = role.trust;
  info.description = role.description;
  info.add_time = cam_time(role.created_ms);
  info.update_time = cam_time(role.updated_ms);
  info.console_login = role.console_login ? 1 : 0;
  info.role_type = type_text(role.type);
  info.session_duration = role.session_duration_s;
  const auto* deletion = account.running_deletion(role.id);
  info.deletion_task_id = deletion == nullptr ? "" : deletion->id;
  std::vector<api::cam::RoleTags> tags;
  for (const auto& [key, value] : account.tags_of(tag_resource(account.uin(), Target::role(role.id)))) {
    tags.push_back({.key = key, .value = value});
  }
  info.tags = std::move(tags);
  // The names of service-linked roles have a place of their own.
  const bool is_linked = role.type == RoleType::ServiceLinked;
  info.role_arn = "qcs::cam::uin/" + id_text(account.uin()) +
                  (is_linked ? ":role/tencentcloudServiceRoleName/" : ":roleName/") + role.name;
  return info;
}

// Longer than any role may have is out of range in the directory, however long it is here.
std::uint32_t duration(std::uint64_t seconds) {
  return static_cast<std::uint32_t>(std::min<std::uint64_t>(seconds, std::numeric_limits<std::uint32_t>::max()));
}

std::optional<std::string> id_parameter(std::optional<std::uint64_t> id) {
  if (!id) return std::nullopt;
  return std::to_string(*id);
}

bool has_tags(const AccountState& account, const RoleRow& role, const std::vector<api::cam::RoleTags>& wanted) {
  const auto& tags = account.tags_of(tag_resource(account.uin(), Target::role(role.id)));
  return std::ranges::all_of(wanted, [&](const api::cam::RoleTags& tag) {
    const auto found = tags.find(tag.key);
    return found != tags.end() && found->second == tag.value;
  });
}

}  // namespace

Result<api::cam::CreateRoleResponse> create_role(const Call& call, const api::cam::CreateRoleRequest& request) {
  directory::NewRole role;
  role.name = request.role_name;
  role.description = request.description.value_or("");
  role.trust = decoded_document(request.policy_document);
  OPENCAM_TRY(role.console_login, read_flag("ConsoleLogin", request.console_login, false));
  role.session_duration_s = duration(request.session_duration.value_or(0));
  if (request.tags) {
    for (const api::cam::RoleTags& tag : *request.tags) {
      // CAM-174: both values were asked about, and only one could be kept.
      if (!role.tags.try_emplace(tag.key, tag.value).second) {
        return Error(ErrorCode::TagIllegal, "parameter `Tags` holds the key `" + text::shortened(tag.key) + "` twice");
      }
    }
  }
  OPENCAM_TRY(const auto row, call.directory().create_role(call.write(), call.owner(), role));
  api::cam::CreateRoleResponse response;
  response.role_id = id_text(row.id);
  return response;
}

Result<api::cam::GetRoleResponse> get_role(const Call& call, const api::cam::GetRoleRequest& request) {
  const auto account = call.account();
  OPENCAM_TRY(const RoleRow* role, find_role(*account, request.role_id, request.role_name));
  api::cam::GetRoleResponse response;
  response.role_info = role_info(*account, *role);
  return response;
}

Result<api::cam::DeleteRoleResponse> delete_role(const Call& call, const api::cam::DeleteRoleRequest& request) {
  const auto account = call.account();
  OPENCAM_TRY(const RoleRow* role, find_role(*account, request.role_id, request.role_name));
  OPENCAM_TRY(call.directory().delete_role(call.write(), call.owner(), role->id));
  return api::cam::DeleteRoleResponse{};
}

Result<api::cam::DescribeRoleListResponse> describe_role_list(const Call& call,
                                                              const api::cam::DescribeRoleListRequest& request) {
  OPENCAM_TRY(const Page page, read_page(request.page, request.rp));
  const auto account = call.account();
  api::cam::DescribeRoleListResponse response;
  if (!request.tags) {
    response.total_num = account->roles().size();
    use_page(account->roles(), page,
             [&](const auto& entry) { response.list.push_back(role_info(*account, *entry.second)); });
    return response;
  }
  std::vector<const RoleRow*> found;
  for (const auto& [id, role] : account->roles()) {
    if (has_tags(*account, *role, *request.tags)) found.push_back(role.get());
  }
  response.total_num = found.size();
  for (const RoleRow* role : page_of(std::move(found), page)) response.list.push_back(role_info(*account, *role));
  return response;
}

Result<api::cam::UpdateAssumeRolePolicyResponse> update_assume_role_policy(
    const Call& call, const api::cam::UpdateAssumeRolePolicyRequest& request) {
  const auto account = call.account();
  OPENCAM_TRY(const RoleRow* role, find_role(*account, request.role_id, request.role_name));
  OPENCAM_TRY(call.directory().update_assume_role_policy(call.write(), call.owner(), role->id,
                                                         decoded_document(request.policy_document)));
  return api::cam::UpdateAssumeRolePolicyResponse{};
}

Result<api::cam::UpdateRoleDescriptionResponse> update_role_description(
    const Call& call, const api::cam::UpdateRoleDescriptionRequest& request) {
  const auto account = call.account();
  OPENCAM_TRY(const RoleRow* role, find_role(*account, request.role_id, request.role_name));
  directory::RoleChange change;
  change.description = request.description;
  OPENCAM_TRY(call.directory().update_role(call.write(), call.owner(), role->id, change));
  return api::cam::UpdateRoleDescriptionResponse{};
}

Result<api::cam::UpdateRoleConsoleLoginResponse> update_role_console_login(
    const Call& call, const api::cam::UpdateRoleConsoleLoginRequest& request) {
  if (request.console_login != 0 && request.console_login != 1) {
    return Error(ErrorCode::InvalidArgument, "parameter `ConsoleLogin` is neither 0 nor 1");
  }
  std::optional<std::string> id;
  if (request.role_id) id = std::to_string(*request.role_id);
  const auto account = call.account();
  OPENCAM_TRY(const RoleRow* role, find_role(*account, id, request.role_name));
  directory::RoleChange change;
  change.console_login = request.console_login == 1;
  OPENCAM_TRY(call.directory().update_role(call.write(), call.owner(), role->id, change));
  return api::cam::UpdateRoleConsoleLoginResponse{};
}

Result<api::cam::UpdateRoleSessionDurationResponse> update_role_session_duration(
    const Call& call, const api::cam::UpdateRoleSessionDurationRequest& request) {
  const auto account = call.account();
  OPENCAM_TRY(const RoleRow* role, find_role(*account, id_parameter(request.role_id), request.role_name));
  directory::RoleChange change;
  change.session_duration_s = duration(request.session_duration);
  OPENCAM_TRY(call.directory().update_role(call.write(), call.owner(), role->id, change));
  return api::cam::UpdateRoleSessionDurationResponse{};
}

}  // namespace opencam::services
