#include "engine/change_search.h"

#include <algorithm>

#include "base/limits.h"

namespace opencam {
namespace {

std::vector<std::string> owners_of(const Asked& asked) {
  std::vector<std::string> owners;
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

bool ChangeSearch::turns(const Request& request) {
  if (++trials_ > limits::explain_trials_max) return false;
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
  std::vector<Candidate> found;
  for (const ResourceTrace& resource : explanation_.resources) {
    if (resource.effect == Effect::Allow) continue;
    for (const PolicyTrace& policy : resource.policies) {
      for (const StatementTrace& trace : policy.statements) {
        const bool is_known = std::any_of(found.begin(), found.end(), [&](const Candidate& other) {
          return other.trace->statement == trace.statement;
        });
        if (!is_known && wanted(trace)) found.push_back({&trace, find(trace.statement)});
      }
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
