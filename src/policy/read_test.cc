// What stored documents mean beyond those that may be created (CAM-015), and what cannot be read at all.
#include <gtest/gtest.h>

#include "opencam/policy.h"

namespace opencam {
namespace {

Statement only_statement(std::string_view text, PolicyKind kind = PolicyKind::Identity) {
  const auto policy = read_policy(text, {.kind = kind});
  EXPECT_TRUE(policy) << text << ": " << policy.error().message();
  return policy && policy->statements().size() == 1 ? policy->statements().front() : Statement();
}

ResourcePattern resource(const std::string& text) {
  const Statement statement =
      only_statement(R"({"version":"2.0","statement":[{"effect":"deny","action":"*","resource":")" + text + "\"}]}");
  EXPECT_EQ(statement.resources.size(), 1U);
  return statement.resources.empty() ? ResourcePattern() : statement.resources.front();
}

PrincipalPattern principal(const std::string& text) {
  const Statement statement =
      only_statement(R"({"version":"2.0","statement":[{"effect":"deny","action":"sts:*","principal":)" + text + "}]}",
                     PolicyKind::Trust);
  EXPECT_EQ(statement.principals.size(), 1U);
  return statement.principals.empty() ? PrincipalPattern() : statement.principals.front();
}

TEST(ReadPolicy, AStatementWithoutAListIsAListOfOne) {
  const Statement statement =
      only_statement(R"({"version":"2.0","statement":{"effect":"allow","action":"name/cvm:Run*","resource":"*"}})");
  EXPECT_EQ(statement.effect, Effect::Allow);
  ASSERT_EQ(statement.actions.size(), 1U);
  EXPECT_EQ(statement.actions[0].service, "cvm");
  EXPECT_EQ(statement.actions[0].name, "Run*");
  EXPECT_EQ(statement.actions[0].text, "name/cvm:Run*");
  EXPECT_TRUE(statement.resources.at(0).is_any);
}

TEST(ReadPolicy, SegmentsAreReadAsTheyMean) {
  const ResourcePattern pattern = resource("qcs::cmqqueue:gz:uin/1000001:queueName/uin/${uin}/*");
  EXPECT_EQ(pattern.region, "ap-guangzhou");
  EXPECT_EQ(pattern.account, (AccountSegment{AccountForm::Uin, "1000001"}));
  EXPECT_EQ(pattern.content.literals, (std::vector<std::string>{"queueName/uin/", "/*"}));
  EXPECT_EQ(pattern.content.variables, std::vector<Variable>{Variable::Uin});
  EXPECT_FALSE(pattern.is_unmatchable);
  EXPECT_EQ(resource("qcs::cvm::uin/-1:*").account.form, AccountForm::Own);
  EXPECT_EQ(resource("qcs::cvm::*:*").account.form, AccountForm::Any);
  EXPECT_EQ(resource("qcs::cos::uid/1250000000:*").account.form, AccountForm::AppId);
}

TEST(ReadPolicy, AProjectIsHonouredWhereItIsStored) {
  EXPECT_EQ(resource("qcs:id/7:cvm:::*").project, "id/7");
  EXPECT_EQ(resource("qcs:id/*:cvm:::*").project, "");
  EXPECT_EQ(resource("qcs:*:cvm:::*").project, "");
  EXPECT_FALSE(resource("qcs:id/7:cvm:::*").is_unmatchable);
  EXPECT_TRUE(resource("qcs:7:cvm:::*").is_unmatchable);
}

// CAM-038: an allow matches nothing, and for a deny the segment covers everything.
TEST(ReadPolicy, AnUnreadableSegmentFailsClosed) {
  for (const char* text : {"qcs::c*:gz:uin/1:instance/i", "qcs::${s}:gz:uin/1:instance/i"}) {
    EXPECT_TRUE(resource(text).is_unmatchable) << text;
    EXPECT_EQ(resource(text).service, "") << text;
  }
  for (const char* text : {"qcs::cvm:ap-*:uin/1:instance/i", "qcs::cvm:${r}:uin/1:instance/i"}) {
    EXPECT_TRUE(resource(text).is_unmatchable) << text;
    EXPECT_EQ(resource(text).region, "") << text;
  }
  for (const char* text :
       {"qcs::cvm:gz:1:instance/i", "qcs::cvm:gz:uin/:instance/i", "qcs::cvm:gz:uin/${uin}:instance/i",
        "qcs::cvm:gz:uin/1000****:instance/i", "qcs::cvm:gz:$account:instance/i"}) {
    EXPECT_TRUE(resource(text).is_unmatchable) << text;
    EXPECT_EQ(resource(text).account.form, AccountForm::Any) << text;
    EXPECT_EQ(resource(text).region, "ap-guangzhou") << text;
  }
  for (const char* text :
       {"qcs::cvm:gz::instance/${foo}", "qcs::cvm:gz::instance/${uin", "qcs::cos:gz::b-1/${uin}/x"}) {
    EXPECT_TRUE(resource(text).is_unmatchable) << text;
    EXPECT_EQ(resource(text).content, (VariableText{{"*"}, {}})) << text;
  }
}

TEST(ReadPolicy, AnUnknownNameIsALiteral) {
  const ResourcePattern pattern = resource("qcs::SMS:ap-nowhere::app/1");
  EXPECT_FALSE(pattern.is_unmatchable);
  EXPECT_EQ(pattern.service, "SMS");
  EXPECT_EQ(pattern.region, "ap-nowhere");
}

TEST(ReadPolicy, PublishedSetsOfActionsAreOpaque) {
  for (const char* action : {"permid/280655", "actionName/Read"}) {
    const Statement statement = only_statement(
        R"({"version":"2.0","statement":[{"effect":"deny","resource":"*","action":")" + std::string(action) + "\"}]}");
    EXPECT_TRUE(statement.actions.at(0).is_opaque_set);
  }
}

TEST(ReadPolicy, PrincipalsHaveTheirForms) {
  const std::pair<std::string, PrincipalPattern> cases[] = {
      {R"("*")", {PrincipalForm::Everyone, "*", "", "", {}}},
      {R"({"qcs":"qcs::cam::anonymous:anonymous"})",
       {PrincipalForm::Everyone, "qcs::cam::anonymous:anonymous", "", "", {}}},
      {R"({"qcs":"qcs::cam::uin/1:root"})", {PrincipalForm::Account, "qcs::cam::uin/1:root", "1", "", {}}},
      {R"({"qcs":"qcs::cam::uin/1:uin/1"})", {PrincipalForm::Account, "qcs::cam::uin/1:uin/1", "1", "", {}}},
      {R"({"qcs":"qcs::cam::uin/1:uin/2"})", {PrincipalForm::User, "qcs::cam::uin/1:uin/2", "1", "2", {}}},
      {R"({"qcs":"qcs::cam::uin/1:groupid/3"})", {PrincipalForm::Group, "qcs::cam::uin/1:groupid/3", "1", "3", {}}},
      {R"({"qcs":"qcs::cam::uin/1:roleName/dev/ops"})",
       {PrincipalForm::Role, "qcs::cam::uin/1:roleName/dev/ops", "1", "dev/ops", {}}},
      {R"({"qcs":"qcs::cam::uin/1:role/46"})", {PrincipalForm::Role, "qcs::cam::uin/1:role/46", "1", "46", {}}},
      {R"({"qcs":"qcs::cam::uin/1:service/cdn"})",
       {PrincipalForm::CloudService, "qcs::cam::uin/1:service/cdn", "1", "cdn", {}}},
      {R"({"service":"cvm.qcloud.com"})", {PrincipalForm::Service, "cvm.qcloud.com", "", "cvm.qcloud.com", {}}},
      {R"({"federated":"qcs::cam::uin/1:saml-provider/x"})",
       {PrincipalForm::Federated, "qcs::cam::uin/1:saml-provider/x", "1", "saml-provider/x", {}}},
      {R"({"qcs":"*"})", {PrincipalForm::Unknown, "*", "", "", {}}},
      {R"({"qcs":"qcs::cam::uin/1:*"})", {PrincipalForm::Unknown, "qcs::cam::uin/1:*", "", "", {}}},
      {R"({"qcs":"qcs::cam::uin/1:roleName/"})", {PrincipalForm::Unknown, "qcs::cam::uin/1:roleName/", "", "", {}}},
      {R"({"qcs":"qcs::cam::uin/1:roleName/a*"})", {PrincipalForm::Unknown, "qcs::cam::uin/1:roleName/a*", "", "", {}}},
      {R"({"qcs":"qcs::cam::uin/1:role/${uin}"})", {PrincipalForm::Unknown, "qcs::cam::uin/1:role/${uin}", "", "", {}}},
      {R"({"qcs":"qcs::cam::uin/1:saml-provider/x"})",
       {PrincipalForm::Unknown, "qcs::cam::uin/1:saml-provider/x", "", "", {}}},
      {R"({"federated":"x"})", {PrincipalForm::Unknown, "x", "", "", {}}},
  };
  for (const auto& [text, expected] : cases) {
    const PrincipalPattern read = principal(text);
    EXPECT_EQ(read.form, expected.form) << text;
    EXPECT_EQ(read.text, expected.text);
    EXPECT_EQ(read.account, expected.account) << text;
    EXPECT_EQ(read.id, expected.id) << text;
  }
}

TEST(ReadPolicy, ThePrincipalOfAStatementReplacesThatOfTheDocument) {
  const auto policy = read_policy(R"({"version":"2.0","principal":{"qcs":"qcs::cam::uin/1:root"},"statement":[
      {"effect":"allow","action":"cos:*","resource":"*"},
      {"effect":"allow","action":"cos:*","resource":"*","principal":"*"}]})",
                                  {.kind = PolicyKind::Resource});
  ASSERT_TRUE(policy);
  EXPECT_EQ(policy->statements()[0].principals.at(0).form, PrincipalForm::Account);
  ASSERT_EQ(policy->statements()[1].principals.size(), 1U);
  EXPECT_EQ(policy->statements()[1].principals.at(0).form, PrincipalForm::Everyone);
}

TEST(ReadPolicy, ConditionsBecomeClauses) {
  const Statement statement =
      only_statement(R"({"version":"2.0","statement":[{"effect":"allow","action":"*","resource":"*",
      "condition":{"numeric_less_than":{"a":10,"b":["1.50"]},"for_all_value:string_equal_if_exist":{"c":["x${uin}","${y}"]}}}]})");
  ASSERT_EQ(statement.conditions.size(), 3U);
  EXPECT_EQ(statement.conditions[0].key, "a");
  EXPECT_TRUE(statement.conditions[0].values.at(0).is_number);
  EXPECT_EQ(statement.conditions[1].values.at(0).text.literals, std::vector<std::string>{"1.50"});
  EXPECT_FALSE(statement.conditions[1].values.at(0).is_number);
  EXPECT_EQ(statement.conditions[2].op, (ConditionOperator{Comparison::StringEqual, SetPrefix::ForAllValues, true}));
  EXPECT_TRUE(statement.conditions[2].values.at(0).text.has_variables());
  EXPECT_EQ(statement.conditions[2].values.at(1).text.literals, std::vector<std::string>{"${y}"});
}

TEST(ReadPolicy, SpansAreThoseOfTheText) {
  const std::string_view text =
      R"({"version":"2.0","statement":[{"effect":"allow","action":["cvm:*"],"resource":"*","condition":{"ip_equal":{"qcs:ip":"1.2.3.4"}}}]})";
  const Statement statement = only_statement(text);
  const auto at = [&](Span span) { return text.substr(span.begin, span.end - span.begin); };
  EXPECT_EQ(at(statement.actions.at(0).span), R"("cvm:*")");
  EXPECT_EQ(at(statement.resources.at(0).span), R"("*")");
  EXPECT_EQ(at(statement.conditions.at(0).operator_span), R"("ip_equal")");
  EXPECT_EQ(at(statement.conditions.at(0).key_span), R"("qcs:ip")");
  EXPECT_EQ(at(statement.conditions.at(0).values.at(0).span), R"("1.2.3.4")");
  EXPECT_TRUE(at(statement.span).starts_with(R"({"effect")"));
}

TEST(ReadPolicy, WhatHasNoSafeMeaningIsAnError) {
  const std::pair<std::string_view, ErrorCode> cases[] = {
      {"", ErrorCode::PolicyDocumentError},
      {R"({"version":"2.0","statement":[{"effect":"allow","effect":"deny","action":"*","resource":"*"}]})",
       ErrorCode::PolicyDocumentError},
      {R"({"version":"2.0","statement":[{"effect":"allow","Effect":"deny","action":"*","resource":"*"}]})",
       ErrorCode::PolicyDocumentError},
      {R"({"version":"2.0","statement":[{"effect":"allow","action":"*","resource":"*","notresource":"x"}]})",
       ErrorCode::PolicyDocumentError},
      {R"({"version":"3.0","statement":[{"effect":"allow","action":"*","resource":"*"}]})", ErrorCode::VersionError},
      {R"({"version":"2.0","statement":[]})", ErrorCode::StatementError},
      {R"({"version":"2.0","statement":[{"effect":"ALLOW","action":"*","resource":"*"}]})", ErrorCode::EffectError},
      {R"({"version":"2.0","statement":[{"effect":"allow","resource":"*"}]})", ErrorCode::ActionMiss},
      {R"({"version":"2.0","statement":[{"effect":"allow","action":"cvm","resource":"*"}]})", ErrorCode::ActionError},
      {R"({"version":"2.0","statement":[{"effect":"allow","action":"cvm:${uin}","resource":"*"}]})",
       ErrorCode::ActionError},
      {R"({"version":"2.0","statement":[{"effect":"allow","action":"*"}]})", ErrorCode::ResourceError},
      {R"({"version":"2.0","statement":[{"effect":"allow","action":"*","resource":"a/b"}]})",
       ErrorCode::ResourceQcsError},
      {R"({"version":"2.0","statement":[{"effect":"allow","action":"*","resource":"qcs::cvm:::"}]})",
       ErrorCode::ResourceContentError},
      {R"({"version":"2.0","statement":[{"effect":"allow","action":"*","resource":"*","condition":[]}]})",
       ErrorCode::ConditionError},
      {R"({"version":"2.0","statement":[{"effect":"allow","action":"*","resource":"*","condition":{"x":{"k":"v"}}}]})",
       ErrorCode::ConditionTypeError},
      {R"({"version":"2.0","statement":[{"effect":"deny","action":"*","resource":"*","condition":{"ip_equal":{"k":"v"}}}]})",
       ErrorCode::ConditionContentError},
      {R"({"version":"2.0","statement":[{"effect":"allow","action":"*","resource":"*","principal":"*"}]})",
       ErrorCode::PrincipalError},
  };
  for (const auto& [text, code] : cases) {
    const auto policy = read_policy(text, {.kind = PolicyKind::Identity});
    ASSERT_FALSE(policy) << text;
    EXPECT_EQ(name(policy.error().code()), name(code)) << text;
    EXPECT_TRUE(policy.error().span()) << text;
  }
  EXPECT_FALSE(read_policy(std::string(300 * 1024, ' '), {.kind = PolicyKind::Identity}));
}

TEST(ReadPolicy, DeepNestingIsAnErrorAndNotACrash) {
  EXPECT_FALSE(read_policy(std::string(200000, '['), {.kind = PolicyKind::Identity}));
  std::string objects;
  for (int i = 0; i < 30000; ++i) objects += R"({"a":)";
  EXPECT_FALSE(read_policy(objects, {.kind = PolicyKind::Identity}));
}

}  // namespace
}  // namespace opencam
