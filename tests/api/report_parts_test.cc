// The security report in parts: figures, pages, words for programs; and how long a report is kept.
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <map>
#include <set>

#include "cases.h"
#include "services/report_rules.h"

namespace opencam::tests {
namespace {

namespace json = boost::json;

constexpr std::int64_t day_ms = 24LL * 3600 * 1000;

Answer get(Scene& s, const std::string& path, const Keys& keys) {
  HttpRequest request;
  request.method = "GET";
  request.target = "/access/v1/security-report" + path;
  request.peer_address = "192.0.2.9";
  request.headers.add("Host", "cam.example.com");
  request.headers.add("Authorization", "Bearer " + keys.secret_id + ":" + keys.secret_key);
  return s.send(std::move(request));
}

Answer get(Scene& s, const std::string& path) {
  Answer answer = get(s, path, s.root_keys);
  EXPECT_EQ(answer.status, 200) << path << answer.body;
  return answer;
}

// All pages of a part.
json::array all_pages(Scene& s, const std::string& part, const std::string& query) {
  json::array items;
  std::string after;
  do {
    const Answer page = get(s, "/" + part + "?" + query + after);
    EXPECT_EQ(page.text("generated"), "2027-03-01T16:53:20Z");
    for (const auto& item : page.array("items")) items.push_back(item);
    after = page.fields.contains("next") ? "&after=" + page.text("next") : "";
    EXPECT_GE(page.number("total"), items.size());
  } while (!after.empty());
  return items;
}

// People about whom there is something to say: each rule finds something.
void make_findings(Scene& s) {
  s.root("UpdatePasswordRules", {{"Rules", json::object{{"ForcePasswordChange", 30}}}});
  s.root("UpdateUser", {{"Name", "ann"}, {"ConsoleLogin", 1}, {"Password", "Password-1"}});
  s.root("AttachUserPolicy", {{"PolicyId", 1}, {"AttachUin", s.ann}});
  s.root("CreateGroup", {{"GroupName", "idle"}});
  const Keys risky = s.add_user_with("risky", document("allow", {"cam:AttachUserPolicy", "cam:PassRole"}));
  s.call_as(risky, "ListUsers");
  s.clock.ms += 100 * day_ms;
}

TEST(ReportPartsTest, PagesAreTheReport) {
  Scene s;
  make_findings(s);
  const Answer whole = get(s, "");
  ASSERT_GT(whole.array("findings").size(), 12U);
  for (const char* part : {"findings", "users", "groups", "roles", "policies"}) {
    for (const char* limit : {"limit=1", "limit=4", "limit=200"}) {
      json::array items = all_pages(s, part, limit);
      json::array expected = whole.array(part);
      // The root account's number is the smallest; what calls tell is not in the report that they ask for.
      if (std::string(part) == "users") {
        for (auto* list : {&items, &expected}) {
          for (auto& user : *list) user.as_object().erase("last_used");
          for (auto& user : *list) user.as_object().erase("keys");
          for (auto& user : *list) user.as_object().erase("services_used");
        }
      }
      if (std::string(part) == "policies") {
        EXPECT_EQ(items.size(), expected.size());
      } else {
        EXPECT_EQ(items, expected) << part << limit;
      }
    }
  }
}

TEST(ReportPartsTest, TheSummaryCounts) {
  Scene s;
  make_findings(s);
  const Answer whole = get(s, "");
  const Answer summary = get(s, "/summary?first=2");
  std::map<std::string, std::int64_t> severities;
  std::map<std::string, json::array> rules;
  for (const auto& finding : whole.array("findings")) {
    ++severities[std::string(finding.at("severity").as_string())];
    rules[std::string(finding.at("rule").as_string())].push_back(finding);
  }
  EXPECT_EQ(summary.object("findings").at("high").as_int64(), severities["high"]);
  EXPECT_EQ(summary.object("findings").at("medium").as_int64(), severities["medium"]);
  EXPECT_EQ(summary.object("findings").at("low").as_int64(), severities["low"]);
  EXPECT_EQ(summary.object("counts").at("users").as_int64(), 2);
  EXPECT_EQ(summary.object("counts").at("keys").as_int64(), 3);
  EXPECT_EQ(summary.object("account"), whole.object("account"));
  ASSERT_EQ(summary.array("rules").size(), rules.size());
  std::int64_t last_severity = 0;
  const std::map<std::string, std::int64_t> order = {{"high", 0}, {"medium", 1}, {"low", 2}};
  for (const auto& rule : summary.array("rules")) {
    const json::array& found = rules.at(std::string(rule.at("rule").as_string()));
    EXPECT_EQ(rule.at("count").as_int64(), static_cast<std::int64_t>(found.size()));
    ASSERT_EQ(rule.at("first").as_array().size(), std::min<std::size_t>(2, found.size()));
    EXPECT_EQ(rule.at("first").as_array().front(), found.front());
    const std::int64_t severity = order.at(std::string(rule.at("severity").as_string()));
    EXPECT_LE(last_severity, severity);
    last_severity = severity;
  }
  EXPECT_TRUE(get(s, "/summary?first=0").array("rules").front().at("first").as_array().empty());
}

// `what` without the words that `parameters` hold is the same for all findings of one code.
TEST(ReportPartsTest, EveryRuleHasWordsForPrograms) {
  Scene s;
  make_findings(s);
  const Keys user = s.add_user_with("late", document("allow", {"cam:GetUser"}));
  s.root("UpdateUser", {{"Name", "late"}, {"ConsoleLogin", 1}});
  s.clock.ms += 100 * day_ms;
  std::set<std::string> rules;
  std::set<std::string> codes;
  std::map<std::string, json::object> parameters;
  const Answer whole = get(s, "");
  for (const auto& finding : whole.array("findings")) {
    const std::string code(finding.at("what_code").as_string());
    const std::string rule(finding.at("rule").as_string());
    EXPECT_TRUE(code == rule || code.starts_with(rule + ".")) << code;
    rules.insert(rule);
    codes.insert(code);
    parameters[code] = finding.at("parameters").as_object();
    for (const char* list : {"policies", "actions"}) {
      const auto* words = finding.at("parameters").as_object().if_contains(list);
      if (words == nullptr) continue;
      for (const auto& word : words->as_array()) {
        EXPECT_NE(finding.at("what").as_string().find(word.as_string()), std::string::npos) << code;
      }
    }
  }
  EXPECT_EQ(rules.size(), services::report_rules().size());
  EXPECT_TRUE(codes.contains("cam-user-logged-in.never"));
  EXPECT_TRUE(codes.contains("cam-user-logged-in"));
  EXPECT_EQ(parameters["cam-user-ak-rotated"].at("limit").as_int64(), 90);
  EXPECT_GE(parameters["cam-user-ak-rotated"].at("days").as_int64(), 100);
  EXPECT_EQ(parameters["opencam-password-age"].at("limit").as_int64(), 30);
  EXPECT_EQ(parameters["cam-user-risky-policy-bound"].at("actions"),
            (json::array{"cam:AttachUserPolicy", "cam:PassRole"}));
  EXPECT_EQ(parameters["cam-policy-admin-access-bound"].at("policies"), json::array{"AdministratorAccess"});
  EXPECT_TRUE(parameters["cam-user-group-bound"].empty());
}

TEST(ReportPartsTest, FindingsAreFiltered) {
  Scene s;
  make_findings(s);
  const auto count = [&](const std::string& query) { return get(s, "/findings?" + query).number("total"); };
  const auto all = count("");
  EXPECT_EQ(count("severity=high") + count("severity=medium") + count("severity=low"), all);
  EXPECT_EQ(count("rule=cam-group-user-bound"), 2U);
  EXPECT_EQ(count("rule=cam-group-user-bound&name=IDL"), 1U);
  EXPECT_EQ(count("kind=group"), 2U);
  EXPECT_EQ(count("kind=key"), 3U);
  EXPECT_EQ(count("kind=key&key_days=3650"), 0U);
  EXPECT_EQ(get(s, "/users?name=ANN").number("total"), 1U);
}

TEST(ReportPartsTest, WhatIsNotUnderstoodIsRefused) {
  Scene s;
  const std::string next = get(s, "/findings?limit=1").text("next");
  for (const std::string path :
       {"/summary?first=21", "/summary?first=-1", "/summary?limit=1", "/findings?first=1", "/findings?rule=no-rule",
        "/findings?severity=worst", "/findings?kind=thing", "/findings?limit=201", "/users?rule=cam-group-user-bound",
        "/groups?key_days=0", "/groups?idle_days=3651", "/roles?name=", "/policies?after=x", "/summary?format=csv"}) {
    const Answer answer = get(s, path, s.root_keys);
    EXPECT_EQ(answer.status, 400) << path;
    EXPECT_NE(answer.body.find("parameter `"), std::string::npos) << answer.body;
  }
  EXPECT_EQ(get(s, "/users?after=" + next, s.root_keys).status, 400) << "a cursor of another part";
  EXPECT_EQ(get(s, "/findings?after=" + next, s.root_keys).status, 200);
  for (const char* path : {"/", "/keys", "/summary/", "x"}) EXPECT_EQ(get(s, path, s.root_keys).status, 404) << path;
}

TEST(ReportPartsTest, NeedsItsPermissionAndLeavesARecord) {
  Scene s;
  const auto last = [&] { return s.audit(directory::Uin{s.account_uin}).front(); };
  for (const char* path : {"/summary", "/findings", "/users", "/groups", "/roles", "/policies"}) {
    EXPECT_EQ(get(s, path, s.ann_keys).status, 403) << path;
    EXPECT_EQ(last().outcome, "AuthFailure.UnauthorizedOperation");
    EXPECT_EQ(get(s, path).status, 200);
    EXPECT_EQ(last().action, "cam:GetSecurityReport");
    EXPECT_EQ(last().outcome, "ok");
    const Answer other = get(s, path, s.other_root_keys);
    EXPECT_EQ(other.body.find("ann"), std::string::npos) << "another account's report is kept, too";
  }
  s.store_fails = true;
  EXPECT_EQ(get(s, "/summary", s.root_keys).status, 500) << "no audit, no answer";
}

TEST(ReportPartsTest, IsKeptForAMinuteUnlessWhatItShowsChanges) {
  Scene s;
  const std::string first = get(s, "/summary").text("generated");
  const auto generated = [&](const std::string& query = "") { return get(s, "/summary" + query).text("generated"); };
  s.clock.ms += 30 * 1000;
  s.root("CreateTag", {{"TagKey", "team"}, {"TagValue", "a"}});
  EXPECT_EQ(generated(), first) << "tags are not in it";
  const std::string other = generated("?key_days=10");
  EXPECT_NE(other, first) << "other figures are another report";
  EXPECT_EQ(generated(), first);
  s.clock.ms += 1000;
  s.root("AddUser", {{"Name", "bob"}});
  EXPECT_NE(generated(), first);
  EXPECT_EQ(get(s, "/users?name=bob").number("total"), 1U);
  const std::string second = generated();
  s.clock.ms += 59 * 1000;
  EXPECT_EQ(generated(), second);
  s.clock.ms += 1000;
  EXPECT_NE(generated(), second);
}

}  // namespace
}  // namespace opencam::tests
