#include "base/persistent_table.h"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <string>
#include <thread>
#include <vector>

namespace opencam {
namespace {

using Model = std::map<std::string, int>;

// How keys are spread decides the shape of the trie: well, badly (many to one leaf), not at all.
struct BadHash {
  std::uint64_t operator()(std::string_view text) const { return StringHash{}(text) % 5 << 61; }
};
struct OneHash {
  std::uint64_t operator()(std::string_view) const { return 42; }
};

template <typename Hash>
class PersistentTableTest : public testing::Test {
 protected:
  using Table = PersistentTable<std::string, int, Hash>;

  static void expect_same(const Table& table, const Model& model) {
    ASSERT_EQ(table.size(), model.size());
    ASSERT_EQ(table.empty(), model.empty());
    Model held;
    table.for_each([&](const std::string& key, int value) { ASSERT_TRUE(held.emplace(key, value).second); });
    ASSERT_EQ(held, model);
    for (const auto& [key, value] : model) {
      ASSERT_NE(table.find(std::string_view(key)), nullptr);
      ASSERT_EQ(*table.find(key), value);
      ASSERT_FALSE(table.contains(key + "'"));
    }
  }
};

using Hashes = testing::Types<StringHash, BadHash, OneHash>;
TYPED_TEST_SUITE(PersistentTableTest, Hashes);

TYPED_TEST(PersistentTableTest, AgreesWithAPlainMapOnAnyHistory) {
  for (unsigned seed = 0; seed < 10; ++seed) {
    std::mt19937 random(seed);
    const unsigned key_count = seed % 2 == 0 ? 30 : 500;
    std::vector<std::pair<typename TestFixture::Table, Model>> kept;
    typename TestFixture::Table table;
    Model model;
    for (int step = 0; step < 800; ++step) {
      const std::string key = std::to_string(random() % key_count);
      if (random() % 5 < 2) {
        ASSERT_EQ(table.erase(key), model.erase(key) == 1);
      } else {
        table.put(key, step);
        model[key] = step;
      }
      if (random() % 60 == 0) kept.emplace_back(table, model);
      if (!kept.empty() && random() % 120 == 0) std::tie(table, model) = kept[random() % kept.size()];
    }
    this->expect_same(table, model);
    for (const auto& [old_table, old_model] : kept) this->expect_same(old_table, old_model);
    while (!model.empty()) {
      table.erase(model.begin()->first);
      model.erase(model.begin());
    }
    this->expect_same(table, {});
  }
}

TEST(PersistentTable, CopiesAreSharedUntilOneIsChanged) {
  TextTable<int> first;
  first.put("a", 1);
  TextTable<int> second = first;
  EXPECT_TRUE(second.is_shared_with(first));
  EXPECT_FALSE(second.erase("b"));
  EXPECT_TRUE(second.is_shared_with(first));
  second.edit("a") = 2;
  EXPECT_EQ(*first.find("a"), 1);
  EXPECT_EQ(*second.find("a"), 2);
}

TEST(PersistentTable, HoldsManyKeys) {
  TextTable<int> table;
  for (int i = 0; i < 100000; ++i) table.put("key-" + std::to_string(i), i);
  EXPECT_EQ(table.size(), 100000u);
  for (int i = 0; i < 100000; i += 37) ASSERT_EQ(*table.find("key-" + std::to_string(i)), i);
}

TEST(PersistentTable, ThreadsReadCopiesWhileOneIsChanged) {
  TextTable<int> table;
  for (int i = 0; i < 1000; ++i) table.put(std::to_string(i), 0);
  std::vector<std::jthread> readers;
  for (int round = 1; round <= 50; ++round) {
    readers.emplace_back(
        [copy = table, round] { copy.for_each([&](const std::string&, int value) { EXPECT_LT(value, round); }); });
    for (int i = 0; i < 1000; i += 7) table.put(std::to_string(i), round);
  }
}

}  // namespace
}  // namespace opencam
