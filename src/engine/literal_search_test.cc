#include "engine/literal_search.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "engine/text_index.h"

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
      ASSERT_EQ(find_without_avx2(text, wanted), text.find(wanted)) << wanted << " in " << text;
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
    ASSERT_EQ(find_without_avx2(text, wanted), text.find(wanted)) << wanted << " in " << text;
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

// An index finds what a search finds: stretches of the text with and without a wrong letter, of every size, from every
// place, so that its tables are made, lead astray and give up.
TEST(TextIndex, FindsWhatASearchFinds) {
  std::mt19937 dice(11);
  for (int round = 0; round < 150; ++round) {
    const std::size_t letters = 1 + dice() % 4;
    const std::size_t run = 1 + dice() % 40;
    std::string text;
    const std::size_t size = std::vector<std::size_t>{255, 256, 300, 1000, 2047, 2048, 2049}[dice() % 7];
    while (text.size() < size) text.append(1 + dice() % run, static_cast<char>('a' + dice() % letters));
    text.resize(size);
    TextIndex index;
    for (int i = 0; i < 400; ++i) {
      std::string wanted = text.substr(dice() % text.size(), dice() % (dice() % 2 == 0 ? 12 : 90));
      if (!wanted.empty() && dice() % 2 == 0) wanted[dice() % wanted.size()] = static_cast<char>('a' + dice() % 5);
      const std::size_t from = dice() % 3 == 0 ? dice() % (text.size() + 1) : 0;
      ASSERT_EQ(index.find(text, from, wanted), text.find(wanted, from))
          << wanted << " from " << from << " in " << text;
    }
  }
}

// What stands in the memory behind a text is none of it.
TEST(TextIndex, ATextEndsWhereItEnds) {
  std::string memory;
  for (int i = 0; memory.size() < 900; ++i) memory += std::to_string(i * i) + "/";
  const std::string_view text = std::string_view(memory).substr(0, 600);
  TextIndex index;
  for (std::size_t size = 1; size <= 20; ++size) {
    const std::string missing(size, '#');
    for (int i = 0; i < 8; ++i) ASSERT_EQ(index.find(text, 0, missing), std::string_view::npos);
    for (std::size_t from = 575; from <= 600; ++from) {
      const std::string_view wanted = std::string_view(memory).substr(from, size);
      ASSERT_EQ(index.find(text, from, wanted), text.find(wanted, from)) << size << " from " << from;
      ASSERT_EQ(index.find(text, 0, wanted), text.find(wanted)) << size << " of " << from;
    }
  }
}

// The table of one text says nothing of the next, be it of the same size.
TEST(TextIndex, EachTextHasItsOwnTable) {
  const std::string without(300, 'a');
  std::string with = without;
  with.replace(100, 2, "zz");
  TextIndex index;
  for (int round = 0; round < 3; ++round) {
    for (int i = 0; i < 10; ++i) ASSERT_EQ(index.find(without, 0, "zz"), std::string_view::npos);
    for (int i = 0; i < 10; ++i) ASSERT_EQ(index.find(with, 0, "zz"), 100U);
    for (int i = 0; i < 10; ++i)
      ASSERT_EQ(index.find(std::string_view(with).substr(0, 290), 101, "zz"), std::string_view::npos);
    for (int i = 0; i < 10; ++i) ASSERT_EQ(index.find(with, 0, "zzz"), std::string_view::npos);
  }
}

// Two texts by turns, and another one of the same size.
TEST(TextIndex, ForgetsTheTextBefore) {
  const std::string a(300, 'a');
  const std::string b(300, 'b');
  TextIndex index;
  for (int i = 0; i < 10; ++i) EXPECT_EQ(index.find(a, 0, "aa"), 0U);
  for (int i = 0; i < 10; ++i) EXPECT_EQ(index.find(b, 0, "aa"), std::string_view::npos);
  EXPECT_EQ(index.find(a, 299, "a"), 299U);
  EXPECT_EQ(index.find(a, 299, "aa"), std::string_view::npos);
  EXPECT_EQ(index.find(a, 300, ""), 300U);
}

}  // namespace
}  // namespace opencam
