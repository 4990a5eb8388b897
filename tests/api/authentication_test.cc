// No call without a good signature: every action with every kind of bad credential (C18), and what a session is.
#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>

#include "cases.h"
#include "services/generated/api_action.h"
#include "services/session_token.h"
#include "wire/sign_v3.h"

namespace opencam::tests {
namespace {

namespace json = boost::json;

struct Spoiled {
  const char* name;
  const char* code;
  void (*spoil)(Scene& scene, HttpRequest& request);
};

void set_authorization(HttpRequest& request, const std::string& value) { request.headers.set("Authorization", value); }

std::string authorization(const HttpRequest& request) {
  return std::string(request.headers.find("authorization").value_or(""));
}

const Spoiled spoiled[] = {
    {"absent", "AuthFailure.InvalidAuthorization",
     [](Scene&, HttpRequest& request) { request.headers.erase("Authorization"); }},
    {"empty", "AuthFailure.InvalidAuthorization", [](Scene&, HttpRequest& request) { set_authorization(request, ""); }},
    {"skipped", "AuthFailure.InvalidAuthorization",
     [](Scene&, HttpRequest& request) { set_authorization(request, "SKIP"); }},
    {"bearer", "AuthFailure.InvalidAuthorization",
     [](Scene& scene, HttpRequest& request) {
       set_authorization(request, "Bearer " + scene.root_keys.secret_id + ":" + scene.root_keys.secret_key);
     }},
    {"truncated", "AuthFailure.SignatureFailure",
     [](Scene&, HttpRequest& request) {
       const std::string text = authorization(request);
       set_authorization(request, text.substr(0, text.find("Signature=") + 20));
     }},
    {"wrong", "AuthFailure.SignatureFailure",
     [](Scene&, HttpRequest& request) {
       std::string text = authorization(request);
       text.back() = text.back() == '0' ? '1' : '0';
       set_authorization(request, text);
     }},
    {"other_body", "AuthFailure.SignatureFailure", [](Scene&, HttpRequest& request) { request.body += " "; }},
    {"other_key", "AuthFailure.SignatureFailure",
     [](Scene& scene, HttpRequest& request) {
       request.headers.erase("Authorization");
       request.headers.erase("X-TC-Timestamp");
       sign_v3(request, {.secret_id = scene.root_keys.secret_id, .service = "cam", .timestamp = scene.clock.now_s()},
               SecretText(scene.other_root_keys.secret_key));
     }},
    {"unknown_key", "AuthFailure.SecretIdNotFound",
     [](Scene& scene, HttpRequest& request) {
       request.headers.erase("Authorization");
       request.headers.erase("X-TC-Timestamp");
       sign_v3(request,
               {.secret_id = "AKID" + std::string(32, 'x'), .service = "cam", .timestamp = scene.clock.now_s()},
               SecretText(scene.root_keys.secret_key));
     }},
    {"expired", "AuthFailure.SignatureExpire", [](Scene& scene, HttpRequest&) { scene.clock.ms += 301LL * 1000; }},
    {"foreign_token", "AuthFailure.TokenFailure",
     [](Scene&, HttpRequest& request) { request.headers.add("X-TC-Token", "token"); }},
};

TEST(AuthenticationTest, NoActionRunsWithoutAGoodSignature) {
  Scene scene;
  const auto before = scene.directory().revision();
  for (const api::ApiAction& action : api::api_actions()) {
    for (const Spoiled& kind : spoiled) {
      const std::int64_t now = scene.clock.ms;
      HttpRequest request = scene.signed_request(scene.root_keys, action.name, {});
      kind.spoil(scene, request);
      const Answer answer = scene.send(std::move(request));
      scene.clock.ms = now;
      std::string wanted(kind.code);
      if (std::string(kind.name) == "skipped" && action.name == "AssumeRoleWithSAML") wanted = "UnsupportedOperation";
      // Read before its token is asked for, and there is none.
      if (std::string(kind.name) == "skipped" && action.name == "AssumeRoleWithWebIdentity")
        wanted = "MissingParameter";
      EXPECT_EQ(answer.code, wanted) << action.name << " " << kind.name << ": " << answer.body;
    }
  }
  EXPECT_EQ(scene.directory().revision(), before);
}

TEST(AuthenticationTest, ADisabledOrDeletedKeyIsNotFound) {
  Scene scene;
  scene.caller = scene.ann_keys;
  ASSERT_EQ(scene.call("GetCallerIdentity").code, "ok");
  const json::object key{{"TargetUin", scene.ann}, {"AccessKeyId", scene.ann_keys.secret_id}};
  json::object change = key;
  change["Status"] = "Inactive";
  scene.root("UpdateAccessKey", change);
  EXPECT_EQ(scene.call("GetCallerIdentity").code, "AuthFailure.SecretIdNotFound");
  change["Status"] = "Active";
  scene.root("UpdateAccessKey", change);
  EXPECT_EQ(scene.call("GetCallerIdentity").code, "ok");
  scene.root("DeleteAccessKey", key);
  EXPECT_EQ(scene.call("GetCallerIdentity").code, "AuthFailure.SecretIdNotFound");
}

TEST(AuthenticationTest, UnknownActionsAndVersionsAreRefusedAfterTheSignature) {
  Scene scene;
  EXPECT_EQ(scene.call("NoSuchAction").code, "InvalidAction");
  HttpRequest request = scene.signed_request(scene.root_keys, "GetUser", {{"Name", "ann"}});
  request.headers.set("X-TC-Version", "2018-08-13");
  EXPECT_EQ(scene.send(request).code, "NoSuchVersion");
  set_authorization(request, "");
  EXPECT_EQ(scene.send(request).code, "AuthFailure.InvalidAuthorization");
}

TEST(AuthenticationTest, ParametersAreCheckedUnderCommonCodes) {
  Scene scene;
  EXPECT_EQ(scene.call("GetUser").code, "MissingParameter");
  EXPECT_EQ(scene.call("GetUser").message, "The request is missing a required parameter `Name`.");
  EXPECT_EQ(scene.call("GetUser", {{"Name", "ann"}, {"Colour", "red"}}).code, "UnknownParameter");
  EXPECT_EQ(scene.call("GetGroup", {{"GroupId", "one"}}).code, "InvalidParameter");
  EXPECT_EQ(scene.call("GetGroup", {{"GroupId", std::to_string(scene.group)}}).code, "ok");
}

Keys credentials(const Answer& answer) {
  const auto& fields = answer.object("Credentials");
  if (fields.empty()) return {};
  return {std::string(fields.at("TmpSecretId").get_string()), std::string(fields.at("TmpSecretKey").get_string()),
          std::string(fields.at("Token").get_string())};
}

json::object assume_runner(const Scene& s) {
  return {{"RoleArn", "qcs::cam::uin/" + std::to_string(s.account_uin) + ":role/" + s.role},
          {"RoleSessionName", "night"}};
}

TEST(SessionTest, ARoleSessionIsTheRoleAndNothingElse) {
  Scene scene;
  scene.root("AttachRolePolicy", {{"PolicyId", scene.policy}, {"AttachRoleId", scene.role}});
  const Answer assumed = scene.call("AssumeRole", assume_runner(scene));
  ASSERT_EQ(assumed.code, "ok") << assumed.body;
  EXPECT_EQ(assumed.number("ExpiredTime"), static_cast<std::uint64_t>(scene.clock.now_s() + 7200));
  EXPECT_EQ(assumed.text("Expiration"), "2026-11-21T18:53:20Z");
  scene.caller = credentials(assumed);
  EXPECT_LE(scene.caller.token.size(), 4096U);
  EXPECT_EQ(scene.caller.secret_key.size(), 32U);
  const Answer who = scene.call("GetCallerIdentity");
  EXPECT_EQ(who.text("Type"), "CAMRole");
  EXPECT_EQ(who.text("Arn"), "qcs::sts:" + std::to_string(scene.account_uin) + ":assumed-role/" + scene.role);
  EXPECT_EQ(who.text("UserId"), scene.role + ":night");
  EXPECT_EQ(who.text("AccountId"), std::to_string(scene.account_uin));
  EXPECT_EQ(scene.call("GetUser", {{"Name", "ann"}}).code, "ok");
  EXPECT_EQ(scene.call("ListUsers").code, "AuthFailure.UnauthorizedOperation");
  scene.root("DeleteRole", {{"RoleId", scene.role}});
  EXPECT_EQ(scene.call("GetCallerIdentity").code, "AuthFailure.TokenFailure");
}

TEST(SessionTest, ASessionPolicyNarrows) {
  Scene scene;
  scene.root("AttachRolePolicy", {{"PolicyId", scene.policy}, {"AttachRoleId", scene.role}});
  json::object parameters = assume_runner(scene);
  parameters["Policy"] =
      "%7B%22version%22%3A%222.0%22%2C%22statement%22%3A%5B%7B%22effect%22%3A%22allow%22%2C%22action"
      "%22%3A%22cam%3AGetGroup%22%2C%22resource%22%3A+%22%2A%22%7D%5D%7D";
  scene.caller = credentials(scene.call("AssumeRole", parameters));
  EXPECT_EQ(scene.call("GetGroup", {{"GroupId", scene.group}}).code, "ok");
  EXPECT_EQ(scene.call("GetUser", {{"Name", "ann"}}).code, "AuthFailure.UnauthorizedOperation");
}

TEST(SessionTest, AFederatedSessionIsTheCallersRightsAndThePolicyBoth) {
  Scene scene;
  scene.caller = scene.add_user_with("bob", document("allow", {"cam:GetUser"}));
  const Answer made = scene.call("GetFederationToken", {{"Name", "guest"}, {"Policy", document("allow", {"cam:*"})}});
  ASSERT_EQ(made.code, "ok") << made.body;
  EXPECT_EQ(made.number("ExpiredTime"), static_cast<std::uint64_t>(scene.clock.now_s() + 1800));
  scene.caller = credentials(made);
  EXPECT_EQ(scene.call("GetUser", {{"Name", "ann"}}).code, "ok");
  EXPECT_EQ(scene.call("ListUsers").code, "AuthFailure.UnauthorizedOperation");
  const std::string uin = std::to_string(scene.root("GetUser", {{"Name", "bob"}}).number("Uin"));
  const Answer who = scene.call("GetCallerIdentity");
  EXPECT_EQ(who.text("Arn"), "qcs::sts:" + std::to_string(scene.account_uin) + ":federated-user/" + uin);
  EXPECT_EQ(who.text("UserId"), uin + ":guest");
  EXPECT_EQ(who.text("Type"), "CAMUser");
}

// C2: whatever a session may do, whoever made it may do; and what a role's session may do, the role may.
TEST(SessionTest, NoSessionIsWiderThanItsParent) {
  const std::vector<std::string> actions = {"GetUser", "ListUsers", "GetGroup", "ListGroups"};
  const auto ask = [](Scene& s, const Keys& keys, const std::string& action) {
    json::object parameters;
    if (action == "GetUser") parameters["Name"] = "ann";
    if (action == "GetGroup") parameters["GroupId"] = s.group;
    return s.call_as(keys, action, parameters).code == "ok";
  };
  const auto subset = [&actions](unsigned bits) {
    std::vector<std::string> out = {"cvm:DescribeInstances"};
    for (std::size_t i = 0; i < actions.size(); ++i) {
      if ((bits >> i & 1U) != 0) out.push_back("cam:" + actions[i]);
    }
    return document("allow", out);
  };
  std::size_t allowed = 0;
  for (unsigned parent_bits = 0; parent_bits < 16; ++parent_bits) {
    Scene scene;
    const Keys parent = scene.add_user_with("parent", subset(parent_bits));
    for (unsigned child_bits = 0; child_bits < 16; ++child_bits) {
      const Keys child =
          credentials(scene.call_as(parent, "GetFederationToken", {{"Name", "guest"}, {"Policy", subset(child_bits)}}));
      for (std::size_t i = 0; i < actions.size(); ++i) {
        const bool by_both = ((parent_bits & child_bits) >> i & 1U) != 0;
        EXPECT_EQ(ask(scene, child, actions[i]), by_both) << parent_bits << " " << child_bits << " " << actions[i];
        allowed += by_both ? 1 : 0;
      }
    }
  }
  EXPECT_EQ(allowed, 256U);
}

TEST(SessionTest, EndsWithTheKeyThatAskedForIt) {
  Scene scene;
  scene.root("AttachUserPolicy", {{"PolicyId", 1}, {"AttachUin", scene.ann}});
  scene.caller = scene.ann_keys;
  const Keys federated =
      credentials(scene.call("GetFederationToken", {{"Name", "guest"}, {"Policy", document("allow", {"cam:*"})}}));
  const Keys own = credentials(scene.call("GetSessionToken", {{"SerialNumber", ""}, {"TokenCode", ""}}));
  for (const Keys& session : {federated, own}) EXPECT_EQ(scene.call_as(session, "ListUsers").code, "ok");
  scene.root("UpdateAccessKey",
             {{"TargetUin", scene.ann}, {"AccessKeyId", scene.ann_keys.secret_id}, {"Status", "Inactive"}});
  for (const Keys& session : {federated, own}) {
    EXPECT_EQ(scene.call_as(session, "ListUsers").code, "AuthFailure.TokenFailure");
  }
}

TEST(SessionTest, ATokenOpensOnlyBesideItsKeyAndUntilItEnds) {
  Scene scene;
  const Keys first = credentials(scene.call("AssumeRole", assume_runner(scene)));
  const Keys second = credentials(scene.call("AssumeRole", assume_runner(scene)));
  EXPECT_EQ(scene.call_as(first, "GetCallerIdentity").code, "ok");
  EXPECT_EQ(scene.call_as({first.secret_id, first.secret_key, ""}, "GetCallerIdentity").code,
            "AuthFailure.TokenFailure");
  EXPECT_EQ(scene.call_as({first.secret_id, first.secret_key, second.token}, "GetCallerIdentity").code,
            "AuthFailure.TokenFailure");
  EXPECT_EQ(scene.call_as({first.secret_id, second.secret_key, first.token}, "GetCallerIdentity").code,
            "AuthFailure.SignatureFailure");
  scene.clock.ms += 7199LL * 1000;
  EXPECT_EQ(scene.call_as(first, "GetCallerIdentity").code, "ok");
  scene.clock.ms += 1000;
  EXPECT_EQ(scene.call_as(first, "GetCallerIdentity").code, "AuthFailure.TokenFailure");
}

TEST(SessionTest, ARolesOwnDurationBindsItsSessions) {
  Scene scene;
  scene.root("UpdateRoleSessionDuration", {{"RoleId", scene.role}, {"SessionDuration", 600}});
  EXPECT_EQ(scene.call("AssumeRole", assume_runner(scene)).number("ExpiredTime"),
            static_cast<std::uint64_t>(scene.clock.now_s() + 600));
  json::object longer = assume_runner(scene);
  longer["DurationSeconds"] = 601;
  EXPECT_EQ(scene.call("AssumeRole", longer).code, "InvalidParameter.OverTimeError");
}

TEST(SessionTest, GivingOutASessionIsRecorded) {
  Scene scene;
  const Answer assumed = scene.call("AssumeRole", assume_runner(scene));
  const auto records = scene.audit(directory::Uin{scene.account_uin});
  ASSERT_FALSE(records.empty());
  EXPECT_EQ(records.front().request_id, assumed.text("RequestId"));
  EXPECT_EQ(records.front().action, "sts:AssumeRole");
  EXPECT_EQ(records.front().outcome, "ok");
}

TEST(SessionTest, NoSessionIsGivenOutThatCannotBeRecorded) {
  Scene scene;
  scene.store_fails = true;
  EXPECT_EQ(scene.call("AssumeRole", assume_runner(scene)).code, "InternalError");
}

TEST(SessionTest, ADenialThatCannotBeRecordedIsNotAnswered) {
  Scene scene;
  scene.caller = scene.ann_keys;
  scene.store_fails = true;
  EXPECT_EQ(scene.call("ListUsers").code, "InternalError");
}

}  // namespace
}  // namespace opencam::tests
