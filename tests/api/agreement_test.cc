// What is asked about is what is done (CAM-174): no spelling of a parameter is one thing to the gate and another to the
// action behind it.
#include <gtest/gtest.h>

#include "scene.h"

namespace opencam::tests {
namespace {

namespace json = boost::json;

constexpr std::string_view denied = "AuthFailure.UnauthorizedOperation";

std::string allow_but(const std::string& action, const std::string& exception) {
  return R"({"version":"2.0","statement":[{"effect":"allow","action":")" + action +
         R"(","resource":"*"},{"effect":"deny","action":")" + action + R"(",)" + exception + "}]}";
}

std::string user_resource(const Scene& scene, std::uint64_t uin) {
  return "qcs::cam::uin/" + std::to_string(scene.account_uin) + ":uin/" + std::to_string(uin);
}

TEST(AgreementTest, AZeroBeforeANumberNamesNobody) {
  Scene scene;
  const std::string document =
      allow_but("cam:CreateAccessKey", R"("resource":")" + user_resource(scene, scene.ann) + R"(")");
  const Keys bob = scene.add_user_with("bob", document);
  const std::string ann = std::to_string(scene.ann);
  EXPECT_EQ(scene.call_as(bob, "CreateAccessKey", {{"TargetUin", ann}}).code, denied);
  EXPECT_EQ(scene.call_as(bob, "CreateAccessKey", {{"TargetUin", "0" + ann}}).code, "InvalidParameter");
  EXPECT_EQ(scene.call_as(bob, "CreateAccessKey", {{"TargetUin", "+" + ann}}).code, "InvalidParameter");
}

TEST(AgreementTest, TheNumberZeroMeansTheCaller) {
  Scene scene;
  const Keys bob = scene.add_user_with("bob", "");
  const std::uint64_t uin = scene.root("GetUser", {{"Name", "bob"}}).number("Uin");
  const std::string document = allow_but("cam:CreateAccessKey", R"("resource":")" + user_resource(scene, uin) + R"(")");
  const Answer policy = scene.root("CreatePolicy", {{"PolicyName", "NotMyself"}, {"PolicyDocument", document}});
  scene.root("AttachUserPolicy", {{"PolicyId", policy.number("PolicyId")}, {"AttachUin", uin}});
  EXPECT_EQ(scene.call_as(bob, "CreateAccessKey").code, denied);
  EXPECT_EQ(scene.call_as(bob, "CreateAccessKey", {{"TargetUin", 0}}).code, denied);
  EXPECT_EQ(scene.call_as(bob, "CreateAccessKey", {{"TargetUin", "0"}}).code, denied);
}

TEST(AgreementTest, ForceIsReadAlikeByBoth) {
  Scene scene;
  const Keys bob = scene.add_user_with("bob", document("allow", {"cam:DeleteUser"}));
  for (const json::value& force : {json::value(1), json::value("1")}) {
    EXPECT_EQ(scene.call_as(bob, "DeleteUser", {{"Name", "ann"}, {"Force", force}}).code,
              "UnauthorizedOperation.DeleteApiKey");
  }
  EXPECT_EQ(scene.call_as(bob, "DeleteUser", {{"Name", "ann"}, {"Force", "01"}}).code, "InvalidParameter");
  EXPECT_EQ(scene.root("GetUser", {{"Name", "ann"}}).code, "ok");
}

TEST(AgreementTest, ATagIsGivenOnce) {
  Scene scene;
  const Keys bob = scene.add_user_with(
      "bob", R"({"version":"2.0","statement":[{"effect":"allow","action":"cam:CreateRole","resource":"*",)"
             R"("condition":{"for_any_value:string_equal":{"qcs:request_tag":"team&a"}}}]})");
  const auto role = [&](const json::array& tags) {
    return json::object{{"RoleName", "tagged"}, {"PolicyDocument", trust(scene.account_uin)}, {"Tags", tags}};
  };
  const json::object a{{"Key", "team"}, {"Value", "a"}};
  const json::object b{{"Key", "team"}, {"Value", "b"}};
  EXPECT_EQ(scene.call_as(bob, "CreateRole", role({b})).code, denied);
  EXPECT_EQ(scene.call_as(bob, "CreateRole", role({a, b})).code, "InvalidParameter.TagParamError");
  EXPECT_EQ(scene.call_as(bob, "CreateRole", role({b, a})).code, "InvalidParameter.TagParamError");
  EXPECT_EQ(scene.call_as(bob, "CreateRole", role({a})).code, "ok");
  EXPECT_EQ(
      scene
          .call("AssumeRole",
                {{"RoleArn", "qcs::cam:::roleName/runner"}, {"RoleSessionName", "night"}, {"Tags", json::array{a, b}}})
          .code,
      "InvalidParameter.ParamError");
}

TEST(AgreementTest, ANumberAsATagIsItsText) {
  Scene scene;
  const Keys bob = scene.add_user_with(
      "bob",
      allow_but("cam:CreateRole", R"("resource":"*","condition":{"string_equal":{"qcs:request_tag/level":"5"}})"));
  for (const json::value& value : {json::value("5"), json::value(5), json::value(5.0)}) {
    const json::array tags{json::object{{"Key", "level"}, {"Value", value}}};
    const Answer answer = scene.call_as(
        bob, "CreateRole", {{"RoleName", "high"}, {"PolicyDocument", trust(scene.account_uin)}, {"Tags", tags}});
    EXPECT_EQ(answer.code, denied) << answer.body;
  }
}

// A role can be named like another one's id; only the id says which is meant.
TEST(AgreementTest, ARoleNamedLikeAnIdIsNotTheRoleOfThatId) {
  Scene scene;
  const std::string roles = "qcs::cam::uin/" + std::to_string(scene.account_uin) + ":roleName/";
  const Keys bob = scene.add_user_with("bob", document("allow", {"sts:AssumeRole"}, roles + "runner"));
  scene.root("CreateRole", {{"RoleName", scene.role}, {"PolicyDocument", trust(scene.account_uin)}});
  scene.root("AttachRolePolicy", {{"AttachRoleName", scene.role}, {"PolicyName", "AdministratorAccess"}});
  EXPECT_EQ(scene.call_as(bob, "AssumeRole", {{"RoleArn", roles + "runner"}, {"RoleSessionName", "night"}}).code, "ok");
  EXPECT_EQ(scene.call_as(bob, "AssumeRole", {{"RoleArn", roles + scene.role}, {"RoleSessionName", "night"}}).code,
            "UnauthorizedOperation");
  // CAM-184: among subjects the id counts.
  const Answer asked = scene.evaluate(scene.root_keys, R"({"subject":{"type":"role","id":")" + scene.role +
                                                           R"("},"action":{"name":"cvm:RunInstances"},)"
                                                           R"("resource":{"type":"cvm:instance","id":"i"}})");
  EXPECT_NE(asked.body.find(R"("decision":false)"), std::string::npos) << asked.body;
}

// CAM-161: an APPID might be anybody's.
TEST(AgreementTest, ARoleIsNotNamedByAnAppId) {
  Scene scene;
  const Answer answer =
      scene.call("AssumeRole", {{"RoleArn", "qcs::cam::uid/1250009999:roleName/runner"}, {"RoleSessionName", "night"}});
  EXPECT_EQ(answer.code, "InvalidParameter.ParamError");
}

// CAM-180.
TEST(AgreementTest, ADecisionIsAskedForInFewWords) {
  Scene scene;
  const std::string body = R"({"subject":{"type":"user","id":"ann"},"action":{"name":"cvm:RunInstances"},)"
                           R"("resource":{"type":"cvm:instance","id":"i"}})";
  const std::size_t most = std::size_t{256} * 1024;
  EXPECT_EQ(scene.evaluate(scene.root_keys, body + std::string(most - body.size(), ' ')).status, 200);
  EXPECT_EQ(scene.evaluate(scene.root_keys, body + std::string(most + 1 - body.size(), ' ')).status, 413);
}

// CAM-181.
TEST(AgreementTest, TwoCredentialsAreNone) {
  Scene scene;
  HttpRequest request;
  request.method = "POST";
  request.target = "/access/v1/evaluation";
  request.body = R"({"subject":{"type":"user","id":"ann"},"action":{"name":"cvm:RunInstances"},)"
                 R"("resource":{"type":"cvm:instance","id":"i"}})";
  request.headers.add("Content-Type", "application/json");
  request.headers.add("Authorization", "Bearer " + scene.root_keys.secret_id + ":" + scene.root_keys.secret_key);
  EXPECT_EQ(scene.send(request).status, 200);
  for (const std::string header : {"Authorization", "X-TC-Token", "X-TC-Timestamp"}) {
    HttpRequest twice = request;
    twice.headers.add(header, "");
    if (twice.headers.count(header) == 1) twice.headers.add(header, "");
    EXPECT_EQ(scene.send(twice).status, 401) << header;
  }
}

}  // namespace
}  // namespace opencam::tests
