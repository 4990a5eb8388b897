#include "engine/change_search.h"

#include <algorithm>

#include "base/limits.h"
#include "policy/variable.h"

namespace opencam {
namespace {

std::vector<std::string> owners_of(const Asked& asked) {
  std::vector<std::string> owners;
  owners.reserve(asked.resources.size());
  for (const AskedResource& resource : asked.resources) owners.push_back(resource.owner);
  std::sort(owners.begin(), owners.end());
  owners.erase(std::unique(owners.begin(), owners.end()), owners.end());
  return owners;
}

// How many characters the plain evaluation of one policy on one resource may look at, at most: a glob with several
// stars is tried at every place of the text.
std::uint64_t steps_of(const AttachedPolicy& attached, std::size_t content_bytes, std::size_t context_bytes) {
  std::uint64_t steps = 0;
  if (attached.policy == nullptr) return steps;
  for (const Statement& statement : attached.policy->statements()) {
    for (const ActionPattern& action : statement.actions) steps += action.text.size();
    for (const ResourcePattern& resource : statement.resources) {
      const bool has_several_stars = std::count(resource.text.begin(), resource.text.end(), '*') > 1;
      steps += resource.text.size() * (has_several_stars ? content_bytes + 1 : 1);
    }
    for (const ConditionClause& clause : statement.conditions) {
      const bool is_like =
          clause.op.comparison == Comparison::StringLike || clause.op.comparison == Comparison::StringNotLike;
      for (const ConditionValue& value : clause.values) {
        steps +=
            source_text(value.text).size() + (is_like ? source_text(value.text).size() * context_bytes : context_bytes);
      }
    }
  }
  return steps;
}

std::uint64_t steps_of(const Parties& parties, const Request& request, const std::vector<std::string>& owners) {
  std::size_t content_bytes = 0;
  for (const std::string& resource : request.resources) content_bytes = std::max(content_bytes, resource.size());
  std::size_t context_bytes = 0;
  for (const auto& [key, values] : request.context.all()) {
    for (const std::string& value : values) context_bytes += value.size() + 1;
  }
  std::uint64_t steps = 1;
  for (const AttachedPolicy& policy : parties.identity) steps += steps_of(policy, content_bytes, context_bytes);
  if (parties.boundary != nullptr) steps += steps_of(*parties.boundary, content_bytes, context_bytes);
  if (parties.session != nullptr) steps += steps_of(*parties.session, content_bytes, context_bytes);
  for (const std::string& owner : owners) {
    if (parties.owner_side == nullptr || owner.empty()) continue;
    for (const AttachedPolicy& policy : parties.owner_side->resource_policies_of(owner)) {
      steps += steps_of(policy, content_bytes, context_bytes);
    }
  }
  return steps * request.resources.size();
}

constexpr std::uint64_t trials_min = 20;  // however dear one of them is

}  // namespace

ChangeSearch::ChangeSearch(const Parties& parties, const Request& request, const Surroundings& surroundings,
                           const Asked& asked, const Explanation& explanation)
    : parties_(parties),
      request_(request),
      surroundings_(surroundings),
      asked_(asked),
      explanation_(explanation),
      variation_(parties, owners_of(asked)) {
  const std::uint64_t affordable =
      std::max(limits::explain_steps_max / steps_of(parties, request, owners_of(asked)), trials_min);
  trials_max_ = static_cast<std::uint32_t>(std::min<std::uint64_t>(affordable, limits::explain_trials_max));
}

// A step may use half of what is left, so that a long one does not eat up those after it.
void ChangeSearch::begin_step() { trials_end_ = trials_ + (trials_max_ - trials_) / 2; }

bool ChangeSearch::turns(const Request& request) {
  // What a trial costs grows with the resources.
  const auto cost = static_cast<std::uint32_t>(1 + asked_.resources.size() / 50);
  if (trials_ + cost > trials_end_) {
    was_cut_short_ = true;
    return false;
  }
  trials_ += cost;
  return evaluate(variation_.parties(), request, surroundings_, nullptr).effect != explanation_.decision.effect;
}

const Statement* ChangeSearch::find(const StatementRef& ref) const {
  const AttachedPolicy* attached = variation_.find(ref);
  if (attached == nullptr || attached->policy == nullptr) return nullptr;
  const auto& statements = attached->policy->statements();
  return ref.index < statements.size() ? &statements[ref.index] : nullptr;
}

std::vector<ChangeSearch::Candidate> ChangeSearch::candidates(
    const std::function<bool(const StatementTrace&)>& wanted) const {
  // Every statement stands in the tree of every resource, so the first denied one has them all.
  const auto denied = std::find_if(explanation_.resources.begin(), explanation_.resources.end(),
                                   [](const ResourceTrace& resource) { return resource.effect == Effect::Deny; });
  std::vector<Candidate> found;
  if (denied == explanation_.resources.end()) return found;
  for (const PolicyTrace& policy : denied->policies) {
    for (const StatementTrace& trace : policy.statements) {
      if (wanted(trace)) found.push_back({&trace, find(trace.statement)});
    }
  }
  return found;
}

std::vector<std::string> ChangeSearch::denied_resources() const {
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < asked_.resources.size(); ++i) {
    if (explanation_.resources[i].effect == Effect::Allow) continue;
    ResourceName name = asked_.resources[i].name;
    // The project is not for policies (CAM-032).
    name.project.clear();
    std::string text = name.text();
    if (std::find(texts.begin(), texts.end(), text) == texts.end()) texts.push_back(std::move(text));
  }
  return texts;
}

}  // namespace opencam
