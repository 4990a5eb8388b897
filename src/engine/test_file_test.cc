#include "engine/test_file.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace opencam {
namespace {

std::string text_of(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

TestReport run(const std::string& text) {
  auto report = run_test_file(Source("test.json", text), *Catalog::built_in());
  EXPECT_TRUE(report) << (report ? "" : report.error().message());
  return report ? *report : TestReport();
}

std::string error_of(const std::string& text) {
  auto report = run_test_file(Source("test.json", text), *Catalog::built_in());
  return report ? "no error" : report.error().message();
}

constexpr const char* job_reader = R"([{"name":"reader",
  "policy":{"version":"2.0","statement":[{"effect":"allow","action":"batch:Describe*","resource":"*"}]},
  "cases":[{"principal":{"uin":"11","owner_uin":"1","app_id":"7","type":"sub_user"},"action":"batch:DescribeJob",
            "resource":"qcs::batch::uin/1:job/j","context":{},"expect":"EXPECT","why":"reading"}]}])";

std::string with_expectation(const std::string& expect) {
  std::string text = job_reader;
  return text.replace(text.find("EXPECT"), 6, expect);
}

// Every decision and every document that the project keeps as a case.
TEST(TestFile, ProjectCasesPass) {
  const std::filesystem::path folder = std::filesystem::path(OPENCAM_SOURCE_DIR) / "tests/conformance/cases";
  std::size_t count = 0;
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    if (file.path().extension() != ".json") continue;
    const Source source(file.path().filename(), text_of(file.path()));
    auto report = run_test_file(source, *Catalog::built_in());
    ASSERT_TRUE(report) << source.name() << ": " << report.error().message();
    for (const TestCase& one : report->cases) {
      ++count;
      EXPECT_TRUE(one.passed) << source.name() << ":" << source.position(one.span.begin).line << " " << one.entry
                              << " case " << one.number << ": " << one.title << ": expected " << one.expected
                              << ", found " << one.found << " (" << one.detail << ") " << one.why;
    }
  }
  EXPECT_GE(count, 295U);
}

TEST(TestFile, PassesAndFailsByTheExpectation) {
  EXPECT_TRUE(run(with_expectation("allow")).cases.at(0).passed);
  const TestReport report = run(with_expectation("deny"));
  EXPECT_FALSE(report.cases.at(0).passed);
  EXPECT_EQ(report.failed_count(), 1U);
  EXPECT_EQ(report.cases.at(0).found, "allow");
  EXPECT_EQ(report.cases.at(0).number, 1U);
  EXPECT_EQ(report.cases.at(0).title, "sub_user 11 batch:DescribeJob on qcs::batch::uin/1:job/j");
}

TEST(TestFile, TheReasonIsHeldToWhenItIsGiven) {
  EXPECT_TRUE(run(with_expectation(R"(allow","reason":"allowed)")).cases.at(0).passed);
  EXPECT_FALSE(run(with_expectation(R"(allow","reason":"root)")).cases.at(0).passed);
}

TEST(TestFile, DocumentEntriesAreChecked) {
  const TestReport report = run(R"([
    {"name":"good","kind":"document","valid":true,
     "policy":{"version":"2.0","statement":[{"effect":"allow","action":"*","resource":"*"}]}},
    {"name":"bad","kind":"document","valid":false,"expect_error":"InvalidParameter.VersionError","policy":{}},
    {"name":"text","kind":"document","valid":false,"expect_error":"PolicyDocumentError","policy":null,
     "policy_text":"{"},
    {"name":"wrong","kind":"document","valid":true,"policy":{}}])");
  ASSERT_EQ(report.cases.size(), 4U);
  EXPECT_TRUE(report.cases[0].passed);
  EXPECT_TRUE(report.cases[1].passed) << report.cases[1].found;
  EXPECT_TRUE(report.cases[2].passed) << report.cases[2].found;
  EXPECT_FALSE(report.cases[3].passed);
  EXPECT_EQ(report.cases[3].number, 0U);
}

// CAM-002: the limit itself is allowed.
TEST(TestFile, LongDocumentsAreGenerated) {
  const auto found = [](const std::string& length) {
    const TestReport report = run(R"([{"name":"long","kind":"document","valid":false,
      "expect_error":"PolicyDocumentLengthOverLimit",
      "policy_text":"__generate a valid document whose length without white space is )" +
                                  length + R"(__"}])");
    return report.cases.at(0).found;
  };
  EXPECT_EQ(found("6145"), "PolicyDocumentLengthOverLimit");
  EXPECT_EQ(found("6144"), "valid");
  EXPECT_EQ(found("many"), "PolicyDocumentError");
}

TEST(TestFile, TheOwnersSideIsGivenUnlessTheCaseIsAboutIt) {
  const std::string head = R"([{"name":"across",
    "policy":{"version":"2.0","statement":[{"effect":"allow","action":"cos:*","resource":"qcs::cos::uin/2:*"}]},
    "cases":[{"principal":{"uin":"11","owner_uin":"1","type":"sub_user"},"action":"cos:GetObject",
              "resource":"qcs::cos::uin/2:b/o","expect":"allow")";
  EXPECT_TRUE(run(head + "}]}]").cases.at(0).passed);
  EXPECT_EQ(run(head + R"(,"cross_account":{"owner_side_policy":null}}]}])").cases.at(0).detail, "cross_account");
  const std::string grant = R"(,"cross_account":{"owner_side_policy":{"version":"2.0","statement":[{"effect":"allow",
    "principal":{"qcs":"qcs::cam::uin/1:root"},"action":"cos:GetObject","resource":"*"}]}}}]}])";
  EXPECT_TRUE(run(head + grant).cases.at(0).passed);
}

TEST(TestFile, WhatIsNotInTheFormatIsRefused) {
  EXPECT_EQ(error_of("{}"), "the text must be a list of entries, not an object");
  EXPECT_EQ(error_of("[{}]"), "`[0].name` is missing");
  EXPECT_EQ(error_of(R"([{"name":"a"}])"), "`[0].policy` is missing");
  EXPECT_EQ(error_of(R"([{"name":"a","policy":{},"extra":1}])"), "unknown member `[0].extra`");
  EXPECT_EQ(error_of(R"([{"name":"a","policy":{}},{"name":"a","policy":{}}])"), "two entries are named `a`");
  EXPECT_EQ(error_of(R"([{"name":"a","policy":{},"policy_kind":"x"}])"),
            "`[0].policy_kind` must be `identity`, `session`, `resource` or `trust`");
  EXPECT_EQ(error_of(with_expectation("maybe")), "`[0].cases[0].expect` must be `allow` or `deny`");
  EXPECT_EQ(error_of(R"([{"name":"a","kind":"document","policy":{}}])"), "`[0].valid` is missing");
}

}  // namespace
}  // namespace opencam
