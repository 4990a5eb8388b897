#include "directory/view.h"

#include <algorithm>
#include <utility>

namespace opencam::directory {

namespace {

struct SequenceInfo {
  std::string_view name;
  std::uint64_t first;
};

constexpr std::array<SequenceInfo, sequence_count> sequences = {{
    {"uin", 100000000001},
    {"uid", 5000001},
    {"app_id", 1250000001},
    {"group_id", 1},
    {"policy_id", number(first_custom_policy_id)},
    {"role_id", 4611686018427387905},  // the first above 2^62: 19 digits that fit a signed number
}};

constexpr std::array<Sequence, sequence_count> all_sequences = {Sequence::Uin,   Sequence::Uid,    Sequence::AppId,
                                                                Sequence::Group, Sequence::Policy, Sequence::Role};

BadRow orphan(const Row& row) {
  return {.table = std::string(table_of(row)),
          .key = key_text(row),
          .reason = "it belongs to something that is not there",
          .remains = {}};
}

// Whom a lost row may have denied something: fail closed about them. False when that cannot be told.
bool mark_losers(const Row& row, AccountState& state) {
  if (const auto* attachment = std::get_if<AttachmentRow>(&row)) {
    if (!state.has(attachment->target())) return false;
    state.mark_damaged(attachment->target());
  } else if (const auto* member = std::get_if<MemberRow>(&row)) {
    if (state.find_user(member->uin) == nullptr) return false;
    state.mark_damaged(Target::user(member->uin));
  }
  return true;
}

// Nobody but the root account is sure of their rights any more.
void mark_everybody(AccountState& state) {
  for (const auto& [uin, user] : state.users()) state.mark_damaged(Target::user(uin));
  for (const auto& [id, role] : state.roles()) state.mark_damaged(Target::role(id));
}

// A row that may have kept somebody out of the console, and could not be read. The root account is not bound by where
// users may sign in from; whoever else it was about cannot be told from a row without a key.
void mark_sign_ins_of(const BadRow& row, const std::map<Uin, std::shared_ptr<AccountState>>& accounts) {
  const bool protects =
      row.table == SecondFactorRow::table || row.table == SafeAuthRow::table || row.table == LoginPolicyRow::table;
  if (!protects) return;
  for (const Row& remains : row.remains) {
    const auto found = accounts.find(owner_of(remains));
    if (found == accounts.end()) continue;
    if (const auto* factor = std::get_if<SecondFactorRow>(&remains)) {
      found->second->mark_sign_in_unreadable(factor->uin);
    } else if (const auto* asked = std::get_if<SafeAuthRow>(&remains)) {
      found->second->mark_sign_in_unreadable(asked->uin);
    } else {
      for (const auto& [uin, user] : found->second->users()) found->second->mark_sign_in_unreadable(uin);
    }
  }
  if (!row.remains.empty()) return;
  for (const auto& [owner, state] : accounts) state->mark_sign_in_unreadable(Uin{});
}

// The same for a row that the store could not read.
void mark_losers_of(const BadRow& row, const std::map<Uin, std::shared_ptr<AccountState>>& accounts) {
  const bool may_deny = row.table == AttachmentRow::table || row.table == MemberRow::table;
  if (!may_deny) return;
  bool is_told = !row.remains.empty();
  for (const Row& remains : row.remains) {
    const auto found = accounts.find(owner_of(remains));
    if (found == accounts.end()) {
      is_told = false;
    } else if (!mark_losers(remains, *found->second)) {
      mark_everybody(*found->second);
    }
  }
  if (is_told) return;
  for (const auto& [owner, state] : accounts) mark_everybody(*state);
}

// Whoever holds a policy that neither the account nor the catalogue has: it may have been a deny.
void mark_holders_of_nothing(AccountState& state, const Catalog& catalog, std::vector<BadRow>& bad) {
  const auto is_there = [&](PolicyId policy) {
    return state.find_policy(policy) != nullptr || catalog.find_preset(number(policy)) != nullptr;
  };
  std::vector<Target> losers;
  for (const auto& [target, attachments] : state.attachments()) {
    for (const auto& [policy, row] : *attachments) {
      if (is_there(policy)) continue;
      losers.push_back(target);
      bad.push_back({.table = "attachment", .key = key_text(row), .reason = "its policy is not there", .remains = {}});
    }
  }
  const auto check_boundary = [&](PolicyId boundary, const Target& target, const Row& row) {
    if (boundary == PolicyId{} || is_there(boundary)) return;
    losers.push_back(target);
    bad.push_back({.table = std::string(table_of(row)),
                   .key = key_text(row),
                   .reason = "its permissions boundary is not there",
                   .remains = {}});
  };
  for (const auto& [uin, user] : state.users()) check_boundary(user->boundary, Target::user(uin), *user);
  for (const auto& [id, role] : state.roles()) check_boundary(role->boundary, Target::role(id), *role);
  for (const Target& target : losers) state.mark_damaged(target);
}

// A default version that is not there leaves a policy without text, which denies its holders by itself.
void report_policies_without_text(const AccountState& state, std::vector<BadRow>& bad) {
  for (const auto& [id, policy] : state.policies()) {
    if (policy->versions.contains(policy->row.default_version)) continue;
    bad.push_back({.table = "policy",
                   .key = key_text(policy->row),
                   .reason = "its default version cannot be read: whoever holds it is denied",
                   .remains = {}});
  }
}

}  // namespace

std::string_view name(Sequence sequence) { return sequences.at(static_cast<std::size_t>(sequence)).name; }

std::uint64_t first_number(Sequence sequence) { return sequences.at(static_cast<std::size_t>(sequence)).first; }

View View::from_rows(StoredRows stored, const Catalog& catalog, std::vector<BadRow>& bad) {
  View view;
  for (const Sequence sequence : all_sequences) view.set_next(sequence, first_number(sequence));
  std::set<Uin> owners;
  for (const Row& row : stored.rows) owners.insert(owner_of(row));
  view.add_rows(std::move(stored), owners, catalog, bad);
  return view;
}

void View::follow(StoredChanges changes, const Catalog& catalog, std::vector<BadRow>& bad) {
  const std::set<Uin> touched(changes.accounts.begin(), changes.accounts.end());
  std::set<Uin> there;
  for (const Row& row : changes.now.rows) {
    if (const auto* account = std::get_if<AccountRow>(&row)) there.insert(account->uin);
  }
  for (const Uin owner : touched) {
    if (!there.contains(owner)) erase_account(owner);
  }
  add_rows(std::move(changes.now), touched, catalog, bad);
}

void View::add_rows(StoredRows stored, const std::set<Uin>& accounts, const Catalog& catalog,
                    std::vector<BadRow>& bad) {
  std::map<Uin, std::shared_ptr<AccountState>> made;
  revision_ = stored.revision;
  for (const Row& row : stored.rows) {
    raise_above(row);
    if (std::holds_alternative<SequenceRow>(row)) continue;
    const Uin owner = owner_of(row);
    if (const auto* account = std::get_if<AccountRow>(&row)) {
      if (accounts.contains(owner)) made[owner] = std::make_shared<AccountState>(*account);
      continue;
    }
    const auto found = made.find(owner);
    if (found == made.end() || !found->second->put(row)) {
      bad.push_back(orphan(row));
      // Its group or user is missing, and with it whatever it held: only who is left can have lost something.
      if (found != made.end()) mark_losers(row, *found->second);
    }
  }
  for (BadRow& row : stored.bad) {
    for (const Row& remains : row.remains) raise_above(remains);
    mark_losers_of(row, made);
    mark_sign_ins_of(row, made);
    bad.push_back(std::move(row));
  }
  for (auto& [owner, state] : made) {
    mark_holders_of_nothing(*state, catalog, bad);
    report_policies_without_text(*state, bad);
    state->set_revision(stored.revision);
    put_account(std::move(state));
  }
}

void View::raise(Sequence sequence, std::uint64_t used) {
  // Numbers at the very end of the range are never followed: the sequence must always have room.
  constexpr std::uint64_t highest = 9000000000000000000;
  if (used < highest && used >= next(sequence)) set_next(sequence, used + 1);
}

// A lost sequence row must not make a number be given out twice.
void View::raise_above(const Row& row) {
  if (const auto* sequence = std::get_if<SequenceRow>(&row)) {
    for (const Sequence known : all_sequences) {
      if (name(known) == sequence->name && sequence->next > 0) raise(known, sequence->next - 1);
    }
  } else if (const auto* account = std::get_if<AccountRow>(&row)) {
    raise(Sequence::Uin, number(account->uin));
    raise(Sequence::AppId, number(account->app_id));
  } else if (const auto* user = std::get_if<UserRow>(&row)) {
    raise(Sequence::Uin, number(user->uin));
    raise(Sequence::Uid, number(user->uid));
  } else if (const auto* group = std::get_if<GroupRow>(&row)) {
    raise(Sequence::Group, number(group->id));
  } else if (const auto* policy = std::get_if<PolicyRow>(&row)) {
    raise(Sequence::Policy, number(policy->id));
  } else if (const auto* role = std::get_if<RoleRow>(&row)) {
    raise(Sequence::Role, number(role->id));
  }
}

void View::put_account(std::shared_ptr<const AccountState> state) {
  const Uin owner = state->uin();
  const std::shared_ptr<const AccountState> old = account(owner);
  if (old != nullptr && old->row() != state->row()) {
    account_names_.erase(old->row().name);
    app_ids_.erase(old->row().app_id);
  }
  if (old == nullptr || old->row() != state->row()) {
    account_names_.put(state->row().name, owner);
    app_ids_.put(state->row().app_id, owner);
  }
  const AccountState nothing;
  const AccountState& before = old == nullptr ? nothing : *old;
  RowMap<std::string, AccessKeyRow>::differences(
      before.access_keys(), state->access_keys(),
      [&](const std::string& secret_id, const AccessKeyRow* was, const AccessKeyRow* is) {
        if (is == nullptr) key_owners_.erase(secret_id);
        if (was == nullptr) key_owners_.put(secret_id, owner);
      });
  RowMap<Uin, UserRow>::differences(before.users(), state->users(),
                                    [&](Uin uin, const UserRow* was, const UserRow* is) {
                                      if (is == nullptr) user_owners_.edit(uin).erase(owner);
                                      if (was == nullptr) user_owners_.edit(uin).insert(owner);
                                    });
  accounts_.put_shared(owner, std::move(state));
}

void View::erase_account(Uin owner) {
  const std::shared_ptr<const AccountState> old = account(owner);
  if (old == nullptr) return;
  account_names_.erase(old->row().name);
  app_ids_.erase(old->row().app_id);
  for (const auto& [secret_id, key] : old->access_keys()) key_owners_.erase(secret_id);
  for (const auto& [uin, user] : old->users()) user_owners_.edit(uin).erase(owner);
  accounts_.erase(owner);
}

std::shared_ptr<const AccountState> View::account_named(std::string_view account_name) const {
  const Uin* owner = account_names_.find(account_name);
  return owner == nullptr ? nullptr : account(*owner);
}

std::shared_ptr<const AccountState> View::account_of_app_id(AppId app_id) const {
  const Uin* owner = app_ids_.find(app_id);
  return owner == nullptr ? nullptr : account(*owner);
}

std::shared_ptr<const AccountState> View::account_of_access_key(std::string_view secret_id) const {
  const Uin* owner = key_owners_.find(secret_id);
  return owner == nullptr ? nullptr : account(*owner);
}

std::shared_ptr<const AccountState> View::account_of_uin(Uin uin) const {
  if (auto root = account(uin)) return root;
  const std::set<Uin>* owners = user_owners_.find(uin);
  return owners == nullptr || owners->empty() ? nullptr : account(*owners->begin());
}

bool View::has_user(Uin uin) const {
  const std::set<Uin>* owners = user_owners_.find(uin);
  return owners != nullptr && !owners->empty();
}

}  // namespace opencam::directory
