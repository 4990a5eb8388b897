// The tree of an explanation, and the smallest change: each proposed change is made for real and decided again.
#include <functional>
#include <random>

#include "engine/small_world.h"

namespace opencam {
namespace {

const std::string job = "qcs::batch:ap-guangzhou:uin/1:job/j";

TEST(Explain, TheTreeNamesEveryStatementAndWhatFailed) {
  const Snapshot snapshot =
      SmallWorld()
          .policy("Office", allow("batch:*", "*", R"("condition":{"ip_equal":{"qcs:ip":["10.0.0.0/8","1.1.1.1"]}})"))
          .policy("Mine", allow("batch:*", "qcs::batch:::job/${uin}"))
          .policy("broken", "{")
          .policy("Cvm", allow("cvm:*", "*"))
          .user("11", {"Office", "Mine"})
          .group("5", {"11"}, {"Cvm"})
          .snapshot();
  const Explanation explanation = snapshot.explain(asked("11", "batch:DeleteJob", job, {{"qcs:ip", {"2.2.2.2"}}}));
  EXPECT_EQ(in_short(explanation.decision), "deny no_matching_allow");
  ASSERT_EQ(explanation.resources.size(), 1U);
  EXPECT_EQ(explanation.resources[0].resource, job);
  EXPECT_EQ(explanation.resources[0].reason, Reason::NoMatchingAllow);
  const auto& policies = explanation.resources[0].policies;
  ASSERT_EQ(policies.size(), 3U);
  const StatementTrace& office = policies[0].statements.at(0);
  EXPECT_EQ(office.failed, Element::Condition);
  EXPECT_EQ(office.wanted, "ip_equal qcs:ip 10.0.0.0/8, 1.1.1.1");
  EXPECT_EQ(office.found, "qcs:ip 2.2.2.2");
  const StatementTrace& mine = policies[1].statements.at(0);
  EXPECT_EQ(mine.failed, Element::Resource);
  EXPECT_EQ(mine.wanted, "qcs::batch:::job/${uin}");
  EXPECT_EQ(mine.found, job);
  EXPECT_EQ(mine.note, "`job/${uin}` is `job/11` for this caller");
  EXPECT_EQ(policies[2].via, "group-5");
  EXPECT_EQ(policies[2].statements.at(0).failed, Element::Action);
  EXPECT_EQ(policies[2].statements.at(0).wanted, "cvm:*");
  EXPECT_EQ(policies[2].statements.at(0).found, "batch:DeleteJob");
  EXPECT_FALSE(policies[2].statements.at(0).matched);
}

TEST(Explain, TheTraceIsTheTreeWithoutTheChange) {
  const Snapshot snapshot = SmallWorld().policy("P", allow("cvm:*", "*")).user("11", {"P"}).snapshot();
  for (const Request& request : {asked("11", "batch:DeleteJob", job), asked("11", "cvm:StopInstances", "*"),
                                 asked("12", "batch:DeleteJob", job), asked("11", "nothing", job)}) {
    Explanation explained = snapshot.explain(request);
    explained.change.reset();
    EXPECT_EQ(print_explanation_json(snapshot.trace(request)), print_explanation_json(explained));
  }
  EXPECT_TRUE(snapshot.explain(asked("11", "batch:DeleteJob", job)).change);
}

TEST(Explain, NotesSayTheRule) {
  const Snapshot snapshot = SmallWorld()
                                .policy("P", allow("batch:*", "qcs::batch:::*"))
                                .policy("Mine", allow("batch:*", "qcs::batch:::job/${uin}"))
                                .policy("broken", "{")
                                .policy("D", deny("batch:*", "qcs::batch:::job/*"))
                                .user("11", {"P"})
                                .user("12", {"broken"})
                                .user("13", {"D"})
                                .role("r", "{}", {"Mine"})
                                .snapshot();
  const auto note = [&](Request request) {
    return snapshot.explain(request).resources.at(0).policies.at(0).statements.at(0).note;
  };
  EXPECT_EQ(note(asked("11", "batch:DescribeInstanceCategories", "*")),
            "the request names no resource, so only a bare `*` allows it");
  EXPECT_EQ(note(asked("13", "batch:DescribeInstanceCategories", "*")),
            "the request names no resource, so only a deny on all of the service reaches it");
  EXPECT_EQ(note(asked("11", "batch:DescribeInstanceCategories", job)),
            "the action is granted as a whole, so only a bare `*` allows it");
  Request by_role = asked("", "batch:DeleteJob", job);
  by_role.principal = RoleRef{"r", "1"};
  EXPECT_EQ(note(by_role), "a variable of `job/${uin}` has no value for this caller");
  EXPECT_TRUE(snapshot.explain(asked("12", "batch:DeleteJob", job)).resources.at(0).policies.at(0).unreadable);
  EXPECT_EQ(snapshot.explain(asked("99", "batch:DeleteJob", job)).note,
            "no account, and no user that may call, has the number `99`");
  EXPECT_NE(snapshot.explain(asked("11", "nonsense", job)).note, "");
}

TEST(Explain, Prints) {
  const Snapshot snapshot = SmallWorld().policy("P", allow("batch:Describe*", "*")).user("11", {"P"}).snapshot();
  const Explanation explanation = snapshot.explain(asked("11", "batch:DeleteJob", job));
  EXPECT_EQ(print_explanation(explanation),
            "deny: no_matching_allow\n"
            "  denied on " +
                job +
                "\n"
                "  " +
                job +
                ": deny (no_matching_allow)\n"
                "    identity policy `P`\n"
                "      statement 0 (allow) does not match: action wants `batch:Describe*`, found `batch:DeleteJob`\n"
                "  to turn it: attach a policy with this statement to the caller\n"
                "    {\"effect\":\"allow\",\"action\":[\"batch:DeleteJob\"],\"resource\":[\"" +
                job + "\"]}\n");
  const std::string json_text = print_explanation_json(explanation);
  const auto document = json::read(json_text);
  ASSERT_TRUE(document) << json_text;
  EXPECT_EQ(document->root().find("decision")->text, "deny");
  EXPECT_EQ(document->root().find("change")->find("kind")->text, "add_statement");
  EXPECT_EQ(document->root().find("resources")->items.at(0).find("policies")->items.at(0).find("policy")->text, "P");
  const Explanation allowed = snapshot.explain(asked("1", "batch:DeleteJob", job));
  EXPECT_NE(print_explanation_json(allowed).find("\"change\":null"), std::string::npos);
}

// --- The smallest change. ---

struct ChangeCase {
  const char* what;
  std::vector<std::string> documents;  // of the policies P0, P1 ... of user 11
  std::string boundary;
  std::string action;
  const char* kind;
  const char* summary;
};

const std::string in_office = R"("condition":{"ip_equal":{"qcs:ip":"10.1.0.0/16"}})";
const ChangeCase change_cases[] = {
    {"a value of the context",
     {allow("batch:*", "*", in_office)},
     "",
     "batch:DeleteJob",
     "set_context",
     "send `qcs:ip` with the value `10.1.0.0`"},
    {"a deny with a condition",
     {allow("*", "*"), deny("batch:*", "*", R"("condition":{"ip_not_equal_if_exist":{"qcs:ip":"10.1.0.0/16"}})")},
     "",
     "batch:DeleteJob",
     "set_context",
     "send `qcs:ip` with the value `10.1.0.0`"},
    {"a resource beside others, for an action that is named",
     {allow("batch:DeleteJob", "qcs::batch:::job/x")},
     "",
     "batch:DeleteJob",
     "alter_statement",
     "in statement 0 of the identity policy `P0`, add the resource `qcs::batch:ap-guangzhou:uin/1:job/j`"},
    {"an action beside others, on a resource that is named",
     {allow("batch:DescribeJob", "qcs::batch:ap-guangzhou::job/j")},
     "",
     "batch:DeleteJob",
     "alter_statement",
     "in statement 0 of the identity policy `P0`, add the action `batch:DeleteJob`"},
    {"not a resource for every action",
     {allow("batch:*", "qcs::batch:::job/x")},
     "",
     "batch:DeleteJob",
     "add_statement",
     "attach a policy with this statement to the caller"},
    {"not an action on every resource",
     {allow("batch:DescribeJob", "*")},
     "",
     "batch:DeleteJob",
     "add_statement",
     "attach a policy with this statement to the caller"},
    {"not everything to everybody, where a condition cannot be met",
     {allow("*", "*", R"("condition":{"string_equal":{"qcs:uin":"12"}})")},
     "",
     "batch:DeleteJob",
     "add_statement",
     "attach a policy with this statement to the caller"},
    {"a statement", {}, "", "batch:DeleteJob", "add_statement", "attach a policy with this statement to the caller"},
    {"a statement of the boundary",
     {allow("*", "*")},
     allow("cvm:*", "*"),
     "batch:DeleteJob",
     "add_statement",
     "add this statement to the boundary policy `Boundary`"},
    {"one deny",
     {allow("*", "*"), deny("batch:*", "*")},
     "",
     "batch:DeleteJob",
     "remove_statement",
     "remove statement 0 of the identity policy `P1`, which says deny"},
    {"two denies", {allow("*", "*"), deny("batch:*", "*"), deny("*", "*")}, "", "batch:DeleteJob", "", ""},
    {"a second factor", {allow("*", "*")}, "", "account:ModifyMail", "set_context", "send `mfa` with the value `1`"},
    {"a broken policy",
     {allow("*", "*"), "{"},
     "",
     "batch:DeleteJob",
     "detach_policy",
     "repair or detach the identity policy `P1`, whose document cannot be read"},
    {"an allow",
     {allow("*", "*")},
     "",
     "batch:DeleteJob",
     "remove_statement",
     "remove statement 0 of the identity policy `P0`, which says allow"},
    {"two allows", {allow("*", "*"), allow("batch:*", "*")}, "", "batch:DeleteJob", "", ""},
};

TEST(Change, PrefersTheLeastInvasive) {
  for (const ChangeCase& one : change_cases) {
    SmallWorld world;
    std::vector<std::string> names;
    for (const std::string& text : one.documents) {
      names.push_back("P" + std::to_string(names.size()));
      world.policy(names.back(), text);
    }
    if (!one.boundary.empty()) world.policy("Boundary", one.boundary);
    world.user("11", names, one.boundary.empty() ? "" : "Boundary");
    const std::string resource = one.action.starts_with("batch") ? job : "*";
    const Explanation explanation = world.snapshot().explain(asked("11", one.action, resource));
    EXPECT_EQ(explanation.change ? explanation.change->kind : "", one.kind) << one.what;
    EXPECT_EQ(explanation.change ? explanation.change->summary : "", one.summary) << one.what;
  }
}

TEST(Change, NarrowsADenyBeforeItRemovesIt) {
  const Snapshot snapshot =
      SmallWorld()
          .policy("P", allow("*", "*"))
          .policy("D", R"({"version":"2.0","statement":[{"effect":"deny","action":["batch:DeleteJob","batch:RetryJobs"],
                          "resource":"*"}]})")
          .user("11", {"P", "D"})
          .snapshot();
  const auto change = snapshot.explain(asked("11", "batch:DeleteJob", job)).change;
  ASSERT_TRUE(change);
  EXPECT_EQ(change->summary, "in statement 0 of the identity policy `D`, take out the action `batch:DeleteJob`");
  EXPECT_EQ(change->document, R"({"effect":"deny","action":["batch:RetryJobs"],"resource":["*"]})");
}

TEST(Change, AcrossAccountsTheOwnerMustGrant) {
  const Snapshot snapshot = SmallWorld().policy("P", allow("cos:*", "*")).user("11", {"P"}).snapshot();
  const auto change = snapshot.explain(asked("11", "cos:GetObject", "qcs::cos::uin/2:b/o")).change;
  ASSERT_TRUE(change);
  EXPECT_EQ(change->summary, "let account `2` add a resource policy with this statement");
  EXPECT_EQ(change->document,
            R"({"effect":"allow","principal":{"qcs":["qcs::cam::uin/1:uin/11"]},"action":["cos:GetObject"],)"
            R"("resource":["qcs::cos::uin/2:b/o"]})");
}

TEST(Change, AServiceIsLetInByAResourcePolicy) {
  Request request = asked("", "cos:PutObject", "qcs::cos::uin/1:b/o");
  request.principal = ServiceRef{"cdn.qcloud.com"};
  const auto change = SmallWorld().snapshot().explain(request).change;
  ASSERT_TRUE(change);
  EXPECT_EQ(change->summary, "let account `1` add a resource policy with this statement");
  EXPECT_EQ(change->document,
            R"({"effect":"allow","principal":{"service":["cdn.qcloud.com"]},"action":["cos:PutObject"],)"
            R"("resource":["qcs::cos::uin/1:b/o"]})");
}

// Nobody holds policies, and none is proposed that lets in everybody.
TEST(Change, WidensAStatementWhereNothingSmallerHelps) {
  const std::string open_reading =
      R"({"version":"2.0","statement":[{"effect":"allow","principal":"*","action":"cos:Get*","resource":"*"}]})";
  Request request = asked("", "cos:PutObject", "qcs::cos::uin/1:b/o");
  request.principal = Anonymous{};
  EXPECT_FALSE(SmallWorld().snapshot().explain(request).change);
  const auto change = SmallWorld().resource_policy("G", open_reading).snapshot().explain(request).change;
  ASSERT_TRUE(change);
  EXPECT_EQ(change->summary, "in statement 0 of the resource policy `G`, add the action `cos:PutObject`");
}

TEST(Explain, SaysThatNoSingleChangeHelps) {
  const Snapshot snapshot = SmallWorld()
                                .policy("P", allow("*", "*"))
                                .policy("D", deny("*", "*"))
                                .policy("E", deny("batch:*", "*"))
                                .user("11", {"P", "D", "E"})
                                .snapshot();
  const std::string text = print_explanation(snapshot.explain(asked("11", "batch:DeleteJob", job)));
  EXPECT_TRUE(text.ends_with("  to turn it: no single change was found\n")) << text;
  EXPECT_EQ(print_explanation(snapshot.explain(asked("99", "batch:DeleteJob", job))).find("to turn it"),
            std::string::npos);
}

TEST(Change, APresetIsNotEdited) {
  const Snapshot snapshot = SmallWorld().user("11", {"QcloudBatchReadOnlyAccess"}).snapshot();
  const auto change = snapshot.explain(asked("11", "batch:DeleteJob", job)).change;
  ASSERT_TRUE(change);
  EXPECT_EQ(change->kind, "add_statement");
  EXPECT_EQ(change->document,
            R"({"effect":"allow","action":["batch:DeleteJob"],"resource":["qcs::batch:ap-guangzhou:uin/1:job/j"]})");
}

TEST(Change, SessionPoliciesToo) {
  const Snapshot snapshot = SmallWorld().policy("P", allow("*", "*")).user("11", {"P"}).snapshot();
  Request request = asked("11", "batch:DeleteJob", job);
  request.session_policy = session(allow("cvm:*", "*"));
  const auto change = snapshot.explain(request).change;
  ASSERT_TRUE(change);
  EXPECT_EQ(change->summary, "add this statement to the session policy `session`");
  EXPECT_EQ(change->statement.layer, PolicyLayer::Session);
}

// The trials are bounded, and what comes late in the search still gets its share of them.
TEST(Change, ManyHopelessTrialsLeaveRoomForTheRest) {
  std::string values = "\"v0\"";
  for (int i = 1; i < 8; ++i) values += ",\"v" + std::to_string(i) + "\"";
  SmallWorld world;
  std::vector<std::string> names;
  for (int i = 0; i < 200; ++i) {
    const std::string n = std::to_string(i);
    names.push_back("P" + n);
    world.policy(names.back(), allow("batch:*", "*",
                                     R"("condition":{"string_equal":{"a)" + n + "\":[" + values +
                                         R"(]},"numeric_less_than":{"b)" + n + R"(":7}})"));
  }
  names.push_back("No");
  world.policy("Yes", allow("*", "*")).policy("No", deny("*", "*"));
  names.push_back("Yes");
  world.user("11", names);
  const auto change = world.snapshot().explain(asked("11", "batch:DeleteJob", job)).change;
  ASSERT_TRUE(change);
  EXPECT_EQ(change->summary, "remove statement 0 of the identity policy `No`, which says deny");
}

TEST(Explain, WhatWasAskedDoesNotSpeakToTheTerminal) {
  Explanation explanation;
  explanation.decision = {.effect = Effect::Deny, .reason = Reason::NoMatchingAllow, .denied_resource = "r/\x1b[2J"};
  explanation.resources.push_back({.resource = "r/\x1b[2J"});
  explanation.note = "n\a";
  EXPECT_EQ(print_explanation(explanation).find_first_of("\x1b\a"), std::string::npos);
}

TEST(Explain, AThousandResourcesKeepTheTreeThatMatters) {
  const Snapshot snapshot =
      SmallWorld().policy("P", allow("batch:*", "qcs::batch:::job/a*")).user("11", {"P"}).snapshot();
  Request request = asked("11", "batch:DescribeJobs", "*");
  request.resources.clear();
  for (int i = 0; i < 1000; ++i) {
    request.resources.push_back("qcs::batch::uin/1:job/" + std::string(i == 900 ? "x" : "a") + std::to_string(i));
  }
  const Explanation explanation = snapshot.explain(request);
  ASSERT_EQ(explanation.resources.size(), 1000U);
  EXPECT_EQ(explanation.decision.denied_resource, "qcs::batch::uin/1:job/x900");
  EXPECT_FALSE(explanation.resources[99].policies.empty());
  EXPECT_TRUE(explanation.resources[100].policies.empty());
  EXPECT_FALSE(explanation.resources[900].policies.empty());
  ASSERT_TRUE(explanation.change);
  EXPECT_EQ(explanation.change->kind, "add_statement");
}

TEST(Change, NothingCanHelpAnUnknownCaller) {
  const Snapshot snapshot = SmallWorld().snapshot();
  EXPECT_FALSE(snapshot.explain(asked("99", "batch:DeleteJob", job)).change);
  EXPECT_FALSE(snapshot.explain(asked("1", "nonsense", job)).change);
  EXPECT_FALSE(snapshot.explain(asked("1", "batch:DeleteJob", job)).change);
  EXPECT_FALSE(snapshot.explain(asked("1", "sts:GetCallerIdentity", "*")).change);
}

// The document with its statement list changed by `alter`, made from its JSON and not by the engine.
std::string with_statements(const std::string& document_text,
                            const std::function<void(std::vector<std::string>&)>& alter) {
  const auto document_read = json::read(document_text);
  std::vector<std::string> statements;
  for (const json::Value& one : document_read->root().find("statement")->items) {
    statements.push_back(document_text.substr(one.span.begin, one.span.end - one.span.begin));
  }
  alter(statements);
  std::string all;
  for (const std::string& one : statements) all += (all.empty() ? "" : ",") + one;
  return R"({"version":"2.0","statement":[)" + all + "]}";
}

// Makes the change in the world or the request. False when the kind cannot be made there.
bool make_change(const Change& change, World& world, Request& request) {
  if (change.kind == "set_context") {
    request.context.set(change.key, {change.value});
    return true;
  }
  if (change.kind == "remove_context") {
    request.context.erase(change.key);
    return true;
  }
  const bool is_attached = change.kind == "add_statement" && change.statement.policy.empty();
  if (is_attached && change.statement.layer == PolicyLayer::Identity) {
    world.policies.push_back({"Added", "1", R"({"version":"2.0","statement":[)" + change.document + "]}"});
    world.users[0].policies.push_back("Added");
    return true;
  }
  if (change.kind == "detach_policy") {
    std::erase(world.users[0].policies, change.statement.policy);
    if (world.users[0].boundary == change.statement.policy) world.users[0].boundary.clear();
    return true;
  }
  for (WorldPolicy& policy : world.policies) {
    if (policy.name != change.statement.policy) continue;
    policy.document = with_statements(policy.document, [&](std::vector<std::string>& statements) {
      if (change.kind == "add_statement") statements.push_back(change.document);
      if (change.kind == "alter_statement") statements[change.statement.index] = change.document;
      if (change.kind == "remove_statement") statements.erase(statements.begin() + change.statement.index);
      // An empty list is no policy; one that matches nothing takes its place.
      if (statements.empty())
        statements.push_back(R"({"effect":"deny","action":"none:None","resource":"qcs::none:::none"})");
    });
    return true;
  }
  return false;
}

TEST(Change, EachProposalTurnsTheDecision) {
  constexpr const char* effects[] = {"allow", "allow", "deny"};
  constexpr const char* actions[] = {"*", "batch:*", "batch:DeleteJob", "batch:Describe*", "cvm:*"};
  constexpr const char* resources[] = {"*", "qcs::batch:::*", "qcs::batch:::job/a", "qcs::batch:gz::job/*"};
  constexpr const char* conditions[] = {"",
                                        "",
                                        R"("condition":{"string_equal":{"k":["x","y"]}})",
                                        R"("condition":{"string_not_like":{"k":"x*"}})",
                                        R"("condition":{"ip_not_equal_if_exist":{"qcs:ip":"10.0.0.0/8"}})",
                                        R"("condition":{"numeric_less_than":{"n":5},"numeric_greater_than":{"n":-5}})",
                                        R"("condition":{"date_greater_than":{"t":"2020-01-01T00:00:00Z"}})",
                                        R"("condition":{"null_equal":{"k":"false"}})",
                                        R"("condition":{"bool_equal":{"b":"true"}})"};
  std::mt19937 dice(20260101);
  const auto pick = [&](const auto& list) { return std::string(list[dice() % std::size(list)]); };
  int proposed = 0;
  for (int round = 0; round < 600; ++round) {
    SmallWorld small;
    std::vector<std::string> names;
    for (std::size_t i = dice() % 3; i > 0; --i) {
      names.push_back("P" + std::to_string(i));
      small.policy(names.back(),
                   dice() % 25 == 0 ? "{" : document(pick(effects), pick(actions), pick(resources), pick(conditions)));
    }
    const bool has_boundary = dice() % 3 == 0;
    if (has_boundary) small.policy("B", document(pick(effects), pick(actions), pick(resources), pick(conditions)));
    small.user("11", names, has_boundary ? "B" : "");
    Request request =
        asked("11", dice() % 3 == 0 ? "batch:DescribeJob" : "batch:DeleteJob", dice() % 2 == 0 ? job : "*");
    if (dice() % 2 == 0) request.context.set("k", {"x"});
    if (dice() % 3 == 0) request.context.set("n", {"7"});
    if (dice() % 3 == 0) request.context.set("qcs:ip", {"1.1.1.1"});
    const Explanation explanation = small.snapshot().explain(request);
    EXPECT_EQ(explanation.decision, small.snapshot().decide(request));
    if (!explanation.change) continue;
    ++proposed;
    World changed = small.world();
    ASSERT_TRUE(make_change(*explanation.change, changed, request)) << explanation.change->summary;
    const auto after = Snapshot::create(changed, Catalog::built_in());
    ASSERT_TRUE(after) << after.error().message();
    EXPECT_NE(after->decide(request).effect, explanation.decision.effect)
        << "round " << round << ": " << explanation.change->summary << "\n"
        << print_world(small.world());
  }
  EXPECT_GT(proposed, 350);
}

// A world made to cost: the search for a change ends at its limit and says so, and the tree is there all the same.
TEST(Explain, SearchEndsAtItsLimit) {
  const std::string stars = "qcs::batch:::" + [] {
    std::string text;
    for (int i = 0; i < 200; ++i) text += "a*";
    return text + "b";
  }();
  // Each of the statements is something to try, and each trial is dear.
  std::string statements = R"({"effect":"deny","action":"*","resource":"*"})";
  for (int i = 0; i < 40; ++i) {
    std::string resources = json::quote(stars + "0");
    for (int j = 1; j < 10; ++j) resources += "," + json::quote(stars + std::to_string(i * 10 + j));
    statements += R"(,{"effect":"allow","action":"*","resource":[)" + resources + "]}";
  }
  const Snapshot snapshot =
      SmallWorld().policy("P", R"({"version":"2.0","statement":[)" + statements + "]}").user("11", {"P"}).snapshot();
  const Explanation explanation =
      snapshot.explain(asked("11", "batch:DescribeJob", "qcs::batch::uin/1:" + std::string(4000, 'a')));
  EXPECT_EQ(explanation.decision.reason, Reason::ExplicitDeny);
  EXPECT_FALSE(explanation.resources.empty());
  EXPECT_FALSE(explanation.change.has_value());
  EXPECT_NE(explanation.note.find("ended at its limit"), std::string::npos) << explanation.note;
}

}  // namespace
}  // namespace opencam
