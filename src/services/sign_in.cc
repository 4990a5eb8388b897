#include "services/sign_in.h"

#include <utility>

#include "base/host/seal.h"
#include "base/json.h"
#include "base/sign_in_limits.h"
#include "base/text.h"
#include "services/new_password.h"
#include "services/one_time_code.h"

namespace opencam::services {
namespace {

using directory::AccountState;
using directory::id_text;
using directory::SecondFactorRow;
using directory::SessionChoice;
using directory::SessionStage;
using directory::SignInStep;
using directory::Uin;

constexpr std::int64_t day_ms = 86400LL * 1000;
constexpr std::string_view wrong_credentials_text =
    "account, user or password is wrong, or they may not sign in here and now";

ConsoleError internal() { return {.status = 500, .code = "internal", .message = "the store failed"}; }

ConsoleError wrong_code() {
  return {.status = 401, .code = "wrong_code", .message = "the code or password is wrong, or was used before"};
}

std::shared_ptr<const AccountState> find_account(const directory::Directory& directory, const std::string& text) {
  const auto uin = directory::read_id<Uin>(text);
  auto account = uin ? directory.account(*uin) : nullptr;
  return account == nullptr ? directory.account_named(text) : account;
}

Uin find_somebody(const AccountState& account, const std::string& user) {
  if (user.empty()) return account.uin();
  const auto* found = account.find_user(std::string_view(user));
  return found == nullptr ? Uin{} : found->uin;
}

bool must_change_password(const AccountState& account, Uin uin, std::int64_t now_ms) {
  const auto* user = uin == account.uin() ? nullptr : account.find_user(uin);
  if (user == nullptr) return false;
  const auto expires_ms = password_expires_ms(account, uin);
  return user->need_reset_password || (expires_ms && now_ms >= *expires_ms);
}

// CAM-333: an expired password that the account's rule locks out.
bool is_locked_out(const AccountState& account, Uin uin, std::int64_t now_ms) {
  const auto expires_ms = password_expires_ms(account, uin);
  return account.security().password_rule().expiry == directory::PasswordExpiry::LocksOut && expires_ms &&
         now_ms >= *expires_ms;
}

bool is_enrolled(const AccountState& account, Uin uin) {
  const SecondFactorRow* factor = account.sign_ins().second_factor_of(uin);
  return factor != nullptr && factor->is_enrolled();
}

SessionStage stage_of(const AccountState& account, Uin uin, bool used_mfa, std::int64_t now_ms) {
  if (is_enrolled(account, uin) && !used_mfa) return SessionStage::NeedsCode;
  if (must_change_password(account, uin, now_ms)) return SessionStage::NeedsPassword;
  if (asks_for_second_factor(account, uin) && !is_enrolled(account, uin)) return SessionStage::NeedsEnrolment;
  return SessionStage::Open;
}

std::string kind_of(const AccountState& account, Uin uin) { return uin == account.uin() ? "root" : "user"; }

}  // namespace

ConsoleError console_bad_request(std::string message) {
  return {.status = 400, .code = "bad_request", .message = std::move(message)};
}

ConsoleError console_signed_out() {
  return {.status = 401, .code = "signed_out", .message = "there is no session, or it has ended"};
}

ConsoleError console_wrong_state(std::string message) {
  return {.status = 409, .code = "wrong_state", .message = std::move(message)};
}

bool asks_for_second_factor(const AccountState& account, Uin uin) {
  const auto* asked = account.security().safe_auth_of(uin);
  return asked != nullptr && asked->login.any();
}

std::optional<std::int64_t> password_expires_ms(const AccountState& account, Uin uin) {
  const auto* user = uin == account.uin() ? nullptr : account.find_user(uin);
  const std::int64_t days = account.security().password_rule().change_days;
  if (user == nullptr || days == 0) return std::nullopt;
  const auto* changed = account.security().password_of(uin);
  return (changed == nullptr ? user->created_ms : changed->changed_ms) + days * day_ms;
}

ConsoleResult<ConsoleSession> SignIn::sign_in(const Claim& claim, const ConsoleSession* before, const From& from) {
  if (!equipment_.directory.refresh()) return internal();
  const std::int64_t now_ms = equipment_.clock.now_ms();
  const auto account = find_account(equipment_.directory, claim.account);
  const Uin uin = account == nullptr ? Uin{} : find_somebody(*account, claim.user);
  const bool has_rule = account != nullptr && !claim.user.empty();
  const std::uint32_t retries = has_rule ? account->security().password_rule().retries_per_hour : 0;
  OPENCAM_TRY(const SignInGuard::Attempt attempt, begin("password/" + claim.account + "/" + claim.user, retries, from));
  // The same work for names that nobody has.
  const std::string hash(uin == Uin{} ? std::string_view() : account->password_hash_of(uin));
  const bool is_right = is_password(claim.password, hash);
  if (!is_right || attempt.is_exhausted || !may_use_console(*account, uin, from.address) ||
      is_locked_out(*account, uin, now_ms)) {
    const ConsoleError error{
        .status = 401, .code = "wrong_credentials", .message = std::string(wrong_credentials_text)};
    return refuse(error, account.get(), uin, "console:SignIn", from);
  }
  guard_.succeed(attempt);
  if (before != nullptr) OPENCAM_TRY(end(*before, {.only = before->row.digest, .except = {}}, from));
  ConsoleSession opened = next_session(account, uin, stage_of(*account, uin, false, now_ms), false, nullptr, from);
  OPENCAM_TRY(take(opened, "console:SignIn", from, {.proven_hash = hash, .opened = opened.row}));
  return opened;
}

ConsoleResult<ConsoleSession> SignIn::give_code(const ConsoleSession& session, const Code& code, const From& from) {
  if (session.row.stage != SessionStage::NeedsCode) return console_wrong_state("no code is asked for");
  const auto account = account_of(session);
  SignInStep step{.from_session = session.row.digest};
  OPENCAM_TRY(prove_code(session, code, "console:VerifyCode", from, step));
  const SessionStage stage = stage_of(*account, session.row.uin, true, equipment_.clock.now_ms());
  ConsoleSession opened = next_session(account, session.row.uin, stage, true, &session, from);
  step.ended = SessionChoice{.only = session.row.digest, .except = {}};
  step.opened = opened.row;
  OPENCAM_TRY(take(opened, "console:VerifyCode", from, step));
  return opened;
}

ConsoleResult<ConsoleSession> SignIn::change_password(const ConsoleSession& session, const SecretText& old_password,
                                                      const SecretText& new_password, const From& from) {
  const SessionStage stage = session.row.stage;
  if (stage != SessionStage::Open && stage != SessionStage::NeedsPassword) {
    return console_wrong_state("a code or a new device is asked for first");
  }
  const auto account = account_of(session);
  const Uin uin = session.row.uin;
  SignInStep step{.from_session = session.row.digest};
  OPENCAM_TRY(prove_password(session, old_password, "console:ChangePassword", from, step));
  const auto is_good = new_password.equals(old_password)
                           ? Result<void>(Error(ErrorCode::PasswordViolatesRules, "the new password is the old one"))
                           : check_new_password(*account, uin, new_password);
  if (!is_good) return ConsoleError{.status = 400, .code = "password_rules", .message = is_good.error().message()};
  auto hash = hash_password(new_password);
  if (!hash) return ConsoleError{.status = 503, .code = "busy", .message = hash.error().message()};
  const bool needs_device = asks_for_second_factor(*account, uin) && !is_enrolled(*account, uin);
  ConsoleSession opened = next_session(account, uin, needs_device ? SessionStage::NeedsEnrolment : SessionStage::Open,
                                       session.row.used_mfa, &session, from);
  step.password_hash = *std::move(hash);
  step.ended = SessionChoice{};
  step.opened = opened.row;
  OPENCAM_TRY(take(opened, "console:ChangePassword", from, step));
  return opened;
}

ConsoleResult<void> SignIn::end(const ConsoleSession& session, const SessionChoice& choice, const From& from) {
  return take(session, "console:SignOut", from, {.ended = choice});
}

ConsoleResult<SignInGuard::Attempt> SignIn::begin(std::string name, std::uint32_t retries_per_hour, const From& from) {
  const auto attempt =
      guard_.begin({.name = std::move(name), .address = from.address}, retries_per_hour, equipment_.clock.now_ms());
  if (attempt.wait_ms == 0) return attempt;
  const std::int64_t wait_s = (attempt.wait_ms + 999) / 1000;
  return ConsoleError{.status = 429,
                      .code = "slow_down",
                      .message = "too many failures; try again in " + std::to_string(wait_s) + " seconds",
                      .retry_after_s = wait_s};
}

ConsoleResult<void> SignIn::prove_password(const ConsoleSession& session, const SecretText& password,
                                           std::string_view action, const From& from, SignInStep& step) {
  const auto account = account_of(session);
  const std::string hash(account->password_hash_of(session.row.uin));
  OPENCAM_TRY(const auto attempt, begin("own/" + id_text(session.row.owner) + "/" + id_text(session.row.uin), 0, from));
  if (!is_password(password, hash)) return refuse(wrong_code(), account.get(), session.row.uin, action, from);
  guard_.succeed(attempt);
  step.proven_hash = hash;
  return {};
}

bool SignIn::is_password(const SecretText& password, std::string_view hash) {
  // Made whether it is needed or not: the first stranger must not wait longer than the first friend.
  std::call_once(dummy_is_made_, [this] {
    const auto made = hash_password(SecretText(equipment_.random.uuid()));
    if (made) dummy_hash_ = *made;
  });
  const bool matches = password_matches(password, hash.empty() ? dummy_hash_ : std::string(hash));
  return matches && !hash.empty();
}

ConsoleSession SignIn::next_session(std::shared_ptr<const AccountState> account, Uin uin, SessionStage stage,
                                    bool used_mfa, const ConsoleSession* before, const From& from) const {
  const std::int64_t now_ms = equipment_.clock.now_ms();
  ConsoleSession next{
      .cookie = make_console_cookie(account->uin(), uin, equipment_.random), .account = std::move(account), .row = {}};
  next.row = {.owner = next.cookie.owner,
              .uin = uin,
              .digest = next.cookie.digest(),
              .stage = stage,
              .used_mfa = used_mfa,
              .created_ms = now_ms,
              .last_used_ms = now_ms,
              .expires_ms = now_ms + limits::console_pending_ms,
              .source_ip = from.address,
              .user_agent = text::shortened(text::well_formed(from.user_agent), limits::console_text_bytes_max - 3)};
  // An open session that gets a new id is as old as it was.
  const bool was_open = before != nullptr && before->row.stage == SessionStage::Open;
  if (stage == SessionStage::Open) {
    next.row.expires_ms = was_open ? before->row.expires_ms : now_ms + limits::console_session_ms;
    if (was_open) next.row.created_ms = before->row.created_ms;
  }
  return next;
}

ConsoleResult<void> SignIn::take(const ConsoleSession& session, std::string_view action, const From& from,
                                 const SignInStep& step) const {
  directory::WriteContext context{.action = std::string(action),
                                  .request_id = from.request_id,
                                  .principal_type = kind_of(*session.account, session.row.uin),
                                  .principal = id_text(session.row.uin),
                                  .access_key = "console/" + session.row.id(),
                                  .source_ip = from.address,
                                  .user_agent = from.user_agent,
                                  .parameters = {}};
  const auto taken = equipment_.directory.take_sign_in_step(context, session.row.owner, session.row.uin, step);
  if (taken) return {};
  switch (taken.error().code()) {
    case ErrorCode::MfaTokenUnknown:
      return refuse(wrong_code(), session.account.get(), session.row.uin, action, from);
    case ErrorCode::NotFound:
    case ErrorCode::UserNotExist:
    case ErrorCode::AccountNotExist:
      return console_signed_out();
    default:
      equipment_.log.error("sign_in_failed", {{"action", action}, {"cause", taken.error().message()}});
      return internal();
  }
}

ConsoleError SignIn::refuse(ConsoleError error, const AccountState* account, Uin uin, std::string_view action,
                            const From& from) const {
  directory::AuditRecord record;
  record.revision = equipment_.directory.revision();
  record.time_ms = equipment_.clock.now_ms();
  if (account != nullptr) record.account = account->uin();
  record.request_id = from.request_id;
  record.principal_type = "anonymous";
  record.action = action;
  record.resource = "*";
  record.outcome = error.code;
  record.source_ip = from.address;
  record.user_agent = from.user_agent;
  // Only of those who exist: what a stranger types in the wrong place may be a password.
  json::Writer who;
  who.begin_object();
  if (uin != Uin{}) who.key("Uin").string(id_text(uin));
  record.parameters = std::move(who.end_object()).take();
  if (equipment_.directory.append_audit({&record, 1})) return error;
  return internal();
}

std::shared_ptr<const AccountState> SignIn::account_of(const ConsoleSession& session) const {
  auto now = equipment_.directory.account(session.row.owner);
  return now == nullptr ? session.account : now;
}

}  // namespace opencam::services
