// How an account protects its sign-ins, and when keys were last used.
#include "cases.h"

namespace opencam::tests {

namespace json = boost::json;

namespace {

Answer set_rule(Scene& s, const std::string& name, const json::value& value) {
  return s.call("UpdatePasswordRules", {{"Rules", json::object{{name, value}}}});
}

json::object rule(const std::string& ip, const std::string& effect) { return {{"IP", ip}, {"Effect", effect}}; }

Answer set_ips(Scene& s, const json::array& rules) {
  return s.call("CreateSubAccountLoginIpPolicy", {{"PolicyType", 1}, {"IpPolicies", rules}});
}

Answer set_approvers(Scene& s, const json::array& uins) {
  return s.call("CreateSubAccountLoginIpPolicy",
                {{"PolicyType", 2}, {"ApproverType", "SubAccountLoginLimitApproval"}, {"ApproverUin", uins}});
}

// A token as the sign-in page would give it out for ann; when she is gone, one that nobody gave out.
std::string mfa_token(Scene& s) {
  const auto token = s.directory().issue_mfa_token({}, directory::Uin{s.account_uin}, directory::Uin{s.ann});
  if (!token) return "Canary-Token";
  s.secrets.emplace_back(token->reveal(SecretAccess{}));
  return s.secrets.back();
}

json::array networks(int count) {
  json::array rules;
  for (int i = 0; i < count; ++i) rules.push_back(rule("10.0." + std::to_string(i) + ".0/24", "Allow"));
  return rules;
}

std::vector<Case> password_rule_cases() {
  std::vector<Case> cases = {
      {"GetPasswordRules", "ok", [](Scene& s) { return s.call("GetPasswordRules"); }},
      {"UpdatePasswordRules", "ok", [](Scene& s) { return set_rule(s, "MinimumLength", 32); }},
  };
  const std::vector<std::pair<std::string, json::value>> bad = {{"MinimumLength", 7},
                                                                {"MinimumLength", 33},
                                                                {"MinimumLength", -1},
                                                                {"MustContain", "AB"},
                                                                {"MustContain", "AA"},
                                                                {"ForcePasswordChange", 366},
                                                                {"ForcePasswordChange", -1},
                                                                {"ReusePasswordLimit", 25},
                                                                {"RetryPasswordLimit", 101},
                                                                {"PasswordExpirationInvalidation", 0},
                                                                {"PasswordExpirationInvalidation", 3}};
  for (const auto& [name, value] : bad) {
    cases.push_back({"UpdatePasswordRules", "InvalidParameter.PasswordRuleError",
                     [name = name, value = value](Scene& s) { return set_rule(s, name, value); }});
  }
  return cases;
}

std::vector<Case> factor_cases() {
  const auto set = [](Scene& s, std::uint64_t uin, const std::string& method) {
    return s.call("SetMfaFlag", {{"OpUin", uin}, {"LoginFlag", json::object{{method, 1}}}});
  };
  return {
      {"SetMfaFlag", "ok", [set](Scene& s) { return set(s, s.ann, "Stoken"); }},
      {"SetMfaFlag", "FailedOperation.UserNotBindPhone", [set](Scene& s) { return set(s, s.ann, "Phone"); }},
      {"SetMfaFlag", "FailedOperation.UserNotBindWechat", [set](Scene& s) { return set(s, s.ann, "Wechat"); }},
      {"SetMfaFlag", "FailedOperation.UserUnbindNoPermission",
       [set](Scene& s) {
         s.caller = s.add_user_with("bob", document("allow", {"cam:*"}));
         return set(s, s.account_uin, "Stoken");
       }},
      {"SetMfaFlag", "ResourceNotFound.UserNotExist", [set](Scene& s) { return set(s, 12, "Stoken"); }},
      {"SetMfaFlag", "InvalidParameter",
       [](Scene& s) { return s.call("SetMfaFlag", {{"OpUin", s.ann}, {"ActionFlag", json::object{{"Stoken", 2}}}}); }},
      {"DescribeSafeAuthFlag", "ok", [](Scene& s) { return s.call("DescribeSafeAuthFlag"); }},
      {"DescribeSafeAuthFlagIntl", "ok", [](Scene& s) { return s.call("DescribeSafeAuthFlagIntl"); }},
      {"DescribeSafeAuthFlagColl", "ok",
       [](Scene& s) { return s.call("DescribeSafeAuthFlagColl", {{"SubUin", s.ann}}); }},
      {"DescribeSafeAuthFlagColl", "ResourceNotFound.UserNotExist",
       [](Scene& s) { return s.call("DescribeSafeAuthFlagColl", {{"SubUin", 12}}); }},
  };
}

// A role has no second factors of its own.
Case role_case(const std::string& action) {
  return {action, "InvalidParameter.ParamError", [action](Scene& s) {
            const Answer policy =
                s.root("CreatePolicy", {{"PolicyName", "all"}, {"PolicyDocument", document("allow", {"*"})}});
            s.root("AttachRolePolicy", {{"PolicyId", policy.number("PolicyId")}, {"AttachRoleId", s.role}});
            const Answer session = s.root(
                "AssumeRole", {{"RoleArn", "qcs::cam::uin/" + std::to_string(s.account_uin) + ":roleName/runner"},
                               {"RoleSessionName", "night"}});
            const auto& keys = session.object("Credentials");
            s.caller = {std::string(keys.at("TmpSecretId").as_string()),
                        std::string(keys.at("TmpSecretKey").as_string()), std::string(keys.at("Token").as_string())};
            return s.call(action);
          }};
}

std::vector<Case> login_policy_cases() {
  return {
      {"CreateSubAccountLoginIpPolicy", "ok", [](Scene& s) { return set_ips(s, networks(10)); }},
      {"CreateSubAccountLoginIpPolicy", "FailedOperation.PolicyFull",
       [](Scene& s) { return set_ips(s, networks(11)); }},
      {"CreateSubAccountLoginIpPolicy", "InvalidParameter.IPIllegal",
       [](Scene& s) { return set_ips(s, {rule("10.0.0.0/33", "Allow")}); }},
      {"CreateSubAccountLoginIpPolicy", "InvalidParameter.IPIllegal",
       [](Scene& s) { return set_ips(s, {rule("", "Allow")}); }},
      {"CreateSubAccountLoginIpPolicy", "InvalidParameter.IPRangeOverlapping",
       [](Scene& s) { return set_ips(s, {rule("10.0.0.0/8", "Allow"), rule("10.1.2.3", "Deny")}); }},
      {"CreateSubAccountLoginIpPolicy", "InvalidParameter.EffectError",
       [](Scene& s) { return set_ips(s, {rule("10.0.0.0/8", "Maybe")}); }},
      {"CreateSubAccountLoginIpPolicy", "InvalidParameter.ParamError",
       [](Scene& s) { return s.call("CreateSubAccountLoginIpPolicy", {{"PolicyType", 3}}); }},
      {"CreateSubAccountLoginIpPolicy", "InvalidParameter.ParamError",
       [](Scene& s) { return s.call("CreateSubAccountLoginIpPolicy", {{"DisablePolicy", 2}}); }},
      {"CreateSubAccountLoginIpPolicy", "InvalidParameter.AssitApproverTypeError",
       [](Scene& s) { return s.call("CreateSubAccountLoginIpPolicy", {{"ApproverType", "Friend"}}); }},
      {"CreateSubAccountLoginIpPolicy", "InvalidParameter.UserNotExist",
       [](Scene& s) { return set_approvers(s, {12}); }},
      {"CreateSubAccountLoginIpPolicy", "InvalidParameter.SubUserPhoneNotExsit",
       [](Scene& s) { return set_approvers(s, {s.ann}); }},
      {"CreateSubAccountLoginIpPolicy", "FailedOperation.AssistApproverFull",
       [](Scene& s) { return set_approvers(s, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}); }},
  };
}

std::vector<Case> token_cases() {
  return {
      {"GetCustomMFATokenInfo", "ok",
       [](Scene& s) { return s.call("GetCustomMFATokenInfo", {{"MFAToken", mfa_token(s)}}); }},
      {"GetCustomMFATokenInfo", "InvalidParameter.MFATokenError",
       [](Scene& s) { return s.call("GetCustomMFATokenInfo", {{"MFAToken", "Canary-Token"}}); }},
      {"ConsumeCustomMFAToken", "ok",
       [](Scene& s) { return s.call("ConsumeCustomMFAToken", {{"MFAToken", mfa_token(s)}}); }},
      {"ConsumeCustomMFAToken", "InvalidParameter.MFATokenError",
       [](Scene& s) {
         const std::string token = mfa_token(s);
         s.root("ConsumeCustomMFAToken", {{"MFAToken", token}});
         return s.call("ConsumeCustomMFAToken", {{"MFAToken", token}});
       }},
      {"GetSecurityLastUsed", "ok",
       [](Scene& s) { return s.call("GetSecurityLastUsed", {{"SecretIdList", json::array{s.ann_keys.secret_id}}}); }},
      {"GetSecurityLastUsed", "InvalidParameter",
       [](Scene& s) {
         return s.call("GetSecurityLastUsed", {{"SecretIdList", json::array{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}}});
       }},
      {"GetSecurityLastUsed", "InvalidParameter",
       [](Scene& s) { return s.call("GetSecurityLastUsed", {{"SecretIdList", json::array{}}}); }},
      {"BuildDataFlowAuthToken", "ResourceNotFound.DataFlowAuthClose",
       [](Scene& s) {
         return s.call("BuildDataFlowAuthToken",
                       {{"ResourceId", "r-1"}, {"ResourceRegion", "ap-guangzhou"}, {"ResourceAccount", "app"}});
       }},
      {"BuildDataFlowAuthToken", "InvalidParameter.ParamError",
       [](Scene& s) {
         return s.call("BuildDataFlowAuthToken",
                       {{"ResourceId", "r-1"}, {"ResourceRegion", ""}, {"ResourceAccount", "app"}});
       }},
  };
}

}  // namespace

std::vector<Case> security_cases() {
  std::vector<Case> all = {role_case("DescribeSafeAuthFlag"), role_case("DescribeSafeAuthFlagIntl")};
  for (const auto& group : {password_rule_cases(), factor_cases(), login_policy_cases(), token_cases()}) {
    all.insert(all.end(), group.begin(), group.end());
  }
  return all;
}

}  // namespace opencam::tests
