// POST /access/v1/evaluations: many questions in one request (CAM-250).
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <set>

#include "base/limits.h"
#include "scene.h"

namespace opencam::tests {
namespace {

namespace json = boost::json;

json::object job(const std::string& id) {
  return {{"type", "batch:job"}, {"id", id}, {"properties", {{"region", "ap-guangzhou"}}}};
}

class EvaluationsTest : public testing::Test {
 protected:
  // ann may end job-1 and job-3, from one network.
  void SetUp() override {
    const Answer made = scene.root("CreatePolicy", {{"PolicyName", "EndTwo"}, {"PolicyDocument", R"({"version":"2.0",
      "statement":[{"effect":"allow","action":"batch:TerminateJob","resource":["qcs::batch:::job/job-1",
      "qcs::batch:::job/job-3"],"condition":{"ip_equal":{"qcs:ip":"10.0.0.0/8"}}}]})"}});
    scene.root("AttachUserPolicy", {{"PolicyId", made.number("PolicyId")}, {"AttachUin", scene.ann}});
  }

  // Asks about the jobs with those numbers.
  json::object about(const std::vector<int>& jobs) const {
    json::array items;
    for (const int number : jobs) items.push_back(json::object{{"resource", job("job-" + std::to_string(number))}});
    return {{"subject", {{"type", "user"}, {"id", "ann"}}},
            {"action", {{"name", "batch:TerminateJob"}}},
            {"context", {{"ip", "10.1.1.1"}}},
            {"evaluations", items}};
  }

  Answer ask(const json::object& body) { return scene.evaluate_all(scene.root_keys, json::serialize(body)); }

  static std::vector<bool> decisions(const Answer& answer) {
    std::vector<bool> out;
    const auto* list = answer.fields.if_contains("evaluations");
    EXPECT_NE(list, nullptr) << answer.body;
    if (list == nullptr) return out;
    for (const json::value& item : list->as_array()) out.push_back(item.at("decision").as_bool());
    return out;
  }

  std::size_t record_count() { return scene.audit(directory::Uin{scene.account_uin}).size(); }

  Scene scene;
};

TEST_F(EvaluationsTest, AnswersEachInOrderAndRecordsEachDenial) {
  const std::size_t before = record_count();
  const Answer answer = ask(about({1, 2, 3, 4}));
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(decisions(answer), (std::vector<bool>{true, false, true, false}));
  EXPECT_FALSE(answer.fields.contains("decision"));
  EXPECT_EQ(record_count(), before + 2);
  std::set<std::string> recorded;
  for (const auto& record : scene.audit(directory::Uin{scene.account_uin})) recorded.insert(record.decision_id);
  std::set<std::string> given;
  for (const json::value& item : answer.fields.at("evaluations").as_array()) {
    const std::string id(item.at("context").at("decision_id").as_string());
    EXPECT_TRUE(given.insert(id).second);
    EXPECT_EQ(recorded.contains(id), !item.at("decision").as_bool());
  }
}

TEST_F(EvaluationsTest, GivesTheAnswersOfTheSingleQuestion) {
  const Answer all = ask(about({1, 2, 3}));
  for (std::size_t i = 0; i < 3; ++i) {
    json::object one = about({static_cast<int>(i) + 1});
    one["resource"] = one.at("evaluations").at(0).at("resource");
    one.erase("evaluations");
    const Answer single = scene.evaluate(scene.root_keys, json::serialize(one));
    EXPECT_EQ(single.fields.at("decision").as_bool(), decisions(all)[i]);
  }
}

TEST_F(EvaluationsTest, AnItemReplacesAMemberAsAWhole) {
  json::object body = about({1, 1, 1, 1});
  auto& items = body.at("evaluations").as_array();
  items[1].as_object()["context"] = json::object();  // no address: nothing of the default is left
  items[2].as_object()["subject"] = json::object{{"type", "user"}, {"id", "nobody"}};
  items[3].as_object()["action"] = json::object{{"name", "batch:DeleteJob"}};
  EXPECT_EQ(decisions(ask(body)), (std::vector<bool>{true, false, false, false}));
  // An item may lack everything when the defaults are complete.
  json::object defaults = about({2});
  defaults["resource"] = job("job-3");
  defaults.at("evaluations").as_array().emplace_back(json::object());
  EXPECT_EQ(decisions(ask(defaults)), (std::vector<bool>{false, true}));
}

TEST_F(EvaluationsTest, EndsWithTheDecidingItem) {
  json::object body = about({1, 3, 2, 1});
  body["options"] = json::object{{"evaluations_semantic", "deny_on_first_deny"}};
  EXPECT_EQ(decisions(ask(body)), (std::vector<bool>{true, true, false}));
  body = about({2, 4, 1, 2});
  body["options"] = json::object{{"evaluations_semantic", "permit_on_first_permit"}};
  EXPECT_EQ(decisions(ask(body)), (std::vector<bool>{false, false, true}));
  body["options"] = json::object{{"evaluations_semantic", "execute_all"}};
  EXPECT_EQ(decisions(ask(body)).size(), 4U);
  for (const json::value& wrong : {json::value("any"), json::value(1), json::value(nullptr)}) {
    body["options"] = json::object{{"evaluations_semantic", wrong}};
    EXPECT_EQ(ask(body).status, 400) << json::serialize(wrong);
  }
}

TEST_F(EvaluationsTest, AnUnreadableItemDeniesForItselfAlone) {
  json::object body = about({1, 1, 1});
  auto& items = body.at("evaluations").as_array();
  items[1].as_object()["resource"] = json::object{{"type", "batch:job"}};
  items.emplace_back("job-1");
  const Answer answer = ask(body);
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(decisions(answer), (std::vector<bool>{true, false, true, false}));
  const json::value& error = answer.fields.at("evaluations").at(1).at("context").at("error");
  EXPECT_EQ(error.at("status").to_number<int>(), 400);
  EXPECT_EQ(error.at("message").as_string(), "member `resource.id` is missing");
  body["options"] = json::object{{"evaluations_semantic", "deny_on_first_deny"}};
  EXPECT_EQ(decisions(ask(body)), (std::vector<bool>{true, false}));
}

TEST_F(EvaluationsTest, WithoutAListItIsOneEvaluation) {
  json::object body = about({});
  body["resource"] = job("job-1");
  EXPECT_TRUE(ask(body).fields.at("decision").as_bool());
  body.erase("evaluations");
  EXPECT_TRUE(ask(body).fields.at("decision").as_bool());
  body.erase("resource");
  EXPECT_EQ(ask(body).status, 400);
  body["evaluations"] = json::object();
  EXPECT_EQ(ask(body).status, 400);
}

TEST_F(EvaluationsTest, HasLimits) {
  EXPECT_EQ(decisions(ask(about(std::vector<int>(limits::evaluations_max, 1)))).size(), limits::evaluations_max);
  const Answer many = ask(about(std::vector<int>(limits::evaluations_max + 1, 1)));
  EXPECT_EQ(many.status, 400);
  EXPECT_NE(many.body.find("1001 items"), std::string::npos) << many.body;
  json::object body = about({1});
  body["filling"] = std::string(limits::evaluations_bytes_max, 'x');
  EXPECT_EQ(ask(body).status, 413);
  json::object explained = about({1});
  explained["options"] = json::object{{"explain", true}};
  EXPECT_EQ(ask(explained).status, 400);
}

TEST_F(EvaluationsTest, NeedsThePermissionAndTheRecords) {
  EXPECT_EQ(scene.evaluate_all(scene.ann_keys, json::serialize(about({1}))).status, 403);
  scene.store_fails = true;
  EXPECT_EQ(ask(about({1, 2})).status, 500);
  EXPECT_EQ(ask(about({1, 3})).status, 200);
}

}  // namespace
}  // namespace opencam::tests
