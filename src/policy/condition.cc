#include "policy/condition.h"

#include <algorithm>

#include "base/text.h"
#include "policy/syntax.h"
#include "policy/value.h"
#include "policy/variable.h"

namespace opencam {
namespace {

std::string shown(std::string_view text) { return "`" + text::shortened(text) + "`"; }

// The operator whose spelling comes near, for the help line.
std::string operator_help(std::string_view text) {
  const std::string_view trimmed = text::trimmed(text);
  if (trimmed != text && ConditionOperator::parse(trimmed)) return "delete the blanks: " + shown(trimmed);
  std::string near(trimmed);
  // `string_equals` and `StringEqual` are what other systems say.
  if (near.ends_with('s')) near.pop_back();
  const std::string lower = text::ascii_lower(near);
  if (ConditionOperator::parse(lower)) return "write " + shown(lower);
  if (text.find("null_equal") != std::string_view::npos) return "`null_equal` takes no prefix and no `_if_exist`";
  return "write for example `string_equal`, `ip_equal` or `for_any_value:string_equal`";
}

class ConditionReader {
 public:
  ConditionReader(std::string_view source, Mistakes& mistakes) : source_(source), mistakes_(mistakes) {}

  std::vector<ConditionClause> read(const json::Value& condition) && {
    if (!condition.is_object() || condition.members.empty()) {
      add(ErrorCode::ConditionError, condition.span,
          condition.is_object() ? "`condition` is empty"
                                : "`condition` is " + what_it_is(condition) + " and not an object",
          "write `{\"operator\": {\"key\": [\"value\"]}}`, or leave `condition` out");
      return {};
    }
    for (const json::Member& member : condition.members) read_operator(member);
    return std::move(clauses_);
  }

 private:
  void add(ErrorCode code, Span span, std::string message, std::string help) {
    mistakes_.add({code, Gravity::Fatal, std::move(message), std::move(help), span});
  }

  void read_operator(const json::Member& member) {
    const auto op = ConditionOperator::parse(member.name);
    if (!op) {
      add(ErrorCode::ConditionTypeError, member.name_span, shown(member.name) + " is not a condition operator",
          operator_help(member.name));
    }
    const json::Value& keys = member.value;
    if (!keys.is_object() || keys.members.empty()) {
      return add(ErrorCode::ConditionError, keys.span,
                 keys.is_object() ? shown(member.name) + " has no key"
                                  : shown(member.name) + " holds " + what_it_is(keys) + " and not an object of keys",
                 "write `\"" + member.name + "\": {\"key\": [\"value\"]}`");
    }
    for (const json::Member& key : keys.members) read_key(op, member.name_span, key);
  }

  void read_key(const std::optional<ConditionOperator>& op, Span operator_span, const json::Member& member) {
    ConditionClause clause;
    clause.key = member.name;
    clause.operator_span = operator_span;
    clause.key_span = member.name_span;
    if (member.name.empty() || member.name.find("${") != std::string::npos) {
      add(ErrorCode::ConditionContentError, member.name_span,
          member.name.empty() ? "a condition key is empty" : "a variable cannot stand in the key " + shown(member.name),
          "write for example `qcs:ip` or `qcs:resource_tag`");
    }
    const json::Value& value = member.value;
    if (value.is_array() && value.items.empty()) {
      return add(ErrorCode::ConditionError, value.span,
                 "the key " + shown(member.name) + " has an empty list of values",
                 "give at least one value, or delete the key");
    }
    if (!value.is_array()) {
      read_value(op, member.name, value, clause);
    } else {
      for (const json::Value& item : value.items) read_value(op, member.name, item, clause);
    }
    if (!op) return;
    clause.op = *op;
    clauses_.push_back(std::move(clause));
  }

  void read_value(const std::optional<ConditionOperator>& op, std::string_view key, const json::Value& value,
                  ConditionClause& clause) {
    if (!value.is_string() && !value.is_number()) {
      return add(ErrorCode::ConditionError, value.span,
                 "a value of " + shown(key) + " is " + what_it_is(value) + " and not a string or a number",
                 value.is_bool() ? "write `\"true\"` or `\"false\"`" : "write the value in quotes");
    }
    VariableReading variables = read_variables(value.text);
    for (const VariableFault& fault : variables.faults) {
      mistakes_.add(
          {ErrorCode::ConditionContentError, Gravity::Creation,
           shown(std::string_view(value.text).substr(fault.begin, fault.end - fault.begin)) + " " + fault.reason,
           "use `${uin}`, `${owner_uin}` or `${app_id}`, or write the value itself",
           part_of_string(source_, value.span, value.text, fault.begin, fault.end)});
    }
    ConditionValue& read = clause.values.emplace_back();
    read.text = std::move(variables.text);
    read.is_number = value.is_number();
    read.span = value.span;
    if (!op || !variables.faults.empty()) return;
    if (const auto reason = value_reason(family(op->comparison), read)) {
      mistakes_.add({ErrorCode::ConditionContentError, read.text.has_variables() ? Gravity::Creation : Gravity::Fatal,
                     shown(value.text) + " is not a value for `" + op->text() + "`: " + std::string(*reason),
                     value_help(family(op->comparison)), value.span});
    }
  }

  static std::string value_help(OperatorFamily family) {
    switch (family) {
      case OperatorFamily::String:
        return "";
      case OperatorFamily::Numeric:
        return "write for example `10` or `\"1.2\"`";
      case OperatorFamily::Date:
        return "write `2026-06-01T00:01:00Z` or `2026-06-01 00:01:00`, both in UTC";
      case OperatorFamily::Bool:
      case OperatorFamily::Null:
        return "write `\"true\"` or `\"false\"`";
      case OperatorFamily::Ip:
        return "write an address or a network, for example `10.0.0.1` or `10.0.0.0/24`";
    }
    return "";
  }

  std::string_view source_;
  Mistakes& mistakes_;
  std::vector<ConditionClause> clauses_;
};

}  // namespace

std::vector<ConditionClause> read_conditions(const json::Value& condition, std::string_view source,
                                             Mistakes& mistakes) {
  return ConditionReader(source, mistakes).read(condition);
}

std::optional<std::string_view> value_reason(OperatorFamily family, const ConditionValue& value) {
  if (family == OperatorFamily::String) return std::nullopt;
  if (value.text.has_variables()) return "a variable can stand only in the values of string operators";
  const std::string& literal = value.text.literals.front();
  switch (family) {
    case OperatorFamily::String:
      break;
    case OperatorFamily::Numeric:
      if (!Decimal::parse(literal)) return "it is not a decimal number";
      break;
    case OperatorFamily::Date:
      if (!Moment::parse(literal)) return "it is not a moment in UTC";
      break;
    case OperatorFamily::Ip:
      if (!Network::parse(literal)) return "it is not an address or network";
      break;
    case OperatorFamily::Bool:
    case OperatorFamily::Null:
      if (!parse_bool(literal)) return "it is neither true nor false";
      break;
  }
  return std::nullopt;
}

}  // namespace opencam
