// Laws that hold in every world: on worlds generated from fixed seeds, and on all worlds over a tiny alphabet.
#include <algorithm>
#include <random>
#include <set>

#include "engine/small_world.h"

namespace opencam {
namespace {

constexpr int worlds_per_law = 400;

// Draws from short lists, so that matches, near misses and conflicts are all frequent.
class Dice {
 public:
  explicit Dice(unsigned seed) : engine_(seed) {}

  template <std::size_t N>
  std::string one_of(const char* const (&list)[N]) {
    return list[engine_() % N];
  }
  bool once_in(unsigned n) { return engine_() % n == 0; }
  std::size_t below(std::size_t n) { return engine_() % n; }

  std::string statement_document() {
    static constexpr const char* effects[] = {"allow", "allow", "deny"};
    static constexpr const char* actions[] = {"*",     "batch:*", "batch:Describe*", "batch:DeleteJob",
                                              "cvm:*", "permid/3"};
    static constexpr const char* resources[] = {"*",
                                                "qcs::batch:::*",
                                                "qcs::batch:::job/*",
                                                "qcs::batch:gz::job/a",
                                                "qcs::batch::uin/2:job/*",
                                                "qcs::batch:::job/${uin}",
                                                "qcs::batch::7:job/a"};
    static constexpr const char* conditions[] = {"",
                                                 "",
                                                 R"("condition":{"string_equal":{"k":["x","${uin}"]}})",
                                                 R"("condition":{"string_not_equal_if_exist":{"k":"x"}})",
                                                 R"("condition":{"numeric_less_than":{"n":5}})",
                                                 R"("condition":{"for_all_value:string_like":{"k":"x*"}})",
                                                 R"("condition":{"null_equal":{"n":"true"}})"};
    if (once_in(20)) return "{";
    return document(one_of(effects), one_of(actions), one_of(resources), one_of(conditions));
  }

  AttachedPolicy policy(const std::string& name, PolicyKind kind = PolicyKind::Identity) {
    auto read = read_policy(statement_document(), {.kind = kind});
    return {
        .name = name, .policy = read ? std::make_shared<const Policy>(*std::move(read)) : nullptr, .owner_uin = "1"};
  }

  Authorities authorities() {
    Authorities all;
    all.principal = {
        .kind = once_in(5) ? PrincipalKind::Role : PrincipalKind::User, .uin = "11", .owner_uin = "1", .app_id = "71"};
    const std::size_t count = below(4);
    for (std::size_t i = 0; i < count; ++i) all.identity.push_back(policy("P" + std::to_string(i)));
    if (once_in(3)) all.boundary = policy("boundary");
    if (once_in(3)) all.session = policy("session", PolicyKind::Session);
    return all;
  }

  Request request() {
    static constexpr const char* actions[] = {"batch:DescribeJob", "batch:DeleteJob", "batch:Other",
                                              "cvm:RunInstances"};
    static constexpr const char* resources[] = {"*", "qcs::batch:ap-guangzhou:uin/1:job/a", "qcs::batch::uin/1:job/11",
                                                "qcs::batch:::job/*", "qcs::batch::uin/2:job/a"};
    static constexpr const char* keys[] = {"k", "n", "other"};
    static constexpr const char* values[] = {"x", "xy", "11", "4", "5", "-1e2", ""};
    Request request{.action = one_of(actions), .resources = {one_of(resources)}};
    if (once_in(4)) request.resources.push_back(one_of(resources));
    for (std::size_t i = below(3); i > 0; --i) {
      std::vector<std::string> given;
      for (std::size_t n = below(3); n > 0; --n) given.push_back(one_of(values));
      request.context.set(one_of(keys), given);
    }
    return request;
  }

 private:
  std::mt19937 engine_;
};

class Around final : public Surroundings {
 public:
  const Catalog& catalog() const override { return *catalog_; }
  std::string_view account_of_app_id(std::string_view id) const override { return id == "71" ? "1" : ""; }
  std::string_view app_id_of_account(std::string_view uin) const override { return uin == "1" ? "71" : ""; }
  const std::map<std::string, std::string>* tags_of(std::string_view) const override { return nullptr; }

 private:
  std::shared_ptr<const Catalog> catalog_ = Catalog::built_in();
};

// Runs `law` on many worlds and tells which seed broke it.
template <typename Law>
void for_many_worlds(Law law) {
  const Around around;
  for (unsigned seed = 1; seed <= worlds_per_law; ++seed) {
    Dice dice(seed);
    Authorities all = dice.authorities();
    for (int i = 0; i < 10; ++i) {
      const Request request = dice.request();
      law(all, request, around, dice);
      if (testing::Test::HasFailure()) {
        FAIL() << "seed " << seed << ", " << request.action << " on " << request.resources.front();
      }
    }
  }
}

TEST(Laws, ADenyBeatsEveryAllow) {
  auto everything = read_policy(deny("*", "*"), {});
  const AttachedPolicy no{
      .name = "No", .policy = std::make_shared<const Policy>(*std::move(everything)), .owner_uin = "1"};
  for_many_worlds([&](Authorities all, const Request& request, const Around& around, Dice&) {
    all.identity.push_back(no);
    EXPECT_EQ(evaluate(all, request, around).reason, Reason::ExplicitDeny);
  });
}

TEST(Laws, AnotherDenyNeverAllows) {
  for_many_worlds([](Authorities all, const Request& request, const Around& around, Dice& dice) {
    const bool before = evaluate(all, request, around).allowed();
    AttachedPolicy more = dice.policy("More");
    if (more.policy != nullptr && more.policy->statements().front().effect == Effect::Allow) return;
    all.identity.push_back(std::move(more));
    EXPECT_LE(evaluate(all, request, around).allowed(), before);
  });
}

TEST(Laws, AnotherAllowNeverDenies) {
  for_many_worlds([](Authorities all, const Request& request, const Around& around, Dice& dice) {
    const bool before = evaluate(all, request, around).allowed();
    AttachedPolicy more = dice.policy("More");
    if (more.policy == nullptr || more.policy->statements().front().effect == Effect::Deny) return;
    all.identity.push_back(std::move(more));
    EXPECT_GE(evaluate(all, request, around).allowed(), before);
  });
}

TEST(Laws, OrderDoesNotMatter) {
  for_many_worlds([](Authorities all, const Request& request, const Around& around, Dice&) {
    const Decision before = evaluate(all, request, around);
    std::reverse(all.identity.begin(), all.identity.end());
    const Decision after = evaluate(all, request, around);
    EXPECT_EQ(before.effect, after.effect);
    EXPECT_EQ(before.reason, after.reason);
    const auto names = [](const Decision& decision) {
      std::multiset<std::string> all_names;
      for (const StatementRef& statement : decision.statements) all_names.insert(statement.policy);
      return all_names;
    };
    EXPECT_EQ(names(before), names(after));
  });
}

TEST(Laws, BoundaryAndSessionOnlyShrink) {
  for_many_worlds([](Authorities all, const Request& request, const Around& around, Dice&) {
    Authorities free = all;
    free.boundary.reset();
    EXPECT_LE(evaluate(all, request, around).allowed(), evaluate(free, request, around).allowed());
    Authorities without_session = all;
    without_session.session.reset();
    EXPECT_LE(evaluate(all, request, around).allowed(), evaluate(without_session, request, around).allowed());
  });
}

TEST(Laws, SeveralResourcesNeedEachOne) {
  for_many_worlds([](const Authorities& all, const Request& request, const Around& around, Dice&) {
    const bool each = std::all_of(request.resources.begin(), request.resources.end(), [&](const std::string& resource) {
      Request single = request;
      single.resources = {resource};
      return evaluate(all, single, around).allowed();
    });
    EXPECT_EQ(evaluate(all, request, around).allowed(), each);
  });
}

// The statements of two policies in one document mean the same as in two.
TEST(Laws, PoliciesAreAUnionOfStatements) {
  for_many_worlds([](Authorities all, const Request& request, const Around& around, Dice&) {
    const Decision before = evaluate(all, request, around);
    std::vector<Statement> statements;
    for (const AttachedPolicy& policy : all.identity) {
      if (policy.policy == nullptr) return;
      statements.insert(statements.end(), policy.policy->statements().begin(), policy.policy->statements().end());
    }
    all.identity = {
        {.name = "One", .policy = std::make_shared<const Policy>(PolicyKind::Identity, statements), .owner_uin = "1"}};
    const Decision after = evaluate(all, request, around);
    EXPECT_EQ(before.effect, after.effect);
    EXPECT_EQ(before.reason, after.reason);
  });
}

TEST(Laws, AnExplanationHasTheSameDecision) {
  for_many_worlds([](const Authorities& all, const Request& request, const Around& around, Dice&) {
    Explanation explanation;
    const Decision decision = evaluate(all, request, around);
    EXPECT_EQ(evaluate(all, request, around, &explanation), decision);
    EXPECT_EQ(explanation.decision, decision);
    if (decision.reason == Reason::InvalidRequest) return;
    ASSERT_EQ(explanation.resources.size(), request.resources.size());
    const bool all_allow = std::all_of(explanation.resources.begin(), explanation.resources.end(),
                                       [](const ResourceTrace& one) { return one.effect == Effect::Allow; });
    EXPECT_EQ(decision.allowed(), all_allow);
  });
}

// CAM-103: what comes through a group counts as what is attached directly.
TEST(Laws, GroupsAreAUnion) {
  for (unsigned seed = 1; seed <= 60; ++seed) {
    Dice dice(seed);
    SmallWorld world;
    std::vector<std::string> names;
    for (std::size_t i = 0; i < 3; ++i) {
      names.push_back("P" + std::to_string(i));
      world.policy(names.back(), dice.statement_document());
    }
    world.user("11", names).user("12", {names[0]}).user("13", {});
    world.group("1", {"12"}, {names[1], names[2]})
        .group("2", {"13"}, {names[2], names[0]})
        .group("3", {"13"}, {names[1]});
    const Snapshot snapshot = world.snapshot();
    for (int i = 0; i < 20; ++i) {
      Request request = dice.request();
      // The three have different numbers, which a policy may tell apart.
      request.context.set("k", {"x"});
      std::set<std::string> answers;
      for (const char* uin : {"11", "12", "13"}) {
        request.principal = UserRef{uin};
        const Decision decision = snapshot.decide(request);
        answers.insert(std::string(name(decision.effect)) + std::string(name(decision.reason)));
      }
      const bool names_somebody =
          request.resources.front().ends_with("/11") || request.resources.back().ends_with("/11");
      if (names_somebody) continue;
      EXPECT_EQ(answers.size(), 1U) << "seed " << seed;
    }
  }
}

// --- All worlds over a tiny alphabet, held against a check that knows only this alphabet. ---

constexpr const char* tiny_effects[] = {"allow", "deny"};
constexpr const char* tiny_actions[] = {"batch:*", "batch:DeleteJob"};
constexpr const char* tiny_patterns[] = {"*", "qcs::batch:::job/*", "qcs::batch:::job/a"};
constexpr const char* tiny_conditions[] = {"", R"("condition":{"string_equal":{"k":"1"}})",
                                           R"("condition":{"string_not_equal":{"k":"1"}})"};
constexpr const char* tiny_resources[] = {"*", "qcs::batch::uin/1:job/a", "qcs::batch::uin/1:job/ab"};
constexpr const char* tiny_asked[] = {"batch:DeleteJob", "batch:DescribeJob"};
constexpr const char* tiny_values[] = {nullptr, "1", "2"};

// Written down by hand: which pattern reaches which resource, which condition holds for which value.
constexpr bool reaches[3][3] = {{true, true, true}, {false, true, true}, {false, true, false}};
constexpr bool holds_for[3][3] = {{true, true, true}, {false, true, false}, {false, false, true}};

struct TinyStatement {
  int effect, action, pattern, condition;
  bool matches(int asked_action, int resource, int value) const {
    return (action == 0 || asked_action == 0) && reaches[pattern][resource] && holds_for[condition][value];
  }
};

TEST(Laws, AllTinyWorlds) {
  std::vector<TinyStatement> statements;
  std::vector<AttachedPolicy> policies;
  for (int effect = 0; effect < 2; ++effect) {
    for (int action = 0; action < 2; ++action) {
      for (int pattern = 0; pattern < 3; ++pattern) {
        for (int condition = 0; condition < 3; ++condition) {
          statements.push_back({effect, action, pattern, condition});
          auto policy = read_policy(
              document(tiny_effects[effect], tiny_actions[action], tiny_patterns[pattern], tiny_conditions[condition]),
              {});
          ASSERT_TRUE(policy);
          policies.push_back({.name = "P" + std::to_string(policies.size()),
                              .policy = std::make_shared<const Policy>(*std::move(policy)),
                              .owner_uin = "1"});
        }
      }
    }
  }
  const Around around;
  Authorities all;
  all.principal = {.kind = PrincipalKind::User, .uin = "11", .owner_uin = "1", .app_id = "71"};
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < policies.size(); ++i) {
    for (std::size_t j = i; j < policies.size(); ++j) {
      all.identity = {policies[i], policies[j]};
      for (int asked_action = 0; asked_action < 2; ++asked_action) {
        for (int resource = 0; resource < 3; ++resource) {
          for (int value = 0; value < 3; ++value) {
            Request request{.action = tiny_asked[asked_action], .resources = {tiny_resources[resource]}};
            if (tiny_values[value] != nullptr) request.context.set("k", {tiny_values[value]});
            const bool one = statements[i].matches(asked_action, resource, value);
            const bool other = statements[j].matches(asked_action, resource, value);
            const bool denied = (one && statements[i].effect == 1) || (other && statements[j].effect == 1);
            if (evaluate(all, request, around).allowed() != ((one || other) && !denied)) ++wrong;
          }
        }
      }
    }
  }
  EXPECT_EQ(wrong, 0U);
}

}  // namespace
}  // namespace opencam
