// Statements and values that say the same twice, or take back what others give.
#include <algorithm>

#include "base/text.h"
#include "policy/cover.h"
#include "policy/lint.h"
#include "policy/variable.h"

namespace opencam {
namespace {

std::string shown(std::string_view text) { return "`" + text::shortened(text) + "`"; }

// Notes each value that repeats an earlier one, or that another one of the list covers.
template <typename Pattern>
void lint_list(const std::vector<Pattern>& list, std::string_view element, const LintRun& run) {
  for (std::size_t i = 0; i < list.size(); ++i) {
    const Pattern& one = list[i];
    for (std::size_t j = 0; j < list.size(); ++j) {
      if (i == j) continue;
      const bool is_covered = covers(list[j], one);
      const bool is_equal = list[j].text == one.text || (is_covered && covers(one, list[j]));
      if (is_equal && j > i) continue;  // The first of two equals stays.
      if (is_equal) {
        run.add(LintCode::DuplicateValue, one.span, shown(one.text) + " stands twice in `" + std::string(element) + "`",
                "delete one of the two");
        break;
      }
      if (is_covered) {
        run.add(LintCode::CoveredValue, one.span, shown(list[j].text) + " covers " + shown(one.text) + " already",
                "delete the narrower one, or the wider one if it says too much");
        break;
      }
    }
  }
}

void lint_values(const ConditionClause& clause, const LintRun& run) {
  for (auto value = clause.values.begin(); value != clause.values.end(); ++value) {
    const auto same = [&](const ConditionValue& earlier) { return earlier.text == value->text; };
    if (std::none_of(clause.values.begin(), value, same)) continue;
    run.add(LintCode::DuplicateValue, value->span,
            shown(source_text(value->text)) + " stands twice for " + shown(clause.key), "delete one of the two");
  }
}

bool allows_everything(const Statement& statement) {
  const auto is_every_action = [](const ActionPattern& action) { return action.service == "*" && action.name == "*"; };
  return statement.effect == Effect::Allow && statement.conditions.empty() &&
         std::ranges::any_of(statement.actions, is_every_action) &&
         std::ranges::any_of(statement.resources, &ResourcePattern::is_any);
}

}  // namespace

void lint_repeated_values(const Statement& statement, const LintRun& run) {
  lint_list(statement.actions, "action", run);
  lint_list(statement.resources, "resource", run);
  lint_list(statement.principals, "principal", run);
  for (const ConditionClause& clause : statement.conditions) lint_values(clause, run);
  if (allows_everything(statement)) {
    run.add(LintCode::AllowEverything, statement.span, "the statement allows every action on every resource",
            "name the services or the actions that are needed");
  }
}

void lint_repeated_statements(const LintRun& run) {
  const std::vector<Statement>& statements = run.policy.statements();
  for (auto statement = statements.begin(); statement != statements.end(); ++statement) {
    const auto same = [&](const Statement& earlier) { return is_same(earlier, *statement); };
    if (std::none_of(statements.begin(), statement, same)) continue;
    run.add(LintCode::DuplicateStatement, statement->span, "the statement repeats an earlier one",
            "delete one of the two");
  }
}

void lint_denied_allows(const LintRun& run) {
  // Each allow that a deny covers, and that deny.
  std::vector<std::pair<const Statement*, const Statement*>> hidden;
  std::size_t allows = 0;
  for (const Statement& allow : run.policy.statements()) {
    if (allow.effect != Effect::Allow) continue;
    ++allows;
    for (const Statement& candidate : run.policy.statements()) {
      if (candidate.effect != Effect::Deny || !covers(candidate, allow)) continue;
      hidden.emplace_back(&allow, &candidate);
      break;
    }
  }
  if (hidden.empty()) return;
  if (hidden.size() == allows) {
    return run.add(LintCode::DenyHidesEveryAllow, hidden.front().second->span,
                   "nothing that the policy allows is left: a deny covers it",
                   "narrow the deny to the actions and resources that are meant, or delete the allows");
  }
  for (const auto& [allow, deny] : hidden) {
    run.add(LintCode::AllowFullyDenied, allow->span, "a deny of the same policy covers all that this statement allows",
            "narrow the deny, or delete this statement");
  }
}

}  // namespace opencam
