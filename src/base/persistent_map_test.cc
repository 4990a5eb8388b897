#include "base/persistent_map.h"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace opencam {
namespace {

using Map = PersistentMap<std::string, int>;
using Model = std::map<std::string, int>;

Model contents(const Map& map) { return {map.begin(), map.end()}; }

// Everything a map can be asked, against the model.
void expect_same(const Map& map, const Model& model) {
  ASSERT_EQ(map.size(), model.size());
  ASSERT_EQ(map.empty(), model.empty());
  ASSERT_EQ(contents(map), model);
  std::size_t index = 0;
  for (const auto& [key, value] : model) {
    ASSERT_NE(map.find(key), nullptr);
    ASSERT_EQ(map.at(key), value);
    const auto at = map.nth(index);
    ASSERT_EQ(at->first, key);
    ASSERT_EQ(std::distance(at, map.end()), static_cast<std::ptrdiff_t>(model.size() - index));
    ASSERT_EQ(map.lower_bound(key), at);
    ASSERT_EQ(map.count_before(key), index);
    ASSERT_EQ(map.count_before(key + "'"), index + 1);
    ++index;
  }
  ASSERT_EQ(map.nth(index), map.end());
  ASSERT_EQ(map.nth(index + 100), map.end());
}

// What changed, found by comparing everything.
using Changes = std::map<std::string, std::pair<int, int>>;
constexpr int none = -1;

Changes compared(const Model& before, const Model& after) {
  Changes changes;
  for (const auto& [key, value] : before) changes[key] = {value, none};
  for (const auto& [key, value] : after) changes.try_emplace(key, none, none).first->second.second = value;
  std::erase_if(changes, [](const auto& change) { return change.second.first == change.second.second; });
  return changes;
}

Changes told(const Map& before, const Map& after) {
  Changes changes;
  std::string last;
  Map::differences(before, after, [&](const Map::Entry* old, const Map::Entry* now) {
    const std::string& key = old != nullptr ? old->first : now->first;
    EXPECT_TRUE(changes.empty() || last < key);
    if (old != nullptr && now != nullptr) {
      EXPECT_EQ(old->first, now->first);
    }
    last = key;
    const std::pair<int, int> values(old == nullptr ? none : old->second, now == nullptr ? none : now->second);
    if (values.first != values.second) changes[key] = values;
  });
  return changes;
}

TEST(PersistentMap, IsASortedMap) {
  Map map;
  expect_same(map, {});
  EXPECT_FALSE(map.erase("a"));
  map.put("b", 2);
  map.put("a", 1);
  map.put("c", 3);
  map.put("b", 4);
  expect_same(map, {{"a", 1}, {"b", 4}, {"c", 3}});
  EXPECT_EQ(map.lower_bound("aa")->first, "b");
  EXPECT_EQ(map.lower_bound("d"), map.end());
  EXPECT_TRUE(map.erase("b"));
  EXPECT_FALSE(map.contains("b"));
  map.edit("z") = 26;
  expect_same(map, {{"a", 1}, {"c", 3}, {"z", 26}});
}

TEST(PersistentMap, CopiesDoNotSeeEachOthersChanges) {
  Map first;
  for (int i = 0; i < 100; ++i) first.put(std::to_string(i), i);
  const Model before = contents(first);
  Map second = first;
  EXPECT_TRUE(second.is_shared_with(first));
  second.put("17", 1000);
  EXPECT_FALSE(second.is_shared_with(first));
  expect_same(first, before);
  // The one that was copied from may change too.
  const Model changed = contents(second);
  first.erase("18");
  first.edit("19") = 7;
  expect_same(second, changed);
}

// Random puts and erases, with copies kept on the way; each copy must stay what it was.
TEST(PersistentMap, AgreesWithAPlainMapOnAnyHistory) {
  for (unsigned seed = 0; seed < 20; ++seed) {
    std::mt19937 random(seed);
    const int key_count = seed % 2 == 0 ? 40 : 1000;
    std::vector<std::pair<Map, Model>> kept;
    Map map;
    Model model;
    for (int step = 0; step < 600; ++step) {
      const std::string key = std::to_string(random() % static_cast<unsigned>(key_count));
      if (random() % 3 == 0) {
        ASSERT_EQ(map.erase(key), model.erase(key) == 1);
      } else {
        map.put(key, step);
        model[key] = step;
      }
      if (random() % 50 == 0) kept.emplace_back(map, model);
      if (!kept.empty() && random() % 100 == 0) std::tie(map, model) = kept[random() % kept.size()];
    }
    expect_same(map, model);
    for (const auto& [old_map, old_model] : kept) {
      expect_same(old_map, old_model);
      ASSERT_EQ(told(old_map, map), compared(old_model, model));
      ASSERT_EQ(told(map, old_map), compared(model, old_model));
    }
  }
}

TEST(PersistentMap, AgreesOnEveryOrderOfASmallMap) {
  std::vector<std::string> keys = {"a", "b", "c", "d", "e", "f"};
  do {
    Map map;
    Model model;
    for (const std::string& key : keys) {
      map.put(key, 1);
      model[key] = 1;
    }
    expect_same(map, model);
    for (const std::string& key : keys) {
      const Map before = map;
      map.erase(key);
      expect_same(before, model);
      model.erase(key);
      expect_same(map, model);
    }
  } while (std::next_permutation(keys.begin(), keys.end()));
}

// Counts how often two keys were compared: the price of an operation, whatever the machine.
struct CountingLess {
  using is_transparent = void;
  static inline std::uint64_t count = 0;
  bool operator()(std::uint32_t a, std::uint32_t b) const {
    ++count;
    return a < b;
  }
};
using CountedMap = PersistentMap<std::uint32_t, int, CountingLess>;

TEST(PersistentMap, StaysBalancedWhateverTheOrder) {
  constexpr std::uint32_t size = 100000;
  const auto worst_find = [](const CountedMap& map) {
    std::uint64_t worst = 0;
    for (std::uint32_t key = 0; key < size; key += 97) {
      CountingLess::count = 0;
      map.contains(key);
      worst = std::max(worst, CountingLess::count);
    }
    return worst;
  };
  CountedMap rising;
  for (std::uint32_t key = 0; key < size; ++key) rising.put(key, 0);
  // Two comparisons a level; no level is lighter than a quarter of the one above: 2 x log(100000) / log(4 / 3).
  EXPECT_LE(worst_find(rising), 82u);
  CountedMap falling;
  for (std::uint32_t key = size; key-- > 0;) falling.put(key, 0);
  EXPECT_LE(worst_find(falling), 82u);
  CountedMap thinned = rising;
  for (std::uint32_t key = 0; key < size / 2; ++key) thinned.erase(key);
  EXPECT_LE(worst_find(thinned), 82u);
}

TEST(PersistentMap, FindsDifferencesWithoutLookingAtWhatIsShared) {
  CountedMap before;
  for (std::uint32_t key = 0; key < 100000; ++key) before.put(key, 0);
  CountedMap after = before;
  after.put(77777, 1);
  after.erase(5);
  after.put(200000, 2);
  CountingLess::count = 0;
  std::vector<std::uint32_t> keys;
  CountedMap::differences(before, after, [&](const auto* old, const auto* now) {
    const std::uint32_t key = (old != nullptr ? old : now)->first;
    if (old == nullptr || now == nullptr || old->second != now->second) keys.push_back(key);
  });
  EXPECT_EQ(keys, (std::vector<std::uint32_t>{5, 77777, 200000}));
  EXPECT_LE(CountingLess::count, 1000u);
}

TEST(PersistentMap, ThreadsReadCopiesWhileOneIsChanged) {
  PersistentMap<int, int> map;
  for (int i = 0; i < 1000; ++i) map.put(i, 0);
  std::vector<std::jthread> readers;
  for (int round = 1; round <= 50; ++round) {
    // The reader lets go of its copy while the next round is written.
    readers.emplace_back([copy = map, round] {
      for (const auto& [key, value] : copy) EXPECT_LT(value, round);
    });
    for (int i = 0; i < 1000; i += 7) map.put(i, round);
  }
}

TEST(PersistentSet, IsASortedSet) {
  PersistentSet<int> set;
  EXPECT_TRUE(set.empty());
  for (const int key : {5, 1, 3, 5}) set.insert(key);
  const PersistentSet<int> copy = set;
  set.insert(3);
  EXPECT_TRUE(copy.is_shared_with(set));
  EXPECT_TRUE(set.erase(1));
  EXPECT_FALSE(set.erase(2));
  EXPECT_EQ(std::vector<int>(set.begin(), set.end()), (std::vector<int>{3, 5}));
  EXPECT_EQ(std::vector<int>(copy.begin(), copy.end()), (std::vector<int>{1, 3, 5}));
  EXPECT_EQ(*copy.nth(1), 3);
  EXPECT_EQ(copy.nth(3), copy.end());
  EXPECT_EQ(*copy.lower_bound(2), 3);
  EXPECT_EQ(copy.count_before(4), 2u);
  EXPECT_EQ(copy.size(), 3u);
  EXPECT_TRUE(copy.contains(1));
}

}  // namespace
}  // namespace opencam
