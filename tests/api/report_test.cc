// The security report: each rule with a world that shows it and one that does not; who may have it; its forms.
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fstream>
#include <functional>
#include <set>
#include <sstream>

#include "cases.h"
#include "services/report_rules.h"

namespace opencam::tests {
namespace {

namespace json = boost::json;

constexpr std::int64_t day_ms = 24LL * 3600 * 1000;

HttpRequest report_request(const Keys& keys, const std::string& query) {
  HttpRequest request;
  request.method = "GET";
  request.target = "/access/v1/security-report" + query;
  request.peer_address = "192.0.2.9";
  request.headers.add("Host", "cam.example.com");
  request.headers.add("Authorization", "Bearer " + keys.secret_id + ":" + keys.secret_key);
  return request;
}

Answer report(Scene& scene, const std::string& query = "") {
  return scene.send(report_request(scene.root_keys, query));
}

// The names of what a rule finds, in order.
std::vector<std::string> found(Scene& scene, std::string_view rule, const std::string& query = "") {
  std::vector<std::string> names;
  const Answer answer = report(scene, query);
  EXPECT_EQ(answer.status, 200) << answer.body;
  for (const auto& finding : answer.array("findings")) {
    if (finding.at("rule").as_string() == rule) names.emplace_back(finding.at("subject").at("name").as_string());
  }
  std::ranges::sort(names);
  return names;
}

using Names = std::vector<std::string>;

// --- Ways to change the scene: account `acme` with `ann` (a key, no policy, no group), `ops` (empty), `Reads`. ---

void console(Scene& s, const std::string& name) { s.root("UpdateUser", {{"Name", name}, {"ConsoleLogin", 1}}); }

void set_flag(Scene& s, std::uint64_t uin, const char* flag) {
  s.root("SetMfaFlag", {{"OpUin", uin}, {flag, json::object{{"Stoken", 1}}}});
}

void join(Scene& s) {
  s.root("AddUserToGroup", {{"Info", json::array{json::object{{"GroupId", s.group}, {"Uin", s.ann}}}}});
}

std::uint64_t policy(Scene& s, const std::string& name, const std::string& text) {
  return s.root("CreatePolicy", {{"PolicyName", name}, {"PolicyDocument", text}}).number("PolicyId");
}

void give_user(Scene& s, std::uint64_t id) { s.root("AttachUserPolicy", {{"PolicyId", id}, {"AttachUin", s.ann}}); }
void give_group(Scene& s, std::uint64_t id) {
  s.root("AttachGroupPolicy", {{"PolicyId", id}, {"AttachGroupId", s.group}});
}
void give_role(Scene& s, std::uint64_t id) { s.root("AttachRolePolicy", {{"PolicyId", id}, {"AttachRoleId", s.role}}); }
void bound_user(Scene& s, std::uint64_t id) {
  s.root("PutUserPermissionsBoundary", {{"TargetUin", s.ann}, {"PolicyId", id}});
}

void be_used(Scene& s) { s.call_as(s.ann_keys, "ListUsers"); }

struct RuleCase {
  std::string rule;
  std::function<void(Scene&)> change;
  Names expected;
};

constexpr std::uint64_t administrator = 1;

std::vector<RuleCase> people_cases() {
  return {
      {"cam-account-login-mfa-enabled", [](Scene& s) { console(s, "ann"); }, {"acme", "ann"}},
      {"cam-account-login-mfa-enabled",
       [](Scene& s) {
         console(s, "ann");
         set_flag(s, s.ann, "LoginFlag");
         set_flag(s, s.account_uin, "LoginFlag");
       },
       {}},
      // Who has no sign-in needs no second factor for it.
      {"cam-account-login-mfa-enabled", [](Scene& s) { set_flag(s, s.account_uin, "LoginFlag"); }, {}},
      {"cam-account-action-mfa-enabled", [](Scene& s) { set_flag(s, s.account_uin, "LoginFlag"); }, {"acme"}},
      {"cam-account-action-mfa-enabled", [](Scene& s) { set_flag(s, s.account_uin, "ActionFlag"); }, {}},
      {"cam-group-user-bound", [](Scene&) {}, {"ops"}},
      {"cam-group-user-bound", join, {}},
      {"cam-user-group-bound", [](Scene&) {}, {"ann"}},
      {"cam-user-group-bound", join, {}},
      {"cam-user-policy-directly-bound", [](Scene& s) { give_user(s, s.policy); }, {"ann"}},
      {"cam-user-policy-directly-bound",
       [](Scene& s) {
         join(s);
         give_group(s, s.policy);
       },
       {}},
      {"cam-policy-in-use", [](Scene&) {}, {"Reads"}},
      {"cam-policy-in-use", [](Scene& s) { give_role(s, s.policy); }, {}},
      {"cam-policy-in-use", [](Scene& s) { bound_user(s, s.policy); }, {}},
  };
}

std::vector<RuleCase> access_cases() {
  return {
      {"cam-user-login-check", [](Scene& s) { console(s, "ann"); }, {"ann"}},
      {"cam-user-login-check",
       [](Scene& s) {
         console(s, "ann");
         s.root("UpdateAccessKey",
                {{"TargetUin", s.ann}, {"AccessKeyId", s.ann_keys.secret_id}, {"Status", "Inactive"}});
       },
       {}},
      {"cam-user-login-check", [](Scene&) {}, {}},
      {"cam-user-ak-rotated", [](Scene& s) { s.clock.ms += 91 * day_ms; }, {"acme", "ann"}},
      {"cam-user-ak-rotated", [](Scene& s) { s.clock.ms += 90 * day_ms; }, {}},
      {"cam-user-ak-rotated",
       [](Scene& s) {
         s.root("DeleteAccessKey", {{"TargetUin", s.ann}, {"AccessKeyId", s.ann_keys.secret_id}});
         s.clock.ms += 91 * day_ms;
       },
       {"acme"}},
      {"cam-user-logged-in", [](Scene& s) { s.clock.ms += 91 * day_ms; }, {"ann"}},
      {"cam-user-logged-in",
       [](Scene& s) {
         s.clock.ms += 91 * day_ms;
         be_used(s);
       },
       {}},
      {"cam-user-logged-in",
       [](Scene& s) {
         be_used(s);
         s.clock.ms += 91 * day_ms;
       },
       {"ann"}},
      {"cam-user-logged-in",
       [](Scene& s) {
         s.root("DeleteAccessKey", {{"TargetUin", s.ann}, {"AccessKeyId", s.ann_keys.secret_id}});
         s.clock.ms += 91 * day_ms;
       },
       {}},
      {"opencam-root-key", [](Scene&) {}, {"acme"}},
      {"opencam-password-age",
       [](Scene& s) {
         s.root("UpdatePasswordRules", {{"Rules", json::object{{"ForcePasswordChange", 30}}}});
         s.root("UpdateUser", {{"Name", "ann"}, {"ConsoleLogin", 1}, {"Password", "Password-1"}});
         s.clock.ms += 31 * day_ms;
       },
       {"ann"}},
      {"opencam-password-age",
       [](Scene& s) {
         s.root("UpdateUser", {{"Name", "ann"}, {"ConsoleLogin", 1}, {"Password", "Password-1"}});
         s.clock.ms += 31 * day_ms;
       },
       {}},
  };
}

std::vector<RuleCase> permission_cases() {
  const auto attach = [](Scene& s) { return policy(s, "attach", document("allow", {"cam:AttachUserPolicy"})); };
  return {
      {"cam-policy-admin-access-bound", [](Scene& s) { give_user(s, administrator); }, {"ann"}},
      {"cam-policy-admin-access-bound",
       [](Scene& s) {
         join(s);
         give_group(s, administrator);
         give_role(s, policy(s, "own", document("allow", {"*"})));
       },
       {"ops", "runner"}},
      // A boundary leaves less than everything.
      {"cam-policy-admin-access-bound",
       [](Scene& s) {
         give_user(s, administrator);
         bound_user(s, s.policy);
       },
       {}},
      {"cam-policy-admin-access-bound",
       [](Scene& s) {
         give_user(s, administrator);
         bound_user(s, administrator);
       },
       {"ann"}},
      {"cam-policy-admin-access-bound",
       [](Scene& s) { give_user(s, policy(s, "some", document("allow", {"cam:*", "batch:*"}))); },
       {}},
      {"cam-user-risky-policy-bound",
       [](Scene& s) { give_user(s, policy(s, "cam", document("allow", {"cam:*"}))); },
       {"ann"}},
      {"cam-user-risky-policy-bound",
       [attach](Scene& s) {
         const std::uint64_t id = attach(s);
         give_group(s, id);
         join(s);
         give_role(s, id);
       },
       {"ann", "ops", "runner"}},
      {"cam-user-risky-policy-bound", [](Scene& s) { give_user(s, s.policy); }, {}},
      // A deny and a boundary count, since the engine is asked.
      {"cam-user-risky-policy-bound",
       [attach](Scene& s) {
         give_user(s, attach(s));
         give_user(s, policy(s, "no", document("deny", {"cam:Attach*"})));
       },
       {}},
      {"cam-user-risky-policy-bound",
       [attach](Scene& s) {
         give_user(s, attach(s));
         bound_user(s, s.policy);
       },
       {}},
      // On one role is not on everything.
      {"cam-user-risky-policy-bound",
       [](Scene& s) {
         give_user(s, policy(s, "one",
                             document("allow", {"sts:AssumeRole"},
                                      "qcs::cam::uin/" + std::to_string(s.account_uin) + ":roleName/runner")));
       },
       {}},
      // An administrator has that finding and not this one; bounded to less they may still have this one.
      {"cam-user-risky-policy-bound", [](Scene& s) { give_user(s, administrator); }, {}},
      {"cam-user-risky-policy-bound",
       [attach](Scene& s) {
         give_user(s, administrator);
         bound_user(s, attach(s));
       },
       {"ann"}},
  };
}

std::vector<RuleCase> rule_cases() {
  std::vector<RuleCase> all = people_cases();
  for (const auto& more : {access_cases(), permission_cases()}) all.insert(all.end(), more.begin(), more.end());
  return all;
}

TEST(ReportRuleTest, EachFindsWhatItShouldAndNothingElse) {
  for (const RuleCase& one : rule_cases()) {
    Scene scene;
    one.change(scene);
    EXPECT_EQ(found(scene, one.rule), one.expected) << one.rule;
  }
}

TEST(ReportRuleTest, TheRootKeyIsNoFindingOnceItIsDisabled) {
  Scene scene;
  const Keys admin = scene.add_user_with("admin", document("allow", {"*"}));
  scene.root("UpdateAccessKey", {{"AccessKeyId", scene.root_keys.secret_id}, {"Status", "Inactive"}});
  const Answer answer = scene.send(report_request(admin, ""));
  ASSERT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(answer.body.find("opencam-root-key"), std::string::npos);
}

TEST(ReportRuleTest, EachHasBothCasesAndAParagraph) {
  std::ifstream file(std::string(OPENCAM_SOURCE_DIR) + "/docs/security-report.md");
  std::stringstream page;
  page << file.rdbuf();
  std::set<std::string> shown;
  std::set<std::string> silent = {"opencam-root-key"};
  for (const RuleCase& one : rule_cases()) (one.expected.empty() ? silent : shown).insert(one.rule);
  for (const services::ReportRule& rule : services::report_rules()) {
    const std::string id(rule.id);
    EXPECT_TRUE(shown.contains(id)) << id << " is shown by no case";
    EXPECT_TRUE(silent.contains(id)) << id << " has no case without a finding";
    EXPECT_NE(page.str().find("`" + id + "`"), std::string::npos) << id << " is not explained";
  }
  EXPECT_EQ(services::report_rules().size(), 13U);
}

TEST(ReportTest, DaysCanBeChosen) {
  Scene scene;
  scene.clock.ms += 31 * day_ms;
  EXPECT_EQ(found(scene, "cam-user-ak-rotated"), Names{});
  EXPECT_EQ(found(scene, "cam-user-ak-rotated", "?key_days=30"), (Names{"acme", "ann"}));
  EXPECT_EQ(found(scene, "cam-user-logged-in", "?idle_days=30&format=json"), Names{"ann"});
  for (const char* bad : {"?key_days=0", "?key_days=3651", "?key_days=x", "?idle_days=", "?format=xml", "?days=3",
                          "?format=csv&format=csv", "?key_days=-1", "?format"}) {
    EXPECT_EQ(report(scene, bad).status, 400) << bad;
  }
  EXPECT_EQ(report(scene, "?key_days=3650").status, 200);
}

TEST(ReportTest, ShowsKeysPeopleAndWhatIsUnused) {
  Scene scene;
  give_user(scene, scene.policy);
  scene.clock.ms += 2 * day_ms;
  scene.call_as(scene.ann_keys, "GetUser", {{"Name", "ann"}});
  const Answer answer = report(scene);
  const auto& ann = answer.array("users").at(1);
  EXPECT_EQ(ann.at("name").as_string(), "ann");
  EXPECT_EQ(ann.at("keys").at(0).at("age_days").to_number<int>(), 2);
  EXPECT_EQ(ann.at("keys").at(0).at("last_used").as_string(), "2026-11-23T16:53:20Z");
  EXPECT_EQ(json::serialize(ann.at("services_used")), R"(["cam"])");
  EXPECT_EQ(answer.array("users").at(0).at("type").as_string(), "root");
  const auto& reads = answer.array("policies").at(0);
  EXPECT_EQ(reads.at("name").as_string(), "Reads");
  EXPECT_EQ(reads.at("last_used").as_string(), "2026-11-23T16:53:20Z");
  EXPECT_FALSE(reads.at("is_unused").as_bool());
  EXPECT_TRUE(answer.array("groups").at(0).at("is_unused").as_bool());
  EXPECT_EQ(answer.object("account").at("uin").as_string(), std::to_string(scene.account_uin));
}

TEST(ReportTest, OfAnotherAccountIsNotSeen) {
  Scene scene;
  const Answer answer = scene.send(report_request(scene.other_root_keys, ""));
  EXPECT_EQ(answer.array("users").size(), 1U);
  EXPECT_EQ(answer.body.find("ann"), std::string::npos);
  EXPECT_EQ(answer.body.find(scene.ann_keys.secret_id), std::string::npos);
}

TEST(ReportTest, NeedsItsPermissionAndLeavesARecord) {
  Scene scene;
  const auto last = [&] { return scene.audit(directory::Uin{scene.account_uin}).front(); };
  const Answer refused = scene.send(report_request(scene.ann_keys, ""));
  EXPECT_EQ(refused.status, 403);
  EXPECT_NE(refused.body.find("cam:GetSecurityReport"), std::string::npos) << refused.body;
  EXPECT_EQ(last().action, "cam:GetSecurityReport");
  EXPECT_EQ(last().outcome, "AuthFailure.UnauthorizedOperation");
  const Keys but = scene.add_user_with("but", R"({"version":"2.0","statement":[)"
                                              R"({"effect":"allow","action":"*","resource":"*"},)"
                                              R"({"effect":"deny","action":"cam:GetSecurityReport","resource":"*"}]})");
  EXPECT_EQ(scene.send(report_request(but, "")).status, 403);
  const Keys auditor = scene.add_user_with("auditor", document("allow", {"cam:GetSecurityReport"}));
  EXPECT_EQ(scene.send(report_request(auditor, "")).status, 200);
  EXPECT_EQ(last().action, "cam:GetSecurityReport");
  EXPECT_EQ(last().outcome, "ok");
  Keys wrong = auditor;
  wrong.secret_key += "x";
  EXPECT_EQ(scene.send(report_request(wrong, "")).status, 401);
  HttpRequest post = report_request(auditor, "");
  post.method = "POST";
  EXPECT_EQ(scene.send(std::move(post)).status, 405);
  scene.store_fails = true;
  EXPECT_EQ(scene.send(report_request(auditor, "")).status, 500) << "no audit, no answer";
}

TEST(ReportTest, HoldsNoSecret) {
  Scene scene;
  scene.root("UpdatePasswordRules", {{"Rules", json::object{{"ReusePasswordLimit", 5}}}});
  scene.root("UpdateUser", {{"Name", "ann"}, {"ConsoleLogin", 1}, {"Password", "Canary-Password-1"}});
  scene.root("UpdateUser", {{"Name", "ann"}, {"Password", "Canary-Password-2"}});
  for (const char* query : {"", "?format=csv"}) {
    const std::string body = report(scene, query).body;
    EXPECT_EQ(body.find("argon2"), std::string::npos);
    EXPECT_EQ(body.find("Canary"), std::string::npos);
    for (const std::string& secret : scene.secrets) EXPECT_EQ(body.find(secret), std::string::npos);
  }
}

// The lines of a CSV as RFC 4180 has them.
std::vector<std::vector<std::string>> read_csv(const std::string& text) {
  std::vector<std::vector<std::string>> lines(1, std::vector<std::string>(1));
  bool is_quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::string& cell = lines.back().back();
    if (is_quoted && text[i] == '"' && i + 1 < text.size() && text[i + 1] == '"') {
      cell += text[++i];
    } else if (text[i] == '"') {
      is_quoted = !is_quoted;
    } else if (is_quoted || (text[i] != ',' && text[i] != '\r' && text[i] != '\n')) {
      cell += text[i];
    } else if (text[i] == ',') {
      lines.back().emplace_back();
    } else if (text[i] == '\n') {
      lines.emplace_back(1);
    }
  }
  EXPECT_FALSE(is_quoted);
  lines.pop_back();
  return lines;
}

TEST(ReportTest, AsCsvIsATableInWhichNoCellIsAFormula) {
  Scene scene;
  const std::vector<std::string> hostile = {"=cmd|calc", "+1+1", "-2+3", "@SUM(A1)"};
  for (const std::string& name : hostile) {
    // Group names may hold nearly anything; policy and role names these characters.
    scene.root("CreateGroup", {{"GroupName", name + ",\"quoted\""}});
  }
  scene.root("CreatePolicy", {{"PolicyName", "=evil"}, {"PolicyDocument", document("allow", {"cam:Get*"})}});
  const Answer answer = report(scene, "?format=csv");
  EXPECT_EQ(answer.headers.find("content-type")->substr(0, 8), "text/csv");
  EXPECT_EQ(answer.headers.find("content-disposition"),
            "attachment; filename=\"security-report-" + std::to_string(scene.account_uin) + ".csv\"");
  const auto lines = read_csv(answer.body);
  ASSERT_GT(lines.size(), 10U);
  std::set<std::string> records;
  std::set<std::string> names;
  for (const auto& line : lines) {
    EXPECT_EQ(line.size(), lines.front().size());
    records.insert(line.at(0));
    names.insert(line.at(2));
    for (const std::string& cell : line) {
      EXPECT_TRUE(cell.empty() || std::string("=+-@\t\r").find(cell.front()) == std::string::npos) << cell;
    }
  }
  for (const char* record : {"record", "user", "key", "group", "policy", "role", "finding"}) {
    EXPECT_TRUE(records.contains(record)) << record;
  }
  for (const std::string& name : hostile) EXPECT_TRUE(names.contains("'" + name + ",\"quoted\"")) << name;
  EXPECT_TRUE(names.contains("'=evil"));
}

TEST(ReportTest, OfAnEmptyAccountIsARoot) {
  Scene scene;
  const Answer answer = scene.send(report_request(scene.other_root_keys, "?format=csv"));
  EXPECT_EQ(answer.status, 200);
  EXPECT_GE(read_csv(answer.body).size(), 3U);
}

}  // namespace
}  // namespace opencam::tests
