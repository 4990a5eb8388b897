#include "services/lookup.h"

namespace opencam::services {

using directory::AccountState;
using directory::GroupId;
using directory::PolicyId;
using directory::PolicyInfo;
using directory::RoleId;
using directory::RoleRow;
using directory::Uid;
using directory::Uin;
using directory::UserRow;

namespace {

Error no_user(const std::string& who) { return Error(ErrorCode::UserNotExist, "user `" + who + "` does not exist"); }

Error no_policy(const std::string& which) {
  return Error(ErrorCode::PolicyIdNotExist, "policy `" + which + "` does not exist");
}

}  // namespace

Result<const UserRow*> find_user(const AccountState& state, std::uint64_t uin) {
  const UserRow* user = state.find_user(Uin{uin});
  if (user == nullptr) return no_user(std::to_string(uin));
  return user;
}

Result<const UserRow*> find_user(const AccountState& state, const std::string& name) {
  const UserRow* user = state.find_user(std::string_view(name));
  if (user == nullptr) return no_user(name);
  return user;
}

Result<const UserRow*> find_user(const AccountState& state, std::optional<std::uint64_t> uid,
                                 std::optional<std::uint64_t> uin) {
  if (uin && *uin != 0) return find_user(state, *uin);
  if (!uid || *uid == 0) return Error(ErrorCode::MemberNotNamed, "neither a `Uid` nor a `Uin` is given");
  const UserRow* user = state.find_user(Uid{*uid});
  // Some clients send the other number under this name.
  if (user == nullptr) user = state.find_user(Uin{*uid});
  if (user == nullptr) return no_user(std::to_string(*uid));
  return user;
}

Result<const directory::Group*> find_group(const AccountState& state, std::uint64_t id) {
  const directory::Group* group = state.find_group(GroupId{id});
  if (group == nullptr) return Error(ErrorCode::GroupNotExist, "group `" + std::to_string(id) + "` does not exist");
  return group;
}

Result<const RoleRow*> find_role(const AccountState& state, const std::optional<std::string>& id,
                                 const std::optional<std::string>& name) {
  const RoleRow* role = nullptr;
  if (id && !id->empty()) {
    const auto number = directory::read_id<RoleId>(*id);
    if (number) role = state.find_role(*number);
    if (role == nullptr) return Error(ErrorCode::RoleNotExist, "role `" + *id + "` does not exist");
    return role;
  }
  if (!name || name->empty()) {
    return Error(ErrorCode::InvalidArgument, "neither the id nor the name of a role is given");
  }
  role = state.find_role(std::string_view(*name));
  if (role == nullptr) return Error(ErrorCode::RoleNotExist, "role `" + *name + "` does not exist");
  return role;
}

Result<PolicyInfo> find_policy(const directory::Directory& directory, const AccountState& state, std::uint64_t id) {
  const auto policy = directory.find_policy(state, PolicyId{id});
  if (!policy) return no_policy(std::to_string(id));
  return *policy;
}

Result<PolicyInfo> find_policy(const directory::Directory& directory, const AccountState& state,
                               const std::string& name) {
  const auto policy = directory.find_policy(state, std::string_view(name));
  if (!policy) return no_policy(name);
  return *policy;
}

Result<PolicyInfo> find_policy(const directory::Directory& directory, const AccountState& state,
                               std::optional<std::uint64_t> id, const std::optional<std::string>& name) {
  if (id && *id != 0) return find_policy(directory, state, *id);
  if (!name || name->empty()) {
    return Error(ErrorCode::InvalidArgument, "neither `PolicyId` nor `PolicyName` is given");
  }
  return find_policy(directory, state, *name);
}

PolicyId policy_id(const PolicyInfo& policy) {
  return policy.custom != nullptr ? policy.custom->row.id : PolicyId{policy.preset->id};
}

const std::string& policy_name(const PolicyInfo& policy) {
  return policy.custom != nullptr ? policy.custom->row.name : policy.preset->name;
}

const std::string& policy_description(const PolicyInfo& policy) {
  return policy.custom != nullptr ? policy.custom->row.description : policy.preset->description;
}

std::string_view policy_document(const PolicyInfo& policy) {
  return policy.custom != nullptr ? policy.custom->document() : std::string_view(policy.preset->document);
}

std::uint64_t policy_create_mode(const PolicyInfo& policy) {
  if (policy.custom == nullptr) return 2;
  return static_cast<std::uint64_t>(policy.custom->row.create_mode) + 1;
}

std::string policy_type_text(const PolicyInfo& policy) { return policy.custom != nullptr ? "User" : "QCS"; }

std::uint64_t policy_type_number(const PolicyInfo& policy) { return policy.custom != nullptr ? 1 : 2; }

}  // namespace opencam::services
