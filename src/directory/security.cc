#include "directory/security.h"

#include <algorithm>
#include <set>
#include <utility>

#include "base/encode.h"
#include "base/host/digest.h"
#include "base/text.h"
#include "directory/operation.h"
#include "policy/value.h"

namespace opencam::directory {

namespace {

constexpr std::string_view character_classes = "Aa1!";

bool is_symbol(char c) { return c > ' ' && c < '\x7f' && !text::is_letter(c) && !text::is_digit(c); }

bool is_of_class(char c, char wanted) {
  switch (wanted) {
    case 'A':
      return text::is_upper(c);
    case 'a':
      return text::is_lower(c);
    case '1':
      return text::is_digit(c);
    default:
      return is_symbol(c);
  }
}

std::string_view class_name(char wanted) {
  switch (wanted) {
    case 'A':
      return "an upper case letter";
    case 'a':
      return "a lower case letter";
    case '1':
      return "a digit";
    default:
      return "a symbol";
  }
}

Error bad_rule(std::string_view field, std::string_view wanted) {
  return Error(ErrorCode::PasswordRuleIllegal,
               "parameter `Rules." + std::string(field) + "` needs " + std::string(wanted));
}

// Sets `out` when the rule is given.
Result<void> read_rule(std::string_view field, const std::optional<std::int64_t>& given, std::uint32_t most,
                       std::uint32_t& out) {
  if (!given) return {};
  if (*given < 0 || *given > std::int64_t{most}) {
    return bad_rule(field, "a number from 0 to " + std::to_string(most));
  }
  out = static_cast<std::uint32_t>(*given);
  return {};
}

Result<void> read_rules(const PasswordRuleChange& change, PasswordRuleRow& row) {
  OPENCAM_TRY(
      read_rule("MinimumLength", change.characters_min, limits::password_rule_characters_max, row.characters_min));
  if (row.characters_min != 0 && row.characters_min < limits::password_characters_min) {
    return bad_rule("MinimumLength", "0 or a number from " + std::to_string(limits::password_characters_min) + " to " +
                                         std::to_string(limits::password_rule_characters_max));
  }
  if (change.must_contain) {
    const std::string& wanted = *change.must_contain;
    const std::set<char> classes(wanted.begin(), wanted.end());
    const bool is_known =
        std::ranges::all_of(wanted, [](char c) { return character_classes.find(c) != std::string_view::npos; });
    if (!is_known || classes.size() != wanted.size()) {
      return bad_rule("MustContain", "letters out of `A`, `a`, `1` and `!`, each at most once");
    }
    row.must_contain = wanted;
  }
  OPENCAM_TRY(read_rule("ForcePasswordChange", change.change_days, limits::password_change_days_max, row.change_days));
  OPENCAM_TRY(read_rule("ReusePasswordLimit", change.reuse_count, limits::password_reuse_max, row.reuse_count));
  OPENCAM_TRY(
      read_rule("RetryPasswordLimit", change.retries_per_hour, limits::password_retries_max, row.retries_per_hour));
  if (change.expiry) {
    if (*change.expiry != 1 && *change.expiry != 2) return bad_rule("PasswordExpirationInvalidation", "1 or 2");
    row.expiry = *change.expiry == 1 ? PasswordExpiry::LocksOut : PasswordExpiry::AsksForNew;
  }
  return {};
}

std::string mfa_token_digest(const SecretText& token) { return encode_hex(sha256(token.reveal(SecretAccess{}))); }

// Nobody has bound WeChat, since there is nothing to bind it with; a phone is bound when it is known.
Result<void> check_bound(const Factors& factors, std::string_view phone, std::string_view who) {
  if (factors.phone && phone.empty()) {
    return Error(ErrorCode::PhoneNotBound, "`" + std::string(who) + "` has no phone number")
        .with_help("set one with UpdateUser first");
  }
  if (factors.wechat) return Error(ErrorCode::WechatNotBound, "`" + std::string(who) + "` has not bound WeChat");
  return {};
}

Result<std::string> read_ip_rules(const std::vector<IpRule>& rules) {
  if (rules.size() > limits::login_ip_rules_max) {
    return Error(ErrorCode::PolicyFull,
                 "parameter `IpPolicies` has more than " + std::to_string(limits::login_ip_rules_max) + " rules");
  }
  std::vector<Network> networks;
  std::string out;
  for (const IpRule& rule : rules) {
    const auto network = Network::parse(rule.network);
    if (!network) {
      return Error(ErrorCode::IpIllegal,
                   "`" + text::shortened(rule.network) + "` is neither an address nor a network like `10.0.0.0/8`");
    }
    // Two rules about one address: which of them holds would depend on their order, which is not kept.
    const auto overlaps = [&](const Network& other) { return other.contains(*network) || network->contains(other); };
    if (std::ranges::any_of(networks, overlaps)) {
      return Error(ErrorCode::IpRangesOverlap, "`" + rule.network + "` overlaps another rule's range");
    }
    networks.push_back(*network);
    out += (rule.is_allow ? "allow " : "deny ") + rule.network + "\n";
  }
  return out;
}

Result<std::string> read_approvers(const AccountState& state, const std::vector<Uin>& approvers) {
  if (approvers.size() > limits::login_approvers_max) {
    return Error(ErrorCode::ApproverFull,
                 "parameter `ApproverUin` has more than " + std::to_string(limits::login_approvers_max) + " approvers");
  }
  std::string out;
  for (const Uin uin : approvers) {
    OPENCAM_TRY(check_target(state, Target::user(uin)));
    if (state.find_user(uin)->phone.empty()) {
      return Error(ErrorCode::ApproverPhoneMissing, "approver `" + id_text(uin) + "` has no phone number");
    }
    out += id_text(uin) + "\n";
  }
  return out;
}

}  // namespace

Result<void> check_password(const PasswordRuleRow& rules, std::string_view password) {
  const std::size_t least = std::max(rules.characters_min, limits::password_characters_min);
  if (password.size() > limits::password_bytes_max || password.size() < least) {
    return Error(ErrorCode::PasswordViolatesRules, "parameter `Password` needs " + std::to_string(least) + " to " +
                                                       std::to_string(limits::password_bytes_max) + " characters");
  }
  for (const char wanted : rules.must_contain) {
    if (std::ranges::any_of(password, [&](char c) { return is_of_class(c, wanted); })) continue;
    return Error(ErrorCode::PasswordViolatesRules,
                 "parameter `Password` needs " + std::string(class_name(wanted)) + ", as the account's rules say");
  }
  return {};
}

bool may_sign_in_from(const LoginPolicyRow& policy, std::string_view address) {
  if (!policy.is_ip_on) return true;
  const auto from = Network::parse_address(address);
  if (!from) return false;
  bool has_allow = false;
  bool is_allowed = false;
  for (const std::string_view line : text::split(policy.ip_rules, '\n')) {
    if (line.empty()) continue;
    const std::size_t blank = line.find(' ');
    const auto network = blank == std::string_view::npos ? std::nullopt : Network::parse(line.substr(blank + 1));
    if (!network) return false;
    const bool allows = line.starts_with("allow ");
    const bool matches = network->contains(*from);
    if (matches && !allows) return false;
    has_allow = has_allow || allows;
    is_allowed = is_allowed || matches;
  }
  return !has_allow || is_allowed;
}

void note_password(Draft& draft, const UserRow& before, const UserRow& now) {
  if (now.password_hash.empty() || now.password_hash == before.password_hash) return;
  const Security& security = draft.find_account(now.owner)->security();
  const std::uint32_t kept = security.password_rule().reuse_count;
  PasswordRow row{.owner = now.owner, .uin = now.uin, .changed_ms = draft.now_ms(), .former = {}};
  // The present one counts as the first of those that must not come again.
  std::vector<std::string> former;
  if (!before.password_hash.empty()) former.push_back(before.password_hash);
  if (const PasswordRow* old = security.password_of(now.uin)) {
    for (const std::string_view hash : text::split(old->former, '\n')) {
      if (!hash.empty()) former.emplace_back(hash);
    }
  }
  for (std::size_t i = 0; i < former.size() && i + 1 < kept; ++i) row.former += former[i] + "\n";
  draft.put(row);
}

Result<void> release_security(Draft& draft, Uin owner, Uin user) {
  OPENCAM_TRY(const AccountState* state, draft.account(owner));
  std::vector<Row> rows;
  if (const auto* password = state->security().password_of(user)) rows.emplace_back(*password);
  if (const auto* flags = state->security().safe_auth_of(user)) rows.emplace_back(*flags);
  for (const auto& [digest, token] : state->security().mfa_tokens()) {
    if (token->uin == user) rows.emplace_back(*token);
  }
  for (const Row& row : rows) draft.erase(row);
  release_sign_ins(draft, owner, user);
  return {};
}

Result<void> update_password_rules(Draft& draft, Uin owner, const PasswordRuleChange& change) {
  OPENCAM_TRY(const AccountState* state, draft.account(owner));
  PasswordRuleRow row = state->security().password_rule();
  row.owner = owner;
  OPENCAM_TRY(read_rules(change, row));
  row.updated_ms = draft.now_ms();
  row.modifier = change.modifier;
  draft.put(row);
  return {};
}

Result<void> update_safe_auth(Draft& draft, Uin owner, Uin uin, const SafeAuthChange& change) {
  OPENCAM_TRY(const AccountState* state, draft.account(owner));
  std::string phone;
  if (uin != owner) {
    OPENCAM_TRY(check_target(*state, Target::user(uin)));
    phone = state->find_user(uin)->phone;
  }
  const SafeAuthRow* old = state->security().safe_auth_of(uin);
  SafeAuthRow row = old == nullptr ? SafeAuthRow{.owner = owner, .uin = uin, .login = {}, .action = {}} : *old;
  row.login = change.login.value_or(row.login);
  row.action = change.action.value_or(row.action);
  if (change.login) OPENCAM_TRY(check_bound(row.login, phone, id_text(uin)));
  if (change.action) OPENCAM_TRY(check_bound(row.action, phone, id_text(uin)));
  if (old == nullptr || row != *old) draft.put(row);
  return {};
}

Result<void> update_login_policy(Draft& draft, Uin owner, const LoginPolicyChange& change) {
  OPENCAM_TRY(const AccountState* state, draft.account(owner));
  LoginPolicyRow row = state->security().login_policy();
  row.owner = owner;
  if (change.ip_rules) {
    OPENCAM_TRY(row.ip_rules, read_ip_rules(*change.ip_rules));
  }
  if (change.approvers) {
    OPENCAM_TRY(row.approvers, read_approvers(*state, *change.approvers));
  }
  row.is_ip_on = change.is_ip_on.value_or(row.is_ip_on);
  row.is_offsite_on = change.is_offsite_on.value_or(row.is_offsite_on);
  row.updated_ms = draft.now_ms();
  draft.put(row);
  return {};
}

Result<SecretText> issue_mfa_token(Draft& draft, Uin owner, Uin uin) {
  OPENCAM_TRY(const AccountState* state, draft.account(owner));
  if (uin != owner) OPENCAM_TRY(check_target(*state, Target::user(uin)));
  std::vector<MfaTokenRow> expired;
  for (const auto& [digest, token] : state->security().mfa_tokens()) {
    if (token->expires_ms <= draft.now_ms()) expired.push_back(*token);
  }
  if (state->security().mfa_tokens().size() - expired.size() >= limits::mfa_tokens_max) {
    return Error(ErrorCode::LimitExceeded, "the account has " + std::to_string(limits::mfa_tokens_max) +
                                               " sign-ins that wait for a second factor, as many as may be");
  }
  for (const MfaTokenRow& row : expired) draft.erase(row);
  std::string text = draft.options().random->text(limits::mfa_token_characters, alphanumeric);
  SecretText token = SecretText::take(text);
  draft.put(MfaTokenRow{.owner = owner,
                        .digest = mfa_token_digest(token),
                        .uin = uin,
                        .expires_ms = draft.now_ms() + std::int64_t{limits::mfa_token_s} * 1000});
  return token;
}

Result<void> consume_mfa_token(Draft& draft, Uin owner, const SecretText& token) {
  OPENCAM_TRY(const AccountState* state, draft.account(owner));
  OPENCAM_TRY(const MfaTokenRow* found, state->security().find_mfa_token(token, draft.now_ms()));
  const MfaTokenRow row = *found;
  draft.erase(row);
  return {};
}

Result<const MfaTokenRow*> Security::find_mfa_token(const SecretText& token, std::int64_t now_ms) const {
  const MfaTokenRow* found = mfa_tokens_.find(mfa_token_digest(token));
  if (found != nullptr && found->expires_ms > now_ms) return found;
  return Error(ErrorCode::MfaTokenUnknown, "parameter `MFAToken` is unknown, was used or has expired");
}

Result<void> Directory::update_password_rules(const WriteContext& context, Uin owner,
                                              const PasswordRuleChange& change) {
  return write(context, owner, [&](Draft& draft) { return directory::update_password_rules(draft, owner, change); });
}

Result<void> Directory::update_safe_auth(const WriteContext& context, Uin owner, Uin uin,
                                         const SafeAuthChange& change) {
  return write(context, owner, [&](Draft& draft) { return directory::update_safe_auth(draft, owner, uin, change); });
}

Result<void> Directory::update_login_policy(const WriteContext& context, Uin owner, const LoginPolicyChange& change) {
  return write(context, owner, [&](Draft& draft) { return directory::update_login_policy(draft, owner, change); });
}

Result<SecretText> Directory::issue_mfa_token(const WriteContext& context, Uin owner, Uin uin) {
  SecretText token;
  OPENCAM_TRY(write(context, owner, [&](Draft& draft) -> Result<void> {
    OPENCAM_TRY(token, directory::issue_mfa_token(draft, owner, uin));
    return {};
  }));
  return token;
}

Result<void> Directory::consume_mfa_token(const WriteContext& context, Uin owner, const SecretText& token) {
  return write(context, owner, [&](Draft& draft) { return directory::consume_mfa_token(draft, owner, token); });
}

}  // namespace opencam::directory
