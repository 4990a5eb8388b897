#include "services/call_rate.h"

#include <gtest/gtest.h>

namespace opencam::services {
namespace {

constexpr std::int64_t start_ms = 1795280000000;

int taken(RateBuckets& buckets, std::string_view key, std::int64_t now_ms, int tries) {
  int count = 0;
  for (int i = 0; i < tries; ++i) count += buckets.take(key, now_ms) ? 1 : 0;
  return count;
}

TEST(RateBuckets, HoldOneSecondsWorthAndFillEvenly) {
  RateBuckets buckets(20, 100);
  EXPECT_EQ(taken(buckets, "a", start_ms, 50), 20);
  EXPECT_EQ(taken(buckets, "a", start_ms + 49, 50), 0);
  EXPECT_EQ(taken(buckets, "a", start_ms + 50, 50), 1);
  EXPECT_EQ(taken(buckets, "a", start_ms + 550, 50), 10);
  EXPECT_EQ(taken(buckets, "a", start_ms + 60000, 50), 20);
}

TEST(RateBuckets, KeysDoNotShare) {
  RateBuckets buckets(2, 100);
  EXPECT_EQ(taken(buckets, "a", start_ms, 5), 2);
  EXPECT_EQ(taken(buckets, "b", start_ms, 5), 2);
}

TEST(RateBuckets, ZeroIsNoLimitAndKeepsNothing) {
  RateBuckets buckets(0, 100);
  EXPECT_EQ(taken(buckets, "a", start_ms, 1000), 1000);
  EXPECT_TRUE(buckets.has("a", start_ms));
  EXPECT_EQ(buckets.keys(), 0U);
}

TEST(RateBuckets, AskingTakesNothing) {
  RateBuckets buckets(1, 100);
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(buckets.has("a", start_ms));
  EXPECT_TRUE(buckets.take("a", start_ms));
  EXPECT_FALSE(buckets.has("a", start_ms + 999));
  EXPECT_TRUE(buckets.has("a", start_ms + 1000));
}

TEST(RateBuckets, AClockThatGoesBackLocksNobodyOutForLong) {
  RateBuckets buckets(10, 100);
  EXPECT_EQ(taken(buckets, "a", start_ms, 10), 10);
  EXPECT_FALSE(buckets.take("a", start_ms - 500));
  EXPECT_TRUE(buckets.take("a", start_ms + 100));
}

TEST(RateBuckets, MemoryIsBoundedAndFullBucketsMakeRoom) {
  RateBuckets buckets(10, 50);
  for (int i = 0; i < 1000; ++i) EXPECT_TRUE(buckets.take(std::to_string(i), start_ms));
  EXPECT_EQ(buckets.keys(), 50U);
  EXPECT_EQ(taken(buckets, "0", start_ms, 50), 9) << "who was counted stays counted";
  EXPECT_TRUE(buckets.take("new", start_ms + 2000));
  EXPECT_EQ(buckets.keys(), 1U);
}

TEST(RateLimiter, EachLimitHasItsCode) {
  const api::ApiAction& add_user = *api::find_api_action("AddUser");
  const api::ApiAction& get_user = *api::find_api_action("GetUser");
  RateLimiter limiter({.per_action = 1, .per_account = 3, .per_address = 1, .failed_per_address = 1});
  const directory::Uin account{100000000001};
  EXPECT_TRUE(limiter.admit_call(account, add_user, start_ms));
  EXPECT_EQ(limiter.admit_call(account, add_user, start_ms).error().code, "RequestLimitExceeded.CreateUser");
  EXPECT_TRUE(limiter.admit_call(account, get_user, start_ms));
  EXPECT_EQ(limiter.admit_call(account, get_user, start_ms).error().code, "RequestLimitExceeded.UinLimitExceeded");
  EXPECT_TRUE(limiter.admit_call(directory::Uin{2}, add_user, start_ms));
  EXPECT_EQ(RateLimiter({.per_action = 1}).admit_call(account, get_user, start_ms).has_value(), true);
  EXPECT_TRUE(limiter.admit_address("10.0.0.1", start_ms));
  EXPECT_EQ(limiter.admit_address("10.0.0.1", start_ms).error().code, "RequestLimitExceeded.IPLimitExceeded");
  EXPECT_TRUE(limiter.admit_address("10.0.0.2", start_ms));
}

TEST(RateLimiter, FailedSignaturesCloseTheirSourceAlone) {
  RateLimiter limiter({.failed_per_address = 2});
  for (int i = 0; i < 2; ++i) {
    EXPECT_TRUE(limiter.admit_signature("2001:db8::1", start_ms));
    limiter.note_failed_signature("2001:db8::1", start_ms);
  }
  EXPECT_FALSE(limiter.admit_signature("2001:db8::1", start_ms));
  EXPECT_FALSE(limiter.admit_signature("2001:db8::ffff:2", start_ms)) << "the same network of 64 bits";
  EXPECT_TRUE(limiter.admit_signature("2001:db8:0:1::1", start_ms));
  EXPECT_TRUE(limiter.admit_signature("10.0.0.1", start_ms));
  EXPECT_TRUE(limiter.admit_signature("2001:db8::1", start_ms + 500));
}

TEST(RateLimiter, UnsignedCallsAreCountedByTheirSource) {
  RateLimiter limiter({});
  for (std::uint32_t i = 0; i < limits::web_identity_calls_per_s_max; ++i) {
    EXPECT_TRUE(limiter.admit_unsigned("2001:db8::" + std::to_string(i), start_ms)) << "one source, many addresses";
  }
  EXPECT_EQ(limiter.admit_unsigned("2001:db8::ffff", start_ms).error().code, "RequestLimitExceeded");
  EXPECT_TRUE(limiter.admit_unsigned("10.0.0.1", start_ms));
  EXPECT_TRUE(limiter.admit_unsigned("2001:db8::1", start_ms + 1000));
}

TEST(RateLimiter, ManySourcesDoNotResetTheCountOfOne) {
  RateLimiter limiter({});
  for (std::uint32_t i = 0; i < limits::web_identity_calls_per_s_max; ++i) {
    EXPECT_TRUE(limiter.admit_unsigned("10.0.0.1", start_ms));
  }
  for (std::uint32_t i = 0; i <= limits::web_identity_addresses_max; ++i) {
    EXPECT_TRUE(limiter.admit_unsigned("source " + std::to_string(i), start_ms));
  }
  EXPECT_FALSE(limiter.admit_unsigned("10.0.0.1", start_ms));
}

}  // namespace
}  // namespace opencam::services
