// How a set arranges its policies: by panels while they are few and different, by a segment otherwise; and how few of
// them a panel lets through.
#include "engine/effective_set.h"

#include <gtest/gtest.h>

#include "engine/small_world.h"

namespace opencam {
namespace {

using Programs = EffectiveSet::Programs;

std::shared_ptr<const Program> program_of(const std::string& document) {
  const auto policy = read_policy(document, {.kind = PolicyKind::Identity});
  EXPECT_TRUE(policy) << document;
  return policy ? Program::compile(*policy) : nullptr;
}

Programs each_with(std::size_t count, const std::string& action, const std::string& resource) {
  const auto filled = [](std::string text, std::size_t number) {
    const std::size_t place = text.find('#');
    if (place != std::string::npos) text.replace(place, 1, std::to_string(1000 + number));
    return text;
  };
  Programs programs;
  for (std::size_t i = 0; i < count; ++i) {
    programs.push_back(program_of(allow(filled(action, i), filled(resource, i))));
  }
  return programs;
}

bool has_segment(const EffectiveSet& set) { return set.front().segment.segment != nullptr; }
bool has_panel(const EffectiveSet& set) { return set.front().panel.lines != nullptr; }

void expect_segment(const Programs& programs, bool wanted, const char* what) {
  const auto set = EffectiveSet::create(programs);
  EXPECT_EQ(has_segment(*set), wanted) << what << ", " << programs.size() << " programs";
  EXPECT_EQ(has_panel(*set), !wanted) << what << ", " << programs.size() << " programs";
  EXPECT_EQ(set->is_front_all(), wanted || programs.size() <= Panel::programs_max) << what;
}

Programs joined(Programs programs, const Programs& others) {
  programs.insert(programs.end(), others.begin(), others.end());
  return programs;
}

// A statement on these resources, so many of them.
std::shared_ptr<const Program> on_resources(std::size_t count) {
  std::string resources;
  for (std::size_t i = 0; i < count; ++i)
    resources += (i > 0 ? "," : "") + json::quote("qcs::cvm:::disk/" + std::to_string(i));
  return program_of(R"({"version":"2.0","statement":[{"effect":"allow","action":"cvm:Stop","resource":[)" + resources +
                    "]}]}");
}

TEST(EffectiveSet, AnIndexWhereItIsWorthIt) {
  expect_segment(each_with(64, "cvm:Run#", "*"), false, "all different");
  expect_segment(each_with(256, "cvm:Run#", "*"), false, "all different");
  expect_segment(each_with(257, "cvm:Run#", "*"), true, "all different");
  expect_segment(each_with(5, "cvm:Run", "qcs::cvm:::instance/#"), false, "one action");
  expect_segment(each_with(6, "cvm:Run", "qcs::cvm:::instance/#"), true, "one action");
  expect_segment(each_with(6, "cvm:Run", "*"), true, "one action on everything");
  expect_segment(each_with(5, "cvm:Run#*", "*"), false, "one service");
  expect_segment(each_with(6, "cvm:Run#*", "*"), true, "one service");
  expect_segment(each_with(40, "service#:Run*", "*"), false, "many services");
  expect_segment({on_resources(5)}, false, "resources of one statement");
  expect_segment({on_resources(6)}, true, "resources of one statement");
  // It is the average that counts.
  const Programs others = each_with(30, "cvm:Run#", "*");
  expect_segment(joined(others, each_with(15, "cvm:Run", "*")), false, "some alike");
  expect_segment(joined(others, each_with(16, "cvm:Run", "*")), true, "many alike");
  expect_segment(joined(others, {on_resources(155)}), false, "one of many resources");
  expect_segment(joined(others, {on_resources(156)}), true, "one of very many resources");
  const auto none = EffectiveSet::create({});
  EXPECT_FALSE(has_segment(*none) || has_panel(*none));
  EXPECT_TRUE(EffectiveSet::create({nullptr})->has_unreadable());
}

// What changed in a large set stands in a panel until there is enough of it for a segment; when half of the set has
// changed, it is one segment again.
TEST(EffectiveSet, ChangesAreTakenInNowAndThen) {
  const Programs before = each_with(700, "cvm:Run#", "*");
  const Programs after = each_with(700, "cvm:Stop#", "*");
  auto set = EffectiveSet::create(before);
  std::size_t times_anew = 0;
  for (std::size_t changed = 1; changed <= after.size(); ++changed) {
    const bool was_in_panel = has_panel(*set);
    set = set->with(changed - 1, after[changed - 1]);
    EXPECT_TRUE(has_segment(*set));
    if (changed <= 65) {
      EXPECT_EQ(has_panel(*set), changed <= Panel::programs_max) << changed;
      EXPECT_FALSE(set->is_front_all());
    }
    if (was_in_panel && !has_panel(*set)) ++times_anew;
    ASSERT_EQ(set->size(), before.size());
    ASSERT_EQ(set->program_at(changed - 1), after[changed - 1].get());
  }
  EXPECT_GE(times_anew, 6U);
  EXPECT_LE(times_anew, 12U);
  // What is no longer there is not kept for ever.
  EXPECT_LT(set->bytes(), 2 * EffectiveSet::create(after)->bytes());
}

TEST(EffectiveSet, ASmallSetIsMadeAnew) {
  Programs programs = each_with(5, "cvm:Run", "qcs::cvm:::instance/#");
  auto set = EffectiveSet::create(programs);
  EXPECT_FALSE(has_segment(*set));
  set = set->with(2, on_resources(40));
  EXPECT_TRUE(has_segment(*set));
  EXPECT_TRUE(set->is_front_all());
}

ActionView view_of(const std::string& text) {
  ActionView action;
  EXPECT_TRUE(read_action(text, action));
  return action;
}

struct Passing {
  std::size_t programs;
  std::size_t passed_max;  // of all questions together
  std::size_t bytes_max;
};

// All that speak of the action pass, and of the others not many; that costs little room.
TEST(Panel, LetsFewThrough) {
  for (const auto& [count, passed_max, bytes_max] :
       {Passing{3, 33, 700}, Passing{16, 185, 760}, Passing{17, 235, 2400}, Passing{64, 1550, 2700}}) {
    Programs programs;
    for (std::size_t i = 0; i < count; ++i) {
      std::string actions;
      for (std::size_t k = 0; k < 10; ++k)
        actions += (k > 0 ? "," : "") + json::quote("cvm:Do" + std::to_string(100 * i + k));
      programs.push_back(program_of(R"({"version":"2.0","statement":[{"effect":"allow","action":[)" + actions +
                                    R"(],"resource":"*"}]})"));
    }
    const Panel panel(programs);
    std::size_t passed = 0;
    for (std::size_t i = 0; i < count; ++i) {
      for (std::size_t k = 0; k < 10; ++k) {
        const std::string text = "cvm:Do" + std::to_string(100 * i + k);
        const std::uint64_t bits = panel.place().candidates(view_of(text), Effect::Allow);
        ASSERT_NE(bits & std::uint64_t{1} << i, 0U) << text << " of " << count;
        passed += static_cast<std::size_t>(std::popcount(bits));
        ASSERT_EQ(panel.place().candidates(view_of(text), Effect::Deny), 0U);
      }
    }
    EXPECT_LE(passed, passed_max) << count;
    EXPECT_LE(panel.bytes(), bytes_max) << count;
  }
}

// By service, or for every service, and by effect.
TEST(Panel, WideActions) {
  for (const auto& [count, passed_max, bytes_max] :
       {Passing{4, 4, 350}, Passing{16, 32, 700}, Passing{17, 35, 700}, Passing{60, 200, 1000}}) {
    Programs programs = each_with(count, "service#:Run*", "*");
    programs.push_back(program_of(deny("*:Stop*", "*")));
    const Panel panel(programs);
    EXPECT_TRUE(panel.has(Effect::Allow) && panel.has(Effect::Deny));
    std::size_t passed = 0;
    for (std::size_t i = 0; i < count; ++i) {
      const ActionView action = view_of("service" + std::to_string(1000 + i) + ":RunIt");
      const std::uint64_t bits = panel.place().candidates(action, Effect::Allow);
      ASSERT_NE(bits & std::uint64_t{1} << i, 0U) << count;
      passed += static_cast<std::size_t>(std::popcount(bits));
      ASSERT_EQ(panel.place().candidates(action, Effect::Deny), std::uint64_t{1} << count);
    }
    EXPECT_LE(passed, passed_max) << count;
    EXPECT_LE(panel.bytes(), bytes_max) << count;
  }
}

}  // namespace
}  // namespace opencam
