#include "services/new_password.h"

#include <string>
#include <vector>

#include "base/host/seal.h"
#include "base/text.h"

namespace opencam::services {

Result<void> check_new_password(const directory::AccountState& account, directory::Uin uin,
                                const SecretText& password) {
  const std::string_view text = password.reveal(SecretAccess{});
  if (uin == account.uin()) return directory::check_password({}, text);
  const directory::Security& security = account.security();
  OPENCAM_TRY(directory::check_password(security.password_rule(), text));
  const std::uint32_t count = security.password_rule().reuse_count;
  // None of the last so many, the present one counted.
  std::vector<std::string> last = {std::string(account.password_hash_of(uin))};
  if (const auto* row = security.password_of(uin)) {
    for (const std::string_view hash : text::split(row->former, '\n')) last.emplace_back(hash);
  }
  for (std::size_t i = 0; i < last.size() && i < count; ++i) {
    if (last[i].empty() || !password_matches(password, last[i])) continue;
    const auto* user = account.find_user(uin);
    return Error(ErrorCode::PasswordViolatesRules, "parameter `Password` was one of the last " + std::to_string(count) +
                                                       " passwords of `" + (user == nullptr ? "" : user->name) +
                                                       "`, which the account's rules forbid");
  }
  return {};
}

}  // namespace opencam::services
