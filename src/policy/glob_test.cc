#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

#include "opencam/name.h"

namespace opencam {
namespace {

// The meaning, as plainly as it can be said; exponential, and recursive, which only a test may be.
bool plainly_matches(std::string_view pattern, std::string_view text) {
  if (pattern.empty()) return text.empty();
  if (pattern.front() == '*') {
    return plainly_matches(pattern.substr(1), text) || (!text.empty() && plainly_matches(pattern, text.substr(1)));
  }
  return !text.empty() && pattern.front() == text.front() && plainly_matches(pattern.substr(1), text.substr(1));
}

bool plainly_matches_resource(std::string_view pattern, std::string_view text) {
  if (plainly_matches(pattern, text)) return true;
  return pattern.ends_with("/*") && plainly_matches(pattern.substr(0, pattern.size() - 2), text);
}

// All texts of the alphabet with at most `length_max` letters.
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

TEST(Glob, AgreesWithItsMeaningOnEverySmallCase) {
  for (const std::string& pattern : all_texts("ab*", 5)) {
    for (const std::string& text : all_texts("ab*", 4)) {
      ASSERT_EQ(glob_matches(pattern, text), plainly_matches(pattern, text)) << pattern << " on " << text;
    }
  }
}

TEST(Glob, OfResourcesAgreesWithItsMeaningOnEverySmallCase) {
  for (const std::string& pattern : all_texts("a/*", 5)) {
    for (const std::string& text : all_texts("a/*", 4)) {
      ASSERT_EQ(resource_glob_matches(pattern, text), plainly_matches_resource(pattern, text))
          << pattern << " on " << text;
    }
  }
}

struct GlobCase {
  std::string_view pattern, text;
  bool matches;
};

TEST(Glob, Cases) {
  const GlobCase cases[] = {
      {"*", "", true},
      {"", "", true},
      {"", "a", false},
      {"Describe*", "DescribeJobs", true},
      {"Describe*", "Describe", true},
      {"describe*", "DescribeJobs", false},
      {"*Bucket*", "PutBucketACL", true},
      {"Get*Object", "GetObjectTagging", false},
      {"a?c", "abc", false},
      {"a?c", "a?c", true},
      {"[ab]", "a", false},
      {"a\\*", "a*", false},
      {"dir1/*", "dir1/a/b:c", true},
  };
  for (const GlobCase& one : cases) {
    EXPECT_EQ(glob_matches(one.pattern, one.text), one.matches) << one.pattern << " on " << one.text;
  }
}

TEST(Glob, OfResourcesReachesThePathItself) {
  const GlobCase cases[] = {
      {"queueName/uin/125000000/*", "queueName/uin/125000000", true},
      {"queueName/uin/125000000/*", "queueName/uin/125000000/q", true},
      {"queueName/uin/125000000/*", "queueName/uin/1250000001", false},
      {"instance/ins-1", "instance/ins-11", false},
      {"job/*", "job/*", true},
      {"job/j-1", "job/*", false},
      {"job/*", "job", true},
      {"job/*", "jobs", false},
      {"*/*", "job", true},
      {"/*", "", true},
  };
  for (const GlobCase& one : cases) {
    EXPECT_EQ(resource_glob_matches(one.pattern, one.text), one.matches) << one.pattern << " on " << one.text;
  }
}

// pattern * text is 13 million steps here; trying every split would outlast the universe.
TEST(Glob, TheWorstCaseStaysBounded) {
  std::string pattern;
  for (int i = 0; i < 100; ++i) pattern += "a*";
  pattern += "b";
  const std::string text(65536, 'a');
  const auto start = std::chrono::steady_clock::now();
  EXPECT_FALSE(glob_matches(pattern, text));
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
}

TEST(Region, ShortAndOldCodesHaveALongName) {
  EXPECT_EQ(canonical_region("gz"), "ap-guangzhou");
  EXPECT_EQ(canonical_region("cn-south"), "ap-guangzhou");
  EXPECT_EQ(canonical_region("sg"), canonical_region("sgp"));
  EXPECT_EQ(canonical_region("bjjr"), "ap-beijing-fsi");
  EXPECT_EQ(canonical_region("ap-guangzhou"), "ap-guangzhou");
  EXPECT_EQ(canonical_region("GZ"), "GZ");
  EXPECT_EQ(canonical_region(""), "");
}

}  // namespace
}  // namespace opencam
