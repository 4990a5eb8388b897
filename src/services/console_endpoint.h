// `/console/session` and what is below it: sign-in for the console (docs/console/http.md).
//
//   HttpRequest -> known path and method (404, 405) -> from this site (403) -> session (401), token (403)
//               -> body (413, 415, 400) -> SignIn -> answer with cookie and the session object
//
// What hashes passwords runs on threads of its own with a short queue (503 when it is full); so a flood of sign-ins
// makes sign-ins slow, and nothing else. Calls `answer` once, from another thread. Thread-safe.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>

#include "services/call_rate.h"
#include "services/console_session.h"
#include "services/sign_in.h"
#include "services/workers.h"
#include "wire/http.h"

namespace opencam::services {

class ConsoleBody;

class ConsoleEndpoint {
 public:
  // All must outlive it.
  struct Parts {
    const Equipment& equipment;
    const ConsoleSessionFinder& sessions;
    RateLimiter& limiter;
    Workers& workers;
    Workers& hashers;  // for what hashes passwords, and nothing else
  };
  using Answer = std::function<void(HttpResponse)>;

  explicit ConsoleEndpoint(const Parts& parts) : parts_(parts), sign_in_(parts.equipment) {}

  void call(HttpRequest http, Answer answer);

  // Is that one of the paths it answers?
  static bool is_its_path(std::string_view path);

 private:
  // One request, read and let through.
  struct Asked {
    const HttpRequest& http;
    const ConsoleBody& body;
    const ConsoleSession* session;  // null where none is needed, and there is none
    SignIn::From from;
  };
  using Answered = ConsoleResult<HttpResponse>;
  struct Route {
    std::string_view method;
    std::string_view path;
    bool needs_session;  // and its token
    bool hashes;
    Answered (ConsoleEndpoint::*answer)(const Asked& asked);
  };
  static const Route* find_route(const HttpRequest& http);

  HttpResponse answered(const Route& route, const HttpRequest& http);
  Answered dispatch(const Route& route, const HttpRequest& http);
  HttpResponse with_session(const Asked& asked, const ConsoleSession& session, bool sets_cookie,
                            const std::vector<std::string>& recovery_codes = {}) const;
  HttpResponse signed_out(const HttpRequest& http) const;

  Answered show(const Asked& asked);
  Answered sign_in(const Asked& asked);
  Answered sign_out(const Asked& asked);
  Answered give_code(const Asked& asked);
  Answered change_password(const Asked& asked);
  Answered list(const Asked& asked);
  Answered end_one(const Asked& asked);
  Answered end_all(const Asked& asked);
  Answered begin_device(const Asked& asked);
  Answered confirm_device(const Asked& asked);
  Answered renew_recovery_codes(const Asked& asked);
  Answered remove_device(const Asked& asked);

  Parts parts_;
  SignIn sign_in_;
  std::atomic<std::uint32_t> hashing_{0};
};

}  // namespace opencam::services
