#include "engine/match.h"

#include "engine/small_world.h"

namespace opencam {
namespace {

// Is the request allowed (or denied) by one statement of user 11 with this action and resource?
bool allows(const std::string& action, const std::string& resource, const Request& request) {
  const Snapshot snapshot = SmallWorld().policy("P", allow(action, resource)).user("11", {"P"}).snapshot();
  return in_every_way(snapshot, request).starts_with("allow");
}
bool denies(const std::string& action, const std::string& resource, const Request& request) {
  const Snapshot snapshot = SmallWorld()
                                .policy("All", allow("*", "*"))
                                .policy("P", deny(action, resource))
                                .user("11", {"All", "P"})
                                .snapshot();
  return in_every_way(snapshot, request).starts_with("deny explicit_deny");
}

struct ActionCase {
  const char* pattern;
  const char* action;
  bool matches;
};

TEST(Match, Actions) {
  constexpr ActionCase cases[] = {
      {"*", "cvm:RunInstances", true},
      {"*:*", "cvm:RunInstances", true},
      {"name/*:*", "cvm:RunInstances", true},
      {"cvm:*", "cvm:RunInstances", true},
      {"cvm:*", "cvmx:RunInstances", false},
      {"cvm:*", "name/cvm:RunInstances", true},
      {"name/cvm:Run*", "cvm:RunInstances", true},
      {"cvm:*Instances", "cvm:RunInstances", true},
      {"cvm:R*n*s", "cvm:RunInstances", true},
      {"cvm:RunInstances", "cvm:RunInstance", false},
      {"cvm:runinstances", "cvm:RunInstances", false},  // CAM-021
      {"*:Describe*", "cvm:DescribeImages", true},
      {"cvm:Run?nstances", "cvm:RunInstances", false},  // no such pattern; the document is unreadable
  };
  for (const ActionCase& one : cases) {
    EXPECT_EQ(allows(one.pattern, "*", asked("11", one.action, "*")), one.matches) << one.pattern << " " << one.action;
  }
}

// CAM-022: what nobody can know denies and does not allow.
TEST(Match, OpaqueActionSets) {
  EXPECT_FALSE(allows("permid/7", "*", asked("11", "cvm:RunInstances", "*")));
  EXPECT_TRUE(denies("actionName/read", "*", asked("11", "cvm:RunInstances", "*")));
}

struct ResourceCase {
  const char* pattern;
  const char* resource;
  bool matches;
};

TEST(Match, Resources) {
  constexpr ResourceCase cases[] = {
      {"*", "qcs::cvm:ap-guangzhou:uin/1:instance/a", true},
      {"qcs::cvm::uin/1:instance/*", "qcs::cvm:ap-guangzhou:uin/1:instance/a", true},
      {"qcs::cvm:::instance/*", "qcs::cvm:ap-guangzhou:uin/1:instance/a", true},
      {"qcs::cvm:gz::instance/*", "qcs::cvm:ap-guangzhou:uin/1:instance/a", true},  // CAM-035
      {"qcs::cvm:ap-guangzhou::instance/*", "qcs::cvm:gz:uin/1:instance/a", true},
      {"qcs::cvm:ap-beijing::instance/*", "qcs::cvm:gz:uin/1:instance/a", false},
      {"qcs::cvm:ap-beijing::instance/*", "qcs::cvm::uin/1:instance/a", false},
      {"qcs::cvm:*::instance/*", "qcs::cvm::uin/1:instance/a", true},
      {"qcs::::instance/*", "qcs::cvm::uin/1:instance/a", false},  // five segments: unreadable
      {"qcs:::::instance/*", "qcs::cvm::uin/1:instance/a", true},
      {"qcs::*::*:instance/*", "qcs::cvm::uin/1:instance/a", true},
      {"qcs::vpc:::instance/*", "qcs::cvm::uin/1:instance/a", false},
      {"qcs::cvm::uid/71:instance/*", "qcs::cvm::uin/1:instance/a", true},  // CAM-036
      {"qcs::cvm::uin/1:instance/*", "qcs::cvm::uid/71:instance/a", true},
      {"qcs::cvm::uid/99:instance/*", "qcs::cvm::uin/1:instance/a", false},
      {"qcs::cvm::uin/2:instance/*", "qcs::cvm::uin/1:instance/a", false},
      {"qcs::cvm:::instance/*", "qcs::cvm:::instance/a", true},         // the caller's own account
      {"qcs::cvm:::instance/a", "qcs::cvm::uin/1:instance/ab", false},  // CAM-034
      {"qcs::cvm:::instance/a*", "qcs::cvm::uin/1:instance/ab", true},
      {"qcs::cvm:::dir/*", "qcs::cvm::uin/1:dir", true},
      {"qcs::cvm:::dir/*", "qcs::cvm::uin/1:dir/a/b:c", true},
      {"qcs::cvm:::dir/*", "qcs::cvm::uin/1:dirx", false},
      {"qcs::cvm:::instance/a", "qcs::cvm::uin/1:instance/*", false},  // CAM-037
      {"qcs::cvm:::instance/*", "qcs::cvm::uin/1:instance/*", true},
      {"qcs::cvm:::Instance/*", "qcs::cvm::uin/1:instance/a", false},
      {"qcs:id/3:cvm:::instance/*", "qcs:id/3:cvm::uin/1:instance/a", true},  // CAM-032
      {"qcs:id/3:cvm:::instance/*", "qcs::cvm::uin/1:instance/a", false},
      {"qcs:id/0:cvm:::instance/*", "qcs::cvm::uin/1:instance/a", true},
      {"qcs::cvm:::instance/*", "qcs:id/3:cvm::uin/1:instance/a", true},
      {"qcs::cvm::12345:instance/*", "qcs::cvm::uin/1:instance/a", false},  // CAM-038
  };
  for (const ResourceCase& one : cases) {
    EXPECT_EQ(allows("cvm:*", one.pattern, asked("11", "cvm:StopInstances", one.resource)), one.matches)
        << one.pattern << " on " << one.resource;
  }
}

// CAM-038: a segment without meaning matches everything in a deny, the others count as ever.
TEST(Match, UnreadableSegmentsDeny) {
  const Request request = asked("11", "cvm:StopInstances", "qcs::cvm:ap-beijing:uin/1:instance/a");
  EXPECT_TRUE(denies("cvm:*", "qcs::cvm::12345:instance/*", request));
  EXPECT_TRUE(denies("cvm:*", "qcs::cvm:${region}::instance/*", request));
  EXPECT_TRUE(denies("cvm:*", "qcs::cvm:::instance/${foo}", request));
  EXPECT_FALSE(denies("cvm:*", "qcs::cvm::12345:image/*", request));
  EXPECT_FALSE(denies("cvm:*", "qcs::vpc::12345:instance/*", request));
}

struct WholeCase {
  const char* pattern;
  bool allows;
  bool denies;
};

// CAM-072: an action that is granted as a whole. DescribeInstanceCategories is not in the complete list of `batch`.
TEST(Match, OperationLevel) {
  constexpr WholeCase cases[] = {
      {"*", true, true},
      {"qcs::batch:::*", false, true},
      {"qcs::batch::uin/1:*", false, true},
      {"qcs::batch::uid/71:*", false, true},
      {"qcs:::::*", false, true},
      {"qcs::batch:*:*:*", false, true},
      {"qcs::batch:ap-guangzhou::*", false, false},
      {"qcs::batch::uin/2:*", false, false},
      {"qcs::cvm:::*", false, false},
      {"qcs::batch:::job/*", false, false},
      {"qcs:id/3:batch:::*", false, false},
  };
  for (const WholeCase& one : cases) {
    for (const char* resource : {"*", "qcs::batch:ap-guangzhou:uin/1:job/j"}) {
      const Request request = asked("11", "batch:DescribeInstanceCategories", resource);
      EXPECT_EQ(allows("batch:*", one.pattern, request), one.allows) << one.pattern << " on " << resource;
      EXPECT_EQ(denies("batch:*", one.pattern, request), one.denies) << one.pattern << " on " << resource;
    }
  }
}

struct PrincipalCase {
  const char* principal;
  bool root, user, member, role, service, nobody;
};

// CAM-111, CAM-112: who is reached by a resource policy of account 1 and by a trust policy.
TEST(Match, Principals) {
  constexpr PrincipalCase cases[] = {
      {R"("*")", true, true, true, true, true, true},
      {R"({"qcs":"qcs::cam::anyone:anyone"})", true, true, true, true, true, true},
      {R"({"qcs":"qcs::cam::anonymous:anonymous"})", true, true, true, true, true, true},
      {R"({"qcs":"qcs::cam::uin/1:root"})", true, false, false, false, false, false},
      {R"({"qcs":"qcs::cam::uin/1:uin/1"})", true, false, false, false, false, false},
      {R"({"qcs":"qcs::cam::uin/1:uin/11"})", false, true, false, false, false, false},
      {R"({"qcs":"qcs::cam::uin/2:uin/11"})", false, false, false, false, false, false},
      {R"({"qcs":"qcs::cam::uin/1:groupid/5"})", false, false, true, false, false, false},
      {R"({"qcs":"qcs::cam::uin/1:roleName/role-r"})", false, false, false, true, false, false},
      {R"({"qcs":"qcs::cam::uin/1:role/r"})", false, false, false, true, false, false},
      {R"({"qcs":"qcs::cam::uin/1:role/role-r"})", false, false, false, false, false, false},
      {R"({"qcs":"qcs::cam::uin/1:service/cdn"})", false, false, false, false, true, false},
      {R"({"service":"cdn.qcloud.com"})", false, false, false, false, true, false},
      {R"({"service":"cdn"})", false, false, false, false, false, false},
      {R"({"qcs":["qcs::cam::uin/2:root","qcs::cam::uin/1:uin/11"]})", false, true, false, false, false, false},
  };
  const Principal root{.kind = PrincipalKind::Root, .uin = "1", .owner_uin = "1"};
  const Principal user{.kind = PrincipalKind::User, .uin = "11", .owner_uin = "1"};
  const Principal member{.kind = PrincipalKind::User, .uin = "12", .owner_uin = "1", .group_ids = {"5"}};
  const Principal role{.kind = PrincipalKind::Role, .uin = "r", .owner_uin = "1", .name = "role-r"};
  const Principal service{.kind = PrincipalKind::Service, .name = "cdn.qcloud.com"};
  for (const PrincipalCase& one : cases) {
    const auto policy = read_policy(trust_in(one.principal), {.kind = PolicyKind::Trust});
    ASSERT_TRUE(policy) << one.principal;
    const auto reached = [&](const Principal& caller) {
      const auto& patterns = policy->statements().front().principals;
      return std::any_of(patterns.begin(), patterns.end(), [&](const PrincipalPattern& pattern) {
        return principal_matches(pattern, Effect::Allow, "1", PolicyLayer::Resource, caller);
      });
    };
    EXPECT_EQ(reached(root), one.root) << one.principal;
    EXPECT_EQ(reached(user), one.user) << one.principal;
    EXPECT_EQ(reached(member), one.member) << one.principal;
    EXPECT_EQ(reached(role), one.role) << one.principal;
    EXPECT_EQ(reached(service), one.service) << one.principal;
    EXPECT_EQ(reached(Principal{}), one.nobody) << one.principal;
  }
}

TEST(Match, AccountPrincipalsByLayer) {
  const PrincipalPattern account{.form = PrincipalForm::Account, .text = "qcs::cam::uin/1:root", .account = "1"};
  const Principal user{.kind = PrincipalKind::User, .uin = "11", .owner_uin = "1"};
  EXPECT_FALSE(principal_matches(account, Effect::Allow, "1", PolicyLayer::Resource, user));
  EXPECT_TRUE(principal_matches(account, Effect::Allow, "2", PolicyLayer::Resource, user));
  EXPECT_TRUE(principal_matches(account, Effect::Allow, "1", PolicyLayer::Trust, user));
  const PrincipalPattern unknown{.form = PrincipalForm::Unknown};
  EXPECT_FALSE(principal_matches(unknown, Effect::Allow, "1", PolicyLayer::Trust, user));
  EXPECT_TRUE(principal_matches(unknown, Effect::Deny, "1", PolicyLayer::Trust, user));
  const PrincipalPattern provider{.form = PrincipalForm::Federated, .text = "qcs::cam::uin/1:saml-provider/corp"};
  EXPECT_FALSE(principal_matches(provider, Effect::Allow, "1", PolicyLayer::Trust, user));
  const Principal asserted{.owner_uin = "1", .federated = "qcs::cam::uin/1:saml-provider/corp"};
  EXPECT_TRUE(principal_matches(provider, Effect::Allow, "1", PolicyLayer::Trust, asserted));
}

// CAM-086: the first element that fails, in the fixed order.
TEST(Match, NamesTheFirstElementThatFails) {
  const Snapshot snapshot = SmallWorld()
                                .policy("P", allow("batch:SubmitJob", "qcs::batch:::job/*",
                                                   R"("condition":{"ip_equal":{"qcs:ip":"10.0.0.0/8"}})"))
                                .user("11", {"P"})
                                .snapshot();
  const auto failed = [&](const char* action, const char* resource, const char* ip) {
    const Explanation explanation = snapshot.explain(asked("11", action, resource, {{"qcs:ip", {ip}}}));
    return explanation.resources.at(0).policies.at(0).statements.at(0).failed;
  };
  EXPECT_EQ(failed("batch:DeleteJob", "qcs::batch::uin/1:vm/1", "1.1.1.1"), Element::Action);
  EXPECT_EQ(failed("batch:SubmitJob", "qcs::batch::uin/1:vm/1", "1.1.1.1"), Element::Resource);
  EXPECT_EQ(failed("batch:SubmitJob", "qcs::batch::uin/1:job/*", "1.1.1.1"), Element::Condition);
  EXPECT_EQ(failed("batch:SubmitJob", "qcs::batch::uin/1:job/*", "10.1.1.1"), Element::None);
}

}  // namespace
}  // namespace opencam
