#include "engine/account_edit.h"

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace opencam {

Error account_refusal(std::string message) { return Error(ErrorCode::InvalidArgument, std::move(message)); }

std::string shown(const std::string& text) { return "`" + text::shortened(text) + "`"; }

AccountEditor::AccountEditor(Account account, const Account* previous, const Making& making)
    : making_(making), previous_(previous), account_(std::move(account)) {
  account_.root.principal = principal_of(PrincipalKind::Root, uin(), account_.about.name);
}

Principal AccountEditor::principal_of(PrincipalKind kind, const std::string& own_uin, const std::string& name) const {
  Principal principal;
  principal.kind = kind;
  principal.uin = own_uin;
  principal.owner_uin = uin();
  principal.app_id = account_.about.app_id;
  principal.name = name;
  return principal;
}

Result<void> AccountEditor::apply(const AccountParts& parts, const WorldChange::Gone& gone) {
  OPENCAM_TRY(change_policies(parts, gone));
  change_resource_policies(parts, gone);
  OPENCAM_TRY(change_users(parts, gone));
  OPENCAM_TRY(change_groups(parts, gone));
  OPENCAM_TRY(resolve_users());
  OPENCAM_TRY(change_roles(parts, gone));
  return renew_holders_of_changed_policies();
}

ChangedAccount AccountEditor::take() && {
  return {.account = std::make_shared<const Account>(std::move(account_)), .users = std::move(touched_users_)};
}

Result<void> AccountEditor::change_policies(const AccountParts& parts, const WorldChange::Gone& gone) {
  for (const std::string& name : gone.policies) {
    auto before = account_.own_policy(name);
    if (before == nullptr) continue;
    changed_policies_.try_emplace(name, std::move(before));
    account_.policies.edit(name).own = nullptr;
    forget_unused(name);
  }
  std::unordered_set<std::string_view> put;
  for (const WorldPolicy* policy : parts.policies) {
    if (!put.insert(policy->name).second) {
      return account_refusal("account " + shown(uin()) + " has two policies named " + shown(policy->name));
    }
    const auto before = account_.own_policy(policy->name);
    if (before != nullptr && before->text == policy->document) continue;
    const auto older = previous_ == nullptr ? nullptr : previous_->own_policy(policy->name);
    changed_policies_.try_emplace(policy->name, find_named(policy->name));
    auto made = stored(older, policy->name, policy->document, PolicyKind::Identity);
    account_.policies.edit(made->name).own = made;
  }
  return {};
}

void AccountEditor::change_resource_policies(const AccountParts& parts, const WorldChange::Gone& gone) {
  if (parts.resource_policies.empty() && gone.resource_policies.empty() && account_.resource_set != nullptr) return;
  std::vector<HeldPolicy> policies = account_.resource_policies.all();
  for (const std::string& name : gone.resource_policies) {
    std::erase_if(policies, [&](const HeldPolicy& policy) { return policy.name() == name; });
  }
  const std::vector<HeldPolicy> older =
      previous_ == nullptr ? std::vector<HeldPolicy>() : previous_->resource_policies.all();
  // One world may have several of one name; a change puts its own in the place of the first.
  const std::size_t there = policies.size();
  for (const WorldResourcePolicy* policy : parts.resource_policies) {
    const auto is_it = [&](const HeldPolicy& other) { return other.name() == policy->name; };
    const auto end = policies.begin() + static_cast<std::ptrdiff_t>(there);
    const auto found = std::find_if(policies.begin(), end, is_it);
    const auto known = std::ranges::find_if(older, is_it);
    HeldPolicy entry{.stored = stored(known == older.end() ? nullptr : known->stored, policy->name, policy->document,
                                      PolicyKind::Resource)};
    if (found != end) {
      *found = std::move(entry);
    } else {
      policies.push_back(std::move(entry));
    }
  }
  account_.resource_policies = HeldList(std::move(policies));
  account_.resource_set = EffectiveSet::create(account_.resource_policies.programs(),
                                               previous_ == nullptr ? nullptr : previous_->resource_set.get());
}

// The draft of a user who is there, made from what is known of them.
AccountEditor::UserDraft& AccountEditor::draft_of(const std::string& user_uin) {
  const auto [draft, is_new] = drafts_.try_emplace(user_uin);
  const auto* found = account_.users.find(user_uin);
  if (!is_new || found == nullptr) return draft->second;
  const Holder& holder = **found;
  UserDraft& made = draft->second;
  made.name = holder.principal.name;
  made.may_call = holder.may_call;
  for (std::size_t i = 0; i < holder.direct_count; ++i) made.direct.emplace_back(holder.identity[i].name());
  if (holder.boundary) made.boundary = holder.boundary->name();
  made.group_ids = holder.principal.group_ids;
  return made;
}

Result<void> AccountEditor::change_users(const AccountParts& parts, const WorldChange::Gone& gone) {
  for (const std::string& user_uin : gone.users) {
    if (account_.users.contains(user_uin)) draft_of(user_uin).is_gone = true;
  }
  for (const WorldUser* user : parts.users) {
    UserDraft& draft = draft_of(user->uin);
    if (std::exchange(draft.is_put, true)) {
      return account_refusal("account " + shown(uin()) + " has two users " + shown(user->uin));
    }
    draft.is_gone = false;
    draft.name = user->name;
    draft.may_call = user->type != UserType::MessageRecipient;
    draft.direct = user->policies;
    draft.boundary = user->boundary;
  }
  return {};
}

Result<void> AccountEditor::change_groups(const AccountParts& parts, const WorldChange::Gone& gone) {
  for (const std::string& id : gone.groups) {
    const auto* found = account_.groups.find(id);
    if (found == nullptr) continue;
    const std::shared_ptr<const GroupEntry> group = *found;
    for (const std::string& member : group->members) leave(id, member);
    for (const std::string& name : group->policies) forget_name(name, &NamedBy::groups, id);
    account_.groups.erase(id);
  }
  for (const WorldChange::Membership& membership : gone.members) {
    const auto* found = account_.groups.find(membership.group_id);
    if (found == nullptr || !(*found)->members.contains(membership.uin)) continue;
    auto group = std::make_shared<GroupEntry>(**found);
    group->members.erase(membership.uin);
    account_.groups.put(membership.group_id, std::move(group));
    leave(membership.group_id, membership.uin);
  }
  std::unordered_set<std::string_view> put;
  for (const WorldGroup* group : parts.groups) {
    if (!put.insert(group->id).second) {
      return account_refusal("account " + shown(uin()) + " has two groups " + shown(group->id));
    }
    OPENCAM_TRY(put_group(*group));
  }
  return {};
}

Result<void> AccountEditor::put_group(const WorldGroup& group) {
  const auto* found = account_.groups.find(group.id);
  auto entry = found == nullptr ? std::make_shared<GroupEntry>() : std::make_shared<GroupEntry>(**found);
  if (found == nullptr) entry->order = account_.next_group_order++;
  const bool is_same = found != nullptr && entry->name == group.name && entry->policies == group.policies;
  if (!is_same) {
    renew_members(*entry);
    for (const std::string& name : entry->policies) forget_name(name, &NamedBy::groups, group.id);
    entry->name = group.name;
    entry->policies = group.policies;
    entry->shown_name = SharedName(group.name.empty() ? group.id : group.name);
    for (const std::string& name : entry->policies) {
      OPENCAM_TRY(named(name, "group " + shown(group.name)));
      note_name(name, &NamedBy::groups, group.id);
    }
    account_.groups.put(group.id, entry);
  }
  for (const std::string& member : group.members) OPENCAM_TRY(join(group.id, *entry, member));
  account_.groups.put(group.id, std::move(entry));
  return {};
}

// REQUIRES: the group is in the account already, so that its order is known.
Result<void> AccountEditor::join(const std::string& group_id, GroupEntry& group, const std::string& member) {
  const auto draft = drafts_.find(member);
  const bool is_there = draft == drafts_.end() ? account_.users.contains(member) : !draft->second.is_gone;
  // CAM-103: a member is of the same account.
  if (!is_there) {
    return account_refusal("group " + shown(group.name) + " names " + shown(member) + ", who is no user of account " +
                           shown(uin()));
  }
  group.members.insert(member);
  std::vector<std::string>& ids = draft_of(member).group_ids;
  if (std::ranges::find(ids, group_id) != ids.end()) return {};
  const auto is_before = [&](const std::string& id) { return (*account_.groups.find(id))->order < group.order; };
  ids.insert(std::ranges::find_if_not(ids, is_before), group_id);
  return {};
}

void AccountEditor::leave(const std::string& group_id, const std::string& member) {
  std::erase(draft_of(member).group_ids, group_id);
}

void AccountEditor::renew_members(const GroupEntry& group) {
  for (const std::string& member : group.members) draft_of(member);
}

}  // namespace opencam
