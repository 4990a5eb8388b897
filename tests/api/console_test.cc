// Signing in to the console, and what a session is (docs/spec/sign-in.md).
#include <gtest/gtest.h>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <chrono>
#include <thread>

#include "base/sign_in_limits.h"
#include "browser.h"

namespace opencam::tests {
namespace {

namespace json = boost::json;

TEST(ConsoleTest, AFreshAccountHasNoPasswordAndTheRootSignsInOnceThereIsOne) {
  Scene scene;
  Browser browser(scene);
  EXPECT_EQ(browser.state(), "signed_out");
  for (const char* guess : {"", "acme", "admin", "password"}) {
    EXPECT_NE(browser.sign_in("acme", "", guess).code, "ok") << guess;
  }
  set_password(scene);
  const Answer opened = browser.sign_in("acme", "");
  ASSERT_EQ(opened.code, "ok") << opened.body;
  EXPECT_EQ(opened.text("state"), "open");
  EXPECT_EQ(opened.object("account").at("name"), "acme");
  EXPECT_EQ(opened.object("user").at("is_root"), true);
  EXPECT_EQ(std::string(opened.object("user").at("uin").as_string()), std::to_string(scene.account_uin));
  EXPECT_EQ(opened.object("mfa").at("is_enrolled"), false);
  EXPECT_EQ(opened.text("expires"), "2026-11-22T04:53:20Z");
  EXPECT_EQ(opened.headers.find("cache-control"), "no-store");
  Browser by_number(scene);
  EXPECT_EQ(by_number.sign_in(std::to_string(scene.account_uin), "").code, "ok");
  // Nobody else's.
  EXPECT_EQ(Browser(scene).sign_in("other", "").code, "wrong_credentials");
}

TEST(ConsoleTest, TheCookieIsOutOfReachOfScriptsAndOtherSites) {
  Scene scene;
  set_password(scene);
  Browser browser(scene);
  const Answer opened = browser.sign_in("acme", "");
  const std::string set(opened.headers.find("set-cookie").value_or(""));
  EXPECT_TRUE(set.starts_with("__Host-opencam=")) << set;
  EXPECT_TRUE(set.ends_with("; Path=/; HttpOnly; SameSite=Strict; Secure")) << set;
  EXPECT_EQ(opened.headers.count("set-cookie"), 1u);
  EXPECT_EQ(browser.csrf.size(), 64u);
  EXPECT_EQ(browser.cookie.find(browser.csrf), std::string::npos);
  // It is taken away when one signs out.
  const Answer ended = browser.send("DELETE", "");
  EXPECT_EQ(ended.text("state"), "signed_out");
  EXPECT_EQ(ended.headers.find("set-cookie"), "__Host-opencam=; Max-Age=0; Path=/; HttpOnly; SameSite=Strict; Secure");
}

TEST(ConsoleTest, AUserSignsInWhenTheConsoleIsTheirs) {
  Scene scene;
  add_console_user(scene, "bob");
  Browser bob(scene);
  const Answer opened = bob.sign_in("acme", "bob");
  ASSERT_EQ(opened.code, "ok") << opened.body;
  EXPECT_EQ(opened.object("user").at("name"), "bob");
  EXPECT_EQ(opened.object("user").at("is_root"), false);
  // Ann has neither password nor console.
  EXPECT_EQ(Browser(scene).sign_in("acme", "ann").code, "wrong_credentials");
  set_password(scene, scene.ann);
  EXPECT_EQ(Browser(scene).sign_in("acme", "ann").code, "wrong_credentials");
  scene.root("UpdateUser", {{"Name", "ann"}, {"ConsoleLogin", 1}});
  EXPECT_EQ(Browser(scene).sign_in("acme", "ann").code, "ok");
  EXPECT_EQ(Browser(scene).sign_in("acme", "ANN").code, "wrong_credentials");
  EXPECT_EQ(Browser(scene).sign_in("other", "ann").code, "wrong_credentials");
}

TEST(ConsoleTest, ASessionMayWhatItsUserMayAndTheTrailSaysSo) {
  Scene scene;
  const std::uint64_t bob = add_console_user(scene, "bob");
  Browser browser(scene);
  const std::string id = browser.sign_in("acme", "bob").text("session_id");
  EXPECT_EQ(browser.call("ListUsers").code, "AuthFailure.UnauthorizedOperation");
  scene.root("AttachUserPolicy", {{"PolicyId", scene.policy}, {"AttachUin", bob}});
  const Answer got = browser.call("GetUser", {{"Name", "ann"}});
  EXPECT_EQ(got.code, "ok") << got.body;
  EXPECT_TRUE(got.headers.find("x-cam-revision"));
  EXPECT_EQ(browser.call("AddUser", {{"Name", "eve"}}).code, "AuthFailure.UnauthorizedOperation");
  EXPECT_EQ(browser.call("GetCallerIdentity").text("PrincipalId"), std::to_string(bob));
  // CAM-168: a session asks for no other session of its kind.
  Browser root(scene);
  set_password(scene);
  root.sign_in("acme", "");
  EXPECT_EQ(root.call("CreateGroup", {{"GroupName", "made"}}).code, "ok");
  EXPECT_NE(root.call("GetSessionToken").code, "ok");
  bool is_denied = false;
  bool is_made = false;
  for (const auto& record : scene.audit(directory::Uin{scene.account_uin})) {
    is_denied = is_denied || (record.action == "cam:ListUsers" && record.access_key == "console/" + id &&
                              record.principal == std::to_string(bob) && record.principal_type == "user");
    is_made = is_made || (record.action == "cam:CreateGroup" && record.access_key.starts_with("console/") &&
                          record.principal_type == "root");
  }
  EXPECT_TRUE(is_denied);
  EXPECT_TRUE(is_made);
}

TEST(ConsoleTest, DecisionsAndReportsRideOnASessionToo) {
  Scene scene;
  set_password(scene);
  Browser browser(scene);
  browser.sign_in("acme", "");
  HttpRequest request = browser.api_request("x");
  request.target = "/access/v1/evaluation";
  request.body =
      R"({"subject":{"type":"user","id":"ann"},"action":{"name":"cam:GetUser"},"resource":{"type":"job","id":"j"}})";
  EXPECT_EQ(scene.send(request).status, 200);
  request.headers.erase("X-Opencam-Csrf");
  EXPECT_EQ(scene.send(request).status, 401);
  request = browser.api_request("x");
  request.target = "/access/v1/policies/check";
  request.body = R"({"document":"{"})";
  EXPECT_EQ(scene.send(request).status, 200);
  request.headers.erase("X-Opencam-Csrf");
  EXPECT_EQ(scene.send(request).status, 401);
  HttpRequest report = browser.api_request("x");
  report.method = "GET";
  report.body.clear();
  report.target = "/access/v1/security-report";
  EXPECT_EQ(scene.send(report).status, 200);
  report.target = "/access/v1/catalogue";
  EXPECT_EQ(scene.send(report).status, 200);
  report.target = "/access/v1/decisions/00000000-0000-0000-0000-000000000000";
  EXPECT_EQ(scene.send(report).status, 404);
  report.headers.erase("X-Opencam-Csrf");
  EXPECT_EQ(scene.send(report).status, 401);
}

TEST(ConsoleTest, ASessionEndsByItselfAndLivesByUse) {
  Scene scene;
  set_password(scene);
  Browser browser(scene);
  browser.sign_in("acme", "");
  const std::int64_t begun = scene.clock.ms;
  // Used often enough it lasts its whole time, and not a moment longer.
  for (std::int64_t at = 0; at < limits::console_session_ms; at += limits::console_idle_ms - 1000) {
    scene.clock.ms = begun + at;
    ASSERT_EQ(browser.call("ListUsers").code, "ok") << at;
    // The use is noted behind the answer.
    const auto used = [&] {
      const auto account = scene.directory().account(directory::Uin{scene.account_uin});
      return account->sign_ins().sessions_of(account->uin()).begin()->second.last_used_ms;
    };
    for (int i = 0; i < 1000 && used() != scene.clock.ms; ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    ASSERT_EQ(used(), scene.clock.ms);
  }
  scene.clock.ms = begun + limits::console_session_ms - 1;
  EXPECT_EQ(browser.state(), "open");
  scene.clock.ms = begun + limits::console_session_ms;
  EXPECT_EQ(browser.call("ListUsers").code, "AuthFailure.TokenFailure");
  EXPECT_EQ(browser.state(), "signed_out");
  browser.sign_in("acme", "");
  scene.clock.ms += limits::console_idle_ms;
  EXPECT_EQ(browser.state(), "signed_out");
}

TEST(ConsoleTest, SessionsAreListedAndEnded) {
  Scene scene;
  set_password(scene);
  Browser first(scene);
  first.headers["User-Agent"] = "first <b>\"browser\"";
  first.sign_in("acme", "");
  scene.clock.ms += 1000;
  Browser second(scene);
  second.address = "192.0.2.8";
  second.sign_in("acme", "");
  const Answer listed = second.get("/list");
  const json::array& rows = listed.array("sessions");
  ASSERT_EQ(rows.size(), 2u) << listed.body;
  EXPECT_EQ(rows[0].at("is_this"), true);
  EXPECT_EQ(rows[0].at("source_ip"), "192.0.2.8");
  EXPECT_EQ(rows[1].at("user_agent"), "first <b>\"browser\"");
  const std::string id(rows[1].at("session_id").get_string());
  EXPECT_EQ(second.post("/end", {{"session_id", "0123456789abcdef"}}).code, "not_found");
  EXPECT_EQ(second.post("/end", {{"session_id", id}}).text("state"), "open");
  EXPECT_EQ(first.state(), "signed_out");
  first.sign_in("acme", "");
  EXPECT_EQ(second.post("/end-all", {{"keep_this", true}}).text("state"), "open");
  EXPECT_EQ(first.state(), "signed_out");
  first.sign_in("acme", "");
  EXPECT_EQ(second.post("/end-all", json::object{}).text("state"), "signed_out");
  EXPECT_EQ(first.state(), "signed_out");
  EXPECT_EQ(second.state(), "signed_out");
}

TEST(ConsoleTest, OneChangesOnesOwnPassword) {
  Scene scene;
  scene.root("UpdatePasswordRules", {{"Rules", json::object{{"ReusePasswordLimit", 2}}}});
  add_console_user(scene, "bob");
  Browser bob(scene);
  Browser elsewhere(scene);
  bob.sign_in("acme", "bob");
  elsewhere.sign_in("acme", "bob");
  const std::string before = bob.cookie;
  const auto change = [&](std::string_view old_password, std::string_view new_password) {
    return bob.post("/password", {{"password", old_password}, {"new_password", new_password}}).code;
  };
  EXPECT_EQ(change("wrong", "Another-Horse-2"), "wrong_code");
  EXPECT_EQ(change(good_password, "short"), "password_rules");
  EXPECT_EQ(change(good_password, good_password), "password_rules");
  EXPECT_EQ(change(good_password, "Another-Horse-2"), "ok");
  EXPECT_NE(bob.cookie, before);
  EXPECT_EQ(bob.state(), "open");
  EXPECT_EQ(elsewhere.state(), "signed_out");
  EXPECT_EQ(elsewhere.sign_in("acme", "bob").code, "wrong_credentials");
  EXPECT_EQ(elsewhere.sign_in("acme", "bob", "Another-Horse-2").code, "ok");
  EXPECT_EQ(change("Another-Horse-2", good_password), "password_rules");
}

TEST(ConsoleTest, APasswordThatHasToBeChangedIsChangedFirst) {
  Scene scene;
  add_console_user(scene, "bob");
  scene.root("UpdateUser", {{"Name", "bob"}, {"NeedResetPassword", 1}});
  Browser bob(scene);
  EXPECT_EQ(bob.sign_in("acme", "bob").text("state"), "needs_password");
  EXPECT_EQ(bob.call("GetCallerIdentity").code, "AuthFailure.TokenFailure");
  EXPECT_EQ(bob.get("/list").code, "wrong_state");
  EXPECT_EQ(bob.post("/code", {{"code", "123456"}}).code, "wrong_state");
  EXPECT_EQ(bob.post("/password", {{"password", good_password}, {"new_password", "Another-Horse-2"}}).text("state"),
            "open");
  EXPECT_EQ(bob.call("GetCallerIdentity").code, "ok");
  // Nobody lingers before the door.
  scene.root("UpdateUser", {{"Name", "bob"}, {"NeedResetPassword", 1}});
  EXPECT_EQ(bob.sign_in("acme", "bob", "Another-Horse-2").text("state"), "needs_password");
  scene.clock.ms += limits::console_pending_ms;
  EXPECT_EQ(bob.state(), "signed_out");
}

TEST(ConsoleTest, AnExpiredPasswordIsChangedOrLocksOutAsTheRuleSays) {
  Scene scene;
  add_console_user(scene, "bob");
  const auto rule = [&](int days, int expiry) {
    scene.root("UpdatePasswordRules",
               {{"Rules", json::object{{"ForcePasswordChange", days}, {"PasswordExpirationInvalidation", expiry}}}});
  };
  rule(1, 2);
  Browser bob(scene);
  EXPECT_EQ(bob.sign_in("acme", "bob").text("password_expires"), "2026-11-22T16:53:20Z");
  scene.clock.ms += 86400LL * 1000 - 1;
  EXPECT_EQ(bob.sign_in("acme", "bob").text("state"), "open");
  scene.clock.ms += 1;
  EXPECT_EQ(bob.sign_in("acme", "bob").text("state"), "needs_password");
  rule(1, 1);
  EXPECT_EQ(bob.sign_in("acme", "bob").code, "wrong_credentials");
  set_password(scene);
  EXPECT_EQ(Browser(scene).sign_in("acme", "").code, "ok");
}

TEST(ConsoleTest, TooManyFailuresInAnHourAreRefusedUntilItIsOver) {
  Scene scene;
  add_console_user(scene, "bob");
  scene.root("UpdatePasswordRules", {{"Rules", json::object{{"RetryPasswordLimit", 2}}}});
  Browser bob(scene);
  EXPECT_EQ(bob.sign_in("acme", "bob", "wrong").code, "wrong_credentials");
  EXPECT_EQ(bob.sign_in("acme", "bob", "wrong").code, "wrong_credentials");
  EXPECT_EQ(bob.sign_in("acme", "bob").code, "wrong_credentials");
  scene.clock.ms += limits::sign_in_hour_ms;
  EXPECT_EQ(bob.sign_in("acme", "bob").code, "ok");
}

TEST(ConsoleTest, WhereUsersMaySignInFromBindsTheirSessionsAndNotTheRoot) {
  Scene scene;
  add_console_user(scene, "bob");
  set_password(scene);
  Browser bob(scene);
  EXPECT_EQ(bob.sign_in("acme", "bob").code, "ok");
  scene.root(
      "CreateSubAccountLoginIpPolicy",
      {{"PolicyType", 1}, {"IpPolicies", json::array{json::object{{"IP", "198.51.100.0/24"}, {"Effect", "Allow"}}}}});
  EXPECT_EQ(bob.call("GetCallerIdentity").code, "AuthFailure.TokenFailure");
  EXPECT_EQ(bob.sign_in("acme", "bob").code, "wrong_credentials");
  EXPECT_EQ(Browser(scene).sign_in("acme", "").code, "ok");
  bob.address = "198.51.100.9";
  EXPECT_EQ(bob.sign_in("acme", "bob").code, "ok");
  EXPECT_EQ(bob.call("GetCallerIdentity").code, "ok");
}

TEST(ConsoleTest, BodiesAreReadStrictly) {
  Scene scene;
  set_password(scene);
  Browser browser(scene);
  const std::pair<std::string, const char*> bodies[] = {
      {"", "bad_request"},
      {"[]", "bad_request"},
      {"{", "bad_request"},
      {R"({"account":"acme"})", "bad_request"},
      {R"({"account":"acme","password":""})", "bad_request"},
      {R"({"account":"","password":"x"})", "bad_request"},
      {R"({"account":"acme","password":1})", "bad_request"},
      {R"({"account":{"a":1},"password":"x"})", "bad_request"},
      {R"({"account":"acme","password":"x","remember":true})", "bad_request"},
      {R"({"account":"acme","account":"other","password":"x"})", "bad_request"},
      {R"({"account":"acme","password":")" + std::string(8192, 'x') + R"("})", "too_large"},
      {R"({"account":"acme","password":"x)" + std::string(1, '\x80') + R"("})", "bad_request"},
  };
  for (const auto& [body, code] : bodies) {
    const Answer answer = browser.send("POST", "", body);
    EXPECT_EQ(answer.code, code) << body.substr(0, 100);
    // What was sent may be the password.
    EXPECT_EQ(answer.body.find("xxx"), std::string::npos);
  }
  // Just not too large.
  std::string longest = R"({"account":"acme","password":""})";
  longest.insert(longest.size() - 2, std::string(limits::console_body_bytes_max - longest.size(), 'x'));
  EXPECT_EQ(browser.send("POST", "", longest).code, "wrong_credentials");
  browser.headers["Content-Type"] = "application/x-www-form-urlencoded";
  EXPECT_EQ(browser.send("POST", "", "{}").code, "media_type");
  browser.headers["Content-Type"] = "";
  EXPECT_EQ(browser.send("POST", "", "{}").code, "media_type");
}

TEST(ConsoleTest, OtherPathsAndMethodsAreRefused) {
  Scene scene;
  Browser browser(scene);
  EXPECT_EQ(browser.get("/").code, "not_found");
  EXPECT_EQ(browser.get("/nothing").status, 404);
  const Answer put = browser.send("PUT", "");
  EXPECT_EQ(put.status, 405);
  EXPECT_EQ(put.headers.find("allow"), "GET, POST, DELETE");
  EXPECT_EQ(browser.get("/code").headers.find("allow"), "POST");
  EXPECT_EQ(browser.post("/list", json::object{}).code, "method");
}

TEST(ConsoleTest, TheLanguageIsTheBrowsersWhenTheConsoleHasIt) {
  Scene scene;
  set_password(scene);
  Browser browser(scene);
  browser.sign_in("acme", "");
  const std::pair<const char*, const char*> languages[] = {
      {"", ""}, {"de, zh-TW;q=0.8, en;q=0.7", "zh-CN"}, {"en-GB,en;q=0.9", "en-US"}, {"fr", ""}, {"zh", "zh-CN"}};
  for (const auto& [accepted, language] : languages) {
    browser.headers["Accept-Language"] = accepted;
    EXPECT_EQ(browser.get().text("language"), language) << accepted;
  }
}

TEST(ConsoleTest, AStoreThatFailsOpensNothing) {
  Scene scene;
  set_password(scene);
  Browser browser(scene);
  scene.store_fails = true;
  const Answer failed = browser.sign_in("acme", "");
  EXPECT_EQ(failed.code, "internal");
  EXPECT_FALSE(failed.headers.find("set-cookie"));
  scene.store_fails = false;
  EXPECT_EQ(browser.sign_in("acme", "").code, "ok");
}

}  // namespace
}  // namespace opencam::tests
