#include "policy/operator.h"

#include <array>

namespace opencam {
namespace {

struct OperatorRow {
  Comparison comparison;
  std::string_view text;
  OperatorFamily family;
  bool is_negation;
};

// In the order of the enumerators, so that a Comparison is an index.
constexpr auto operators = std::to_array<OperatorRow>({
#define OPENCAM_OPERATOR(enumerator, text, family, negated) \
  {Comparison::enumerator, text, OperatorFamily::family, negated},
#include "opencam/operator.def"
#undef OPENCAM_OPERATOR
});

const OperatorRow& row(Comparison comparison) { return operators[static_cast<std::size_t>(comparison)]; }

constexpr std::string_view any_prefix = "for_any_value:";
constexpr std::string_view all_prefix = "for_all_value:";
constexpr std::string_view if_exist_suffix = "_if_exist";

}  // namespace

std::string_view name(OperatorFamily family) {
  switch (family) {
    case OperatorFamily::String:
      return "string";
    case OperatorFamily::Numeric:
      return "numeric";
    case OperatorFamily::Date:
      return "date";
    case OperatorFamily::Bool:
      return "bool";
    case OperatorFamily::Ip:
      return "ip";
    case OperatorFamily::Null:
      return "null";
  }
  return "";
}

std::string_view name(Comparison comparison) { return row(comparison).text; }

OperatorFamily family(Comparison comparison) { return row(comparison).family; }

bool is_negation(Comparison comparison) { return row(comparison).is_negation; }

std::optional<ConditionOperator> ConditionOperator::parse(std::string_view text) {
  ConditionOperator op;
  if (text.starts_with(any_prefix)) {
    op.set = SetPrefix::ForAnyValue;
    text.remove_prefix(any_prefix.size());
  } else if (text.starts_with(all_prefix)) {
    op.set = SetPrefix::ForAllValues;
    text.remove_prefix(all_prefix.size());
  }
  if (text.ends_with(if_exist_suffix)) {
    op.if_exist = true;
    text.remove_suffix(if_exist_suffix.size());
  }
  for (const OperatorRow& candidate : operators) {
    if (candidate.text != text) continue;
    op.comparison = candidate.comparison;
    // Presence itself is asked for: neither a set of values nor "if it exists" makes sense.
    const bool is_plain = op.set == SetPrefix::None && !op.if_exist;
    if (candidate.family == OperatorFamily::Null && !is_plain) return std::nullopt;
    return op;
  }
  return std::nullopt;
}

std::string ConditionOperator::text() const {
  std::string text;
  if (set == SetPrefix::ForAnyValue) text = any_prefix;
  if (set == SetPrefix::ForAllValues) text = all_prefix;
  text += name(comparison);
  if (if_exist) text += if_exist_suffix;
  return text;
}

}  // namespace opencam
