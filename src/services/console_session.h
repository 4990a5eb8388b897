// The session that a request rides on, judged by what is known of it now (CAM-330 to CAM-337).
//
//   const auto session = sessions.find(http);                  // at whatever stage; nothing when there is none
//   if (session && session->row.stage == SessionStage::Open && sessions.is_lawful(http, *session)) ... they act ...
//
// A session that is not there is looked for once more after asking the store for news. Every use is noted, at most once
// in some minutes and not before the request goes on. Thread-safe.
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "directory/state.h"
#include "services/call.h"
#include "services/console_cookie.h"

namespace opencam::services {

struct ConsoleSession {
  ConsoleCookie cookie;
  std::shared_ptr<const directory::AccountState> account;
  directory::ConsoleSessionRow row;

  bool is_root() const { return row.uin == account->uin(); }
};

// May this user or root account be signed in from there, now? Whether anything is known of a password is another
// question.
bool may_use_console(const directory::AccountState& account, directory::Uin uin, std::string_view address);

class ConsoleSessionFinder {
 public:
  // Does something soon, on another thread.
  using Post = std::function<void(std::function<void()>)>;

  // The equipment must outlive it.
  ConsoleSessionFinder(const Equipment& equipment, ConsoleOrigin origin, Post post)
      : equipment_(equipment), origin_(std::move(origin)), post_(std::move(post)) {}

  const ConsoleOrigin& origin() const { return origin_; }
  bool has_cookie(const HttpRequest& http) const { return has_console_cookie(http, origin_); }

  // Alive, and of somebody who may still use the console from where the request comes.
  std::optional<ConsoleSession> find(const HttpRequest& http) const;
  // CAM-331: is it this site's own page that asks?
  bool is_lawful(const HttpRequest& http, const ConsoleSession& session) const {
    return is_from_here(http, origin_) && shows_csrf_token(http, session.cookie);
  }

 private:
  std::optional<ConsoleSession> find_now(const ConsoleCookie& cookie, const HttpRequest& http) const;

  const Equipment& equipment_;
  const ConsoleOrigin origin_;
  const Post post_;
};

}  // namespace opencam::services
