// Rules of the check that are about more than one mistake: order, length, letter case, kinds.
#include <gtest/gtest.h>

#include "opencam/policy.h"

namespace opencam {
namespace {

std::vector<std::string> codes(std::string_view text, const CheckOptions& options = {}) {
  std::vector<std::string> found;
  for (const Diagnostic& one : check_policy(text, options)) found.push_back(one.code);
  return found;
}

using Codes = std::vector<std::string>;

TEST(CheckPolicy, ReportsAllMistakesInTheOrderOfTheChecks) {
  EXPECT_EQ(codes(R"({"statement":[
              {"effect":"allow","action":"cvm","resource":"qcs::cvm:gz:1:instance/*","condition":{"x":{"k":"v"}}},
              {"action":["nosuch:Run","batch:NoSuch"],"resource":"x","principal":"*"}],"extra":1})"),
            (Codes{"PolicyDocumentError", "VersionError", "EffectError", "ActionError", "ActionServiceNotExist",
                   "ActionNotExist", "ResourceQcsError", "ResourceUinError", "ConditionTypeError", "PrincipalError"}));
}

TEST(CheckPolicy, WithinOneCodeTheFirstInTheTextComesFirst) {
  const std::string_view text = R"({"version":"2.0","statement":{"effect":"allow","action":["b","a"],"resource":"*"}})";
  const auto found = check_policy(text, {});
  ASSERT_EQ(found.size(), 2U);
  EXPECT_LT(found[0].span.begin, found[1].span.begin);
}

TEST(CheckPolicy, OfOneResourceOnlyTheFirstMistakeIsReported) {
  EXPECT_EQ(codes(R"({"version":"2.0","statement":{"effect":"allow","action":"cvm:*","resource":
                     ["qcs:id/1:SMS:nowhere:1:${x}","qcs::SMS:nowhere:1:${x}","qcs::cvm:nowhere:1:${x}","qcs::cvm::1:${x}"]}})"),
            (Codes{"ResourceProjectError", "ResourceServiceNotExist", "ResourceRegionError", "ResourceUinError"}));
}

// Found by comparison with the oracle: the empty segment hid what was wrong before it.
TEST(CheckPolicy, AnEmptyLastSegmentHidesNoEarlierMistakeOfTheResource) {
  EXPECT_EQ(codes(R"({"version":"2.0","statement":{"effect":"allow","action":"cvm:*","resource":
                     ["qcs::SMS:gz::","qcs::cvm:nowhere::","qcs::cvm:::"]}})"),
            (Codes{"ResourceServiceNotExist", "ResourceRegionError", "ResourceContentError"}));
}

TEST(CheckPolicy, LengthCountsCodePointsWithoutBlanks) {
  const std::string head =
      R"({"version":"2.0","statement":[{"effect":"allow","action":"cvm:*","resource":"qcs::cvm:::instance/)";
  const std::string tail = R"("}]})";
  const std::size_t free = 6144 - head.size() - tail.size();
  const std::string full = head + std::string(free, 'x') + tail;
  EXPECT_EQ(codes(full), Codes{});
  EXPECT_EQ(codes(head + std::string(free + 1, 'x') + tail), Codes{"PolicyDocumentLengthOverLimit"});
  EXPECT_EQ(codes(" \t\r\n" + full + std::string(1000, ' ')), Codes{});
  std::string wide;
  for (std::size_t i = 0; i < free; ++i) wide += "\xe4\xb8\xad";
  EXPECT_EQ(codes(head + wide + tail), Codes{});
  // Blanks count nowhere, not even inside a string.
  EXPECT_EQ(codes(head + "a b" + std::string(free - 2, 'x') + tail), Codes{});
  EXPECT_EQ(codes(full, {.characters_max = 100}), Codes{"PolicyDocumentLengthOverLimit"});
}

TEST(CheckPolicy, ATextBeyondAllMeasureIsNotEvenRead) {
  EXPECT_EQ(codes(std::string(300 * 1024, ' ')), Codes{"PolicyDocumentLengthOverLimit"});
}

// Each of its statements would get a copy of each of its principals: gigabytes.
TEST(CheckPolicy, NothingElseIsLookedAtInATextThatIsTooLong) {
  std::string principals;
  for (int i = 0; i < 5000; ++i) principals += R"("qcs::cam::uin/1:root",)";
  std::string statements;
  for (int i = 0; i < 4000; ++i) statements += R"({"effect":"allow","action":"x"},)";
  const std::string text = R"({"version":"1.0","principal":{"qcs":[)" + principals + R"("*"]},"statement":[)" +
                           statements + R"({"effect":"?"}]})";
  ASSERT_LT(text.size(), 256 * 1024U);
  EXPECT_EQ(codes(text, {.kind = PolicyKind::Resource, .characters_max = 20480}),
            Codes{"PolicyDocumentLengthOverLimit"});
}

TEST(CheckPolicy, CapitalisedNamesAreForBucketsAndForWhoAsks) {
  const std::string_view text =
      R"({"Version":"2.0","Statement":[{"Effect":"Deny","Action":"cos:*","Resource":"*","Condition":{"ip_equal":{"qcs:ip":"1.2.3.4"}}}]})";
  EXPECT_EQ(codes(text).front(), "PolicyDocumentError");
  EXPECT_EQ(codes(text, {.accept_capitalised = true}), Codes{});
  const std::string_view of_bucket =
      R"({"version":"2.0","Principal":"*","Statement":[{"Sid":"a","Effect":"Deny","action":"cos:*","Resource":"*"}]})";
  EXPECT_EQ(codes(of_bucket, {.kind = PolicyKind::Resource}), Codes{});
  // The members of a principal are no elements.
  EXPECT_EQ(codes(R"({"version":"2.0","Principal":{"Qcs":"qcs::cam::uin/1:root"},"Statement":[
                      {"Effect":"Deny","Action":"cos:*","Resource":"*"}]})",
                  {.kind = PolicyKind::Resource}),
            Codes{"PrincipalError"});
}

TEST(CheckPolicy, AMistakeInThePrincipalOfTheDocumentIsReportedOnce) {
  EXPECT_EQ(codes(R"({"version":"2.0","principal":{"service":"nosuch"},"statement":[
                      {"effect":"allow","action":"sts:AssumeRole"},{"effect":"deny","action":"sts:AssumeRole"}]})",
                  {.kind = PolicyKind::Trust}),
            Codes{"PrincipalServiceNotExist"});
}

TEST(CheckPolicy, AcceptsEveryFormOfTheGrammar) {
  const std::pair<PolicyKind, std::string_view> cases[] = {
      {PolicyKind::Identity,
       R"({"version":"2.0","statement":{"effect":"deny","action":["*","*:*","name/*:*","cvm:*Run*"],
        "resource":["*","qcs:::::*","qcs::*:*:*:*","qcs::cvm:gz:uin/1:instance/a:b","qcs::cam:::uin/${uin}","qcs::cvm::uin/-1:*"],
        "condition":{"for_any_value:string_like_if_exist":{"qcs:tag":["a&${app_id}*"]},"numeric_equal":{"k":[1.20,"3e4"]},
                     "null_equal":{"qcs:ip":"FALSE"},"date_less_than":{"qcs:current_time":"2022-05-31 00:00:00"}}}})"},
      {PolicyKind::Session,
       R"({"statement":[{"resource":"*","action":"cos:GetObject","effect":"allow"}],"version":"2.0"})"},
      {PolicyKind::Trust, R"({"version":"2.0","statement":[{"effect":"allow","action":"name/sts:AssumeRole","principal":
        {"qcs":["qcs::cam::uin/1:root","qcs::cam::uin/1:uin/2","qcs::cam::uin/1:groupid/3","qcs::cam::uin/1:roleName/a/b"],
         "service":"cvm.qcloud.com","federated":"qcs::cam::uin/1:saml-provider/idp"}}]})"},
      {PolicyKind::Resource, R"({"version":"2.0","principal":{"qcs":"qcs::cam::anyone:anyone"},"statement":[
        {"effect":"allow","action":"cos:*","resource":"*","sid":"s"},
        {"effect":"deny","action":"cos:*","resource":"*","principal":{"qcs":"qcs::cam::uin/1:service/cdn"}}]})"},
  };
  for (const auto& [kind, text] : cases) {
    const auto found = check_policy(text, {.kind = kind});
    EXPECT_TRUE(found.empty()) << text << "\n" << (found.empty() ? "" : found.front().message);
    EXPECT_TRUE(read_policy(text, {.kind = kind})) << text;
  }
}

TEST(CheckPolicy, WhatIsPastedFromDocumentationHasItsRemedy) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"{\"version\":\"2.0\", // the version\n\"statement\":[]}", "delete the comment: JSON has none"},
      {"{\"version\":\"2.0\", # the version\n\"statement\":[]}", "delete the comment: JSON has none"},
      {"{\u201cversion\u201d:\"2.0\"}", "use straight double quotes"},
      {"{\"version\":'2.0'}", "use straight double quotes"},
      {"\ufeff{\"version\":\"2.0\"}", "save the file without a byte order mark"},
      {R"({"version":"2.0","statement":[{"effect":"allow","action":"*","resource":"*" "*"}]})",
       "put a comma between two values, and several values of one element into `[` and `]`"},
      {R"({"version":"2.0","statement":[})", "write the document as JSON"},
  };
  for (const auto& [text, help] : cases) {
    const auto found = check_policy(text, {});
    ASSERT_EQ(found.size(), 1U) << text;
    EXPECT_EQ(found.front().code, "PolicyDocumentError");
    EXPECT_EQ(found.front().help, help) << text << "\n" << found.front().message;
  }
}

TEST(CheckPolicy, MistakesRenderWithPlaceAndRemedy) {
  const Source source("policy.json",
                      "{\n  \"version\": \"2.0\",\n  \"statement\": {\"effect\": \"allow\", \"action\": \"cvm\",\n"
                      "    \"resource\": \"*\"}\n}\n");
  const auto found = check_policy(source.text(), {});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(render(found.front(), source),
            "policy.json:3:47: error[ActionError]: `cvm` is not an action: it has no `:`\n"
            "  3 |   \"statement\": {\"effect\": \"allow\", \"action\": \"cvm\",\n"
            "    |                                               ^^^\n"
            "  help: write `service:Name`, for example `cvm:DescribeInstances`, or `*`\n");
}

}  // namespace
}  // namespace opencam
