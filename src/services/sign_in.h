// Signing in to the console, step by step, and what people do about their own sign-ins (docs/console/sign-in.md).
//
//   auto opened = sign_in.sign_in({.account = "acme", .user = "ann", .password = ...}, from);
//   if (opened && opened->row.stage == SessionStage::NeedsCode) opened = sign_in.give_code(*opened, {...}, from);
//
// Each step is one transaction of the directory with its audit record. A failed one is recorded before it is answered,
// and what it says is the same whether account and user exist or not (CAM-332). A session that proves more than the one
// before gets a new id. Passwords take a tenth of a second: call from a thread that may take it. Thread-safe.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "services/console_session.h"
#include "services/sign_in_counts.h"
#include "services/sign_in_guard.h"

namespace opencam::services {

// What a call for the console is refused with: a status, a code for programs, a message for people.
struct ConsoleError {
  int status = 500;
  std::string_view code;
  std::string message;
  std::int64_t retry_after_s = 0;
};
template <typename T>
using ConsoleResult = Result<T, ConsoleError>;

ConsoleError console_bad_request(std::string message);
ConsoleError console_signed_out();
ConsoleError console_wrong_state(std::string message);

class SignIn {
 public:
  // The circumstances of a request.
  struct From {
    std::string address;
    std::string user_agent;
    std::string request_id;
  };
  struct Claim {
    std::string account;  // name or number
    std::string user;     // empty: the root account
    SecretText password;
  };
  // One of the two.
  struct Code {
    std::string code;
    std::string recovery_code;
  };
  struct NewDevice {
    SecretText secret;
    SecretText address;
  };
  struct Confirmed {
    ConsoleSession session;
    std::vector<std::string> recovery_codes;  // shown this once
  };

  // Must outlive it.
  explicit SignIn(const Equipment& equipment) : equipment_(equipment) {}

  // `before` is a session that the request rode on, or null: it ends. Errors: slow_down, wrong_credentials, internal,
  // as of all.
  ConsoleResult<ConsoleSession> sign_in(const Claim& claim, const ConsoleSession* before, const From& from);
  // Errors: wrong_state, slow_down, wrong_code, signed_out.
  ConsoleResult<ConsoleSession> give_code(const ConsoleSession& session, const Code& code, const From& from);
  // Errors: wrong_state, slow_down, wrong_code (the old one), password_rules, signed_out.
  ConsoleResult<ConsoleSession> change_password(const ConsoleSession& session, const SecretText& old_password,
                                                const SecretText& new_password, const From& from);
  // Errors: internal.
  ConsoleResult<void> end(const ConsoleSession& session, const directory::SessionChoice& choice, const From& from);

  // Errors of all: wrong_state, slow_down, wrong_code, signed_out.
  ConsoleResult<NewDevice> begin_device(const ConsoleSession& session, const SecretText& password, const Code& code,
                                        const From& from);
  ConsoleResult<Confirmed> confirm_device(const ConsoleSession& session, const std::string& code, const From& from);
  ConsoleResult<std::vector<std::string>> renew_recovery_codes(const ConsoleSession& session, const Code& code,
                                                               const From& from);
  ConsoleResult<void> remove_device(const ConsoleSession& session, const Code& code, const From& from);

 private:
  ConsoleResult<SignInGuard::Attempt> begin(std::string name, std::uint32_t retries_per_hour, const From& from);
  // Looks at one-time and recovery codes; fills in what a step has to use up.
  ConsoleResult<void> prove_code(const ConsoleSession& session, const Code& code, std::string_view action,
                                 const From& from, directory::SignInStep& step);
  ConsoleResult<void> prove_password(const ConsoleSession& session, const SecretText& password, std::string_view action,
                                     const From& from, directory::SignInStep& step);
  bool is_password(const SecretText& password, std::string_view hash);
  // A session that takes the place of another, or the first (`before` null).
  ConsoleSession next_session(std::shared_ptr<const directory::AccountState> account, directory::Uin uin,
                              directory::SessionStage stage, bool used_mfa, const ConsoleSession* before,
                              const From& from) const;
  ConsoleResult<void> take(const ConsoleSession& session, std::string_view action, const From& from,
                           const directory::SignInStep& step) const;
  // Durable before it is answered; the error that is to be answered.
  ConsoleError refuse(ConsoleError error, const directory::AccountState* account, directory::Uin uin,
                      std::string_view action, const From& from) const;
  // The account as it is now; the session's when it is gone.
  std::shared_ptr<const directory::AccountState> account_of(const ConsoleSession& session) const;

  const Equipment& equipment_;
  SignInGuard guard_;
  SignInCounts counts_{equipment_.directory, guard_, equipment_.clock, equipment_.log};
  std::once_flag dummy_is_made_;
  std::string dummy_hash_;
};

// Is somebody asked for a second factor by their account, or has one anyway?
bool asks_for_second_factor(const directory::AccountState& account, directory::Uin uin);
// When the password has to be changed: never is nothing.
std::optional<std::int64_t> password_expires_ms(const directory::AccountState& account, directory::Uin uin);

}  // namespace opencam::services
