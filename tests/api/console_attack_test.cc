// What an attacker tries at the console (CVE classes C18, C21 to C25): each attack by name, and what comes of it.
#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>
#include <functional>
#include <set>

#include "base/sign_in_limits.h"
#include "browser.h"
#include "services/generated/api_action.h"

namespace opencam::tests {
namespace {

namespace json = boost::json;

// An answer as whoever compares answers sees it.
std::string shape(const Answer& answer) {
  std::string text = std::to_string(answer.status) + " " + answer.body;
  for (std::size_t i = 0; i < answer.headers.size(); ++i) {
    text += "\n" + std::string(answer.headers.at(i).name) + ": " + std::string(answer.headers.at(i).value);
  }
  return text;
}

class ConsoleAttackTest : public testing::Test {
 protected:
  ConsoleAttackTest() {
    set_password(scene);
    bob = add_console_user(scene, "bob");
  }
  Browser signed_in(std::string_view user = "") {
    Browser browser(scene);
    EXPECT_EQ(browser.sign_in("acme", user).code, "ok");
    return browser;
  }

  Scene scene;
  std::uint64_t bob = 0;
};

TEST_F(ConsoleAttackTest, FixationAPlantedCookieNeverBecomesASession) {
  Browser victim(scene);
  const std::string planted = "__Host-opencam=" + std::to_string(scene.account_uin) + "." +
                              std::to_string(scene.account_uin) + "." + std::string(64, 'a');
  victim.cookie = planted;
  EXPECT_EQ(victim.sign_in("acme", "").code, "ok");
  EXPECT_NE(victim.cookie, planted);
  Browser attacker(scene);
  attacker.cookie = planted;
  EXPECT_EQ(attacker.state(), "signed_out");
  // An attacker's own session does not become the victim's either.
  Browser own = signed_in("bob");
  Browser tricked(scene);
  tricked.cookie = own.cookie;
  EXPECT_EQ(tricked.sign_in("acme", "").code, "ok");
  EXPECT_NE(tricked.cookie, own.cookie);
  EXPECT_EQ(own.state(), "signed_out");
}

TEST_F(ConsoleAttackTest, CrossSiteARequestWithoutTheTokenOrFromElsewhereDoesNothing) {
  Browser browser = signed_in();
  const std::string other_token = signed_in("bob").csrf;
  const auto revision = scene.directory().revision();
  const auto tried = [&](auto change) {
    Browser attacked = browser;
    change(attacked);
    const Answer api = attacked.call("CreateGroup", {{"GroupName", "evil"}});
    EXPECT_EQ(api.code, "AuthFailure.InvalidAuthorization") << api.body;
    for (const char* path : {"/password", "/end", "/end-all", "/code", "/mfa/begin", "/mfa/confirm", "/mfa/remove",
                             "/mfa/recovery-codes"}) {
      EXPECT_EQ(attacked.post(path, json::object{}).code, "cross_site") << path;
    }
    EXPECT_EQ(attacked.get("/list").code, "cross_site");
    EXPECT_EQ(attacked.send("DELETE", "").code, "cross_site");
  };
  tried([](Browser& b) { b.csrf.clear(); });
  tried([](Browser& b) { b.csrf.back() = b.csrf.back() == '0' ? '1' : '0'; });
  tried([](Browser& b) { b.csrf.pop_back(); });
  tried([&](Browser& b) { b.csrf = other_token; });
  for (const char* origin : {"https://evil.example.com", "http://cam.example.com:81", "null",
                             "https://cam.example.com.evil.com", "https://cam.example.co"}) {
    tried([&](Browser& b) { b.headers["Origin"] = origin; });
  }
  for (const char* site : {"cross-site", "same-site", "none", "Same-Origin"}) {
    tried([&](Browser& b) { b.headers["Sec-Fetch-Site"] = site; });
  }
  EXPECT_EQ(scene.directory().revision(), revision);
  EXPECT_EQ(browser.state(), "open");
  // Signing somebody in as somebody else, across sites.
  Browser login(scene);
  login.headers["Origin"] = "https://evil.example.com";
  EXPECT_EQ(login.sign_in("acme", "bob").code, "cross_site");
  EXPECT_TRUE(login.cookie.empty());
  // The answer that hands the token out is for nobody else to read.
  const Answer shown = browser.get();
  EXPECT_FALSE(shown.headers.find("access-control-allow-origin"));
  EXPECT_EQ(shown.headers.find("cross-origin-resource-policy"), "same-origin");
}

TEST_F(ConsoleAttackTest, TheTokenTwiceIsNoToken) {
  Browser browser = signed_in();
  HttpRequest request = browser.api_request("ListUsers");
  request.headers.add("X-Opencam-Csrf", browser.csrf);
  EXPECT_EQ(scene.send(request).code, "AuthFailure.InvalidAuthorization");
}

// C18: whoever shows another credential is judged by it alone.
TEST_F(ConsoleAttackTest, ACookieRescuesNoOtherCredential) {
  Browser browser = signed_in();
  for (const char* authorization : {"", "SKIP", "Bearer x", "Bearer AKIDxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx:y",
                                    "TC3-HMAC-SHA256 nonsense", "Basic eDp5"}) {
    HttpRequest request = browser.api_request("ListUsers");
    request.headers.add("Authorization", authorization);
    EXPECT_NE(scene.send(request).code, "ok") << authorization;
    request.target = "/access/v1/evaluation";
    EXPECT_EQ(scene.send(request).status, 401) << authorization;
  }
  // A good signature counts, and the session does not.
  HttpRequest signed_one = scene.signed_request(scene.ann_keys, "GetCallerIdentity", {});
  signed_one.headers.add("Cookie", browser.cookie);
  signed_one.headers.add("X-Opencam-Csrf", browser.csrf);
  EXPECT_EQ(scene.send(signed_one).text("PrincipalId"), std::to_string(scene.ann));
  HttpRequest with_token = browser.api_request("ListUsers");
  with_token.headers.add("X-TC-Token", "token");
  EXPECT_EQ(scene.send(with_token).code, "AuthFailure.TokenFailure");
}

// Forms of the first version carry their signature in the parameters; a cookie is none.
TEST_F(ConsoleAttackTest, AFormOfAnotherSiteIsNoCall) {
  Browser browser = signed_in();
  browser.headers["Content-Type"] = "application/x-www-form-urlencoded";
  HttpRequest request = browser.api_request("ListUsers");
  request.headers.erase("X-TC-Action");
  request.headers.erase("X-TC-Version");
  request.body = "Action=ListUsers&Version=2019-01-16";
  EXPECT_NE(scene.send(request).code, "ok");
  request.method = "GET";
  request.target = "/?" + request.body;
  request.body.clear();
  EXPECT_NE(scene.send(request).code, "ok");
}

TEST_F(ConsoleAttackTest, EnumerationNobodyLearnsWhoExists) {
  scene.root("AddUser", {{"Name", "without"}});
  struct Guess {
    const char* account;
    const char* user;
    const char* password;
  };
  const Guess guesses[] = {
      {"acme", "bob", "wrong"},       // a user with the console
      {"acme", "ann", "wrong"},       // a user without password
      {"acme", "without", "wrong"},   // a user without the console
      {"acme", "nobody", "wrong"},    // no user
      {"acme", "", "wrong"},          // the root account
      {"other", "", "wrong"},         // a root account without password
      {"nowhere", "", "wrong"},       // no account
      {"100000099999", "", "wrong"},  // no number
  };
  std::set<std::string> shapes;
  for (const Guess& guess : guesses) {
    const auto before = scene.audit(directory::Uin{scene.account_uin}).size() +
                        scene.audit(directory::Uin{scene.other_uin}).size() + scene.audit(directory::Uin{}).size();
    shapes.insert(shape(Browser(scene).sign_in(guess.account, guess.user, guess.password)));
    const auto after = scene.audit(directory::Uin{scene.account_uin}).size() +
                       scene.audit(directory::Uin{scene.other_uin}).size() + scene.audit(directory::Uin{}).size();
    // The same work, down to the record.
    EXPECT_EQ(after, before + 1) << guess.account << "/" << guess.user;
  }
  EXPECT_EQ(shapes.size(), 1u) << *shapes.begin() << "\n" << *shapes.rbegin();
  EXPECT_TRUE(shapes.begin()->starts_with("401 "));
}

TEST_F(ConsoleAttackTest, BruteForceWaitsLongerAndLongerAlsoForThoseWhoDoNotExist) {
  const auto guess_until_slow = [&](std::string_view user, const std::string& address) {
    Browser attacker(scene);
    attacker.address = address;
    std::string last;
    std::uint32_t tries = 0;
    for (; tries < 20; ++tries) {
      const Answer answer = attacker.sign_in("acme", user, "guess");
      last = shape(answer);
      if (answer.code != "wrong_credentials") break;
    }
    EXPECT_EQ(tries, limits::sign_in_free_at_address) << user;
    return last;
  };
  const std::string of_bob = guess_until_slow("bob", "203.0.113.1");
  EXPECT_EQ(of_bob, guess_until_slow("nobody", "203.0.113.2"));
  EXPECT_TRUE(of_bob.starts_with("429 ")) << of_bob;
  EXPECT_NE(of_bob.find("Retry-After: 1"), std::string::npos) << of_bob;
  // Not even the right password gets through from there; but bob himself, from elsewhere, does.
  Browser attacker(scene);
  attacker.address = "203.0.113.1";
  EXPECT_EQ(attacker.sign_in("acme", "bob").code, "slow_down");
  EXPECT_EQ(signed_in("bob").state(), "open");
}

TEST_F(ConsoleAttackTest, AStolenCookieIsWorthNothingAfterSignOutEverywhere) {
  Browser victim = signed_in();
  Browser thief = victim;
  EXPECT_EQ(thief.call("ListUsers").code, "ok");
  EXPECT_EQ(signed_in().post("/end-all", json::object{}).code, "ok");
  EXPECT_EQ(thief.call("ListUsers").code, "AuthFailure.TokenFailure");
  EXPECT_EQ(thief.state(), "signed_out");
  EXPECT_EQ(thief.post("/end-all", json::object{}).code, "signed_out");
}

TEST_F(ConsoleAttackTest, ASessionDiesWithItsUser) {
  struct Death {
    const char* how;
    std::function<void()> happens;
  };
  const Death deaths[] = {
      {"console taken away", [&] { scene.root("UpdateUser", {{"Name", "bob"}, {"ConsoleLogin", 0}}); }},
      {"new password", [&] { scene.root("UpdateUser", {{"Name", "bob"}, {"Password", "Given-By-Admin-3"}}); }},
      {"password set by the operator", [&] { set_password(scene, bob); }},
      {"deleted", [&] { scene.root("DeleteUser", {{"Name", "bob"}}); }},
  };
  for (const Death& death : deaths) {
    scene.root("UpdateUser", {{"Name", "bob"}, {"ConsoleLogin", 1}});
    set_password(scene, bob);
    Browser browser = signed_in("bob");
    EXPECT_EQ(browser.call("GetCallerIdentity").code, "ok") << death.how;
    death.happens();
    EXPECT_EQ(browser.call("GetCallerIdentity").code, "AuthFailure.TokenFailure") << death.how;
    EXPECT_EQ(browser.state(), "signed_out") << death.how;
  }
}

TEST_F(ConsoleAttackTest, ForcedBrowsingALesserUserCallsNothing) {
  Browser browser = signed_in("bob");
  const auto revision = scene.directory().revision();
  for (const api::ApiAction& action : api::api_actions()) {
    // Anybody may ask who they are, and the bearer of another's token who they become.
    if (action.name == "GetCallerIdentity" || action.name.starts_with("AssumeRoleWith")) continue;
    const std::string code = browser.call(action.name).code;
    // Wrong parameters are complained of before the right is asked for; nothing gets further.
    EXPECT_NE(code, "ok") << action.name;
  }
  EXPECT_EQ(scene.directory().revision(), revision);
}

TEST_F(ConsoleAttackTest, HalfASignInIsNoSession) {
  scene.root("UpdateUser", {{"Name", "bob"}, {"NeedResetPassword", 1}});
  Browser browser = signed_in("bob");
  EXPECT_EQ(browser.state(), "needs_password");
  EXPECT_EQ(browser.call("GetCallerIdentity").code, "AuthFailure.TokenFailure");
  EXPECT_EQ(browser.get("/list").code, "wrong_state");
  EXPECT_EQ(browser.post("/end-all", json::object{}).code, "wrong_state");
  EXPECT_EQ(browser.post("/end", {{"session_id", "0123456789abcdef"}}).code, "wrong_state");
  EXPECT_EQ(browser.post("/mfa/begin", {{"password", good_password}}).code, "wrong_state");
  EXPECT_EQ(browser.post("/mfa/remove", {{"code", "123456"}}).code, "wrong_state");
  EXPECT_EQ(browser.post("/mfa/recovery-codes", {{"code", "123456"}}).code, "wrong_state");
}

TEST_F(ConsoleAttackTest, ACookieThatIsNotWholeOrNotAloneIsNone) {
  const Browser good = signed_in();
  const std::string value = good.cookie.substr(good.cookie.find('=') + 1);
  const std::string cookies[] = {
      "__Host-opencam=",
      "__Host-opencam=" + value + "0",
      "__Host-opencam=" + value.substr(0, value.size() - 1),
      "__Host-opencam=" + value.substr(value.find('.') + 1),
      "__Host-opencam=0" + value,
      "__Host-opencam=" + value.substr(0, value.rfind('.') + 1) + std::string(64, 'A'),
      "__Host-opencam=" + value.substr(0, value.rfind('.') + 1) + std::string(64, '\xff'),
      "opencam=" + value,
      "__host-opencam=" + value,
      "__Host-opencam=" + value + "; __Host-opencam=" + value,
      "__Host-opencam=x; " + good.cookie,
      "__Host-opencam=" + std::to_string(scene.other_uin) + value.substr(value.find('.')),
      "__Host-opencam=" + std::to_string(scene.account_uin) + "." + std::to_string(bob) +
          value.substr(value.rfind('.')),
      std::string(60000, ';') + "__Host-opencam=" + std::string(1000, '.'),
  };
  for (const std::string& cookie : cookies) {
    Browser browser = good;
    browser.cookie = cookie;
    EXPECT_EQ(browser.state(), "signed_out") << cookie.substr(0, 200);
    browser.cookie = cookie;
    EXPECT_NE(browser.call("ListUsers").code, "ok") << cookie.substr(0, 200);
  }
  // Others of the same site may stand beside it.
  Browser browser = good;
  browser.cookie = "a=b;  " + good.cookie + " ;opencam=c";
  EXPECT_EQ(browser.state(), "open");
}

TEST_F(ConsoleAttackTest, WhatAStrangerSendsBreaksNoHeaderAndNoAnswer) {
  Browser browser = signed_in();
  browser.headers["User-Agent"] = "x\"}<script>\x01\xff" + std::string(10000, 'y');
  browser.headers["Accept-Language"] = "zh\r\nSet-Cookie: evil=1";
  Browser other(scene);
  other.headers = browser.headers;
  const Answer opened = other.sign_in("acme", "");
  EXPECT_EQ(opened.code, "ok");
  for (std::size_t i = 0; i < opened.headers.size(); ++i) {
    EXPECT_EQ(opened.headers.at(i).value.find_first_of("\r\n"), std::string_view::npos);
  }
  const Answer listed = other.get("/list");
  EXPECT_EQ(listed.code, "ok") << listed.body;
  EXPECT_EQ(listed.headers.find("content-type"), "application/json");
  EXPECT_EQ(listed.headers.find("x-content-type-options"), "nosniff");
  EXPECT_LE(listed.array("sessions")[0].at("user_agent").get_string().size(), limits::console_text_bytes_max);
}

TEST_F(ConsoleAttackTest, SecretsAreInNoLogAndNoRecord) {
  Browser browser = signed_in();
  const std::string key = browser.post("/mfa/begin", {{"password", good_password}}).text("secret");
  const Answer confirmed = browser.post("/mfa/confirm", {{"code", code_now(scene, key)}});
  const std::string recovery(confirmed.array("recovery_codes")[0].get_string());
  Browser(scene).sign_in("acme", "Typed-In-The-Wrong-Field", "x");
  Browser(scene).sign_in("Typed-In-The-Wrong-Field", "", "x");
  const std::string token = browser.cookie.substr(browser.cookie.rfind('.') + 1);
  std::string written;
  for (const directory::Uin account : {directory::Uin{scene.account_uin}, directory::Uin{}}) {
    for (const auto& record : scene.audit(account)) {
      written += record.action + record.principal + record.access_key + record.resource + record.parameters +
                 record.detail + record.user_agent + "\n";
    }
  }
  for (const std::string& line : scene.log_lines) written += line + "\n";
  for (const std::string& secret :
       {std::string(good_password), key, recovery, token, browser.csrf, std::string("Typed-In-The-Wrong-Field")}) {
    EXPECT_EQ(written.find(secret), std::string::npos) << secret;
  }
  EXPECT_NE(written.find("console:ConfirmMfa"), std::string::npos);
}

TEST_F(ConsoleAttackTest, EveryStepIsRecorded) {
  Browser browser = signed_in("bob");
  browser.post("/password", {{"password", "wrong"}, {"new_password", "Another-Horse-2"}});
  browser.post("/password", {{"password", good_password}, {"new_password", "Another-Horse-2"}});
  browser.send("DELETE", "");
  std::set<std::string> seen;
  for (const auto& record : scene.audit(directory::Uin{scene.account_uin})) {
    if (record.action.starts_with("console:")) seen.insert(record.action + " " + record.outcome);
  }
  EXPECT_EQ(seen, (std::set<std::string>{"console:SignIn ok", "console:ChangePassword wrong_code",
                                         "console:ChangePassword ok", "console:SignOut ok"}));
}

}  // namespace
}  // namespace opencam::tests
