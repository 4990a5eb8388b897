#include "services/console_session.h"

#include <utility>

#include "base/sign_in_limits.h"

namespace opencam::services {

using directory::AccountState;
using directory::Uin;

bool may_use_console(const AccountState& account, Uin uin, std::string_view address) {
  if (account.sign_ins().is_unreadable(uin)) return false;
  if (uin == account.uin()) return true;
  const auto* user = account.find_user(uin);
  if (user == nullptr || user->type == directory::UserType::MessageRecipient || !user->console_login) return false;
  return directory::may_sign_in_from(account.security().login_policy(), address);
}

std::optional<ConsoleSession> ConsoleSessionFinder::find(const HttpRequest& http) const {
  const auto cookie = read_console_cookie(http, origin_);
  if (!cookie) return std::nullopt;
  auto found = find_now(*cookie, http);
  // Another process may have opened it a moment ago.
  if (!found && equipment_.directory.refresh()) found = find_now(*cookie, http);
  if (!found) return std::nullopt;
  const auto& row = found->row;
  if (row.stage == directory::SessionStage::Open &&
      equipment_.clock.now_ms() - row.last_used_ms >= limits::console_touch_ms) {
    post_([this, owner = row.owner, uin = row.uin, digest = row.digest] {
      if (const auto noted = equipment_.directory.note_session_use(owner, uin, digest); !noted) {
        equipment_.log.warn("session_use_not_noted", {{"cause", noted.error().message()}});
      }
    });
  }
  return found;
}

std::optional<ConsoleSession> ConsoleSessionFinder::find_now(const ConsoleCookie& cookie,
                                                             const HttpRequest& http) const {
  auto account = equipment_.directory.account(cookie.owner);
  if (account == nullptr) return std::nullopt;
  const auto* row = account->sign_ins().find_session(cookie.uin, cookie.digest());
  if (row == nullptr || !row->is_alive(equipment_.clock.now_ms())) return std::nullopt;
  if (!may_use_console(*account, cookie.uin, http.peer_address)) return std::nullopt;
  return ConsoleSession{.cookie = cookie, .account = account, .row = *row};
}

}  // namespace opencam::services
