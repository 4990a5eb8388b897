// Changes of the context: which value of which key would turn the decision?
//
// The values come from the conditions themselves: what an allow asks for and does not get, what a deny asks for and
// gets. For each listed value a few near ones are tried, so that both sides of every comparison are met.
#include "engine/change_search.h"
#include "engine/general.h"
#include "engine/variable.h"
#include "policy/condition.h"
#include "policy/operator.h"

namespace opencam {
namespace {

// Listed values of one clause that are looked at; the rest would only say the same again.
constexpr std::size_t listed_values_max = 8;

std::string without_wildcards(std::string text) {
  std::erase(text, '*');
  return text;
}

// A number that is smaller: `5` -> `0`, `0` -> `-1`, `-5` -> `-15`.
std::string smaller_number(const std::string& number) {
  if (number.starts_with('-')) return "-1" + number.substr(1);
  return number.find_first_of("123456789") == std::string::npos ? "-1" : "0";
}

// A number that is larger: `1.5` -> `11.5`, `-5` -> `0`.
std::string larger_number(const std::string& number) { return number.starts_with('-') ? "0" : "1" + number; }

// Another value of the same kind: flags are usually told by a digit.
std::string other_text(const std::string& text) {
  if (text == "0") return "1";
  if (text == "1") return "0";
  return text + "-other";
}

// Values on every side of the listed one, the one that satisfies the positive operator first.
std::vector<std::string> near_values(Comparison comparison, const std::string& listed) {
  switch (family(comparison)) {
    case OperatorFamily::String:
      if (comparison == Comparison::StringLike || comparison == Comparison::StringNotLike) {
        return {without_wildcards(listed), without_wildcards(listed) + "-other", "other-" + without_wildcards(listed)};
      }
      return {listed, other_text(listed)};
    case OperatorFamily::Numeric:
      return {listed, smaller_number(listed), larger_number(listed)};
    case OperatorFamily::Date:
      return {listed, "1970-01-01T00:00:00Z", "9999-12-31T23:59:59Z"};
    case OperatorFamily::Bool:
      return {"true", "false"};
    case OperatorFamily::Ip:
      // Addresses that are kept for documentation, when the listed network is the wrong one.
      return {listed.substr(0, listed.find('/')), "192.0.2.1", "203.0.113.1", "2001:db8::1"};
    case OperatorFamily::Null:
      return {"1"};
  }
  return {};
}

}  // namespace

std::optional<Change> ChangeSearch::try_value(const std::string& key, const std::string& value) {
  Request changed = request_;
  std::vector<std::string> values;
  const std::vector<std::string>* present = request_.context.find(key);
  if (has_several_values(key) && present != nullptr) values = *present;
  values.push_back(value);
  changed.context.set(key, std::move(values));
  if (!turns(changed)) return std::nullopt;
  Change change;
  change.kind = "set_context";
  change.summary = "send `" + key + "` with the value `" + value + "`";
  change.key = key;
  change.value = value;
  return change;
}

std::optional<Change> ChangeSearch::try_without_key(const std::string& key) {
  if (request_.context.find(key) == nullptr) return std::nullopt;
  Request changed = request_;
  changed.context.erase(key);
  if (!turns(changed)) return std::nullopt;
  Change change;
  change.kind = "remove_context";
  change.summary = "leave `" + key + "` out of the request";
  change.key = key;
  return change;
}

std::optional<Change> ChangeSearch::try_context(const ConditionClause& clause) {
  for (std::size_t i = 0; i < clause.values.size() && i < listed_values_max; ++i) {
    const VariableText& listed = clause.values[i].text;
    if (!is_knowable(listed, parties_.caller)) continue;
    for (const std::string& value : near_values(clause.op.comparison, fill(listed, parties_.caller))) {
      if (auto change = try_value(clause.key, value)) return change;
    }
  }
  return try_without_key(clause.key);
}

std::optional<Change> ChangeSearch::set_context() {
  const auto is_about_context = [](const StatementTrace& trace) {
    const bool is_missing_allow = trace.statement.effect == Effect::Allow && trace.failed == Element::Condition;
    return is_missing_allow || (trace.statement.effect == Effect::Deny && trace.matched);
  };
  for (const Candidate& candidate : candidates(is_about_context)) {
    const Statement* statement = candidate.statement;
    if (candidate.trace->statement.layer == PolicyLayer::General) {
      statement = &general_policy().policy->statements()[candidate.trace->statement.index];
    }
    if (statement == nullptr) continue;
    for (const ConditionClause& clause : statement->conditions) {
      if (auto change = try_context(clause)) return change;
    }
  }
  return std::nullopt;
}

}  // namespace opencam
