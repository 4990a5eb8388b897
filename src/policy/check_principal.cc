#include "base/text.h"
#include "policy/check.h"

namespace opencam {
namespace {

std::string shown(std::string_view text) { return "`" + text::shortened(text) + "`"; }

void check_account(const PrincipalPattern& principal, const CheckRun& run) {
  const PrincipalLookup* lookup = run.options.lookup;
  if (lookup == nullptr || principal.account.empty()) return;
  if (!lookup->account_exists(principal.account)) {
    return run.add(ErrorCode::PrincipalQcsNotExist, principal.span,
                   shown(principal.text) + " names an account that does not exist", "check the root account's number");
  }
  if (principal.form == PrincipalForm::User && !lookup->user_exists(principal.account, principal.id)) {
    return run.add(ErrorCode::PrincipalQcsNotExist, principal.span,
                   shown(principal.text) + " names a user that does not exist", "check the user's number");
  }
  const std::string& owner = run.options.owner_uin;
  if (!owner.empty() && owner != principal.account && !lookup->may_cross(owner, principal.account)) {
    run.add(ErrorCode::PrincipalQcsCrossError, principal.span,
            shown(principal.text) + " belongs to another account, which may not be named here",
            "name a principal of account " + owner);
  }
}

}  // namespace

bool PrincipalLookup::account_exists(std::string_view) const { return true; }
bool PrincipalLookup::user_exists(std::string_view, std::string_view) const { return true; }
bool PrincipalLookup::may_cross(std::string_view, std::string_view) const { return true; }

void check_principals(const Statement& statement, const CheckRun& run) {
  for (const PrincipalPattern& principal : statement.principals) {
    if (principal.form == PrincipalForm::Service && !run.catalog.has_service_principal(principal.id)) {
      run.add(ErrorCode::PrincipalServiceNotExist, principal.span, "there is no service " + shown(principal.id),
              "write a service's own name, for example `cvm.qcloud.com`");
    } else {
      check_account(principal, run);
    }
  }
}

}  // namespace opencam
