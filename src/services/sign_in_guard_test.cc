#include "services/sign_in_guard.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "base/sign_in_limits.h"

namespace opencam::services {
namespace {

constexpr std::int64_t start = 1795280000000;

class GuardTest : public testing::Test {
 protected:
  // Waiting, or 0 when the attempt was let through and failed.
  std::int64_t fail(const std::string& name, const std::string& address) {
    return guard.begin({name, address}, 0, now).wait_ms;
  }
  SignInGuard guard;
  std::int64_t now = start;
};

TEST_F(GuardTest, SomeFailuresAreFreeAndThenTheWaitingDoublesUpToItsBound) {
  for (std::uint32_t i = 0; i < limits::sign_in_free_at_address; ++i) EXPECT_EQ(fail("ann", "10.0.0.1"), 0) << i;
  std::int64_t expected = 1000;
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(fail("ann", "10.0.0.1"), expected) << i;
    now += expected - 1;
    EXPECT_EQ(fail("ann", "10.0.0.1"), 1) << i;
    now += 1;
    EXPECT_EQ(fail("ann", "10.0.0.1"), 0) << i;
    expected = std::min(expected * 2, limits::sign_in_wait_ms_max);
  }
}

TEST_F(GuardTest, AStrangerElsewhereDoesNotLockSomebodyOutAtOnce) {
  for (std::uint32_t i = 0; i < limits::sign_in_free_at_address; ++i) fail("ann", "10.0.0.1");
  EXPECT_GT(fail("ann", "10.0.0.1"), 0);
  EXPECT_EQ(fail("ann", "10.0.0.2"), 0);
  EXPECT_EQ(fail("bob", "10.0.0.1"), 0);
}

TEST_F(GuardTest, ManyAddressesDoNotGuessForever) {
  std::uint32_t tries = 0;
  while (tries < 1000 && fail("ann", "10.0.1." + std::to_string(tries)) == 0) ++tries;
  EXPECT_EQ(tries, limits::sign_in_free_of_name);
}

TEST_F(GuardTest, ManyNamesFromOneAddressDoNotEither) {
  std::uint32_t tries = 0;
  while (tries < 1000 && fail("user" + std::to_string(tries), "10.0.0.1") == 0) ++tries;
  EXPECT_EQ(tries, limits::sign_in_free_of_address);
}

TEST_F(GuardTest, OneNetworkOfIpv6IsOneAddress) {
  std::uint32_t tries = 0;
  while (tries < 1000 && fail("user" + std::to_string(tries), "2001:db8::" + std::to_string(tries)) == 0) ++tries;
  EXPECT_EQ(tries, limits::sign_in_free_of_address);
  EXPECT_EQ(fail("other", "2001:db8:0:1::1"), 0);
}

TEST_F(GuardTest, ASuccessForgetsTheNameAndTakesItselfBackFromTheAddress) {
  for (std::uint32_t i = 0; i + 1 < limits::sign_in_free_at_address; ++i) fail("ann", "10.0.0.1");
  for (int i = 0; i < 1000; ++i) {
    const SignInGuard::Attempt good = guard.begin({"ann", "10.0.0.1"}, 0, now);
    ASSERT_EQ(good.wait_ms, 0) << i;
    guard.succeed(good);
  }
  for (std::uint32_t i = 0; i < limits::sign_in_free_at_address; ++i) EXPECT_EQ(fail("ann", "10.0.0.1"), 0) << i;
  // Somebody who can sign in guesses at others no faster for it.
  std::uint32_t tries = 0;
  while (tries < 1000) {
    const SignInGuard::Attempt own = guard.begin({"mallory", "10.0.0.9"}, 0, now);
    if (own.wait_ms > 0) break;
    guard.succeed(own);
    if (fail("victim" + std::to_string(tries), "10.0.0.9") > 0) break;
    ++tries;
  }
  EXPECT_LE(tries, limits::sign_in_free_of_address);
}

TEST_F(GuardTest, AnAccountsRuleBoundsTheFailuresOfAnHour) {
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(guard.begin({"ann", "10.0.0.1"}, 3, now).is_exhausted) << i;
  EXPECT_TRUE(guard.begin({"ann", "10.0.0.1"}, 3, now).is_exhausted);
  EXPECT_FALSE(guard.begin({"ann", "10.0.0.2"}, 0, now).is_exhausted);
  now += limits::sign_in_hour_ms;
  EXPECT_FALSE(guard.begin({"ann", "10.0.0.1"}, 3, now).is_exhausted);
}

TEST_F(GuardTest, WhatIsCountedIsBounded) {
  for (std::uint32_t i = 0; i < limits::sign_in_names_max; ++i) {
    fail("n" + std::to_string(i),
         std::to_string(i >> 16) + "." + std::to_string(i >> 8 & 255) + ".7." + std::to_string(i & 255));
  }
  EXPECT_LE(guard.counted(), limits::sign_in_names_max);
  now += limits::sign_in_forget_ms;
  fail("ann", "10.0.0.1");
  EXPECT_LE(guard.counted(), 3u);
}

TEST_F(GuardTest, ANewGuardGoesOnWhereTheOldOneEnded) {
  for (int i = 0; i < 7; ++i) fail("ann", "10.0.0.1");
  for (int i = 0; i < 4; ++i) guard.begin({"bob", "10.0.0.2"}, 3, now);
  const auto kept = guard.take_changes();
  EXPECT_EQ(kept.size(), 6U);
  EXPECT_TRUE(guard.take_changes().empty()) << "each change is told once";
  SignInGuard next;
  next.restore(kept, now);
  EXPECT_EQ(next.counted(), guard.counted());
  EXPECT_EQ(next.begin({"ann", "10.0.0.1"}, 0, now).wait_ms, guard.begin({"ann", "10.0.0.1"}, 0, now).wait_ms);
  EXPECT_GT(next.begin({"ann", "10.0.0.1"}, 0, now).wait_ms, 0);
  EXPECT_TRUE(next.begin({"bob", "10.0.0.2"}, 3, now).is_exhausted) << "within the hour";
  next.restore(kept, now);
  EXPECT_TRUE(next.begin({"bob", "10.0.0.9"}, 3, now).is_exhausted) << "what is counted here is newer";
}

TEST_F(GuardTest, ASuccessIsForgottenForGood) {
  for (int i = 0; i < 4; ++i) fail("ann", "10.0.0.1");
  guard.take_changes();
  guard.succeed(guard.begin({"ann", "10.0.0.1"}, 0, now));
  const auto changes = guard.take_changes();
  ASSERT_EQ(changes.size(), 3U);
  EXPECT_EQ(std::ranges::count(changes, 0U, &directory::SignInCount::failures), 2) << "the name's, here and anywhere";
  guard.give_back(changes);
  EXPECT_EQ(guard.take_changes().size(), 3U) << "what could not be kept is told again";
}

TEST_F(GuardTest, WhatDoesNotMatterAnyMoreIsNotTakenUp) {
  const directory::SignInCount old{
      .key = "old", .failures = 9, .next_ms = 0, .last_ms = now - limits::sign_in_forget_ms};
  // Of a clock that was a year ahead, and one that was some minutes.
  const std::int64_t year_ms = 365LL * 86400 * 1000;
  const directory::SignInCount far{.key = "far", .failures = 9, .next_ms = now + year_ms, .last_ms = now + year_ms};
  const directory::SignInCount near{
      .key = "a 10.0.0.1", .failures = 90, .next_ms = now + year_ms, .last_ms = now + 60 * 1000};
  guard.restore(std::vector{old, far, near}, now);
  EXPECT_EQ(guard.counted(), 1U);
  EXPECT_EQ(fail("ann", "10.0.0.1"), limits::sign_in_wait_ms_max);
  const auto changes = guard.take_changes();
  EXPECT_EQ(changes.size(), 2U) << "they are forgotten in the store, too";
}

}  // namespace
}  // namespace opencam::services
