// The low door: who asks brings the parties and their policies along.
#include <gtest/gtest.h>

#include "engine/evaluate.h"
#include "engine/small_world.h"

namespace opencam {
namespace {

class TwoAccounts final : public Surroundings {
 public:
  const Catalog& catalog() const override { return *catalog_; }
  std::string_view account_of_app_id(std::string_view id) const override { return id == "71" ? "1" : ""; }
  std::string_view app_id_of_account(std::string_view uin) const override { return uin == "1" ? "71" : ""; }
  const std::map<std::string, std::string>* tags_of(std::string_view) const override { return nullptr; }

 private:
  std::shared_ptr<const Catalog> catalog_ = Catalog::built_in();
};

const Principal user_11 = {.kind = PrincipalKind::User, .uin = "11", .owner_uin = "1", .app_id = "71"};
const Principal cdn = {.kind = PrincipalKind::Service, .name = "cdn.qcloud.com"};

AttachedPolicy attached(const std::string& text, PolicyKind kind = PolicyKind::Identity,
                        const std::string& owner = "1") {
  auto policy = read_policy(text, {.kind = kind});
  if (!policy) ADD_FAILURE() << policy.error().message();
  return {.name = "P", .policy = std::make_shared<const Policy>(*std::move(policy)), .owner_uin = owner};
}

std::string answer(const Authorities& authorities, const std::string& action, const std::string& resource) {
  return in_short(evaluate(authorities, {.action = action, .resources = {resource}}, TwoAccounts()));
}

TEST(Authorities, ATrustDecisionIsExplained) {
  const std::string role = "qcs::cam::uin/1:roleName/r";
  const Request request{.action = "sts:AssumeRole", .resources = {role}};
  Authorities authorities{.principal = user_11};
  authorities.trust = {attached(trust_in(R"({"qcs":["qcs::cam::uin/1:uin/11"]})"), PolicyKind::Trust)};
  Explanation allowed;
  EXPECT_TRUE(evaluate_trust(authorities, request, TwoAccounts(), &allowed).allowed());
  ASSERT_EQ(allowed.resources.size(), 1U);
  EXPECT_EQ(allowed.resources[0].resource, role);
  EXPECT_EQ(allowed.resources[0].effect, Effect::Allow);
  EXPECT_EQ(allowed.resources[0].reason, Reason::Allowed);
  EXPECT_EQ(allowed.resources[0].policies.at(0).layer, PolicyLayer::Trust);

  authorities.principal.uin = "12";
  Explanation denied;
  EXPECT_FALSE(evaluate_trust(authorities, request, TwoAccounts(), &denied).allowed());
  ASSERT_EQ(denied.resources.size(), 1U);
  EXPECT_EQ(denied.resources[0].effect, Effect::Deny);
  EXPECT_EQ(denied.resources[0].reason, Reason::TrustPolicy);
  EXPECT_EQ(denied.resources[0].policies.at(0).statements.at(0).failed, Element::Principal);
}

// CAM-042, CAM-090.
TEST(Authorities, NothingIsNobodysOwn) {
  Authorities authorities{.principal = {.kind = PrincipalKind::User, .uin = "11"}};
  authorities.identity = {attached(allow("*", "*"))};
  EXPECT_EQ(answer(authorities, "cvm:Run", "*"), "deny cross_account");
}

// CAM-115: a resource policy speaks of the resources of its account; what belongs to nobody has none.
TEST(Authorities, NobodysResourcePolicySaysNothing) {
  Authorities authorities{.principal = cdn};
  authorities.resource = {
      attached(document("allow", "*", "*", R"("principal":"*")"), PolicyKind::Resource, ""),
      attached(document("deny", "*", "*", R"("principal":"*")"), PolicyKind::Resource, ""),
  };
  EXPECT_EQ(answer(authorities, "cvm:Run", "*"), "deny no_matching_allow");
}

// CAM-036: what belongs to nobody is in no account that a pattern names, and in every one that it leaves open.
TEST(Authorities, PatternsOfAccountsOnWhatIsNobodys) {
  const std::string object = "qcs::cos:::b/o";
  Authorities authorities{.principal = cdn};
  for (const char* resource :
       {"qcs::cos:::b/*", "qcs::cos::uin/1:b/*", "qcs::cos::uid/71:b/*", "qcs::cos::uid/9:b/*"}) {
    authorities.session = attached(allow("cos:*", resource), PolicyKind::Session, "");
    EXPECT_EQ(answer(authorities, "cos:GetObject", object), "deny session_policy") << resource;
  }
  authorities.session = attached(allow("cos:*", "qcs::cos::*:b/*"), PolicyKind::Session, "");
  EXPECT_EQ(answer(authorities, "cos:GetObject", object), "deny no_matching_allow");
}

// The compiled policies say the same.
TEST(Authorities, PatternsOfAccountsOnWhatIsNobodysAtTheHighDoor) {
  const Snapshot snapshot = SmallWorld().snapshot();
  Request request{
      .principal = ServiceRef{"cdn.qcloud.com"}, .action = "cos:GetObject", .resources = {"qcs::cos:::b/o"}};
  for (const Way way : {Way::Plain, Way::Indexed, Way::Linear, Way::Segmented}) {
    for (const char* resource : {"qcs::cos:::b/*", "qcs::cos::uin/1:b/*", "qcs::cos::uid/71:b/*"}) {
      request.session_policy = session(allow("cos:*", resource));
      EXPECT_EQ(in_short(snapshot.decide_by(way, request)), "deny session_policy") << resource;
    }
    request.session_policy = session(allow("cos:*", "qcs::cos::*:b/*"));
    EXPECT_EQ(in_short(snapshot.decide_by(way, request)), "deny no_matching_allow");
  }
}

// CAM-092: the exception is for one action of one service.
TEST(Authorities, OnlyAssumingARoleIsTheTrustPolicysPart) {
  Authorities authorities{.principal = user_11};
  authorities.identity = {attached(allow("*", "*"))};
  const std::string role = "qcs::cam::uin/2:roleName/r";
  EXPECT_EQ(answer(authorities, "sts:AssumeRole", role), "allow allowed P:0");
  EXPECT_EQ(answer(authorities, "sts:AssumeRoles", role), "deny cross_account");
  EXPECT_EQ(answer(authorities, "cam:AssumeRole", role), "deny cross_account");
}

// A statement may name a role either way.
TEST(Authorities, AnotherSpellingOfTheResource) {
  const Request request{.action = "sts:AssumeRole", .resources = {"qcs::cam::uin/1:roleName/cook"}};
  const auto answer_to = [&](const char* content, const std::string& other_content) {
    const std::vector<AttachedPolicy> identity = {
        attached(allow("sts:AssumeRole", std::string("qcs::cam::uin/1:") + content))};
    const Parties parties{.caller = user_11, .identity = identity, .other_content = other_content};
    return in_short(evaluate(parties, request, TwoAccounts(), nullptr));
  };
  EXPECT_EQ(answer_to("roleName/cook", "role/46"), "allow allowed P:0");
  EXPECT_EQ(answer_to("role/46", "role/46"), "allow allowed P:0");
  EXPECT_EQ(answer_to("role/4*", "role/46"), "allow allowed P:0");
  EXPECT_EQ(answer_to("role/47", "role/46"), "deny no_matching_allow");
  EXPECT_EQ(answer_to("roleName/waiter", "role/46"), "deny no_matching_allow");
  EXPECT_EQ(answer_to("role/46", ""), "deny no_matching_allow");
}

// CAM-032: a policy that was made by hand may say in three ways that it means every project.
TEST(Authorities, EveryProject) {
  const AttachedPolicy read = attached(allow("cvm:*", "qcs::cvm:::instance/*"));
  for (const char* project : {"", "*", "id/*", "id/5"}) {
    std::vector<Statement> statements = read.policy->statements();
    statements[0].resources[0].project = project;
    Authorities authorities{.principal = user_11, .identity = {read}};
    authorities.identity[0].policy = std::make_shared<const Policy>(PolicyKind::Identity, statements);
    EXPECT_EQ(answer(authorities, "cvm:Run", "qcs:id/5:cvm:::instance/i"), "allow allowed P:0") << project;
    EXPECT_EQ(answer(authorities, "cvm:Run", "qcs:id/6:cvm:::instance/i"),
              std::string_view(project) == "id/5" ? "deny no_matching_allow" : "allow allowed P:0")
        << project;
  }
}

}  // namespace
}  // namespace opencam
