// Questions about policies that are not saved (CAM-340, CAM-341).
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "base/limits.h"
#include "scene.h"
#include "services/access_limits.h"

namespace opencam::tests {
namespace {

namespace json = boost::json;

class CandidateTest : public testing::Test {
 protected:
  static json::object question(const std::string& type, const std::string& id, const std::string& action) {
    return {{"subject", {{"type", type}, {"id", id}}},
            {"action", {{"name", action}}},
            {"resource", {{"type", "cvm"}, {"id", "*"}}}};
  }
  static json::object ann(const std::string& action = "cvm:StopInstances") { return question("user", "ann", action); }

  Answer ask(json::object body, const json::value& candidate) {
    body["candidate"] = candidate;
    return scene.evaluate(scene.root_keys, json::serialize(body));
  }
  static bool decision(const Answer& answer) {
    EXPECT_EQ(answer.status, 200) << answer.body;
    return answer.status == 200 && answer.fields.at("decision").as_bool();
  }
  static std::string reason(const Answer& answer) {
    return answer.status == 200 ? std::string(answer.object("context").at("reason").as_string()) : answer.body;
  }
  void give_ann(const std::string& name, const std::string& text) {
    const Answer made = scene.root("CreatePolicy", {{"PolicyName", name}, {"PolicyDocument", text}});
    scene.root("AttachUserPolicy", {{"PolicyId", made.number("PolicyId")}, {"AttachUin", scene.ann}});
  }
  std::size_t records() { return scene.audit(directory::Uin{scene.account_uin}).size(); }

  Scene scene;
  const std::string stopping = document("allow", {"cvm:StopInstances"});
};

json::object attach(const std::string& text) { return {{"attach", json::array{text}}}; }
json::object session(const std::string& text) { return {{"session_policy", text}}; }
json::object replace(const std::string& policy, const std::string& text) {
  return {{"replace", json::array{json::object{{"policy", policy}, {"document", text}}}}};
}

TEST_F(CandidateTest, AnAttachedDocumentHasItsSayAndLeavesNoTrace) {
  const std::size_t before = records();
  const Answer allowed = ask(ann(), attach(stopping));
  EXPECT_TRUE(decision(allowed));
  const json::object& context = allowed.object("context");
  EXPECT_TRUE(context.at("hypothetical").as_bool());
  EXPECT_FALSE(context.contains("decision_id"));
  EXPECT_FALSE(decision(ask(ann("cvm:StartInstances"), attach(stopping))));
  EXPECT_EQ(records(), before) << "nothing was decided";
  // Now as before, for ann and in the record.
  const Answer real = scene.evaluate(scene.root_keys, json::serialize(ann()));
  EXPECT_FALSE(real.fields.at("decision").as_bool());
  EXPECT_FALSE(real.object("context").contains("hypothetical"));
  EXPECT_TRUE(real.object("context").contains("decision_id"));
  EXPECT_EQ(records(), before + 1);
  EXPECT_EQ(scene.root("GetPolicy", {{"PolicyId", scene.policy}}).code, "ok");
}

TEST_F(CandidateTest, ADenyBeatsWhatIsThere) {
  give_ann("Stopping", stopping);
  EXPECT_TRUE(scene.evaluate(scene.root_keys, json::serialize(ann())).fields.at("decision").as_bool());
  const Answer denied = ask(ann(), attach(document("deny", {"cvm:*"})));
  EXPECT_FALSE(decision(denied));
  EXPECT_EQ(reason(denied), "explicit_deny");
}

TEST_F(CandidateTest, IsAttachedToTheSubjectAlone) {
  scene.add_user_with("bob", "");
  json::object body = ann();
  body["evaluations"] = json::array{json::object{}, json::object{{"subject", {{"type", "user"}, {"id", "bob"}}}},
                                    json::object{{"subject", {{"type", "role"}, {"id", "runner"}}}},
                                    json::object{{"subject", {{"type", "user"}, {"id", "nobody"}}}}};
  body["candidate"] = attach(stopping);
  const Answer all = scene.evaluate_all(scene.root_keys, json::serialize(body));
  const auto& items = all.array("evaluations");
  ASSERT_EQ(items.size(), 4U);
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(items.at(i).at("decision").as_bool()) << i;
  EXPECT_FALSE(items.at(3).at("decision").as_bool());
  EXPECT_EQ(items.at(3).at("context").at("reason").as_string(), "unknown_principal");
  for (const auto& item : items) EXPECT_TRUE(item.at("context").at("hypothetical").as_bool());
  // The root account holds no policies: what would be attached to it says nothing.
  const std::string root = std::to_string(scene.account_uin);
  EXPECT_TRUE(decision(ask(question("user", root, "cvm:StopInstances"), attach(document("deny", {"*"})))));
}

TEST_F(CandidateTest, AReplacedPolicyHasTheNewTextForWhoeverHoldsIt) {
  const std::string reading = document("allow", {"cvm:DescribeInstances"});
  give_ann("Reading", reading);
  EXPECT_FALSE(decision(ask(ann(), replace("Reading", reading))));
  EXPECT_TRUE(decision(ask(ann(), replace("Reading", stopping))));
  EXPECT_FALSE(decision(ask(ann("cvm:DescribeInstances"), replace("Reading", stopping)))) << "the old text is gone";
  const std::uint64_t id = scene.root("ListPolicies", {{"Keyword", "Reading"}})
                               .array("List")
                               .at(0)
                               .at("PolicyId")
                               .to_number<std::uint64_t>();
  EXPECT_TRUE(decision(ask(ann(), replace(std::to_string(id), stopping)))) << "by number";
  // Of a policy that ann does not hold nothing changes for her; of one that a group brings, it does.
  EXPECT_FALSE(decision(ask(ann(), replace("Reads", stopping))));
  scene.root("AddUserToGroup", {{"Info", json::array{json::object{{"GroupId", scene.group}, {"Uin", scene.ann}}}}});
  scene.root("AttachGroupPolicy", {{"PolicyId", scene.policy}, {"AttachGroupId", scene.group}});
  EXPECT_TRUE(decision(ask(ann(), replace("Reads", stopping))));
}

TEST_F(CandidateTest, AReplacedBoundaryBounds) {
  give_ann("Stopping", stopping);
  scene.root("PutUserPermissionsBoundary", {{"TargetUin", scene.ann}, {"PolicyId", scene.policy}});
  EXPECT_EQ(reason(ask(ann(), replace("Stopping", stopping))), "boundary");
  EXPECT_TRUE(decision(ask(ann(), replace("Reads", document("allow", {"cvm:*"})))));
}

TEST_F(CandidateTest, ASessionPolicyNarrows) {
  give_ann("Everything", document("allow", {"*"}));
  EXPECT_TRUE(decision(ask(ann(), session(stopping))));
  const Answer denied = ask(ann("cvm:StartInstances"), session(stopping));
  EXPECT_EQ(reason(denied), "session_policy");
  json::object all = session(stopping);
  all["attach"] = json::array{document("deny", {"cvm:Stop*"})};
  EXPECT_EQ(reason(ask(ann(), all)), "explicit_deny");
}

// What is supposed is what comes out when it is done.
TEST_F(CandidateTest, AgreesWithDoingIt) {
  const std::vector<std::string> documents = {
      document("allow", {"cvm:*"}), document("deny", {"cvm:Stop*"}), document("allow", {"cvm:Start*", "cam:GetUser"}),
      R"({"version":"2.0","statement":[{"effect":"allow","action":"*","resource":"*",
          "condition":{"string_equal":{"qcs:uin":"${uin}"}}}]})"};
  give_ann("Held", document("allow", {"cvm:StartInstances"}));
  const std::uint64_t held =
      scene.root("ListPolicies", {{"Keyword", "Held"}}).array("List").at(0).at("PolicyId").to_number<std::uint64_t>();
  const std::vector<std::string> actions = {"cvm:StopInstances", "cvm:StartInstances", "cam:GetUser", "cos:GetObject"};
  const auto real = [&](const std::string& action) {
    return reason(scene.evaluate(scene.root_keys, json::serialize(ann(action))));
  };
  for (const std::string& text : documents) {
    std::vector<std::string> attached;
    std::vector<std::string> replaced;
    for (const std::string& action : actions) {
      attached.push_back(reason(ask(ann(action), attach(text))));
      replaced.push_back(reason(ask(ann(action), replace("Held", text))));
    }
    give_ann("Given", text);
    for (std::size_t i = 0; i < actions.size(); ++i) EXPECT_EQ(attached[i], real(actions[i])) << text << actions[i];
    const std::uint64_t given = scene.root("ListPolicies", {{"Keyword", "Given"}})
                                    .array("List")
                                    .at(0)
                                    .at("PolicyId")
                                    .to_number<std::uint64_t>();
    scene.root("DeletePolicy", {{"PolicyId", json::array{given}}});
    const Answer before = scene.root("GetPolicy", {{"PolicyId", held}});
    scene.root("UpdatePolicy", {{"PolicyId", held}, {"PolicyDocument", text}});
    for (std::size_t i = 0; i < actions.size(); ++i) EXPECT_EQ(replaced[i], real(actions[i])) << text << actions[i];
    scene.root("UpdatePolicy", {{"PolicyId", held}, {"PolicyDocument", before.text("PolicyDocument")}});
  }
}

TEST_F(CandidateTest, IsExplainedLikeAnythingElse) {
  json::object body = ann();
  body["options"] = json::object{{"explain", true}};
  const Answer answer = ask(body, attach(document("allow", {"cvm:StartInstances"})));
  EXPECT_FALSE(decision(answer));
  EXPECT_NE(answer.body.find(R"("policy":"candidate.attach[0]")"), std::string::npos) << answer.body;
  EXPECT_NE(answer.body.find(R"("failed":"action")"), std::string::npos);
  const Answer narrowed = ask(body, session(document("allow", {"cam:GetUser"})));
  EXPECT_NE(narrowed.body.find(R"("layer":"session")"), std::string::npos) << narrowed.body;
}

TEST_F(CandidateTest, RefusesWhatCouldNotBeSaved) {
  const auto refused = [&](const json::value& candidate, const std::string& word) {
    const Answer answer = ask(ann(), candidate);
    EXPECT_EQ(answer.status, 400) << json::serialize(candidate);
    EXPECT_NE(answer.body.find(word), std::string::npos) << word << " in " << answer.body;
  };
  refused(nullptr, "`candidate` is not an object");
  refused(json::array{}, "`candidate` is not an object");
  refused(json::object{}, "`candidate` holds no policy");
  refused(json::object{{"attach", json::array{}}}, "`candidate` holds no policy");
  refused(json::object{{"detach", json::array{}}}, "`candidate.detach`");
  refused(json::object{{"attach", stopping}}, "`candidate.attach` is not a list");
  refused(json::object{{"attach", json::array{1}}}, "`candidate.attach[0]` is not a text");
  refused(attach("{"), "`candidate.attach[0]`: PolicyDocumentError");
  refused(attach(trust(scene.account_uin)), "`candidate.attach[0]`: ResourceError");
  refused(json::object{{"attach", json::array{stopping, document("allow", {"cvm"})}}},
          "`candidate.attach[1]`: ActionError");
  refused(session("null"), "`candidate.session_policy`: PolicyDocumentError");
  refused(session(std::string(limits::policy_characters_max + 1, 'x')), "PolicyDocumentLengthOverLimit");
  refused(replace("Reads", "{}"), "`candidate.replace[0].document`: VersionError");
  refused(replace("Nothing", stopping), "`candidate.replace[0].policy`: the account has no custom policy `Nothing`");
  refused(replace("AdministratorAccess", stopping), "no custom policy");
  refused(replace("1", stopping), "no custom policy");
  refused(json::object{{"replace", json::array{json::object{{"policy", "Reads"}}}}},
          "`candidate.replace[0].document` is missing");
  refused(json::object{{"replace", json::array{json::object{{"document", stopping}}}}},
          "`candidate.replace[0].policy` is missing");
  refused(json::object{{"replace", json::array{json::object{{"policy", "Reads"}, {"name", "x"}}}}},
          "`candidate.replace[0].name`");
  json::object twice = replace("Reads", stopping);
  twice.at("replace").as_array().push_back(
      json::object{{"policy", std::to_string(scene.policy)}, {"document", stopping}});
  refused(twice, "replaced already");
}

TEST_F(CandidateTest, HasLimits) {
  json::object most{{"attach", json::array(limits::candidate_policies_max - 1, json::value(stopping))}};
  most["replace"] = replace("Reads", stopping).at("replace");
  EXPECT_TRUE(decision(ask(ann(), most)));
  most.at("attach").as_array().emplace_back(stopping);
  const Answer more = ask(ann(), most);
  EXPECT_EQ(more.status, 400);
  EXPECT_NE(more.body.find("more than 10 policies"), std::string::npos);
}

TEST_F(CandidateTest, AnItemOfAListHasNone) {
  json::object body = ann();
  body["evaluations"] = json::array{json::object{{"candidate", attach(stopping)}}, json::object{}};
  const Answer answer = scene.evaluate_all(scene.root_keys, json::serialize(body));
  EXPECT_EQ(answer.status, 200);
  const json::value& first = answer.array("evaluations").at(0);
  EXPECT_FALSE(first.at("decision").as_bool());
  EXPECT_EQ(first.at("context").at("error").at("status").to_number<int>(), 400);
}

TEST_F(CandidateTest, NeedsTheRightToAsk) {
  json::object body = ann();
  body["candidate"] = attach(document("allow", {"*"}));
  const std::size_t before = records();
  // Whoever may not ask does not become one who may by supposing it, and that refusal is real.
  EXPECT_EQ(scene.evaluate(scene.ann_keys, json::serialize(body)).status, 403);
  EXPECT_EQ(records(), before + 1);
  const Keys asker = scene.add_user_with("asker", document("allow", {"cam:EvaluateAccess"}));
  EXPECT_EQ(scene.evaluate(asker, json::serialize(body)).status, 200);
  body["options"] = json::object{{"explain", true}};
  EXPECT_EQ(scene.evaluate(asker, json::serialize(body)).status, 403);
  // Another account has neither ann nor her policies.
  EXPECT_EQ(reason(scene.evaluate(scene.other_root_keys, json::serialize([&] {
                                    json::object plain = ann();
                                    plain["candidate"] = attach(stopping);
                                    return plain;
                                  }()))),
            "unknown_principal");
  json::object foreign = ann();
  foreign["candidate"] = replace("Reads", stopping);
  EXPECT_EQ(scene.evaluate(scene.other_root_keys, json::serialize(foreign)).status, 400);
}

TEST_F(CandidateTest, IsAnsweredAlsoWhenNothingCanBeRecorded) {
  scene.store_fails = true;
  EXPECT_FALSE(decision(ask(ann("cvm:StartInstances"), attach(stopping))));
}

}  // namespace
}  // namespace opencam::tests
