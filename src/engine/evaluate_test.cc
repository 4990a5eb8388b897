// The steps of docs/spec/decision.md, one test each, in their order.
#include "engine/evaluate.h"

#include "engine/small_world.h"

namespace opencam {
namespace {

const std::string job = "qcs::batch:ap-guangzhou:uin/1:job/j";
const std::string foreign_job = "qcs::batch:ap-guangzhou:uin/2:job/j";
const std::string object = "qcs::cos:ap-guangzhou:uid/71:b-71/o";

std::string to_everybody(const std::string& effect, const std::string& action, const std::string& resource) {
  return document(effect, action, resource, R"("principal":"*")");
}

Request by_service(const std::string& action, const std::string& resource) {
  Request request = asked("", action, resource);
  request.principal = ServiceRef{"cdn.qcloud.com"};
  return request;
}
Request by_nobody(const std::string& action, const std::string& resource) {
  Request request = asked("", action, resource);
  request.principal = Anonymous{};
  return request;
}
Request by_role(const std::string& role, const std::string& action, const std::string& resource) {
  Request request = asked("", action, resource);
  request.principal = RoleRef{role, "1"};
  return request;
}

TEST(Evaluate, UnknownPrincipal) {
  const Snapshot snapshot = SmallWorld().user("11", {}).snapshot();
  EXPECT_EQ(in_every_way(snapshot, asked("99", "cvm:X", "*")), "deny unknown_principal");
  EXPECT_EQ(in_every_way(snapshot, by_role("nobody", "cvm:X", "*")), "deny unknown_principal");
  // CAM-081: who asks comes before what is asked.
  EXPECT_EQ(in_every_way(snapshot, asked("99", "nonsense", "*")), "deny unknown_principal");
}

TEST(Evaluate, InvalidRequest) {
  const Snapshot snapshot = SmallWorld().policy("P", allow("*", "*")).user("11", {"P"}).snapshot();
  for (const char* action : {"", "cvm", "cvm:", ":X", "cvm:*", "*", "cvm:a b", "CVM:X", "cvm:X:Y"}) {
    EXPECT_EQ(in_every_way(snapshot, asked("11", action, "*")), "deny invalid_request") << action;
  }
  for (const char* resource : {"", "x", "qcs::cvm::uin/1:", "qcs::cvm::1:a/b", "qcs::cvm::*:a/b", "qcs::cvm:uin/1:a/b",
                               "qcs:7:cvm::uin/1:a/b", "qcs::cvm::uin/:a/b", "QCS::cvm::uin/1:a/b"}) {
    EXPECT_EQ(in_every_way(snapshot, asked("11", "cvm:X", resource)), "deny invalid_request") << resource;
  }
  Request request = asked("11", "cvm:X", "*");
  request.resources = {};
  EXPECT_EQ(in_every_way(snapshot, request), "deny invalid_request");
  request.resources.assign(1001, "*");
  EXPECT_EQ(in_every_way(snapshot, request), "deny invalid_request");
  request.resources.assign(1000, "*");
  EXPECT_EQ(in_every_way(snapshot, request), "allow allowed P:0");
  for (const Way way : {Way::Plain, Way::Indexed, Way::Linear, Way::Segmented}) {
    request.resources = {"qcs::cvm::uin/1:" + std::string(4080, 'a')};
    EXPECT_EQ(in_short(snapshot.decide_by(way, request)), "allow allowed P:0");
    request.resources = {"qcs::cvm::uin/1:" + std::string(4081, 'a')};
    EXPECT_EQ(in_short(snapshot.decide_by(way, request)), "deny invalid_request");
  }
}

// CAM-080.
TEST(Evaluate, NoPermissionNeeded) {
  const Snapshot snapshot = SmallWorld().policy("D", deny("*", "*")).user("11", {"D"}, "D").snapshot();
  EXPECT_EQ(in_every_way(snapshot, asked("11", "sts:GetCallerIdentity", "*")), "allow no_permission_needed");
  EXPECT_EQ(in_every_way(snapshot, by_service("sts:GetCallerIdentity", "*")), "allow no_permission_needed");
  EXPECT_EQ(in_every_way(snapshot, by_nobody("sts:GetCallerIdentity", "*")), "deny no_matching_allow");
  EXPECT_EQ(in_every_way(snapshot, asked("11", "sts:AssumeRole", "*")), "deny explicit_deny D:0");
}

// CAM-082.
TEST(Evaluate, DefaultAllowAndDeny) {
  const Snapshot snapshot = SmallWorld()
                                .policy("A", allow("batch:*", job))
                                .policy("B", allow("batch:*", "*"))
                                .policy("D", deny("batch:DeleteJob", "*"))
                                .user("11", {"A", "B", "D"})
                                .user("12", {"D"})
                                .user("13", {})
                                .snapshot();
  EXPECT_EQ(in_every_way(snapshot, asked("11", "batch:DescribeJob", job)), "allow allowed A:0 B:0");
  EXPECT_EQ(in_every_way(snapshot, asked("11", "batch:DeleteJob", job)), "deny explicit_deny D:0");
  EXPECT_EQ(in_every_way(snapshot, asked("12", "batch:DescribeJob", job)), "deny no_matching_allow");
  EXPECT_EQ(in_every_way(snapshot, asked("13", "batch:DescribeJob", job)), "deny no_matching_allow");
  EXPECT_EQ(snapshot.decide(asked("11", "batch:DeleteJob", job)).denied_resource, job);
}

// CAM-098, CAM-103: direct policies, then groups; each statement once.
TEST(Evaluate, Groups) {
  const Snapshot snapshot = SmallWorld()
                                .policy("A", allow("batch:*", "*"))
                                .policy("B", allow("batch:Describe*", "*"))
                                .user("11", {"A"})
                                .user("12", {})
                                .group("1", {"11", "12"}, {"B", "A"})
                                .snapshot();
  EXPECT_EQ(in_every_way(snapshot, asked("11", "batch:DescribeJob", job)), "allow allowed A:0 B:0");
  EXPECT_EQ(in_every_way(snapshot, asked("12", "batch:DescribeJob", job)), "allow allowed B:0 A:0");
}

// CAM-083: each resource must be allowed, the first that is not decides.
TEST(Evaluate, SeveralResources) {
  const Snapshot snapshot = SmallWorld()
                                .policy("A", allow("cvm:*", "qcs::cvm:::instance/*"))
                                .policy("B", allow("cvm:*", "qcs::cvm:::image/*"))
                                .policy("D", deny("cvm:*", "qcs::cvm:::image/secret"))
                                .user("11", {"A", "B", "D"})
                                .snapshot();
  const auto decide = [&](std::vector<std::string> resources) {
    Request request = asked("11", "cvm:ResetInstance", "*");
    request.resources = std::move(resources);
    return in_every_way(snapshot, request);
  };
  EXPECT_EQ(decide({"qcs::cvm::uin/1:instance/a", "qcs::cvm::uin/1:image/b"}), "allow allowed A:0 B:0");
  EXPECT_EQ(decide({"qcs::cvm::uin/1:instance/a", "qcs::cvm::uin/1:disk/b"}), "deny no_matching_allow");
  EXPECT_EQ(decide({"qcs::cvm::uin/1:instance/a", "qcs::cvm::uin/1:image/secret"}), "deny explicit_deny D:0");
  EXPECT_EQ(decide({"qcs::cvm::uin/1:disk/b", "qcs::cvm::uin/1:image/secret"}), "deny no_matching_allow");
}

// CAM-084, CAM-105.
TEST(Evaluate, RootAccount) {
  const Snapshot snapshot = SmallWorld()
                                .resource_policy("R", to_everybody("deny", "cos:DeleteObject", "*"))
                                .resource_policy("broken", "{")
                                .resource_policy("S", to_everybody("allow", "cos:*", "*"), "2")
                                .snapshot();
  EXPECT_EQ(in_every_way(snapshot, asked("1", "batch:DeleteJob", job)), "allow root");
  EXPECT_EQ(in_every_way(snapshot, asked("1", "batch:Whatever", "*")), "allow root");
  EXPECT_EQ(in_every_way(snapshot, asked("1", "cos:DeleteObject", object)), "deny explicit_deny R:0");
  EXPECT_EQ(in_every_way(snapshot, asked("1", "account:ModifyMail", "*")), "deny general_policy general:4");
  EXPECT_EQ(in_every_way(snapshot, asked("1", "batch:DeleteJob", foreign_job)), "deny cross_account");
  EXPECT_EQ(in_every_way(snapshot, asked("1", "cos:GetObject", "qcs::cos::uin/2:b/o")), "allow allowed S:0");
  // CAM-093: only at home is the root account free of what cannot be read.
  EXPECT_EQ(in_every_way(snapshot, asked("2", "cos:GetObject", object)), "deny unreadable_policy");
  Request request = asked("1", "batch:DeleteJob", job);
  request.session_policy = session(allow("batch:Describe*", "*"));
  EXPECT_EQ(in_every_way(snapshot, request), "deny session_policy");
  request.action = "batch:DescribeJob";
  EXPECT_EQ(in_every_way(snapshot, request), "allow root");
}

// CAM-085.
TEST(Evaluate, GeneralPolicies) {
  const Snapshot snapshot = SmallWorld().policy("P", allow("*", "*")).user("11", {"P"}).snapshot();
  const char* const sensitive[] = {"QueryKeyBySecretId", "SetSafeAuthFlag", "BindToken",
                                   "UnbindToken",        "ModifyMail",      "ModifyPhoneNum"};
  int index = 0;
  for (const char* action : sensitive) {
    const std::string full = std::string("account:") + action;
    EXPECT_EQ(in_every_way(snapshot, asked("11", full, "*")), "deny general_policy general:" + std::to_string(index++));
    EXPECT_EQ(in_every_way(snapshot, asked("11", full, "*", {{"mfa", {"1"}}})), "allow allowed P:0");
  }
  EXPECT_EQ(in_every_way(snapshot, asked("11", "account:Other", "*")), "allow allowed P:0");
}

// CAM-093: before boundary and session, after explicit denies.
TEST(Evaluate, UnreadablePolicies) {
  const Snapshot snapshot = SmallWorld()
                                .policy("P", allow("*", "*"))
                                .policy("D", deny("batch:*", "*"))
                                .policy("broken", R"({"version":"1.0"})")
                                .user("11", {"P", "broken"})
                                .user("12", {"D", "broken"})
                                .user("13", {"P"}, "broken")
                                .user("14", {"P"})
                                .snapshot();
  EXPECT_EQ(in_every_way(snapshot, asked("11", "batch:DeleteJob", job)), "deny unreadable_policy");
  EXPECT_EQ(in_every_way(snapshot, asked("12", "batch:DeleteJob", job)), "deny explicit_deny D:0");
  EXPECT_EQ(in_every_way(snapshot, asked("13", "batch:DeleteJob", job)), "deny unreadable_policy");
  EXPECT_EQ(in_every_way(snapshot, asked("14", "batch:DeleteJob", job)), "allow allowed P:0");
}

// CAM-087, CAM-088, CAM-094: the boundary first, then the session.
TEST(Evaluate, BoundaryAndSession) {
  const Snapshot snapshot = SmallWorld()
                                .policy("P", allow("batch:*", "*"))
                                .policy("Reading", allow("batch:Describe*", "*"))
                                .policy("Denying", deny("batch:*", "*"))
                                .user("11", {"P"}, "Reading")
                                .user("12", {"P"}, "Denying")
                                .user("13", {}, "Reading")
                                .snapshot();
  EXPECT_EQ(in_every_way(snapshot, asked("11", "batch:DescribeJob", job)), "allow allowed P:0");
  EXPECT_EQ(in_every_way(snapshot, asked("11", "batch:DeleteJob", job)), "deny boundary");
  EXPECT_EQ(in_every_way(snapshot, asked("12", "batch:DeleteJob", job)), "deny boundary Denying:0");
  EXPECT_EQ(in_every_way(snapshot, asked("13", "batch:DescribeJob", job)), "deny no_matching_allow");
  Request request = asked("11", "batch:DescribeJob", job);
  request.session_policy = session(deny("batch:*", "*"));
  EXPECT_EQ(in_every_way(snapshot, request), "deny session_policy session:0");
  request.session_policy = session(allow("batch:DeleteJob", "*"));
  EXPECT_EQ(in_every_way(snapshot, request), "deny session_policy");
  request.action = "batch:DeleteJob";
  EXPECT_EQ(in_every_way(snapshot, request), "deny boundary");
  request.session_policy = std::make_shared<const Policy>(PolicyKind::Session, std::vector<Statement>{});
  request.action = "batch:DescribeJob";
  EXPECT_EQ(in_every_way(snapshot, request), "deny session_policy");
}

// CAM-098: every statement that denied is listed, whichever layer it is of.
TEST(Evaluate, AllDeniesOfALimitAreListed) {
  const std::string twice =
      R"({"version":"2.0","statement":[{"effect":"allow","action":"*","resource":"*"},
          {"effect":"deny","action":"batch:*","resource":"*"},{"effect":"deny","action":"batch:DeleteJob","resource":"*"},
          {"effect":"deny","action":"*:DeleteJob","resource":"qcs::batch:::*"}]})";
  const Snapshot snapshot =
      SmallWorld().policy("P", allow("*", "*")).policy("B", twice).user("11", {"P"}, "B").user("12", {"P"}).snapshot();
  EXPECT_EQ(in_every_way(snapshot, asked("11", "batch:DeleteJob", job)), "deny boundary B:1 B:2 B:3");
  Request request = asked("12", "batch:DeleteJob", job);
  request.session_policy = session(twice);
  EXPECT_EQ(in_every_way(snapshot, request), "deny session_policy session:1 session:2 session:3");
}

// Between two stars of a glob several pieces may stand, and between the next two others.
TEST(Evaluate, RunsOfSeveralPieces) {
  const Snapshot snapshot = SmallWorld()
                                .policy("P", allow("cvm:*", "qcs::cvm:::a${uin}b*c${owner_uin}d*${uin}e"))
                                .user("11", {"P"})
                                .snapshot();
  const auto answer = [&](const std::string& content) {
    return in_every_way(snapshot, asked("11", "cvm:Run", "qcs::cvm:::" + content));
  };
  EXPECT_EQ(answer("a11b-c1d-11e"), "allow allowed P:0");
  EXPECT_EQ(answer("a11bc1d11e"), "allow allowed P:0");
  EXPECT_EQ(answer("a11bc1d-1e"), "deny no_matching_allow");
  EXPECT_EQ(answer("a11bc2d11e"), "deny no_matching_allow");
  EXPECT_EQ(answer("a12bc1d11e"), "deny no_matching_allow");
}

// Names of any size.
TEST(Evaluate, LongNames) {
  for (const std::size_t size : {10U, 100U, 250U, 251U, 252U, 400U}) {
    const std::string action = "cvm:" + std::string(size, 'A');
    const Snapshot snapshot = SmallWorld().policy("P", allow(action, "*")).user("11", {"P"}).snapshot();
    EXPECT_EQ(in_every_way(snapshot, asked("11", action, "*")), "allow allowed P:0") << size;
    EXPECT_FALSE(in_every_way(snapshot, asked("11", action + "A", "*")).starts_with("allow")) << size;
  }
}

// CAM-115: an APPID that is no account's is no account's number either.
TEST(Evaluate, AnAppIdIsNoAccount) {
  SmallWorld world;
  world.world().accounts.push_back({"99", "", "three"});
  world.resource_policy("R", to_everybody("allow", "cos:*", "*"), "99");
  const Snapshot snapshot = world.snapshot();
  EXPECT_EQ(in_every_way(snapshot, by_nobody("cos:GetObject", "qcs::cos::uin/99:b/o")), "allow allowed R:0");
  EXPECT_EQ(in_every_way(snapshot, by_nobody("cos:GetObject", "qcs::cos::uid/99:b/o")), "deny no_matching_allow");
}

// CAM-089, CAM-115.
TEST(Evaluate, ResourcePolicies) {
  const Snapshot snapshot = SmallWorld()
                                .policy("Limit", allow("batch:*", "*"))
                                .resource_policy("R", to_everybody("allow", "cos:GetObject", "qcs::cos:::b-71/*"))
                                .resource_policy("D", to_everybody("deny", "cos:GetObject", "qcs::cos:::b-71/secret"))
                                .user("11", {})
                                .user("12", {}, "Limit")
                                .snapshot();
  EXPECT_EQ(in_every_way(snapshot, asked("11", "cos:GetObject", object)), "allow allowed R:0");
  EXPECT_EQ(in_every_way(snapshot, asked("11", "cos:GetObject", "qcs::cos::uid/71:b-71/secret")),
            "deny explicit_deny D:0");
  EXPECT_EQ(in_every_way(snapshot, asked("12", "cos:GetObject", object)), "deny boundary");
  EXPECT_EQ(in_every_way(snapshot, by_service("cos:GetObject", object)), "allow allowed R:0");
  EXPECT_EQ(in_every_way(snapshot, by_nobody("cos:GetObject", object)), "allow allowed R:0");
  EXPECT_EQ(in_every_way(snapshot, by_nobody("cos:PutObject", object)), "deny no_matching_allow");
  EXPECT_EQ(in_every_way(snapshot, by_nobody("cos:GetObject", "qcs::cos:::b-71/o")), "deny no_matching_allow");
}

// CAM-090.
TEST(Evaluate, AcrossAccounts) {
  const std::string bucket = "qcs::cos::uin/2:b/o";
  const Snapshot snapshot =
      SmallWorld()
          .policy("P", allow("cos:GetObject", "qcs::cos::uin/2:*"))
          .policy("Own", allow("cos:*", "qcs::cos:::*"))
          .resource_policy("R", document("allow", "cos:*", "*", R"("principal":{"qcs":"qcs::cam::uin/1:root"})"), "2")
          .user("11", {"P"})
          .user("12", {"Own"})
          .snapshot();
  EXPECT_EQ(in_every_way(snapshot, asked("11", "cos:GetObject", bucket)), "allow allowed P:0 R:0");
  EXPECT_EQ(in_every_way(snapshot, asked("11", "cos:PutObject", bucket)), "deny no_matching_allow");
  EXPECT_EQ(in_every_way(snapshot, asked("12", "cos:GetObject", bucket)), "deny no_matching_allow");
  EXPECT_EQ(in_every_way(snapshot, asked("1", "cos:PutObject", bucket)), "allow allowed R:0");
  EXPECT_EQ(in_every_way(snapshot, asked("11", "cos:GetObject", "qcs::cos::uid/99:b/o")), "deny cross_account");
  EXPECT_EQ(in_every_way(snapshot, asked("11", "batch:DescribeJob", foreign_job)), "deny cross_account");
}

// CAM-096, CAM-104.
TEST(Evaluate, RoleSessions) {
  const Snapshot snapshot = SmallWorld()
                                .policy("P", allow("batch:*", "*"))
                                .policy("Mine", allow("cmqqueue:*", "qcs::cmqqueue:::queueName/uin/${uin}/*"))
                                .policy("NotMine", deny("cmqqueue:*", "qcs::cmqqueue:::queueName/uin/${uin}/*"))
                                .role("r1", trust_in(R"("*")"), {"P", "Mine"})
                                .role("r2", trust_in(R"("*")"), {"P", "Mine", "NotMine"})
                                .snapshot();
  EXPECT_EQ(in_every_way(snapshot, by_role("r1", "batch:DeleteJob", job)), "allow allowed P:0");
  EXPECT_EQ(in_every_way(snapshot, by_role("role-r1", "batch:DeleteJob", job)), "allow allowed P:0");
  // CAM-053: a role has no ${uin}, so the allow matches nothing and the deny everything.
  const std::string queue = "qcs::cmqqueue::uin/1:queueName/uin/r1/q";
  EXPECT_EQ(in_every_way(snapshot, by_role("r1", "cmqqueue:SendMessage", queue)), "deny no_matching_allow");
  EXPECT_EQ(in_every_way(snapshot, by_role("r2", "cmqqueue:SendMessage", queue)), "deny explicit_deny NotMine:0");
}

// Mission 14: the queue form gives each user what they created; mission 15: the condition form.
TEST(Evaluate, VariablesGiveEachUserTheirOwn) {
  const Snapshot snapshot = SmallWorld()
                                .policy("Queues", allow("cmqqueue:*", "qcs::cmqqueue::uin/1:queueName/uin/${uin}/*"))
                                .policy("Vpcs", allow("name/vpc:*", "qcs::vpc::uin/1:vpc/*",
                                                      R"("condition":{"string_equal":{"qcs:create_uin":"${uin}"}})"))
                                .user("11", {"Queues", "Vpcs"})
                                .snapshot();
  const auto on_queue = [&](const std::string& queue) {
    return in_every_way(snapshot,
                        asked("11", "cmqqueue:SendMessage", "qcs::cmqqueue:ap-chengdu:uin/1:queueName/" + queue))
        .starts_with("allow");
  };
  EXPECT_TRUE(on_queue("uin/11"));
  EXPECT_TRUE(on_queue("uin/11/orders"));
  EXPECT_FALSE(on_queue("uin/12/orders"));
  EXPECT_FALSE(on_queue("uin/111"));
  const std::string vpc = "qcs::vpc:ap-guangzhou:uin/1:vpc/v";
  EXPECT_TRUE(
      in_every_way(snapshot, asked("11", "vpc:DeleteVpc", vpc, {{"qcs:create_uin", {"11"}}})).starts_with("allow"));
  EXPECT_FALSE(
      in_every_way(snapshot, asked("11", "vpc:DeleteVpc", vpc, {{"qcs:create_uin", {"12"}}})).starts_with("allow"));
  EXPECT_FALSE(in_every_way(snapshot, asked("11", "vpc:DeleteVpc", vpc)).starts_with("allow"));
}

// CAM-075.
TEST(Evaluate, PayingIsAskedOnTheProduct) {
  const Snapshot snapshot = SmallWorld()
                                .policy("P", allow("finance:*", "qcs::cvm:::*"))
                                .policy("Q", allow("finance:*", "*"))
                                .user("11", {"P"})
                                .user("12", {"Q"})
                                .snapshot();
  EXPECT_TRUE(in_every_way(snapshot, asked("11", "finance:trade", "qcs::cvm::uin/1:*")).starts_with("allow"));
  EXPECT_FALSE(in_every_way(snapshot, asked("11", "finance:trade", "qcs::vpc::uin/1:*")).starts_with("allow"));
  EXPECT_TRUE(in_every_way(snapshot, asked("12", "finance:trade", "qcs::vpc::uin/1:*")).starts_with("allow"));
}

// CAM-047: tags of the snapshot decide, per resource.
TEST(Evaluate, StoredTags) {
  const std::string rest = R"("condition":{"for_any_value:string_equal":{"qcs:resource_tag":"team&a"}})";
  const Snapshot snapshot = SmallWorld()
                                .policy("P", allow("batch:*", "*", rest))
                                .user("11", {"P"})
                                .tag("qcs::batch:gz:uid/71:job/j", "team", "a")
                                .tag("qcs::batch:ap-guangzhou:uin/1:job/k", "team", "b")
                                .snapshot();
  const auto on = [&](const std::string& resource) {
    return in_every_way(snapshot, asked("11", "batch:DescribeJob", resource, {{"qcs:resource_tag", {"team&a"}}}))
        .starts_with("allow");
  };
  EXPECT_TRUE(on(job));
  EXPECT_TRUE(on("qcs:id/0:batch:gz::job/j"));
  EXPECT_FALSE(on("qcs::batch:ap-guangzhou:uin/1:job/k"));
  EXPECT_TRUE(on("qcs::batch:ap-guangzhou:uin/1:job/unknown"));
  // However the account, the project and the region are written.
  EXPECT_FALSE(on("qcs::batch:gz::job/k"));
  EXPECT_FALSE(on("qcs::batch:gz:uid/71:job/k"));
  EXPECT_FALSE(on("qcs:id/0:batch:gz:uin/1:job/k"));
  EXPECT_TRUE(on("qcs:id/5:batch:gz:uin/1:job/k"));
  EXPECT_TRUE(on("qcs::batch::uin/1:job/k"));
}

// CAM-036, CAM-047: an APPID of no known account equals only itself, and may have tags.
TEST(Evaluate, TagsOfAnUnknownAccount) {
  const std::string rest = R"("condition":{"string_equal":{"qcs:resource_tag/team":"a"}})";
  const Snapshot snapshot = SmallWorld()
                                .resource_policy("R", document("allow", "*", "*", R"("principal":"*")"), "2")
                                .tag("qcs::cos:gz:uid/99:b/o", "team", "a")
                                .tag("qcs::cos:gz:uin/99:b/o", "team", "b")
                                .snapshot();
  Request request = asked("1", "cos:GetObject", "qcs::cos:gz:uid/99:b/o");
  request.session_policy = session(allow("cos:*", "*", rest));
  EXPECT_EQ(in_every_way(snapshot, request), "deny cross_account");
  request.resources = {"qcs::cos:gz:uin/99:b/o"};
  EXPECT_EQ(in_every_way(snapshot, request), "deny session_policy");
}

}  // namespace
}  // namespace opencam
