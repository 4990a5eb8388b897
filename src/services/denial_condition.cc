#include "services/denial_condition.h"

#include <string>
#include <string_view>

#include "opencam/policy.h"

namespace opencam::services {
namespace {

// As it stands in the document.
std::string written(const VariableText& text) {
  std::string out = text.literals.front();
  for (std::size_t i = 0; i < text.variables.size(); ++i) {
    out += "${" + std::string(name(text.variables[i])) + "}" + text.literals.at(i + 1);
  }
  return out;
}

}  // namespace

std::string_view policy_text(const std::string& policy, const directory::AccountState& account,
                             const Catalog& catalog) {
  if (const auto* custom = account.find_policy(std::string_view(policy))) return custom->document();
  if (const auto* preset = catalog.find_preset(policy)) return preset->document;
  return {};
}

std::vector<DenialCondition> denial_conditions(const Decision& decision, const directory::AccountState& account,
                                               const Catalog& catalog) {
  std::vector<DenialCondition> out;
  if (decision.reason != Reason::ExplicitDeny) return out;
  for (const StatementRef& ref : decision.statements) {
    const auto policy = read_policy(policy_text(ref.policy, account, catalog), {.kind = PolicyKind::Identity});
    if (!policy || ref.index >= policy->statements().size()) continue;
    for (const ConditionClause& clause : policy->statements()[ref.index].conditions) {
      DenialCondition condition{.key = clause.key, .values = {}, .ope = clause.op.text(), .effect = "deny"};
      for (const ConditionValue& value : clause.values) condition.values.push_back(written(value.text));
      out.push_back(std::move(condition));
    }
  }
  return out;
}

}  // namespace opencam::services
