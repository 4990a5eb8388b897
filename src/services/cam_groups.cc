// User groups and who is in them (docs/api/groups.md).
#include <vector>

#include "services/cam.h"
#include "services/lookup.h"
#include "services/wire_form.h"

namespace opencam::services {
namespace {

using directory::AccountState;
using directory::Group;
using directory::number;
using directory::UserRow;
using directory::UserType;

// GroupMemberInfo's UserType: 1 and 2 are collaborators, 3 is a message recipient; a sub-user has none of them.
std::uint64_t member_type(UserType type) {
  switch (type) {
    case UserType::SubUser:
      return 0;
    case UserType::Collaborator:
      return 1;
    case UserType::MessageRecipient:
      return 3;
  }
  return 0;
}

// REQUIRES: a row of a group goes with its user.
api::cam::GroupMemberInfo member_info(const AccountState& account, directory::Uin uin) {
  const UserRow& user = *account.find_user(uin);
  return {.uid = number(user.uid),
          .uin = number(uin),
          .name = user.name,
          .phone_num = user.phone,
          .country_code = user.country_code,
          .phone_flag = 0,
          .email = user.email,
          .email_flag = 0,
          .user_type = member_type(user.type),
          .create_time = cam_time(user.created_ms),
          .is_receiver_owner = 0,
          .remark = user.remark};
}

api::cam::GroupInfo group_info(const Group& group) {
  return {.group_id = number(group.row.id),
          .group_name = group.row.name,
          .create_time = cam_time(group.row.created_ms),
          .remark = group.row.remark};
}

Result<std::vector<directory::Membership>> memberships(const AccountState& account,
                                                       const std::vector<api::cam::GroupIdOfUidInfo>& lines) {
  if (lines.empty()) return Error(ErrorCode::InvalidArgument, "parameter `Info` is empty");
  if (lines.size() > limits::memberships_per_call_max) {
    return Error(ErrorCode::InvalidArgument, "parameter `Info` has too many lines");
  }
  std::vector<directory::Membership> out;
  for (const api::cam::GroupIdOfUidInfo& line : lines) {
    OPENCAM_TRY(const Group* group, find_group(account, line.group_id));
    OPENCAM_TRY(const UserRow* user, find_user(account, line.uid, line.uin));
    out.push_back({.group = group->row.id, .user = user->uin});
  }
  return out;
}

}  // namespace

Result<api::cam::CreateGroupResponse> create_group(const Call& call, const api::cam::CreateGroupRequest& request) {
  OPENCAM_TRY(const auto group,
              call.directory().create_group(call.write(), call.owner(),
                                            {.name = request.group_name, .remark = request.remark.value_or("")}));
  api::cam::CreateGroupResponse response;
  response.group_id = number(group.id);
  return response;
}

Result<api::cam::GetGroupResponse> get_group(const Call& call, const api::cam::GetGroupRequest& request) {
  const auto account = call.account();
  OPENCAM_TRY(const Group* group, find_group(*account, request.group_id));
  api::cam::GetGroupResponse response;
  response.group_id = number(group->row.id);
  response.group_name = group->row.name;
  response.remark = group->row.remark;
  response.create_time = cam_time(group->row.created_ms);
  for (const auto& [uin, member] : group->members) response.user_info.push_back(member_info(*account, uin));
  response.group_num = response.user_info.size();
  return response;
}

Result<api::cam::UpdateGroupResponse> update_group(const Call& call, const api::cam::UpdateGroupRequest& request) {
  const directory::GroupChange change{.name = request.group_name, .remark = request.remark};
  OPENCAM_TRY(call.directory().update_group(call.write(), call.owner(), directory::GroupId{request.group_id}, change));
  return api::cam::UpdateGroupResponse{};
}

Result<api::cam::DeleteGroupResponse> delete_group(const Call& call, const api::cam::DeleteGroupRequest& request) {
  OPENCAM_TRY(call.directory().delete_group(call.write(), call.owner(), directory::GroupId{request.group_id}));
  return api::cam::DeleteGroupResponse{};
}

Result<api::cam::ListGroupsResponse> list_groups(const Call& call, const api::cam::ListGroupsRequest& request) {
  OPENCAM_TRY(const Page page, read_page(request.page, request.rp));
  const auto account = call.account();
  api::cam::ListGroupsResponse response;
  if (!has_keyword(request.keyword)) {
    response.total_num = account->groups().size();
    use_page(account->groups(), page,
             [&](const auto& entry) { response.group_info.push_back(group_info(*entry.second)); });
    return response;
  }
  std::vector<const Group*> found;
  for (const auto& [id, group] : account->groups()) {
    OPENCAM_TRY(const bool is_wanted, matches_keyword(group->row.name, request.keyword));
    if (is_wanted) found.push_back(group.get());
  }
  response.total_num = found.size();
  for (const Group* group : page_of(std::move(found), page)) response.group_info.push_back(group_info(*group));
  return response;
}

Result<api::cam::AddUserToGroupResponse> add_user_to_group(const Call& call,
                                                           const api::cam::AddUserToGroupRequest& request) {
  OPENCAM_TRY(const auto members, memberships(*call.account(), request.info));
  OPENCAM_TRY(call.directory().add_members(call.write(), call.owner(), members));
  return api::cam::AddUserToGroupResponse{};
}

Result<api::cam::RemoveUserFromGroupResponse> remove_user_from_group(
    const Call& call, const api::cam::RemoveUserFromGroupRequest& request) {
  OPENCAM_TRY(const auto members, memberships(*call.account(), request.info));
  OPENCAM_TRY(call.directory().remove_members(call.write(), call.owner(), members));
  return api::cam::RemoveUserFromGroupResponse{};
}

Result<api::cam::ListUsersForGroupResponse> list_users_for_group(const Call& call,
                                                                 const api::cam::ListUsersForGroupRequest& request) {
  OPENCAM_TRY(const Page page, read_page(request.page, request.rp));
  const auto account = call.account();
  OPENCAM_TRY(const Group* group, find_group(*account, request.group_id));
  api::cam::ListUsersForGroupResponse response;
  response.total_num = group->members.size();
  use_page(group->members, page,
           [&](const auto& entry) { response.user_info.push_back(member_info(*account, entry.first)); });
  return response;
}

Result<api::cam::ListGroupsForUserResponse> list_groups_for_user(const Call& call,
                                                                 const api::cam::ListGroupsForUserRequest& request) {
  OPENCAM_TRY(const Page page, read_page(request.page, request.rp));
  const auto account = call.account();
  OPENCAM_TRY(const UserRow* user, find_user(*account, request.uid, request.sub_uin));
  std::vector<api::cam::GroupInfo> groups;
  for (const Group* group : account->groups_of(user->uin)) groups.push_back(group_info(*group));
  api::cam::ListGroupsForUserResponse response;
  response.total_num = groups.size();
  response.group_info = page_of(std::move(groups), page);
  return response;
}

}  // namespace opencam::services
