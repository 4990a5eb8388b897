#include "directory/state.h"

#include <algorithm>
#include <utility>

namespace opencam::directory {

namespace {

const Attachments no_attachments;
const PersistentSet<Target> nobody;
const Tags no_tags;

// The value behind an index: name -> number -> row.
template <typename Id, typename Value, typename Lookup>
const Value* through(const RowMap<Lookup, Id>& index, const RowMap<Id, Value>& rows, const auto& key) {
  const Id* id = index.find(key);
  return id == nullptr ? nullptr : rows.find(*id);
}

// The set a number leads to, with an element more or less; one that is empty is not kept.
template <typename Id, typename Element>
void insert_into(RowMap<Id, PersistentSet<Element>>& index, Id id, const Element& element) {
  const PersistentSet<Element>* set = index.find(id);
  if (set == nullptr || !set->contains(element)) index.edit(id).insert(element);
}
template <typename Id, typename Element>
void erase_from(RowMap<Id, PersistentSet<Element>>& index, Id id, const Element& element) {
  const PersistentSet<Element>* set = index.find(id);
  if (set == nullptr || !set->contains(element)) return;
  if (set->size() == 1) {
    index.erase(id);
  } else {
    index.edit(id).erase(element);
  }
}

template <typename Id>
const PersistentSet<Target>& targets_at(const RowMap<Id, PersistentSet<Target>>& index, Id id) {
  const PersistentSet<Target>* found = index.find(id);
  return found == nullptr ? nobody : *found;
}

// Points the index at the row's name, and away from the name it had.
template <typename Id>
void rename(RowMap<std::string, Id>& index, const std::string* old_name, const std::string& name, Id id) {
  if (old_name != nullptr && *old_name != name) index.erase(*old_name);
  if (index.find(name) == nullptr) index.put(name, id);
}

}  // namespace

const UserRow* AccountState::find_user(Uid uid) const { return through(user_uids_, users_, uid); }
const UserRow* AccountState::find_user(std::string_view name) const { return through(user_names_, users_, name); }
const Group* AccountState::find_group(std::string_view name) const { return through(group_names_, groups_, name); }
const ManagedPolicy* AccountState::find_policy(std::string_view name) const {
  return through(policy_names_, policies_, name);
}
const RoleRow* AccountState::find_role(std::string_view name) const { return through(role_names_, roles_, name); }

bool AccountState::has(const Target& target) const {
  switch (target.kind) {
    case TargetKind::User:
      return find_user(target.as_user()) != nullptr;
    case TargetKind::Group:
      return find_group(target.as_group()) != nullptr;
    case TargetKind::Role:
      return find_role(target.as_role()) != nullptr;
  }
  return false;
}

const Attachments& AccountState::attachments_of(const Target& target) const {
  const Attachments* found = attachments_.find(target);
  return found == nullptr ? no_attachments : *found;
}

const PersistentSet<Target>& AccountState::holders_of(PolicyId policy) const { return targets_at(holders_, policy); }

const PersistentSet<Target>& AccountState::bounded_by(PolicyId policy) const { return targets_at(bounded_, policy); }

std::vector<const Group*> AccountState::groups_of(Uin user) const {
  std::vector<const Group*> groups;
  const PersistentSet<GroupId>* ids = groups_of_.find(user);
  if (ids == nullptr) return groups;
  for (const GroupId id : *ids) groups.push_back(groups_.find(id));
  return groups;
}

std::vector<const AccessKeyRow*> AccountState::access_keys_of(Uin holder) const {
  std::vector<const AccessKeyRow*> keys;
  const PersistentSet<std::string>* secret_ids = access_keys_of_.find(holder);
  if (secret_ids == nullptr) return keys;
  for (const std::string& secret_id : *secret_ids) keys.push_back(access_keys_.find(secret_id));
  // Their ids are chance; people expect the older one first.
  std::ranges::stable_sort(keys, {}, [](const AccessKeyRow* key) { return key->created_ms; });
  return keys;
}

void AccountState::move_boundary(PolicyId from, PolicyId to, const Target& target) {
  if (from == to) return;
  if (from != PolicyId{}) erase_from(bounded_, from, target);
  if (to != PolicyId{}) insert_into(bounded_, to, target);
}

const Tags& AccountState::tags_of(std::string_view resource) const {
  const Tags* found = tags_.find(resource);
  return found == nullptr ? no_tags : *found;
}

const TagDefinitionRow* AccountState::find_tag_definition(std::string_view key, std::string_view value) const {
  const TagDefinitions* values = tag_definitions_.find(key);
  if (values == nullptr) return nullptr;
  const auto found = values->find(std::string(value));
  return found == values->end() ? nullptr : &found->second;
}

std::string_view AccountState::preset_alias(PolicyId preset) const {
  const PresetAliasRow* found = preset_aliases_.find(preset);
  return found == nullptr ? std::string_view() : std::string_view(found->alias);
}

const RoleDeletionRow* AccountState::running_deletion(RoleId role) const {
  for (const auto& [id, deletion] : role_deletions_) {
    if (deletion->role == role && !deletion->is_over()) return deletion.get();
  }
  return nullptr;
}

struct AccountState::Putting {
  AccountState& state;

  bool operator()(const SequenceRow&) const { return false; }
  bool operator()(const AccountRow& row) const {
    state.row_ = row;
    return true;
  }
  bool operator()(const UserRow& row) const {
    const UserRow* old = state.users_.find(row.uin);
    rename(state.user_names_, old == nullptr ? nullptr : &old->name, row.name, row.uin);
    if (state.user_uids_.find(row.uid) == nullptr) state.user_uids_.put(row.uid, row.uin);
    state.move_boundary(old == nullptr ? PolicyId{} : old->boundary, row.boundary, Target::user(row.uin));
    state.users_.put(row.uin, row);
    return true;
  }
  bool operator()(const GroupRow& row) const {
    const Group* old = state.groups_.find(row.id);
    rename(state.group_names_, old == nullptr ? nullptr : &old->row.name, row.name, row.id);
    state.groups_.edit(row.id).row = row;
    return true;
  }
  bool operator()(const MemberRow& row) const {
    if (state.groups_.find(row.group) == nullptr || state.users_.find(row.uin) == nullptr) return false;
    state.groups_.edit(row.group).members.put(row.uin, row);
    insert_into(state.groups_of_, row.uin, row.group);
    return true;
  }
  bool operator()(const PolicyRow& row) const {
    const ManagedPolicy* old = state.policies_.find(row.id);
    rename(state.policy_names_, old == nullptr ? nullptr : &old->row.name, row.name, row.id);
    state.policies_.edit(row.id).row = row;
    return true;
  }
  bool operator()(const PolicyVersionRow& row) const {
    if (state.policies_.find(row.policy) == nullptr) return false;
    state.policies_.edit(row.policy).versions.insert_or_assign(row.id, row);
    return true;
  }
  bool operator()(const PresetAliasRow& row) const {
    state.preset_aliases_.put(row.policy, row);
    return true;
  }
  bool operator()(const RoleRow& row) const {
    const RoleRow* old = state.roles_.find(row.id);
    rename(state.role_names_, old == nullptr ? nullptr : &old->name, row.name, row.id);
    state.move_boundary(old == nullptr ? PolicyId{} : old->boundary, row.boundary, Target::role(row.id));
    state.roles_.put(row.id, row);
    return true;
  }
  bool operator()(const AttachmentRow& row) const {
    const Target target = row.target();
    if (!state.has(target)) return false;
    state.attachments_.edit(target).insert_or_assign(row.policy, row);
    insert_into(state.holders_, row.policy, target);
    return true;
  }
  bool operator()(const AccessKeyRow& row) const {
    if (row.holder != state.uin() && state.users_.find(row.holder) == nullptr) return false;
    const AccessKeyRow* old = state.access_keys_.find(row.secret_id);
    if (old != nullptr && old->holder != row.holder) erase_from(state.access_keys_of_, old->holder, row.secret_id);
    insert_into(state.access_keys_of_, row.holder, row.secret_id);
    state.access_keys_.put(row.secret_id, row);
    return true;
  }
  bool operator()(const TagRow& row) const {
    state.tags_.edit(row.resource).insert_or_assign(row.key, row.value);
    // What is attached is known, also when it was stored before there was a list of known tags.
    if (state.find_tag_definition(row.key, row.value) == nullptr) {
      state.tag_definitions_.edit(row.key).insert_or_assign(
          row.value, TagDefinitionRow{.owner = row.owner, .key = row.key, .value = row.value, .creator = row.owner});
    }
    return true;
  }
  bool operator()(const TagDefinitionRow& row) const {
    state.tag_definitions_.edit(row.key).insert_or_assign(row.value, row);
    return true;
  }
  bool operator()(const IdentityProviderRow& row) const {
    state.identity_providers_.put(row.key(), row);
    return true;
  }
  bool operator()(const RoleDeletionRow& row) const {
    state.role_deletions_.put(row.id, row);
    return true;
  }
  bool operator()(const PasswordRuleRow& row) const { return security(row); }
  bool operator()(const LoginPolicyRow& row) const { return security(row); }
  bool operator()(const PasswordRow& row) const { return is_somebody(row.uin) && security(row); }
  bool operator()(const SafeAuthRow& row) const { return is_somebody(row.uin) && security(row); }
  bool operator()(const MfaTokenRow& row) const { return is_somebody(row.uin) && security(row); }
  bool operator()(const RootPasswordRow& row) const { return sign_in(row); }
  bool operator()(const SecondFactorRow& row) const { return is_somebody(row.uin) && sign_in(row); }
  bool operator()(const ConsoleSessionRow& row) const { return is_somebody(row.uin) && sign_in(row); }

 private:
  bool is_somebody(Uin uin) const { return uin == state.uin() || state.users_.find(uin) != nullptr; }
  bool security(const auto& row) const {
    state.security_.put(row);
    return true;
  }
  bool sign_in(const auto& row) const {
    state.sign_ins_.put(row);
    return true;
  }
};

struct AccountState::Erasing {
  AccountState& state;

  void operator()(const SequenceRow&) const {}
  void operator()(const AccountRow&) const {}
  void operator()(const UserRow& row) const {
    const UserRow* old = state.users_.find(row.uin);
    if (old == nullptr) return;
    state.user_names_.erase(old->name);
    state.user_uids_.erase(old->uid);
    state.move_boundary(old->boundary, PolicyId{}, Target::user(row.uin));
    state.users_.erase(row.uin);
  }
  void operator()(const GroupRow& row) const {
    const Group* old = state.groups_.find(row.id);
    if (old == nullptr) return;
    state.group_names_.erase(old->row.name);
    for (const auto& [uin, member] : old->members) erase_from(state.groups_of_, uin, row.id);
    state.groups_.erase(row.id);
  }
  void operator()(const MemberRow& row) const {
    const Group* group = state.groups_.find(row.group);
    if (group == nullptr || !group->members.contains(row.uin)) return;
    state.groups_.edit(row.group).members.erase(row.uin);
    erase_from(state.groups_of_, row.uin, row.group);
  }
  void operator()(const PolicyRow& row) const {
    const ManagedPolicy* old = state.policies_.find(row.id);
    if (old == nullptr) return;
    state.policy_names_.erase(old->row.name);
    state.policies_.erase(row.id);
  }
  void operator()(const PolicyVersionRow& row) const {
    if (state.policies_.find(row.policy) != nullptr) state.policies_.edit(row.policy).versions.erase(row.id);
  }
  void operator()(const PresetAliasRow& row) const { state.preset_aliases_.erase(row.policy); }
  void operator()(const RoleRow& row) const {
    const RoleRow* old = state.roles_.find(row.id);
    if (old == nullptr) return;
    state.role_names_.erase(old->name);
    state.move_boundary(old->boundary, PolicyId{}, Target::role(row.id));
    state.roles_.erase(row.id);
  }
  void operator()(const AttachmentRow& row) const {
    const Target target = row.target();
    if (!state.attachments_of(target).contains(row.policy)) return;
    state.attachments_.edit(target).erase(row.policy);
    if (state.attachments_of(target).empty()) state.attachments_.erase(target);
    erase_from(state.holders_, row.policy, target);
  }
  void operator()(const AccessKeyRow& row) const {
    const AccessKeyRow* old = state.access_keys_.find(row.secret_id);
    if (old == nullptr) return;
    erase_from(state.access_keys_of_, old->holder, row.secret_id);
    state.access_keys_.erase(row.secret_id);
  }
  void operator()(const TagRow& row) const {
    if (!state.tags_of(row.resource).contains(row.key)) return;
    state.tags_.edit(row.resource).erase(row.key);
    if (state.tags_of(row.resource).empty()) state.tags_.erase(row.resource);
  }
  void operator()(const IdentityProviderRow& row) const { state.identity_providers_.erase(row.key()); }
  void operator()(const RoleDeletionRow& row) const { state.role_deletions_.erase(row.id); }
  void operator()(const TagDefinitionRow& row) const {
    if (state.find_tag_definition(row.key, row.value) == nullptr) return;
    state.tag_definitions_.edit(row.key).erase(row.value);
    if (state.tag_definitions_.find(row.key)->empty()) state.tag_definitions_.erase(row.key);
  }
  void operator()(const PasswordRuleRow& row) const { state.security_.erase(row); }
  void operator()(const LoginPolicyRow& row) const { state.security_.erase(row); }
  void operator()(const PasswordRow& row) const { state.security_.erase(row); }
  void operator()(const SafeAuthRow& row) const { state.security_.erase(row); }
  void operator()(const MfaTokenRow& row) const { state.security_.erase(row); }
  void operator()(const RootPasswordRow& row) const { state.sign_ins_.erase(row); }
  void operator()(const SecondFactorRow& row) const { state.sign_ins_.erase(row); }
  void operator()(const ConsoleSessionRow& row) const { state.sign_ins_.erase(row); }
};

std::string_view AccountState::password_hash_of(Uin uin) const {
  if (uin == row_.uin) {
    const RootPasswordRow* root = sign_ins_.root_password();
    return root == nullptr ? std::string_view() : root->password_hash;
  }
  const UserRow* user = find_user(uin);
  return user == nullptr ? std::string_view() : user->password_hash;
}

void AccountState::mark_sign_in_unreadable(Uin uin) {
  if (uin == Uin{}) {
    sign_ins_.mark_all_unreadable();
  } else {
    sign_ins_.mark_unreadable(uin);
  }
}

bool AccountState::put(const Row& row) { return std::visit(Putting{*this}, row); }

void AccountState::erase(const Row& row) { std::visit(Erasing{*this}, row); }

}  // namespace opencam::directory
