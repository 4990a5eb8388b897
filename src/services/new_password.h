// May this become somebody's password? What the account's rules say, and which passwords came before.
//
//   OPENCAM_TRY(check_new_password(account, user.uin, password));
//
// Costs an argon2id check for each password that must not come again.
#pragma once

#include "base/host/secret.h"
#include "directory/state.h"
#include "opencam/result.h"

namespace opencam::services {

// CAM-200: for the root account the rules that hold until somebody sets others. Errors: PasswordViolatesRules.
Result<void> check_new_password(const directory::AccountState& account, directory::Uin uin, const SecretText& password);

}  // namespace opencam::services
