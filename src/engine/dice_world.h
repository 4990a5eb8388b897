// Random worlds and requests for the laws that hold all ways to a decision to each other: few names, so that they meet
// often, and every element of the language in every odd form that a stored document may have.
//
//   DiceWorld dice(seed);
//   const Snapshot snapshot = *Snapshot::create(dice.world(), Catalog::built_in());
//   const Request request = dice.request();
//
// Only tests include this header.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "base/json.h"
#include "opencam/engine.h"

namespace opencam {

// How often something comes: once in so many times; 0 is never.
struct DiceOdds {
  std::size_t deny = 3;         // of a statement
  std::size_t unreadable = 40;  // of a document
};

class DiceWorld {
 public:
  explicit DiceWorld(unsigned seed, DiceOdds odds = {}) : state_(seed * 2654435761ULL), odds_(odds) {}

  World world(std::size_t policies_max = 6) {
    World world;
    world.accounts = {{"1", "71", "one"}, {"2", "72", "two"}};
    const std::size_t policies = 1 + below(policies_max);
    for (std::size_t i = 0; i < policies; ++i) world.policies.push_back({"P" + std::to_string(i), "1", document()});
    world.policies.push_back({"Foreign", "2", document()});
    const auto some = [&] {
      std::vector<std::string> names;
      for (std::size_t i = 0; i < policies; ++i) {
        if (once_in(2)) names.push_back("P" + std::to_string(i));
      }
      return names;
    };
    world.users.push_back({"11", "1", "ann", UserType::SubUser, some(), once_in(3) ? "P0" : ""});
    world.users.push_back({"12", "1", "bob", UserType::Collaborator, some(), ""});
    world.users.push_back({"21", "2", "eve", UserType::SubUser, {"Foreign"}, ""});
    world.groups.push_back({"g", "1", "ops", {"11"}, some()});
    world.roles.push_back({"r", "1", "role", trust, some(), once_in(4) ? "P0" : ""});
    if (once_in(2)) world.resource_policies.push_back({"B1", "1", resource_document()});
    if (once_in(3)) world.resource_policies.push_back({"B2", "2", resource_document()});
    if (once_in(3)) world.resource_tags["qcs::batch:ap-guangzhou:uin/1:job/a"] = {{"team", "x"}, {"t&m", "y"}};
    if (once_in(4)) world.resource_tags["qcs::cvm::uin/1:instance/a"] = {};
    return world;
  }

  // One statement or several; now and then one that cannot be read.
  std::string document() {
    if (once_in(odds_.unreadable)) return "{";
    std::string text = R"({"version":"2.0","statement":[)";
    for (std::size_t i = 1 + below(3); i > 0; --i) text += statement("") + (i > 1 ? "," : "");
    return text + "]}";
  }

  Request request() {
    static const std::vector<PrincipalRef> callers = {UserRef{"11"}, UserRef{"11"}, UserRef{"12"},
                                                      UserRef{"1"},  UserRef{"21"}, RoleRef{"r", "1"},
                                                      UserRef{"99"}, Anonymous{},   ServiceRef{"cvm.qcloud.com"}};
    Request request{.principal = one_of(callers), .action = action_asked()};
    request.resources = {resource_asked()};
    for (std::size_t i = below(3); i > 0 && once_in(3); --i) request.resources.push_back(resource_asked());
    for (std::size_t i = below(4); i > 0; --i) request.context.set(key(), values_given());
    if (once_in(6)) {
      auto policy = read_policy(document(), {.kind = PolicyKind::Session});
      request.session_policy = policy ? std::make_shared<const Policy>(*std::move(policy))
                                      : std::make_shared<const Policy>(PolicyKind::Session, std::vector<Statement>());
    }
    return request;
  }

  std::size_t below(std::size_t bound) {
    state_ = state_ * 6364136223846793005 + 1442695040888963407;
    return static_cast<std::size_t>((state_ >> 33) % bound);
  }
  bool once_in(std::size_t n) { return n != 0 && below(n) == 0; }

 private:
  using Words = std::vector<std::string>;

  static constexpr const char* trust =
      R"({"version":"2.0","statement":[{"effect":"allow","action":"sts:AssumeRole","principal":{"qcs":["qcs::cam::uin/1:root"]}}]})";

  template <typename Value>
  const Value& one_of(const std::vector<Value>& values) {
    return values[below(values.size())];
  }

  std::string list(const Words& words, std::size_t most) {
    std::string text = "[";
    for (std::size_t i = 1 + below(most); i > 0; --i) text += json::quote(one_of(words)) + (i > 1 ? "," : "");
    return text + "]";
  }

  std::string statement(const std::string& more) {
    static const Words actions = {"*",
                                  "batch:*",
                                  "batch:Describe*",
                                  "name/batch:DescribeJob",
                                  "batch:*Job",
                                  "cvm:*",
                                  "cvm:Run*nces",
                                  "*:Describe*",
                                  "permid/7",
                                  "batch:D*e*J*b",
                                  "account:*",
                                  "batch:DeleteJob",
                                  "cos:GetObject",
                                  "sts:AssumeRole",
                                  "other:Read"};
    std::string text = R"({"effect":")" + std::string(once_in(odds_.deny) ? "deny" : "allow") + R"(","action":)" +
                       list(actions, 3) + R"(,"resource":)" + list(resource_patterns(), 3);
    if (once_in(2)) text += R"(,"condition":{)" + conditions() + "}";
    return text + more + "}";
  }

  static const Words& resource_patterns() {
    static const Words patterns = {"*",
                                   "*",
                                   "qcs::batch:::job/*",
                                   "qcs::batch:ap-guangzhou::job/*",
                                   "qcs::batch:gz:uin/1:job/a",
                                   "qcs::batch::uin/2:job/*",
                                   "qcs::batch::uid/71:job/*",
                                   "qcs::batch::uid/99:job/*",
                                   "qcs::batch::*:*",
                                   "qcs:::::*",
                                   "qcs::*:*::**",
                                   "qcs::batch:::job/${uin}/*",
                                   "qcs::batch:::${owner_uin}*",
                                   "qcs::batch:::*${app_id}*a",
                                   "qcs::cos:::b-${uin}/*",
                                   "qcs::batch:::*/*",
                                   "qcs::batch:::job*/*a*/*",
                                   "qcs::batch:::j*b/a",
                                   "qcs:id/0:batch:::job/*",
                                   "qcs:id/5:batch:::job/*",
                                   "qcs::ba*:::job/*",
                                   "qcs::batch::1:job/*",
                                   "qcs::batch:::job/${what}",
                                   "qcs::cvm:::instance/*",
                                   "qcs::cos::uid/71:b-71/*",
                                   "qcs::cam::uin/1:roleName/role"};
    return patterns;
  }

  std::string conditions() {
    struct Form {
      Words operators;
      Words values;
    };
    static const std::vector<Form> forms = {
        {{"string_equal", "string_not_equal", "string_equal_ignore_case", "string_not_equal_ignore_case", "string_like",
          "string_not_like", "binary_equal"},
         {"a", "A", "x", "", "a*", "*", "team&x", "${uin}", "x${owner_uin}*", "${app_id}", "${odd}", "11", "0", "y"}},
        {{"numeric_equal", "numeric_not_equal", "numeric_less_than", "numeric_greater_than_equal"},
         {"5", "5.0", "-1e2", "0.50", "11"}},
        {{"date_equal", "date_not_equal", "date_less_than_equal", "date_greater_than"},
         {"2026-01-01T00:00:00Z", "2026-01-01 00:00:01"}},
        {{"bool_equal"}, {"true", "False"}},
        {{"ip_equal", "ip_not_equal"}, {"10.0.0.0/8", "10.1.0.3/30", "1.2.3.4", "2001:db8::/32"}},
    };
    static const Words prefixes = {"", "", "for_any_value:", "for_all_value:"};
    std::string text;
    std::vector<std::string> used;
    for (std::size_t i = 1 + below(2); i > 0; --i) {
      const Form& form = one_of(forms);
      std::string op = one_of(prefixes) + one_of(form.operators) + (once_in(3) ? "_if_exist" : "");
      std::string values = list(form.values, 3);
      if (once_in(8)) {
        op = "null_equal";
        values = once_in(2) ? R"(["true"])" : R"(["false"])";
      }
      if (std::find(used.begin(), used.end(), op) != used.end()) continue;
      used.push_back(op);
      text += (text.empty() ? "" : ",") + json::quote(op) + ":{" + json::quote(key()) + ":" + values + "}";
    }
    return text;
  }

  std::string resource_document() {
    static const Words principals = {R"("*")",
                                     R"({"qcs":["qcs::cam::uin/1:root"]})",
                                     R"({"qcs":["qcs::cam::uin/2:root","qcs::cam::uin/1:uin/11"]})",
                                     R"({"qcs":["qcs::cam::uin/1:groupid/g","odd"]})",
                                     R"({"qcs":["qcs::cam::uin/1:roleName/role"]})",
                                     R"({"service":["cvm.qcloud.com"]})",
                                     R"({"qcs":["qcs::cam::uin/1:service/cvm","qcs::cam::anyone:anyone"]})"};
    return R"({"version":"2.0","statement":[)" + statement(R"(,"principal":)" + one_of(principals)) + "]}";
  }

  std::string key() {
    static const Words keys = {"k",       "qcs:uin",          "qcs:owner_uin",    "mfa",
                               "qcs:mfa", "qcs:ip",           "qcs:resource_tag", "qcs:resource_tag/team",
                               "qcs:tag", "qcs:tag/team",     "qcs:request_tag",  "qcs:request_tag/team",
                               "k2",      "qcs:current_time", "qcs:tag/t",        "qcs:taggish"};
    return one_of(keys);
  }

  Words values_given() {
    static const Words values = {"a",
                                 "A",
                                 "x",
                                 "",
                                 "11",
                                 "0",
                                 "team&x",
                                 "team",
                                 "5",
                                 "-100",
                                 "2026-01-01 00:00:00",
                                 "true",
                                 "no",
                                 "10.0.0.1",
                                 "1.2.3.4",
                                 "::1",
                                 "2001:db8::7",
                                 "1",
                                 "71",
                                 "t&m&y"};
    Words given;
    for (std::size_t i = below(4); i > 0; --i) given.push_back(one_of(values));
    return given;
  }

  std::string action_asked() {
    static const Words actions = {"batch:DescribeJob",
                                  "batch:DescribeJob",
                                  "batch:DeleteJob",
                                  "name/batch:DescribeJobs",
                                  "batch:Unknown",
                                  "cvm:RunInstances",
                                  "cos:GetObject",
                                  "other:Read",
                                  "account:BindToken",
                                  "sts:AssumeRole",
                                  "sts:GetFederationToken",
                                  "odd",
                                  "batch:*",
                                  "a b:c"};
    return one_of(actions);
  }

  std::string resource_asked() {
    static const Words resources = {"*",
                                    "qcs::batch:ap-guangzhou:uin/1:job/a",
                                    "qcs::batch:gz:uin/1:job/11/x",
                                    "qcs::batch:gz:uid/71:job/11",
                                    "qcs::batch:sh::job/*",
                                    "qcs:id/5:batch::uin/1:job/a",
                                    "qcs:id/0:batch::uin/1:job/a",
                                    "qcs::batch::uin/2:job/a",
                                    "qcs::batch::uid/99:job/a",
                                    "qcs::batch::uin/1:1/71/a",
                                    "qcs::batch::uin/1:job",
                                    "qcs::cvm::uin/1:instance/a",
                                    "qcs::cvm::uin/2:instance/a",
                                    "qcs::cos:gz:uid/71:b-71/x/y",
                                    "qcs::cos:gz:uid/72:b-72/x",
                                    "qcs::cam::uin/1:roleName/role",
                                    "qcs:::::x",
                                    "odd"};
    return one_of(resources);
  }

  std::uint64_t state_;  // the same numbers for the same seed, everywhere
  DiceOdds odds_;
};

}  // namespace opencam
