#include "services/world_of.h"

#include <string>
#include <utility>

#include "directory/attachment.h"

namespace opencam::services {
namespace {

using directory::AccountState;
using directory::AppId;
using directory::GroupId;
using directory::id_text;
using directory::number;
using directory::PolicyId;
using directory::RoleId;
using directory::Target;
using directory::Uin;

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

directory::UserType directory_type(UserType type) {
  switch (type) {
    case UserType::SubUser:
      return directory::UserType::SubUser;
    case UserType::Collaborator:
      return directory::UserType::Collaborator;
    case UserType::MessageRecipient:
      return directory::UserType::MessageRecipient;
  }
  return directory::UserType::SubUser;
}

// Writes one account into a world.
class Writer {
 public:
  Writer(const AccountState& account, const Catalog& catalog, World& world)
      : account_(account), catalog_(catalog), world_(world), owner_(id_text(account.uin())) {}

  void write() {
    world_.accounts.push_back({.uin = owner_, .app_id = id_text(account_.row().app_id), .name = account_.row().name});
    for (const auto& [id, policy] : account_.policies()) {
      world_.policies.push_back(
          {.name = policy->row.name, .owner_uin = owner_, .document = std::string(policy->document())});
    }
    for (const auto& [uin, user] : account_.users()) write_user(*user);
    for (const auto& [id, group] : account_.groups()) write_group(*group);
    for (const auto& [id, role] : account_.roles()) write_role(*role);
    for (const auto& [resource, tags] : account_.tags()) world_.resource_tags[resource] = *tags;
    if (needs_unreadable_) {
      world_.policies.push_back({.name = std::string(unreadable_policy), .owner_uin = owner_, .document = ""});
    }
  }

 private:
  void write_user(const directory::UserRow& user) {
    const Target target = Target::user(user.uin);
    world_.users.push_back({.uin = id_text(user.uin),
                            .owner_uin = owner_,
                            .name = user.name,
                            .type = world_type(user.type),
                            .policies = policies_of(target),
                            .boundary = boundary_name(user.boundary)});
  }

  void write_group(const directory::Group& group) {
    WorldGroup out{.id = id_text(group.row.id),
                   .owner_uin = owner_,
                   .name = group.row.name,
                   .members = {},
                   .policies = policies_of(Target::group(group.row.id))};
    for (const auto& [uin, member] : group.members) {
      // A member who is not there is nobody who could call.
      if (account_.find_user(uin) != nullptr) out.members.push_back(id_text(uin));
    }
    world_.groups.push_back(std::move(out));
  }

  void write_role(const directory::RoleRow& role) {
    world_.roles.push_back({.id = id_text(role.id),
                            .owner_uin = owner_,
                            .name = role.name,
                            .trust = role.trust,
                            .policies = policies_of(Target::role(role.id)),
                            .boundary = boundary_name(role.boundary)});
  }

  // The name of a custom policy or preset; empty when there is neither.
  std::string name_of(PolicyId id) const {
    if (const auto* policy = account_.find_policy(id)) return policy->row.name;
    if (const auto* preset = catalog_.find_preset(number(id))) return preset->name;
    return {};
  }

  std::string unreadable() {
    needs_unreadable_ = true;
    return std::string(unreadable_policy);
  }

  std::vector<std::string> policies_of(const Target& target) {
    std::vector<std::string> names;
    bool is_damaged = account_.damaged().contains(target);
    for (const auto& [id, attachment] : account_.attachments_of(target)) {
      std::string name = name_of(id);
      // What is attached but not there may have been a deny.
      if (name.empty()) is_damaged = true;
      if (!name.empty()) names.push_back(std::move(name));
    }
    if (is_damaged) names.push_back(unreadable());
    return names;
  }

  std::string boundary_name(PolicyId id) {
    if (number(id) == 0) return {};
    std::string name = name_of(id);
    return name.empty() ? unreadable() : name;
  }

  const AccountState& account_;
  const Catalog& catalog_;
  World& world_;
  const std::string owner_;
  bool needs_unreadable_ = false;
};

template <typename Id>
Result<Id> id_of(std::string_view what, const std::string& text) {
  const auto id = directory::read_id<Id>(text);
  if (!id) return Error(ErrorCode::InvalidArgument, std::string(what) + " `" + text + "` is not a number");
  return *id;
}

// An empty id means that the directory is to draw one.
template <typename Id>
Result<Id> optional_id_of(std::string_view what, const std::string& text) {
  if (text.empty()) return Id{};
  return id_of<Id>(what, text);
}

Result<directory::ImportedGroup> imported_group(const WorldGroup& group) {
  directory::ImportedGroup out{.owner = {}, .id = {}, .name = group.name, .members = {}, .policies = group.policies};
  OPENCAM_TRY(out.owner, id_of<Uin>("uin", group.owner_uin));
  OPENCAM_TRY(out.id, optional_id_of<GroupId>("group id", group.id));
  for (const std::string& member : group.members) {
    OPENCAM_TRY(const Uin uin, id_of<Uin>("uin", member));
    out.members.push_back(uin);
  }
  return out;
}

}  // namespace

void append_world(const AccountState& account, const Catalog& catalog, World& world) {
  Writer(account, catalog, world).write();
}

World world_of(const AccountState& account, const Catalog& catalog) {
  World world;
  append_world(account, catalog, world);
  // CAM-234: a role is asked on by its name, and its tags are kept by its id.
  for (const auto& [id, role] : account.roles()) {
    const auto& tags = account.tags_of(tag_resource(account.uin(), Target::role(id)));
    if (tags.empty()) continue;
    world.resource_tags["qcs::cam::uin/" + id_text(account.uin()) + ":roleName/" + role->name] = tags;
  }
  return world;
}

Result<directory::Import> import_of(const World& world) {
  directory::Import out;
  if (!world.resource_policies.empty()) {
    return Error(ErrorCode::Unsupported, "resource policies cannot be imported: no store keeps them yet");
  }
  for (const WorldAccount& account : world.accounts) {
    directory::ImportedAccount row{.uin = {}, .app_id = {}, .name = account.name};
    OPENCAM_TRY(row.uin, id_of<Uin>("uin", account.uin));
    OPENCAM_TRY(row.app_id, optional_id_of<AppId>("app_id", account.app_id));
    out.accounts.push_back(std::move(row));
  }
  for (const WorldPolicy& policy : world.policies) {
    directory::ImportedPolicy row{.owner = {}, .name = policy.name, .description = {}, .document = policy.document};
    OPENCAM_TRY(row.owner, id_of<Uin>("uin", policy.owner_uin));
    out.policies.push_back(std::move(row));
  }
  for (const WorldUser& user : world.users) {
    directory::ImportedUser row{.owner = {},
                                .uin = {},
                                .name = user.name,
                                .type = directory_type(user.type),
                                .policies = user.policies,
                                .boundary = user.boundary};
    OPENCAM_TRY(row.owner, id_of<Uin>("uin", user.owner_uin));
    OPENCAM_TRY(row.uin, optional_id_of<Uin>("uin", user.uin));
    out.users.push_back(std::move(row));
  }
  for (const WorldGroup& group : world.groups) {
    OPENCAM_TRY(auto row, imported_group(group));
    out.groups.push_back(std::move(row));
  }
  for (const WorldRole& role : world.roles) {
    directory::ImportedRole row{.owner = {},
                                .id = {},
                                .name = role.name,
                                .trust = role.trust,
                                .policies = role.policies,
                                .boundary = role.boundary};
    OPENCAM_TRY(row.owner, id_of<Uin>("uin", role.owner_uin));
    OPENCAM_TRY(row.id, optional_id_of<RoleId>("role id", role.id));
    out.roles.push_back(std::move(row));
  }
  out.resource_tags = world.resource_tags;
  return out;
}

}  // namespace opencam::services
