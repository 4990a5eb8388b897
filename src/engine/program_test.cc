// The search for a tag guesses its place; wherever the tags stand, it finds what halving finds.
#include "engine/program.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace opencam {
namespace {

void expect_found(const std::vector<std::uint32_t>& tags, const char* what) {
  const auto same = [](std::uint32_t tag) { return tag; };
  std::vector<std::uint32_t> asked = {0, 1, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff};
  for (const std::uint32_t tag : tags) asked.insert(asked.end(), {tag, tag - 1, tag + 1});
  for (const std::uint32_t tag : asked) {
    const auto wanted = static_cast<std::size_t>(std::ranges::lower_bound(tags, tag) - tags.begin());
    ASSERT_EQ(lower_tag(std::span(tags), tag, same), wanted) << what << ", tag " << tag << " of " << tags.size();
  }
}

TEST(Program, ATagIsFoundWhereverTagsAreCrowded) {
  std::mt19937 dice(5);
  for (std::size_t count = 0; count < 140; ++count) {
    std::vector<std::uint32_t> low;
    std::vector<std::uint32_t> high;
    std::vector<std::uint32_t> even;
    std::vector<std::uint32_t> equal;
    std::vector<std::uint32_t> two_heaps;
    for (std::uint32_t i = 0; i < count; ++i) {
      low.push_back(1 + i);
      high.push_back(0xffffff00 + i);
      even.push_back(static_cast<std::uint32_t>(dice()));
      equal.push_back(i % 3 == 0 ? 0x40000000 : 0xc0000000);
      two_heaps.push_back((i % 2 == 0 ? 0x10000000 : 0xe0000000) + i);
    }
    for (auto* tags : {&low, &high, &even, &equal, &two_heaps}) std::ranges::sort(*tags);
    expect_found(low, "at the beginning");
    expect_found(high, "at the end");
    expect_found(even, "spread evenly");
    expect_found(equal, "two values");
    expect_found(two_heaps, "two heaps");
  }
}

}  // namespace
}  // namespace opencam
