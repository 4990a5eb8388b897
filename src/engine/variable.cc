#include "engine/variable.h"

#include <algorithm>

namespace opencam {
namespace {

std::string_view raw_value_of(Variable variable, const Principal& caller) {
  const bool has_account = caller.kind != PrincipalKind::Service && caller.kind != PrincipalKind::Anonymous;
  if (!has_account) return {};
  switch (variable) {
    case Variable::Uin:
      // CAM-050: the number of a role session is no sub-account's.
      return caller.kind == PrincipalKind::Role ? std::string_view() : std::string_view(caller.uin);
    case Variable::OwnerUin:
      return caller.owner_uin;
    case Variable::AppId:
      return caller.app_id;
  }
  return {};
}

}  // namespace

std::string_view value_of(Variable variable, const Principal& caller) {
  const std::string_view value = raw_value_of(variable, caller);
  const bool is_special =
      std::any_of(value.begin(), value.end(), [](char c) { return c == ':' || c == '/' || c == '*'; });
  return is_special ? std::string_view() : value;
}

bool has_values(const VariableText& text, const Principal& caller) {
  return std::none_of(text.variables.begin(), text.variables.end(),
                      [&](Variable variable) { return value_of(variable, caller).empty(); });
}

bool is_knowable(const VariableText& text, const Principal& caller) {
  return has_values(text, caller) &&
         std::none_of(text.literals.begin(), text.literals.end(),
                      [](const std::string& literal) { return literal.find("${") != std::string::npos; });
}

std::string fill(const VariableText& text, const Principal& caller) {
  std::string filled = text.literals.front();
  for (std::size_t i = 0; i < text.variables.size(); ++i) {
    filled += value_of(text.variables[i], caller);
    filled += text.literals[i + 1];
  }
  return filled;
}

}  // namespace opencam
