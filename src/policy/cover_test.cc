#include "policy/cover.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "policy/pattern.h"

namespace opencam {
namespace {

std::vector<std::string> all_texts(std::string_view alphabet, std::size_t length_max) {
  std::vector<std::string> texts = {""};
  for (std::size_t first = 0, length = 0; length < length_max; ++length) {
    const std::size_t end = texts.size();
    for (; first < end; ++first) {
      for (const char c : alphabet) texts.push_back(texts[first] + c);
    }
  }
  return texts;
}

// Whatever is said to be covered is covered on every small text, and globs meet exactly when a small text matches both.
TEST(Cover, OfGlobsIsTrueOnEverySmallCase) {
  const auto patterns = all_texts("ab*", 4);
  const auto texts = all_texts("ab", 6);
  for (const std::string& left : patterns) {
    for (const std::string& right : patterns) {
      bool meet = false;
      bool is_covered = true;
      for (const std::string& text : texts) {
        const bool in_left = glob_matches(left, text);
        const bool in_right = glob_matches(right, text);
        meet = meet || (in_left && in_right);
        is_covered = is_covered && (in_left || !in_right);
      }
      ASSERT_EQ(globs_meet(left, right), meet) << left << " and " << right;
      ASSERT_TRUE(is_covered || !glob_covers(left, right)) << left << " and " << right;
    }
  }
}

TEST(Cover, OfResourcesIsTrueOnEverySmallCase) {
  const auto contents = all_texts("a/*", 4);
  const auto texts = all_texts("a/", 6);
  for (const std::string& left : contents) {
    for (const std::string& right : contents) {
      if (left.empty() || right.empty()) continue;
      const auto wide = read_resource("qcs::cvm:::" + left).pattern;
      const auto narrow = read_resource("qcs::cvm:::" + right).pattern;
      if (!covers(wide, narrow)) continue;
      for (const std::string& text : texts) {
        ASSERT_TRUE(!resource_glob_matches(right, text) || resource_glob_matches(left, text))
            << left << ", " << right << ": " << text;
      }
    }
  }
}

struct CoverCase {
  const char* wide;
  const char* narrow;
  bool covers;
};

TEST(Cover, OfResourcesLooksAtEverySegment) {
  const CoverCase cases[] = {
      {"*", "qcs::cvm:::*", true},
      {"qcs:::::*", "*", false},
      {"qcs:::::*", "qcs::cvm:gz::instance/*", true},
      {"qcs::cvm:::*", "qcs::cdb:::*", false},
      {"qcs::cvm:gz::*", "qcs::cvm:ap-guangzhou::*", true},
      {"qcs::cvm:gz::*", "qcs::cvm:::*", false},
      {"qcs::cvm::uin/1:*", "qcs::cvm::uin/1:a/b", true},
      {"qcs::cvm::uin/1:*", "qcs::cvm:::a/b", false},
      {"qcs::cvm::*:*", "qcs::cvm::uin/1:a/b", true},
      {"qcs::cvm:::a/*", "qcs::cvm:::a/${uin}", true},
      {"qcs::cvm:::a/${uin}", "qcs::cvm:::a/*", false},
      {"qcs:id/1:cvm:::*", "qcs::cvm:::*", false},
      {"qcs::cvm::1:*", "qcs::cvm::1:*", false},
  };
  for (const CoverCase& one : cases) {
    EXPECT_EQ(covers(read_resource(one.wide).pattern, read_resource(one.narrow).pattern), one.covers)
        << one.wide << ", " << one.narrow;
  }
}

TEST(Cover, OfActionsKnowsNothingOfOpaqueSets) {
  const auto pattern = [](const char* text) { return read_action(text).pattern; };
  EXPECT_TRUE(covers(pattern("*"), pattern("cvm:Run")));
  EXPECT_TRUE(covers(pattern("cvm:*Run*"), pattern("name/cvm:RunInstances")));
  EXPECT_FALSE(covers(pattern("cvm:Run"), pattern("*")));
  EXPECT_FALSE(covers(pattern("*"), pattern("permid/1")));
  EXPECT_FALSE(covers(pattern("permid/1"), pattern("cvm:Run")));
}

}  // namespace
}  // namespace opencam
