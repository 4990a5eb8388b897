#include "services/world_rows.h"

#include <utility>

#include "directory/attachment.h"

namespace opencam::services {
namespace {

using directory::id_text;
using directory::PolicyId;
using directory::Target;

// A name that no policy can have, so it collides with none.
constexpr std::string_view unreadable_policy = "!unreadable";

UserType world_type(directory::UserType type) {
  switch (type) {
    case directory::UserType::SubUser:
      return UserType::SubUser;
    case directory::UserType::Collaborator:
      return UserType::Collaborator;
    case directory::UserType::MessageRecipient:
      return UserType::MessageRecipient;
  }
  return UserType::SubUser;
}

}  // namespace

WorldRows::WorldRows(const directory::AccountState& account, const Catalog& catalog)
    : account_(account), catalog_(catalog), owner_(id_text(account.uin())) {}

WorldUser WorldRows::user(const directory::UserRow& user) {
  return {.uin = id_text(user.uin),
          .owner_uin = owner_,
          .name = user.name,
          .type = world_type(user.type),
          .policies = policies_of(Target::user(user.uin)),
          .boundary = boundary_name(user.boundary)};
}

WorldGroup WorldRows::group_without_members(const directory::Group& group) {
  return {.id = id_text(group.row.id),
          .owner_uin = owner_,
          .name = group.row.name,
          .members = {},
          .policies = policies_of(Target::group(group.row.id))};
}

WorldGroup WorldRows::group(const directory::Group& group) {
  WorldGroup out = group_without_members(group);
  for (const auto& [uin, member] : group.members) {
    // A member who is not there is nobody who could call.
    if (account_.find_user(uin) != nullptr) out.members.push_back(id_text(uin));
  }
  return out;
}

WorldRole WorldRows::role(const std::shared_ptr<const directory::RoleRow>& role) {
  return {.id = id_text(role->id),
          .owner_uin = owner_,
          .name = role->name,
          .trust = SharedText(std::shared_ptr<const std::string>(role, &role->trust)),
          .policies = policies_of(Target::role(role->id)),
          .boundary = boundary_name(role->boundary)};
}

WorldPolicy WorldRows::policy(const std::shared_ptr<const directory::ManagedPolicy>& policy) const {
  WorldPolicy out{.name = policy->row.name, .owner_uin = owner_, .document = {}};
  const auto version = policy->versions.find(policy->row.default_version);
  if (version != policy->versions.end()) {
    out.document = SharedText(std::shared_ptr<const std::string>(policy, &version->second.document));
  }
  return out;
}

std::string WorldRows::role_tag_name(const directory::RoleRow& role) const {
  return "qcs::cam::uin/" + owner_ + ":roleName/" + role.name;
}

WorldPolicy WorldRows::unreadable() const {
  return {.name = std::string(unreadable_policy), .owner_uin = owner_, .document = ""};
}

// The name of a custom policy or preset; empty when there is neither.
std::string WorldRows::name_of(PolicyId id) const {
  if (const auto* policy = account_.find_policy(id)) return policy->row.name;
  if (const auto* preset = catalog_.find_preset(number(id))) return preset->name;
  return {};
}

std::string WorldRows::unreadable_name() {
  needs_unreadable_ = true;
  return std::string(unreadable_policy);
}

std::vector<std::string> WorldRows::policies_of(const Target& target) {
  std::vector<std::string> names;
  bool is_damaged = account_.damaged().contains(target);
  for (const auto& [id, attachment] : account_.attachments_of(target)) {
    std::string name = name_of(id);
    // What is attached but not there may have been a deny.
    if (name.empty()) is_damaged = true;
    if (!name.empty()) names.push_back(std::move(name));
  }
  if (is_damaged) names.push_back(unreadable_name());
  return names;
}

std::string WorldRows::boundary_name(PolicyId id) {
  if (number(id) == 0) return {};
  std::string name = name_of(id);
  return name.empty() ? unreadable_name() : name;
}

}  // namespace opencam::services
