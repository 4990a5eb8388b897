// Service-linked roles through the API, with the worker that deletes them; and what a session keeps.
#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "base/encode.h"
#include "cases.h"
#include "services/role_deletions.h"
#include "services/session_token.h"

namespace opencam::tests {
namespace {

namespace json = boost::json;

const std::string role_name = "BATCH_QCSLinkedRoleInAcrossService";

class LinkedRoleTest : public testing::Test {
 protected:
  LinkedRoleTest() {
    scene_.root("CreateServiceLinkedRole",
                {{"QCSServiceName", json::array{"acrossservice.batch.cloud.tencent.com"}}, {"Description", "ours"}});
    log_ = *Log::create({.sink = [](std::string_view) {}}, scene_.clock);
  }
  std::string start_deletion() {
    return scene_.root("DeleteServiceLinkedRole", {{"RoleName", role_name}}).text("DeletionTaskId");
  }
  std::string status(const std::string& task) {
    return scene_.root("GetServiceLinkedRoleDeletionStatus", {{"DeletionTaskId", task}}).text("Status");
  }
  const json::object& role() {
    answer_ = scene_.root("GetRole", {{"RoleName", role_name}});
    return answer_.object("RoleInfo");
  }

  Scene scene_;
  std::unique_ptr<Log> log_;
  Answer answer_;
};

TEST_F(LinkedRoleTest, LooksLikeOne) {
  EXPECT_EQ(role().at("RoleType").get_string(), "service_linked");
  EXPECT_EQ(role().at("RoleArn").get_string(),
            "qcs::cam::uin/" + std::to_string(scene_.account_uin) + ":role/tencentcloudServiceRoleName/" + role_name);
  EXPECT_EQ(role().at("DeletionTaskId").get_string(), "");
  const Answer attached = scene_.root("ListAttachedRolePolicies", {{"RoleName", role_name}, {"Page", 1}, {"Rp", 20}});
  EXPECT_EQ(attached.number("TotalNum"), 1U);
  scene_.root("UpdateRoleDescription", {{"RoleName", role_name}, {"Description", "new"}});
  EXPECT_EQ(role().at("Description").get_string(), "new");
  EXPECT_EQ(scene_.call("UpdateRoleSessionDuration", {{"RoleName", role_name}, {"SessionDuration", 60}}).code,
            "InvalidParameter.ParamError");
  EXPECT_EQ(scene_.call("DetachRolePolicy", {{"DetachRoleName", role_name}, {"PolicyId", 100204}}).code,
            "InvalidParameter.ParamError");
  // Nobody but the service becomes it.
  EXPECT_EQ(scene_
                .call("AssumeRole",
                      {{"RoleArn", "qcs::cam::uin/" + std::to_string(scene_.account_uin) + ":roleName/" + role_name},
                       {"RoleSessionName", "night"}})
                .code,
            "UnauthorizedOperation");
}

TEST_F(LinkedRoleTest, ItsDeletionGoesStepByStep) {
  services::RoleDeletions deletions(scene_.directory(), *log_);
  const std::string task = start_deletion();
  EXPECT_EQ(status(task), "NOT_STARTED");
  EXPECT_EQ(role().at("DeletionTaskId").get_string(), task);
  EXPECT_EQ(start_deletion(), task);
  EXPECT_FALSE(deletions.step(directory::Uin{scene_.account_uin}));
  EXPECT_EQ(status(task), "IN_PROGRESS");
  // A store that fails leaves it where it is.
  scene_.store_fails = true;
  EXPECT_FALSE(deletions.step(directory::Uin{scene_.account_uin}));
  scene_.store_fails = false;
  EXPECT_EQ(status(task), "IN_PROGRESS");
  EXPECT_FALSE(deletions.step(directory::Uin{scene_.account_uin}));
  EXPECT_EQ(status(task), "SUCCEEDED");
  EXPECT_EQ(scene_.call("GetRole", {{"RoleName", role_name}}).code, "InvalidParameter.RoleNotExist");
  EXPECT_TRUE(deletions.step(directory::Uin{scene_.account_uin}));
  const auto records = scene_.audit(directory::Uin{scene_.account_uin});
  EXPECT_GE(std::ranges::count(records, "role-deletion", &directory::AuditRecord::principal), 2);
}

TEST_F(LinkedRoleTest, TheWorkerEndsWhatItFindsAndWhatComes) {
  const std::string found = start_deletion();
  services::RoleDeletions deletions(scene_.directory(), *log_);
  deletions.start();
  const auto wait_for = [&](const std::string& task) {
    std::string now;
    for (int i = 0; i < 2000 && now != "SUCCEEDED"; ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
      now = status(task);
    }
    return now;
  };
  EXPECT_EQ(wait_for(found), "SUCCEEDED");
  scene_.root("CreateServiceLinkedRole", {{"QCSServiceName", json::array{"acrossservice.batch.cloud.tencent.com"}}});
  EXPECT_EQ(wait_for(start_deletion()), "SUCCEEDED");
}

TEST(SessionExtrasTest, TagsAndSourceIdentityStayInTheToken) {
  Scene scene;
  const std::string arn = "qcs::cam::uin/" + std::to_string(scene.account_uin) + ":roleName/runner";
  scene.root("AttachRolePolicy", {{"AttachRoleName", "runner"}, {"PolicyId", 1}});
  const auto assume = [&](const json::object& more) {
    json::object parameters{{"RoleArn", arn}, {"RoleSessionName", "night"}};
    for (const auto& [key, value] : more) parameters[key] = value;
    return scene.call("AssumeRole", parameters);
  };
  const auto keys_of = [](const Answer& answer) {
    const auto& fields = answer.object("Credentials");
    return Keys{std::string(fields.at("TmpSecretId").get_string()), std::string(fields.at("TmpSecretKey").get_string()),
                std::string(fields.at("Token").get_string())};
  };
  const json::array tags{json::object{{"Key", "team"}, {"Value", "a"}}};
  scene.caller = keys_of(assume({{"Tags", tags}, {"SourceIdentity", "ann"}}));
  const auto sealer = *Sealer::create(SecretText(std::string(Sealer::master_key_bytes, 'k')), scene.random);
  const auto claims = services::open_session(*sealer, scene.caller.secret_id, scene.caller.token, scene.clock.now_s());
  ASSERT_TRUE(claims);
  EXPECT_EQ(claims->source_identity, "ann");
  EXPECT_EQ(claims->tags, (std::map<std::string, std::string>{{"team", "a"}}));
  // From session to session it stays, and cannot be another.
  const Answer chained = assume({});
  ASSERT_EQ(chained.code, "ok") << chained.body;
  const Keys next = keys_of(chained);
  EXPECT_EQ(services::open_session(*sealer, next.secret_id, next.token, scene.clock.now_s())->source_identity, "ann");
  EXPECT_EQ(assume({{"SourceIdentity", "ann"}}).code, "ok");
  EXPECT_EQ(assume({{"SourceIdentity", "bob"}}).code, "InvalidParameter.ParamError");
  scene.caller = scene.root_keys;
  json::array many;
  for (int i = 0; i < 20; ++i) {
    many.push_back(json::object{{"Key", "k" + std::to_string(i)}, {"Value", std::string(256, 'v')}});
  }
  EXPECT_EQ(assume({{"Tags", many}}).code, "InvalidParameter.ExtendStrategyOverSize");
}

}  // namespace
}  // namespace opencam::tests
