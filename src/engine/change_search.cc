#include "engine/change_search.h"

#include <algorithm>

#include "base/limits.h"

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

}  // namespace

ChangeSearch::ChangeSearch(const Parties& parties, const Request& request, const Surroundings& surroundings,
                           const Asked& asked, const Explanation& explanation)
    : parties_(parties),
      request_(request),
      surroundings_(surroundings),
      asked_(asked),
      explanation_(explanation),
      variation_(parties, owners_of(asked)) {}

// A step may use half of what is left, so that a long one does not eat up those after it.
void ChangeSearch::begin_step() { trials_end_ = trials_ + (limits::explain_trials_max - trials_) / 2; }

bool ChangeSearch::turns(const Request& request) {
  // What a trial costs grows with the resources.
  const auto cost = static_cast<std::uint32_t>(1 + asked_.resources.size() / 50);
  if (trials_ + cost > trials_end_) return false;
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
