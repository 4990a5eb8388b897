// POST /access/v1/evaluation: the mapping, the refusals, the headers (docs/api/evaluation.md).
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "scene.h"

namespace opencam::tests {
namespace {

namespace json = boost::json;

struct Asked {
  json::object subject{{"type", "user"}, {"id", "ann"}};
  json::object action{{"name", "batch:TerminateJob"}};
  json::object resource{{"type", "batch:job"}, {"id", "job-1"}, {"properties", {{"region", "ap-guangzhou"}}}};
  json::object context;
  bool explain = false;

  std::string body() const {
    json::object out{{"subject", subject}, {"action", action}, {"resource", resource}};
    if (!context.empty()) out["context"] = context;
    if (explain) out["options"] = json::object{{"explain", true}};
    return json::serialize(out);
  }
};

class EvaluationTest : public testing::Test {
 protected:
  // Attaches a policy to ann, under a name of its own.
  void give_ann(const std::string& text) {
    const Answer made =
        scene.root("CreatePolicy", {{"PolicyName", "given" + std::to_string(++given_)}, {"PolicyDocument", text}});
    scene.root("AttachUserPolicy", {{"PolicyId", made.number("PolicyId")}, {"AttachUin", scene.ann}});
  }

  Answer ask(const Asked& asked) { return scene.evaluate(scene.root_keys, asked.body()); }

  static bool decision(const Answer& answer) {
    const auto* value = answer.fields.if_contains("decision");
    EXPECT_NE(value, nullptr) << answer.body;
    return value != nullptr && value->as_bool();
  }

  static std::string reason(const Answer& answer) {
    const auto& context = answer.object("context");
    return context.contains("reason") ? std::string(context.at("reason").as_string()) : "<absent>";
  }

  Scene scene;

 private:
  int given_ = 0;
};

std::string job_policy(const std::string& resource, const std::string& condition = "") {
  return R"({"version":"2.0","statement":[{"effect":"allow","action":"batch:TerminateJob","resource":")" + resource +
         "\"" + (condition.empty() ? "" : ",\"condition\":" + condition) + "}]}";
}

TEST_F(EvaluationTest, AllowsAndDeniesWithReasonIdAndRevision) {
  Answer answer = ask({});
  EXPECT_EQ(answer.status, 200);
  EXPECT_FALSE(decision(answer));
  EXPECT_EQ(reason(answer), "no_matching_allow");
  give_ann(job_policy("qcs::batch::uin/100000000001:job/job-1"));
  answer = ask({});
  EXPECT_TRUE(decision(answer));
  EXPECT_EQ(reason(answer), "allowed");
  const auto& context = answer.object("context");
  EXPECT_EQ(context.at("decision_id").as_string().size(), 36U);
  EXPECT_EQ(std::to_string(context.at("revision").to_number<std::uint64_t>()), answer.headers.find("x-cam-revision"));
}

TEST_F(EvaluationTest, NamesTheSubjectInEveryForm) {
  give_ann(job_policy("*"));
  scene.root("CreatePolicy", {{"PolicyName", "ForRole"}, {"PolicyDocument", job_policy("*")}});
  scene.root("AttachRolePolicy", {{"PolicyName", "ForRole"}, {"AttachRoleName", "runner"}});
  const std::string account = "qcs::cam::uin/" + std::to_string(scene.account_uin);
  const std::string uin = std::to_string(scene.ann);
  for (const auto& [type, id] :
       std::vector<std::pair<std::string, std::string>>{{"user", "ann"},
                                                        {"user", uin},
                                                        {"user", account + ":uin/" + uin},
                                                        {"role", "runner"},
                                                        {"role", scene.role},
                                                        {"role", account + ":roleName/runner"},
                                                        {"role", account + ":role/" + scene.role},
                                                        {"user", std::to_string(scene.account_uin)},
                                                        {"user", account + ":root"}}) {
    Asked asked;
    asked.subject = {{"type", type}, {"id", id}};
    EXPECT_TRUE(decision(ask(asked))) << type << " " << id;
  }
  for (const auto& [type, id] : std::vector<std::pair<std::string, std::string>>{
           {"user", "nobody"}, {"cat", "ann"}, {"user", std::to_string(scene.other_uin)}, {"role", "ann"}}) {
    Asked asked;
    asked.subject = {{"type", type}, {"id", id}};
    const Answer answer = ask(asked);
    EXPECT_FALSE(decision(answer)) << type << " " << id;
    EXPECT_EQ(reason(answer), "unknown_principal") << type << " " << id;
  }
}

TEST_F(EvaluationTest, NamesTheResourceInEveryForm) {
  give_ann(job_policy("qcs::batch:ap-guangzhou:uin/100000000001:job/job-1"));
  const json::object region{{"region", "ap-guangzhou"}};
  for (const json::object& resource :
       std::vector<json::object>{{{"type", "batch:job"}, {"id", "job-1"}, {"properties", region}},
                                 {{"type", "job"}, {"id", "job-1"}, {"properties", region}},
                                 {{"type", "anything"}, {"id", "qcs::batch:ap-guangzhou:uin/100000000001:job/job-1"}},
                                 {{"type", "batch:job"}, {"id", "qcs::batch:gz::job/job-1"}}}) {
    Asked asked;
    asked.resource = resource;
    EXPECT_TRUE(decision(ask(asked))) << json::serialize(resource);
  }
  Asked elsewhere;
  elsewhere.resource["properties"] = json::object{{"region", "ap-shanghai"}};
  EXPECT_FALSE(decision(ask(elsewhere)));
}

TEST_F(EvaluationTest, MapsContextAndProperties) {
  give_ann(job_policy("*",
                      R"({"ip_equal":{"qcs:ip":"10.0.0.0/8"},"string_equal":{"mfa":"1"},)"
                      R"("date_less_than":{"qcs:current_time":"2026-01-01T00:00:00Z"},)"
                      R"("for_any_value:string_equal":{"qcs:resource_tag":["team&a"],"qcs:request_tag":["cost&b"]}})"));
  Asked asked;
  asked.context = {{"ip", "10.1.2.3"}, {"mfa", "1"}, {"time", "2025-06-01T00:00:00Z"}, {"device", {{"id", 1}}}};
  asked.action["properties"] = json::object{{"request_tag", {{"cost", "b"}}}};
  asked.resource["properties"] = json::object{{"region", "ap-guangzhou"}, {"tags", {{"team", "a"}}}};
  EXPECT_TRUE(decision(ask(asked)));
  for (const char* left_out : {"ip", "mfa", "time"}) {
    Asked less = asked;
    less.context.erase(left_out);
    EXPECT_FALSE(decision(ask(less))) << left_out;
  }
  Asked without_tag = asked;
  without_tag.resource["properties"] = json::object{{"region", "ap-guangzhou"}};
  EXPECT_FALSE(decision(ask(without_tag)));
}

TEST_F(EvaluationTest, BadBodiesAre400) {
  const std::string good = Asked{}.body();
  for (
      const std::string& body :
      {std::string(), std::string("{"), std::string("[]"), std::string(R"({"subject":{"type":"user","id":"a"}})"),
       std::string(R"({"subject":{"type":"user"},"action":{"name":"a:B"},"resource":{"type":"t","id":"i"}})"),
       std::string(R"({"subject":"ann","action":{"name":"a:B"},"resource":{"type":"t","id":"i"}})"),
       std::string(R"({"subject":{"type":"user","id":7},"action":{"name":"a:B"},"resource":{"type":"t","id":"i"}})"),
       std::string(R"({"subject":{"type":"user","id":"a"},"action":{},"resource":{"type":"t","id":"i"}})"),
       std::string(R"({"subject":{"type":"user","id":"a"},"action":{"name":"a:B"},"resource":{"type":"t"}})"),
       std::string(
           R"({"subject":{"type":"u","id":"a"},"action":{"name":"a:B"},"resource":{"type":"t","id":"i"},"context":7})"),
       std::string(R"({"subject":{"type":"u","id":"a"},"subject":{"type":"u","id":"b"},"action":{"name":"a:B"},)"
                   R"("resource":{"type":"t","id":"i"}})"),
       good.substr(0, good.size() - 1) + R"(,"context":{"qcs:ip":{"not":"a text"}}})"}) {
    const Answer answer = scene.evaluate(scene.root_keys, body);
    EXPECT_EQ(answer.status, 400) << body << "\n" << answer.body;
  }
  EXPECT_EQ(scene.evaluate(scene.root_keys, good, {{"Content-Type", "text/plain"}}).status, 400);
  EXPECT_EQ(scene.evaluate(scene.root_keys, good, {{"X-Cam-Min-Revision", "soon"}}).status, 400);
  EXPECT_EQ(scene.evaluate(scene.root_keys, good, {{"Content-Type", "application/json; charset=utf-8"}}).status, 200);
}

TEST_F(EvaluationTest, ARegionIsARegion) {
  Asked asked;
  asked.resource["properties"] = json::object{{"region", "ap-guangzhou:uin/100000000001:job/job-1"}};
  EXPECT_EQ(ask(asked).status, 400);
}

TEST_F(EvaluationTest, UnknownMembersAreIgnored) {
  Asked asked;
  asked.subject["colour"] = "red";
  asked.action["verb"] = 1;
  asked.resource["shape"] = nullptr;
  EXPECT_EQ(ask(asked).status, 200);
}

TEST_F(EvaluationTest, WhoeverIsNotAuthenticatedGets401) {
  const std::string body = Asked{}.body();
  Keys wrong = scene.root_keys;
  wrong.secret_key = scene.other_root_keys.secret_key;
  for (const auto& keys : {wrong, Keys{"AKIDnobody", "x", ""}, Keys{"", "", ""},
                           Keys{scene.root_keys.secret_id, scene.root_keys.secret_key, "token"}}) {
    const Answer answer = scene.evaluate(keys, body);
    EXPECT_EQ(answer.status, 401) << answer.body;
    EXPECT_TRUE(answer.headers.find("www-authenticate"));
  }
  EXPECT_EQ(scene.evaluate(scene.root_keys, body, {{"Authorization", ""}}).status, 401);
  EXPECT_EQ(scene.evaluate(scene.root_keys, body, {{"Authorization", "SKIP"}}).status, 401);
}

TEST_F(EvaluationTest, WhoeverMayNotAskGets403AndARecord) {
  const Keys asker = scene.add_user_with("asker", document("allow", {"cam:EvaluateAccess"}));
  EXPECT_EQ(scene.evaluate(asker, Asked{}.body()).status, 200);
  Asked explained;
  explained.explain = true;
  EXPECT_EQ(scene.evaluate(asker, explained.body()).status, 403);
  const Answer refused = scene.evaluate(scene.ann_keys, Asked{}.body());
  EXPECT_EQ(refused.status, 403);
  EXPECT_NE(refused.body.find("cam:EvaluateAccess"), std::string::npos);
  const auto records = scene.audit(directory::Uin{scene.account_uin});
  ASSERT_FALSE(records.empty());
  EXPECT_EQ(records.front().action, "cam:EvaluateAccess");
}

TEST_F(EvaluationTest, ExplainsToWhoeverMaySeeIt) {
  Asked asked;
  asked.explain = true;
  const Answer answer = ask(asked);
  const auto& context = answer.object("context");
  ASSERT_TRUE(context.contains("explanation")) << answer.body;
  EXPECT_EQ(context.at("explanation").as_object().at("decision").as_string(), "deny");
}

TEST_F(EvaluationTest, ADenialIsRecordedAsTheSubjectsBeforeItIsAnswered) {
  const Answer answer = ask({});
  const auto records = scene.audit(directory::Uin{scene.account_uin});
  ASSERT_FALSE(records.empty());
  const auto& record = records.front();
  EXPECT_EQ(record.decision_id, std::string(answer.object("context").at("decision_id").as_string()));
  EXPECT_EQ(record.principal, std::to_string(scene.ann));
  EXPECT_EQ(record.action, "batch:TerminateJob");
  EXPECT_EQ(record.resource, "qcs::batch:ap-guangzhou:uin/100000000001:job/job-1");
  EXPECT_EQ(record.outcome, "deny");
  scene.store_fails = true;
  EXPECT_EQ(ask({}).status, 500);
}

TEST_F(EvaluationTest, EchoesTheRequestIdAndWaitsForRevisions) {
  const std::string body = Asked{}.body();
  EXPECT_EQ(scene.evaluate(scene.root_keys, body, {{"X-Request-ID", "abc 1"}}).headers.find("x-request-id"), "abc 1");
  const std::string now = std::to_string(scene.directory().revision());
  EXPECT_EQ(scene.evaluate(scene.root_keys, body, {{"X-Cam-Min-Revision", now}}).status, 200);
  EXPECT_EQ(scene.evaluate(scene.root_keys, body, {{"X-Cam-Min-Revision", "999999"}}).status, 503);
}

TEST_F(EvaluationTest, ATc3SignatureServesAsWell) {
  HttpRequest request = scene.signed_request(scene.root_keys, "GetUser", {});
  request.body = Asked{}.body();
  request.target = "/access/v1/evaluation";
  EXPECT_EQ(scene.send(request).status, 401);
  const auto parameters = json::parse(Asked{}.body()).as_object();
  HttpRequest good = scene.signed_request(scene.root_keys, "GetUser", parameters);
  good.target = "/access/v1/evaluation";
  EXPECT_EQ(scene.send(good).status, 200);
}

TEST_F(EvaluationTest, OtherPathsAndMethods) {
  const auto get = [this](const std::string& target, const std::string& method = "GET") {
    HttpRequest request;
    request.method = method;
    request.target = target;
    return scene.send(request);
  };
  EXPECT_EQ(get("/access/v1/evaluation").status, 405);
  EXPECT_EQ(get("/livez").status, 200);
  EXPECT_EQ(get("/readyz").status, 200);
  EXPECT_EQ(get("/livez", "POST").status, 404);
  EXPECT_EQ(get("/nowhere").status, 404);
  EXPECT_NE(get("/metrics").body.find("cam_decisions_total"), std::string::npos);
  const Answer metadata = get("/.well-known/authzen-configuration");
  EXPECT_EQ(metadata.text("policy_decision_point"), "https://cam.example.com");
  EXPECT_EQ(metadata.text("access_evaluation_endpoint"), "https://cam.example.com/access/v1/evaluation");
  EXPECT_EQ(metadata.text("access_evaluations_endpoint"), "https://cam.example.com/access/v1/evaluations");
}

}  // namespace
}  // namespace opencam::tests
