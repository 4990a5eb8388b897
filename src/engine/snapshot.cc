#include <algorithm>

#include "base/check.h"
#include "base/text.h"
#include "engine/account.h"
#include "engine/asked.h"
#include "engine/caller_index.h"
#include "engine/change.h"
#include "engine/evaluate.h"
#include "engine/general.h"
#include "engine/plain_parties.h"
#include "engine/ruling.h"
#include "opencam/engine.h"

namespace opencam {
namespace {

using TagMap = std::map<std::string, std::string>;

using TagsByResource = TextTable<std::shared_ptr<const TagMap>>;

// `qcs::batch:r:uin/1:job/j` -> `uin/1`. REQUIRES: a canonical resource name.
std::string_view account_segment_of(std::string_view resource) {
  for (int skipped = 0; skipped < 4; ++skipped) resource.remove_prefix(resource.find(':') + 1);
  return resource.substr(0, resource.find(':'));
}

}  // namespace

// Everything a snapshot holds. Accounts and tags are shared with the snapshots before and after.
struct Snapshot::State final : Surroundings, OwnerSets {
  std::shared_ptr<const Catalog> shared_catalog;
  std::shared_ptr<const ActionTable> actions;  // of the catalogue
  std::shared_ptr<const Making> making;
  TextTable<std::shared_ptr<const Account>> accounts;  // by number
  TextTable<std::string> accounts_of_app_ids;          // APPID -> number
  TextTable<TagsByResource> tags;                      // by account segment
  CallerIndex callers;
  std::size_t accounts_with_resource_policies = 0;
  std::uint64_t revision = 0;

  const Catalog& catalog() const override { return *shared_catalog; }

  std::string_view account_of_app_id(std::string_view app_id) const override {
    const std::string* found = accounts_of_app_ids.find(app_id);
    return found == nullptr ? std::string_view() : std::string_view(*found);
  }

  std::string_view app_id_of_account(std::string_view uin) const override {
    const Account* found = find_account(uin);
    return found == nullptr ? std::string_view() : std::string_view(found->about.app_id);
  }

  const TagMap* tags_of(std::string_view resource) const override {
    if (tags.empty()) return nullptr;
    const TagsByResource* account = tags.find(account_segment_of(resource));
    const auto* found = account == nullptr ? nullptr : account->find(resource);
    return found == nullptr ? nullptr : found->get();
  }

  IndexedPolicies resource_policies_in(std::string_view account_uin) const override {
    const Account* account = find_account(account_uin);
    if (account == nullptr) return {};
    return {&account->resource_policies, account->resource_set.get()};
  }

  CompiledAround around() const { return {*this, *actions, accounts_with_resource_policies == 0 ? nullptr : this}; }

  const Account* find_account(std::string_view uin) const {
    const auto* found = accounts.find(uin);
    return found == nullptr ? nullptr : found->get();
  }

  void put(std::shared_ptr<const Account> account) {
    const std::string uin = account->about.uin;
    if (const Account* before = find_account(uin)) {
      forget_app_id(*before);
      callers.erase_all(*before);
      count_resource_policies(before, nullptr);
    }
    if (!account->about.app_id.empty()) accounts_of_app_ids.put(account->about.app_id, uin);
    callers.put_all(*account);
    count_resource_policies(nullptr, account.get());
    tags.erase("uin/" + uin);
    accounts.put(uin, std::move(account));
  }

  void count_resource_policies(const Account* before, const Account* after) {
    if (before != nullptr && !before->resource_policies.empty()) --accounts_with_resource_policies;
    if (after != nullptr && !after->resource_policies.empty()) ++accounts_with_resource_policies;
  }

  // Another account may have taken it over in the same change.
  void forget_app_id(const Account& account) {
    const std::string* found = accounts_of_app_ids.find(account.about.app_id);
    if (found != nullptr && *found == account.about.uin) accounts_of_app_ids.erase(account.about.app_id);
  }

  void erase(std::string_view uin) {
    const Account* found = find_account(uin);
    if (found == nullptr) return;
    forget_app_id(*found);
    callers.erase_all(*found);
    count_resource_policies(found, nullptr);
    tags.erase("uin/" + std::string(uin));
    accounts.erase(uin);
  }

  Result<void> put_world(const World& world) {
    OPENCAM_TRY(const auto parts, parts_by_account(world));
    for (const auto& [uin, part] : parts) {
      OPENCAM_TRY(auto account, make_account(part, *making, find_account(uin)));
      const std::string_view other = account_of_app_id(account->about.app_id);
      if (!other.empty() && other != uin && !parts.contains(std::string(other))) {
        return Error(ErrorCode::InvalidArgument, "the APPID `" + account->about.app_id + "` belongs to account `" +
                                                     std::string(other) + "` already");
      }
      put(std::move(account));
    }
    return put_tags(world);
  }

  Result<void> apply(const WorldChange& change) {
    const auto* before = accounts.find(change.account);
    if (before == nullptr) {
      return Error(ErrorCode::InvalidArgument, "there is no account `" + text::shortened(change.account) + "`");
    }
    OPENCAM_TRY(ChangedAccount changed, change_account(*before, change, *making));
    for (const std::string& user_uin : changed.users) callers.renew(*changed.account, user_uin);
    callers.renew_root(*changed.account);
    count_resource_policies(before->get(), changed.account.get());
    accounts.put(change.account, std::move(changed.account));
    for (const std::string& resource : change.gone.tagged_resources) {
      OPENCAM_TRY(const std::string canonical, canonical_tagged(resource));
      TagsByResource& by_resource = tags.edit(std::string(account_segment_of(canonical)));
      by_resource.erase(canonical);
      if (by_resource.empty()) tags.erase(account_segment_of(canonical));
    }
    for (const auto& [resource, resource_tags] : change.put.resource_tags) {
      OPENCAM_TRY(const std::string canonical, canonical_tagged(resource));
      tags.edit(std::string(account_segment_of(canonical)))
          .put(canonical, std::make_shared<const TagMap>(resource_tags));
    }
    return {};
  }

  // Tags are found by the canonical name (CAM-046), whichever way the world file spells it.
  Result<std::string> canonical_tagged(const std::string& resource) const {
    OPENCAM_TRY(ResourceName name, ResourceName::parse(resource));
    if (name.is_none) return Error(ErrorCode::InvalidArgument, "`*` in `resource_tags` is no resource");
    return canonical_name(std::move(name), "", *this);
  }

  Result<void> put_tags(const World& world) {
    std::map<std::string, TagsByResource> by_account;
    for (const auto& [resource, resource_tags] : world.resource_tags) {
      OPENCAM_TRY(const std::string canonical, canonical_tagged(resource));
      by_account[std::string(account_segment_of(canonical))].put(canonical,
                                                                 std::make_shared<const TagMap>(resource_tags));
    }
    for (auto& [account, by_resource] : by_account) tags.put(account, std::move(by_resource));
    return {};
  }

  const Holder* find_holder(const CallerKey& caller, std::uint64_t action_hash = 0) const;
  const Holder* find_holder(const PrincipalRef& ref) const { return find_holder(CallerKey::of(ref)); }
  Decision decide_compiled(const Request& request, Way way) const;
};

namespace {

CompiledParties compiled_parties(const Holder& holder) {
  CompiledParties all{.caller = holder.principal, .identity = {&holder.identity, holder.set.get()}};
  all.boundary = holder.boundary ? &*holder.boundary : nullptr;
  return all;
}

// The caller of one request with the session it brings; what is not in the snapshot is kept here.
struct Caller {
  const Holder* holder = nullptr;  // null: unknown, or may not call
  std::optional<Holder> made;
  std::optional<HeldPolicy> session;

  CompiledParties compiled_parties() const {
    CompiledParties all = opencam::compiled_parties(*holder);
    all.session = session ? &*session : nullptr;
    return all;
  }
};

std::string words_for_unknown(const PrincipalRef& ref) {
  if (const auto* user = std::get_if<UserRef>(&ref)) {
    return "no account, and no user that may call, has the number `" + text::shortened(user->uin) + "`";
  }
  if (const auto* role = std::get_if<RoleRef>(&ref)) {
    return "account `" + text::shortened(role->owner_uin) + "` has no role `" + text::shortened(role->role) + "`";
  }
  return "the principal is unknown";
}

}  // namespace

const Holder* Snapshot::State::find_holder(const CallerKey& caller, std::uint64_t action_hash) const {
  if (caller.kind == CallerKey::Kind::User) return callers.find(caller, action_hash);
  if (caller.kind != CallerKey::Kind::Role) return nullptr;
  const Account* account = find_account(caller.owner_uin);
  const RoleHolder* found = account == nullptr ? nullptr : account->find_role(caller.name);
  return found == nullptr ? nullptr : &found->holder;
}

namespace {

// A principal that no snapshot stores: a service, or nobody.
std::optional<Holder> made_holder(const CallerKey& key) {
  std::optional<Holder> made;
  if (key.kind != CallerKey::Kind::Service && key.kind != CallerKey::Kind::Anonymous) return made;
  made.emplace();
  if (key.kind == CallerKey::Kind::Service) {
    made->principal.kind = PrincipalKind::Service;
    made->principal.name = key.name;
  }
  return made;
}

Caller find_caller(const PrincipalRef& ref, const Holder* holder) {
  Caller caller;
  caller.holder = holder;
  if (holder == nullptr) caller.made = made_holder(CallerKey::of(ref));
  return caller;
}

// The plain evaluator takes the session policy from the request.
enum class Session : std::uint8_t { AsRead, Compiled };

void add_session(Caller& caller, const Request& request, Session form) {
  if (caller.made) caller.holder = &*caller.made;
  if (caller.holder == nullptr || request.session_policy == nullptr) return;
  if (form == Session::Compiled) caller.session = held_session(*request.session_policy);
}

Decision unknown_principal() { return {.effect = Effect::Deny, .reason = Reason::UnknownPrincipal}; }

}  // namespace

Decision Snapshot::State::decide_compiled(const Request& request, Way way) const {
  Caller caller = find_caller(request.principal, find_holder(request.principal));
  add_session(caller, request, Session::Compiled);
  if (caller.holder == nullptr) return unknown_principal();
  return rule_with_statements(caller.compiled_parties(), request, around(), way);
}

Result<Snapshot> Snapshot::create(const World& world, std::shared_ptr<const Catalog> catalog, Keep keep) {
  auto state = std::make_shared<State>();
  state->shared_catalog = std::move(catalog);
  state->actions = std::make_shared<const ActionTable>(*state->shared_catalog);
  state->making = std::make_shared<const Making>(Making::create(*state->shared_catalog, keep));
  general_program();  // made here, so that no decision has to
  OPENCAM_TRY(state->put_world(world));
  return Snapshot(std::move(state));
}

Result<Snapshot> Snapshot::with(const World& world, std::uint64_t revision) const {
  auto state = std::make_shared<State>(*state_);
  state->revision = revision;
  OPENCAM_TRY(state->put_world(world));
  return Snapshot(std::move(state));
}

Result<Snapshot> Snapshot::with(const WorldChange& change, std::uint64_t revision) const {
  auto state = std::make_shared<State>(*state_);
  state->revision = revision;
  OPENCAM_TRY(state->apply(change));
  return Snapshot(std::move(state));
}

Snapshot Snapshot::without(std::string_view account_uin, std::uint64_t revision) const {
  auto state = std::make_shared<State>(*state_);
  state->revision = revision;
  state->erase(account_uin);
  return Snapshot(std::move(state));
}

Verdict Snapshot::check(const Request& request) const {
  Caller caller = find_caller(request.principal, state_->find_holder(request.principal));
  add_session(caller, request, Session::Compiled);
  if (caller.holder == nullptr) return {Effect::Deny, Reason::UnknownPrincipal};
  return rule(caller.compiled_parties(), request, state_->around());
}

PreparedRequest Snapshot::prepare(const Request& request) const {
  return PreparedRequest(RequestReading::create(request, state_->actions));
}

Verdict Snapshot::check(const PreparedRequest& request) const {
  const RequestReading& reading = request.reading();
  reading.fetch();
  const State& state = *state_;
  const bool is_plain = reading.is_plain && reading.actions == state.actions.get();
  if (is_plain && state.accounts_with_resource_policies == 0) {
    const CallerIndex::Slot* slot = state.callers.find_plain(reading.caller, reading.action.hash);
    if (slot != nullptr) return rule_plain(*slot, reading, state);
  }
  const Holder* holder = state_->find_holder(reading.caller, reading.action.hash);
  std::optional<Holder> made;
  if (holder == nullptr) {
    made = made_holder(reading.caller);
    if (!made) return {Effect::Deny, Reason::UnknownPrincipal};
    holder = &*made;
  }
  CompiledParties parties = compiled_parties(*holder);
  if (reading.session) parties.session = &*reading.session;
  return rule(parties, reading, state_->around());
}

void Snapshot::check_all(std::span<const Request> requests, std::span<Verdict> verdicts) const {
  OPENCAM_CHECK(requests.size() == verdicts.size());
  for (std::size_t i = 0; i < requests.size(); ++i) verdicts[i] = check(requests[i]);
}

Decision Snapshot::decide(const Request& request) const { return state_->decide_compiled(request, Way::Indexed); }

Decision Snapshot::decide_by(Way way, const Request& request) const {
  if (way != Way::Plain) return state_->decide_compiled(request, way);
  Caller caller = find_caller(request.principal, state_->find_holder(request.principal));
  add_session(caller, request, Session::AsRead);
  if (caller.holder == nullptr) return unknown_principal();
  const PlainParties plain(*caller.holder, request.session_policy, *state_);
  return evaluate(plain.parties(), request, *state_, nullptr);
}

void Snapshot::check_actions(const Request& request, std::span<const std::string> actions,
                             std::span<Verdict> verdicts) const {
  OPENCAM_CHECK(actions.size() == verdicts.size());
  Caller caller = find_caller(request.principal, state_->find_holder(request.principal));
  add_session(caller, request, Session::Compiled);
  if (caller.holder == nullptr) {
    std::ranges::fill(verdicts, Verdict{Effect::Deny, Reason::UnknownPrincipal});
    return;
  }
  rule_actions(caller.compiled_parties(), request, state_->around(), actions, verdicts);
}

void Snapshot::check_resources(const Request& request, std::span<const std::string> resources,
                               std::span<Verdict> verdicts) const {
  OPENCAM_CHECK(resources.size() == verdicts.size());
  Caller caller = find_caller(request.principal, state_->find_holder(request.principal));
  add_session(caller, request, Session::Compiled);
  if (caller.holder == nullptr) {
    std::ranges::fill(verdicts, Verdict{Effect::Deny, Reason::UnknownPrincipal});
    return;
  }
  rule_resources(caller.compiled_parties(), request, state_->around(), resources, verdicts);
}

std::vector<PrincipalRef> Snapshot::allowed_principals(std::string_view account_uin, const Request& request) const {
  std::vector<PrincipalRef> allowed;
  const Account* account = state_->find_account(account_uin);
  if (account == nullptr) return allowed;
  const CompiledAround around = state_->around();
  const auto reading = SharedReading::create(account->root.principal, request, around);
  std::optional<HeldPolicy> session;
  if (request.session_policy != nullptr) session = held_session(*request.session_policy);  // one for all
  const auto is_allowed = [&](const Holder& holder) {
    if (!holder.may_call) return false;
    Caller caller;
    caller.holder = &holder;
    CompiledParties parties = caller.compiled_parties();
    if (session) parties.session = &*session;
    return (reading ? rule(parties, request, *reading, around) : rule(parties, request, around)).allowed();
  };
  if (is_allowed(account->root)) allowed.emplace_back(UserRef{account->about.uin, account->about.uin});
  std::vector<std::string> users;
  account->users.for_each([&](const std::string& uin, const std::shared_ptr<const Holder>& holder) {
    if (is_allowed(*holder)) users.push_back(uin);
  });
  std::ranges::sort(users);
  for (std::string& uin : users) allowed.emplace_back(UserRef{std::move(uin), account->about.uin});
  std::vector<std::string> roles;
  account->roles.for_each([&](const std::string& id, const std::shared_ptr<const RoleHolder>& role) {
    if (is_allowed(role->holder)) roles.push_back(id);
  });
  std::ranges::sort(roles);
  for (std::string& id : roles) allowed.emplace_back(RoleRef{std::move(id), account->about.uin});
  return allowed;
}

Explanation Snapshot::explain(const Request& request) const { return explained(request, Seek::Change); }

Explanation Snapshot::trace(const Request& request) const { return explained(request, Seek::Nothing); }

Explanation Snapshot::explained(const Request& request, Seek seek) const {
  Explanation explanation;
  Caller caller = find_caller(request.principal, state_->find_holder(request.principal));
  add_session(caller, request, Session::AsRead);
  if (caller.holder == nullptr) {
    explanation.decision = unknown_principal();
    explanation.note = words_for_unknown(request.principal);
    return explanation;
  }
  const PlainParties plain(*caller.holder, request.session_policy, *state_);
  const Parties parties = plain.parties();
  evaluate(parties, request, *state_, &explanation);
  if (seek == Seek::Change) explanation.change = find_change(parties, request, *state_, explanation);
  return explanation;
}

Decision Snapshot::decide_assume_role(const Request& request, const RoleRef& role) const {
  Caller caller = find_caller(request.principal, state_->find_holder(request.principal));
  add_session(caller, request, Session::Compiled);
  if (caller.holder == nullptr) return unknown_principal();
  const Account* account = state_->find_account(role.owner_uin);
  const RoleHolder* found = account == nullptr ? nullptr : account->find_role(role.role);

  // Both ways to write a role in a resource name it, so a statement may use either.
  Request own_side = request;
  const std::string name = found == nullptr ? role.role : found->holder.principal.name;
  own_side.action = "sts:AssumeRole";
  own_side.resources = {"qcs::cam::uin/" + role.owner_uin + ":roleName/" + name};
  Decision decision = {.effect = Effect::Allow, .reason = Reason::Allowed};
  // CAM-095: for a service only the trust policy counts.
  if (caller.holder->principal.kind != PrincipalKind::Service) {
    CompiledParties parties = caller.compiled_parties();
    const std::string other_content = found == nullptr ? std::string() : "role/" + found->holder.principal.uin;
    parties.other_content = other_content;
    decision = rule_with_statements(parties, own_side, state_->around(), Way::Indexed);
  }
  if (!decision.allowed()) return decision;

  Authorities role_side;
  role_side.principal = caller.holder->principal;
  if (found != nullptr) role_side.trust = {attached_policy(found->trust, role.owner_uin)};
  Decision trust = evaluate_trust(role_side, own_side, *state_);
  if (!trust.allowed()) return trust;
  decision.statements.insert(decision.statements.end(), trust.statements.begin(), trust.statements.end());
  return decision;
}

Decision Snapshot::decide_federated_role(const Request& request, const RoleRef& role, std::string_view provider) const {
  const Account* account = state_->find_account(role.owner_uin);
  const RoleHolder* found = account == nullptr ? nullptr : account->find_role(role.role);
  Authorities role_side;
  role_side.principal.federated = provider;
  if (found != nullptr) role_side.trust = {attached_policy(found->trust, role.owner_uin)};
  return evaluate_trust(role_side, request, *state_);
}

std::optional<Principal> Snapshot::find_principal(const PrincipalRef& ref) const {
  Caller caller = find_caller(ref, state_->find_holder(ref));
  if (caller.made) return caller.made->principal;
  if (caller.holder == nullptr) return std::nullopt;
  return caller.holder->principal;
}

std::uint64_t Snapshot::revision() const { return state_->revision; }

const Catalog& Snapshot::catalog() const { return *state_->shared_catalog; }

}  // namespace opencam
