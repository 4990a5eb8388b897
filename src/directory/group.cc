#include "directory/group.h"

#include <utility>

#include "directory/name_rule.h"
#include "directory/operation.h"

namespace opencam::directory {

namespace {

Result<void> check_group(const AccountState& state, std::string_view name, std::string_view remark, GroupId self) {
  OPENCAM_TRY(check_group_name(name));
  OPENCAM_TRY(check_description(remark));
  const Group* other = state.find_group(name);
  if (other != nullptr && other->row.id != self) {
    return Error(ErrorCode::GroupNameInUse, "there is a group `" + std::string(name) + "` already");
  }
  return {};
}

}  // namespace

Result<GroupRow> create_group(Draft& draft, Uin owner, const NewGroup& group) {
  OPENCAM_TRY(const AccountState* state, draft.account(owner));
  OPENCAM_TRY(check_group(*state, group.name, group.remark, GroupId{}));
  if (state->groups().size() >= draft.quota().groups_max) {
    return Error(ErrorCode::GroupFull,
                 "the account has " + std::to_string(draft.quota().groups_max) + " groups already, as many as it may");
  }
  GroupRow row{
      .owner = owner, .id = group.id, .name = group.name, .remark = group.remark, .created_ms = draft.now_ms()};
  if (row.id == GroupId{}) {
    row.id = GroupId{draft.next(Sequence::Group)};
  } else {
    OPENCAM_TRY(draft.raise(Sequence::Group, number(row.id)));
    // Numbers are unique within an account; a world may number the groups of each of its accounts from one.
    if (state->find_group(row.id) != nullptr) {
      return Error(ErrorCode::NumberInUse, "the group number `" + id_text(row.id) + "` is taken");
    }
  }
  draft.put(row);
  return row;
}

Result<GroupRow> update_group(Draft& draft, Uin owner, GroupId group, const GroupChange& change) {
  OPENCAM_TRY(const AccountState* state, draft.account(owner));
  OPENCAM_TRY(check_target(*state, Target::group(group)));
  const GroupRow old = state->find_group(group)->row;
  GroupRow row = old;
  row.name = change.name.value_or(row.name);
  row.remark = change.remark.value_or(row.remark);
  OPENCAM_TRY(check_group(*state, row.name, row.remark, group));
  if (row != old) draft.put(row);
  return row;
}

Result<void> delete_group(Draft& draft, Uin owner, GroupId group) {
  OPENCAM_TRY(const AccountState* state, draft.account(owner));
  OPENCAM_TRY(check_target(*state, Target::group(group)));
  const Group old = *state->find_group(group);
  for (const auto& [uin, member] : old.members) draft.erase(member);
  OPENCAM_TRY(release_attachments(draft, owner, Target::group(group)));
  OPENCAM_TRY(release_tags(draft, owner, tag_resource(owner, Target::group(group))));
  draft.erase(old.row);
  return {};
}

Result<void> add_member(Draft& draft, Uin owner, const Membership& membership) {
  OPENCAM_TRY(const AccountState* state, draft.account(owner));
  OPENCAM_TRY(check_target(*state, Target::group(membership.group)));
  OPENCAM_TRY(check_target(*state, Target::user(membership.user)));
  const UserRow* user = state->find_user(membership.user);
  if (user->type == UserType::MessageRecipient) {
    return Error(ErrorCode::UserTypeForbidden, "message recipient `" + user->name + "` cannot be in a group");
  }
  const Group* group = state->find_group(membership.group);
  if (group->members.contains(membership.user)) return {};
  if (group->members.size() >= draft.quota().users_of_group_max) {
    return Error(ErrorCode::GroupUserFull, "group `" + group->row.name + "` has " +
                                               std::to_string(draft.quota().users_of_group_max) +
                                               " users already, as many as it may");
  }
  if (state->groups_of(membership.user).size() >= draft.quota().groups_of_user_max) {
    return Error(ErrorCode::UserGroupFull, "user `" + user->name + "` is in " +
                                               std::to_string(draft.quota().groups_of_user_max) +
                                               " groups already, as many as may be");
  }
  draft.put(MemberRow{.owner = owner, .group = membership.group, .uin = membership.user, .joined_ms = draft.now_ms()});
  return {};
}

Result<void> remove_member(Draft& draft, Uin owner, const Membership& membership) {
  OPENCAM_TRY(const AccountState* state, draft.account(owner));
  OPENCAM_TRY(check_target(*state, Target::group(membership.group)));
  OPENCAM_TRY(check_target(*state, Target::user(membership.user)));
  const Group* group = state->find_group(membership.group);
  const MemberRow* found = group->members.find(membership.user);
  if (found == nullptr) return {};
  const MemberRow row = *found;
  draft.erase(row);
  return {};
}

Result<GroupRow> Directory::create_group(const WriteContext& context, Uin owner, const NewGroup& group) {
  GroupRow row;
  OPENCAM_TRY(write(context, owner, [&](Draft& draft) -> Result<void> {
    OPENCAM_TRY(row, directory::create_group(draft, owner, group));
    return {};
  }));
  return row;
}

Result<GroupRow> Directory::update_group(const WriteContext& context, Uin owner, GroupId group,
                                         const GroupChange& change) {
  GroupRow row;
  OPENCAM_TRY(write(context, owner, [&](Draft& draft) -> Result<void> {
    OPENCAM_TRY(row, directory::update_group(draft, owner, group, change));
    return {};
  }));
  return row;
}

Result<void> Directory::delete_group(const WriteContext& context, Uin owner, GroupId group) {
  return write(context, owner, [&](Draft& draft) { return directory::delete_group(draft, owner, group); });
}

Result<void> Directory::add_members(const WriteContext& context, Uin owner, std::span<const Membership> members) {
  return write(context, owner, [&](Draft& draft) -> Result<void> {
    OPENCAM_TRY(draft.account(owner));
    for (const Membership& member : members) OPENCAM_TRY(add_member(draft, owner, member));
    return {};
  });
}

Result<void> Directory::remove_members(const WriteContext& context, Uin owner, std::span<const Membership> members) {
  return write(context, owner, [&](Draft& draft) -> Result<void> {
    OPENCAM_TRY(draft.account(owner));
    for (const Membership& member : members) OPENCAM_TRY(remove_member(draft, owner, member));
    return {};
  });
}

}  // namespace opencam::directory
