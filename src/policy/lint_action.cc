// Actions that no service has, sets that nobody knows, and what trust policies are not asked about.
#include <algorithm>

#include "base/text.h"
#include "policy/lint.h"

namespace opencam {
namespace {

std::string shown(std::string_view text) { return "`" + text::shortened(text) + "`"; }

void lint_name(const ActionPattern& action, const LintRun& run) {
  const ServiceInfo* service = run.catalog.find_service(action.service);
  // Without a complete list nobody can say what is not there; a list with wildcards in mind still helps.
  if (service == nullptr || service->actions.empty() || !service->actions_complete) return;
  const auto matches = [&](const ActionInfo& info) { return glob_matches(action.name, info.name.name); };
  if (std::ranges::any_of(service->actions, matches)) return;
  run.add(LintCode::UnknownAction, action.span, shown(action.text) + " matches no action of `" + action.service + "`",
          "look up the actions of `" + action.service + "`; names are case-sensitive");
}

// CAM-114: the three ways into a role.
bool is_way_into_role(const ActionPattern& action) {
  if (action.service != "sts" && action.service != "*") return false;
  for (const std::string_view name : {"AssumeRole", "AssumeRoleWithSAML", "AssumeRoleWithWebIdentity"}) {
    if (glob_matches(action.name, name)) return true;
  }
  return false;
}

}  // namespace

void lint_actions(const Statement& statement, const LintRun& run) {
  for (const ActionPattern& action : statement.actions) {
    if (action.is_opaque_set) {
      run.add(LintCode::OpaqueActionSet, action.span,
              shown(action.text) + " is a set of actions whose content was never published",
              "list the actions by their names");
      continue;
    }
    if (action.name.find("**") != std::string::npos) {
      run.add(LintCode::MaskedDigits, action.span, "the asterisks in " + shown(action.text) + " are wildcards",
              "write the whole name, or one `*`");
    }
    lint_name(action, run);
    if (run.policy.kind() == PolicyKind::Trust && !is_way_into_role(action)) {
      run.add(LintCode::TrustAction, action.span, "a trust policy is never asked about " + shown(action.text),
              "write `sts:AssumeRole`, `sts:AssumeRoleWithSAML` or `sts:AssumeRoleWithWebIdentity`");
    }
  }
}

void lint_principals(const Statement& statement, const LintRun& run) {
  if (run.policy.kind() != PolicyKind::Trust || statement.effect != Effect::Allow) return;
  for (const PrincipalPattern& principal : statement.principals) {
    if (principal.form != PrincipalForm::Everyone) continue;
    run.add(LintCode::TrustEveryone, principal.span, shown(principal.text) + " lets every account take on the role",
            "name the accounts, users or services that may");
  }
}

}  // namespace opencam
