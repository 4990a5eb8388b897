// Small worlds for tests: one account, 1 (APPID 71), with user 11; what is attached to them is the test's matter.
//
//   const Snapshot snapshot = SmallWorld().policy("P", allow("batch:*", "*")).user("11", {"P"}).snapshot();
//   EXPECT_TRUE(snapshot.decide(asked("11", "batch:DescribeJob", "*")).allowed());
//
// Only tests include this header.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/json.h"
#include "opencam/engine.h"

namespace opencam {

// A document of one statement; `rest` is put into the statement as it stands.
inline std::string document(const std::string& effect, const std::string& action, const std::string& resource,
                            const std::string& rest = "") {
  return R"({"version":"2.0","statement":[{"effect":")" + effect + R"(","action":)" + json::quote(action) +
         R"(,"resource":)" + json::quote(resource) + (rest.empty() ? "" : "," + rest) + "}]}";
}
inline std::string allow(const std::string& action, const std::string& resource, const std::string& rest = "") {
  return document("allow", action, resource, rest);
}
inline std::string deny(const std::string& action, const std::string& resource, const std::string& rest = "") {
  return document("deny", action, resource, rest);
}

inline std::string trust_in(const std::string& principal) {
  return R"({"version":"2.0","statement":[{"effect":"allow","action":"sts:AssumeRole","principal":)" + principal +
         "}]}";
}

class SmallWorld {
 public:
  SmallWorld() { world_.accounts = {{"1", "71", "one"}, {"2", "72", "two"}}; }

  SmallWorld& policy(const std::string& name, const std::string& text, const std::string& owner = "1") {
    world_.policies.push_back({name, owner, text});
    return *this;
  }
  SmallWorld& user(const std::string& uin, std::vector<std::string> policies, const std::string& boundary = "",
                   const std::string& owner = "1") {
    world_.users.push_back({uin, owner, "user-" + uin, UserType::SubUser, std::move(policies), boundary});
    return *this;
  }
  SmallWorld& group(const std::string& id, std::vector<std::string> members, std::vector<std::string> policies) {
    world_.groups.push_back({id, "1", "group-" + id, std::move(members), std::move(policies)});
    return *this;
  }
  SmallWorld& role(const std::string& id, const std::string& trust, std::vector<std::string> policies,
                   const std::string& owner = "1") {
    world_.roles.push_back({id, owner, "role-" + id, trust, std::move(policies), ""});
    return *this;
  }
  SmallWorld& resource_policy(const std::string& name, const std::string& text, const std::string& owner = "1") {
    world_.resource_policies.push_back({name, owner, text});
    return *this;
  }
  SmallWorld& tag(const std::string& resource, const std::string& key, const std::string& value) {
    world_.resource_tags[resource][key] = value;
    return *this;
  }

  World& world() { return world_; }
  Snapshot snapshot() const {
    auto made = Snapshot::create(world_, Catalog::built_in());
    if (!made) ADD_FAILURE() << made.error().message();
    return *made;
  }

 private:
  World world_;
};

inline Request asked(const std::string& uin, const std::string& action, const std::string& resource,
                     const std::vector<std::pair<std::string, std::vector<std::string>>>& context = {}) {
  Request request{.principal = UserRef{uin}, .action = action, .resources = {resource}};
  for (const auto& [key, values] : context) request.context.set(key, values);
  return request;
}

inline std::shared_ptr<const Policy> session(const std::string& text) {
  auto policy = read_policy(text, {.kind = PolicyKind::Session});
  if (!policy) ADD_FAILURE() << policy.error().message();
  return std::make_shared<const Policy>(*std::move(policy));
}

// "allow allowed", "deny explicit_deny P:0": what a test compares.
inline std::string in_short(const Decision& decision) {
  std::string text = std::string(name(decision.effect)) + " " + std::string(name(decision.reason));
  for (const StatementRef& statement : decision.statements) {
    text += " " + statement.policy + ":" + std::to_string(statement.index);
  }
  return text;
}

// The answer, which is the same by every way to it.
inline std::string in_every_way(const Snapshot& snapshot, const Request& request) {
  const Decision plain = snapshot.decide_plainly(request);
  for (const Way way : {Way::Indexed, Way::Linear, Way::Segmented}) {
    const Decision other = snapshot.decide_by(way, request);
    EXPECT_EQ(other, plain) << "by way " << static_cast<int>(way) << ": " << in_short(other);
  }
  EXPECT_EQ(snapshot.decide(request), plain);
  EXPECT_EQ(snapshot.check(request), (Verdict{plain.effect, plain.reason}));
  EXPECT_EQ(snapshot.check(snapshot.prepare(request)), (Verdict{plain.effect, plain.reason}));
  return in_short(plain);
}

}  // namespace opencam
