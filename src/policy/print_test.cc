// The canonical form: what it looks like, and the laws that it comes back and stays as it is.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "opencam/policy.h"
#include "policy/cover.h"

namespace opencam {
namespace {

std::string printed(std::string_view text, PolicyKind kind, Layout layout = Layout::Compact) {
  const auto policy = read_policy(text, {.kind = kind});
  EXPECT_TRUE(policy) << text;
  return policy ? print_policy(*policy, layout) : "";
}

TEST(PrintPolicy, IsLowerCaseInTheOrderOfTheGrammarWithListsOnly) {
  EXPECT_EQ(
      printed(R"({"Statement":{"Sid":"s","Resource":"*","Action":"name/cos:Get*","Effect":"Deny",
                        "Condition":{"numeric_equal":{"cos:tls-version":1.20},"string_equal":{"a":["x","y"]}}},
                        "Principal":"*","version":"2.0"})",
              PolicyKind::Resource),
      R"({"version":"2.0","statement":[{"sid":"s","effect":"deny","action":["cos:Get*"],"resource":["*"],)"
      R"("condition":{"numeric_equal":{"cos:tls-version":[1.20]},"string_equal":{"a":["x","y"]}},"principal":"*"}]})");
}

TEST(PrintPolicy, EveryActionIsAStar) {
  for (const char* action : {"*", "*:*", "name/*:*", "name/*"}) {
    EXPECT_EQ(printed(R"({"version":"2.0","statement":[{"effect":"allow","resource":"*","action":")" +
                          std::string(action) + "\"}]}",
                      PolicyKind::Identity),
              R"({"version":"2.0","statement":[{"effect":"allow","action":["*"],"resource":["*"]}]})");
  }
}

TEST(PrintPolicy, PrincipalsStayInTheirMembers) {
  EXPECT_EQ(printed(R"({"version":"2.0","statement":[{"effect":"allow","action":"sts:AssumeRole","principal":
              {"federated":["qcs::cam::uin/1:saml-provider/x","qcs::cam::uin/1:root"],"service":"cvm.qcloud.com",
               "qcs":["qcs::cam::uin/1:root","*"]}}]})",
                    PolicyKind::Trust),
            R"({"version":"2.0","statement":[{"effect":"allow","action":["sts:AssumeRole"],"principal":)"
            R"({"qcs":["qcs::cam::uin/1:root","*"],"service":["cvm.qcloud.com"],)"
            R"("federated":["qcs::cam::uin/1:saml-provider/x","qcs::cam::uin/1:root"]}}]})");
}

TEST(PrintPolicy, AFileEndsWithALineFeed) {
  EXPECT_EQ(printed(R"({"version":"2.0","statement":[{"effect":"deny","action":"*","resource":"*"}]})",
                    PolicyKind::Identity, Layout::Indented),
            "{\n"
            "  \"version\": \"2.0\",\n"
            "  \"statement\": [\n"
            "    {\n"
            "      \"effect\": \"deny\",\n"
            "      \"action\": [\n"
            "        \"*\"\n"
            "      ],\n"
            "      \"resource\": [\n"
            "        \"*\"\n"
            "      ]\n"
            "    }\n"
            "  ]\n"
            "}\n");
}

// Documents from a fixed seed: every element, in every form that a reader takes.
class DocumentMaker {
 public:
  explicit DocumentMaker(std::uint32_t seed) : random_(seed) {}

  std::string make(PolicyKind kind) {
    std::string text = R"({"version":"2.0","statement":[)";
    const int count = 1 + pick(3);
    for (int i = 0; i < count; ++i) text += (i > 0 ? "," : "") + statement(kind);
    return text + "]}";
  }

 private:
  int pick(int count) { return static_cast<int>(random_() % static_cast<std::uint32_t>(count)); }

  template <std::size_t count>
  std::string one_of(const char* const (&texts)[count]) {
    return texts[pick(count)];
  }

  template <std::size_t count>
  std::string some_of(const char* const (&texts)[count]) {
    if (pick(3) == 0) return one_of(texts);
    std::string list = "[" + one_of(texts);
    for (int i = pick(3); i > 0; --i) list += "," + one_of(texts);
    return list + "]";
  }

  std::string statement(PolicyKind kind) {
    static constexpr const char* actions[] = {R"("*")", R"("*:Get*")", R"("name/cvm:Run*")", R"("batch:SubmitJob")",
                                              R"("permid/7")"};
    static constexpr const char* resources[] = {R"("*")",
                                                R"("qcs::cvm:gz::instance/*")",
                                                R"("qcs::cmqqueue::uin/1:queueName/uin/${uin}/*")",
                                                R"("qcs:id/7:cvm:::a:b/\"\u00e4\\")",
                                                R"("qcs::batch:${region}:uin/${uin}:job/${job}")",
                                                R"("qcs::cos::uid/1:b-1/${uin}")"};
    std::string text = R"({"effect":)" + std::string(pick(2) == 0 ? R"("allow")" : R"("deny")");
    text += R"(,"action":)" + some_of(actions);
    if (kind != PolicyKind::Trust) text += R"(,"resource":)" + some_of(resources);
    if (pick(2) == 0) text += R"(,"condition":{)" + conditions() + "}";
    if (kind == PolicyKind::Trust || kind == PolicyKind::Resource) text += R"(,"principal":)" + principal();
    if (kind == PolicyKind::Resource && pick(2) == 0) text += R"(,"Sid":"s\n")";
    return text + "}";
  }

  std::string conditions() {
    static constexpr const char* texts[] = {R"("a&b")", R"("")", R"("${uin}x${app_id}")", R"("${foo}")", "12"};
    static constexpr const char* numbers[] = {"1.20", R"("-3e4")", "0", R"("${uin}")"};
    static constexpr const char* networks[] = {R"("10.0.0.1")", R"("10.0.0.1/24")", R"("2001:db8::/32")"};
    std::string text = R"("for_any_value:string_like_if_exist":{"qcs:tag":)" + some_of(texts) + R"(,"k\u0020":)" +
                       some_of(texts) + "}";
    if (pick(2) == 0) text += R"(,"numeric_less_than":{"n":)" + some_of(numbers) + "}";
    if (pick(2) == 0) text += R"(,"ip_not_equal":{"qcs:ip":)" + some_of(networks) + "}";
    if (pick(2) == 0) text += R"(,"null_equal":{"x":"TRUE"})";
    return text;
  }

  std::string principal() {
    static constexpr const char* qcs[] = {R"("qcs::cam::uin/1:root")", R"("qcs::cam::uin/1:uin/2")", R"("*")",
                                          R"("what")"};
    static constexpr const char* services[] = {R"("cvm.qcloud.com")", R"("")"};
    static constexpr const char* federated[] = {R"("qcs::cam::uin/1:oidc-provider/p")", R"("qcs::cam::uin/1:root")",
                                                R"("x")"};
    switch (pick(4)) {
      case 0:
        return R"("*")";
      case 1:
        return R"({"service":)" + some_of(services) + "}";
      case 2:
        return R"({"qcs":)" + some_of(qcs) + R"(,"federated":)" + some_of(federated) + "}";
      default:
        return R"({"qcs":)" + some_of(qcs) + "}";
    }
  }

  std::mt19937 random_;
};

bool is_same_pattern(const ResourcePattern& a, const ResourcePattern& b) {
  return a.text == b.text && a.is_any == b.is_any && a.project == b.project && a.service == b.service &&
         a.region == b.region && a.account == b.account && a.content == b.content &&
         a.is_unmatchable == b.is_unmatchable;
}

bool is_same_principal(const PrincipalPattern& a, const PrincipalPattern& b) {
  return a.form == b.form && a.text == b.text && a.account == b.account && a.id == b.id;
}

// Everything that a decision can see. Principals are compared as a set: their members have an order of their own.
bool is_same_meaning(Statement a, Statement b) {
  if (!std::ranges::is_permutation(a.principals, b.principals, is_same_principal)) return false;
  a.principals.clear();
  b.principals.clear();
  return is_same(a, b) && a.sid == b.sid && std::ranges::equal(a.resources, b.resources, is_same_pattern);
}

TEST(PrintPolicy, ComesBackAndStaysAsItIs) {
  DocumentMaker maker(20260601);
  for (int i = 0; i < 20000; ++i) {
    const PolicyKind kind = static_cast<PolicyKind>(i % 4);
    const std::string text = maker.make(kind);
    const auto policy = read_policy(text, {.kind = kind});
    ASSERT_TRUE(policy) << text << "\n" << policy.error().message();
    for (const Layout layout : {Layout::Compact, Layout::Indented}) {
      const std::string once = print_policy(*policy, layout);
      const auto again = read_policy(once, {.kind = kind});
      ASSERT_TRUE(again) << once << "\n" << again.error().message();
      ASSERT_TRUE(std::ranges::equal(policy->statements(), again->statements(), is_same_meaning)) << text << "\n"
                                                                                                  << once;
      ASSERT_EQ(print_policy(*again, layout), once);
    }
  }
}

}  // namespace
}  // namespace opencam
