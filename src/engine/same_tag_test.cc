// Tables find a text by a part of its hash. Two texts that share that part are still two texts, everywhere.
#include <gtest/gtest.h>

#include <unordered_map>

#include "engine/action_table.h"
#include "engine/small_world.h"
#include "engine/text_pool.h"

namespace opencam {
namespace {

struct Pair {
  std::string one;
  std::string other;
};

// Two texts that begin so and end in a number, with the same tag: among some hundred thousand there are some.
Pair with_the_same_tag(const std::string& beginning) {
  std::unordered_map<std::uint32_t, std::uint32_t> seen;
  for (std::uint32_t number = 100'000; number < 2'000'000; ++number) {
    const std::string text = beginning + std::to_string(number);
    const auto [at, is_new] = seen.try_emplace(tag_of(text), number);
    if (!is_new) return {beginning + std::to_string(at->second), text};
  }
  ADD_FAILURE() << "no two texts have the same tag";
  return {};
}

std::string quoted(const std::vector<std::string>& texts) {
  std::string list;
  for (const std::string& text : texts) list += (list.empty() ? "[" : ",") + json::quote(text);
  return list + "]";
}

std::string statement(const std::string& effect, const std::vector<std::string>& actions,
                      const std::vector<std::string>& resources, const std::string& rest = "") {
  return R"({"effect":")" + effect + R"(","action":)" + quoted(actions) + R"(,"resource":)" + quoted(resources) + rest +
         "}";
}
std::string policy_of(const std::string& statements) { return R"({"version":"2.0","statement":[)" + statements + "]}"; }
Snapshot holding(const std::string& statements) {
  return SmallWorld().policy("P", policy_of(statements)).user("11", {"P"}).snapshot();
}

TEST(SameTag, Actions) {
  const Pair action = with_the_same_tag("cvm:Do");
  const Snapshot one = holding(statement("allow", {action.one}, {"*"}));
  EXPECT_EQ(in_every_way(one, asked("11", action.one, "*")), "allow allowed P:0");
  EXPECT_EQ(in_every_way(one, asked("11", action.other, "*")), "deny no_matching_allow");
  const Snapshot both =
      holding(statement("deny", {action.one}, {"*"}) + "," + statement("allow", {action.other}, {"*"}));
  EXPECT_EQ(in_every_way(both, asked("11", action.one, "*")), "deny explicit_deny P:0");
  EXPECT_EQ(in_every_way(both, asked("11", action.other, "*")), "allow allowed P:1");
}

TEST(SameTag, ActionsOfACatalogue) {
  const Pair action = with_the_same_tag("cvm:Do");
  const std::vector<Source> files = {
      Source("own.json", R"({"schema_version":1,"source":"ours","service":"cvm","title":"T","actions":[{"name":")" +
                             action.one.substr(4) + R"(","needs_permission":false}]})")};
  const auto catalog = Catalog::create(files);
  ASSERT_TRUE(catalog) << catalog.error().message();
  const ActionTable table(*catalog);
  ActionView view;
  ASSERT_TRUE(read_action(action.one, view));
  EXPECT_FALSE(table.find(view).needs_permission);
  ASSERT_TRUE(read_action(action.other, view));
  EXPECT_TRUE(table.find(view).needs_permission);
}

TEST(SameTag, Services) {
  const Pair service = with_the_same_tag("service");
  const Snapshot one = holding(statement("allow", {service.one + ":Do*"}, {"*"}));
  EXPECT_EQ(in_every_way(one, asked("11", service.one + ":DoIt", "*")), "allow allowed P:0");
  EXPECT_EQ(in_every_way(one, asked("11", service.other + ":DoIt", "*")), "deny no_matching_allow");
  const Snapshot both = holding(statement("allow", {service.one + ":*"}, {"*"}) + "," +
                                statement("allow", {service.other + ":*"}, {"*"}));
  EXPECT_EQ(in_every_way(both, asked("11", service.one + ":DoIt", "*")), "allow allowed P:0");
  EXPECT_EQ(in_every_way(both, asked("11", service.other + ":DoIt", "*")), "allow allowed P:1");
}

// Enough resources for an index of them.
TEST(SameTag, Resources) {
  const Pair content = with_the_same_tag("job/");
  std::vector<std::string> resources = {"qcs::cvm:::" + content.one, "qcs::cvm:::" + content.one + "/*"};
  for (int i = 0; i < 20; ++i) resources.push_back("qcs::cvm:::disk/" + std::to_string(i));
  const Snapshot snapshot = holding(statement("allow", {"cvm:Do"}, resources));
  for (const char* more : {"", "/a"}) {
    EXPECT_EQ(in_every_way(snapshot, asked("11", "cvm:Do", "qcs::cvm:::" + content.one + more)), "allow allowed P:0");
    EXPECT_EQ(in_every_way(snapshot, asked("11", "cvm:Do", "qcs::cvm:::" + content.other + more)),
              "deny no_matching_allow");
  }
}

TEST(SameTag, KeysAndValuesOfConditions) {
  const Pair key = with_the_same_tag("key");
  const Pair value = with_the_same_tag("value");
  std::vector<std::string> values = {value.one};
  for (int i = 0; i < 50; ++i) values.push_back("other" + std::to_string(i));
  const Snapshot snapshot = holding(statement(
      "allow", {"*"}, {"*"}, R"(,"condition":{"string_equal":{")" + key.one + R"(":)" + quoted(values) + "}}"));
  const auto answer = [&](const std::string& given, const std::string& worth) {
    return in_every_way(snapshot, asked("11", "cvm:Do", "*", {{given, {worth}}, {"k", {"v"}}}));
  };
  EXPECT_EQ(answer(key.one, value.one), "allow allowed P:0");
  EXPECT_EQ(answer(key.one, value.other), "deny no_matching_allow");
  EXPECT_EQ(answer(key.other, value.one), "deny no_matching_allow");
  EXPECT_EQ(in_every_way(snapshot, asked("11", "cvm:Do", "*", {{key.other, {"x"}}, {key.one, {value.one}}})),
            "allow allowed P:0");
}

TEST(SameTag, Callers) {
  const Pair uin = with_the_same_tag("1");
  const Snapshot snapshot = SmallWorld()
                                .policy("A", allow("cvm:*", "*"))
                                .policy("B", allow("vpc:*", "*"))
                                .user(uin.one, {"A"})
                                .user(uin.other, {"B"})
                                .snapshot();
  EXPECT_EQ(in_every_way(snapshot, asked(uin.one, "cvm:Do", "*")), "allow allowed A:0");
  EXPECT_EQ(in_every_way(snapshot, asked(uin.other, "cvm:Do", "*")), "deny no_matching_allow");
  EXPECT_EQ(in_every_way(snapshot, asked(uin.other, "vpc:Do", "*")), "allow allowed B:0");
  const Snapshot one = SmallWorld().user(uin.one, {}).snapshot();
  EXPECT_EQ(in_every_way(one, asked(uin.other, "cvm:Do", "*")), "deny unknown_principal");
}

TEST(SameTag, TextsThatAreKeptOnce) {
  const Pair text = with_the_same_tag("text");
  TextPool pool;
  const auto put = [&](const std::string& one) { return pool.put(one, hash_of(one)); };
  const auto one = put(text.one);
  const auto other = put(text.other);
  EXPECT_NE(one, other);
  std::vector<decltype(put(""))> places;
  for (int i = 0; i < 5000; ++i) places.push_back(put("more" + std::to_string(i)));
  const std::size_t size = pool.bytes().size();
  for (int i = 0; i < 5000; ++i) {
    const std::string more = "more" + std::to_string(i);
    ASSERT_EQ(put(more), places[static_cast<std::size_t>(i)]) << more;
    ASSERT_EQ(pool.text(places[static_cast<std::size_t>(i)]), more);
  }
  EXPECT_EQ(put(text.one), one);
  EXPECT_EQ(put(text.other), other);
  EXPECT_EQ(pool.text(one), text.one);
  EXPECT_EQ(pool.text(other), text.other);
  EXPECT_EQ(pool.bytes().size(), size);
}

}  // namespace
}  // namespace opencam
