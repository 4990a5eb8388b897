// Who calls: the one place where a credential becomes a Caller. Nothing is believed before its signature is verified.
//
//   TC3 or v1 signature, permanent key   -> the root account or user that holds the key
//   the same with a temporary key        -> the session its token describes, if its role or user still exists
//   Authorization: Bearer ID:KEY         -> the same two, for the decision API only
//   nothing of these, a console cookie   -> whoever signed in, when the request shows the session's token as well
//
// A key that the directory does not know, or knows as disabled, is looked for once more after asking the store for
// news, because another process may have made it a moment ago. Thread-safe.
#pragma once

#include <string>
#include <string_view>

#include "services/call.h"
#include "services/caller.h"
#include "services/console_session.h"
#include "wire/api_request.h"
#include "wire/replay_guard.h"

namespace opencam::services {

class Authenticator {
 public:
  // Both must outlive it.
  Authenticator(const Equipment& equipment, const ConsoleSessionFinder& sessions)
      : equipment_(equipment), sessions_(sessions) {}

  // Errors: those of CAM-130 to CAM-139: InvalidAuthorization, SecretIdNotFound, SignatureFailure, SignatureExpire,
  // TokenFailure.
  ApiResult<Caller> authenticate(const HttpRequest& http, const ApiRequest& request);

  // A TC3 signature on a request that is no API call: any path, any service name in its scope.
  ApiResult<Caller> authenticate_tc3(const HttpRequest& http);

  // One of these, for the paths that are no API calls: a bearer credential, a TC3 signature, a console session. A
  // header that it reads given twice is refused: somebody in front of us could have looked at the other one.
  ApiResult<Caller> authenticate_path(const HttpRequest& http);

  // `credential` is what follows `Bearer `, `token` the session token or empty. Errors: the same kinds.
  ApiResult<Caller> authenticate_bearer(std::string_view credential, std::string_view token);

 private:
  // What is claimed: a key and, for a temporary one, its token.
  struct Claimed {
    std::string secret_id;
    SecretText secret_key;
    std::shared_ptr<const directory::AccountState> account;  // of a permanent key
    directory::Uin holder{};
  };

  // CAM-330: only asked when there is no other credential.
  ApiResult<Caller> console_caller(const HttpRequest& http) const;
  ApiResult<Claimed> find_key(std::string_view secret_id);
  bool is_held_by(std::string_view secret_id, directory::Uin holder) const;
  ApiResult<Caller> caller_of(const Claimed& claimed, std::string_view token) const;
  ApiResult<Caller> session_caller(const Claimed& claimed, std::string_view token) const;

  const Equipment& equipment_;
  const ConsoleSessionFinder& sessions_;
  ReplayGuard replay_guard_;
};

}  // namespace opencam::services
