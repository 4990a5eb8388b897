// Questions with many answers: each is the answer of a question of its own.
#include <gtest/gtest.h>

#include "engine/small_world.h"

namespace opencam {
namespace {

using Texts = std::vector<std::string>;

// Actions of every kind, in an order in which the kinds change: granted as a whole or not, without a permission,
// unreadable, unknown.
const Texts actions = {"batch:DescribeJob",
                       "odd",
                       "batch:DescribeJob",
                       "batch:DescribeInstanceCategories",
                       "odd:",
                       "batch:DescribeInstanceCategories",
                       "batch:DeleteJob",
                       "sts:GetCallerIdentity",
                       "batch:DeleteJob",
                       "account:BindToken",
                       "cvm:RunInstances",
                       "batch:CreateCpmComputeEnv",
                       "other:Read",
                       "batch:DescribeJob"};
const Texts resources = {"qcs::batch:gz:uin/1:job/a",
                         "*",
                         "odd",
                         "qcs::batch:gz:uin/1:job/b",
                         "qcs::batch:gz:uin/2:job/a",
                         "qcs::batch:::job/a",
                         "qcs::batch::uid/99:job/a",
                         "qcs::cvm::uin/1:instance/a",
                         "",
                         "qcs::batch:gz:uin/1:job/11"};

const std::string by_address = R"("condition":{"ip_equal":{"qcs:ip":"10.0.0.0/8"}})";

Snapshot some_world() {
  SmallWorld world;
  world.policy("Jobs", allow("batch:*", "qcs::batch:::job/*"))
      .policy("Own", allow("batch:*", "qcs::batch:::job/${uin}"))
      .policy("Whole", allow("batch:DescribeInstanceCategories", "*"))
      .policy("NotB", deny("batch:DeleteJob", "qcs::batch:::job/b"))
      .policy("Near", allow("*", "*", by_address))
      .policy("Broken", "{")
      .policy("Foreign", allow("*", "*"), "2");
  world.user("11", {"Own", "Whole"}).user("12", {"Jobs", "NotB"}, "Whole").user("13", {"Near"}).user("14", {"Broken"});
  world.user("15", {}).user("21", {"Foreign"}, "", "2").group("g", {"15"}, {"Jobs"});
  world.role("r", trust_in(R"("*")"), {"Jobs"}).role("s", trust_in(R"("*")"), {"Whole"});
  world.resource_policy("R", document("allow", "batch:DescribeJob", "*",
                                      R"("principal":{"qcs":["qcs::cam::uin/1:uin/15","qcs::cam::uin/2:uin/21"]})"));
  return world.snapshot();
}

std::vector<Request> requests() {
  std::vector<Request> all;
  const std::vector<PrincipalRef> callers = {UserRef{"1"},
                                             UserRef{"11"},
                                             UserRef{"12"},
                                             UserRef{"13"},
                                             UserRef{"14"},
                                             UserRef{"15"},
                                             UserRef{"21"},
                                             UserRef{"99"},
                                             Anonymous{},
                                             RoleRef{"r", "1"},
                                             ServiceRef{"cvm.qcloud.com"}};
  const std::vector<Texts> asked = {{resources[0]},
                                    {resources[0], resources[3]},
                                    {resources[3], "odd"},
                                    {"odd", resources[3]},
                                    {resources[0], resources[4]},
                                    {},
                                    Texts(1001, resources[0]),
                                    {"odd"},
                                    {"*"}};
  for (const PrincipalRef& caller : callers) {
    for (const Texts& of_request : asked) {
      for (const char* action : {"batch:DescribeJob", "batch:DescribeInstanceCategories", "sts:GetCallerIdentity",
                                 "batch:CreateCpmComputeEnv", "odd"}) {
        Request request{.principal = caller, .action = action, .resources = of_request};
        request.context.set("qcs:ip", {"10.1.1.1"});
        all.push_back(std::move(request));
      }
    }
  }
  return all;
}

TEST(Bulk, ActionsAndResources) {
  const Snapshot snapshot = some_world();
  std::size_t allowed = 0;
  for (const Request& request : requests()) {
    std::vector<Verdict> verdicts(actions.size());
    snapshot.check_actions(request, actions, verdicts);
    for (std::size_t i = 0; i < actions.size(); ++i) {
      Request one = request;
      one.action = actions[i];
      ASSERT_EQ(verdicts[i], snapshot.check(one)) << actions[i];
      allowed += verdicts[i].allowed() ? 1 : 0;
    }
    verdicts.resize(resources.size());
    snapshot.check_resources(request, resources, verdicts);
    for (std::size_t i = 0; i < resources.size(); ++i) {
      Request one = request;
      one.resources = {resources[i]};
      ASSERT_EQ(verdicts[i], snapshot.check(one)) << request.action << " on " << resources[i];
    }
  }
  EXPECT_GT(allowed, 500U);
}

TEST(Bulk, EachRequestOfMany) {
  const Snapshot snapshot = some_world();
  const std::vector<Request> all = requests();
  std::vector<Verdict> verdicts(all.size());
  snapshot.check_all(all, verdicts);
  for (std::size_t i = 0; i < all.size(); ++i) {
    const Decision plain = snapshot.decide_plainly(all[i]);
    ASSERT_EQ(verdicts[i], (Verdict{plain.effect, plain.reason})) << i;
  }
}

TEST(Bulk, Principals) {
  const Snapshot snapshot = some_world();
  const std::vector<PrincipalRef> members = {UserRef{"1", "1"},  UserRef{"11", "1"}, UserRef{"12", "1"},
                                             UserRef{"13", "1"}, UserRef{"14", "1"}, UserRef{"15", "1"},
                                             RoleRef{"r", "1"},  RoleRef{"s", "1"}};
  std::size_t found = 0;
  for (const Request& request : requests()) {
    std::vector<PrincipalRef> wanted;
    for (const PrincipalRef& member : members) {
      Request one = request;
      one.principal = member;
      if (snapshot.check(one).allowed()) wanted.push_back(member);
    }
    ASSERT_EQ(snapshot.allowed_principals("1", request), wanted) << request.action;
    found += wanted.size();
    EXPECT_TRUE(snapshot.allowed_principals("9", request).empty());
  }
  EXPECT_GT(found, 500U);
}

// The same by every way, with the statements.
TEST(Bulk, EveryWay) {
  const Snapshot snapshot = some_world();
  for (const Request& request : requests()) {
    in_every_way(snapshot, request);
    if (testing::Test::HasFailure()) FAIL() << request.action << " on " << request.resources.size() << " resources";
  }
}

}  // namespace
}  // namespace opencam
