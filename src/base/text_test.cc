#include "base/text.h"

#include <gtest/gtest.h>

namespace opencam::text {
namespace {

TEST(Text, SplitsAndTrims) {
  EXPECT_EQ(split("a::b", ':'), (std::vector<std::string_view>{"a", "", "b"}));
  EXPECT_EQ(split("", ':'), (std::vector<std::string_view>{""}));
  EXPECT_EQ(trimmed(" \t x y\r\n"), "x y");
  EXPECT_EQ(trimmed(" \n"), "");
  EXPECT_EQ(joined({"a", "b"}, ", "), "a, b");
  EXPECT_EQ(joined({}, ", "), "");
}

TEST(Text, FoldsOnlyAscii) {
  EXPECT_EQ(ascii_lower("AbZ\xC3\x89"), "abz\xC3\x89");
  EXPECT_TRUE(equal_ignoring_ascii_case("Az", "aZ"));
  EXPECT_FALSE(equal_ignoring_ascii_case("\xC3\x89", "\xC3\xA9"));
  EXPECT_FALSE(equal_ignoring_ascii_case("a", "ab"));
}

TEST(Text, KnowsTheWordThatWasMeant) {
  const std::vector<std::string_view> known = {"show", "shown", "list", "cvm"};
  EXPECT_EQ(nearest("shwo", known), "show");
  EXPECT_EQ(nearest("shownn", known), "shown");
  EXPECT_EQ(nearest("lits", known), "list");
  EXPECT_EQ(nearest("cm", known), "cvm");
  EXPECT_EQ(nearest("xyz", known), "");
  EXPECT_EQ(nearest("x", known), "");
  EXPECT_EQ(nearest("", known), "");
  EXPECT_EQ(nearest(std::string(100, 's'), known), "");
}

TEST(Text, KnowsUtf8) {
  EXPECT_TRUE(is_utf8("a\xC3\xA9\xE4\xB8\xAD\xF0\x9F\x98\x80"));
  for (const char* bad :
       {"\x80", "\xC0\xAF", "\xE0\x80\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xC3", "\xF0\x9F\x98"}) {
    EXPECT_FALSE(is_utf8(bad));
  }
  EXPECT_EQ(code_points("a\xC3\xA9\xF0\x9F\x98\x80"), 3u);
  EXPECT_EQ(code_points("\xFF\xFE"), 2u);
}

TEST(Text, WritesUtf8AtEveryLength) {
  std::string out;
  for (const std::uint32_t code_point : {0x41u, 0xE9u, 0x4E2Du, 0x1F600u, 0x10FFFFu}) append_utf8(out, code_point);
  EXPECT_EQ(out, "A\xC3\xA9\xE4\xB8\xAD\xF0\x9F\x98\x80\xF4\x8F\xBF\xBF");
  EXPECT_TRUE(is_utf8(out));
}

TEST(Text, ShortensAtACodePoint) {
  EXPECT_EQ(shortened("abc", 3), "abc");
  EXPECT_EQ(shortened("abcd", 3), "abc...");
  EXPECT_EQ(shortened("ab\xC3\xA9", 3), "ab...");
  EXPECT_EQ(shortened("a\nb"), "a b");
}

TEST(Text, WellFormedKeepsWhatIsAndMarksWhatIsNot) {
  EXPECT_EQ(well_formed("a\xe4\xb8\xad"), "a\xe4\xb8\xad");
  EXPECT_EQ(well_formed("a\xff\xe4\xb8"
                        "b"),
            "a???b");
  EXPECT_EQ(well_formed(""), "");
}

}  // namespace
}  // namespace opencam::text
