#include "engine/general.h"

#include <array>

#include "engine/program.h"

namespace opencam {
namespace {

// CAM-085: the sensitive actions of the account, each of which wants a second factor.
constexpr std::array sensitive_actions = {"QueryKeyBySecretId", "SetSafeAuthFlag", "BindToken",
                                          "UnbindToken",        "ModifyMail",      "ModifyPhoneNum"};

Statement deny_without_second_factor(const std::string& action) {
  Statement statement;
  statement.effect = Effect::Deny;
  statement.actions.push_back({.text = "account:" + action, .service = "account", .name = action});
  statement.resources.push_back({.text = "*", .is_any = true});
  ConditionClause clause;
  clause.op = {.comparison = Comparison::StringEqual};
  clause.key = "mfa";
  clause.values.push_back({.text = {.literals = {"0"}, .variables = {}}});
  statement.conditions.push_back(std::move(clause));
  return statement;
}

AttachedPolicy make_general_policy() {
  std::vector<Statement> statements;
  statements.reserve(std::size(sensitive_actions));
  for (const char* action : sensitive_actions) statements.push_back(deny_without_second_factor(action));
  return {.name = "general",
          .policy = std::make_shared<const Policy>(PolicyKind::Identity, std::move(statements)),
          .owner_uin = {}};
}

}  // namespace

const AttachedPolicy& general_policy() {
  static const AttachedPolicy policy = make_general_policy();
  return policy;
}

const Program& general_program() {
  static const std::shared_ptr<const Program> program = Program::compile(*general_policy().policy);
  return *program;
}

}  // namespace opencam
