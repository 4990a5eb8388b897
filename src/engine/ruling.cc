#include "engine/ruling.h"

#include <algorithm>

#include "base/limits.h"
#include "engine/general.h"
#include "engine/program_match.h"

namespace opencam {
namespace {

// A statement that matched: the place of its policy in the list, and its own number.
struct Hit {
  std::uint32_t place = 0;
  std::uint32_t statement = 0;

  friend auto operator<=>(const Hit&, const Hit&) = default;
};
using Hits = std::vector<Hit>;

// One program by itself: a boundary, a session policy, the general policy.
template <typename Found>
bool for_each_match(const Program& program, Effect effect, const PolicyPlace& place, const QuestionView& question,
                    const Found& found) {
  if (!program.has(effect)) return false;
  return for_each_by_action(program, question.action, [&](std::uint32_t statement) {
    return program.statements()[statement].effect == effect &&
           statement_matches(program, statement, all_resource_rows, place, question) && found(statement);
  });
}

bool any_match(const Program& program, Effect effect, const PolicyPlace& place, const QuestionView& question) {
  return for_each_match(program, effect, place, question, [](std::uint32_t) { return true; });
}

// The sets of a question, in the form of large ones.
class SegmentedSets final : public OwnerSets {
 public:
  explicit SegmentedSets(const OwnerSets* owners) : owners_(owners) {}

  IndexedPolicies segmented(const IndexedPolicies& policies) const {
    if (policies.set == nullptr) return policies;
    sets_.push_back(EffectiveSet::create_segmented(policies.policies->programs()));
    return {policies.policies, sets_.back().get()};
  }
  IndexedPolicies resource_policies_in(std::string_view account_uin) const override {
    return owners_ == nullptr ? IndexedPolicies{} : segmented(owners_->resource_policies_in(account_uin));
  }

 private:
  const OwnerSets* owners_;
  mutable std::vector<std::shared_ptr<const EffectiveSet>> sets_;
};

// CAM-098: each statement once, by policy and index.
void append_once(std::vector<StatementRef>& to, StatementRef statement) {
  if (std::find(to.begin(), to.end(), statement) == to.end()) to.push_back(std::move(statement));
}

constexpr Verdict invalid_request{Effect::Deny, Reason::InvalidRequest};
constexpr Verdict no_permission_needed{Effect::Allow, Reason::NoPermissionNeeded};

class Ruling {
 public:
  Ruling(const CompiledParties& parties, const Request& request, const CompiledAround& around)
      : parties_(parties),
        texts_(request.resources),
        around_(around),
        question_(parties.caller, ContextView(request.context), around.surroundings),
        has_account_(parties.caller.kind != PrincipalKind::Service && parties.caller.kind != PrincipalKind::Anonymous) {
  }

  Ruling(const CompiledParties& parties, const Request& request, const SharedReading& reading,
         const CompiledAround& around)
      : Ruling(parties, request, around) {
    question_.action = reading.action;
    question_.action_facts = reading.action_facts;
    question_.resource = reading.resource;
    question_.resource.other_content = parties.other_content;
  }

  // REQUIRES: the reading is one that could be read.
  Ruling(const CompiledParties& parties, const RequestReading& reading, const CompiledAround& around)
      : parties_(parties),
        around_(around),
        question_(parties.caller, ContextView(reading.context), around.surroundings),
        has_account_(parties.caller.kind != PrincipalKind::Service && parties.caller.kind != PrincipalKind::Anonymous) {
    question_.action = reading.action;
    question_.action_facts =
        reading.actions == &around.actions ? reading.action_facts : around.actions.find(reading.action);
  }

  // The action and the catalogue's part. False: it cannot be read.
  bool read_the_action(std::string_view text) {
    if (!read_action(text, question_.action)) return false;
    question_.action_facts = around_.actions.find(question_.action);
    return true;
  }

  // CAM-081. False: one of them cannot be read, or there are too many.
  bool read_the_resources() {
    if (texts_.empty() || texts_.size() > limits::request_resources_max) return false;
    return std::all_of(texts_.begin(), texts_.end(), [&](const std::string& text) { return look_at(text); });
  }

  // CAM-080.
  bool needs_no_permission() const {
    return !question_.action_facts.needs_permission && parties_.caller.kind != PrincipalKind::Anonymous;
  }

  // CAM-080, CAM-081. False: the policies must be asked.
  bool is_settled_without_policies(std::string_view action, Verdict& verdict) {
    verdict = invalid_request;
    if (!read_the_action(action) || !read_the_resources()) return true;
    verdict = no_permission_needed;
    return needs_no_permission();
  }

  // One action of several, on the resources of the request. Those are read again only when the action is of another
  // kind than the one before.
  Verdict rule_action(std::string_view text) {
    const bool was_as_a_whole = question_.action_facts.is_decided_as_a_whole;
    if (!read_the_action(text)) return invalid_request;
    if (!has_reading_ || was_as_a_whole != question_.action_facts.is_decided_as_a_whole) {
      is_readable_ = read_the_resources();
      has_reading_ = true;
    }
    if (!is_readable_) return invalid_request;
    return needs_no_permission() ? no_permission_needed : rule();
  }

  // REQUIRES: the action is read.
  Verdict rule_resource(const std::string& text) {
    if (!look_at(text)) return invalid_request;
    if (needs_no_permission()) return no_permission_needed;
    return rule_one();
  }

  const QuestionView& question() const { return question_; }
  Verdict rule_as_read() const { return needs_no_permission() ? no_permission_needed : rule_one(); }

  // CAM-083: the first resource that is denied gives the answer.
  Verdict rule() {
    // Of a single resource the reading is still at hand.
    if (texts_.size() == 1) return rule_one();
    return rule_each(texts_, [&](const std::string& text) { look_at(text); });
  }

  Verdict rule(std::span<const ResourceText> resources) {
    if (needs_no_permission()) return no_permission_needed;
    return rule_each(resources, [&](const ResourceText& resource) { see(resource); });
  }

  Decision rule_with_statements(Way way) {
    way_ = way;
    Decision decision{.effect = Effect::Allow, .reason = Reason::Allowed};
    bool is_all_by_root = true;
    for (const std::string& text : texts_) {
      look_at(text);
      const Verdict verdict = way == Way::Linear ? rule_one_linear() : rule_one();
      if (!verdict.allowed()) {
        Decision denied{.effect = Effect::Deny, .reason = verdict.reason, .statements = {}, .denied_resource = text};
        add_denies(verdict.reason, denied.statements);
        return denied;
      }
      if (verdict.reason == Reason::Root) continue;
      is_all_by_root = false;
      if (has_policies()) add_hits(parties_.identity, Effect::Allow, identity_place(), decision.statements);
      add_hits(owner_policies(), Effect::Allow, owner_place(), decision.statements);
    }
    if (is_all_by_root) decision.reason = Reason::Root;
    return decision;
  }

 private:
  bool look_at(const std::string& text) {
    ResourceText resource;
    if (!read_resource(text, resource)) return false;
    see(resource);
    return true;
  }

  void see(const ResourceText& resource) {
    question_.resource =
        seen_by(parties_.caller, resource, question_.action_facts.is_decided_as_a_whole, around_.surroundings);
    question_.resource.other_content = parties_.other_content;
  }

  template <typename Resources, typename LookAt>
  Verdict rule_each(const Resources& resources, const LookAt& look_at_one) const {
    bool is_all_by_root = true;
    for (const auto& resource : resources) {
      look_at_one(resource);
      const Verdict verdict = rule_one();
      if (!verdict.allowed()) return verdict;
      is_all_by_root = is_all_by_root && verdict.reason == Reason::Root;
    }
    return {Effect::Allow, is_all_by_root ? Reason::Root : Reason::Allowed};
  }

  Verdict rule_one() const {
    return steps(
        [](const IndexedPolicies& policies, Effect effect, const PolicyPlace& place, const QuestionView& question) {
          return policies.set != nullptr && policies.set->any(effect, place, question);
        });
  }

  Verdict rule_one_linear() const {
    return steps(
        [](const IndexedPolicies& policies, Effect effect, const PolicyPlace& place, const QuestionView& question) {
          bool is_any = false;
          if (policies.set != nullptr) {
            policies.set->each_linear(effect, place, question, [&](std::uint32_t, std::uint32_t) { is_any = true; });
          }
          return is_any;
        });
  }

  // The seven steps of docs/spec/decision.md, as far as the answer needs them.
  template <typename Any>
  Verdict steps(const Any& any) const {
    const bool is_root = parties_.caller.kind == PrincipalKind::Root;
    const bool is_foreign = !is_own();
    const bool is_root_at_home = is_root && !is_foreign;
    const IndexedPolicies owner_side = owner_policies();
    const IndexedPolicies identity = has_policies() ? parties_.identity : IndexedPolicies{};

    // CAM-085, CAM-082, CAM-089: denies first.
    if (is_general_denied()) return deny(Reason::GeneralPolicy);
    if (any(identity, Effect::Deny, identity_place(), question_)) return deny(Reason::ExplicitDeny);
    if (any(owner_side, Effect::Deny, owner_place(), question_)) return deny(Reason::ExplicitDeny);
    // CAM-093; CAM-084: the root account can always repair.
    const bool is_unreadable = has_unreadable(identity) ||
                               (has_boundary() && parties_.boundary->program() == nullptr) ||
                               (has_unreadable(owner_side) && !is_root_at_home);
    if (is_unreadable) return deny(Reason::UnreadablePolicy);
    // CAM-087, CAM-088: these two grant nothing and limit everything.
    if (has_boundary() && !allows(*parties_.boundary->program(), PolicyLayer::Boundary)) return deny(Reason::Boundary);
    if (parties_.session != nullptr && !allows(*parties_.session->program(), PolicyLayer::Session)) {
      return deny(Reason::SessionPolicy);
    }
    // CAM-090: across accounts the owner must grant; CAM-092: of a role that is its trust policy's part.
    const bool owner_grants = any(owner_side, Effect::Allow, owner_place(), question_);
    const bool is_assuming_role = question_.action.text == "sts:AssumeRole";
    if (is_foreign && has_account_ && !owner_grants && !is_assuming_role) return deny(Reason::CrossAccount);

    // CAM-084, CAM-091: the root account needs no policy of its own, a service and nobody can have none.
    if (is_root_at_home) return {Effect::Allow, Reason::Root};
    const bool is_enough = owner_grants && !(is_foreign && has_account_);
    if (is_root || is_enough || any(identity, Effect::Allow, identity_place(), question_)) {
      return {Effect::Allow, Reason::Allowed};
    }
    return deny(Reason::NoMatchingAllow);
  }

  static Verdict deny(Reason reason) { return {Effect::Deny, reason}; }

  // CAM-042, CAM-090: nothing is a service's or nobody's own.
  bool is_own() const {
    const AccountView& owner = question_.resource.owner;
    return has_account_ && !owner.is_empty() && owner.is_account(parties_.caller.owner_uin);
  }

  // CAM-084, CAM-091: nothing is attached to anybody else.
  bool has_policies() const {
    return parties_.caller.kind == PrincipalKind::User || parties_.caller.kind == PrincipalKind::Role;
  }

  // CAM-105: none on the root account.
  bool has_boundary() const { return parties_.boundary != nullptr && parties_.caller.kind != PrincipalKind::Root; }

  // CAM-115: a resource policy has a say on resources of its account.
  IndexedPolicies owner_policies() const {
    const AccountView& owner = question_.resource.owner;
    if (around_.owners == nullptr || owner.is_empty() || owner.is_app_id) return {};
    return around_.owners->resource_policies_in(owner.number);
  }

  // Everything of one layer belongs to one account: the caller's, or the owner's.
  PolicyPlace identity_place() const { return {PolicyLayer::Identity, parties_.caller.owner_uin}; }
  PolicyPlace owner_place() const { return {PolicyLayer::Resource, question_.resource.owner.number}; }
  PolicyPlace limit_place(PolicyLayer layer) const { return {layer, parties_.caller.owner_uin}; }
  static PolicyPlace general_place() { return {PolicyLayer::General, {}}; }

  static bool has_unreadable(const IndexedPolicies& policies) {
    return policies.set != nullptr && policies.set->has_unreadable();
  }

  bool is_general_denied() const {
    if (question_.action.service != "account") return false;
    return any_match(general_program(), Effect::Deny, general_place(), question_);
  }

  bool allows(const Program& program, PolicyLayer layer) const {
    const PolicyPlace place = limit_place(layer);
    return any_match(program, Effect::Allow, place, question_) && !any_match(program, Effect::Deny, place, question_);
  }

  // CAM-098: what a deny for this reason lists.
  void add_denies(Reason reason, std::vector<StatementRef>& statements) const {
    switch (reason) {
      case Reason::GeneralPolicy:
        return add_hits_of_one(general_policy().name, general_program(), general_place(), statements);
      case Reason::ExplicitDeny:
        if (has_policies()) add_hits(parties_.identity, Effect::Deny, identity_place(), statements);
        return add_hits(owner_policies(), Effect::Deny, owner_place(), statements);
      case Reason::Boundary:
        return add_hits_of_one(std::string(parties_.boundary->name()), *parties_.boundary->program(),
                               limit_place(PolicyLayer::Boundary), statements);
      case Reason::SessionPolicy:
        return add_hits_of_one(std::string(parties_.session->name()), *parties_.session->program(),
                               limit_place(PolicyLayer::Session), statements);
      default:
        return;
    }
  }

  void add_hits(const IndexedPolicies& policies, Effect effect, const PolicyPlace& place,
                std::vector<StatementRef>& statements) const {
    if (policies.set == nullptr) return;
    Hits hits;
    const auto found = [&](std::uint32_t at, std::uint32_t statement) { hits.push_back({at, statement}); };
    if (way_ == Way::Linear) {
      policies.set->each_linear(effect, place, question_, found);
    } else {
      policies.set->each(effect, place, question_, found);
    }
    std::sort(hits.begin(), hits.end());
    for (const Hit& hit : hits) {
      append_once(statements,
                  {std::string((*policies.policies)[hit.place].name()), hit.statement, effect, place.layer});
    }
  }

  void add_hits_of_one(const std::string& name, const Program& program, const PolicyPlace& place,
                       std::vector<StatementRef>& statements) const {
    Hits hits;
    for_each_match(program, Effect::Deny, place, question_, [&](std::uint32_t statement) {
      hits.push_back({0, statement});
      return false;
    });
    std::sort(hits.begin(), hits.end());
    for (const Hit& hit : hits) append_once(statements, {name, hit.statement, Effect::Deny, place.layer});
  }

  const CompiledParties& parties_;
  std::span<const std::string> texts_;  // of the resources; none when these were read before
  const CompiledAround& around_;
  QuestionView question_;
  bool has_account_;
  Way way_ = Way::Indexed;
  bool has_reading_ = false;  // of the resources, for the kind of the action at hand
  bool is_readable_ = false;
};

}  // namespace

Verdict rule(const CompiledParties& parties, const Request& request, const CompiledAround& around) {
  Ruling ruling(parties, request, around);
  Verdict verdict;
  return ruling.is_settled_without_policies(request.action, verdict) ? verdict : ruling.rule();
}

Verdict rule(const CompiledParties& parties, const RequestReading& request, const CompiledAround& around) {
  if (!request.is_readable) return invalid_request;
  return Ruling(parties, request, around).rule(request.resources);
}

Verdict rule_plain(const CallerIndex::Slot& slot, const RequestReading& request, const Surroundings& surroundings) {
  const Principal& caller = slot.holder->principal;
  const ResourceText& resource = request.resources.front();
  const QuestionView question(caller, ContextView(request.context), surroundings, request.action, request.action_facts,
                              seen_by(caller, resource, request.action_facts.is_decided_as_a_whole, surroundings));
  const PolicyPlace place{PolicyLayer::Identity, caller.owner_uin};
  if (slot.has_deny && slot.front.any(Effect::Deny, place, question)) return {Effect::Deny, Reason::ExplicitDeny};
  // CAM-090, CAM-092: nobody has granted anything across accounts.
  const bool is_own = resource.account_form == AccountForm::Own || question.resource.owner.is_account(caller.owner_uin);
  if (!is_own && request.action.text != "sts:AssumeRole") return {Effect::Deny, Reason::CrossAccount};
  if (slot.front.any(Effect::Allow, place, question)) return {Effect::Allow, Reason::Allowed};
  return {Effect::Deny, Reason::NoMatchingAllow};
}

void rule_actions(const CompiledParties& parties, const Request& request, const CompiledAround& around,
                  std::span<const std::string> actions, std::span<Verdict> verdicts) {
  Ruling ruling(parties, request, around);
  for (std::size_t i = 0; i < actions.size(); ++i) verdicts[i] = ruling.rule_action(actions[i]);
}

void rule_resources(const CompiledParties& parties, const Request& request, const CompiledAround& around,
                    std::span<const std::string> resources, std::span<Verdict> verdicts) {
  Ruling ruling(parties, request, around);
  const bool is_readable = ruling.read_the_action(request.action);
  for (std::size_t i = 0; i < resources.size(); ++i) {
    verdicts[i] = is_readable ? ruling.rule_resource(resources[i]) : invalid_request;
  }
}

std::optional<SharedReading> SharedReading::create(const Principal& caller, const Request& request,
                                                   const CompiledAround& around) {
  if (request.resources.size() != 1) return std::nullopt;
  const CompiledParties parties{.caller = caller};
  Ruling ruling(parties, request, around);
  if (!ruling.read_the_action(request.action) || !ruling.read_the_resources()) return std::nullopt;
  const QuestionView& question = ruling.question();
  return SharedReading{question.action, question.action_facts, question.resource};
}

Verdict rule(const CompiledParties& parties, const Request& request, const SharedReading& reading,
             const CompiledAround& around) {
  return Ruling(parties, request, reading, around).rule_as_read();
}

Decision rule_with_statements(const CompiledParties& parties, const Request& request, const CompiledAround& around,
                              Way way) {
  if (way == Way::Segmented) {
    const SegmentedSets sets(around.owners);
    CompiledParties segmented = parties;
    segmented.identity = sets.segmented(parties.identity);
    return rule_with_statements(segmented, request, {around.surroundings, around.actions, &sets}, Way::Indexed);
  }
  Ruling ruling(parties, request, around);
  Verdict verdict;
  if (ruling.is_settled_without_policies(request.action, verdict))
    return {.effect = verdict.effect, .reason = verdict.reason};
  return ruling.rule_with_statements(way);
}

}  // namespace opencam
