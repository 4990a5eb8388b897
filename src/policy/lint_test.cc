// Every lint code with a policy that has it and the place it points at, a page in docs/lint, and near misses that are
// fine.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "policy/lint.h"

namespace opencam {
namespace {

constexpr PolicyKind identity = PolicyKind::Identity;
constexpr PolicyKind trust = PolicyKind::Trust;

struct LintCase {
  LintCode code;
  std::string text;
  std::string place;  // what stands at the span of the finding
  PolicyKind kind = identity;
};

std::string with(const std::string& statements) { return R"({"version":"2.0","statement":[)" + statements + "]}"; }

std::string allow(const std::string& action, const std::string& resource) {
  return R"({"effect":"allow","action":)" + action + R"(,"resource":)" + resource + "}";
}

std::string deny(const std::string& action, const std::string& resource) {
  return R"({"effect":"deny","action":)" + action + R"(,"resource":)" + resource + "}";
}

// A statement about instances on this resource.
std::string on(const std::string& resource) { return with(allow(R"("cvm:Describe*")", "\"" + resource + "\"")); }

// A statement with this effect and condition.
std::string when(const std::string& effect, const std::string& condition) {
  return with(R"({"effect":")" + effect + R"(","action":"cos:*","resource":"*","condition":)" + condition + "}");
}

std::vector<LintCase> statement_cases() {
  const std::string submit = R"("batch:SubmitJob")";
  const std::string every_job = R"("qcs::batch:::job/*")";
  return {
      {LintCode::StatementNeverMatches, with(allow(R"("cam:AddUser")", R"("qcs::cam::uin/1:uin/2")")),
       R"("cam:AddUser")"},
      {LintCode::StatementNeverMatches, with(allow(submit, R"("qcs::batch:::job/j-1")")), submit},
      {LintCode::StatementNeverMatches, with(allow(submit, R"("qcs::cvm:::instance/*")")), submit},
      {LintCode::StatementNeverMatches, with(allow(R"("cvm:*")", R"("qcs::cvm::1:instance/*")")),
       R"("qcs::cvm::1:instance/*")"},
      {LintCode::StatementNeverMatches,
       when("allow", R"({"string_equal":{"a":"x"},"string_not_equal":{"a":["x","y"]}})"), R"("a")"},
      {LintCode::StatementNeverMatches, when("allow", R"({"string_equal":{"a":"x"},"string_like":{"a":"y*"}})"),
       R"("a")"},
      {LintCode::StatementNeverMatches, when("deny", R"({"null_equal":{"a":"true"},"string_equal":{"a":"x"}})"),
       R"("a")"},
      {LintCode::StatementNeverMatches,
       when("allow", R"({"numeric_less_than":{"n":[1,2]},"numeric_greater_than_equal":{"n":2}})"), R"("n")"},
      {LintCode::StatementNeverMatches, when("allow", R"({"date_equal":{"qcs:current_time":"2026-06-01 00:00:00"},
            "date_less_than":{"qcs:current_time":"2026-06-01T00:00:00Z"}})"),
       R"("qcs:current_time")"},
      {LintCode::StatementNeverMatches,
       when("allow", R"({"ip_equal":{"qcs:ip":"10.1.0.0/16"},"ip_not_equal":{"qcs:ip":"10.0.0.0/8"}})"), R"("qcs:ip")"},
      {LintCode::DenyHidesEveryAllow, with(allow(submit, every_job) + "," + deny(R"("batch:*")", R"("*")")),
       deny(R"("batch:*")", R"("*")")},
      {LintCode::AllowFullyDenied,
       with(allow(submit, every_job) + "," + deny(submit, R"("qcs::batch:::*")") + "," + allow(R"("cvm:*")", R"("*")")),
       allow(submit, every_job)},
      {LintCode::AllowEverything, with(allow(R"("*")", R"("*")")), allow(R"("*")", R"("*")")},
      {LintCode::DuplicateStatement,
       with(allow(submit, every_job) + "," + allow(R"(["name/batch:SubmitJob"])", every_job)),
       allow(R"(["name/batch:SubmitJob"])", every_job)},
      {LintCode::DuplicateValue, with(allow(R"(["cvm:Run*","name/cvm:Run*"])", R"("*")")), R"("name/cvm:Run*")"},
      {LintCode::DuplicateValue, when("allow", R"({"string_equal":{"a":["x","y","x"]}})"), R"("x")"},
      {LintCode::CoveredValue, with(allow(R"(["cvm:RunInstances","cvm:Run*"])", R"("*")")), R"("cvm:RunInstances")"},
      {LintCode::CoveredValue, with(allow(R"("cvm:*")", R"(["qcs::cvm:gz::instance/*","qcs::cvm:::*"])")),
       R"("qcs::cvm:gz::instance/*")"},
      {LintCode::MixedLevels, with(allow(R"(["batch:SubmitJob","batch:ModifyComputeNodeAttribute"])", every_job)),
       R"("batch:ModifyComputeNodeAttribute")"},
      {LintCode::MixedLevels, with(R"({"effect":"allow","action":["batch:DeleteJob","cam:AddUser"],"resource":"*",
            "condition":{"for_any_value:string_equal":{"qcs:resource_tag":"a&b"}}})"),
       R"("cam:AddUser")"},
  };
}

std::vector<LintCase> name_cases() {
  return {
      {LintCode::UnknownAction, with(allow(R"(["batch:SubmitJob","batch:Foo*"])", R"("*")")), R"("batch:Foo*")"},
      {LintCode::OpaqueActionSet, with(allow(R"("permid/280655")", R"("*")")), R"("permid/280655")"},
      {LintCode::TrustAction,
       with(R"({"effect":"allow","action":["sts:*","cvm:Run"],"principal":{"service":"cvm.qcloud.com"}})"),
       R"("cvm:Run")", trust},
      {LintCode::TrustEveryone,
       with(R"({"effect":"allow","action":"sts:AssumeRole","principal":{"qcs":["qcs::cam::anyone:anyone"]}})"),
       R"("qcs::cam::anyone:anyone")", trust},
      {LintCode::ResourceTypeMismatch,
       with(allow(R"(["batch:SubmitJob","batch:DeleteComputeEnv"])", R"("qcs::batch:::job/*")")),
       R"("batch:DeleteComputeEnv")"},
      {LintCode::UnknownResourceType, with(allow(R"("batch:*")", R"(["qcs::batch:::job/*","qcs::batch:::jobs/*"])")),
       R"("qcs::batch:::jobs/*")"},
      {LintCode::TypeCase, with(allow(R"("sts:AssumeRole")", R"(["*","qcs::cam::uin/1:RoleName/x"])")),
       R"("qcs::cam::uin/1:RoleName/x")"},
      {LintCode::DoubledType, on("qcs::cvm:gz::instance/instance/ins-1"), R"("qcs::cvm:gz::instance/instance/ins-1")"},
      {LintCode::UnknownRegion, on("qcs::cvm:ap-nowhere::instance/*"), R"("qcs::cvm:ap-nowhere::instance/*")"},
      {LintCode::RegionOfGlobalService, with(allow(R"("sts:*")", R"("qcs::cam:gz:uin/1:roleName/*")")),
       R"("qcs::cam:gz:uin/1:roleName/*")"},
      {LintCode::PlaceholderInAccount, on("qcs::cvm::uin/${uin}:instance/*"), R"("qcs::cvm::uin/${uin}:instance/*")"},
      {LintCode::PlaceholderInAccount, on("qcs::cvm::$account:instance/*"), R"("qcs::cvm::$account:instance/*")"},
      {LintCode::Placeholder, on("qcs::cvm::uin/1:instance/{instanceId}"),
       R"("qcs::cvm::uin/1:instance/{instanceId}")"},
      {LintCode::Placeholder, on("qcs::cvm::uin/1:instance/$id"), R"("qcs::cvm::uin/1:instance/$id")"},
      {LintCode::Placeholder, when("allow", R"({"string_equal":{"a":"${me}"}})"), R"("${me}")"},
      {LintCode::UnreadableSegment, on("qcs::cvm::12345:instance/*"), R"("qcs::cvm::12345:instance/*")"},
      {LintCode::MaskedDigits, on("qcs::cvm::uin/1:instance/ins-****"), R"("qcs::cvm::uin/1:instance/ins-****")"},
      {LintCode::MaskedDigits, with(allow(R"("cvm:Run**")", R"("*")")), R"("cvm:Run**")"},
      {LintCode::UidOutsideCos, on("qcs::cvm::uid/1250000000:instance/*"), R"("qcs::cvm::uid/1250000000:instance/*")"},
      {LintCode::UidLooksLikeUin, on("qcs::cos::uid/100000000001:b-1/*"), R"("qcs::cos::uid/100000000001:b-1/*")"},
      {LintCode::ProjectSegment, on("qcs:id/0:cvm::uin/1:instance/*"), R"("qcs:id/0:cvm::uin/1:instance/*")"},
      {LintCode::QuestionMark, on("qcs::cvm::uin/1:instance/ins-?"), R"("qcs::cvm::uin/1:instance/ins-?")"},
      {LintCode::QuestionMark, when("allow", R"({"string_like":{"a":"b?"}})"), R"("b?")"},
      {LintCode::StrayBlank, on("qcs::cvm::uin/1:instance/ins-1 "), R"("qcs::cvm::uin/1:instance/ins-1 ")"},
      {LintCode::StrayBlank, when("allow", R"({"string_equal":{"qcs:uin ":"1"}})"), R"("qcs:uin ")"},
      {LintCode::StrayBlank, when("allow", R"({"string_equal":{"qcs:uin":" 1"}})"), R"(" 1")"},
  };
}

std::vector<LintCase> condition_cases() {
  return {
      {LintCode::UnknownConditionKey, when("allow", R"({"string_equal":{"qcs:source_ip":"1.2.3.4"}})"),
       R"("qcs:source_ip")"},
      {LintCode::UnknownConditionKey, when("allow", R"({"string_equal":{"cos:no-such":"1"}})"), R"("cos:no-such")"},
      {LintCode::IpConditionNotSupported, with(R"({"effect":"allow","action":"batch:CreateCpmComputeEnv","resource":"*",
            "condition":{"ip_equal":{"qcs:ip":"10.0.0.0/8"}}})"),
       R"("batch:CreateCpmComputeEnv")"},
      {LintCode::DenyMissesAbsentKey, when("deny", R"({"string_not_equal":{"cos:versionid":"1"}})"),
       R"("string_not_equal")"},
      {LintCode::DenyFiresOnAbsentKey, when("deny", R"({"string_equal_if_exist":{"cos:prefix":"a/"}})"),
       R"("string_equal_if_exist")"},
      {LintCode::NegatedAnyValue, when("allow", R"({"for_any_value:string_not_equal":{"qcs:request_tag":"a&b"}})"),
       R"("for_any_value:string_not_equal")"},
      {LintCode::WildcardInExactValue, when("allow", R"({"string_equal":{"cos:prefix":"a/*"}})"), R"("a/*")"},
      {LintCode::TagWithoutAnyValue, when("allow", R"({"string_equal":{"qcs:resource_tag":"a&b"}})"),
       R"("string_equal")"},
  };
}

std::vector<LintCase> all_cases() {
  std::vector<LintCase> all;
  for (const auto& cases : {statement_cases(), name_cases(), condition_cases()})
    all.insert(all.end(), cases.begin(), cases.end());
  return all;
}

TEST(LintPolicy, EveryFindingHasItsCodePlaceAndRemedy) {
  for (const LintCase& one : all_cases()) {
    const auto found = lint_policy(one.text, {.kind = one.kind});
    const auto finding = std::ranges::find(found, name(one.code), &Diagnostic::code);
    ASSERT_NE(finding, found.end()) << name(one.code) << ": " << one.text;
    EXPECT_EQ(one.text.substr(finding->span.begin, finding->span.end - finding->span.begin), one.place) << one.text;
    EXPECT_NE(finding->severity, Severity::Error);
    EXPECT_FALSE(finding->help.empty()) << name(one.code);
    EXPECT_FALSE(finding->message.empty() || finding->message.ends_with('.')) << finding->message;
  }
}

TEST(LintPolicy, EveryCodeHasACase) {
  std::set<LintCode> shown;
  for (const LintCase& one : all_cases()) shown.insert(one.code);
  for (const LintCode code : all_lint_codes()) EXPECT_TRUE(shown.contains(code)) << name(code);
}

TEST(LintPolicy, EveryCodeHasAPageAndEveryPageACode) {
  const std::filesystem::path folder = OPENCAM_SOURCE_DIR "/docs/lint";
  std::set<std::string> codes = {"README"};
  for (const LintCode code : all_lint_codes()) {
    codes.emplace(name(code));
    std::ifstream file(folder / (std::string(name(code)) + ".md"));
    ASSERT_TRUE(file) << name(code) << " has no page";
    std::ostringstream page;
    page << file.rdbuf();
    EXPECT_TRUE(page.str().starts_with("# " + std::string(name(code)) + "\n")) << name(code);
    for (const char* part : {"**Why**", "**Example**", "**Remedy**"}) {
      EXPECT_NE(page.str().find(part), std::string::npos) << name(code) << " lacks " << part;
    }
    EXPECT_FALSE(summary(code).empty());
  }
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    EXPECT_TRUE(codes.contains(entry.path().stem().string())) << entry.path();
  }
}

TEST(LintPolicy, SaysNothingWhereNothingIsWrong) {
  const std::string clean[] = {
      with(allow(R"(["name/batch:*"])", R"(["qcs::batch:ap-guangzhou:uin/12345678:computeenv/*"])") + "," +
           deny(R"(["name/batch:*"])", R"(["qcs::batch:ap-guangzhou:uin/12345678:computeenv/env-1"])")),
      with(allow(R"(["batch:DescribeJobs","batch:DescribeJob"])", R"("qcs::batch::uin/1:job/*")")),
      with(allow(R"("batch:SubmitJob")", R"("qcs::batch:::job/*")")),
      with(allow(R"("batch:ModifyComputeNodeAttribute")", R"("*")")),
      // A broad deny also reaches actions of operation level.
      with(deny(R"("batch:ModifyComputeNodeAttribute")", R"("qcs::batch:::*")")),
      with(allow(R"("cmqqueue:*")", R"("qcs::cmqqueue::uin/1000001:queueName/uin/${uin}/*")")),
      with(allow(R"("finance:*")", R"("qcs::cvm:::*")")),
      with(allow(R"("sts:AssumeRole")", R"("qcs::cam::uin/1:roleName/x")")),
      with(allow(R"("tat:InvokeCommand")", R"(["qcs::tat:gz::command/*","qcs::cvm:gz::instance/*"])")),
      when("deny", R"({"string_not_equal_if_exist":{"cos:versionid":"1"}})"),
      when("deny", R"({"ip_not_equal":{"qcs:ip":"10.0.0.0/8"}})"),
      when("allow", R"({"numeric_less_than":{"n":3},"numeric_greater_than":{"n":[2,5]}})"),
      when("allow", R"({"string_equal":{"a":"${uin}"},"string_not_equal":{"a":"x"}})"),
      when(
          "allow",
          R"({"for_any_value:string_equal":{"qcs:resource_tag":"a&b"},"for_all_value:string_like":{"qcs:resource_tag":["c&*","a&*"]}})"),
      when("allow", R"({"null_equal":{"qcs:request_tag/Operation":"false"}})"),
      when("allow", R"({"ip_equal":{"qcs:ip":"10.0.0.0/8"},"ip_not_equal":{"qcs:ip":"10.1.0.0/16"}})"),
  };
  for (const std::string& text : clean) {
    const auto found = lint_policy(text, {});
    EXPECT_TRUE(found.empty()) << text << "\n"
                               << (found.empty() ? "" : found.front().code + ": " + found.front().message);
    const auto mistakes = check_policy(text, {});
    EXPECT_TRUE(mistakes.empty()) << text << "\n" << (mistakes.empty() ? "" : mistakes.front().message);
  }
}

TEST(LintPolicy, FindingsAreInTheOrderOfTheText) {
  const auto found = lint_policy(
      with(allow(R"(["cvm:Run*","cvm:Run*","batch:Foo"])", R"("qcs::cvm:ap-nowhere::instance/ins-**")")), {});
  ASSERT_GE(found.size(), 3U);
  EXPECT_TRUE(std::ranges::is_sorted(found, {}, [](const Diagnostic& one) { return one.span.begin; }));
}

TEST(LintPolicy, AVeryLongDocumentIsNotComparedWithItself) {
  std::string actions = R"("cvm:Run")";
  for (int i = 0; i < 10000; ++i) actions += R"(,"cvm:Run")";
  EXPECT_TRUE(lint_policy(with(allow("[" + actions + "]", R"("*")")), {}).empty());
}

TEST(LintPolicy, SaysNothingAboutATextThatCannotBeRead) { EXPECT_TRUE(lint_policy("{", {}).empty()); }

}  // namespace
}  // namespace opencam
