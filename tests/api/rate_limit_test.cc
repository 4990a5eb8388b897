// How often somebody may call, through the whole server.
#include <gtest/gtest.h>

#include "scene.h"

namespace opencam::tests {
namespace {

TEST(RateLimitTest, OffUnlessConfigured) {
  Scene scene;
  for (int i = 0; i < 300; ++i) ASSERT_EQ(scene.call("ListGroups").code, "ok");
}

TEST(RateLimitTest, AnActionOfAnAccountHasItsRate) {
  Scene scene({}, {.per_action = 20});
  for (int i = 0; i < 20; ++i) ASSERT_EQ(scene.call("ListUsers").code, "ok");
  const Answer refused = scene.call("ListUsers");
  EXPECT_EQ(refused.code, "RequestLimitExceeded");
  EXPECT_NE(refused.message.find("`20`"), std::string::npos);
  EXPECT_EQ(scene.call("ListGroups").code, "ok");
  EXPECT_EQ(scene.call_as(scene.other_root_keys, "ListUsers").code, "ok");
  scene.clock.ms += 50;
  EXPECT_EQ(scene.call("ListUsers").code, "ok");
  EXPECT_EQ(scene.call("ListUsers").code, "RequestLimitExceeded");
}

TEST(RateLimitTest, AnActionAnswersItsOwnFormOfTheCode) {
  Scene scene({}, {.per_action = 2});
  EXPECT_EQ(scene.call("AddUser", {{"Name", "bob"}}).code, "ok");
  EXPECT_EQ(scene.call("AddUser", {{"Name", "eve"}}).code, "RequestLimitExceeded.CreateUser");
}

TEST(RateLimitTest, AccountsAndAddressesHaveTheirs) {
  Scene account({}, {.per_account = 5});
  account.clock.ms += 1000;
  for (int i = 0; i < 5; ++i) EXPECT_EQ(account.call("ListUsers").code, "ok");
  EXPECT_EQ(account.call("ListGroups").code, "RequestLimitExceeded.UinLimitExceeded");
  EXPECT_EQ(account.call_as(account.other_root_keys, "ListGroups").code, "ok");
  Scene address({}, {.per_address = 5});
  address.clock.ms += 1000;
  for (int i = 0; i < 5; ++i) EXPECT_EQ(address.call("ListUsers").code, "ok");
  EXPECT_EQ(address.call_as(address.other_root_keys, "ListGroups").code, "RequestLimitExceeded.IPLimitExceeded");
}

TEST(RateLimitTest, WhoFailsTooOftenIsNotLookedAtForAWhileHoweverTheyTry) {
  Scene scene({}, {.failed_per_address = 6});
  const Keys wrong{scene.root_keys.secret_id, "no", ""};
  for (int i = 0; i < 3; ++i) EXPECT_EQ(scene.call_as(wrong, "ListUsers").code, "AuthFailure.SignatureFailure");
  for (int i = 0; i < 3; ++i) EXPECT_EQ(scene.evaluate(wrong, "{}").status, 401);
  EXPECT_EQ(scene.call_as(wrong, "ListUsers").code, "RequestLimitExceeded.IPLimitExceeded");
  EXPECT_EQ(scene.call("ListUsers").code, "RequestLimitExceeded.IPLimitExceeded");
  EXPECT_EQ(scene.evaluate(wrong, "{}").status, 429);
  scene.clock.ms += 1000;
  EXPECT_EQ(scene.call("ListUsers").code, "ok");
}

TEST(RateLimitTest, WhatWasRefusedForItsRateDidNothingAndLeavesNoRecord) {
  Scene scene({}, {.per_action = 1});
  scene.clock.ms += 1000;
  EXPECT_EQ(scene.call("CreateGroup", {{"GroupName", "a"}}).code, "ok");
  const std::size_t records = scene.audit(directory::Uin{scene.account_uin}).size();
  EXPECT_EQ(scene.call("CreateGroup", {{"GroupName", "b"}}).code, "RequestLimitExceeded");
  EXPECT_EQ(scene.audit(directory::Uin{scene.account_uin}).size(), records);
}

TEST(RateLimitTest, AnUnknownHeaderOfTheApiGivenTwiceIsRefused) {
  Scene scene;
  HttpRequest request = scene.signed_request(scene.root_keys, "ListUsers", {});
  request.headers.add("X-TC-Surprise", "a");
  request.headers.add("x-tc-surprise", "b");
  EXPECT_EQ(scene.send(std::move(request)).code, "InvalidParameter");
}

}  // namespace
}  // namespace opencam::tests
