// What a change says that it changed: the timeline of one user, group, policy or role, looked up by its name.
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <set>

#include "cases.h"
#include "directory/affected.h"
#include "opencam/catalog.h"

namespace opencam::tests {
namespace {

namespace json = boost::json;
using Names = std::vector<std::string>;

std::string head(const Scene& s) { return "qcs::cam::uin/" + std::to_string(s.account_uin) + ":"; }

// The actions that changed that thing, the latest first.
Names timeline(Scene& s, const std::string& name) {
  const std::int64_t now = s.clock.ms / 1000;
  const Answer answer = s.root(
      "LookUpEvents",
      {{"StartTime", now - 3600},
       {"EndTime", now + 3600},
       {"MaxResults", 50},
       {"LookupAttributes", json::array{json::object{{"AttributeKey", "ResourceName"}, {"AttributeValue", name}}}}});
  Names out;
  for (const auto& event : answer.array("Events")) out.emplace_back(event.at("EventName").as_string());
  return out;
}

// What the latest change affected.
Names affected(Scene& s) {
  for (const auto& record : s.audit(directory::Uin{s.account_uin})) {
    if (record.outcome == "ok") return directory::affected_of(record);
  }
  return {};
}

TEST(TimelineTest, TheChangesOfOneThingAreFoundByItsName) {
  Scene s;
  const std::string user = std::to_string(s.root("AddUser", {{"Name", "bob"}}).number("Uin"));
  const std::string policy = std::to_string(
      s.root("CreatePolicy", {{"PolicyName", "P"}, {"PolicyDocument", document("allow", {"cam:GetUser"})}})
          .number("PolicyId"));
  s.clock.ms += 1000;
  s.root("AttachUserPolicy", {{"PolicyId", std::stoull(policy)}, {"AttachUin", std::stoull(user)}});
  s.clock.ms += 1000;
  s.root("UpdateUser", {{"Name", "bob"}, {"Remark", "new"}});
  s.clock.ms += 1000;
  s.root("AddUserToGroup", {{"Info", json::array{json::object{{"GroupId", s.group}, {"Uin", std::stoull(user)}}}}});
  s.clock.ms += 1000;
  s.root("UpdatePolicy", {{"PolicyId", std::stoull(policy)}, {"Description", "d"}});
  s.clock.ms += 1000;
  s.root("CreateAccessKey", {{"TargetUin", std::stoull(user)}});
  s.clock.ms += 1000;
  s.root("DeleteUser", {{"Name", "bob"}, {"Force", 1}});
  EXPECT_EQ(timeline(s, "uin/" + user),
            (Names{"DeleteUser", "CreateAccessKey", "AddUserToGroup", "UpdateUser", "AttachUserPolicy", "AddUser"}));
  EXPECT_EQ(timeline(s, head(s) + "uin/" + user), timeline(s, "uin/" + user));
  EXPECT_EQ(timeline(s, "policyid/" + policy),
            (Names{"DeleteUser", "UpdatePolicy", "AttachUserPolicy", "CreatePolicy"}));
  EXPECT_EQ(timeline(s, "groupid/" + std::to_string(s.group)), (Names{"DeleteUser", "AddUserToGroup", "CreateGroup"}));
  EXPECT_EQ(timeline(s, "uin/1"), Names{});
}

TEST(TimelineTest, ARoleIsFoundByIdAndByName) {
  Scene s;
  s.clock.ms += 1000;
  s.root("UpdateRoleDescription", {{"RoleName", "runner"}, {"Description", "d"}});
  EXPECT_EQ(affected(s), (Names{head(s) + "role/" + s.role, head(s) + "roleName/runner"}));
  s.root("AssumeRole", {{"RoleArn", head(s) + "roleName/runner"}, {"RoleSessionName", "night"}});
  s.clock.ms += 1000;
  s.root("AttachRolePolicy", {{"PolicyId", s.policy}, {"AttachRoleId", s.role}});
  s.clock.ms += 1000;
  s.root("DeleteRole", {{"RoleId", s.role}});
  EXPECT_EQ(timeline(s, "role/" + s.role),
            (Names{"DeleteRole", "AttachRolePolicy", "UpdateRoleDescription", "CreateRole"}));
  EXPECT_EQ(timeline(s, "roleName/runner"),
            (Names{"DeleteRole", "AttachRolePolicy", "AssumeRole", "UpdateRoleDescription", "CreateRole"}));
}

TEST(TimelineTest, WhatIsChangedItselfComesFirst) {
  Scene s;
  s.root("PutUserPermissionsBoundary", {{"TargetUin", s.ann}, {"PolicyId", s.policy}});
  const std::string ann = head(s) + "uin/" + std::to_string(s.ann);
  const std::string reads = head(s) + "policyid/" + std::to_string(s.policy);
  EXPECT_EQ(affected(s), (Names{ann, reads}));
  s.root("DeleteUserPermissionsBoundary", {{"TargetUin", s.ann}});
  EXPECT_EQ(affected(s), (Names{ann, reads}));
  s.root("AttachUserPolicy", {{"PolicyId", s.policy}, {"AttachUin", s.ann}});
  s.root("DeletePolicy", {{"PolicyId", json::array{s.policy}}});
  EXPECT_EQ(affected(s), (Names{reads, ann}));
  s.root("UpdatePasswordRules", {{"Rules", json::object{{"MinimumLength", 10}}}});
  EXPECT_EQ(affected(s), Names{head(s) + "uin/" + std::to_string(s.account_uin)});
  const auto last = s.audit(directory::Uin{s.account_uin}).front();
  EXPECT_EQ(last.resource, head(s) + "uin/" + std::to_string(s.account_uin));
}

TEST(TimelineTest, AnEventShowsAllThatItAffectedAndADenialWhatWasAsked) {
  Scene s;
  s.clock.ms += 1000;
  s.root("AttachUserPolicy", {{"PolicyId", s.policy}, {"AttachUin", s.ann}});
  s.clock.ms += 1000;
  s.call_as(s.ann_keys, "DeleteUser", {{"Name", "ann"}});
  const std::int64_t now = s.clock.ms / 1000;
  const Answer answer = s.root("LookUpEvents", {{"StartTime", now - 1}, {"EndTime", now}, {"MaxResults", 2}});
  const auto inside = [&](std::size_t i) {
    return json::parse(answer.array("Events").at(i).at("CloudAuditEvent").as_string()).as_object();
  };
  EXPECT_FALSE(inside(0).contains("affected"));
  EXPECT_TRUE(inside(0).contains("decision"));
  EXPECT_EQ(answer.array("Events").at(0).at("Resources").at("ResourceName").as_string(), "");
  EXPECT_EQ(inside(1).at("affected").as_array().size(), 2U);
  EXPECT_FALSE(inside(1).contains("decision"));
  EXPECT_EQ(answer.array("Events").at(1).at("Resources").at("ResourceName").as_string(),
            "uin/" + std::to_string(s.ann));
}

TEST(TimelineTest, OtherAccountsFindNothing) {
  Scene s;
  s.root("UpdateUser", {{"Name", "ann"}, {"Remark", "new"}});
  directory::AuditQuery query{.account = directory::Uin{s.other_uin}, .resource_name = "uin/" + std::to_string(s.ann)};
  EXPECT_TRUE(s.directory().audit(query)->records.empty());
}

// A hundred names at most, so that no record grows without bound; the first of them is the thing itself.
TEST(TimelineTest, ARecordHoldsAHundredNames) {
  Scene s;
  json::array lines;
  for (int i = 0; i < 99; ++i) {
    const auto uin = s.root("AddUser", {{"Name", "u" + std::to_string(i)}}).number("Uin");
    lines.push_back(json::object{{"GroupId", s.group}, {"Uin", uin}});
  }
  s.root("AddUserToGroup", {{"Info", lines}});
  EXPECT_EQ(affected(s).size(), 100U);
  s.root("AddUserToGroup", {{"Info", json::array{json::object{{"GroupId", s.group}, {"Uin", s.ann}}}}});
  s.root("DeleteGroup", {{"GroupId", s.group}});
  EXPECT_EQ(affected(s).size(), 100U);
  EXPECT_EQ(affected(s).front(), head(s) + "groupid/" + std::to_string(s.group));
}

// No action was told what it affects: whoever adds one has it in the timeline, or says here why not.
TEST(TimelineTest, EveryChangeOfCamNamesWhatItChanged) {
  // A token for a sign-in is no change of its user; a delayed deletion is told by its task.
  const std::set<std::string> nameless = {"ConsumeCustomMFAToken", "BuildDataFlowAuthToken"};
  const auto catalog = Catalog::built_in();
  std::set<std::string> seen;
  for (const Case& one : all_cases()) {
    const ActionInfo* info = catalog->find_action({"cam", one.action});
    if (one.code != "ok" || info == nullptr || info->access != Access::Write) continue;
    Scene s(one.quota);
    s.clock.ms += 1000;
    const std::int64_t begun_ms = s.clock.ms;
    one.play(s);
    const auto records = s.audit(directory::Uin{s.account_uin});
    for (std::size_t i = 0; i + 1 < records.size() && records[i].time_ms >= begun_ms; ++i) {
      const auto& record = records[i];
      // What changes nothing leaves the revision as it was.
      const bool is_change = record.outcome == "ok" && record.revision > records[i + 1].revision;
      if (!is_change || record.action != "cam:" + one.action || nameless.contains(one.action)) continue;
      seen.insert(one.action);
      EXPECT_TRUE(record.resource.starts_with("qcs::cam:")) << record.action << " " << record.resource;
    }
  }
  EXPECT_GT(seen.size(), 40U);
}

}  // namespace
}  // namespace opencam::tests
