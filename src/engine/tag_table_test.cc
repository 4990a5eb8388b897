// Every row is found by its tag, nothing else is, wherever the tags stand.
#include "engine/tag_table.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

namespace opencam {
namespace {

void expect_found(std::vector<std::uint32_t> tags) {
  std::ranges::sort(tags);
  std::vector<TagRow> rows;
  std::multimap<std::uint32_t, std::uint32_t> wanted;
  for (const std::uint32_t tag : tags) {
    rows.push_back({tag, static_cast<std::uint32_t>(rows.size())});
    wanted.emplace(tag, rows.back().number);
  }
  std::vector<TagRow> table(3, {0x12345678, 7});  // what stands before it belongs to another
  const TagRows made = append_tag_rows(table, rows);
  table.push_back({0, 9});  // and what comes after it
  std::vector<std::uint32_t> asked = {0, 1, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff};
  for (const std::uint32_t tag : tags) asked.insert(asked.end(), {tag, tag - 1, tag + 1});
  for (const std::uint32_t tag : asked) {
    std::multimap<std::uint32_t, std::uint32_t> found;
    EXPECT_FALSE(visit_tag(std::span<const TagRow>(table), made, tag, [&](const TagRow& row) {
      found.emplace(tag, row.number);
      return false;
    }));
    const auto [begin, end] = wanted.equal_range(tag);
    ASSERT_TRUE(std::ranges::equal(found, std::ranges::subrange(begin, end))) << tag << " of " << tags.size();
    ASSERT_EQ(visit_tag(std::span<const TagRow>(table), made, tag, [](const TagRow&) { return true; }), begin != end);
  }
}

TEST(TagTable, EveryTagIsFoundWhereverTheyAreCrowded) {
  std::mt19937 dice(7);
  for (std::uint32_t count = 0; count < 200; ++count) {
    std::vector<std::uint32_t> low, high, even, equal;
    for (std::uint32_t i = 0; i < count; ++i) {
      low.push_back(i);
      high.push_back(0xffffffff - i);
      even.push_back(static_cast<std::uint32_t>(dice()));
      equal.push_back(i % 3 == 0 ? 0xffffffff : 0xc0000000);
    }
    for (const auto& tags : {low, high, even, equal}) expect_found(tags);
  }
}

}  // namespace
}  // namespace opencam
