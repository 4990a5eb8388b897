#include "services/list_reach.h"

#include <algorithm>
#include <array>
#include <string>

#include "opencam/policy.h"
#include "policy/cover.h"
#include "services/denial_condition.h"

namespace opencam::services {
namespace {

// The content as a glob: what a variable stands for is not known here.
std::string glob_of(const VariableText& content) {
  std::string out = content.literals.front();
  for (std::size_t i = 1; i < content.literals.size(); ++i) out += "*" + content.literals[i];
  return out;
}

bool meets(const ResourcePattern& pattern, const ResourceName& list) {
  if (pattern.is_any) return true;
  if (pattern.is_unmatchable) return false;
  const auto fits = [](const std::string& wanted, const std::string& found) {
    return wanted.empty() || wanted == "*" || wanted == found;
  };
  return fits(pattern.service, list.service) && fits(pattern.region, list.region) &&
         globs_meet(glob_of(pattern.content), list.content);
}

// An allow that failed at nothing before its resources, and whose resources include some of the list.
bool could_allow(const PolicyTrace& policy, const ResourceName& list, const directory::AccountState& account,
                 const Catalog& catalog) {
  for (const StatementTrace& trace : policy.statements) {
    if (trace.statement.effect != Effect::Allow) continue;
    if (trace.matched || trace.failed == Element::Condition) return true;
    if (trace.failed != Element::Resource) continue;
    // A session's document is not kept anywhere: what cannot be looked at could.
    if (policy.layer == PolicyLayer::Session) return true;
    const auto read = read_policy(policy_text(policy.policy, account, catalog), {.kind = PolicyKind::Identity});
    if (!read || trace.statement.index >= read->statements().size()) continue;
    const auto& resources = read->statements()[trace.statement.index].resources;
    if (std::ranges::any_of(resources, [&](const ResourcePattern& pattern) { return meets(pattern, list); }))
      return true;
  }
  return false;
}

}  // namespace

bool may_reach_some(const Explanation& explanation, const ResourceName& whole_list,
                    const directory::AccountState& account, const Catalog& catalog) {
  if (explanation.decision.allowed()) return true;
  const bool is_denied = explanation.decision.reason == Reason::ExplicitDeny;
  if (is_denied && denial_conditions(explanation.decision, account, catalog).empty()) return false;
  if (explanation.resources.empty()) return false;
  const auto& policies = explanation.resources.front().policies;
  for (const PolicyLayer layer : {PolicyLayer::Identity, PolicyLayer::Boundary, PolicyLayer::Session}) {
    bool has_layer = layer == PolicyLayer::Identity;
    bool could = false;
    for (const PolicyTrace& policy : policies) {
      if (policy.layer != layer) continue;
      has_layer = true;
      could = could || could_allow(policy, whole_list, account, catalog);
    }
    if (has_layer && !could) return false;
  }
  return true;
}

}  // namespace opencam::services
