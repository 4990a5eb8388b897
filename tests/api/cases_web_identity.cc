// Becoming a role with a token, and the keys of a user as sts shows them. Here the calls are signed, so that the
// successes can be played with other callers; web_identity_test.cc plays them unsigned.
#include "cases.h"
#include "identity.h"

namespace opencam::tests {

namespace json = boost::json;

namespace {

json::object changed(json::object object, std::string_view name, const json::value& value) {
  object[name] = value;
  return object;
}

}  // namespace

std::vector<Case> web_identity_cases() {
  const std::string action = "AssumeRoleWithWebIdentity";
  const auto with = [action](std::string_view name, const json::value& value) {
    return [=](Scene& s) {
      make_login(s);
      return s.call(action, changed(login_call(s, login_token(good_claims(s))), name, value));
    };
  };
  return {
      {action, "ok",
       [=](Scene& s) {
         make_login(s);
         return s.call(action, login_call(s, login_token(good_claims(s))));
       }},
      {action, "InvalidParameter.WebIdentityTokenError", with("WebIdentityToken", "a.b.c")},
      {action, "InvalidParameter.ParamError", with("RoleSessionName", "x")},
      {action, "InvalidParameter.ParamError", with("DurationSeconds", 43201)},
      {action, "InvalidParameter.ParamError", with("DurationSeconds", -1)},
      {action, "UnauthorizedOperation", with("RoleArn", "qcs::cam::uin/100000000001:roleName/runner")},
      {action, "RequestLimitExceeded",
       [=](Scene& s) {
         const json::object parameters = login_call(s, "a.b.c");
         for (int i = 0; i < 100; ++i) s.send(unsigned_request(s, action, parameters));
         return s.send(unsigned_request(s, action, parameters));
       }},
      {"QueryApiKey", "ok", [](Scene& s) { return s.call("QueryApiKey", {{"TargetUin", s.ann}}); }},
      {"QueryApiKey", "InvalidParameter.ParamError",
       [](Scene& s) { return s.call("QueryApiKey", {{"TargetUin", 12}}); }},
      {"QueryApiKey", "InvalidParameter.ParamError",
       [](Scene& s) {
         s.caller = s.add_user_with("bob", document("allow", {"sts:*"}));
         return s.call("QueryApiKey", {{"TargetUin", s.account_uin}});
       }},
  };
}

}  // namespace opencam::tests
