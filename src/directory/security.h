// How an account protects its sign-ins: password rules, when passwords were changed, which second factors are asked
// for, where people may sign in from, and the tokens of a sign-in page of the customer's own.
//
// These rows govern people at a console, never a signed call; nothing here has a say in a decision. Values.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/host/secret.h"
#include "base/limits.h"
#include "directory/id.h"
#include "directory/row_map.h"
#include "opencam/result.h"

namespace opencam::directory {

// What happens when a password is older than its rule allows.
enum class PasswordExpiry : std::uint8_t { LocksOut, AsksForNew };

inline constexpr std::array<std::string_view, 2> names_of(PasswordExpiry) { return {"locks_out", "asks_for_new"}; }

// CAM-158, CAM-200: the rules for passwords of one account; the defaults hold until somebody sets others.
struct PasswordRuleRow {
  Uin owner{};
  std::uint32_t characters_min = limits::password_characters_min;
  std::string must_contain = "Aa1!";  // of `A` upper case, `a` lower case, `1` digit, `!` symbol
  std::uint32_t change_days = 0;      // a password older than that is expired; 0: never
  std::uint32_t reuse_count = 0;      // a new password is none of the last so many
  std::uint32_t retries_per_hour = 0;
  PasswordExpiry expiry = PasswordExpiry::AsksForNew;
  std::int64_t updated_ms = 0;
  std::string modifier;  // whose number

  static constexpr std::string_view table = "password_rule";
  template <typename Row, typename Visitor>
  static void columns(Row& row, Visitor&& visit) {
    visit.key("owner", row.owner);
    visit.value("characters_min", row.characters_min);
    visit.value("must_contain", row.must_contain);
    visit.value("change_days", row.change_days);
    visit.value("reuse_count", row.reuse_count);
    visit.value("retries_per_hour", row.retries_per_hour);
    visit.value("expiry", row.expiry);
    visit.value("updated_ms", row.updated_ms);
    visit.value("modifier", row.modifier);
  }
  friend bool operator==(const PasswordRuleRow&, const PasswordRuleRow&) = default;
};

// When a user's password was set, and which ones it must not be again. The present one is in the user's row.
struct PasswordRow {
  Uin owner{};
  Uin uin{};
  std::int64_t changed_ms = 0;
  std::string former;  // hashes, newest first, one a line; as many as the rule wanted when it was changed

  static constexpr std::string_view table = "password";
  template <typename Row, typename Visitor>
  static void columns(Row& row, Visitor&& visit) {
    visit.key("owner", row.owner);
    visit.key("uin", row.uin);
    visit.value("changed_ms", row.changed_ms);
    visit.value("former", row.former);
  }
  friend bool operator==(const PasswordRow&, const PasswordRow&) = default;
};

// The kinds of second factor that can be asked for.
struct Factors {
  bool phone = false;
  bool soft_token = false;
  bool wechat = false;

  bool any() const { return phone || soft_token || wechat; }
  friend bool operator==(const Factors&, const Factors&) = default;
};

// CAM-201: which second factors somebody is asked for; `uin` is a user's or the root account's.
struct SafeAuthRow {
  Uin owner{};
  Uin uin{};
  Factors login;   // at sign-in
  Factors action;  // before a sensitive operation

  static constexpr std::string_view table = "safe_auth";
  template <typename Row, typename Visitor>
  static void columns(Row& row, Visitor&& visit) {
    visit.key("owner", row.owner);
    visit.key("uin", row.uin);
    visit.value("login_phone", row.login.phone);
    visit.value("login_soft_token", row.login.soft_token);
    visit.value("login_wechat", row.login.wechat);
    visit.value("action_phone", row.action.phone);
    visit.value("action_soft_token", row.action.soft_token);
    visit.value("action_wechat", row.action.wechat);
  }
  friend bool operator==(const SafeAuthRow&, const SafeAuthRow&) = default;
};

// CAM-202: where users of an account may sign in from.
struct LoginPolicyRow {
  Uin owner{};
  bool is_ip_on = false;
  std::string ip_rules;  // `allow 10.0.0.0/8` or `deny 10.1.0.0/16`, one a line
  bool is_offsite_on = false;
  std::string approvers;  // numbers, one a line
  std::int64_t updated_ms = 0;

  static constexpr std::string_view table = "login_policy";
  template <typename Row, typename Visitor>
  static void columns(Row& row, Visitor&& visit) {
    visit.key("owner", row.owner);
    visit.value("is_ip_on", row.is_ip_on);
    visit.value("ip_rules", row.ip_rules);
    visit.value("is_offsite_on", row.is_offsite_on);
    visit.value("approvers", row.approvers);
    visit.value("updated_ms", row.updated_ms);
  }
  friend bool operator==(const LoginPolicyRow&, const LoginPolicyRow&) = default;
};

// CAM-203: a sign-in that waits for the customer's own second factor. Only the token's digest is kept.
struct MfaTokenRow {
  Uin owner{};
  std::string digest;  // SHA-256 in hexadecimal digits
  Uin uin{};           // who is signing in
  std::int64_t expires_ms = 0;

  static constexpr std::string_view table = "mfa_token";
  template <typename Row, typename Visitor>
  static void columns(Row& row, Visitor&& visit) {
    visit.key("owner", row.owner);
    visit.key("digest", row.digest);
    visit.value("uin", row.uin);
    visit.value("expires_ms", row.expires_ms);
  }
  friend bool operator==(const MfaTokenRow&, const MfaTokenRow&) = default;
};

// All of it for one account; part of its state (state.h).
class Security {
 public:
  // Those that were set, or the defaults (then `updated_ms` is 0).
  const PasswordRuleRow& password_rule() const { return password_rule_; }
  const LoginPolicyRow& login_policy() const { return login_policy_; }
  // Null when nothing was ever set.
  const PasswordRow* password_of(Uin user) const { return passwords_.find(user); }
  const SafeAuthRow* safe_auth_of(Uin uin) const { return safe_auth_.find(uin); }
  // Errors: MfaTokenUnknown, also for one that was used or has expired.
  Result<const MfaTokenRow*> find_mfa_token(const SecretText& token, std::int64_t now_ms) const;

  const RowMap<Uin, PasswordRow>& passwords() const { return passwords_; }
  const RowMap<Uin, SafeAuthRow>& safe_auth() const { return safe_auth_; }
  const RowMap<std::string, MfaTokenRow>& mfa_tokens() const { return mfa_tokens_; }

  // --- For AccountState alone. ---
  void put(const PasswordRuleRow& row) { password_rule_ = row; }
  void put(const LoginPolicyRow& row) { login_policy_ = row; }
  void put(const PasswordRow& row) { passwords_.put(row.uin, row); }
  void put(const SafeAuthRow& row) { safe_auth_.put(row.uin, row); }
  void put(const MfaTokenRow& row) { mfa_tokens_.put(row.digest, row); }
  void erase(const PasswordRuleRow&) { password_rule_ = {}; }
  void erase(const LoginPolicyRow&) { login_policy_ = {}; }
  void erase(const PasswordRow& row) { passwords_.erase(row.uin); }
  void erase(const SafeAuthRow& row) { safe_auth_.erase(row.uin); }
  void erase(const MfaTokenRow& row) { mfa_tokens_.erase(row.digest); }

 private:
  PasswordRuleRow password_rule_;
  LoginPolicyRow login_policy_;
  RowMap<Uin, PasswordRow> passwords_;
  RowMap<Uin, SafeAuthRow> safe_auth_;
  RowMap<std::string, MfaTokenRow> mfa_tokens_;
};

// Does the password have what the rules want? Whether it was used before is another question, for who may hash.
// Errors: PasswordViolatesRules.
Result<void> check_password(const PasswordRuleRow& rules, std::string_view password);

// CAM-334: may a user sign in from that address? What cannot be read is no address that may.
bool may_sign_in_from(const LoginPolicyRow& policy, std::string_view address);

// Only what is present changes.
struct PasswordRuleChange {
  std::optional<std::int64_t> characters_min;
  std::optional<std::string> must_contain;
  std::optional<std::int64_t> change_days;
  std::optional<std::int64_t> reuse_count;
  std::optional<std::int64_t> retries_per_hour;
  std::optional<std::int64_t> expiry;  // 1 locks out, 2 asks for a new one
  std::string modifier;
};

struct SafeAuthChange {
  std::optional<Factors> login;
  std::optional<Factors> action;
};

struct IpRule {
  std::string network;  // an address or CIDR
  bool is_allow = false;
};

struct LoginPolicyChange {
  // Present: replaces all rules.
  std::optional<std::vector<IpRule>> ip_rules;
  std::optional<bool> is_ip_on;
  std::optional<bool> is_offsite_on;
  std::optional<std::vector<Uin>> approvers;
};

}  // namespace opencam::directory
