#include "engine/literal_search.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace opencam {
namespace {

// All words of these letters up to that many.
std::vector<std::string> words(std::string_view letters, std::size_t size_max) {
  std::vector<std::string> all = {""};
  for (std::size_t begin = 0, size = 0; size < size_max; ++size) {
    const std::size_t end = all.size();
    for (; begin < end; ++begin) {
      for (const char letter : letters) all.push_back(all[begin] + letter);
    }
  }
  return all;
}

TEST(LiteralSearch, AllShortTexts) {
  for (const std::string& wanted : words("ab", 6)) {
    for (const std::string& text : words("ab", 8)) {
      ASSERT_EQ(find_literal(text, wanted), text.find(wanted)) << wanted << " in " << text;
      ASSERT_EQ(find_two_way(text, wanted), text.find(wanted)) << wanted << " in " << text;
    }
  }
}

// Around the widths of registers, and with beginnings that nearly match everywhere.
TEST(LiteralSearch, LongTexts) {
  std::mt19937 dice(7);
  for (int round = 0; round < 20000; ++round) {
    const std::size_t letters = 1 + dice() % 3;
    const auto word = [&](std::size_t size) {
      std::string text;
      while (text.size() < size) {
        // Runs make periods, and periods are what searches trip over.
        text.append(1 + dice() % 12, static_cast<char>('a' + dice() % letters));
      }
      text.resize(size);
      return text;
    };
    const std::string text = word(dice() % 500);
    std::string wanted = word(dice() % 80);
    if (dice() % 2 == 0 && !text.empty()) wanted = text.substr(dice() % text.size(), dice() % 70);
    ASSERT_EQ(find_literal(text, wanted), text.find(wanted)) << wanted << " in " << text;
    ASSERT_EQ(find_two_way(text, wanted), text.find(wanted)) << wanted << " in " << text;
  }
}

TEST(LiteralSearch, AnyByte) {
  const std::string text("a\0b\xff\x80z", 6);
  EXPECT_EQ(find_literal(text, std::string_view("\0b", 2)), 1U);
  EXPECT_EQ(find_literal(text, "\xff\x80"), 3U);
  EXPECT_EQ(find_literal(text, "\x80\xff"), std::string_view::npos);
}

// What leads astray again and again: the part that is looked for first is everywhere, the whole nowhere.
TEST(LiteralSearch, FallsBackToTwoWay) {
  std::string text;
  while (text.size() < 100000) text += "ab";
  const std::string wanted = "c" + text.substr(0, 5000);
  EXPECT_EQ(find_literal(text, wanted), std::string_view::npos);
  EXPECT_EQ(find_literal(text + wanted, wanted), text.size());
}

}  // namespace
}  // namespace opencam
