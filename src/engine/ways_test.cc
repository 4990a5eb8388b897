// All ways to a decision are one: plain, compiled, indexed, segmented, and the check that allocates nothing.
#include <gtest/gtest.h>

#include <set>

#include "engine/allocation_count.h"
#include "engine/dice_world.h"
#include "engine/effective_set.h"
#include "engine/program.h"
#include "engine/small_world.h"

namespace opencam {
namespace {

std::string shown(const Request& request) {
  std::string text = request.action;
  for (const std::string& resource : request.resources) text += " " + resource;
  for (const auto& [key, values] : request.context.all()) {
    text += " " + key + "=";
    for (const std::string& value : values) text += value + ",";
  }
  return text;
}

void expect_one_answer(const Snapshot& snapshot, const Request& request, const World& world) {
  const Decision plain = snapshot.decide_plainly(request);
  for (const Way way : {Way::Indexed, Way::Linear, Way::Segmented}) {
    const Decision other = snapshot.decide_by(way, request);
    ASSERT_EQ(plain, other) << "way " << static_cast<int>(way) << ": " << in_short(plain) << " against "
                            << in_short(other) << " for " << shown(request) << "\n"
                            << print_world(world);
  }
  const Verdict verdict = snapshot.check(request);
  ASSERT_EQ(verdict, (Verdict{plain.effect, plain.reason})) << shown(request);
  ASSERT_EQ(snapshot.check(snapshot.prepare(request)), verdict) << shown(request);
}

TEST(Ways, AgreeOnRandomWorlds) {
  for (unsigned seed = 1; seed <= 1500; ++seed) {
    DiceWorld dice(seed);
    const World world = dice.world();
    const auto snapshot = Snapshot::create(world, Catalog::built_in(), Keep::Syntax);
    ASSERT_TRUE(snapshot) << snapshot.error().message();
    for (int i = 0; i < 20; ++i) {
      expect_one_answer(*snapshot, dice.request(), world);
      if (HasFatalFailure()) FAIL() << "seed " << seed;
    }
  }
}

// More policies than a panel takes, so that the sets have segments by themselves.
TEST(Ways, AgreeOnLargeSets) {
  std::size_t allowed = 0;
  for (unsigned seed = 1; seed <= 8; ++seed) {
    DiceWorld dice(seed, {.deny = seed % 2 == 0 ? 0U : 400U, .unreadable = 0});
    const World world = dice.world(900);
    const auto snapshot = Snapshot::create(world, Catalog::built_in(), Keep::Syntax);
    ASSERT_TRUE(snapshot) << snapshot.error().message();
    for (int i = 0; i < 100; ++i) {
      const Request request = dice.request();
      expect_one_answer(*snapshot, request, World{});
      if (HasFatalFailure()) FAIL() << "seed " << seed;
      allowed += snapshot->check(request).allowed() ? 1 : 0;
    }
  }
  EXPECT_GT(allowed, 100U);
}

// Nothing but one account.
class OneAccount final : public Surroundings {
 public:
  const Catalog& catalog() const override { return *catalog_; }
  std::string_view account_of_app_id(std::string_view id) const override { return id == "71" ? "1" : ""; }
  std::string_view app_id_of_account(std::string_view uin) const override { return uin == "1" ? "71" : ""; }
  const std::map<std::string, std::string>* tags_of(std::string_view) const override { return nullptr; }

 private:
  std::shared_ptr<const Catalog> catalog_ = Catalog::built_in();
};

std::shared_ptr<const Program> program_of(const std::string& document) {
  const auto policy = read_policy(document, {.kind = PolicyKind::Identity});
  return policy ? Program::compile(*policy) : nullptr;
}

std::set<std::pair<std::uint32_t, std::uint32_t>> matches(const EffectiveSet& set, Effect effect,
                                                          const QuestionView& question, bool is_linear) {
  std::set<std::pair<std::uint32_t, std::uint32_t>> all;
  const auto found = [&](std::uint32_t place, std::uint32_t statement) { all.emplace(place, statement); };
  const PolicyPlace place{PolicyLayer::Identity, "1"};
  if (is_linear) {
    set.each_linear(effect, place, question, found);
  } else {
    set.each(effect, place, question, found);
  }
  return all;
}

// A set that was changed again and again has its policies in their places, and finds by its indexes what asking every
// statement finds.
TEST(Ways, ChangedSetsFindWhatIsThere) {
  DiceWorld dice(4);
  const auto policy = [&] { return program_of(dice.document()); };
  EffectiveSet::Programs policies;
  while (policies.size() < 700) policies.push_back(policy());
  auto set = EffectiveSet::create(policies);
  const OneAccount around;
  const Principal caller{.kind = PrincipalKind::User, .uin = "11", .owner_uin = "1", .app_id = "71", .name = "ann"};
  std::size_t found = 0;
  for (int round = 0; round < 500; ++round) {
    const std::size_t place = dice.below(policies.size());
    const auto at = policies.begin() + static_cast<std::ptrdiff_t>(place);
    const std::size_t kind = dice.below(6);
    if (kind == 0) {
      policies.erase(at);
    } else if (kind == 1) {
      policies.insert(at, policy());
    } else {
      *at = policy();
    }
    set = kind > 3 ? set->with(place, policies[place]) : EffectiveSet::create(policies, set.get());
    ASSERT_EQ(set->size(), policies.size());
    std::size_t unreadable = 0;
    for (std::size_t i = 0; i < policies.size(); ++i) {
      ASSERT_EQ(set->program_at(i), policies[i].get()) << "round " << round << ", place " << i;
      unreadable += policies[i] == nullptr ? 1 : 0;
    }
    ASSERT_EQ(set->has_unreadable(), unreadable != 0);
    const Request request = dice.request();
    QuestionView question(caller, ContextView(request.context), around);
    if (!read_action(request.action, question.action)) continue;
    ResourceText resource;
    if (!read_resource(request.resources[0], resource)) continue;
    question.resource = seen_by(caller, resource, false, around);
    for (const Effect effect : {Effect::Allow, Effect::Deny}) {
      const auto wanted = matches(*set, effect, question, true);
      ASSERT_EQ(matches(*set, effect, question, false), wanted) << "round " << round << " " << shown(request);
      ASSERT_EQ(set->any(effect, {PolicyLayer::Identity, "1"}, question), !wanted.empty());
      found += wanted.size();
    }
  }
  EXPECT_GT(found, 1000U);
}

// CAM-099 at the door: each change is seen by the next decision, in every way.
TEST(Ways, AgreeAfterChanges) {
  DiceWorld dice(9, {.deny = 300, .unreadable = 300});
  World world = dice.world(600);
  auto snapshot = Snapshot::create(world, Catalog::built_in(), Keep::Syntax);
  ASSERT_TRUE(snapshot);
  for (unsigned round = 1; round <= 60; ++round) {
    if (dice.once_in(3) && !world.users[0].policies.empty()) {
      auto& attached = world.users[0].policies;
      attached.erase(attached.begin() + static_cast<std::ptrdiff_t>(dice.below(attached.size())));
    } else {
      world.policies[dice.below(world.policies.size() - 1)].document = dice.document();
    }
    snapshot = snapshot->with(world, round);
    ASSERT_TRUE(snapshot);
    for (int i = 0; i < 10; ++i) {
      expect_one_answer(*snapshot, dice.request(), World{});
      if (HasFatalFailure()) FAIL() << "round " << round;
    }
  }
}

// Lists are filters of the check (docs/decisions/compiled-engine.md).
TEST(Ways, BulkAnswersAreChecks) {
  std::size_t allowed = 0;
  for (unsigned seed = 1; seed <= 400; ++seed) {
    DiceWorld dice(seed, {.deny = 6, .unreadable = 80});
    const auto snapshot = Snapshot::create(dice.world(), Catalog::built_in());
    ASSERT_TRUE(snapshot);
    const Request request = dice.request();
    std::vector<Request> others;
    std::vector<std::string> actions;
    std::vector<std::string> resources;
    for (int i = 0; i < 30; ++i) {
      others.push_back(dice.request());
      actions.push_back(others.back().action);
      resources.push_back(others.back().resources.front());
    }
    std::vector<Verdict> verdicts(others.size());
    snapshot->check_all(others, verdicts);
    for (std::size_t i = 0; i < others.size(); ++i) EXPECT_EQ(verdicts[i], snapshot->check(others[i]));
    snapshot->check_actions(request, actions, verdicts);
    for (std::size_t i = 0; i < actions.size(); ++i) {
      Request one = request;
      one.action = actions[i];
      ASSERT_EQ(verdicts[i], snapshot->check(one)) << "seed " << seed << ": " << shown(one);
    }
    snapshot->check_resources(request, resources, verdicts);
    for (std::size_t i = 0; i < resources.size(); ++i) {
      Request one = request;
      one.resources = {resources[i]};
      ASSERT_EQ(verdicts[i], snapshot->check(one)) << "seed " << seed << ": " << shown(one);
    }
    std::vector<PrincipalRef> wanted;
    for (const PrincipalRef& principal : {PrincipalRef(UserRef{"1", "1"}), PrincipalRef(UserRef{"11", "1"}),
                                          PrincipalRef(UserRef{"12", "1"}), PrincipalRef(RoleRef{"r", "1"})}) {
      Request one = request;
      one.principal = principal;
      if (snapshot->check(one).allowed()) wanted.push_back(principal);
    }
    ASSERT_EQ(snapshot->allowed_principals("1", request), wanted) << "seed " << seed << ": " << shown(request);
    allowed += wanted.size();
  }
  EXPECT_GT(allowed, 100U);
}

// What was prepared keeps nothing of the request, and may be asked of a snapshot with another catalogue.
TEST(Ways, APreparedRequestFitsEverySnapshot) {
  DiceWorld dice(11);
  std::size_t allowed = 0;
  const auto empty_catalog = Catalog::create({});
  ASSERT_TRUE(empty_catalog);
  const auto catalog = std::make_shared<const Catalog>(*empty_catalog);
  for (unsigned seed = 0; seed < 40; ++seed) {
    auto maker = Snapshot::create(World{}, seed % 2 == 0 ? catalog : Catalog::built_in());
    const auto other = Snapshot::create(dice.world(), Catalog::built_in());
    ASSERT_TRUE(maker && other);
    std::vector<PreparedRequest> prepared;
    std::vector<Verdict> wanted;
    for (int i = 0; i < 50; ++i) {
      const Request request = dice.request();
      prepared.push_back(maker->prepare(request));
      wanted.push_back(other->check(request));
    }
    maker = *other;
    for (std::size_t i = 0; i < prepared.size(); ++i) {
      ASSERT_EQ(other->check(prepared[i]), wanted[i]) << "seed " << seed;
      allowed += wanted[i].allowed() ? 1 : 0;
    }
  }
  EXPECT_GT(allowed, 50U);
}

TEST(Ways, CheckAllocatesNothing) {
  std::size_t checks = 0;
  for (unsigned seed = 1; seed <= 200; ++seed) {
    DiceWorld dice(seed);
    const auto snapshot = Snapshot::create(dice.world(seed % 50 == 0 ? 800 : 6), Catalog::built_in());
    ASSERT_TRUE(snapshot);
    for (int i = 0; i < 20; ++i) {
      Request request = dice.request();
      request.session_policy = nullptr;
      const std::size_t before = allocations_of_this_thread();
      const Verdict verdict = snapshot->check(request);
      ASSERT_EQ(allocations_of_this_thread(), before) << "seed " << seed << ": " << shown(request);
      const PreparedRequest prepared = snapshot->prepare(dice.request());
      const std::size_t before_prepared = allocations_of_this_thread();
      snapshot->check(prepared);
      ASSERT_EQ(allocations_of_this_thread(), before_prepared) << "seed " << seed;
      checks += verdict.allowed() ? 1 : 0;
    }
  }
  EXPECT_GT(checks, 100U);
}

}  // namespace
}  // namespace opencam
