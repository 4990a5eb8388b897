#include "engine/evaluate.h"

#include <algorithm>
#include <optional>

#include "engine/asked.h"
#include "engine/facts.h"
#include "engine/general.h"
#include "engine/match.h"
#include "engine/trace.h"

namespace opencam {
namespace {

// What the policies of one layer say about one resource.
struct Votes {
  std::vector<StatementRef> allows;
  std::vector<StatementRef> denies;
  bool has_unreadable = false;

  bool allow() const { return !allows.empty() && denies.empty(); }
};

// Each statement once, by policy and index (CAM-098).
void append_once(std::vector<StatementRef>& to, const std::vector<StatementRef>& from) {
  for (const StatementRef& statement : from) {
    if (std::find(to.begin(), to.end(), statement) == to.end()) to.push_back(statement);
  }
}

class Evaluation {
 public:
  Evaluation(const Parties& parties, const Request& request, const Asked& asked, const Surroundings& surroundings,
             Trace* trace)
      : parties_(parties),
        caller_(parties.caller),
        asked_(asked),
        surroundings_(surroundings),
        facts_(request, asked, parties.caller, surroundings),
        trace_(trace) {}

  // CAM-083: every resource must be allowed; the first that is not gives the answer. An explanation looks at the others
  // as well.
  Decision decide() {
    std::optional<Decision> denied;
    for (const AskedResource& resource : asked_.resources) {
      facts_.look_at(resource);
      if (trace_ != nullptr) trace_->begin_resource(resource);
      Decision decision = decide(resource);
      if (trace_ != nullptr) trace_->end_resource(decision.effect, decision.reason);
      if (decision.allowed() || denied) continue;
      denied = std::move(decision);
      if (trace_ == nullptr) break;
    }
    if (denied) return *std::move(denied);
    return {.effect = Effect::Allow,
            .reason = all_by_root_ ? Reason::Root : Reason::Allowed,
            .statements = std::move(allows_),
            .denied_resource = {}};
  }

  // CAM-095: the role's side. A trust policy speaks of its role and of nothing else.
  Decision decide_trust(std::span<const AttachedPolicy> trust) {
    const AskedResource& role = asked_.resources.front();
    if (trace_ != nullptr) trace_->begin_resource(role);
    Votes votes;
    for (const AttachedPolicy& policy : trust) ask(policy, PolicyLayer::Trust, role, votes);
    Decision decision = {.effect = Effect::Allow, .reason = Reason::Allowed, .statements = votes.allows};
    if (votes.has_unreadable) {
      decision = deny(Reason::UnreadablePolicy, role);
    } else if (!votes.allow()) {
      decision = deny(Reason::TrustPolicy, role, std::move(votes.denies));
    }
    if (trace_ != nullptr) trace_->end_resource(decision.effect, decision.reason);
    return decision;
  }

 private:
  // The seven steps of docs/spec/decision.md.
  Decision decide(const AskedResource& resource) {
    const bool is_root = caller_.kind == PrincipalKind::Root;
    const bool is_foreign = !is_own(resource);
    const bool is_root_at_home = is_root && !is_foreign;

    const Votes general = ask_general(resource);
    Votes identity = ask_identity(resource);
    Votes owner_side = ask_resource_policies(resource);
    const Votes boundary = ask_one(parties_.boundary, PolicyLayer::Boundary, resource);
    const Votes session = ask_one(parties_.session, PolicyLayer::Session, resource);

    // CAM-085, CAM-082, CAM-089: denies first.
    if (!general.denies.empty()) return deny(Reason::GeneralPolicy, resource, general.denies);
    if (!identity.denies.empty() || !owner_side.denies.empty()) {
      append_once(identity.denies, owner_side.denies);
      return deny(Reason::ExplicitDeny, resource, std::move(identity.denies));
    }
    // CAM-093; CAM-084: the root account can always repair.
    if (identity.has_unreadable || boundary.has_unreadable || (owner_side.has_unreadable && !is_root_at_home)) {
      return deny(Reason::UnreadablePolicy, resource);
    }
    // CAM-087, CAM-088: these two grant nothing and limit everything.
    if (has_boundary() && !boundary.allow()) return deny(Reason::Boundary, resource, boundary.denies);
    if (parties_.session != nullptr && !session.allow()) return deny(Reason::SessionPolicy, resource, session.denies);

    // CAM-090: across accounts the owner must grant; CAM-092: of a role that is its trust policy's part.
    const bool owner_grants = !owner_side.allows.empty();
    const bool has_account = is_root || caller_.kind == PrincipalKind::User || caller_.kind == PrincipalKind::Role;
    const bool is_assuming_role = asked_.action.service == "sts" && asked_.action.name == "AssumeRole";
    if (is_foreign && has_account && !owner_grants && !is_assuming_role) return deny(Reason::CrossAccount, resource);

    // CAM-084, CAM-091: the root account needs no policy of its own, a service and nobody can have none.
    const bool own_side_allows = is_root || !identity.allows.empty();
    const bool is_allowed = is_foreign && has_account ? own_side_allows : own_side_allows || owner_grants;
    if (!is_allowed) return deny(Reason::NoMatchingAllow, resource);

    if (is_root_at_home) return {.effect = Effect::Allow, .reason = Reason::Root};
    all_by_root_ = false;
    append_once(allows_, identity.allows);
    append_once(allows_, owner_side.allows);
    return {.effect = Effect::Allow, .reason = Reason::Allowed};
  }

  // CAM-042, CAM-090: nothing is a service's or nobody's own.
  bool is_own(const AskedResource& resource) const {
    const bool has_account = caller_.kind != PrincipalKind::Service && caller_.kind != PrincipalKind::Anonymous;
    return has_account && !resource.owner.empty() && resource.owner == caller_.owner_uin;
  }

  // CAM-105: none on the root account.
  bool has_boundary() const { return parties_.boundary != nullptr && caller_.kind != PrincipalKind::Root; }

  Votes ask_general(const AskedResource& resource) {
    Votes votes;
    if (asked_.action.service == "account") ask(general_policy(), PolicyLayer::General, resource, votes);
    return votes;
  }

  Votes ask_identity(const AskedResource& resource) {
    Votes votes;
    // CAM-084, CAM-091: nothing is attached to anybody else.
    const bool has_policies = caller_.kind == PrincipalKind::User || caller_.kind == PrincipalKind::Role;
    if (!has_policies) return votes;
    for (const AttachedPolicy& policy : parties_.identity) ask(policy, PolicyLayer::Identity, resource, votes);
    return votes;
  }

  // CAM-115: a resource policy has a say on resources of its account.
  Votes ask_resource_policies(const AskedResource& resource) {
    Votes votes;
    if (parties_.owner_side == nullptr || resource.owner.empty()) return votes;
    for (const AttachedPolicy& policy : parties_.owner_side->resource_policies_of(resource.owner)) {
      ask(policy, PolicyLayer::Resource, resource, votes);
    }
    return votes;
  }

  Votes ask_one(const AttachedPolicy* policy, PolicyLayer layer, const AskedResource& resource) {
    Votes votes;
    const bool is_boundary_of_root = layer == PolicyLayer::Boundary && !has_boundary();
    if (policy != nullptr && !is_boundary_of_root) ask(*policy, layer, resource, votes);
    return votes;
  }

  void ask(const AttachedPolicy& attached, PolicyLayer layer, const AskedResource& resource, Votes& votes) {
    if (trace_ != nullptr) trace_->begin_policy(attached, layer);
    if (attached.policy == nullptr) {
      votes.has_unreadable = true;
      return;
    }
    const Question question{caller_, asked_.action, resource, facts_, surroundings_};
    const std::vector<Statement>& statements = attached.policy->statements();
    for (std::uint32_t index = 0; index < statements.size(); ++index) {
      const Statement& statement = statements[index];
      const Mismatch mismatch = first_mismatch(statement, attached.owner_uin, layer, question);
      if (trace_ != nullptr) trace_->statement(statement, index, mismatch, question);
      if (!mismatch.is_match()) continue;
      auto& matching = statement.effect == Effect::Allow ? votes.allows : votes.denies;
      append_once(matching, {{attached.name, index, statement.effect, layer}});
    }
  }

  static Decision deny(Reason reason, const AskedResource& resource, std::vector<StatementRef> statements = {}) {
    return {.effect = Effect::Deny,
            .reason = reason,
            .statements = std::move(statements),
            .denied_resource = resource.text};
  }

  const Parties& parties_;
  const Principal& caller_;
  const Asked& asked_;
  const Surroundings& surroundings_;
  Facts facts_;
  Trace* trace_;
  std::vector<StatementRef> allows_;
  bool all_by_root_ = true;
};

// CAM-081, CAM-080: what needs no policy at all. Nothing when the policies must be asked.
std::optional<Decision> decide_before_policies(const Principal& caller, const Result<Asked>& asked) {
  if (!asked) return Decision{.effect = Effect::Deny, .reason = Reason::InvalidRequest};
  const bool needs_permission = asked->info == nullptr || asked->info->needs_permission;
  if (!needs_permission && caller.kind != PrincipalKind::Anonymous) {
    return Decision{.effect = Effect::Allow, .reason = Reason::NoPermissionNeeded};
  }
  return std::nullopt;
}

// The resource policies that were handed in, by the account they belong to.
class GivenOwnerSide final : public OwnerSide {
 public:
  explicit GivenOwnerSide(const std::vector<AttachedPolicy>& policies) {
    for (const AttachedPolicy& policy : policies) policies_[policy.owner_uin].push_back(policy);
  }
  std::span<const AttachedPolicy> resource_policies_of(const std::string& account_uin) const override {
    const auto found = policies_.find(account_uin);
    return found == policies_.end() ? std::span<const AttachedPolicy>() : found->second;
  }

 private:
  std::map<std::string, std::vector<AttachedPolicy>> policies_;
};

template <typename Decide>
Decision explained(const Parties& parties, const Request& request, const Surroundings& surroundings,
                   Explanation* explanation, Decide decide) {
  Result<Asked> asked = read_asked(request, parties.caller, surroundings);
  if (asked) {
    for (AskedResource& resource : asked->resources) resource.other_content = parties.other_content;
  }
  std::optional<Decision> decision = decide_before_policies(parties.caller, asked);
  if (!decision) {
    std::optional<Trace> trace;
    if (explanation != nullptr) trace.emplace(*explanation);
    decision = decide(Evaluation(parties, request, *asked, surroundings, trace ? &*trace : nullptr));
  }
  if (explanation != nullptr) {
    explanation->decision = *decision;
    if (!asked) explanation->note = asked.error().message();
  }
  return *std::move(decision);
}

}  // namespace

Decision evaluate(const Parties& parties, const Request& request, const Surroundings& surroundings,
                  Explanation* explanation) {
  return explained(parties, request, surroundings, explanation,
                   [](Evaluation evaluation) { return evaluation.decide(); });
}

Decision evaluate(const Authorities& authorities, const Request& request, const Surroundings& surroundings,
                  Explanation* explanation) {
  Parties parties{.caller = authorities.principal, .identity = authorities.identity};
  parties.boundary = authorities.boundary ? &*authorities.boundary : nullptr;
  parties.session = authorities.session ? &*authorities.session : nullptr;
  const GivenOwnerSide owner_side(authorities.resource);
  parties.owner_side = &owner_side;
  return evaluate(parties, request, surroundings, explanation);
}

Decision evaluate_trust(const Authorities& authorities, const Request& request, const Surroundings& surroundings,
                        Explanation* explanation) {
  const Parties parties{.caller = authorities.principal, .identity = {}};
  return explained(parties, request, surroundings, explanation,
                   [&](Evaluation evaluation) { return evaluation.decide_trust(authorities.trust); });
}

}  // namespace opencam
