// A refusal as it was decided: GET /access/v1/decisions/<id> (CAM-342).
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "access_request.h"
#include "services/access_limits.h"

namespace opencam::tests {
namespace {

namespace json = boost::json;

class RefusalTest : public testing::Test {
 protected:
  Answer look(const std::string& id) { return look_as(scene.root_keys, id); }
  Answer look_as(const Keys& keys, const std::string& id) {
    return scene.send(access_request(keys, "GET", "/access/v1/decisions/" + id));
  }
  // ann is refused this call; the id of the refusal.
  std::string refused(const std::string& action, const json::object& parameters = {}) {
    const Answer answer = scene.call_as(scene.ann_keys, action, parameters);
    EXPECT_NE(answer.code, "ok");
    return answer.text("RequestId");
  }
  // The same of a decision that is asked for.
  std::string denied(json::object context = {}, const std::string& subject = "ann") {
    const json::object body{{"subject", {{"type", "user"}, {"id", subject}}},
                            {"action", {{"name", "cvm:StopInstances"}}},
                            {"resource", {{"type", "cvm"}, {"id", "*"}}},
                            {"context", std::move(context)}};
    const Answer answer = scene.evaluate(scene.root_keys, json::serialize(body));
    EXPECT_FALSE(answer.fields.at("decision").as_bool()) << answer.body;
    return std::string(answer.object("context").at("decision_id").as_string());
  }
  std::uint64_t give_ann(const std::string& name, const std::string& text) {
    const Answer made = scene.root("CreatePolicy", {{"PolicyName", name}, {"PolicyDocument", text}});
    scene.root("AttachUserPolicy", {{"PolicyId", made.number("PolicyId")}, {"AttachUin", scene.ann}});
    return made.number("PolicyId");
  }
  static json::value at(const Answer& answer, const char* pointer) {
    const json::value whole(answer.fields);
    json::error_code none;
    const json::value* found = whole.find_pointer(pointer, none);
    EXPECT_NE(found, nullptr) << pointer << " in " << answer.body;
    return found == nullptr ? json::value() : *found;
  }
  static json::object statement(const Answer& page) {
    return at(page, "/refusal/explanation/resources/0/policies/0/statements/0").as_object();
  }

  Scene scene;
  const std::string office = R"({"version":"2.0","statement":[{"effect":"allow","action":"cam:ListUsers",
      "resource":"*","condition":{"ip_equal":{"qcs:ip":"10.9.0.0/16"}}}]})";
};

TEST_F(RefusalTest, OfACallShowsTheQuestionAndWhatFailedWithBothValues) {
  const std::uint64_t id = give_ann("Office", office);
  const std::string decision = refused("ListUsers");
  const std::uint64_t revision = scene.directory().revision();
  // What is decided now is another matter.
  scene.root("CreatePolicyVersion",
             {{"PolicyId", id}, {"PolicyDocument", document("allow", {"cam:*"})}, {"SetAsDefault", true}});
  scene.clock.ms += 86400000;
  EXPECT_EQ(scene.call_as(scene.ann_keys, "ListUsers").code, "ok");
  const Answer page = look(decision);
  ASSERT_EQ(page.status, 200) << page.body;
  EXPECT_EQ(page.text("decision_id"), decision);
  EXPECT_EQ(page.text("request_id"), decision);
  EXPECT_EQ(page.text("time"), "2026-11-21T16:53:20Z");
  EXPECT_EQ(page.number("revision"), revision);
  EXPECT_EQ(page.text("decision"), "deny");
  EXPECT_EQ(page.text("reason"), "no_matching_allow");
  EXPECT_EQ(page.text("action"), "cam:ListUsers");
  EXPECT_EQ(page.text("outcome"), "AuthFailure.UnauthorizedOperation");
  EXPECT_EQ(page.object("principal").at("id").as_string(), std::to_string(scene.ann));
  EXPECT_FALSE(page.fields.contains("note"));
  const json::object request = at(page, "/refusal/request").as_object();
  EXPECT_EQ(json::serialize(request.at("resources")), R"(["*"])");
  EXPECT_EQ(request.at("action").as_string(), "cam:ListUsers");
  EXPECT_EQ(request.at("principal").at("id").as_string(), std::to_string(scene.ann));
  EXPECT_FALSE(request.at("has_session_policy").as_bool());
  EXPECT_EQ(request.at("context").at("qcs:current_time").at(0).as_string(), "2026-11-21T16:53:20Z");
  EXPECT_FALSE(request.contains("is_cut"));
  EXPECT_EQ(json::serialize(at(page, "/refusal/policy_versions")), R"({"Office":1})");
  const json::object failed = statement(page);
  EXPECT_EQ(failed.at("failed").as_string(), "condition");
  EXPECT_EQ(failed.at("wanted").as_string(), "ip_equal qcs:ip 10.9.0.0/16");
  EXPECT_NE(std::string(failed.at("found").as_string()).find("192.0.2"), std::string::npos);
  EXPECT_TRUE(at(page, "/refusal/explanation/change").is_null());
  EXPECT_EQ(page.headers.find("cache-control"), "no-store");
}

TEST_F(RefusalTest, OfADecisionThatWasAskedForShowsTheSame) {
  give_ann("Stops", R"({"version":"2.0","statement":[{"effect":"deny","action":"cvm:*","resource":"*",
      "condition":{"string_equal":{"team":"red"}}},{"effect":"allow","action":"cvm:*","resource":"*"}]})");
  const Answer page = look(denied({{"team", "red"}, {"ip", "10.1.2.3"}}));
  ASSERT_EQ(page.status, 200) << page.body;
  EXPECT_EQ(page.text("reason"), "explicit_deny");
  EXPECT_EQ(page.text("outcome"), "deny");
  EXPECT_EQ(page.array("statements").at(0).at("policy").as_string(), "Stops");
  EXPECT_EQ(at(page, "/refusal/request/context/team/0").as_string(), "red");
  EXPECT_EQ(at(page, "/refusal/request/context/qcs:ip/0").as_string(), "10.1.2.3");
  EXPECT_TRUE(statement(page).at("matched").as_bool());
}

TEST_F(RefusalTest, OfAListIsKeptForEachQuestion) {
  json::object body{{"subject", {{"type", "user"}, {"id", "ann"}}},
                    {"resource", {{"type", "cvm"}, {"id", "*"}}},
                    {"evaluations", json::array{json::object{{"action", {{"name", "cvm:A"}}}},
                                                json::object{{"action", {{"name", "cvm:B"}}}}}}};
  const Answer answer = scene.evaluate_all(scene.root_keys, json::serialize(body));
  for (int i = 0; i < 2; ++i) {
    const auto& context = answer.array("evaluations").at(i).at("context");
    const Answer page = look(std::string(context.at("decision_id").as_string()));
    ASSERT_EQ(page.status, 200) << page.body;
    EXPECT_NE(page.text("request_id"), page.text("decision_id"));
    EXPECT_EQ(at(page, "/refusal/request/action").as_string(), i == 0 ? "cvm:A" : "cvm:B");
  }
}

TEST_F(RefusalTest, HoldsNoSecret) {
  const Answer page =
      look(denied({{"Password", "Canary-1"}, {"x:SecretKey", "Canary-2"}, {"sts:external_id", "Canary-3"}}));
  ASSERT_EQ(page.status, 200);
  EXPECT_EQ(page.body.find("Canary"), std::string::npos) << page.body;
  EXPECT_EQ(at(page, "/refusal/request/context/Password/0").as_string(), "***");
  // Not even by what a policy was looking for when it did not find it.
  give_ann("Asks", R"({"version":"2.0","statement":[{"effect":"allow","action":"cvm:*","resource":"*",
      "condition":{"string_equal":{"x:SecretKey":"right"}}}]})");
  EXPECT_EQ(look(denied({{"x:SecretKey", "Canary-2"}})).body.find("Canary"), std::string::npos);
  for (const auto& record : scene.audit(directory::Uin{scene.account_uin})) {
    EXPECT_EQ(record.detail.find("Canary"), std::string::npos) << record.detail;
  }
}

TEST_F(RefusalTest, SaysWhatIsNotKept) {
  // A role of another account: neither its name nor what its trust policy asks for.
  const Answer refused = scene.call_as(
      scene.root_keys, "AssumeRole",
      {{"RoleArn", "qcs::cam::uin/" + std::to_string(scene.other_uin) + ":roleName/any"}, {"RoleSessionName", "s"}});
  const Answer page = look(refused.text("RequestId"));
  ASSERT_EQ(page.status, 200) << page.body;
  EXPECT_EQ(page.text("reason"), "trust_policy");
  EXPECT_TRUE(at(page, "/refusal/explanation").is_null());
  EXPECT_NE(page.text("note").find("trust policy"), std::string::npos);
  // Nor what one is called that was asked for by its id.
  const Answer made = scene.call_as(scene.other_root_keys, "CreateRole",
                                    {{"RoleName", "hidden-name"}, {"PolicyDocument", trust(scene.other_uin)}});
  ASSERT_EQ(made.code, "ok");
  for (const Keys& keys : {scene.root_keys, scene.ann_keys}) {
    const Answer by_id =
        scene.call_as(keys, "AssumeRole",
                      {{"RoleArn", "qcs::cam::uin/" + std::to_string(scene.other_uin) + ":role/" + made.text("RoleId")},
                       {"RoleSessionName", "s"}});
    const Answer kept = look(by_id.text("RequestId"));
    ASSERT_EQ(kept.status, 200) << kept.body;
    EXPECT_EQ(kept.body.find("hidden-name"), std::string::npos) << kept.body;
    EXPECT_NE(kept.body.find(made.text("RoleId")), std::string::npos);
  }
  const Answer unknown = look(denied({}, "nobody"));
  EXPECT_EQ(unknown.text("reason"), "unknown_principal");
  EXPECT_TRUE(at(unknown, "/refusal/explanation").is_null());
  EXPECT_EQ(unknown.object("principal").at("id").as_string(), "nobody");
}

TEST_F(RefusalTest, KeepsSamplesOfAFlood) {
  std::string last;
  for (std::uint32_t i = 0; i < limits::refusals_kept_per_s; ++i) last = denied();
  EXPECT_FALSE(look(last).fields.at("refusal").is_null());
  const Answer one_more = look(denied());
  EXPECT_EQ(one_more.text("reason"), "no_matching_allow") << "the decision is there all the same";
  EXPECT_TRUE(one_more.fields.at("refusal").is_null());
  EXPECT_NE(one_more.text("note").find("in a second"), std::string::npos);
  scene.clock.ms += 1000;
  EXPECT_FALSE(look(denied()).fields.at("refusal").is_null());
}

TEST_F(RefusalTest, IsBoundedHoweverMuchThereIs) {
  // Twenty policies that nearly fit, with long values, and a context that is longer still.
  std::string text = R"({"version":"2.0","statement":[)";
  for (int i = 0; i < 20; ++i) {
    text += std::string(i == 0 ? "" : ",") + R"({"effect":"allow","action":"cvm:*","resource":"*","condition":)" +
            R"({"string_equal":{"x:k":")" + std::string(150, '<') + "\"}}}";
  }
  for (int i = 0; i < 15; ++i) give_ann("Long" + std::to_string(i), text + "]}");
  give_ann("Elsewhere", document("allow", {"cam:ListUsers"}));
  json::object context;
  for (int i = 0; i < 100; ++i) context["k" + std::to_string(i)] = std::string(1000, '"');
  context[std::string(500, 'a') + "1"] = "x";
  context[std::string(500, 'a') + "2"] = "x";
  const Answer page = look(denied(context));
  ASSERT_EQ(page.status, 200) << page.body;
  EXPECT_TRUE(at(page, "/refusal/request/is_cut").as_bool());
  EXPECT_FALSE(at(page, "/refusal/explanation").is_null());
  EXPECT_GT(at(page, "/refusal/omitted_statements").to_number<int>(), 100);
  EXPECT_EQ(page.body.find("Elsewhere"), std::string::npos) << "what speaks of other actions goes first";
  for (const auto& record : scene.audit(directory::Uin{scene.account_uin})) {
    EXPECT_LE(record.detail.size(), limits::refusal_bytes_max + 4096U);
    EXPECT_NO_THROW(json::parse(record.detail.empty() ? "{}" : record.detail));
  }
}

TEST_F(RefusalTest, IsForWhoMayReadTheTrail) {
  const std::string id = refused("ListUsers");
  const auto last = [&] { return scene.audit(directory::Uin{scene.account_uin}).front(); };
  EXPECT_EQ(look_as(scene.ann_keys, id).status, 403);
  EXPECT_EQ(last().action, "cloudaudit:LookUpEvents");
  EXPECT_EQ(last().outcome, "AuthFailure.UnauthorizedOperation");
  const Keys auditor = scene.add_user_with("auditor", document("allow", {"cloudaudit:LookUpEvents"}));
  EXPECT_EQ(look_as(auditor, id).status, 200);
  EXPECT_EQ(look_as(scene.other_root_keys, id).status, 404);
  const Answer never = look("00000000-0000-0000-0000-000000000000");
  EXPECT_EQ(never.status, 404);
  EXPECT_EQ(never.body, look_as(scene.other_root_keys, id).body) << "another account's is like none";
  // What was allowed, or is no decision, is no refusal.
  const Answer change = scene.root("CreateGroup", {{"GroupName", "g"}});
  EXPECT_EQ(look(change.text("RequestId")).status, 404);
  for (const std::string& wrong : {std::string(), std::string("x"), id + "0", id + "/", std::string(36, '-'),
                                   id.substr(1), "../" + id.substr(3), id + "?x=1"}) {
    EXPECT_EQ(look(wrong).status, 400) << wrong;
  }
  Keys bad = auditor;
  bad.secret_key += "x";
  EXPECT_EQ(look_as(bad, id).status, 401);
  const Answer posted = scene.send(access_request(auditor, "POST", "/access/v1/decisions/" + id, "{}"));
  EXPECT_EQ(posted.status, 405);
  EXPECT_EQ(posted.headers.find("allow"), "GET");
  scene.audit_fails = true;
  EXPECT_EQ(look_as(auditor, id).status, 500);
  scene.audit_fails = false;
  scene.store_fails = true;
  EXPECT_EQ(look_as(scene.ann_keys, id).status, 500) << "no audit, no answer";
}

TEST_F(RefusalTest, IsNotInTheListOfEvents) {
  give_ann("Office", office);
  refused("ListUsers");
  const std::int64_t now_s = scene.clock.ms / 1000;
  const Answer events =
      scene.root("LookUpEvents", {{"StartTime", now_s - 60}, {"EndTime", now_s + 60}, {"MaxResults", 50}});
  EXPECT_NE(events.body.find("no_matching_allow"), std::string::npos);
  for (const char* kept : {"refusal", "wanted", "policy_versions"})
    EXPECT_EQ(events.body.find(kept), std::string::npos);
  // Nor is more told to who was refused.
  const Answer told = scene.call_as(scene.ann_keys, "ListUsers");
  EXPECT_EQ(told.body.find("10.9.0.0"), std::string::npos);
}

}  // namespace
}  // namespace opencam::tests
