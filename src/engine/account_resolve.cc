// What follows from policies, groups and attachments for each principal: the second half of the editor.
#include <algorithm>
#include <utility>

#include "engine/account_edit.h"
#include "engine/program.h"

namespace opencam {
namespace {

// From here on looking through a list costs more than a set of its names.
constexpr std::size_t short_list_max = 16;

std::string who_is(const std::string& user_uin) { return "user " + shown(user_uin); }

std::vector<const Program*> programs_of(const HeldList& identity) {
  std::vector<const Program*> programs;
  programs.reserve(identity.size());
  for (std::size_t place = 0; place < identity.size(); ++place) programs.push_back(identity[place].program());
  return programs;
}

// The names a principal gives itself; what comes through groups is the groups'.
std::unordered_set<std::string_view> own_names(const Holder* holder) {
  std::unordered_set<std::string_view> names;
  if (holder == nullptr) return names;
  for (std::size_t i = 0; i < holder->direct_count; ++i) names.insert(holder->identity[i].name());
  if (holder->boundary) names.insert(holder->boundary->name());
  return names;
}

}  // namespace

// The document, read; the known one is taken over when it is the same.
std::shared_ptr<const StoredPolicy> AccountEditor::stored(const std::shared_ptr<const StoredPolicy>& before,
                                                          const std::string& name, const SharedText& text,
                                                          PolicyKind kind) const {
  const bool is_same_name = before != nullptr && before->name == name;
  if (is_same_name && before->text == text) return before;
  return StoredPolicy::create(is_same_name ? before->name : SharedName(name), text, kind, making_.keep);
}

// CAM-106: the account's own policy of that name, otherwise the preset, whose empty account is this one. Or null.
std::shared_ptr<const StoredPolicy> AccountEditor::find_named(const std::string& name) const {
  if (auto own = account_.own_policy(name)) return own;
  const auto preset = making_.presets.find(name);
  return preset == making_.presets.end() ? nullptr : preset->second;
}

Result<std::shared_ptr<const StoredPolicy>> AccountEditor::named(const std::string& name,
                                                                 const std::string& holder) const {
  if (auto found = find_named(name)) return found;
  return account_refusal(holder + " names policy " + shown(name) + ", which account " + shown(uin()) +
                         " does not have");
}

// Each policy counts once, as it is reached first: attached directly, then through groups.
Result<void> AccountEditor::attach(std::vector<HeldPolicy>& identity, const std::vector<std::string>& names,
                                   const std::string& who, const SharedName& via) const {
  std::unordered_set<const StoredPolicy*> there;
  const bool is_long = identity.size() + names.size() > short_list_max;
  if (is_long) {
    for (const HeldPolicy& policy : identity) there.insert(policy.stored.get());
  }
  identity.reserve(identity.size() + names.size());
  for (const std::string& name : names) {
    OPENCAM_TRY(auto policy, named(name, who));
    const auto is_it = [&](const HeldPolicy& other) { return other.stored == policy; };
    const bool is_new = is_long ? there.insert(policy.get()).second : std::ranges::none_of(identity, is_it);
    if (is_new) identity.push_back({.stored = std::move(policy), .via = via});
  }
  return {};
}

std::shared_ptr<const EffectiveSet> AccountEditor::set_of(const HeldList& identity, const Holder* before) {
  std::vector<const Program*> programs = programs_of(identity);
  if (before != nullptr && before->set != nullptr && programs == programs_of(before->identity)) return before->set;
  auto& set = sets_[std::move(programs)];
  if (set == nullptr) set = EffectiveSet::create(identity.programs(), before == nullptr ? nullptr : before->set.get());
  return set;
}

std::shared_ptr<const EffectiveSet> AccountEditor::set_with(const Holder& before, std::size_t place,
                                                            const StoredPolicy& policy) {
  auto& set = changed_sets_[{before.set.get(), place, policy.program.get()}];
  if (set == nullptr) set = before.set->with(place, policy.program);
  return set;
}

void AccountEditor::forget_name(const std::string& name, PersistentSet<std::string> NamedBy::* kind,
                                const std::string& key) {
  SharedLink<NamedBy>& named_by = account_.policies.edit(name).named_by;
  if (named_by) {
    (named_by.own().*kind).erase(key);
    if (named_by->empty()) named_by = {};
  }
  forget_unused(name);
}

void AccountEditor::note_name(std::string_view name, PersistentSet<std::string> NamedBy::* kind,
                              const std::string& key) {
  SharedLink<NamedBy>& named_by = account_.policies.edit(name).named_by;
  if (!named_by) named_by = SharedLink<NamedBy>::make();
  (named_by.own().*kind).insert(key);
}

void AccountEditor::forget_unused(const std::string& name) {
  const PolicyEntry* entry = account_.policies.find(name);
  if (entry != nullptr && entry->own == nullptr && !entry->named_by) account_.policies.erase(name);
}

// Keeps named_by in step with a principal who changes from one to the other; null is nobody.
void AccountEditor::note_names(const Holder* before, const Holder* after, PersistentSet<std::string> NamedBy::* kind,
                               const std::string& key) {
  const auto old_names = own_names(before);
  const auto new_names = own_names(after);
  for (const std::string_view name : old_names) {
    if (!new_names.contains(name)) forget_name(std::string(name), kind, key);
  }
  // Most policies are named by one principal only: all of its policies share the set of it.
  auto only_this = SharedLink<NamedBy>::make();
  (only_this.own().*kind).insert(key);
  for (const std::string_view name : new_names) {
    if (old_names.contains(name)) continue;
    SharedLink<NamedBy>& named_by = account_.policies.edit(name).named_by;
    if (named_by) {
      (named_by.own().*kind).insert(key);
    } else {
      named_by = only_this;
    }
  }
}

Result<void> AccountEditor::resolve_users() {
  for (const auto& [user_uin, draft] : drafts_) OPENCAM_TRY(resolve_user(user_uin, draft));
  return {};
}

Result<void> AccountEditor::resolve_user(const std::string& user_uin, const UserDraft& draft) {
  const auto* found = account_.users.find(user_uin);
  const std::shared_ptr<const Holder> before = found == nullptr ? nullptr : *found;
  const std::string who = who_is(user_uin);
  if (draft.is_gone) {
    if (!draft.group_ids.empty()) {
      return account_refusal("group " + shown((*account_.groups.find(draft.group_ids.front()))->name) + " names " +
                             shown(user_uin) + ", who is no user of account " + shown(uin()));
    }
    note_names(before.get(), nullptr, &NamedBy::users, user_uin);
    account_.users.erase(user_uin);
    touched_users_.push_back(user_uin);
    return {};
  }
  auto holder = std::make_shared<Holder>();
  holder->principal = principal_of(PrincipalKind::User, user_uin, draft.name);
  holder->principal.group_ids = draft.group_ids;
  holder->may_call = draft.may_call;
  std::vector<HeldPolicy> identity;
  OPENCAM_TRY(attach(identity, draft.direct, who, {}));
  holder->direct_count = identity.size();
  for (const std::string& id : draft.group_ids) {
    const GroupEntry& group = **account_.groups.find(id);
    OPENCAM_TRY(attach(identity, group.policies, who, group.shown_name));
  }
  holder->identity = HeldList(std::move(identity));
  if (!draft.boundary.empty()) {
    OPENCAM_TRY(auto boundary, named(draft.boundary, who));
    holder->boundary = HeldPolicy{.stored = std::move(boundary)};
  }
  const Holder* older = before.get();
  if (older == nullptr && previous_ != nullptr) {
    if (const auto* known = previous_->users.find(user_uin)) older = known->get();
  }
  holder->set = set_of(holder->identity, older);
  note_names(before.get(), holder.get(), &NamedBy::users, user_uin);
  account_.users.put(user_uin, std::move(holder));
  touched_users_.push_back(user_uin);
  return {};
}

Result<void> AccountEditor::change_roles(const AccountParts& parts, const WorldChange::Gone& gone) {
  for (const std::string& id : gone.roles) {
    const auto* found = account_.roles.find(id);
    if (found == nullptr) continue;
    const std::shared_ptr<const RoleHolder> before = *found;
    note_names(&before->holder, nullptr, &NamedBy::roles, id);
    account_.role_ids.erase(before->holder.principal.name);
    account_.roles.erase(id);
  }
  // Two roles may change their names over, so all old ones go first.
  for (const WorldRole* role : parts.roles) {
    if (!renewed_roles_.insert(role->id).second) {
      return account_refusal("account " + shown(uin()) + " has two roles " + shown(role->name));
    }
    if (const auto* found = account_.roles.find(role->id)) account_.role_ids.erase((*found)->holder.principal.name);
  }
  for (const WorldRole* role : parts.roles) OPENCAM_TRY(resolve_role(*role));
  return {};
}

Result<void> AccountEditor::resolve_role(const WorldRole& role) {
  const auto* found = account_.roles.find(role.id);
  const std::shared_ptr<const RoleHolder> before = found == nullptr ? nullptr : *found;
  const RoleHolder* older = before.get();
  if (older == nullptr && previous_ != nullptr) {
    if (const auto* known = previous_->roles.find(role.id)) older = known->get();
  }
  const std::string who = "role " + shown(role.name);
  auto entry = std::make_shared<RoleHolder>();
  Holder& holder = entry->holder;
  holder.principal = principal_of(PrincipalKind::Role, role.id, role.name);
  std::vector<HeldPolicy> identity;
  OPENCAM_TRY(attach(identity, role.policies, who, {}));
  holder.direct_count = identity.size();
  holder.identity = HeldList(std::move(identity));
  if (!role.boundary.empty()) {
    OPENCAM_TRY(auto boundary, named(role.boundary, who));
    holder.boundary = HeldPolicy{.stored = std::move(boundary)};
  }
  holder.set = set_of(holder.identity, older == nullptr ? nullptr : &older->holder);
  entry->trust.stored =
      stored(older == nullptr ? nullptr : older->trust.stored, "trust", role.trust, PolicyKind::Trust);
  if (account_.role_ids.contains(role.name)) {
    return account_refusal("account " + shown(uin()) + " has two roles " + shown(role.name));
  }
  account_.role_ids.put(role.name, role.id);
  note_names(before == nullptr ? nullptr : &before->holder, &holder, &NamedBy::roles, role.id);
  account_.roles.put(role.id, std::move(entry));
  return {};
}

// The holder with the policies that changed taken up anew, each at its place.
Result<Holder> AccountEditor::with_changed_policies(const Holder& holder, const std::string& who) {
  Holder next = holder;
  std::vector<std::size_t> places;
  // Most often one changed, and the list may have thousands of them: nothing is looked at but where they are.
  const StoredPolicy* only = changed_policies_.size() == 1 ? changed_policies_.begin()->second.get() : nullptr;
  const auto is_changed = [&](const HeldPolicy& policy) {
    return only == nullptr ? changed_policies_.contains(std::string(policy.name())) : policy.stored.get() == only;
  };
  for (std::size_t place = 0; place < holder.identity.size(); ++place) {
    const HeldPolicy& policy = holder.identity[place];
    if (!is_changed(policy)) continue;
    OPENCAM_TRY(auto renewed, named(std::string(policy.name()), who));
    next.identity = next.identity.with(place, {.stored = std::move(renewed), .via = policy.via});
    places.push_back(place);
  }
  if (next.boundary && is_changed(*next.boundary)) {
    OPENCAM_TRY(next.boundary->stored, named(std::string(next.boundary->name()), who));
  }
  if (places.size() == 1 && holder.set != nullptr) {
    next.set = set_with(holder, places.front(), *next.identity[places.front()].stored);
  } else if (!places.empty()) {
    next.set = set_of(next.identity, &holder);
  }
  return next;
}

Result<void> AccountEditor::renew_holders_of_changed_policies() {
  std::unordered_set<std::string> users;
  std::unordered_set<std::string> roles;
  for (const auto& [name, before] : changed_policies_) {
    const PolicyEntry* entry = account_.policies.find(name);
    if (entry == nullptr || !entry->named_by) continue;
    const NamedBy* named_by = entry->named_by.get();
    for (const std::string& user : named_by->users) users.insert(user);
    for (const std::string& role : named_by->roles) roles.insert(role);
    for (const std::string& id : named_by->groups) {
      const GroupEntry& group = **account_.groups.find(id);
      OPENCAM_TRY(named(name, "group " + shown(group.name)));
      for (const std::string& member : group.members) users.insert(member);
    }
  }
  for (const std::string& user_uin : users) {
    if (drafts_.contains(user_uin)) continue;
    const std::shared_ptr<const Holder> before = *account_.users.find(user_uin);
    OPENCAM_TRY(Holder next, with_changed_policies(*before, who_is(user_uin)));
    account_.users.put(user_uin, std::make_shared<const Holder>(std::move(next)));
    touched_users_.push_back(user_uin);
  }
  for (const std::string& id : roles) {
    if (renewed_roles_.contains(id)) continue;
    const std::shared_ptr<const RoleHolder> before = *account_.roles.find(id);
    auto next = std::make_shared<RoleHolder>(*before);
    OPENCAM_TRY(next->holder, with_changed_policies(before->holder, "role " + shown(before->holder.principal.name)));
    account_.roles.put(id, std::move(next));
  }
  return {};
}

}  // namespace opencam
