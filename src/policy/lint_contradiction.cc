// Conditions that no request can meet, because two clauses about one key exclude each other.
//
// Only keys with one value are looked at, and only clauses that must hold when the key is there (`_if_exist` does not
// rescue a contradiction between others, but is no side of one). Clauses with variables prove nothing.
#include <algorithm>

#include "base/text.h"
#include "policy/condition.h"
#include "policy/lint.h"
#include "policy/value.h"

namespace opencam {
namespace {

using Clauses = std::vector<const ConditionClause*>;

bool has_variables(const ConditionClause& clause) {
  return std::ranges::any_of(clause.values, [](const ConditionValue& value) { return value.text.has_variables(); });
}

const std::string& literal(const ConditionValue& value) { return value.text.literals.front(); }

// Does the text satisfy a clause of the string family?
bool satisfies(const std::string& text, const ConditionClause& clause) {
  const Comparison comparison = clause.op.comparison;
  const bool ignores_case =
      comparison == Comparison::StringEqualIgnoreCase || comparison == Comparison::StringNotEqualIgnoreCase;
  const bool is_like = comparison == Comparison::StringLike || comparison == Comparison::StringNotLike;
  const bool matches = std::ranges::any_of(clause.values, [&](const ConditionValue& value) {
    if (is_like) return glob_matches(literal(value), text);
    return ignores_case ? text::equal_ignoring_ascii_case(literal(value), text) : literal(value) == text;
  });
  return matches != is_negation(comparison);
}

// Some clause lists the only texts there can be, and each of them fails another clause.
bool excludes_every_text(const Clauses& clauses) {
  return std::ranges::any_of(clauses, [&](const ConditionClause* listing) {
    const Comparison comparison = listing->op.comparison;
    if (comparison != Comparison::StringEqual && comparison != Comparison::BinaryEqual) return false;
    return std::ranges::none_of(listing->values, [&](const ConditionValue& value) {
      return std::ranges::all_of(clauses, [&](const ConditionClause* other) {
        return family(other->op.comparison) != OperatorFamily::String || satisfies(literal(value), *other);
      });
    });
  });
}

// Every network that is asked for lies in one that is excluded.
bool excludes_every_address(const Clauses& clauses) {
  for (const ConditionClause* wanted : clauses) {
    if (wanted->op.comparison != Comparison::IpEqual) continue;
    for (const ConditionClause* unwanted : clauses) {
      if (unwanted->op.comparison != Comparison::IpNotEqual) continue;
      const bool is_empty = std::ranges::all_of(wanted->values, [&](const ConditionValue& value) {
        return std::ranges::any_of(unwanted->values, [&](const ConditionValue& other) {
          const auto inner = Network::parse(literal(value));
          const auto outer = Network::parse(literal(other));
          return inner && outer && outer->contains(*inner);
        });
      });
      if (is_empty) return true;
    }
  }
  return false;
}

// What the order operators leave of the line of values.
template <typename Value>
struct Window {
  std::optional<Value> low, high;
  bool is_low_open = false;
  bool is_high_open = false;

  // The values of one key are joined by "or": the weakest bound of a list counts.
  void raise(const Value& bound, bool is_open) {
    if (low && (*low > bound || (*low == bound && is_low_open))) return;
    low = bound;
    is_low_open = is_open;
  }
  void lower(const Value& bound, bool is_open) {
    if (high && (*high < bound || (*high == bound && is_high_open))) return;
    high = bound;
    is_high_open = is_open;
  }
  bool is_empty() const { return low && high && (*low > *high || (*low == *high && (is_low_open || is_high_open))); }
};

enum class Bound : std::uint8_t { None, Equal, Above, AtLeast, Below, AtMost };

Bound bound_of(Comparison comparison) {
  switch (comparison) {
    case Comparison::NumericEqual:
    case Comparison::DateEqual:
      return Bound::Equal;
    case Comparison::NumericGreaterThan:
    case Comparison::DateGreaterThan:
      return Bound::Above;
    case Comparison::NumericGreaterThanEqual:
    case Comparison::DateGreaterThanEqual:
      return Bound::AtLeast;
    case Comparison::NumericLessThan:
    case Comparison::DateLessThan:
      return Bound::Below;
    case Comparison::NumericLessThanEqual:
    case Comparison::DateLessThanEqual:
      return Bound::AtMost;
    case Comparison::StringEqual:
    case Comparison::StringNotEqual:
    case Comparison::StringEqualIgnoreCase:
    case Comparison::StringNotEqualIgnoreCase:
    case Comparison::StringLike:
    case Comparison::StringNotLike:
    case Comparison::NumericNotEqual:
    case Comparison::DateNotEqual:
    case Comparison::BoolEqual:
    case Comparison::IpEqual:
    case Comparison::IpNotEqual:
    case Comparison::BinaryEqual:
    case Comparison::NullEqual:
      return Bound::None;
  }
  return Bound::None;
}

template <typename Value>
bool leaves_nothing(const Clauses& clauses, OperatorFamily wanted) {
  Window<Value> window;
  for (const ConditionClause* clause : clauses) {
    const Bound bound = bound_of(clause->op.comparison);
    if (family(clause->op.comparison) != wanted || bound == Bound::None) continue;
    std::optional<Value> least, greatest;
    for (const ConditionValue& one : clause->values) {
      const auto value = Value::parse(literal(one));
      if (!value) return false;
      if (!least || *value < *least) least = value;
      if (!greatest || *value > *greatest) greatest = value;
    }
    if (bound != Bound::Below && bound != Bound::AtMost) window.raise(*least, bound == Bound::Above);
    if (bound != Bound::Above && bound != Bound::AtLeast) window.lower(*greatest, bound == Bound::Below);
  }
  return window.is_empty();
}

// One clause asks that the key is absent, another one that it is there.
bool wants_absent_and_present(const Clauses& clauses) {
  bool wants_absent = false;
  bool wants_present = false;
  for (const ConditionClause* clause : clauses) {
    const bool is_null = clause->op.comparison == Comparison::NullEqual;
    const auto says = [&](bool absent) {
      return std::ranges::all_of(clause->values,
                                 [&](const ConditionValue& value) { return parse_bool(literal(value)) == absent; });
    };
    wants_absent = wants_absent || (is_null && says(true));
    wants_present = wants_present || !is_null || says(false);
  }
  return wants_absent && wants_present;
}

bool contradicts(const Clauses& clauses, std::string_view key) {
  if (wants_absent_and_present(clauses)) return true;
  if (has_several_values(key)) return false;
  return excludes_every_text(clauses) || excludes_every_address(clauses) ||
         leaves_nothing<Decimal>(clauses, OperatorFamily::Numeric) ||
         leaves_nothing<Moment>(clauses, OperatorFamily::Date);
}

}  // namespace

void lint_contradictions(const Statement& statement, const LintRun& run) {
  std::map<std::string_view, Clauses> by_key;
  for (const ConditionClause& clause : statement.conditions) {
    if (!clause.op.if_exist && !has_variables(clause)) by_key[clause.key].push_back(&clause);
  }
  for (const auto& [key, clauses] : by_key) {
    if (clauses.size() < 2 || !contradicts(clauses, key)) continue;
    run.add(LintCode::StatementNeverMatches, clauses.back()->key_span,
            "the statement never matches: its conditions on `" + text::shortened(key) + "` exclude each other",
            "all operators of a condition must hold at once; split the statement, or widen a value");
  }
}

}  // namespace opencam
