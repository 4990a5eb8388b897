// Who may call what: each action is refused to whoever holds every action but it (C3), to whoever holds a matching deny
// (C1), and nothing of another account can be told from what never was (C5).
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <set>

#include "cases.h"
#include "opencam/catalog.h"
#include "services/generated/api_action.h"
#include "services/offered_actions.h"

namespace opencam::tests {
namespace {

namespace json = boost::json;

std::string full_name(const api::ApiAction& action) {
  return std::string(action.service) + ":" + std::string(action.name);
}

bool needs_permission(const api::ApiAction& action) {
  const ActionInfo* info = Catalog::built_in()->find_action({std::string(action.service), std::string(action.name)});
  return info == nullptr || info->needs_permission;
}

bool is_denial(const Answer& answer) {
  const bool has_code =
      answer.code == "AuthFailure.UnauthorizedOperation" || answer.code.starts_with("UnauthorizedOperation");
  return has_code && answer.message.find("you are not authorized to perform operation (") != std::string::npos;
}

// Every action of every service but this one, spread over as many policies as the length of a document asks for.
Keys everything_but(Scene& s, const api::ApiAction& missing) {
  const Answer added = s.root("AddUser", {{"Name", "but-one"}, {"UseApi", 1}});
  std::vector<std::string> actions;
  int count = 0;
  const auto attach = [&] {
    const Answer made = s.root("CreatePolicy", {{"PolicyName", "part" + std::to_string(++count)},
                                                {"PolicyDocument", document("allow", actions)}});
    s.root("AttachUserPolicy", {{"PolicyId", made.number("PolicyId")}, {"AttachUin", added.number("Uin")}});
    actions.clear();
  };
  for (const api::ApiAction& action : api::api_actions()) {
    if (&action == &missing || !needs_permission(action)) continue;
    actions.push_back(full_name(action));
    if (actions.size() == 100) attach();
  }
  actions.emplace_back("cam:DeleteApiKey");
  attach();
  return {added.text("SecretId"), added.text("SecretKey"), ""};
}

class ActionTest : public testing::TestWithParam<std::size_t> {
 protected:
  const api::ApiAction& action() const { return api::api_actions()[GetParam()]; }
  // The successful call of the action, or for one that is not offered a call without parameters.
  Answer ask(Scene& s) const {
    const Case* one = usual_case(action().name);
    return one != nullptr ? one->play(s) : s.call(action().name);
  }
};

TEST_P(ActionTest, IsRefusedToWhoHoldsEveryActionButThisOne) {
  if (!needs_permission(action())) GTEST_SKIP() << "needs no permission";
  Scene scene;
  scene.caller = everything_but(scene, action());
  const Answer answer = ask(scene);
  EXPECT_TRUE(is_denial(answer)) << full_name(action()) << ": " << answer.body;
  EXPECT_NE(answer.message.find("(" + full_name(action()) + ")"), std::string::npos) << answer.message;
}

// And on that action alone: the next one in the list that is offered works for the same principal.
TEST_P(ActionTest, LeavesTheOthersToWhoHoldsEveryActionButThisOne) {
  if (!needs_permission(action())) GTEST_SKIP() << "needs no permission";
  const auto offered = services::offered_actions();
  const auto after = std::ranges::upper_bound(offered, action().name, {}, &services::OfferedAction::name);
  const std::string_view next = after == offered.end() ? offered.front().name : after->name;
  const Case* success = usual_case(next);
  ASSERT_NE(success, nullptr) << next;
  Scene scene;
  scene.caller = everything_but(scene, action());
  const Answer answer = success->play(scene);
  EXPECT_EQ(answer.code, success->code) << full_name(action()) << " is missing, and so " << next
                                        << " fails: " << answer.body;
}

TEST_P(ActionTest, IsRefusedToWhoHoldsADeny) {
  if (!needs_permission(action())) GTEST_SKIP() << "needs no permission";
  Scene scene;
  const std::string text = R"({"version":"2.0","statement":[{"effect":"allow","action":"*","resource":"*"},)"
                           R"({"effect":"deny","action":")" +
                           full_name(action()) + R"(","resource":"*"}]})";
  scene.caller = scene.add_user_with("denied", text);
  const Answer answer = ask(scene);
  EXPECT_TRUE(is_denial(answer)) << full_name(action()) << ": " << answer.body;
}

TEST_P(ActionTest, IsRefusedToWhoseBoundaryLeavesItOut) {
  if (!needs_permission(action())) GTEST_SKIP() << "needs no permission";
  Scene scene;
  scene.caller = scene.add_user_with("bounded", document("allow", {"*"}));
  const Answer narrow = scene.root(
      "CreatePolicy", {{"PolicyName", "narrow"}, {"PolicyDocument", document("allow", {"cvm:DescribeInstances"})}});
  const auto uin = scene.root("GetUser", {{"Name", "bounded"}}).number("Uin");
  scene.root("PutUserPermissionsBoundary", {{"TargetUin", uin}, {"PolicyId", narrow.number("PolicyId")}});
  const Answer answer = ask(scene);
  EXPECT_TRUE(is_denial(answer)) << full_name(action()) << ": " << answer.body;
}

TEST_P(ActionTest, IsAllowedToWhoHoldsIt) {
  Scene scene;
  scene.caller = scene.add_user_with("holder", document("allow", {"*"}));
  const Answer answer = ask(scene);
  const bool is_offered = services::find_offered_action(action().name) != nullptr;
  if (is_offered) {
    EXPECT_EQ(answer.code, usual_case(action().name)->code) << answer.body;
  } else {
    EXPECT_EQ(answer.code, action().is_withdrawn ? "ActionOffline" : "UnsupportedOperation") << answer.body;
  }
}

TEST_P(ActionTest, LeavesARecordOfItsDenialBeforeItAnswers) {
  if (!needs_permission(action())) GTEST_SKIP() << "needs no permission";
  Scene scene;
  scene.caller = scene.add_user_with("nobody", "");
  const Answer answer = ask(scene);
  ASSERT_TRUE(is_denial(answer)) << answer.body;
  const auto records = scene.audit(directory::Uin{scene.account_uin});
  const auto found = std::ranges::find(records, answer.text("RequestId"), &directory::AuditRecord::request_id);
  ASSERT_NE(found, records.end());
  EXPECT_EQ(found->action, full_name(action()));
  EXPECT_EQ(found->outcome, answer.code);
  EXPECT_EQ(found->principal_type, "user");
  EXPECT_EQ(found->access_key, scene.caller.secret_id);
  EXPECT_NE(found->detail.find("\"reason\":"), std::string::npos);
}

std::string action_name(const testing::TestParamInfo<std::size_t>& info) {
  return std::string(api::api_actions()[info.param].service) + "_" + std::string(api::api_actions()[info.param].name);
}

INSTANTIATE_TEST_SUITE_P(Api, ActionTest, testing::Range(std::size_t{0}, api::api_actions().size()), action_name);

// Asks as the root account of `other`, with the numbers and names of `acme`.
Answer ask_as_other(Scene& s, const Case& one) {
  s.caller = s.other_root_keys;
  return one.play(s);
}

// The answer without what differs between any two calls.
std::string without_request_id(const Answer& answer) {
  json::object fields = answer.fields;
  fields.erase("RequestId");
  return json::serialize(fields);
}

// These make things anew in the caller's own account, name nothing, or say of each thing by itself that it is not
// there.
const std::set<std::string>& own_actions() {
  static const std::set<std::string> own = {"AddUser",
                                            "CreateGroup",
                                            "CreatePolicy",
                                            "CreateRole",
                                            "ListUsers",
                                            "ListGroups",
                                            "ListPolicies",
                                            "DescribeRoleList",
                                            "GetSessionToken",
                                            "GetFederationToken",
                                            "GetCallerIdentity",
                                            "CreateSAMLProvider",
                                            "ListSAMLProviders",
                                            "CreateOIDCConfig",
                                            "CreateUserOIDCConfig",
                                            "CreateUserSAMLConfig",
                                            "DescribeUserSAMLConfig",
                                            "DisableUserSSO",
                                            "CreateServiceLinkedRole",
                                            "CreateTag",
                                            "CreateTags",
                                            "DescribeTagKeys",
                                            "DescribeTagValues",
                                            "DescribeTags",
                                            "DescribeResourceTagsByResourceIds",
                                            "DescribeResourceTagsByTagKeys",
                                            "DescribeResourcesByTags",
                                            "DescribeResourcesByTagsUnion",
                                            "GetResources",
                                            "GetTagKeys",
                                            "GetTagValues",
                                            "GetTags",
                                            "TagResources",
                                            "UnTagResources",
                                            "ListAccounts",
                                            "ListCollaborators",
                                            "ListReceiver",
                                            "ListWeChatWorkSubAccounts",
                                            "CreateMessageReceiver",
                                            "GetAccountSummary",
                                            "GetUserAppId",
                                            "GetPasswordRules",
                                            "UpdatePasswordRules",
                                            "DescribeSafeAuthFlag",
                                            "DescribeSafeAuthFlagIntl",
                                            "CreateSubAccountLoginIpPolicy",
                                            "DescribeSubAccounts",
                                            "GetSecurityLastUsed",
                                            "LookUpEvents",
                                            "DescribeEvents",
                                            "GetAttributeKey"};
  return own;
}

TEST(TenantTest, WhatAnotherAccountHasLooksLikeWhatNeverWas) {
  std::size_t count = 0;
  for (const Case& one : all_cases()) {
    if (one.code != "ok" || own_actions().contains(one.action)) continue;
    // Its ids are drawn, so they differ from scene to scene; isolation_test.cc asks with each of them.
    if (api::find_api_action(one.action)->service == "batch") continue;
    Scene scene;
    const Answer there = ask_as_other(scene, one);
    Scene emptied;
    emptied.root("DeleteUser", {{"Name", "ann"}, {"Force", 1}});
    emptied.root("DeleteGroup", {{"GroupId", emptied.group}});
    emptied.root("DeleteRole", {{"RoleId", emptied.role}});
    // A case that prepares something with the policy needs it; it is another account's in any case.
    const bool needs_policy = one.action.ends_with("PolicyVersion");
    if (!needs_policy) {
      emptied.root("DeletePolicy", {{"PolicyId", json::array{emptied.policy}}});
    }
    const Answer never = ask_as_other(emptied, one);
    EXPECT_NE(there.code, "ok") << one.action << " reached another account: " << there.body;
    if (!is_denial(there)) {
      EXPECT_EQ(without_request_id(there), without_request_id(never)) << one.action;
    }
    EXPECT_EQ(there.code, never.code) << one.action;
    ++count;
  }
  EXPECT_GT(count, 40U);
}

TEST(TenantTest, ListsShowTheCallersOwnAccount) {
  Scene scene;
  scene.caller = scene.other_root_keys;
  EXPECT_TRUE(scene.call("ListUsers").array("Data").empty());
  EXPECT_EQ(scene.call("ListGroups").number("TotalNum"), 0U);
  EXPECT_EQ(scene.call("ListPolicies", {{"Scope", "Local"}}).number("TotalNum"), 0U);
  EXPECT_EQ(scene.call("DescribeRoleList", {{"Page", 1}, {"Rp", 20}}).number("TotalNum"), 0U);
}

TEST(TenantTest, ARoleOfAnotherAccountThatDoesNotExistIsRefusedLikeOneThatDoesNotTrustUs) {
  Scene scene;
  scene.caller = scene.other_root_keys;
  const std::string owner = "qcs::cam::uin/" + std::to_string(scene.account_uin) + ":roleName/";
  const Answer there = scene.call("AssumeRole", {{"RoleArn", owner + "runner"}, {"RoleSessionName", "night"}});
  const Answer never = scene.call("AssumeRole", {{"RoleArn", owner + "walker"}, {"RoleSessionName", "night"}});
  EXPECT_EQ(there.code, "UnauthorizedOperation");
  EXPECT_EQ(never.code, "UnauthorizedOperation");
}

TEST(TenantTest, OneForbiddenNameAmongSeveralStopsTheWholeCall) {
  Scene scene;
  const Answer second =
      scene.root("CreatePolicy", {{"PolicyName", "Second"}, {"PolicyDocument", document("allow", {"cvm:*"})}});
  const std::uint64_t missing = 99999999;
  for (const json::array& ids : {json::array{missing, scene.policy, second.number("PolicyId")},
                                 json::array{scene.policy, missing, second.number("PolicyId")},
                                 json::array{scene.policy, second.number("PolicyId"), missing}}) {
    EXPECT_EQ(scene.call("DeletePolicy", {{"PolicyId", ids}}).code, "ResourceNotFound.PolicyIdNotFound");
    EXPECT_EQ(scene.call("ListPolicies", {{"Scope", "Local"}}).number("TotalNum"), 2U);
  }
}

}  // namespace
}  // namespace opencam::tests
