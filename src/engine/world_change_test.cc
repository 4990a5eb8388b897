// Changes of an account, one at a time: what was never there, a new name, the same policy by two ways.
#include <gtest/gtest.h>

#include "engine/small_world.h"

namespace opencam {
namespace {

constexpr const char* describe = "batch:DescribeJob";
constexpr const char* job = "qcs::batch::uin/1:job/a";

Request asked_by(const PrincipalRef& principal) {
  return {.principal = principal, .action = describe, .resources = {job}};
}

SmallWorld one_of_each() {
  SmallWorld world;
  world.policy("P", allow("batch:*", "*")).policy("Q", allow("batch:*", "*"));
  world.user("11", {"P"}).user("12", {}).group("1", {"12"}, {"Q"}).role("31", trust_in(R"("*")"), {"P"});
  world.resource_policy("R", allow("batch:*", "*", R"("principal":{"service":"cvm.qcloud.com"})"));
  world.tag(job, "team", "a");
  return world;
}

WorldChange nothing() { return {.account = "1", .put = {}, .gone = {}}; }

Snapshot after(const SmallWorld& world, const WorldChange& change) {
  auto next = world.snapshot().with(change, 2);
  if (!next) ADD_FAILURE() << next.error().message();
  return *next;
}

// Each list of what is gone, with something unknown before what is there.
TEST(WorldChange, WhatIsGoneNeedNotHaveBeenThere) {
  const SmallWorld world = one_of_each();
  const auto decided = [&](const WorldChange& change, const PrincipalRef& who) {
    EXPECT_TRUE(world.snapshot().check(asked_by(who)).allowed());
    return after(world, change).check(asked_by(who)).reason;
  };
  WorldChange users = nothing();
  users.gone.users = {"99", "11"};
  EXPECT_EQ(decided(users, UserRef{"11"}), Reason::UnknownPrincipal);
  WorldChange groups = nothing();
  groups.gone.groups = {"9", "1"};
  EXPECT_EQ(decided(groups, UserRef{"12"}), Reason::NoMatchingAllow);
  WorldChange roles = nothing();
  roles.gone.roles = {"39", "31"};
  EXPECT_EQ(decided(roles, RoleRef{"31", "1"}), Reason::UnknownPrincipal);
  WorldChange resource_policies = nothing();
  resource_policies.gone.resource_policies = {"None", "R"};
  EXPECT_EQ(decided(resource_policies, ServiceRef{"cvm.qcloud.com"}), Reason::NoMatchingAllow);
  WorldChange members = nothing();
  members.gone.members = {{"9", "12"}, {"1", "99"}, {"1", "12"}};
  EXPECT_EQ(decided(members, UserRef{"12"}), Reason::NoMatchingAllow);
}

TEST(WorldChange, TagsAndPoliciesThatWereNeverThere) {
  SmallWorld world = one_of_each();
  world.world().policies.front().document =
      allow("batch:*", "*", R"("condition":{"string_equal":{"qcs:resource_tag":"team&a"}})");
  WorldChange tags = nothing();
  tags.gone.tagged_resources = {"qcs::batch::uin/1:job/none", job};
  EXPECT_TRUE(world.snapshot().check(asked_by(UserRef{"11"})).allowed());
  EXPECT_EQ(after(world, tags).check(asked_by(UserRef{"11"})).reason, Reason::NoMatchingAllow);
  WorldChange policies = nothing();
  policies.gone.policies = {"None", "P"};
  policies.put.policies = {{"P", "1", allow("batch:*", "*")}};
  EXPECT_TRUE(after(world, policies).check(asked_by(UserRef{"11"})).allowed());
}

// The name that an explanation shows a policy to come through.
std::vector<std::string> shown_groups(const Snapshot& snapshot, const PrincipalRef& who) {
  std::vector<std::string> names;
  for (const PolicyTrace& policy : snapshot.explain(asked_by(who)).resources.front().policies) {
    if (!policy.via.empty()) names.push_back(policy.via);
  }
  return names;
}

TEST(WorldChange, AGroupIsShownByItsNewName) {
  SmallWorld world = one_of_each();
  EXPECT_EQ(shown_groups(world.snapshot(), UserRef{"12"}), std::vector<std::string>{"group-1"});
  WorldChange renamed = nothing();
  renamed.put.groups = {{"1", "1", "operators", {}, {"Q"}}};
  EXPECT_EQ(shown_groups(after(world, renamed), UserRef{"12"}), std::vector<std::string>{"operators"});
  WorldChange nameless = nothing();
  nameless.put.groups = {{"1", "1", "", {}, {"Q"}}};
  EXPECT_EQ(shown_groups(after(world, nameless), UserRef{"12"}), std::vector<std::string>{"1"});
}

// CAM-098: each statement once, and an explanation shows a policy once.
TEST(WorldChange, APolicyThatComesByTwoWaysIsThereOnce) {
  SmallWorld world = one_of_each();
  world.group("2", {"11"}, {"P"});
  EXPECT_EQ(shown_groups(world.snapshot(), UserRef{"11"}), std::vector<std::string>{});
  EXPECT_EQ(world.snapshot().decide(asked_by(UserRef{"11"})).statements.size(), 1U);
  WorldChange joined = nothing();
  joined.put.groups = {{"3", "1", "more", {"12"}, {"P", "Q"}}};
  EXPECT_EQ(shown_groups(after(world, joined), UserRef{"12"}), (std::vector<std::string>{"group-1", "more"}));
}

// CAM-042: an APPID names the account that has it now.
TEST(WorldChange, AnAccountGivesUpItsAppId) {
  SmallWorld world = one_of_each();
  const Snapshot before = world.snapshot();
  const auto asked_by_app_id = [](const char* app_id) {
    Request request = asked_by(UserRef{"11"});
    request.resources = {std::string("qcs::batch::uid/") + app_id + ":job/a"};
    return request;
  };
  EXPECT_TRUE(before.check(asked_by_app_id("71")).allowed());
  EXPECT_FALSE(before.check(asked_by_app_id("73")).allowed());
  world.world().accounts.front().app_id = "73";
  const auto after = before.with(world.world(), 2);
  ASSERT_TRUE(after);
  EXPECT_FALSE(after->check(asked_by_app_id("71")).allowed());
  EXPECT_TRUE(after->check(asked_by_app_id("73")).allowed());
  SmallWorld other;
  other.world().accounts = {{"3", "71", "three"}};
  EXPECT_TRUE(after->with(other.world(), 3));
  EXPECT_FALSE(before.with(other.world(), 3));
  EXPECT_TRUE(before.without("1", 2).with(other.world(), 3));
}

// Few and many are told apart in two ways.
TEST(WorldChange, ManyPoliciesThatComeByTwoWaysAreThereOnce) {
  for (const std::size_t count : {3U, 200U}) {
    SmallWorld world;
    std::vector<std::string> names;
    for (std::size_t i = 0; i < count; ++i) {
      names.push_back("N" + std::to_string(i));
      world.policy(names.back(), allow("batch:*", "*"));
    }
    std::vector<std::string> twice = names;
    twice.insert(twice.end(), names.begin(), names.end());
    world.user("11", twice).group("1", {"11"}, names).user("12", {names.front()}).group("2", {"12"}, twice);
    for (const char* uin : {"11", "12"}) {
      EXPECT_EQ(world.snapshot().explain(asked_by(UserRef{uin})).resources.front().policies.size(), count) << uin;
      EXPECT_EQ(world.snapshot().decide(asked_by(UserRef{uin})).statements.size(), count) << uin;
    }
  }
}

}  // namespace
}  // namespace opencam
