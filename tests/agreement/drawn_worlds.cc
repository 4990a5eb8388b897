#include <algorithm>
#include <array>

#include "tests/agreement/alphabet.h"
#include "tests/agreement/dice.h"
#include "tests/agreement/statement_text.h"
#include "tests/agreement/worlds.h"

namespace opencam::agreement {
namespace {

constexpr std::array<std::string_view, 4> services = {"cvm", "cos", "vpc", "batch"};
constexpr std::array<std::string_view, 12> verbs = {"Run",  "Ran",      "Describe", "DescribeVm", "Delete", "DeleteVm",
                                                    "Stop", "StopOnce", "Get",      "GetObject",  "R",      "X"};
constexpr std::array<std::string_view, 10> contents = {"vm/a",  "vm/ab",  "vm/a/b", "vm/11", "vm",
                                                       "vm/a/", "disk/a", "a",      "vm/*",  "vm/axxb"};
constexpr std::array<std::string_view, 7> asked_regions = {"",           "ap-guangzhou", "gz", "ap-shanghai",
                                                           "ap-chengdu", "gz",           ""};
constexpr std::array<std::string_view, 5> asked_accounts = {"uin/1", "", "uid/71", "uin/1", "uin/2"};
constexpr std::array<std::string_view, 8> regions = {"", "*", "gz", "ap-guangzhou", "", "sh", "", "${uin}"};
constexpr std::array<std::string_view, 9> accounts = {"", "*", "uin/1", "uid/71", "", "uin/2", "uin/-1", "", "1"};
constexpr std::array<std::string_view, 7> projects = {"", "", "", "", "id/7", "*", "x"};
constexpr std::array<std::string_view, 7> principals = {
    R"("*")",
    R"({"qcs":["qcs::cam::uin/1:uin/11","qcs::cam::uin/2:root"]})",
    R"({"service":"cvm.qcloud.com"})",
    R"({"qcs":"qcs::cam::uin/1:groupid/1"})",
    R"({"qcs":"qcs::cam::uin/1:roleName/r31"})",
    R"({"qcs":["qcs::cam::uin/1:role/32","qcs::cam::uin/2:roleName/r32"]})",
    R"({"qcs":["qcs::cam::uin/2:role/33","qcs::cam::uin/1:uin/13","qcs::cam::uin/2:groupid/1"]})"};

class Draw {
 public:
  explicit Draw(std::uint64_t seed) : dice_(seed) {}

  Case make() {
    world().accounts = {{"1", "71", "one"}, {"2", "72", "two"}};
    // Most worlds are small; some are so large that their users' sets are indexed in several pieces.
    const std::size_t policy_count = dice_.once_in(12) ? 60 + dice_.below(500) : 2 + dice_.below(30);
    for (std::size_t i = 0; i < policy_count; ++i) {
      world().policies.push_back({policy_name(i), "1", some_document(PolicyKind::Identity)});
      if (dice_.once_in(6))
        world().policies.push_back({"Q" + std::to_string(i), "2", some_document(PolicyKind::Identity)});
    }
    add_people(policy_count);
    add_resource_policies();
    add_tags();
    add_requests(policy_count);
    if (dice_.once_in(3)) case_.before = some_world_before(policy_count);
    return std::move(case_);
  }

 private:
  World& world() { return case_.world; }
  static std::string policy_name(std::size_t number) { return "P" + std::to_string(number); }

  std::string action_pattern() {
    if (dice_.once_in(12)) return dice_.one_of(action_patterns);
    const std::string service = dice_.one_of(services);
    const std::string verb = dice_.one_of(verbs);
    switch (dice_.below(8)) {
      case 0:
        return service + ":*";
      case 1:
        return service + ":" + verb.substr(0, 1 + dice_.below(verb.size())) + "*";
      case 2:
        return service + ":*" + verb.substr(dice_.below(verb.size()));
      case 3:
        return "*:" + verb;
      default:
        return service + ":" + verb;
    }
  }

  std::string content_pattern() {
    std::string content = dice_.one_of(contents);
    switch (dice_.below(9)) {
      case 0:
        return "*";
      case 1:
        return content + "/*";
      case 2:
        return content.substr(0, dice_.below(content.size() + 1)) + "*";
      case 3:
        return "*" + content.substr(dice_.below(content.size()));
      case 4: {
        const std::size_t cut = dice_.below(content.size());
        return content.substr(0, cut) + "*" + content.substr(cut + 1);
      }
      case 5:
        return dice_.once_in(2) ? "vm/${uin}" : "*/${owner_uin}*";
      default:
        return content;
    }
  }

  std::string resource_pattern() {
    if (dice_.once_in(8)) return dice_.one_of(resource_patterns);
    const std::string service = dice_.once_in(8) ? dice_.once_in(2) ? "*" : "" : dice_.one_of(services);
    return "qcs:" + dice_.one_of(projects) + ":" + service + ":" + dice_.one_of(regions) + ":" +
           dice_.one_of(accounts) + ":" + content_pattern();
  }

  std::string list_of(std::size_t most, std::string (Draw::*one)()) {
    std::string text = "[";
    for (std::size_t n = 1 + dice_.below(most); n > 0; --n) {
      if (text.size() > 1) text += ",";
      text += json::quote((this->*one)());
    }
    return text + "]";
  }

  std::string statement(PolicyKind kind) {
    const std::size_t most = dice_.once_in(20) ? 40 : 3;
    std::string text = R"({"effect":")" + std::string(dice_.once_in(4) ? "deny" : "allow") + R"(","action":)" +
                       list_of(most, &Draw::action_pattern) + R"(,"resource":)" +
                       list_of(most, &Draw::resource_pattern);
    if (kind == PolicyKind::Resource) text += R"(,"principal":)" + dice_.one_of(principals);
    if (dice_.once_in(2)) {
      const std::string condition = dice_.one_of(conditions);
      if (!condition.empty()) text += R"(,"condition":)" + condition;
    }
    return text + "}";
  }

  std::string some_document(PolicyKind kind) {
    if (dice_.once_in(60)) return "{";  // unreadable
    std::string statements;
    for (std::size_t n = 1 + dice_.below(3); n > 0; --n)
      statements += (statements.empty() ? "" : ",") + statement(kind);
    return document_of(statements);
  }

  std::vector<std::string> some_policies(std::size_t policy_count) {
    const std::size_t most = dice_.once_in(3) ? policy_count : std::min<std::size_t>(policy_count, 4);
    std::vector<std::string> names;
    for (std::size_t n = dice_.below(most + 1); n > 0; --n) names.push_back(policy_name(dice_.below(policy_count)));
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return names;
  }

  void add_people(std::size_t policy_count) {
    const auto boundary = [&] { return dice_.once_in(5) ? policy_name(dice_.below(policy_count)) : std::string(); };
    for (const char* uin : {"11", "12", "13", "14"}) {
      world().users.push_back(
          {uin, "1", "u" + std::string(uin), UserType::SubUser, some_policies(policy_count), boundary()});
    }
    world().users.push_back({"21", "2", "u21", UserType::SubUser, {}, ""});
    for (const WorldPolicy& policy : world().policies) {
      if (policy.owner_uin == "2") world().users.back().policies.push_back(policy.name);
    }
    world().groups.push_back({"1", "1", "g1", {"11", "12"}, some_policies(policy_count)});
    world().groups.push_back({"2", "1", "g2", {"12"}, some_policies(policy_count)});
    const std::string trust = R"({"version":"2.0","statement":[{"effect":"allow","action":"sts:AssumeRole",)"
                              R"("principal":{"qcs":"qcs::cam::uin/1:root"}}]})";
    world().roles.push_back({"31", "1", "r31", trust, some_policies(policy_count), boundary()});
    world().roles.push_back({"32", "1", "r32", trust, some_policies(policy_count), ""});
    world().roles.push_back({"33", "2", "r31", trust, {}, ""});
  }

  void add_resource_policies() {
    for (const char* owner : {"1", "2"}) {
      if (dice_.once_in(3)) {
        world().resource_policies.push_back({"R" + std::string(owner), owner, some_document(PolicyKind::Resource)});
      }
    }
  }

  void add_tags() {
    if (!dice_.once_in(2)) return;
    world().resource_tags["qcs::cvm:ap-guangzhou:uin/1:vm/a"] = {{"team", dice_.once_in(2) ? "a" : "11"}};
    world().resource_tags["qcs::cvm::uin/1:vm/ab"] = {};
  }

  // The same people; some policies said something else or were not there, and some held others.
  World some_world_before(std::size_t policy_count) {
    World before = world();
    for (WorldPolicy& policy : before.policies) {
      if (policy.owner_uin == "1" && dice_.once_in(4)) policy.document = some_document(PolicyKind::Identity);
    }
    for (WorldResourcePolicy& policy : before.resource_policies) {
      if (policy.owner_uin == "1" && dice_.once_in(2)) policy.document = some_document(PolicyKind::Resource);
    }
    if (dice_.once_in(3)) before.policies.push_back({"Gone", "1", some_document(PolicyKind::Identity)});
    for (WorldUser& user : before.users) {
      if (user.owner_uin == "1" && dice_.once_in(3)) user.policies = some_policies(policy_count);
      if (user.owner_uin == "1" && dice_.once_in(5)) user.boundary.clear();
    }
    if (dice_.once_in(3)) before.groups.front().policies = some_policies(policy_count);
    if (dice_.once_in(3)) before.groups.back().members = {"11"};
    if (dice_.once_in(4)) before.roles.front().policies = some_policies(policy_count);
    if (dice_.once_in(4)) before.resource_tags["qcs::cvm::uin/1:vm/a/b"] = {{"team", "a"}};
    return before;
  }

  std::string asked_resource() {
    if (dice_.once_in(5)) return dice_.one_of(asked_resources);
    return "qcs:" + std::string(dice_.once_in(9) ? "id/7" : "") + ":" + dice_.one_of(services) + ":" +
           dice_.one_of(asked_regions) + ":" + dice_.one_of(asked_accounts) + ":" + dice_.one_of(contents);
  }

  void add_requests(std::size_t policy_count) {
    for (const char* uin : {"11", "12", "13", "14", "21", "1", "2", "5"}) {
      case_.askers.push_back({.principal = UserRef{uin}});
    }
    for (const RoleRef& role : {RoleRef{"r31", "1"}, RoleRef{"32", "1"}, RoleRef{"r31", "2"}}) {
      case_.askers.push_back({.principal = role});
    }
    case_.askers.push_back({.principal = ServiceRef{"cvm.qcloud.com"}});
    case_.askers.push_back({.principal = Anonymous{}});
    Asker in_session{.principal = UserRef{"11"}, .session_text = some_document(PolicyKind::Session)};
    auto session = read_policy(in_session.session_text, {.kind = PolicyKind::Session});
    in_session.session = session ? std::make_shared<const Policy>(*std::move(session))
                                 : std::make_shared<const Policy>(PolicyKind::Session, std::vector<Statement>());
    case_.askers.push_back(std::move(in_session));

    // A large world costs much to make, so it is asked more.
    for (std::size_t n = 200 + policy_count; n > 0; --n) {
      Request request{.action = dice_.one_of(services) + ":" + dice_.one_of(verbs), .resources = {asked_resource()}};
      if (dice_.once_in(20)) request.action = dice_.one_of(asked_actions);
      if (dice_.once_in(15)) request.resources.push_back(asked_resource());
      for (const Circumstance& one : circumstances()[dice_.below(circumstances().size())]) {
        request.context.set(std::string(one.key), one.values);
      }
      case_.requests.push_back(std::move(request));
    }
  }

  Dice dice_;
  Case case_;
};

}  // namespace

Case drawn_world(std::uint64_t seed) { return Draw(seed).make(); }

}  // namespace opencam::agreement
