// One account and all that lives in it, at one moment.
//
//   std::shared_ptr<const AccountState> state = directory.account(owner);
//   if (const UserRow* ann = state->find_user("ann")) ...
//   for (const auto& [id, group] : state->groups()) use(group->row, group->members);
//
// Immutable once the directory has given it out: read it from any thread, keep it as long as you like. Pointers and
// views into it live as long as it does. Lookups are O(log n), and so is the way to the n-th
// row (`users().nth(n)`). Copies share what does not change (row_map.h).
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "directory/row.h"
#include "directory/row_map.h"

namespace opencam::directory {

// A group and who is in it.
struct Group {
  GroupRow row;
  PersistentMap<Uin, MemberRow> members;
};

class AccountState {
 public:
  AccountState() = default;
  explicit AccountState(AccountRow row) : row_(std::move(row)) {}

  const AccountRow& row() const { return row_; }
  Uin uin() const { return row_.uin; }
  // The store's revision of the last commit that touched this account.
  std::uint64_t revision() const { return revision_; }

  // Null when there is none. Names are compared byte by byte.
  const UserRow* find_user(Uin uin) const { return users_.find(uin); }
  const UserRow* find_user(Uid uid) const;
  const UserRow* find_user(std::string_view name) const;
  const Group* find_group(GroupId id) const { return groups_.find(id); }
  const Group* find_group(std::string_view name) const;
  const ManagedPolicy* find_policy(PolicyId id) const { return policies_.find(id); }  // custom only
  const ManagedPolicy* find_policy(std::string_view name) const;
  const RoleRow* find_role(RoleId id) const { return roles_.find(id); }
  const RoleRow* find_role(std::string_view name) const;
  const AccessKeyRow* find_access_key(std::string_view secret_id) const { return access_keys_.find(secret_id); }
  const IdentityProviderRow* find_identity_provider(const ProviderKey& key) const {
    return identity_providers_.find(key);
  }
  const RoleDeletionRow* find_role_deletion(std::string_view id) const { return role_deletions_.find(id); }
  // The task that is deleting the role, or null. O(tasks).
  const RoleDeletionRow* running_deletion(RoleId role) const;

  // All of a kind, in the order of their numbers: pairs of a key and a pointer.
  const RowMap<Uin, UserRow>& users() const { return users_; }
  const RowMap<GroupId, Group>& groups() const { return groups_; }
  const RowMap<PolicyId, ManagedPolicy>& policies() const { return policies_; }
  const RowMap<RoleId, RoleRow>& roles() const { return roles_; }
  const RowMap<std::string, AccessKeyRow>& access_keys() const { return access_keys_; }
  const RowMap<std::string, Tags>& tags() const { return tags_; }
  // The tags that the account knows, by key.
  const RowMap<std::string, TagDefinitions>& tag_definitions() const { return tag_definitions_; }
  const RowMap<Target, Attachments>& attachments() const { return attachments_; }
  const RowMap<ProviderKey, IdentityProviderRow>& identity_providers() const { return identity_providers_; }
  const RowMap<std::string, RoleDeletionRow>& role_deletions() const { return role_deletions_; }

  // Is that user, group or role there?
  bool has(const Target& target) const;
  // The policies attached directly to it; empty for what does not exist.
  const Attachments& attachments_of(const Target& target) const;
  // Everybody a policy (custom or preset) is attached to; boundaries do not count.
  const PersistentSet<Target>& holders_of(PolicyId policy) const;
  // The users and roles whose boundary it is.
  const PersistentSet<Target>& bounded_by(PolicyId policy) const;
  // The groups a user is in, in the order of their numbers.
  std::vector<const Group*> groups_of(Uin user) const;
  // The keys of a user, or of the root (holder = the account's own number), the oldest first.
  std::vector<const AccessKeyRow*> access_keys_of(Uin holder) const;
  // The tags of a resource in canonical form (tag.h); empty when it has none.
  const Tags& tags_of(std::string_view resource) const;
  // Null when the account does not know the tag.
  const TagDefinitionRow* find_tag_definition(std::string_view key, std::string_view value) const;
  // How the account protects its sign-ins (security.h).
  const Security& security() const { return security_; }
  // What its people sign in with, and their sessions (sign_in.h).
  const SignIns& sign_ins() const { return sign_ins_; }
  // Of the root account or a user; empty when there is no password.
  std::string_view password_hash_of(Uin uin) const;
  // The account's remark on a preset, or empty.
  std::string_view preset_alias(PolicyId preset) const;

  // Those about whom something stored could not be read, so that a deny may have been lost: they are to be denied
  // everything (give them a policy without text). Always empty on a healthy store.
  const std::set<Target>& damaged() const { return damaged_; }

  // --- For the directory alone: making the next state. ---

  // Puts a row in its place. False when it belongs to nothing (a member of no group) and was left out.
  bool put(const Row& row);
  // Takes the row with this key out, and what is kept inside it.
  void erase(const Row& row);
  void mark_damaged(const Target& target) { damaged_.insert(target); }
  // Nobody signs in as them: something that protects their sign-ins could not be read. Zero: everybody.
  void mark_sign_in_unreadable(Uin uin);
  void set_revision(std::uint64_t revision) { revision_ = revision; }

 private:
  struct Putting;
  struct Erasing;

  // Moves somebody from the holders of one boundary to those of another; zero is none.
  void move_boundary(PolicyId from, PolicyId to, const Target& target);

  AccountRow row_;
  std::uint64_t revision_ = 0;
  RowMap<Uin, UserRow> users_;
  RowMap<GroupId, Group> groups_;
  RowMap<PolicyId, ManagedPolicy> policies_;
  RowMap<RoleId, RoleRow> roles_;
  RowMap<std::string, AccessKeyRow> access_keys_;
  RowMap<Target, Attachments> attachments_;
  RowMap<std::string, Tags> tags_;
  RowMap<std::string, TagDefinitions> tag_definitions_;
  RowMap<PolicyId, PresetAliasRow> preset_aliases_;
  RowMap<ProviderKey, IdentityProviderRow> identity_providers_;
  RowMap<std::string, RoleDeletionRow> role_deletions_;
  Security security_;
  SignIns sign_ins_;

  // Derived from the rows above.
  RowMap<std::string, Uin> user_names_;
  RowMap<Uid, Uin> user_uids_;
  RowMap<std::string, GroupId> group_names_;
  RowMap<std::string, PolicyId> policy_names_;
  RowMap<std::string, RoleId> role_names_;
  RowMap<PolicyId, PersistentSet<Target>> holders_;
  RowMap<PolicyId, PersistentSet<Target>> bounded_;
  RowMap<Uin, PersistentSet<GroupId>> groups_of_;
  RowMap<Uin, PersistentSet<std::string>> access_keys_of_;
  std::set<Target> damaged_;
};

}  // namespace opencam::directory
