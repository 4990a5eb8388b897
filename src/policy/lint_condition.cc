// Conditions: keys that are never sent, and operators that do not do what they seem to.
#include <algorithm>

#include "base/text.h"
#include "policy/condition.h"
#include "policy/lint.h"
#include "policy/variable.h"

namespace opencam {
namespace {

std::string shown(std::string_view text) { return "`" + text::shortened(text) + "`"; }

bool is_listed(const std::vector<std::string>& keys, std::string_view key) {
  return std::ranges::any_of(keys, [&](const std::string& known) {
    return known == key ||
           (known.ends_with("/*") && key.starts_with(std::string_view(known).substr(0, known.size() - 1)));
  });
}

// Does any service of the catalogue send the key?
bool is_sent_by_somebody(std::string_view key, const Catalog& catalog) {
  for (const auto& [name, service] : catalog.services()) {
    if (is_listed(service.condition_keys, key)) return true;
    for (const ActionInfo& action : service.actions) {
      if (is_listed(action.condition_keys, key)) return true;
    }
  }
  return false;
}

// Is the key surely never sent? Only where the catalogue lists the keys of the key's own service.
bool is_never_sent(std::string_view key, const Catalog& catalog) {
  if (is_listed(catalog.general_condition_keys(), key) || is_general_key(key) || is_sent_by_somebody(key, catalog)) {
    return false;
  }
  const std::string_view prefix = key.substr(0, key.find(':'));
  if (prefix.size() == key.size()) return false;
  if (prefix == "qcs" && !catalog.general_condition_keys().empty()) return true;
  const ServiceInfo* service = catalog.find_service(prefix);
  return service != nullptr && !service->condition_keys.empty();
}

// Sent with every request of a user, so that absence is no question.
bool is_always_there(std::string_view key) {
  for (const std::string_view sent : {"qcs:current_time", "qcs:ip", "qcs:uin", "qcs:owner_uin", "mfa", "qcs:mfa"}) {
    if (key == sent) return true;
  }
  return false;
}

// Compares for equality or likeness, so that "absent" is surely not what was meant to be denied.
bool is_positive_match(Comparison comparison) {
  switch (comparison) {
    case Comparison::StringEqual:
    case Comparison::StringEqualIgnoreCase:
    case Comparison::StringLike:
    case Comparison::NumericEqual:
    case Comparison::DateEqual:
    case Comparison::BoolEqual:
    case Comparison::IpEqual:
    case Comparison::BinaryEqual:
      return true;
    case Comparison::StringNotEqual:
    case Comparison::StringNotEqualIgnoreCase:
    case Comparison::StringNotLike:
    case Comparison::NumericNotEqual:
    case Comparison::NumericLessThan:
    case Comparison::NumericLessThanEqual:
    case Comparison::NumericGreaterThan:
    case Comparison::NumericGreaterThanEqual:
    case Comparison::DateNotEqual:
    case Comparison::DateLessThan:
    case Comparison::DateLessThanEqual:
    case Comparison::DateGreaterThan:
    case Comparison::DateGreaterThanEqual:
    case Comparison::IpNotEqual:
    case Comparison::NullEqual:
      return false;
  }
  return false;
}

bool knows_wildcards(Comparison comparison) {
  return comparison == Comparison::StringLike || comparison == Comparison::StringNotLike;
}

void lint_address(const Statement& statement, const ConditionClause& clause, const LintRun& run) {
  if (clause.key != "qcs:ip") return;
  for (const ActionPattern& action : statement.actions) {
    const ActionInfo* info = action.is_opaque_set ? nullptr : run.catalog.find_action({action.service, action.name});
    if (info == nullptr || info->supports_ip_condition) continue;
    run.add(LintCode::IpConditionNotSupported, action.span,
            shown(action.text) + " is asked without an address, so the condition on `qcs:ip` " +
                (clause.op.if_exist ? "holds for everybody" : "never holds"),
            "put the action into a statement without `qcs:ip`");
  }
}

void lint_absence(const Statement& statement, const ConditionClause& clause, const LintRun& run) {
  if (statement.effect != Effect::Deny || is_always_there(clause.key)) return;
  const ConditionOperator& op = clause.op;
  if (is_negation(op.comparison) && !op.if_exist) {
    ConditionOperator better = op;
    better.if_exist = true;
    run.add(LintCode::DenyMissesAbsentKey, clause.operator_span,
            "the deny does not apply to requests without " + shown(clause.key),
            "write `" + better.text() + "` if they are to be denied too");
  }
  if (is_positive_match(op.comparison) && op.if_exist) {
    ConditionOperator better = op;
    better.if_exist = false;
    run.add(LintCode::DenyFiresOnAbsentKey, clause.operator_span,
            "the deny also applies to every request without " + shown(clause.key),
            "write `" + better.text() + "` if only the values listed are to be denied");
  }
}

void lint_sets(const ConditionClause& clause, const LintRun& run) {
  if (clause.op.set == SetPrefix::ForAnyValue && is_negation(clause.op.comparison)) {
    run.add(LintCode::NegatedAnyValue, clause.operator_span,
            shown(clause.op.text()) + " holds as soon as one value of " + shown(clause.key) + " is another one",
            "write `" + std::string(name(clause.op.comparison)) + "` if none of the values may occur");
  }
  const bool compares_text = family(clause.op.comparison) == OperatorFamily::String;
  if (has_several_values(clause.key) && compares_text && clause.op.set == SetPrefix::None) {
    run.add(LintCode::TagWithoutAnyValue, clause.operator_span,
            "a resource has several tags, and " + shown(clause.op.text()) + " does not say how many must match",
            "write `for_any_value:" + clause.op.text() + "`");
  }
}

void lint_values(const ConditionClause& clause, const LintRun& run) {
  const bool compares_text = family(clause.op.comparison) == OperatorFamily::String;
  for (const ConditionValue& value : clause.values) {
    const std::string text = source_text(value.text);
    if (compares_text && !knows_wildcards(clause.op.comparison) && text.find('*') != std::string::npos) {
      run.add(LintCode::WildcardInExactValue, value.span,
              "`" + clause.op.text() + "` compares the `*` in " + shown(text) + " as a letter",
              "use `string_like` or `string_not_like` for wildcards");
    }
    if (knows_wildcards(clause.op.comparison) && text.find('?') != std::string::npos) {
      run.add(LintCode::QuestionMark, value.span, "the `?` in " + shown(text) + " stands for itself",
              "use `*`, the only wildcard");
    }
    if (text::trimmed(text) != text) {
      run.add(LintCode::StrayBlank, value.span, "a blank stands at the end of " + shown(text), "delete it");
    }
    if (!read_variables(text).faults.empty()) {
      run.add(LintCode::Placeholder, value.span, shown(text) + " holds a placeholder that nothing fills in",
              "put the value in its place");
    }
  }
}

}  // namespace

void lint_condition_keys(const Statement& statement, const LintRun& run) {
  for (const ConditionClause& clause : statement.conditions) {
    if (text::trimmed(clause.key) != clause.key) {
      run.add(LintCode::StrayBlank, clause.key_span, "a blank stands at the end of " + shown(clause.key), "delete it");
    } else if (is_never_sent(clause.key, run.catalog)) {
      run.add(LintCode::UnknownConditionKey, clause.key_span, "no service sends the key " + shown(clause.key),
              "check its spelling; a key that is never sent is absent from every request");
    }
    lint_address(statement, clause, run);
  }
}

void lint_condition_operators(const Statement& statement, const LintRun& run) {
  for (const ConditionClause& clause : statement.conditions) {
    lint_absence(statement, clause, run);
    lint_sets(clause, run);
    lint_values(clause, run);
  }
}

}  // namespace opencam
