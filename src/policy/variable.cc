#include "policy/variable.h"

#include <algorithm>
#include <array>

namespace opencam {
namespace {

constexpr auto all_variables = std::to_array<Variable>({Variable::Uin, Variable::OwnerUin, Variable::AppId});

std::optional<Variable> variable_named(std::string_view text) {
  for (const Variable variable : all_variables) {
    if (name(variable) == text) return variable;
  }
  return std::nullopt;
}

}  // namespace

std::string_view name(Variable variable) {
  switch (variable) {
    case Variable::Uin:
      return "uin";
    case Variable::OwnerUin:
      return "owner_uin";
    case Variable::AppId:
      return "app_id";
  }
  return "";
}

VariableReading read_variables(std::string_view text) {
  VariableReading reading;
  VariableText& out = reading.text;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t open = std::min(text.find("${", at), text.size());
    out.literals.back() += text.substr(at, open - at);
    if (open == text.size()) break;

    const std::size_t close = text.find('}', open);
    // A second `${` before the `}` means that the first one is not closed.
    const std::size_t next = text.find("${", open + 2);
    const bool is_closed = close != std::string_view::npos && close < next;
    const std::size_t end = is_closed ? close + 1 : std::min(next, text.size());
    const std::string_view whole = text.substr(open, end - open);
    const auto variable = is_closed ? variable_named(whole.substr(2, whole.size() - 3)) : std::nullopt;
    if (variable) {
      out.variables.push_back(*variable);
      out.literals.emplace_back();
    } else {
      out.literals.back() += whole;
      reading.faults.push_back({open, end, is_closed ? "is not a policy variable" : "is not closed"});
    }
    at = end;
  }
  return reading;
}

std::string source_text(const VariableText& text) {
  std::string out = text.literals.front();
  for (std::size_t i = 0; i < text.variables.size(); ++i) {
    out += "${" + std::string(name(text.variables[i])) + "}" + text.literals[i + 1];
  }
  return out;
}

}  // namespace opencam
