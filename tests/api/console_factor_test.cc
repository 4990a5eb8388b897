// The second factor at the console: enrolling, codes that count once, recovery, and what an account asks for.
#include <gtest/gtest.h>

#include <boost/json/array.hpp>
#include <set>

#include "base/sign_in_limits.h"
#include "browser.h"

namespace opencam::tests {
namespace {

namespace json = boost::json;

class ConsoleFactorTest : public testing::Test {
 protected:
  ConsoleFactorTest() { set_password(scene); }

  // The browser's user enrols; returns the key, and keeps the recovery codes.
  std::string enrol(Browser& browser) {
    const Answer begun = browser.post("/mfa/begin", {{"password", good_password}});
    EXPECT_EQ(begun.code, "ok") << begun.body;
    const std::string key = begun.text("secret");
    const Answer confirmed = browser.post("/mfa/confirm", {{"code", code_now(scene, key)}});
    EXPECT_EQ(confirmed.code, "ok") << confirmed.body;
    recovery.clear();
    for (const auto& code : confirmed.array("recovery_codes")) recovery.emplace_back(code.get_string());
    next_step();
    return key;
  }
  void next_step() { scene.clock.ms += 30000; }
  // A root that has signed in, up to the code.
  Browser before_the_code() {
    Browser browser(scene);
    EXPECT_EQ(browser.sign_in("acme", "").text("state"), "needs_code");
    return browser;
  }

  Scene scene;
  std::vector<std::string> recovery;
};

TEST_F(ConsoleFactorTest, WhoHasEnrolledIsAskedForACode) {
  Browser browser(scene);
  Browser elsewhere(scene);
  browser.sign_in("acme", "");
  elsewhere.sign_in("acme", "");
  const Answer begun = browser.post("/mfa/begin", {{"password", good_password}});
  const std::string key = begun.text("secret");
  EXPECT_EQ(key.size(), 32u);
  EXPECT_TRUE(begun.text("uri").starts_with("otpauth://totp/OpenCAM%3Aacme?secret=" + key)) << begun.body;
  // It waits: nobody is asked for it yet.
  EXPECT_EQ(Browser(scene).sign_in("acme", "").text("state"), "open");
  const std::string cookie = browser.cookie;
  const Answer confirmed = browser.post("/mfa/confirm", {{"code", code_now(scene, key)}});
  EXPECT_EQ(confirmed.array("recovery_codes").size(), limits::recovery_codes);
  EXPECT_EQ(confirmed.object("mfa").at("was_used"), true);
  EXPECT_EQ(confirmed.object("mfa").at("recovery_codes_left"), 10);
  EXPECT_NE(browser.cookie, cookie);
  EXPECT_EQ(elsewhere.state(), "signed_out");
  next_step();
  Browser again = before_the_code();
  const std::string pending = again.cookie;
  EXPECT_EQ(again.call("ListUsers").code, "AuthFailure.TokenFailure");
  EXPECT_EQ(again.post("/code", {{"code", code_now(scene, key)}}).text("state"), "open");
  EXPECT_NE(again.cookie, pending);
  EXPECT_EQ(again.call("ListUsers").code, "ok");
}

TEST_F(ConsoleFactorTest, ACodeCountsOnce) {
  Browser browser(scene);
  browser.sign_in("acme", "");
  const std::string key = enrol(browser);
  Browser first = before_the_code();
  Browser second = before_the_code();
  const std::string code = code_now(scene, key);
  EXPECT_EQ(first.post("/code", {{"code", code}}).text("state"), "open");
  EXPECT_EQ(second.post("/code", {{"code", code}}).code, "wrong_code");
  // Nor does one of the step before it, which would still be in time.
  EXPECT_EQ(second.post("/code", {{"code", code_now(scene, key, -1)}}).code, "wrong_code");
  EXPECT_EQ(second.post("/code", {{"code", code_now(scene, key, 1)}}).text("state"), "open");
}

TEST_F(ConsoleFactorTest, TheCodeOfTheEnrolmentDoesNotSignIn) {
  Browser browser(scene);
  browser.sign_in("acme", "");
  const std::string key = browser.post("/mfa/begin", {{"password", good_password}}).text("secret");
  const std::string code = code_now(scene, key);
  EXPECT_EQ(browser.post("/mfa/confirm", {{"code", code}}).code, "ok");
  EXPECT_EQ(before_the_code().post("/code", {{"code", code}}).code, "wrong_code");
}

TEST_F(ConsoleFactorTest, WrongCodesMakeWait) {
  Browser browser(scene);
  browser.sign_in("acme", "");
  const std::string key = enrol(browser);
  Browser guess = before_the_code();
  for (std::uint32_t i = 0; i < limits::sign_in_free_at_address; ++i) {
    EXPECT_EQ(guess.post("/code", {{"code", "00000" + std::to_string(i)}}).code, "wrong_code") << i;
  }
  const Answer slow = guess.post("/code", {{"code", code_now(scene, key)}});
  EXPECT_EQ(slow.code, "slow_down");
  EXPECT_TRUE(slow.headers.find("retry-after"));
  // A new sign-in is no way around.
  EXPECT_EQ(before_the_code().post("/code", {{"code", code_now(scene, key)}}).code, "slow_down");
  EXPECT_EQ(guess.post("/code", {{"recovery_code", recovery[0]}}).code, "slow_down");
  scene.clock.ms += 2000;
  EXPECT_EQ(guess.post("/code", {{"code", code_now(scene, key)}}).text("state"), "open");
}

TEST_F(ConsoleFactorTest, CodesAreReadStrictly) {
  Browser browser(scene);
  browser.sign_in("acme", "");
  enrol(browser);
  Browser guess = before_the_code();
  EXPECT_EQ(guess.post("/code", json::object{}).code, "bad_request");
  EXPECT_EQ(guess.post("/code", {{"code", "1"}, {"recovery_code", "2"}}).code, "bad_request");
  EXPECT_EQ(guess.post("/code", {{"code", 123456}}).code, "bad_request");
  EXPECT_EQ(guess.post("/code", {{"code", "12345"}}).code, "wrong_code");
  EXPECT_EQ(guess.post("/code", {{"code", std::string(5000, '1')}}).code, "wrong_code");
}

TEST_F(ConsoleFactorTest, ARecoveryCodeCountsOnceAndNewOnesReplaceThem) {
  Browser browser(scene);
  browser.sign_in("acme", "");
  const std::string key = enrol(browser);
  EXPECT_EQ(std::set<std::string>(recovery.begin(), recovery.end()).size(), limits::recovery_codes);
  Browser lost = before_the_code();
  const Answer opened = lost.post("/code", {{"recovery_code", recovery[3]}});
  EXPECT_EQ(opened.text("state"), "open") << opened.body;
  EXPECT_EQ(opened.object("mfa").at("recovery_codes_left"), 9);
  EXPECT_EQ(before_the_code().post("/code", {{"recovery_code", recovery[3]}}).code, "wrong_code");
  const Answer renewed = lost.post("/mfa/recovery-codes", {{"code", code_now(scene, key)}});
  ASSERT_EQ(renewed.array("recovery_codes").size(), limits::recovery_codes);
  EXPECT_EQ(before_the_code().post("/code", {{"recovery_code", recovery[0]}}).code, "wrong_code");
  EXPECT_EQ(before_the_code().post("/code", {{"recovery_code", renewed.array("recovery_codes")[0].get_string()}}).code,
            "ok");
}

TEST_F(ConsoleFactorTest, ADeviceIsReplacedAndGivenUpWithAFreshCodeOnly) {
  Browser browser(scene);
  browser.sign_in("acme", "");
  const std::string old_key = enrol(browser);
  EXPECT_EQ(browser.post("/mfa/begin", {{"password", good_password}}).code, "wrong_code");
  EXPECT_EQ(browser.post("/mfa/begin", {{"password", "wrong"}, {"code", code_now(scene, old_key)}}).code, "wrong_code");
  const Answer begun = browser.post("/mfa/begin", {{"password", good_password}, {"code", code_now(scene, old_key)}});
  ASSERT_EQ(begun.code, "ok") << begun.body;
  const std::string new_key = begun.text("secret");
  EXPECT_NE(new_key, old_key);
  EXPECT_EQ(browser.post("/mfa/confirm", {{"code", code_now(scene, old_key, 1)}}).code, "wrong_code");
  EXPECT_EQ(browser.post("/mfa/confirm", {{"code", code_now(scene, new_key)}}).code, "ok");
  next_step();
  EXPECT_EQ(before_the_code().post("/code", {{"code", code_now(scene, old_key)}}).code, "wrong_code");
  EXPECT_EQ(browser.post("/mfa/remove", {{"code", code_now(scene, old_key)}}).code, "wrong_code");
  EXPECT_EQ(browser.post("/mfa/remove", {{"code", code_now(scene, new_key)}}).object("mfa").at("is_enrolled"), false);
  EXPECT_EQ(Browser(scene).sign_in("acme", "").text("state"), "open");
}

TEST_F(ConsoleFactorTest, ADeviceThatWaitsTooLongIsForgotten) {
  Browser browser(scene);
  browser.sign_in("acme", "");
  EXPECT_EQ(browser.post("/mfa/confirm", {{"code", "123456"}}).code, "wrong_state");
  const std::string key = browser.post("/mfa/begin", {{"password", good_password}}).text("secret");
  scene.clock.ms += limits::mfa_waiting_ms;
  EXPECT_EQ(browser.post("/mfa/confirm", {{"code", code_now(scene, key)}}).code, "wrong_state");
}

TEST_F(ConsoleFactorTest, AnAccountThatAsksForOneGetsOne) {
  const std::uint64_t bob = add_console_user(scene, "bob");
  scene.root("SetMfaFlag", {{"OpUin", bob}, {"LoginFlag", json::object{{"Stoken", 1}}}});
  Browser browser(scene);
  EXPECT_EQ(browser.sign_in("acme", "bob").text("state"), "needs_enrolment");
  EXPECT_EQ(browser.call("GetCallerIdentity").code, "AuthFailure.TokenFailure");
  const std::string key = browser.post("/mfa/begin", json::object{}).text("secret");
  EXPECT_EQ(browser.post("/mfa/confirm", {{"code", code_now(scene, key)}}).text("state"), "open");
  EXPECT_EQ(browser.call("GetCallerIdentity").code, "ok");
  next_step();
  const Answer kept = browser.post("/mfa/remove", {{"code", code_now(scene, key)}});
  EXPECT_EQ(kept.code, "wrong_state");
  EXPECT_EQ(Browser(scene).sign_in("acme", "bob").text("state"), "needs_code");
}

TEST_F(ConsoleFactorTest, PasswordAndDeviceAreAskedForOneAfterTheOther) {
  const std::uint64_t bob = add_console_user(scene, "bob");
  scene.root("SetMfaFlag", {{"OpUin", bob}, {"LoginFlag", json::object{{"Stoken", 1}}}});
  scene.root("UpdateUser", {{"Name", "bob"}, {"NeedResetPassword", 1}});
  Browser browser(scene);
  EXPECT_EQ(browser.sign_in("acme", "bob").text("state"), "needs_password");
  EXPECT_EQ(browser.post("/mfa/begin", json::object{}).code, "wrong_state");
  EXPECT_EQ(browser.post("/password", {{"password", good_password}, {"new_password", "Another-Horse-2"}}).text("state"),
            "needs_enrolment");
  const std::string key = browser.post("/mfa/begin", json::object{}).text("secret");
  EXPECT_EQ(browser.post("/mfa/confirm", {{"code", code_now(scene, key)}}).text("state"), "open");
}

TEST_F(ConsoleFactorTest, ADecisionKnowsWhetherOneWasUsed) {
  const std::uint64_t bob = add_console_user(scene, "bob");
  const std::string only_with_mfa =
      R"({"version":"2.0","statement":[{"effect":"allow","action":"cam:ListUsers","resource":"*",)"
      R"("condition":{"string_equal":{"mfa":"1"}}}]})";
  const Answer made = scene.root("CreatePolicy", {{"PolicyName", "WithMfa"}, {"PolicyDocument", only_with_mfa}});
  scene.root("AttachUserPolicy", {{"PolicyId", made.number("PolicyId")}, {"AttachUin", bob}});
  Browser browser(scene);
  browser.sign_in("acme", "bob");
  EXPECT_EQ(browser.call("ListUsers").code, "AuthFailure.UnauthorizedOperation");
  const std::string key = enrol(browser);
  EXPECT_EQ(browser.call("ListUsers").code, "ok");
  Browser again(scene);
  again.sign_in("acme", "bob");
  again.post("/code", {{"code", code_now(scene, key)}});
  EXPECT_EQ(again.call("ListUsers").code, "ok");
}

TEST_F(ConsoleFactorTest, WhatProtectsAndCannotBeReadLetsNobodyIn) {
  Browser browser(scene);
  browser.sign_in("acme", "");
  const std::string key = enrol(browser);
  // Sealed by somebody else.
  const directory::Uin owner{scene.account_uin};
  directory::SignInStep step{.waiting_secret = "unreadable"};
  ASSERT_TRUE(scene.directory().take_sign_in_step({}, owner, owner, step));
  EXPECT_EQ(browser.post("/mfa/confirm", {{"code", "123456"}}).code, "wrong_code");
  step = {.confirmed_secret = "unreadable"};
  ASSERT_TRUE(scene.directory().take_sign_in_step({}, owner, owner, step));
  EXPECT_EQ(before_the_code().post("/code", {{"code", code_now(scene, key)}}).code, "wrong_code");
  EXPECT_EQ(before_the_code().post("/code", {{"recovery_code", recovery[0]}}).text("state"), "open");
}

}  // namespace
}  // namespace opencam::tests
