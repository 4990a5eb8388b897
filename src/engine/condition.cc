#include "engine/condition.h"

#include <algorithm>
#include <array>

#include "engine/condition_family.h"
#include "engine/variable.h"
#include "policy/operator.h"
#include "policy/value.h"

namespace opencam {
namespace {

// The families, in the order of OperatorFamily. The last one, Null, asks for the key and not for a value.
constexpr std::array<FamilyTest, 5> family_tests = {test_string, test_numeric, test_date, test_bool, test_ip};

// CAM-053: a value without meaning here makes the whole clause unknowable.
bool is_knowable(const ConditionClause& clause, const Principal& caller) {
  return std::all_of(clause.values.begin(), clause.values.end(), [&](const ConditionValue& value) {
    if (value.text.has_variables() && family(clause.op.comparison) != OperatorFamily::String) return false;
    return is_knowable(value.text, caller);
  });
}

// CAM-068.
bool null_clause_holds(const ConditionClause& clause, bool is_present) {
  return std::any_of(clause.values.begin(), clause.values.end(), [&](const ConditionValue& value) {
    return parse_bool(value.text.literals.front()) == std::optional<bool>(!is_present);
  });
}

// Does one value of the request satisfy the operator with its listed values? CAM-059: for a negated operator none of
// them may match. CAM-069: what cannot be read does not let anybody in.
bool value_satisfies(const ConditionClause& clause, Effect effect, const std::string& found, const Principal& caller) {
  const FamilyTest test = family_tests[static_cast<std::size_t>(family(clause.op.comparison))];
  const bool negated = is_negation(clause.op.comparison);
  for (const ConditionValue& listed : clause.values) {
    const Fit fit = listed.text.has_variables() ? test(clause.op.comparison, fill(listed.text, caller), found)
                                                : test(clause.op.comparison, listed.text.literals.front(), found);
    if (fit == Fit::Unreadable) return effect == Effect::Deny;
    if (fit == Fit::Yes) return !negated;
  }
  return negated;
}

// CAM-058, CAM-060: must every value of the request satisfy the operator, or is one enough?
bool wants_all_values(const ConditionOperator& op) {
  switch (op.set) {
    case SetPrefix::ForAnyValue:
      return false;
    case SetPrefix::ForAllValues:
      return true;
    case SetPrefix::None:
      return is_negation(op.comparison);
  }
  return true;
}

}  // namespace

bool clause_holds(const ConditionClause& clause, Effect effect, const Facts& facts, const Principal& caller) {
  const std::span<const std::string> values = facts.find(clause.key);
  const bool knowable = is_knowable(clause, caller);
  if (clause.op.comparison == Comparison::NullEqual) {
    return knowable ? null_clause_holds(clause, !values.empty()) : effect == Effect::Deny;
  }
  // CAM-056, CAM-057, CAM-061: an absent key is false, and true with `_if_exist`.
  if (values.empty()) return clause.op.if_exist;
  if (!knowable) return effect == Effect::Deny;
  const auto satisfies = [&](const std::string& found) { return value_satisfies(clause, effect, found, caller); };
  return wants_all_values(clause.op) ? std::all_of(values.begin(), values.end(), satisfies)
                                     : std::any_of(values.begin(), values.end(), satisfies);
}

const ConditionClause* first_failing_clause(const Statement& statement, const Facts& facts, const Principal& caller) {
  const auto failed = std::find_if_not(
      statement.conditions.begin(), statement.conditions.end(),
      [&](const ConditionClause& clause) { return clause_holds(clause, statement.effect, facts, caller); });
  return failed == statement.conditions.end() ? nullptr : &*failed;
}

}  // namespace opencam
