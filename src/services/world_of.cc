#include "services/world_of.h"

#include <string>
#include <utility>

#include "services/world_rows.h"

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
  WorldRows rows(account, catalog);
  const std::string owner = id_text(account.uin());
  world.accounts.push_back({.uin = owner, .app_id = id_text(account.row().app_id), .name = account.row().name});
  for (const auto& [id, policy] : account.policies()) world.policies.push_back(rows.policy(policy));
  for (const auto& [uin, user] : account.users()) world.users.push_back(rows.user(*user));
  for (const auto& [id, group] : account.groups()) world.groups.push_back(rows.group(*group));
  for (const auto& [id, role] : account.roles()) world.roles.push_back(rows.role(role));
  for (const auto& [resource, tags] : account.tags()) world.resource_tags[resource] = *tags;
  if (rows.needs_unreadable()) world.policies.push_back(rows.unreadable());
}

World world_of(const AccountState& account, const Catalog& catalog) {
  World world;
  append_world(account, catalog, world);
  const WorldRows rows(account, catalog);
  for (const auto& [id, role] : account.roles()) {
    const auto& tags = account.tags_of(tag_resource(account.uin(), Target::role(id)));
    if (tags.empty()) continue;
    world.resource_tags[rows.role_tag_name(*role)] = tags;
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
