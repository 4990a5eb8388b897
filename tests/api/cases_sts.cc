// Sessions.
#include "cases.h"

namespace opencam::tests {

namespace json = boost::json;

namespace {

std::string reads() { return document("allow", {"cam:Get*"}); }

json::object assume(const Scene& s, const json::object& more = {}) {
  json::object parameters{{"RoleArn", "qcs::cam::uin/" + std::to_string(s.account_uin) + ":roleName/runner"},
                          {"RoleSessionName", "night"}};
  for (const auto& [key, value] : more) parameters[key] = value;
  return parameters;
}

// A policy of legal length whose text does not fit into a token.
std::string long_policy() {
  std::vector<std::string> actions;
  actions.reserve(200);
  for (int i = 0; i < 200; ++i) actions.push_back("cvm:DescribeSomething" + std::to_string(i));
  return document("allow", actions);
}

struct BadPolicy {
  std::string code;
  std::string text;
};

std::vector<BadPolicy> bad_policies() {
  const std::string statement = R"({"version":"2.0","statement":[{"effect":"allow","action":"cvm:*",)";
  return {
      {"InvalidParameter.StrategyFormatError", "not json"},
      {"InvalidParameter.StrategyInvalid", R"({"version":"2.0","statement":[]})"},
      {"InvalidParameter.PolicyTooLong", document("allow", {"cvm:" + std::string(7000, 'a')})},
      {"InvalidParameter.ExtendStrategyOverSize", long_policy()},
      {"InvalidParameter.ResouceError", statement + R"("resource":"cvm"}]})"},
  };
}

// A key of a session that the root account made.
Keys session_of(Scene& s) {
  const Answer made = s.root("GetFederationToken", {{"Name", "guest"}, {"Policy", document("allow", {"*"})}});
  const auto& credentials = made.object("Credentials");
  return {std::string(credentials.at("TmpSecretId").get_string()),
          std::string(credentials.at("TmpSecretKey").get_string()), std::string(credentials.at("Token").get_string())};
}

}  // namespace

std::vector<Case> sts_cases() {
  const json::object no_mfa{{"SerialNumber", ""}, {"TokenCode", ""}};
  std::vector<Case> cases = {
      {"GetCallerIdentity", "ok", [](Scene& s) { return s.call("GetCallerIdentity"); }},
      {"GetSessionToken", "ok", [no_mfa](Scene& s) { return s.call("GetSessionToken", no_mfa); }},
      {"GetSessionToken", "FailedOperation.CheckMFAError",
       [](Scene& s) {
         return s.call("GetSessionToken",
                       {{"SerialNumber", "qcs::cam:uin/" + std::to_string(s.account_uin) + "::mfa/softToken"},
                        {"TokenCode", "123456"}});
       }},
      {"GetSessionToken", "FailedOperation.MFATypeNotSupported",
       [](Scene& s) { return s.call("GetSessionToken", {{"SerialNumber", "phone"}, {"TokenCode", "123456"}}); }},
      {"GetSessionToken", "FailedOperation.TempKeyNotAllowed",
       [no_mfa](Scene& s) {
         s.caller = session_of(s);
         return s.call("GetSessionToken", no_mfa);
       }},
      {"GetSessionToken", "InvalidParameter.OverTimeError",
       [](Scene& s) {
         return s.call("GetSessionToken", {{"SerialNumber", ""}, {"TokenCode", ""}, {"DurationSeconds", 7201}});
       }},
      {"GetSessionToken", "InvalidParameter.ParamError",
       [](Scene& s) {
         return s.call("GetSessionToken", {{"SerialNumber", ""}, {"TokenCode", ""}, {"DurationSeconds", -1}});
       }},
      {"GetFederationToken", "ok",
       [](Scene& s) { return s.call("GetFederationToken", {{"Name", "guest"}, {"Policy", reads()}}); }},
      {"GetFederationToken", "InvalidParameter.TempCodeNotAvaliable",
       [](Scene& s) {
         s.caller = session_of(s);
         return s.call("GetFederationToken", {{"Name", "guest"}, {"Policy", reads()}});
       }},
      {"GetFederationToken", "InvalidParameter.OverTimeError",
       [](Scene& s) {
         return s.call("GetFederationToken", {{"Name", "guest"}, {"Policy", reads()}, {"DurationSeconds", 7201}});
       }},
      {"GetFederationToken", "InvalidParameter.ParamError",
       [](Scene& s) { return s.call("GetFederationToken", {{"Name", "a b"}, {"Policy", reads()}}); }},
      {"AssumeRole", "ok", [](Scene& s) { return s.call("AssumeRole", assume(s)); }},
      {"AssumeRole", "ResourceNotFound.RoleNotFound",
       [](Scene& s) {
         return s.call("AssumeRole",
                       assume(s, {{"RoleArn", "qcs::cam::uin/" + std::to_string(s.account_uin) + ":roleName/no"}}));
       }},
      {"AssumeRole", "InvalidParameter.ParamError",
       [](Scene& s) { return s.call("AssumeRole", assume(s, {{"RoleSessionName", "x"}})); }},
      {"AssumeRole", "InvalidParameter.OverTimeError",
       [](Scene& s) { return s.call("AssumeRole", assume(s, {{"DurationSeconds", 43201}})); }},
      {"AssumeRole", "FailedOperation.CheckMFAError",
       [](Scene& s) { return s.call("AssumeRole", assume(s, {{"TokenCode", "123456"}})); }},
      {"AssumeRole", "FailedOperation.MFATypeNotSupported",
       [](Scene& s) { return s.call("AssumeRole", assume(s, {{"SerialNumber", "x"}, {"TokenCode", "1"}})); }},
  };
  for (const BadPolicy& bad : bad_policies()) {
    const std::string text = bad.text;
    cases.push_back(
        {"AssumeRole", bad.code, [text](Scene& s) { return s.call("AssumeRole", assume(s, {{"Policy", text}})); }});
    cases.push_back({"GetFederationToken", bad.code,
                     [text](Scene& s) { return s.call("GetFederationToken", {{"Name", "guest"}, {"Policy", text}}); }});
  }
  return cases;
}

}  // namespace opencam::tests
