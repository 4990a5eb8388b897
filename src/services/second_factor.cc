// What people do about their second factor, and how codes are looked at; the rest of signing in is sign_in.cc.
#include <utility>

#include "base/sign_in_limits.h"
#include "services/one_time_code.h"
#include "services/sign_in.h"

namespace opencam::services {
namespace {

using directory::AccountState;
using directory::id_text;
using directory::SecondFactorRow;
using directory::SessionChoice;
using directory::SessionStage;
using directory::SignInStep;
using directory::Uin;

std::string bound_to(Uin owner, Uin uin) { return id_text(owner) + "/" + id_text(uin); }

std::vector<std::string> make_recovery_codes(Random& random) {
  std::vector<std::string> codes;
  for (std::uint32_t i = 0; i < limits::recovery_codes; ++i) codes.push_back(make_recovery_code(random));
  return codes;
}

std::vector<std::string> digests_of(const std::vector<std::string>& codes) {
  std::vector<std::string> digests;
  digests.reserve(codes.size());
  for (const std::string& code : codes) digests.push_back(recovery_code_digest(code));
  return digests;
}

ConsoleError wrong_code() {
  return {.status = 401, .code = "wrong_code", .message = "the code is wrong, or was used before"};
}

}  // namespace

ConsoleResult<void> SignIn::prove_code(const ConsoleSession& session, const Code& code, std::string_view action,
                                       const From& from, SignInStep& step) {
  const auto account = account_of(session);
  const Uin uin = session.row.uin;
  const SecondFactorRow* factor = account->sign_ins().second_factor_of(uin);
  if (factor == nullptr || !factor->is_enrolled()) return console_wrong_state("there is no device");
  OPENCAM_TRY(const auto attempt, begin("code/" + bound_to(session.row.owner, uin), 0, from));
  if (!code.recovery_code.empty()) {
    step.recovery_code = recovery_code_digest(code.recovery_code);
    // Whether it is there is decided in the transaction; a guess at 80 bits is worth no early answer.
    if (factor->recovery.find(*step.recovery_code) == std::string::npos) {
      return refuse(wrong_code(), account.get(), uin, action, from);
    }
  } else {
    const auto key = equipment_.sealer.open(directory::second_factor_purpose, factor->sealed_secret,
                                            bound_to(session.row.owner, uin));
    if (!key) equipment_.log.alarm("second_factor_unreadable", {{"uin", id_text(uin)}});
    const auto now = key ? step_of_code(*key, code.code, equipment_.clock.now_s()) : std::nullopt;
    if (!now || *now <= factor->last_step) return refuse(wrong_code(), account.get(), uin, action, from);
    step.code_step = now;
  }
  guard_.succeed(attempt);
  return {};
}

ConsoleResult<SignIn::NewDevice> SignIn::begin_device(const ConsoleSession& session, const SecretText& password,
                                                      const Code& code, const From& from) {
  constexpr std::string_view action = "console:BeginMfa";
  const SessionStage stage = session.row.stage;
  if (stage != SessionStage::Open && stage != SessionStage::NeedsEnrolment) {
    return console_wrong_state("a code or a new password is asked for first");
  }
  const auto account = account_of(session);
  const Uin uin = session.row.uin;
  const SecondFactorRow* factor = account->sign_ins().second_factor_of(uin);
  SignInStep step{.from_session = session.row.digest};
  // Who has just shown the password, to be led here, need not do it again.
  if (stage == SessionStage::Open) OPENCAM_TRY(prove_password(session, password, action, from, step));
  if (factor != nullptr && factor->is_enrolled()) OPENCAM_TRY(prove_code(session, code, action, from, step));
  const SecretText key = make_code_key(equipment_.random);
  step.waiting_secret = equipment_.sealer.seal(directory::second_factor_purpose, key, bound_to(session.row.owner, uin));
  OPENCAM_TRY(take(session, action, from, step));
  const auto* user = session.is_root() ? nullptr : account->find_user(uin);
  return NewDevice{.secret = code_key_text(key),
                   .address = code_key_address(key, account->row().name, user == nullptr ? "" : user->name)};
}

ConsoleResult<SignIn::Confirmed> SignIn::confirm_device(const ConsoleSession& session, const std::string& code,
                                                        const From& from) {
  constexpr std::string_view action = "console:ConfirmMfa";
  const auto account = account_of(session);
  const Uin uin = session.row.uin;
  const SecondFactorRow* factor = account->sign_ins().second_factor_of(uin);
  const std::int64_t now_ms = equipment_.clock.now_ms();
  const bool may_confirm = session.row.stage == SessionStage::Open || session.row.stage == SessionStage::NeedsEnrolment;
  if (!may_confirm || factor == nullptr || factor->waiting_secret.empty() ||
      now_ms - factor->waiting_ms >= limits::mfa_waiting_ms) {
    return console_wrong_state("no device waits to be confirmed");
  }
  OPENCAM_TRY(const auto attempt, begin("waiting/" + bound_to(session.row.owner, uin), 0, from));
  const auto key = equipment_.sealer.open(directory::second_factor_purpose, factor->waiting_secret,
                                          bound_to(session.row.owner, uin));
  const auto now = key ? step_of_code(*key, code, now_ms / 1000) : std::nullopt;
  if (!now) return refuse(wrong_code(), account.get(), uin, action, from);
  guard_.succeed(attempt);
  Confirmed confirmed{.session = next_session(account, uin, SessionStage::Open, true, &session, from),
                      .recovery_codes = make_recovery_codes(equipment_.random)};
  // Nobody stays signed in who did not need the device.
  const SignInStep step{.from_session = session.row.digest,
                        .code_step = now,
                        .confirmed_secret = factor->waiting_secret,
                        .recovery_codes = digests_of(confirmed.recovery_codes),
                        .ended = SessionChoice{},
                        .opened = confirmed.session.row};
  OPENCAM_TRY(take(confirmed.session, action, from, step));
  return confirmed;
}

ConsoleResult<std::vector<std::string>> SignIn::renew_recovery_codes(const ConsoleSession& session, const Code& code,
                                                                     const From& from) {
  if (session.row.stage != SessionStage::Open) return console_wrong_state("sign in first");
  SignInStep step{.from_session = session.row.digest};
  OPENCAM_TRY(prove_code(session, code, "console:RenewRecoveryCodes", from, step));
  std::vector<std::string> codes = make_recovery_codes(equipment_.random);
  step.recovery_codes = digests_of(codes);
  OPENCAM_TRY(take(session, "console:RenewRecoveryCodes", from, step));
  return codes;
}

ConsoleResult<void> SignIn::remove_device(const ConsoleSession& session, const Code& code, const From& from) {
  if (session.row.stage != SessionStage::Open) return console_wrong_state("sign in first");
  if (asks_for_second_factor(*account_of(session), session.row.uin)) {
    return console_wrong_state("the account asks for a second factor");
  }
  SignInStep step{.from_session = session.row.digest, .removes_device = true};
  OPENCAM_TRY(prove_code(session, code, "console:RemoveMfa", from, step));
  return take(session, "console:RemoveMfa", from, step);
}

}  // namespace opencam::services
