#include "engine/small_world.h"
#include "opencam/engine.h"

namespace opencam {
namespace {

std::string error_of(const std::string& text) {
  auto request = read_request(text);
  return request ? "no error" : request.error().message();
}

TEST(RequestLine, ReadsEveryForm) {
  auto request = read_request(R"({"principal":{"uin":"11"},"action":"batch:SubmitJob","resource":"qcs::batch:::job/*",
    "context":{"qcs:ip":"10.0.0.1","cos:tls-version":1.20,"cos:secure-transport":true,"qcs:request_tag":["a&b",7],"none":[]}})");
  ASSERT_TRUE(request) << request.error().message();
  EXPECT_EQ(std::get<UserRef>(request->principal).uin, "11");
  EXPECT_EQ(request->resources, std::vector<std::string>{"qcs::batch:::job/*"});
  EXPECT_EQ(*request->context.find("cos:tls-version"), std::vector<std::string>{"1.20"});
  EXPECT_EQ(*request->context.find("cos:secure-transport"), std::vector<std::string>{"true"});
  EXPECT_EQ(*request->context.find("qcs:request_tag"), (std::vector<std::string>{"a&b", "7"}));
  EXPECT_EQ(request->context.find("none"), nullptr);  // CAM-062
  EXPECT_EQ(request->context.all().size(), 5U);
}

TEST(RequestLine, ReadsEveryPrincipal) {
  const auto principal = [](const std::string& text) {
    auto request = read_request(R"({"principal":)" + text + R"(,"action":"a:B"})");
    EXPECT_TRUE(request) << text << (request ? "" : request.error().message());
    return request->principal;
  };
  EXPECT_EQ(principal(R"({"uin":11})"), PrincipalRef(UserRef{"11"}));
  EXPECT_EQ(principal(R"({"uin":"11","owner_uin":"1"})"), PrincipalRef(UserRef{"11", "1"}));
  EXPECT_EQ(principal(R"({"role":"r","owner_uin":"1"})"), PrincipalRef(RoleRef{"r", "1"}));
  EXPECT_EQ(principal(R"({"service":"cvm.qcloud.com"})"), PrincipalRef(ServiceRef{"cvm.qcloud.com"}));
  EXPECT_EQ(principal(R"({"anonymous":true})"), PrincipalRef(Anonymous{}));
}

TEST(RequestLine, TheResourceMayBeAbsentOrSeveral) {
  EXPECT_EQ(read_request(R"({"principal":{"uin":"1"},"action":"a:B"})")->resources, std::vector<std::string>{"*"});
  EXPECT_EQ(read_request(R"({"principal":{"uin":"1"},"action":"a:B","resource":["a","b"]})")->resources,
            (std::vector<std::string>{"a", "b"}));
}

// CAM-088: a session policy as an object or as text; one that cannot be read has no statements.
TEST(RequestLine, SessionPolicies) {
  const auto statements = [](const std::string& policy) {
    auto request = read_request(R"({"principal":{"uin":"1","session_policy":)" + policy + R"(},"action":"a:B"})");
    EXPECT_TRUE(request) << (request ? "" : request.error().message());
    return request->session_policy->statements().size();
  };
  EXPECT_EQ(statements(allow("*", "*")), 1U);
  EXPECT_EQ(statements(json::quote(allow("*", "*"))), 1U);
  EXPECT_EQ(statements("{}"), 0U);
  EXPECT_EQ(statements(R"("{")"), 0U);
}

TEST(RequestLine, Refuses) {
  EXPECT_EQ(error_of("[]"), "the text must be an object, not a list");
  EXPECT_EQ(error_of(R"({"action":"a:B"})"), "`principal` is missing");
  EXPECT_EQ(error_of(R"({"principal":{"uin":"1"}})"), "`action` is missing");
  EXPECT_EQ(error_of(R"({"principal":{},"action":"a:B"})"), "`principal` names nobody");
  EXPECT_EQ(error_of(R"({"principal":{"anonymous":false},"action":"a:B"})"), "`principal` names nobody");
  EXPECT_EQ(error_of(R"({"principal":{"uin":""},"action":"a:B"})"), "`principal.uin` is empty");
  EXPECT_EQ(error_of(R"({"principal":{"role":"r"},"action":"a:B"})"), "`principal.owner_uin` is missing");
  EXPECT_EQ(error_of(R"({"principal":{"uin":"1","name":"x"},"action":"a:B"})"), "unknown member `principal.name`");
  EXPECT_EQ(error_of(R"({"principal":{"uin":"1","session_policy":7},"action":"a:B"})"),
            "`principal.session_policy` must be an object or text, not a number");
  EXPECT_EQ(error_of(R"({"principal":{"uin":"1"},"action":"a:B","resource":7})"),
            "`resource` must be text or a list of texts, not a number");
  EXPECT_EQ(error_of(R"({"principal":{"uin":"1"},"action":"a:B","context":{"k":null}})"),
            "`context.k` must be text, a number, a boolean or a list of them, not a null");
  EXPECT_EQ(error_of(R"({"principal":{"uin":"1"},"action":"a:B","Context":{}})"), "unknown member `Context`");
}

TEST(RequestLine, AnswerLine) {
  Decision decision;
  EXPECT_EQ(print_decision(decision), R"({"decision":"deny","reason":"no_matching_allow","statements":[]})");
  decision = {.effect = Effect::Allow, .reason = Reason::Allowed, .statements = {{"P \"x\"", 3, Effect::Allow}}};
  EXPECT_EQ(
      print_decision(decision),
      R"({"decision":"allow","reason":"allowed","statements":[{"policy":"P \"x\"","index":3,"effect":"allow"}]})");
}

TEST(RequestLine, EveryNameIsItsText) {
  EXPECT_EQ(name(Reason::Root), "root");
  EXPECT_EQ(name(Reason::UnreadablePolicy), "unreadable_policy");
  EXPECT_EQ(name(PolicyLayer::General), "general");
  EXPECT_EQ(name(PolicyLayer::Trust), "trust");
  EXPECT_EQ(name(Element::Condition), "condition");
  EXPECT_EQ(name(Element::None), "none");
}

}  // namespace
}  // namespace opencam
