#include "engine/small_world.h"
#include "opencam/engine.h"

namespace opencam {
namespace {

const std::string job = "qcs::batch:ap-guangzhou:uin/1:job/j";

std::string error_of(const World& world) {
  auto snapshot = Snapshot::create(world, Catalog::built_in());
  return snapshot ? "no error" : snapshot.error().message();
}

TEST(Snapshot, RefusesReferencesToNothing) {
  EXPECT_EQ(error_of(SmallWorld().user("11", {"Nope"}).world()),
            "user `11` names policy `Nope`, which account `1` does not have");
  EXPECT_EQ(error_of(SmallWorld().user("11", {}, "Nope").world()),
            "user `11` names policy `Nope`, which account `1` does not have");
  EXPECT_EQ(error_of(SmallWorld().user("11", {}, "", "9").world()),
            "`owner_uin` names account `9`, which does not exist");
  EXPECT_EQ(error_of(SmallWorld().group("5", {"11"}, {}).world()),
            "group `group-5` names `11`, who is no user of account `1`");
  EXPECT_EQ(error_of(SmallWorld().user("11", {}).group("5", {"11"}, {"Nope"}).world()),
            "group `group-5` names policy `Nope`, which account `1` does not have");
  EXPECT_EQ(error_of(SmallWorld().user("11", {}).user("11", {}).world()), "account `1` has two users `11`");
  EXPECT_EQ(error_of(SmallWorld().role("r", "{}", {}).role("r", "{}", {}).world()),
            "account `1` has two roles `role-r`");
  SmallWorld one_id;
  one_id.role("r", "{}", {}).role("r", "{}", {});
  one_id.world().roles.back().name = "another";
  EXPECT_EQ(error_of(one_id.world()), "account `1` has two roles `another`");
  SmallWorld one_name;
  one_name.role("r", "{}", {}).role("s", "{}", {});
  one_name.world().roles.back().name = "role-r";
  EXPECT_EQ(error_of(one_name.world()), "account `1` has two roles `role-r`");
  EXPECT_EQ(error_of(SmallWorld().policy("P", "{}").policy("P", "{}").world()),
            "account `1` has two policies named `P`");
  World twice = SmallWorld().world();
  twice.accounts.push_back({"1", "", ""});
  EXPECT_EQ(error_of(twice), "account `1` is there twice");
}

// CAM-106.
TEST(Snapshot, PresetsByNameAndHiddenByOwnPolicies) {
  const Snapshot presets = SmallWorld().user("11", {"QcloudBatchReadOnlyAccess"}).snapshot();
  EXPECT_EQ(in_every_way(presets, asked("11", "batch:DescribeJob", job)), "allow allowed QcloudBatchReadOnlyAccess:0");
  EXPECT_FALSE(presets.decide(asked("11", "batch:DeleteJob", job)).allowed());
  const Snapshot hidden = SmallWorld()
                              .policy("QcloudBatchReadOnlyAccess", allow("cvm:*", "*"))
                              .user("11", {"QcloudBatchReadOnlyAccess"})
                              .snapshot();
  EXPECT_FALSE(hidden.decide(asked("11", "batch:DescribeJob", job)).allowed());
  EXPECT_TRUE(hidden.decide(asked("11", "cvm:RunInstances", "*")).allowed());
}

TEST(Snapshot, EveryPresetCanBeRead) {
  for (const PresetPolicy& preset : Catalog::built_in()->presets()) {
    const Snapshot snapshot = SmallWorld().user("11", {preset.name}).snapshot();
    EXPECT_NE(snapshot.decide(asked("11", "cvm:RunInstances", "*")).reason, Reason::UnreadablePolicy) << preset.name;
  }
}

// CAM-099: the next decision sees the change, earlier snapshots stay as they are.
TEST(Snapshot, WithPutsAccountsInPlace) {
  SmallWorld world;
  world.policy("P", allow("batch:*", "*")).user("11", {"P"});
  const Snapshot first = world.snapshot();
  EXPECT_EQ(first.revision(), 0U);

  World changed = world.world();
  changed.policies[0].document = deny("batch:*", "*");
  changed.users.push_back({"12", "1", "bob", UserType::SubUser, {"P"}, ""});
  const auto second = first.with(changed, 7);
  ASSERT_TRUE(second);
  EXPECT_EQ(second->revision(), 7U);
  EXPECT_TRUE(first.decide(asked("11", "batch:DeleteJob", job)).allowed());
  EXPECT_EQ(in_short(second->decide(asked("11", "batch:DeleteJob", job))), "deny explicit_deny P:0");
  EXPECT_EQ(first.decide(asked("12", "batch:DeleteJob", job)).reason, Reason::UnknownPrincipal);
  EXPECT_EQ(in_short(second->decide(asked("12", "batch:DeleteJob", job))), "deny explicit_deny P:0");

  // Only the accounts of the world given are replaced.
  World other;
  other.accounts = {{"3", "73", "three"}};
  other.users = {{"31", "3", "eve", UserType::SubUser, {}, ""}};
  const auto third = second->with(other, 8);
  ASSERT_TRUE(third);
  EXPECT_TRUE(third->decide(asked("3", "batch:DeleteJob", "*")).allowed());
  EXPECT_EQ(in_short(third->decide(asked("12", "batch:DeleteJob", job))), "deny explicit_deny P:0");

  const Snapshot without = third->without("1", 9);
  EXPECT_EQ(without.revision(), 9U);
  EXPECT_EQ(without.decide(asked("11", "batch:DeleteJob", job)).reason, Reason::UnknownPrincipal);
  EXPECT_EQ(without.decide(asked("1", "batch:DeleteJob", job)).reason, Reason::UnknownPrincipal);
  EXPECT_TRUE(without.find_principal(UserRef{"31"}));
  EXPECT_EQ(without.without("99", 10).revision(), 10U);
}

// With the account go its roles, its resource policies and its APPID.
TEST(Snapshot, NothingIsLeftOfAnAccount) {
  SmallWorld world;
  world.policy("P", allow("*", "*")).user("11", {"P"}).role("r", trust_in(R"("*")"), {"P"});
  world.resource_policy("R", document("allow", "cos:*", "*", R"("principal":"*")"));
  world.policy("Q", allow("*", "*"), "2").user("21", {"Q"}, "", "2");
  const Snapshot first = world.snapshot();
  const Snapshot without = first.without("1", 1);
  const auto by = [](PrincipalRef who, const std::string& action, const std::string& resource) {
    return Request{.principal = std::move(who), .action = action, .resources = {resource}};
  };
  const Request by_role = by(RoleRef{"r", "1"}, "batch:DeleteJob", job);
  const Request by_nobody = by(Anonymous{}, "cos:GetObject", "qcs::cos::uid/71:b/o");
  const Request foreign = by(UserRef{"21"}, "", "*");
  EXPECT_EQ(in_every_way(first, by_role), "allow allowed P:0");
  EXPECT_EQ(in_every_way(first, by_nobody), "allow allowed R:0");
  EXPECT_EQ(in_short(first.decide_assume_role(foreign, {"r", "1"})), "allow allowed Q:0 trust:0");
  EXPECT_EQ(in_every_way(without, by_role), "deny unknown_principal");
  EXPECT_EQ(in_every_way(without, by_nobody), "deny no_matching_allow");
  EXPECT_EQ(in_short(without.decide_assume_role(foreign, {"r", "1"})), "deny trust_policy");
  EXPECT_FALSE(without.find_principal(RoleRef{"r", "1"}));
  EXPECT_TRUE(without.allowed_principals("1", by_role).empty());
  // Whoever comes under its number has none of its tags.
  const std::string tagged = R"("condition":{"string_equal":{"qcs:resource_tag/team":"a"}})";
  SmallWorld with_tags;
  with_tags.policy("T", allow("batch:*", "*", tagged)).user("11", {"T"}).tag(job, "team", "a");
  const Request by_user = asked("11", "batch:DeleteJob", job);
  const Snapshot before = with_tags.snapshot();
  EXPECT_EQ(in_every_way(before, by_user), "allow allowed T:0");
  with_tags.world().resource_tags.clear();
  for (const auto& again : {before.without("1", 1).with(with_tags.world(), 2), before.with(with_tags.world(), 2)}) {
    ASSERT_TRUE(again);
    EXPECT_EQ(in_every_way(*again, by_user), "deny no_matching_allow");
  }
  // Its APPID is free for another one.
  World other;
  other.accounts = {{"3", "71", "three"}};
  EXPECT_FALSE(first.with(other, 2));
  EXPECT_TRUE(without.with(other, 2));
}

// An account that gets another APPID is no longer meant by the one before.
TEST(Snapshot, AnAppIdMayChange) {
  SmallWorld world;
  world.policy("P", allow("cos:*", "*")).user("11", {"P"});
  const Snapshot first = world.snapshot();
  world.world().accounts[0].app_id = "75";
  const auto second = first.with(world.world(), 1);
  ASSERT_TRUE(second);
  const auto answer = [](const Snapshot& snapshot, const char* app_id) {
    return in_every_way(snapshot, asked("11", "cos:GetObject", std::string("qcs::cos::uid/") + app_id + ":b/o"));
  };
  EXPECT_EQ(answer(first, "71"), "allow allowed P:0");
  EXPECT_EQ(answer(first, "75"), "deny cross_account");
  EXPECT_EQ(answer(*second, "71"), "deny cross_account");
  EXPECT_EQ(answer(*second, "75"), "allow allowed P:0");
  // Two may change theirs over at once; nobody may take another's.
  world.world().accounts[0].app_id = "72";
  world.world().accounts[1].app_id = "75";
  const auto third = second->with(world.world(), 2);
  ASSERT_TRUE(third) << third.error().message();
  EXPECT_EQ(answer(*third, "72"), "allow allowed P:0");
  EXPECT_EQ(answer(*third, "75"), "deny cross_account");
  World greedy;
  greedy.accounts = {{"1", "75", "one"}};
  const auto refused = third->with(greedy, 3);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message(), "the APPID `75` belongs to account `2` already");
}

TEST(Snapshot, AUserThatIsGoneIsGone) {
  SmallWorld world;
  world.user("11", {}).user("12", {});
  const Snapshot first = world.snapshot();
  World changed = world.world();
  changed.users.erase(changed.users.begin());
  const auto second = first.with(changed, 1);
  ASSERT_TRUE(second);
  EXPECT_FALSE(second->find_principal(UserRef{"11"}));
  EXPECT_TRUE(second->find_principal(UserRef{"12"}));
}

TEST(Snapshot, AppIdsBelongToOneAccount) {
  const Snapshot first = SmallWorld().snapshot();
  World thief;
  thief.accounts = {{"3", "71", "three"}};
  EXPECT_FALSE(first.with(thief, 1));
  // Two accounts may change them over in one step.
  World swapped;
  swapped.accounts = {{"1", "72", "one"}, {"2", "71", "two"}};
  const auto second = first.with(swapped, 1);
  ASSERT_TRUE(second);
  EXPECT_TRUE(second->decide(asked("1", "cos:GetObject", "qcs::cos::uid/72:b/o")).allowed());
  EXPECT_FALSE(second->decide(asked("1", "cos:GetObject", "qcs::cos::uid/71:b/o")).allowed());
}

TEST(Snapshot, StoredTagsFollowTheirAccount) {
  SmallWorld world;
  world.policy("P", allow("batch:*", "*", R"("condition":{"string_equal":{"qcs:resource_tag":"team&a"}})"))
      .user("11", {"P"});
  world.tag(job, "team", "a");
  const Snapshot first = world.snapshot();
  EXPECT_TRUE(first.decide(asked("11", "batch:DeleteJob", job)).allowed());
  World changed = world.world();
  changed.resource_tags.clear();
  EXPECT_FALSE(first.with(changed, 1)->decide(asked("11", "batch:DeleteJob", job)).allowed());
  World bad = world.world();
  bad.resource_tags["*"] = {};
  EXPECT_FALSE(first.with(bad, 1));
}

// CAM-101, CAM-102.
TEST(Snapshot, FindsPrincipals) {
  World world = SmallWorld().policy("P", allow("*", "*")).user("11", {"P"}).role("r", "{}", {}).world();
  world.users.push_back({"12", "1", "inbox", UserType::MessageRecipient, {"P"}, ""});
  world.users.push_back({"2", "1", "two", UserType::Collaborator, {}, ""});
  world.users.push_back({"21", "1", "", UserType::Collaborator, {"P"}, ""});
  world.users.push_back({"21", "2", "", UserType::Collaborator, {}, ""});
  auto snapshot = Snapshot::create(world, Catalog::built_in());
  ASSERT_TRUE(snapshot);
  EXPECT_EQ(snapshot->find_principal(UserRef{"1"})->kind, PrincipalKind::Root);
  EXPECT_EQ(snapshot->find_principal(UserRef{"1"})->app_id, "71");
  const auto user = snapshot->find_principal(UserRef{"11"});
  ASSERT_TRUE(user);
  EXPECT_EQ(user->kind, PrincipalKind::User);
  EXPECT_EQ(user->owner_uin, "1");
  EXPECT_EQ(user->name, "user-11");
  EXPECT_FALSE(snapshot->find_principal(UserRef{"12"}));
  EXPECT_EQ(snapshot->find_principal(UserRef{"2"})->kind, PrincipalKind::Root);
  EXPECT_EQ(snapshot->find_principal(UserRef{"2", "1"})->kind, PrincipalKind::User);
  EXPECT_EQ(snapshot->find_principal(UserRef{"2", "2"})->kind, PrincipalKind::Root);
  EXPECT_FALSE(snapshot->find_principal(UserRef{"21"}));
  EXPECT_EQ(snapshot->find_principal(UserRef{"21", "2"})->owner_uin, "2");
  EXPECT_EQ(snapshot->find_principal(RoleRef{"role-r", "1"})->uin, "r");
  EXPECT_FALSE(snapshot->find_principal(RoleRef{"role-r", "2"}));
  EXPECT_EQ(snapshot->find_principal(ServiceRef{"x"})->kind, PrincipalKind::Service);
  EXPECT_EQ(snapshot->find_principal(Anonymous{})->kind, PrincipalKind::Anonymous);
}

struct AssumeCase {
  const char* what;
  std::string permission;  // of user 11, or empty
  std::string trust;
  const char* answer;
};

// CAM-095.
TEST(Snapshot, AssumingARoleNeedsBothSides) {
  const std::string on_role = "qcs::cam::uin/1:roleName/role-r";
  const std::string root_of_1 = R"({"qcs":"qcs::cam::uin/1:root"})";
  const AssumeCase cases[] = {
      {"both", allow("sts:AssumeRole", on_role), trust_in(root_of_1), "allow allowed P:0 trust:0"},
      {"by id", allow("sts:AssumeRole", "qcs::cam::uin/1:role/r"), trust_in(root_of_1), "allow allowed P:0 trust:0"},
      {"on everything", allow("sts:*", "*"), trust_in(root_of_1), "allow allowed P:0 trust:0"},
      {"another role", allow("sts:AssumeRole", "qcs::cam::uin/1:role/x"), trust_in(root_of_1),
       "deny no_matching_allow"},
      {"own side only", allow("sts:AssumeRole", on_role), trust_in(R"({"qcs":"qcs::cam::uin/1:uin/12"})"),
       "deny trust_policy"},
      {"trust only", "", trust_in(R"("*")"), "deny no_matching_allow"},
      {"denied by id", deny("sts:AssumeRole", "qcs::cam::uin/1:role/r"), trust_in(root_of_1), "deny explicit_deny P:0"},
      {"unreadable trust", allow("sts:AssumeRole", "*"), "{", "deny unreadable_policy"},
      {"trust denies", allow("sts:AssumeRole", "*"),
       R"({"version":"2.0","principal":"*","statement":[{"effect":"allow","action":"sts:*"},
           {"effect":"deny","action":"sts:AssumeRole","condition":{"null_equal":{"sts:external_id":"true"}}}]})",
       "deny trust_policy trust:1"},
  };
  for (const AssumeCase& one : cases) {
    SmallWorld world;
    if (!one.permission.empty()) world.policy("P", one.permission);
    world.user("11", one.permission.empty() ? std::vector<std::string>{} : std::vector<std::string>{"P"});
    world.role("r", one.trust, {});
    const Snapshot snapshot = world.snapshot();
    EXPECT_EQ(in_short(snapshot.decide_assume_role(asked("11", "", "*"), {"role-r", "1"})), one.answer) << one.what;
    EXPECT_EQ(in_short(snapshot.decide_assume_role(asked("11", "", "*"), {"r", "1"})), one.answer) << one.what;
  }
}

// CAM-222: the trust policy alone decides about whom an identity provider vouches for.
TEST(Snapshot, AFederatedIdentityNeedsTheTrustPolicyAlone) {
  const std::string provider = "qcs::cam::uin/1:oidc-provider/login";
  const auto trusting = [](const std::string& principal, const std::string& action, const std::string& more = "") {
    return R"({"version":"2.0","statement":[{"effect":"allow","action":")" + action + R"(","principal":)" + principal +
           more + "}]}";
  };
  const std::string federated = R"({"federated":[")" + provider + R"("]})";
  const std::string web = "name/sts:AssumeRoleWithWebIdentity";
  const std::string for_ann = R"(,"condition":{"string_equal":{"oidc:sub":"ann"}})";
  const AssumeCase cases[] = {
      {"named", "", trusting(federated, web, for_ann), "allow allowed trust:0"},
      {"everybody", "", trusting(R"("*")", web), "allow allowed trust:0"},
      {"another subject", "", trusting(federated, web, R"(,"condition":{"string_equal":{"oidc:sub":"bob"}})"),
       "deny trust_policy"},
      {"another provider", "", trusting(R"({"federated":["qcs::cam::uin/1:oidc-provider/Login"]})", web),
       "deny trust_policy"},
      {"another kind", "", trusting(R"({"federated":["qcs::cam::uin/1:saml-provider/login"]})", web),
       "deny trust_policy"},
      {"the account", "", trusting(R"({"qcs":["qcs::cam::uin/1:root"]})", web), "deny trust_policy"},
      {"another action", "", trusting(federated, "name/sts:AssumeRole"), "deny trust_policy"},
      {"unreadable", "", "{", "deny unreadable_policy"},
      {"denied", "",
       R"({"version":"2.0","principal":"*","statement":[{"effect":"allow","action":"sts:*"},
           {"effect":"deny","action":"sts:*","condition":{"string_equal":{"oidc:sub":"ann"}}}]})",
       "deny trust_policy trust:1"},
  };
  for (const AssumeCase& one : cases) {
    SmallWorld world;
    world.role("r", one.trust, {});
    const Snapshot snapshot = world.snapshot();
    Request request;
    request.action = "sts:AssumeRoleWithWebIdentity";
    request.resources = {"qcs::cam::uin/1:roleName/role-r"};
    request.context.set("oidc:sub", {"ann"});
    EXPECT_EQ(in_short(snapshot.decide_federated_role(request, {"r", "1"}, provider)), one.answer) << one.what;
    EXPECT_EQ(in_short(snapshot.decide_federated_role(request, {"none", "1"}, provider)), "deny trust_policy");
    EXPECT_EQ(in_short(snapshot.decide_federated_role(request, {"r", "2"}, provider)), "deny trust_policy");
  }
}

TEST(Snapshot, WhoElseMayAssumeARole) {
  const Snapshot snapshot =
      SmallWorld()
          .policy("P", allow("sts:AssumeRole", "*"), "2")
          .user("21", {"P"}, "", "2")
          .user("22", {}, "", "2")
          .role("r", trust_in(R"({"qcs":["qcs::cam::uin/2:root","qcs::cam::uin/1:root"],"service":"cvm.qcloud.com"})"),
                {})
          .role("guarded",
                R"({"version":"2.0","statement":[{"effect":"allow","action":"name/sts:AssumeRole","principal":"*",
                    "condition":{"string_equal":{"sts:external_id":"secret"}}}]})",
                {})
          .snapshot();
  const RoleRef role{"r", "1"};
  const auto by = [&](PrincipalRef who, const RoleRef& which, const std::string& external_id = "") {
    Request request;
    request.principal = std::move(who);
    if (!external_id.empty()) request.context.set("sts:external_id", {external_id});
    return in_short(snapshot.decide_assume_role(request, which));
  };
  EXPECT_EQ(by(UserRef{"21"}, role), "allow allowed P:0 trust:0");  // from the other account, once granted there
  EXPECT_EQ(by(UserRef{"22"}, role), "deny no_matching_allow");
  EXPECT_EQ(by(UserRef{"1"}, role), "allow root trust:0");
  EXPECT_EQ(by(ServiceRef{"cvm.qcloud.com"}, role), "allow allowed trust:0");
  EXPECT_EQ(by(ServiceRef{"cos.qcloud.com"}, role), "deny trust_policy");
  EXPECT_EQ(by(Anonymous{}, role), "deny no_matching_allow");
  EXPECT_EQ(by(UserRef{"99"}, role), "deny unknown_principal");
  EXPECT_EQ(by(UserRef{"21"}, {"nothing", "1"}), "deny trust_policy");
  EXPECT_EQ(by(UserRef{"21"}, {"guarded", "1"}), "deny trust_policy");
  EXPECT_EQ(by(UserRef{"21"}, {"guarded", "1"}, "secret"), "allow allowed P:0 trust:0");
  // An id or a name that is no part of a resource name names no role.
  EXPECT_EQ(by(UserRef{"21"}, {"", "1"}), "deny trust_policy");
}

}  // namespace
}  // namespace opencam
