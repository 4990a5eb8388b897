#include "engine/facts.h"

#include "engine/key_source.h"
#include "engine/small_world.h"
#include "engine/variable.h"

namespace opencam {
namespace {

using Values = std::vector<std::string>;
using Given = std::vector<std::pair<std::string, Values>>;

class NoSurroundings : public Surroundings {
 public:
  const Catalog& catalog() const override { return *catalog_; }
  std::string_view account_of_app_id(std::string_view) const override { return {}; }
  std::string_view app_id_of_account(std::string_view) const override { return {}; }
  const std::map<std::string, std::string>* tags_of(std::string_view resource) const override {
    return stored_ && resource == "qcs::cvm::uin/1:instance/a" ? &*stored_ : nullptr;
  }

  std::optional<std::map<std::string, std::string>> stored_;

 private:
  std::shared_ptr<const Catalog> catalog_ = Catalog::built_in();
};

const Principal user{.kind = PrincipalKind::User, .uin = "11", .owner_uin = "1", .app_id = "71"};

Values find(const std::string& key, const Given& given, const NoSurroundings& around = {},
            const Principal& caller = user, const std::string& action = "cvm:StopInstances") {
  Request request{.action = action, .resources = {"qcs::cvm::uin/1:instance/a"}};
  for (const auto& [name, values] : given) request.context.set(name, values);
  const auto asked = read_asked(request, caller, around);
  EXPECT_TRUE(asked) << asked.error().message();
  Facts facts(request, *asked, caller, around);
  facts.look_at(asked->resources.front());
  const auto values = facts.find(key);
  return {values.begin(), values.end()};
}

struct TagCase {
  const char* key;
  Given given;
  Values values;
};

// The values that a condition finds under the key, by every way: these, no other ones, and none when it is absent.
void expect_found(const TagCase& one) {
  const auto holds = [&](const std::string& op, const Values& listed) {
    std::string list;
    for (const std::string& value : listed) list += (list.empty() ? "[" : ",") + json::quote(value);
    const std::string clause =
        R"("condition":{")" + op + R"(":{)" + json::quote(one.key) + ":" + (list.empty() ? "[" : list) + "]}}";
    const Snapshot snapshot = SmallWorld().policy("P", allow("*", "*", clause)).user("11", {"P"}).snapshot();
    const Request request = asked("11", "cvm:StopInstances", "qcs::cvm::uin/1:instance/a", one.given);
    return in_every_way(snapshot, request).starts_with("allow");
  };
  EXPECT_EQ(holds("null_equal", {"true"}), one.values.empty()) << one.key;
  EXPECT_FALSE(holds("for_any_value:string_equal", {"something else"})) << one.key;
  if (one.values.empty()) return;
  EXPECT_TRUE(holds("for_all_value:string_equal", one.values)) << one.key;
  for (const std::string& value : one.values) EXPECT_TRUE(holds("for_any_value:string_equal", {value})) << one.key;
}

TEST(Facts, TheContextAsGiven) {
  EXPECT_EQ(find("k", {{"k", {"a", "b"}}}), (Values{"a", "b"}));
  EXPECT_EQ(find("K", {{"k", {"a"}}}), Values{});
  EXPECT_EQ(find("k", {{"k", {}}}), Values{});      // CAM-062
  EXPECT_EQ(find("k", {{"k", {""}}}), Values{""});  // CAM-068: present
}

// CAM-049.
TEST(Facts, WhoCallsComesFromTheSystem) {
  EXPECT_EQ(find("qcs:uin", {{"qcs:uin", {"99"}}}), Values{"11"});
  EXPECT_EQ(find("qcs:owner_uin", {{"qcs:owner_uin", {"99"}}}), Values{"1"});
  const Principal role{.kind = PrincipalKind::Role, .uin = "r", .owner_uin = "1"};
  EXPECT_EQ(find("qcs:uin", {{"qcs:uin", {"99"}}}, {}, role), Values{});
  EXPECT_EQ(find("qcs:owner_uin", {}, {}, role), Values{"1"});
}

TEST(Facts, TheSecondFactorIsNeverAbsent) {
  EXPECT_EQ(find("mfa", {}), Values{"0"});
  EXPECT_EQ(find("qcs:mfa", {}), Values{"0"});
  EXPECT_EQ(find("mfa", {{"mfa", {}}}), Values{"0"});
  EXPECT_EQ(find("mfa", {{"qcs:mfa", {"1"}}}), Values{"1"});
  EXPECT_EQ(find("qcs:mfa", {{"mfa", {"1"}}}), Values{"1"});
  EXPECT_EQ(find("mfa", {{"mfa", {"0"}}, {"qcs:mfa", {"1"}}}), Values{"0"});
}

TEST(Facts, ConditionsFindTheSame) {
  const TagCase cases[] = {
      {"k", {{"k", {"a", "b"}}}, {"a", "b"}},
      {"k", {{"j", {"a"}}, {"l", {"b"}}}, {}},
      {"k", {{"k", {""}}}, {""}},
      {"qcs:uin", {{"qcs:uin", {"99"}}}, {"11"}},
      {"qcs:owner_uin", {{"qcs:owner_uin", {"99"}}}, {"1"}},
      {"mfa", {}, {"0"}},
      {"qcs:mfa", {}, {"0"}},
      {"mfa", {{"qcs:mfa", {"1"}}}, {"1"}},
      {"qcs:mfa", {{"mfa", {"1"}}}, {"1"}},
      {"mfa", {{"mfa", {"0"}}, {"qcs:mfa", {"1"}}}, {"0"}},
      {"qcs:mfa", {{"mfa", {"0"}}, {"qcs:mfa", {"1"}}}, {"1"}},
      {"qcs:ip", {{"qcs:ip", {"1.2.3.4"}}}, {"1.2.3.4"}},
      {"qcs:taggish", {{"qcs:taggish", {"v"}}, {"qcs:tag", {"a&b"}}}, {"v"}},
  };
  for (const TagCase& one : cases) expect_found(one);
}

// CAM-073: CreateCpmComputeEnv does not support the IP condition.
TEST(Facts, TheAddressIsAbsentWhereTheActionDoesNotSendIt) {
  EXPECT_EQ(find("qcs:ip", {{"qcs:ip", {"1.2.3.4"}}}), Values{"1.2.3.4"});
  EXPECT_EQ(find("qcs:ip", {{"qcs:ip", {"1.2.3.4"}}}, {}, user, "batch:CreateCpmComputeEnv"), Values{});
}

// CAM-048.
TEST(Facts, TagsOfTheContext) {
  const TagCase cases[] = {
      {"qcs:resource_tag", {{"qcs:resource_tag", {"a&b"}}}, {"a&b"}},
      {"qcs:tag", {{"qcs:resource_tag", {"a&b"}}}, {"a&b"}},
      {"qcs:resource_tag", {{"qcs:tag", {"a&b"}}}, {"a&b"}},
      {"qcs:resource_tag", {{"qcs:tag", {"a&b"}}, {"qcs:resource_tag", {"c&d"}}}, {"c&d"}},
      {"qcs:tag", {{"qcs:tag", {"a&b"}}, {"qcs:resource_tag", {"c&d"}}}, {"a&b"}},
      {"qcs:resource_tag/a", {{"qcs:resource_tag", {"a&b", "c&d", "a&e&f"}}}, {"b", "e&f"}},
      {"qcs:tag/c", {{"qcs:resource_tag", {"a&b", "c&d"}}}, {"d"}},
      {"qcs:resource_tag/x", {{"qcs:resource_tag", {"a&b"}}}, {}},
      {"qcs:resource_tag/a", {{"qcs:resource_tag", {"a"}}}, {""}},
      {"qcs:resource_tag/a", {{"qcs:resource_tag/a", {"v"}}}, {"v"}},
      {"qcs:tag/a", {{"qcs:resource_tag/a", {"v"}}}, {"v"}},
      {"qcs:resource_tag/a", {{"qcs:resource_tag/a", {"v"}}, {"qcs:resource_tag", {"b&c"}}}, {}},
      {"qcs:request_tag", {{"qcs:request_tag", {"a&b"}}}, {"a&b"}},
      {"qcs:request_tag/a", {{"qcs:request_tag", {"a&b"}}}, {"b"}},
      {"qcs:request_tag/a", {{"qcs:request_tag/a", {"v"}}}, {"v"}},
      {"qcs:request_tag/a", {{"qcs:resource_tag", {"a&b"}}}, {}},
  };
  for (const TagCase& one : cases) {
    EXPECT_EQ(find(one.key, one.given), one.values) << one.key;
    expect_found(one);
  }
}

// CAM-047.
TEST(Facts, StoredTagsComeBeforeTheContext) {
  NoSurroundings around;
  around.stored_ = {{"team", "a"}, {"env", "x"}};
  const Given lie = {{"qcs:resource_tag", {"team&b"}}, {"qcs:tag/team", {"b"}}};
  EXPECT_EQ(find("qcs:resource_tag", lie, around), (Values{"env&x", "team&a"}));
  EXPECT_EQ(find("qcs:tag", lie, around), (Values{"env&x", "team&a"}));
  EXPECT_EQ(find("qcs:tag/team", lie, around), Values{"a"});
  around.stored_ = std::map<std::string, std::string>{};
  EXPECT_EQ(find("qcs:resource_tag", lie, around), Values{});
  EXPECT_EQ(find("qcs:tag/team", lie, around), Values{});
  // An action that is decided as a whole names no resource, so nothing is known of one.
  EXPECT_EQ(find("qcs:resource_tag", lie, around, user, "batch:DescribeInstanceCategories"), Values{"team&b"});
}

// Of the next resource nothing is known that is known of the one before.
TEST(Facts, TagsAreOfTheResourceThatIsLookedAt) {
  NoSurroundings around;
  around.stored_ = {{"team", "a"}, {"env", "x"}};
  Request request{.action = "cvm:StopInstances", .resources = {"qcs::cvm::uin/1:instance/a", "qcs::cvm::uin/1:vpc/b"}};
  request.context.set("qcs:resource_tag", {"team&b"});
  const auto asked = read_asked(request, user, around);
  ASSERT_TRUE(asked);
  Facts facts(request, *asked, user, around);
  for (int round = 0; round < 2; ++round) {
    facts.look_at(asked->resources[0]);
    EXPECT_EQ(facts.find("qcs:resource_tag/team")[0], "a");
    facts.look_at(asked->resources[1]);
    EXPECT_EQ(facts.find("qcs:resource_tag/team")[0], "b");
  }
}

TEST(Facts, WithoutAResourceTheContextCounts) {
  const NoSurroundings around;
  Request request{.action = "sts:AssumeRole", .resources = {"*"}};
  request.context.set("qcs:resource_tag", {"team&b"});
  const auto asked = read_asked(request, user, around);
  ASSERT_TRUE(asked);
  const Facts facts(request, *asked, user, around);
  EXPECT_EQ(facts.find("qcs:tag/team")[0], "b");
}

// What of a key's text decides where its values come from.
TEST(KeySource, Families) {
  struct Case {
    const char* key;
    KeySource source;
    std::optional<std::string_view> tag_key;
  };
  const Case cases[] = {
      {"k", KeySource::Given, {}},
      {"", KeySource::Given, {}},
      {"qcs:uin", KeySource::Uin, {}},
      {"qcs:owner_uin", KeySource::OwnerUin, {}},
      {"mfa", KeySource::Mfa, {}},
      {"qcs:mfa", KeySource::QcsMfa, {}},
      {"qcs:ip", KeySource::Ip, {}},
      {"qcs:resource_tag", KeySource::ResourceTag, {}},
      {"qcs:resource_tag/", KeySource::ResourceTag, ""},
      {"qcs:resource_tag/team", KeySource::ResourceTag, "team"},
      {"qcs:resource_tags", KeySource::Given, {}},
      {"qcs:tag", KeySource::OldTag, {}},
      {"qcs:tag/a/b", KeySource::OldTag, "a/b"},
      {"qcs:tag:team", KeySource::Given, {}},
      {"qcs:taggish", KeySource::Given, {}},
      {"qcs:request_tag", KeySource::Given, {}},
      {"qcs:request_tag/team", KeySource::RequestTag, "team"},
      {"qcs:request_tagging", KeySource::Given, {}},
      {"qcs:ta", KeySource::Given, {}},
  };
  for (const Case& one : cases) {
    const KeyReading reading = read_key(one.key);
    EXPECT_EQ(reading.source, one.source) << one.key;
    EXPECT_EQ(reading.tag_key, one.tag_key) << one.key;
  }
}

// CAM-062.
TEST(Context, WhatIsErasedIsAbsent) {
  Context context;
  context.set("a", {"1"});
  context.set("b", {"2"});
  context.erase("c");
  context.erase("a");
  EXPECT_EQ(context.find("a"), nullptr);
  ASSERT_NE(context.find("b"), nullptr);
  EXPECT_EQ(*context.find("b"), Values{"2"});
}

struct VariableCase {
  PrincipalKind kind;
  const char* uin;
  const char* owner_uin;
  const char* app_id;
};

// CAM-050.
TEST(Variable, ValuesByCaller) {
  const Principal caller{.kind = PrincipalKind::User, .uin = "11", .owner_uin = "1", .app_id = "71"};
  const VariableCase cases[] = {
      {PrincipalKind::Root, "11", "1", "71"}, {PrincipalKind::User, "11", "1", "71"},
      {PrincipalKind::Role, "", "1", "71"},   {PrincipalKind::Service, "", "", ""},
      {PrincipalKind::Anonymous, "", "", ""},
  };
  for (const VariableCase& one : cases) {
    Principal changed = caller;
    changed.kind = one.kind;
    EXPECT_EQ(value_of(Variable::Uin, changed), one.uin);
    EXPECT_EQ(value_of(Variable::OwnerUin, changed), one.owner_uin);
    EXPECT_EQ(value_of(Variable::AppId, changed), one.app_id);
  }
}

// CAM-052: nothing in a value is special, because a value with something special is none.
TEST(Variable, SpecialLettersMakeNoValue) {
  for (const char* uin : {"1:2", "1/2", "1*", "*", ""}) {
    const Principal caller{.kind = PrincipalKind::User, .uin = uin, .owner_uin = "1"};
    EXPECT_EQ(value_of(Variable::Uin, caller), "") << uin;
    const VariableText text{.literals = {"a/", "/b"}, .variables = {Variable::Uin}};
    EXPECT_FALSE(is_knowable(text, caller)) << uin;
  }
}

TEST(Variable, Fill) {
  const VariableText text{.literals = {"q/", "/", "/*"}, .variables = {Variable::Uin, Variable::AppId}};
  EXPECT_TRUE(is_knowable(text, user));
  EXPECT_EQ(fill(text, user), "q/11/71/*");
  EXPECT_FALSE(is_knowable(VariableText{.literals = {"${user}"}}, user));
  EXPECT_TRUE(is_knowable(VariableText{.literals = {"$uin {}"}}, user));
}

}  // namespace
}  // namespace opencam
