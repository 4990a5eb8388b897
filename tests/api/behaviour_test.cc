// What actions do beyond their fields: effects at once, documents byte for byte, fields that clients need, secrets.
#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>
#include <set>

#include "cases.h"
#include "services/generated/api_action.h"
#include "services/offered_actions.h"

namespace opencam::tests {
namespace {

namespace json = boost::json;

TEST(EffectTest, AChangeDecidesTheVeryNextCall) {
  Scene scene;
  scene.caller = scene.ann_keys;
  const json::object ann{{"Name", "ann"}};
  const json::object attachment{{"PolicyId", scene.policy}, {"AttachUin", scene.ann}};
  for (int i = 0; i < 50; ++i) {
    ASSERT_EQ(scene.call("GetUser", ann).code, "AuthFailure.UnauthorizedOperation");
    scene.root("AttachUserPolicy", attachment);
    ASSERT_EQ(scene.call("GetUser", ann).code, "ok");
    scene.root("DetachUserPolicy", {{"PolicyId", scene.policy}, {"DetachUin", scene.ann}});
  }
}

TEST(EffectTest, AGroupsPolicyReachesItsMembers) {
  Scene scene;
  scene.caller = scene.ann_keys;
  scene.root("AttachGroupPolicy", {{"PolicyId", scene.policy}, {"AttachGroupId", scene.group}});
  EXPECT_EQ(scene.call("GetUser", {{"Name", "ann"}}).code, "AuthFailure.UnauthorizedOperation");
  const json::object line{{"GroupId", scene.group}, {"Uid", scene.ann_uid}};
  scene.root("AddUserToGroup", {{"Info", json::array{line}}});
  EXPECT_EQ(scene.call("GetUser", {{"Name", "ann"}}).code, "ok");
  scene.root("DeleteGroup", {{"GroupId", scene.group}});
  EXPECT_EQ(scene.call("GetUser", {{"Name", "ann"}}).code, "AuthFailure.UnauthorizedOperation");
}

TEST(EffectTest, TheDefaultVersionIsTheOneInForce) {
  Scene scene;
  scene.root("AttachUserPolicy", {{"PolicyId", scene.policy}, {"AttachUin", scene.ann}});
  scene.caller = scene.ann_keys;
  const Answer second = scene.root(
      "CreatePolicyVersion",
      {{"PolicyId", scene.policy}, {"PolicyDocument", document("allow", {"cam:ListUsers"})}, {"SetAsDefault", false}});
  EXPECT_EQ(scene.call("ListUsers").code, "AuthFailure.UnauthorizedOperation");
  scene.root("SetDefaultPolicyVersion", {{"PolicyId", scene.policy}, {"VersionId", second.number("VersionId")}});
  EXPECT_EQ(scene.call("ListUsers").code, "ok");
  EXPECT_EQ(scene.call("GetUser", {{"Name", "ann"}}).code, "AuthFailure.UnauthorizedOperation");
}

TEST(EffectTest, EveryAnswerOfAWriteCarriesARevisionThatHasIt) {
  Scene scene;
  const std::string before(*scene.call("ListUsers").headers.find("x-cam-revision"));
  const Answer written = scene.call("CreateGroup", {{"GroupName", "dev"}});
  EXPECT_GT(std::stoull(std::string(*written.headers.find("x-cam-revision"))), std::stoull(before));
}

TEST(DocumentTest, ComesBackByteForByte) {
  Scene scene;
  const std::string odd =
      "{ \"version\":\"2.0\",\n\t\"statement\": {\"effect\":\"allow\",\"action\":\"cvm:*\",\"resource\":\"*\"}  }";
  const Answer made = scene.root("CreatePolicy", {{"PolicyName", "Odd"}, {"PolicyDocument", odd}});
  EXPECT_EQ(scene.call("GetPolicy", {{"PolicyId", made.number("PolicyId")}}).text("PolicyDocument"), odd);
  const Answer version = scene.call("GetPolicyVersion", {{"PolicyId", made.number("PolicyId")}, {"VersionId", 1}});
  EXPECT_EQ(version.object("PolicyVersion").at("Document").as_string(), odd);
}

TEST(DocumentTest, MayBePercentEncodedOrWrapped) {
  Scene scene;
  const std::string plain = R"({"version":"2.0","statement":[{"effect":"allow","action":"cvm:*","resource":"*"}]})";
  const std::string encoded =
      "%7B%22version%22%3A%222.0%22%2C%22statement%22%3A%5B%7B%22effect%22%3A%22allow%22%2C%22action%22%3A%22cvm%3A%2A"
      "%22%2C%22resource%22%3A%22%2A%22%7D%5D%7D";
  for (const auto& [name, given] : std::vector<std::pair<std::string, std::string>>{
           {"Encoded", encoded}, {"Wrapped", "{\"strategyInfo\": " + plain + "}"}}) {
    const Answer made = scene.root("CreatePolicy", {{"PolicyName", name}, {"PolicyDocument", given}});
    EXPECT_EQ(scene.call("GetPolicy", {{"PolicyId", made.number("PolicyId")}}).text("PolicyDocument"), plain) << name;
  }
}

TEST(DocumentTest, APolicyTakesEachTagOnce) {
  Scene scene;
  const json::array tags = {json::object{{"Key", "team"}, {"Value", "a"}},
                            json::object{{"Key", "team"}, {"Value", "b"}}};
  const Answer refused = scene.call(
      "CreatePolicy", {{"PolicyName", "Tagged"}, {"PolicyDocument", document("allow", {"cvm:*"})}, {"Tags", tags}});
  EXPECT_EQ(refused.code, "InvalidParameter.ParamError");
}

TEST(PasswordTest, ARandomOneIsShownOnceAndAGivenOneKept) {
  Scene scene;
  const Answer random = scene.root("AddUser", {{"Name", "bob"}, {"ConsoleLogin", 1}});
  EXPECT_EQ(random.text("Password").size(), 32U);
  EXPECT_EQ(scene.root("AddUser", {{"Name", "carol"}}).text("Password"), "");
  const auto account = scene.directory().account(directory::Uin{scene.account_uin});
  const auto* bob = account->find_user(std::string_view("bob"));
  ASSERT_NE(bob, nullptr);
  EXPECT_TRUE(password_matches(SecretText(random.text("Password")), bob->password_hash));
  EXPECT_TRUE(bob->password_hash.starts_with("$argon2id$"));
}

// clients.md of the facts: the Terraform provider reads these without looking whether they are there.
TEST(FieldTest, WhatClientsReadUncheckedIsAlwaysThere) {
  struct Wanted {
    std::string action;
    std::vector<std::string> fields;  // `List.` looks into the first element
  };
  Scene scene;
  scene.root("AttachUserPolicy", {{"PolicyId", scene.policy}, {"AttachUin", scene.ann}});
  scene.root("AttachGroupPolicy", {{"PolicyId", 1}, {"AttachGroupId", scene.group}});
  scene.root("AttachRolePolicy", {{"PolicyId", 1}, {"AttachRoleId", scene.role}});
  scene.root("AddUserToGroup", {{"Info", json::array{json::object{{"GroupId", scene.group}, {"Uin", scene.ann}}}}});
  const std::vector<Wanted> all = {
      {"AddUser", {"Uin", "Uid", "Name", "Password", "SecretId", "SecretKey"}},
      {"GetUser", {"Uin", "Uid", "ConsoleLogin"}},
      {"ListUsers",
       {"Data.Uin", "Data.Uid", "Data.Name", "Data.Remark", "Data.PhoneNum", "Data.CountryCode", "Data.Email",
        "Data.ConsoleLogin"}},
      {"GetGroup", {"GroupName", "CreateTime"}},
      {"ListGroups", {"GroupInfo.GroupId", "GroupInfo.GroupName", "GroupInfo.CreateTime"}},
      {"GetPolicy", {"PolicyName", "PolicyDocument", "AddTime", "UpdateTime", "Type"}},
      {"ListPolicies",
       {"List.PolicyId", "List.PolicyName", "List.Type", "List.CreateMode", "List.AddTime", "List.Attachments",
        "List.ServiceType", "List.Description"}},
      {"DescribeRoleList",
       {"List.RoleId", "List.RoleName", "List.Description", "List.PolicyDocument", "List.AddTime", "List.UpdateTime",
        "List.ConsoleLogin"}},
      {"ListAttachedUserPolicies",
       {"List.PolicyId", "List.PolicyName", "List.AddTime", "List.CreateMode", "List.PolicyType"}},
      {"ListAttachedGroupPolicies",
       {"List.PolicyId", "List.PolicyName", "List.AddTime", "List.CreateMode", "List.PolicyType"}},
      {"ListAttachedRolePolicies",
       {"List.PolicyId", "List.PolicyName", "List.AddTime", "List.CreateMode", "List.PolicyType"}},
      {"ListUsersForGroup", {"UserInfo.Name"}},
      {"ListPolicyVersions", {"Versions.VersionId", "Versions.IsDefaultVersion"}},
      {"ListAccessKeys", {"AccessKeys.AccessKeyId"}},
  };
  for (const Wanted& wanted : all) {
    const auto found = std::find_if(all_cases().begin(), all_cases().end(),
                                    [&](const Case& one) { return one.action == wanted.action && one.code == "ok"; });
    const Answer answer = found->play(scene);
    ASSERT_EQ(answer.code, "ok") << answer.body;
    for (const std::string& field : wanted.fields) {
      const std::size_t dot = field.find('.');
      const json::object* object = &answer.fields;
      if (dot != std::string::npos) {
        const auto& list = answer.array(field.substr(0, dot));
        ASSERT_FALSE(list.empty()) << wanted.action << " " << field;
        object = &list.front().as_object();
      }
      const auto* value = object->if_contains(field.substr(dot == std::string::npos ? 0 : dot + 1));
      ASSERT_NE(value, nullptr) << wanted.action << " " << field;
      EXPECT_FALSE(value->is_null()) << wanted.action << " " << field;
    }
  }
}

TEST(FieldTest, ABoundaryThatIsNotSetIsNullEverywhere) {
  Scene scene;
  const Answer none = scene.call("GetUserPermissionBoundary", {{"TargetUin", scene.ann}});
  for (const char* field : {"PolicyId", "PolicyName", "PolicyDocument", "PolicyType", "CreateMode"}) {
    const auto* value = none.fields.if_contains(field);
    ASSERT_NE(value, nullptr) << field;
    EXPECT_TRUE(value->is_null()) << field;
  }
}

TEST(FieldTest, PagesAreExact) {
  Scene scene;
  for (int i = 0; i < 45; ++i) {
    scene.root("CreateRole", {{"RoleName", "role" + std::to_string(i)}, {"PolicyDocument", trust(scene.account_uin)}});
  }
  std::set<std::string> seen;
  for (int page = 1; page <= 4; ++page) {
    const Answer answer = scene.call("DescribeRoleList", {{"Page", page}, {"Rp", 20}});
    EXPECT_EQ(answer.number("TotalNum"), 46U);
    const std::size_t wanted = page < 3 ? 20 : (page == 3 ? 6 : 0);
    EXPECT_EQ(answer.array("List").size(), wanted);
    for (const auto& role : answer.array("List")) seen.insert(std::string(role.at("RoleId").as_string()));
  }
  EXPECT_EQ(seen.size(), 46U);
}

TEST(DenialTest, NamesOperationAndResource) {
  Scene scene;
  scene.caller = scene.ann_keys;
  const Answer denied = scene.call("CreateAccessKey", {{"TargetUin", scene.account_uin}});
  EXPECT_EQ(denied.code, "AuthFailure.UnauthorizedOperation");
  EXPECT_NE(denied.message.find("[request id:" + denied.text("RequestId") +
                                "]you are not authorized to perform operation (cam:CreateAccessKey)\nresource "
                                "(qcs::cam::uin/" +
                                std::to_string(scene.account_uin) + ":uin/" + std::to_string(scene.account_uin) +
                                ") has no permission\n"),
            std::string::npos)
      << denied.message;
}

TEST(DenialTest, NamesTheConditionOfTheDenyThatDecided) {
  Scene scene;
  scene.caller =
      scene.add_user_with("denied", R"({"version":"2.0","statement":[{"effect":"allow","action":"*","resource":"*"},)"
                                    R"({"effect":"deny","action":"cam:ListUsers","resource":"*",)"
                                    R"("condition":{"ip_equal":{"qcs:ip":["192.0.2.0/24"]}}}]})");
  const Answer denied = scene.call("ListUsers");
  EXPECT_NE(
      denied.message.find("has no permission with or without condition:[{\"condition\":{\"key\":\"qcs:ip\",\"value\":"
                          "[\"192.0.2.0/24\"],\"ope\":\"ip_equal\"},\"effect\":\"deny\"}]"),
      std::string::npos)
      << denied.message;
}

TEST(DenialTest, BatchIsAskedOnEachOfItsIds) {
  Scene scene;
  scene.caller = scene.add_user_with(
      "jobs", document("allow", {"batch:RetryJobs"}, "qcs::batch:ap-guangzhou:uin/100000000001:job/job-aaaaaaaa"));
  const auto retry = [&](const json::array& ids) { return scene.call("RetryJobs", {{"JobIds", ids}}); };
  EXPECT_EQ(retry({"job-aaaaaaaa"}).code, "ResourceNotFound.Job");
  for (const json::array& ids : {json::array{"job-bbbbbbbb"}, json::array{"job-aaaaaaaa", "job-bbbbbbbb"},
                                 json::array{"job-bbbbbbbb", "job-aaaaaaaa"}, json::array{}}) {
    EXPECT_EQ(retry(ids).code, "AuthFailure.UnauthorizedOperation") << json::serialize(ids);
  }
}

TEST(DenialTest, ARegionCannotPassForAnotherResource) {
  Scene scene;
  scene.caller = scene.add_user_with(
      "jobs", document("allow", {"batch:DescribeJob"}, "qcs::batch:ap-guangzhou:uin/100000000001:job/mine/*"));
  for (const char* region : {"ap-guangzhou:uin/100000000001:job/mine/x", "a:b", "*", "ap guangzhou", "/"}) {
    HttpRequest request = scene.signed_request(scene.caller, "DescribeJob", {{"JobId", "job-theirs"}});
    request.headers.set("X-TC-Region", region);
    EXPECT_EQ(scene.send(std::move(request)).code, "UnsupportedRegion") << region;
  }
}

TEST(DenialTest, TheAddressOfTheCallerIsACondition) {
  Scene scene;
  const auto at = [](const std::string& network) {
    return R"({"version":"2.0","statement":[{"effect":"allow","action":"cam:ListUsers","resource":"*",)"
           R"("condition":{"ip_equal":{"qcs:ip":")" +
           network + R"("}}}]})";
  };
  scene.caller = scene.add_user_with("here", at("192.0.2.0/24"));
  EXPECT_EQ(scene.call("ListUsers").code, "ok");
  scene.caller = scene.add_user_with("there", at("198.51.100.0/24"));
  EXPECT_EQ(scene.call("ListUsers").code, "AuthFailure.UnauthorizedOperation");
}

TEST(AuditTest, EveryChangeHasItsRecordAndEveryFailureToo) {
  for (const Case& one : all_cases()) {
    const auto* offered = services::find_offered_action(one.action);
    if (offered->effect == services::ActionEffect::Reads || one.code.starts_with("InternalError")) continue;
    if (one.note == "unread") continue;
    // CAM-223: a stranger's flood must not fill the trail.
    if (one.code == "RequestLimitExceeded") continue;
    Scene scene(one.quota);
    const Answer answer = one.play(scene);
    bool is_recorded = false;
    for (const auto& record : scene.audit(directory::Uin{scene.account_uin})) {
      // What a service did in the course of it is recorded as the service's, or as of tags.
      const bool is_of_call = directory::event_of(record.action) == one.action;
      if (record.request_id != answer.text("RequestId") || !is_of_call) continue;
      is_recorded = true;
      EXPECT_EQ(record.outcome, answer.code) << one.action;
    }
    // Repeating what is so already changes nothing, and needs no record.
    const bool is_repetition =
        one.code == "ok" &&
        (one.action.starts_with("Detach") || one.action.starts_with("Delete") || one.action == "RemoveUserFromGroup");
    EXPECT_TRUE(is_recorded || is_repetition) << one.action << " " << one.code;
  }
}

TEST(SecretTest, NoSecretIsInLogsAuditOrErrors) {
  std::size_t secrets = 0;
  for (const Case& one : all_cases()) {
    Scene scene(one.quota);
    const Answer answer = one.play(scene);
    std::string written;
    for (const std::string& line : scene.log_lines) written += line;
    for (const auto& record : scene.audit(directory::Uin{scene.account_uin})) {
      written += record.parameters + record.detail + record.resource + record.principal + record.user_agent;
    }
    written += answer.message;
    for (const std::string& secret : scene.secrets) {
      ++secrets;
      EXPECT_EQ(written.find(secret), std::string::npos) << one.action << " " << one.code;
    }
  }
  EXPECT_GT(secrets, 1000U);
}

TEST(SecretTest, APasswordIsNotEvenInTheRecordOfItsFailure) {
  Scene scene;
  const json::object named{{"Name", "dora"}, {"ConsoleLogin", 1}, {"Password", "Canary-Password-1"}};
  scene.root("AddUser", named);
  EXPECT_EQ(scene.call("AddUser", named).code, "InvalidParameter.SubUserNameInUse");
  EXPECT_EQ(scene.call("UpdateUser", {{"Name", "nobody"}, {"Password", "Canary-Password-1"}}).code,
            "ResourceNotFound.UserNotExist");
  // Deep inside the parameters of an action that is refused, too.
  const json::object login{{"LoginSettings", json::object{{"Password", "Canary-Password-1"}}}};
  const json::object key{{"Scene", "COS"}, {"SecretId", "AKID"}, {"SecretKey", "Canary-1"}};
  const json::object task{{"Application", {{"DeliveryForm", "LOCAL"}, {"Command", "true"}}},
                          {"ComputeEnv", {{"EnvData", login}}},
                          {"Authentications", json::array{key}}};
  const json::object job{{"Job", {{"Tasks", json::array{task}}}}, {"Placement", {{"Zone", "ap-guangzhou-1"}}}};
  const Keys bob = scene.add_user_with("bob", "");
  EXPECT_EQ(scene.call_as(bob, "SubmitJob", job).code, "AuthFailure.UnauthorizedOperation");
  const Answer submitted = scene.root("SubmitJob", job);
  const Answer shown = scene.root("DescribeJobSubmitInfo", {{"JobId", submitted.text("JobId")}});
  EXPECT_EQ(shown.body.find("Canary"), std::string::npos) << shown.body;
  const auto records = scene.audit(directory::Uin{scene.account_uin});
  ASSERT_GE(records.size(), 4U);
  for (const auto& record : records) EXPECT_EQ(record.parameters.find("Canary"), std::string::npos) << record.action;
  for (const std::string& line : scene.log_lines) EXPECT_EQ(line.find("Canary"), std::string::npos);
}

}  // namespace
}  // namespace opencam::tests
