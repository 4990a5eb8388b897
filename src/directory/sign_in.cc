#include "directory/sign_in.h"

#include <algorithm>
#include <utility>

#include "base/sign_in_limits.h"
#include "base/text.h"
#include "directory/operation.h"

namespace opencam::directory {

namespace {

const ConsoleSessions no_sessions;

Result<void> check_somebody(const AccountState& state, Uin uin) {
  if (uin == state.uin()) return {};
  return check_target(state, Target::user(uin));
}

Error code_used() { return Error(ErrorCode::MfaTokenUnknown, "the one-time code is wrong or was used"); }

std::string lines(const std::vector<std::string>& items) {
  std::string out;
  for (const std::string& item : items) out += item + "\n";
  return out;
}

// REQUIRES: somebody with that number is there.
Result<void> put_password(Draft& draft, const AccountState& state, Uin uin, const std::string& hash) {
  if (uin == state.uin()) {
    draft.put(RootPasswordRow{.owner = uin, .password_hash = hash, .changed_ms = draft.now_ms()});
    return {};
  }
  OPENCAM_TRY(update_user(draft, state.uin(), uin, {.password_hash = hash, .need_reset_password = false}));
  return {};
}

// What the step does to the device. Decided in the transaction, so that of two calls with one code, on whatever
// server, one fails.
Result<void> change_device(Draft& draft, const AccountState& state, Uin uin, const SignInStep& step) {
  const SecondFactorRow* old = state.sign_ins().second_factor_of(uin);
  SecondFactorRow row = old == nullptr ? SecondFactorRow{.owner = state.uin(), .uin = uin} : *old;
  if (step.recovery_code) {
    const std::vector<std::string_view> all = text::split(row.recovery, '\n');
    std::vector<std::string> left;
    for (const std::string_view digest : all) {
      if (!digest.empty() && digest != *step.recovery_code) left.emplace_back(digest);
    }
    if (left.size() + 1 == all.size()) return code_used();
    row.recovery = lines(left);
  }
  if (step.waiting_secret) {
    row.waiting_secret = *step.waiting_secret;
    row.waiting_ms = draft.now_ms();
  }
  if (step.confirmed_secret) {
    if (row.waiting_secret.empty() || row.waiting_secret != *step.confirmed_secret) return code_used();
    row.sealed_secret = std::exchange(row.waiting_secret, {});
    row.confirmed_ms = draft.now_ms();
    row.waiting_ms = 0;
    row.last_step = 0;
  }
  if (step.code_step) {
    if (row.last_step >= *step.code_step) return code_used();
    row.last_step = *step.code_step;
  }
  if (step.recovery_codes) row.recovery = lines(*step.recovery_codes);
  if (step.removes_device) {
    // Also when it could not be read: the key is enough.
    draft.erase(row);
  } else if (old == nullptr || row != *old) {
    draft.put(row);
  }
  return {};
}

// The oldest of too many, and all that have ended.
void make_room(Draft& draft, const AccountState& state, Uin uin) {
  std::vector<ConsoleSessionRow> left;
  for (const auto& [digest, session] : state.sign_ins().sessions_of(uin)) left.push_back(session);
  std::ranges::sort(left, {}, &ConsoleSessionRow::last_used_ms);
  std::size_t count = left.size();
  for (const ConsoleSessionRow& session : left) {
    const bool is_over = !session.is_alive(draft.now_ms());
    if (!is_over && count < limits::console_sessions_max) continue;
    draft.erase(session);
    --count;
  }
}

bool touches_device(const SignInStep& step) {
  return step.code_step || step.recovery_code || step.waiting_secret || step.confirmed_secret || step.recovery_codes ||
         step.removes_device;
}

}  // namespace

bool ConsoleSessionRow::is_alive(std::int64_t now_ms) const {
  return now_ms < expires_ms && now_ms - last_used_ms < limits::console_idle_ms;
}

const ConsoleSessions& SignIns::sessions_of(Uin uin) const {
  const ConsoleSessions* found = sessions_.find(uin);
  return found == nullptr ? no_sessions : *found;
}

const ConsoleSessionRow* SignIns::find_session(Uin uin, std::string_view digest) const {
  const ConsoleSessions& sessions = sessions_of(uin);
  const auto found = sessions.find(digest);
  return found == sessions.end() ? nullptr : &found->second;
}

void SignIns::erase(const ConsoleSessionRow& row) {
  if (find_session(row.uin, row.digest) == nullptr) return;
  ConsoleSessions& sessions = sessions_.edit(row.uin);
  sessions.erase(row.digest);
  if (sessions.empty()) sessions_.erase(row.uin);
}

void end_sessions(Draft& draft, Uin owner, Uin uin, const SessionChoice& choice) {
  const AccountState* state = draft.find_account(owner);
  if (state == nullptr) return;
  std::vector<ConsoleSessionRow> ended;
  for (const auto& [digest, session] : state->sign_ins().sessions_of(uin)) {
    const bool is_chosen = choice.only.empty() || digest == choice.only;
    if (is_chosen && (choice.except.empty() || digest != choice.except)) ended.push_back(session);
  }
  for (const ConsoleSessionRow& session : ended) draft.erase(session);
}

void release_sign_ins(Draft& draft, Uin owner, Uin uin) {
  end_sessions(draft, owner, uin, {});
  const AccountState* state = draft.find_account(owner);
  const SecondFactorRow* factor = state == nullptr ? nullptr : state->sign_ins().second_factor_of(uin);
  if (factor == nullptr) return;
  const SecondFactorRow row = *factor;
  draft.erase(row);
}

Result<void> take_sign_in_step(Draft& draft, Uin owner, Uin uin, const SignInStep& step) {
  OPENCAM_TRY(const AccountState* state, draft.account(owner));
  OPENCAM_TRY(check_somebody(*state, uin));
  // What was found out before the transaction may have changed: a session that was ended everywhere does not come back.
  if (!step.from_session.empty() && state->sign_ins().find_session(uin, step.from_session) == nullptr) {
    return Error(ErrorCode::NotFound, "the session has ended");
  }
  if (step.proven_hash && *step.proven_hash != state->password_hash_of(uin)) {
    return Error(ErrorCode::NotFound, "the password has changed");
  }
  if (touches_device(step)) OPENCAM_TRY(change_device(draft, *state, uin, step));
  OPENCAM_TRY(state, draft.account(owner));
  if (step.password_hash) OPENCAM_TRY(put_password(draft, *state, uin, *step.password_hash));
  if (step.ended) end_sessions(draft, owner, uin, *step.ended);
  if (step.opened) {
    OPENCAM_TRY(state, draft.account(owner));
    make_room(draft, *state, uin);
    draft.put(*step.opened);
  }
  return {};
}

Result<void> Directory::take_sign_in_step(const WriteContext& context, Uin owner, Uin uin, const SignInStep& step) {
  return write(context, owner, [&](Draft& draft) { return directory::take_sign_in_step(draft, owner, uin, step); });
}

Result<void> Directory::note_session_use(Uin owner, Uin uin, std::string_view digest) {
  WriteContext context;
  context.is_recorded = false;
  return write(context, owner, [&](Draft& draft) -> Result<void> {
    OPENCAM_TRY(const AccountState* state, draft.account(owner));
    const ConsoleSessionRow* session = state->sign_ins().find_session(uin, digest);
    if (session == nullptr || !session->is_alive(draft.now_ms())) return {};
    // Several requests at once are one use.
    if (draft.now_ms() - session->last_used_ms < limits::console_touch_ms) return {};
    ConsoleSessionRow used = *session;
    used.last_used_ms = draft.now_ms();
    draft.put(used);
    return {};
  });
}

}  // namespace opencam::directory
