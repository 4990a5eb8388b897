// How an account protects its sign-ins, and when keys were last used (docs/api/security.md).
#include <map>

#include "base/text.h"
#include "services/cam.h"
#include "services/lookup.h"
#include "services/use_log.h"
#include "services/wire_form.h"

namespace opencam::services {
namespace {

using directory::AccountState;
using directory::Factors;
using directory::id_text;
using directory::number;
using directory::PasswordExpiry;
using directory::PasswordRuleRow;
using directory::Uin;

constexpr std::string_view approver_type = "SubAccountLoginLimitApproval";
constexpr std::uint64_t ip_policy_type = 1;
constexpr std::uint64_t offsite_policy_type = 2;

// The caller's own number. Errors: InvalidArgument for a role, which never signs in with a password.
Result<Uin> own_uin(const Caller& caller) {
  if (caller.kind != PrincipalKind::Role) return caller.uin;
  return Error(ErrorCode::InvalidArgument, "a role has no second factors: it is assumed, not signed in");
}

// The root account's number or one of its users'. Errors: UserNotExist.
Result<Uin> somebody(const AccountState& account, std::uint64_t uin) {
  if (Uin{uin} == account.uin()) return account.uin();
  OPENCAM_TRY(const auto* user, find_user(account, uin));
  return user->uin;
}

Result<std::optional<Factors>> read_factors(std::string_view parameter,
                                            const std::optional<api::cam::LoginActionMfaFlag>& given) {
  if (!given) return std::optional<Factors>();
  const std::string name(parameter);
  Factors factors;
  OPENCAM_TRY(factors.phone, read_flag(name + ".Phone", given->phone, false));
  OPENCAM_TRY(factors.soft_token, read_flag(name + ".Stoken", given->stoken, false));
  OPENCAM_TRY(factors.wechat, read_flag(name + ".Wechat", given->wechat, false));
  return std::optional(factors);
}

template <typename Flag>
Flag shown_factors(const Factors& factors) {
  Flag flag;
  flag.phone = factors.phone ? 1 : 0;
  flag.stoken = factors.soft_token ? 1 : 0;
  flag.wechat = factors.wechat ? 1 : 0;
  flag.mail = 0;
  flag.u2f_token = 0;
  flag.passkey = 0;
  return flag;
}

// The three answers have the same members but for their types.
template <typename Response>
Response safe_auth_response(const AccountState& account, Uin uin) {
  Response response;
  const auto* row = account.security().safe_auth_of(uin);
  response.login_flag = shown_factors<decltype(response.login_flag)>(row == nullptr ? Factors{} : row->login);
  response.action_flag = shown_factors<decltype(response.action_flag)>(row == nullptr ? Factors{} : row->action);
  response.offsite_flag.verify_flag = account.security().login_policy().is_offsite_on ? 1 : 0;
  return response;
}

Result<std::vector<directory::IpRule>> read_ip_policies(const std::vector<api::cam::IpPolicy>& policies) {
  std::vector<directory::IpRule> rules;
  for (const api::cam::IpPolicy& policy : policies) {
    const bool is_allow = text::equal_ignoring_ascii_case(policy.effect, "allow");
    if (!is_allow && !text::equal_ignoring_ascii_case(policy.effect, "deny")) {
      return Error(ErrorCode::EffectError,
                   "effect `" + text::shortened(policy.effect) + "` is neither `Allow` nor `Deny`");
    }
    rules.push_back({.network = policy.ip, .is_allow = is_allow});
  }
  return rules;
}

}  // namespace

Result<api::cam::GetPasswordRulesResponse> get_password_rules(const Call& call,
                                                              const api::cam::GetPasswordRulesRequest&) {
  const auto account = call.account();
  const PasswordRuleRow& rules = account->security().password_rule();
  api::cam::GetPasswordRulesResponse response;
  response.rules.minimum_length = rules.characters_min;
  response.rules.must_contain = rules.must_contain;
  response.rules.force_password_change = rules.change_days;
  response.rules.reuse_password_limit = rules.reuse_count;
  response.rules.retry_password_limit = rules.retries_per_hour;
  response.rules.password_expiration_invalidation = rules.expiry == PasswordExpiry::LocksOut ? 1 : 2;
  response.update_time = cam_time(rules.updated_ms == 0 ? account->row().created_ms : rules.updated_ms);
  response.modifier = rules.modifier;
  return response;
}

Result<api::cam::UpdatePasswordRulesResponse> update_password_rules(
    const Call& call, const api::cam::UpdatePasswordRulesRequest& request) {
  const Caller& caller = call.caller();
  const bool is_role = caller.kind == PrincipalKind::Role;
  OPENCAM_TRY(
      call.directory().update_password_rules(call.write(), call.owner(),
                                             {.characters_min = request.rules.minimum_length,
                                              .must_contain = request.rules.must_contain,
                                              .change_days = request.rules.force_password_change,
                                              .reuse_count = request.rules.reuse_password_limit,
                                              .retries_per_hour = request.rules.retry_password_limit,
                                              .expiry = request.rules.password_expiration_invalidation,
                                              .modifier = is_role ? id_text(caller.role) : id_text(caller.uin)}));
  return api::cam::UpdatePasswordRulesResponse{};
}

Result<api::cam::SetMfaFlagResponse> set_mfa_flag(const Call& call, const api::cam::SetMfaFlagRequest& request) {
  directory::SafeAuthChange change;
  OPENCAM_TRY(change.login, read_factors("LoginFlag", request.login_flag));
  OPENCAM_TRY(change.action, read_factors("ActionFlag", request.action_flag));
  const auto account = call.account();
  Uin target{};
  if (request.op_uin.value_or(0) == 0) {
    OPENCAM_TRY(target, own_uin(call.caller()));
  } else {
    OPENCAM_TRY(target, somebody(*account, *request.op_uin));
  }
  // CAM-201: as with the root account's keys, or whoever may set flags could take away what protects it.
  if (target == account->uin() && call.caller().kind != PrincipalKind::Root) {
    return Error(ErrorCode::FactorsForbidden, "only the root account changes its own second factors");
  }
  OPENCAM_TRY(call.directory().update_safe_auth(call.write(), call.owner(), target, change));
  return api::cam::SetMfaFlagResponse{};
}

Result<api::cam::DescribeSafeAuthFlagResponse> describe_safe_auth_flag(const Call& call,
                                                                       const api::cam::DescribeSafeAuthFlagRequest&) {
  OPENCAM_TRY(const Uin uin, own_uin(call.caller()));
  return safe_auth_response<api::cam::DescribeSafeAuthFlagResponse>(*call.account(), uin);
}

Result<api::cam::DescribeSafeAuthFlagCollResponse> describe_safe_auth_flag_coll(
    const Call& call, const api::cam::DescribeSafeAuthFlagCollRequest& request) {
  const auto account = call.account();
  OPENCAM_TRY(const Uin uin, somebody(*account, request.sub_uin));
  return safe_auth_response<api::cam::DescribeSafeAuthFlagCollResponse>(*account, uin);
}

Result<api::cam::DescribeSafeAuthFlagIntlResponse> describe_safe_auth_flag_intl(
    const Call& call, const api::cam::DescribeSafeAuthFlagIntlRequest&) {
  OPENCAM_TRY(const Uin uin, own_uin(call.caller()));
  return safe_auth_response<api::cam::DescribeSafeAuthFlagIntlResponse>(*call.account(), uin);
}

Result<api::cam::CreateSubAccountLoginIpPolicyResponse> create_sub_account_login_ip_policy(
    const Call& call, const api::cam::CreateSubAccountLoginIpPolicyRequest& request) {
  const std::uint64_t type = request.policy_type.value_or(ip_policy_type);
  if (type != ip_policy_type && type != offsite_policy_type) {
    return Error(ErrorCode::InvalidArgument, "parameter `PolicyType` is neither 1 nor 2");
  }
  if (request.approver_type && !request.approver_type->empty() && *request.approver_type != approver_type) {
    return Error(ErrorCode::ApproverTypeUnknown,
                 "parameter `ApproverType` can only be `" + std::string(approver_type) + "`");
  }
  OPENCAM_TRY(const bool is_off, read_flag("DisablePolicy", request.disable_policy, false));
  directory::LoginPolicyChange change;
  if (type == offsite_policy_type) {
    change.is_offsite_on = !is_off;
  } else {
    change.is_ip_on = !is_off;
    if (request.ip_policies) {
      OPENCAM_TRY(change.ip_rules, read_ip_policies(*request.ip_policies));
    }
  }
  if (request.approver_uin) {
    change.approvers.emplace();
    for (const std::uint64_t uin : *request.approver_uin) change.approvers->push_back(Uin{uin});
  }
  OPENCAM_TRY(call.directory().update_login_policy(call.write(), call.owner(), change));
  return api::cam::CreateSubAccountLoginIpPolicyResponse{};
}

Result<api::cam::GetCustomMFATokenInfoResponse> get_custom_mfa_token_info(
    const Call& call, const api::cam::GetCustomMFATokenInfoRequest& request) {
  const auto account = call.account();
  OPENCAM_TRY(const auto* token,
              account->security().find_mfa_token(SecretText(request.mfa_token), call.equipment().clock.now_ms()));
  api::cam::GetCustomMFATokenInfoResponse response;
  response.uin = number(token->uin);
  return response;
}

Result<api::cam::ConsumeCustomMFATokenResponse> consume_custom_mfa_token(
    const Call& call, const api::cam::ConsumeCustomMFATokenRequest& request) {
  OPENCAM_TRY(call.directory().consume_mfa_token(call.write(), call.owner(), SecretText(request.mfa_token)));
  return api::cam::ConsumeCustomMFATokenResponse{};
}

Result<api::cam::GetSecurityLastUsedResponse> get_security_last_used(
    const Call& call, const api::cam::GetSecurityLastUsedRequest& request) {
  if (request.secret_id_list.empty() || request.secret_id_list.size() > limits::last_used_keys_max) {
    return Error(ErrorCode::InvalidArgument,
                 "parameter `SecretIdList` holds 1 to " + std::to_string(limits::last_used_keys_max) + " keys");
  }
  const auto account = call.account();
  OPENCAM_TRY(const auto uses, call.equipment().uses->last_uses(call.owner()));
  std::map<std::string_view, std::int64_t> last;
  for (const directory::LastUse& use : uses) {
    if (use.kind == directory::UseKind::Key) last[use.subject] = use.last_ms;
  }
  api::cam::GetSecurityLastUsedResponse response;
  for (const std::string& secret_id : request.secret_id_list) {
    api::cam::SecretIdLastUsed row;
    row.secret_id = secret_id;
    const auto used = last.find(secret_id);
    // A key that was deleted is answered like one that never was.
    if (used != last.end() && account->find_access_key(secret_id) != nullptr) {
      row.last_used_date = cam_date(used->second);
      row.last_secret_used_date = static_cast<std::uint64_t>(used->second);
    }
    response.secret_id_last_used_rows.push_back(std::move(row));
  }
  return response;
}

// A credential of one product's data flows, which nobody has switched on here.
Result<api::cam::BuildDataFlowAuthTokenResponse> build_data_flow_auth_token(
    const Call&, const api::cam::BuildDataFlowAuthTokenRequest& request) {
  if (request.resource_id.empty() || request.resource_region.empty() || request.resource_account.empty()) {
    return Error(ErrorCode::InvalidArgument,
                 "parameters `ResourceId`, `ResourceRegion` and `ResourceAccount` must not be empty");
  }
  return Error(ErrorCode::DataFlowClosed,
               "resource `" + text::shortened(request.resource_id) + "` has no data flow authentication");
}

}  // namespace opencam::services
