// What people sign in to the console with, and their sessions: the root account's password, second factors, sessions.
// A user's password is in the user's row (user.h), the rules about it in security.h.
//
//   directory.take_sign_in_step(context, owner, uin, {.opened = session, .code_step = step});
//
// Nothing here has a say in a decision. No row holds a secret that opens anything: passwords and recovery codes are
// hashes, sessions are digests, the key of a device is sealed. Values.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "directory/id.h"
#include "directory/row_map.h"

namespace opencam::directory {

// The purpose for which keys of second factors are sealed; bound to `<owner>/<uin>`.
inline constexpr std::string_view second_factor_purpose = "second-factor";

// The root account's password. There is none until an operator sets one.
struct RootPasswordRow {
  Uin owner{};
  std::string password_hash;  // as hash_password made it
  std::int64_t changed_ms = 0;

  static constexpr std::string_view table = "root_password";
  template <typename Row, typename Visitor>
  static void columns(Row& row, Visitor&& visit) {
    visit.key("owner", row.owner);
    visit.value("password_hash", row.password_hash);
    visit.value("changed_ms", row.changed_ms);
  }
  friend bool operator==(const RootPasswordRow&, const RootPasswordRow&) = default;
};

// CAM-335: somebody's device for one-time codes, and one that waits to be confirmed. `uin` is a user's or the root
// account's.
struct SecondFactorRow {
  Uin owner{};
  Uin uin{};
  std::string sealed_secret;  // of the device that counts, or empty
  std::int64_t confirmed_ms = 0;
  std::int64_t last_step = 0;   // of the last code that counted: no code up to it counts again
  std::string recovery;         // digests of the codes that are left, one a line
  std::string waiting_secret;   // sealed; of the device that waits, or empty
  std::int64_t waiting_ms = 0;  // since when

  bool is_enrolled() const { return !sealed_secret.empty(); }

  static constexpr std::string_view table = "second_factor";
  template <typename Row, typename Visitor>
  static void columns(Row& row, Visitor&& visit) {
    visit.key("owner", row.owner);
    visit.key("uin", row.uin);
    visit.bytes("sealed_secret", row.sealed_secret);
    visit.value("confirmed_ms", row.confirmed_ms);
    visit.value("last_step", row.last_step);
    visit.value("recovery", row.recovery);
    visit.bytes("waiting_secret", row.waiting_secret);
    visit.value("waiting_ms", row.waiting_ms);
  }
  friend bool operator==(const SecondFactorRow&, const SecondFactorRow&) = default;
};

// What has to come next before a session counts.
enum class SessionStage : std::uint8_t { NeedsCode, NeedsPassword, NeedsEnrolment, Open };

inline constexpr std::array<std::string_view, 4> names_of(SessionStage) {
  return {"needs_code", "needs_password", "needs_enrolment", "open"};
}

// CAM-337: a session of the console, by the SHA-256 of what the cookie holds.
struct ConsoleSessionRow {
  Uin owner{};
  Uin uin{};
  std::string digest;  // hexadecimal digits
  SessionStage stage = SessionStage::Open;
  bool used_mfa = false;
  std::int64_t created_ms = 0;
  std::int64_t last_used_ms = 0;  // to within console_touch_ms
  std::int64_t expires_ms = 0;    // whatever happens
  std::string source_ip;
  std::string user_agent;

  // What people and the audit trail call it; opens nothing.
  std::string id() const { return digest.substr(0, 16); }
  // Neither too old nor left alone for too long.
  bool is_alive(std::int64_t now_ms) const;

  static constexpr std::string_view table = "console_session";
  template <typename Row, typename Visitor>
  static void columns(Row& row, Visitor&& visit) {
    visit.key("owner", row.owner);
    visit.key("uin", row.uin);
    visit.key("digest", row.digest);
    visit.value("stage", row.stage);
    visit.value("used_mfa", row.used_mfa);
    visit.value("created_ms", row.created_ms);
    visit.value("last_used_ms", row.last_used_ms);
    visit.value("expires_ms", row.expires_ms);
    visit.value("source_ip", row.source_ip);
    visit.value("user_agent", row.user_agent);
  }
  friend bool operator==(const ConsoleSessionRow&, const ConsoleSessionRow&) = default;
};

// By digest.
using ConsoleSessions = std::map<std::string, ConsoleSessionRow, std::less<>>;

// All of it for one account; part of its state (state.h).
class SignIns {
 public:
  // Null when there is none.
  const RootPasswordRow* root_password() const { return root_password_ ? &*root_password_ : nullptr; }
  const SecondFactorRow* second_factor_of(Uin uin) const { return second_factors_.find(uin); }
  const ConsoleSessions& sessions_of(Uin uin) const;
  const ConsoleSessionRow* find_session(Uin uin, std::string_view digest) const;
  // Could something that protects this one's sign-ins not be read? Then nobody gets in as them.
  bool is_unreadable(Uin uin) const { return is_all_unreadable_ || unreadable_.contains(uin); }

  const RowMap<Uin, SecondFactorRow>& second_factors() const { return second_factors_; }
  const RowMap<Uin, ConsoleSessions>& sessions() const { return sessions_; }

  // --- For AccountState and the view alone. ---
  void put(const RootPasswordRow& row) { root_password_ = row; }
  void put(const SecondFactorRow& row) { second_factors_.put(row.uin, row); }
  void put(const ConsoleSessionRow& row) { sessions_.edit(row.uin).insert_or_assign(row.digest, row); }
  void erase(const RootPasswordRow&) { root_password_.reset(); }
  void erase(const SecondFactorRow& row) { second_factors_.erase(row.uin); }
  void erase(const ConsoleSessionRow& row);
  void mark_unreadable(Uin uin) { unreadable_.insert(uin); }
  void mark_all_unreadable() { is_all_unreadable_ = true; }

 private:
  std::optional<RootPasswordRow> root_password_;
  RowMap<Uin, SecondFactorRow> second_factors_;
  RowMap<Uin, ConsoleSessions> sessions_;
  std::set<Uin> unreadable_;
  bool is_all_unreadable_ = false;
};

// Which sessions of somebody.
struct SessionChoice {
  std::string only;    // the digest of one, or empty: all
  std::string except;  // the digest of one that stays, or empty
};

// One step of a sign-in, or of somebody's care for their own. All of what is present happens, or nothing.
struct SignInStep {
  // The digest of the session that it goes on from, or empty: it is still there.
  std::string from_session;
  // The hash of the password that was shown: it is still the one.
  std::optional<std::string> proven_hash;
  // A device's code of that time step: it counts only when no later or equal one did.
  std::optional<std::int64_t> code_step;
  // The digest of a recovery code; it is used up.
  std::optional<std::string> recovery_code;
  // The hash of the new password.
  std::optional<std::string> password_hash;
  // The sealed key of a device that waits from now on.
  std::optional<std::string> waiting_secret;
  // The device that waits becomes the one that counts; the key as it was when its code was checked.
  std::optional<std::string> confirmed_secret;
  // The digests of new recovery codes, in the place of all others.
  std::optional<std::vector<std::string>> recovery_codes;
  bool removes_device = false;
  // Sessions that end.
  std::optional<SessionChoice> ended;
  // The session that begins; the oldest of too many make room.
  std::optional<ConsoleSessionRow> opened;
};

}  // namespace opencam::directory
