#include "engine/condition.h"

#include "engine/small_world.h"

namespace opencam {
namespace {

using Values = std::vector<std::string>;

// Does a clause of this operator hold in an allow (or a deny) when the request gives these values?
bool holds(Effect effect, const std::string& op, const std::string& listed, const Values& given,
           const PrincipalRef& caller = UserRef{"11"}) {
  SmallWorld world;
  world.policy("P",
               document(std::string(name(effect)), "*", "*", R"("condition":{")" + op + R"(":{"k":)" + listed + "}}"));
  std::vector<std::string> policies = {"P"};
  if (effect == Effect::Deny) {
    world.policy("All", allow("*", "*"));
    policies.push_back("All");
  }
  world.user("11", policies).role("r", trust_in(R"("*")"), policies);
  Request request{.principal = caller, .action = "cvm:RunInstances", .resources = {"*"}};
  request.context.set("k", given);
  const std::string answer = in_every_way(world.snapshot(), request);
  EXPECT_EQ(answer.find("unreadable"), std::string::npos) << op << " " << listed;
  return answer.starts_with(name(effect));
}

struct OperatorCase {
  const char* op;
  const char* listed;
  Values given;
  bool holds;
};

TEST(Condition, Operators) {
  const OperatorCase cases[] = {
      {"string_equal", R"("a")", {"a"}, true},
      {"string_equal", R"("a")", {"A"}, false},
      {"string_equal", R"(["a","b"])", {"b"}, true},
      {"string_equal", R"("a*")", {"ab"}, false},
      {"string_not_equal", R"("a")", {"b"}, true},
      {"string_not_equal", R"(["a","b"])", {"b"}, false},  // CAM-059
      {"string_equal_ignore_case", R"("aB")", {"Ab"}, true},
      {"string_not_equal_ignore_case", R"("aB")", {"Ab"}, false},
      {"string_like", R"("a*c")", {"abc"}, true},
      {"string_like", R"("a?c")", {"abc"}, false},
      {"string_like", R"("a/*")", {"a"}, false},  // CAM-063: the rule of resources does not apply
      {"string_not_like", R"("a*")", {"b"}, true},
      {"string_not_like", R"("a*")", {"ab"}, false},
      {"binary_equal", R"("YQ==")", {"YQ=="}, true},
      {"binary_equal", R"("YQ==")", {"YQ"}, false},
      {"numeric_equal", "1.20", {"1.2"}, true},
      {"numeric_equal", R"("1.20")", {"1.2"}, true},
      {"numeric_equal", "0.1", {"0.10000000000000000001"}, false},
      {"numeric_not_equal", "5", {"6"}, true},
      {"numeric_less_than", "5", {"4.999"}, true},
      {"numeric_less_than", "5", {"5"}, false},
      {"numeric_less_than_equal", "5", {"5.0"}, true},
      {"numeric_greater_than", "5", {"5"}, false},
      {"numeric_greater_than", "-5", {"-4"}, true},
      {"numeric_greater_than_equal", "5", {"5"}, true},
      {"date_equal", R"("2016-06-01T00:01:00Z")", {"2016-06-01 00:01:00"}, true},
      {"date_not_equal", R"("2016-06-01T00:01:00Z")", {"2016-06-01T00:01:01Z"}, true},
      {"date_less_than", R"("2016-06-01T00:01:00Z")", {"2016-06-01T00:01:00Z"}, false},
      {"date_less_than_equal", R"("2016-06-01T00:01:00Z")", {"2016-06-01T00:01:00Z"}, true},
      {"date_greater_than", R"("2016-06-01T00:01:00Z")", {"2016-06-02T00:00:00Z"}, true},
      {"date_greater_than_equal", R"("2016-06-01T00:01:00Z")", {"2016-05-31T23:59:59Z"}, false},
      {"bool_equal", R"("true")", {"TRUE"}, true},
      {"bool_equal", R"("true")", {"false"}, false},
      {"ip_equal", R"("10.1.2.3/24")", {"10.1.2.200"}, true},
      {"ip_equal", R"(["10.0.0.0/8","192.168.0.1"])", {"192.168.0.1"}, true},
      {"ip_equal", R"("10.0.0.0/8")", {"11.0.0.1"}, false},
      {"ip_equal", R"("2001:db8::/32")", {"2001:db8:1::1"}, true},
      {"ip_equal", R"("0.0.0.0/0")", {"::1"}, false},  // CAM-067
      {"ip_not_equal", R"(["10.0.0.0/8","192.168.0.0/16"])", {"192.168.3.4"}, false},
      {"ip_not_equal", R"("10.0.0.0/8")", {"1.2.3.4"}, true},
      {"null_equal", R"("false")", {"x"}, true},
      {"null_equal", R"("false")", {""}, true},  // CAM-068
      {"null_equal", R"("false")", {}, false},
      {"null_equal", R"("true")", {}, true},
      {"null_equal", R"("true")", {"x"}, false},
  };
  for (const OperatorCase& one : cases) {
    for (const Effect effect : {Effect::Allow, Effect::Deny}) {
      EXPECT_EQ(holds(effect, one.op, one.listed, one.given), one.holds)
          << name(effect) << " " << one.op << " " << one.listed << " found " << testing::PrintToString(one.given);
    }
  }
}

TEST(Condition, SeveralValuesAndAbsence) {
  const OperatorCase cases[] = {
      {"for_any_value:string_equal", R"(["a","b"])", {"b", "c"}, true},
      {"for_any_value:string_equal", R"(["a","b"])", {"c"}, false},
      {"for_all_value:string_equal", R"(["a","b"])", {"b", "a"}, true},
      {"for_all_value:string_equal", R"(["a","b"])", {"b", "c"}, false},
      {"for_any_value:string_not_equal", R"("a")", {"a", "c"}, true},
      {"for_all_value:string_not_equal", R"("a")", {"a", "c"}, false},
      {"string_equal", R"("a")", {"a", "c"}, true},       // CAM-060: positive, any
      {"string_not_equal", R"("a")", {"a", "c"}, false},  // CAM-060: negated, all
      {"numeric_less_than", "5", {"9", "4"}, true},
      {"string_equal", R"("a")", {}, false},  // CAM-056
      {"string_not_equal", R"("a")", {}, false},
      {"string_equal_if_exist", R"("a")", {}, true},  // CAM-057
      {"string_equal_if_exist", R"("a")", {"b"}, false},
      {"string_not_equal_if_exist", R"("a")", {}, true},
      {"for_any_value:string_equal_if_exist", R"("a")", {}, true},
      {"for_all_value:string_equal", R"("a")", {}, false},  // CAM-061
      {"for_all_value:string_equal_if_exist", R"("a")", {}, true},
  };
  for (const OperatorCase& one : cases) {
    for (const Effect effect : {Effect::Allow, Effect::Deny}) {
      EXPECT_EQ(holds(effect, one.op, one.listed, one.given), one.holds)
          << name(effect) << " " << one.op << " " << one.listed << " found " << testing::PrintToString(one.given);
    }
  }
}

// CAM-069: a request value that is not of the form fails an allow and holds in a deny, negated or not.
TEST(Condition, UnreadableValuesFailClosed) {
  const OperatorCase cases[] = {
      {"numeric_equal", "5", {"five"}, false},
      {"numeric_not_equal", "5", {"five"}, false},
      {"date_less_than", R"("2016-06-01T00:01:00Z")", {"yesterday"}, false},
      {"bool_equal", R"("true")", {"1"}, false},
      {"ip_equal", R"("10.0.0.0/8")", {"10.0.0.0/8"}, false},
      {"ip_not_equal", R"("10.0.0.0/8")", {"here"}, false},
  };
  for (const OperatorCase& one : cases) {
    EXPECT_FALSE(holds(Effect::Allow, one.op, one.listed, one.given)) << one.op;
    EXPECT_TRUE(holds(Effect::Deny, one.op, one.listed, one.given)) << one.op;
  }
}

// CAM-053: what cannot be known fails an allow and holds in a deny, when the key is there at all.
TEST(Condition, UnknowableValuesFailClosed) {
  const RoleRef role{"r", "1"};
  for (const char* op : {"string_equal", "string_not_equal"}) {
    EXPECT_FALSE(holds(Effect::Allow, op, R"("${uin}")", {"11"}, role)) << op;
    EXPECT_TRUE(holds(Effect::Deny, op, R"("${uin}")", {"11"}, role)) << op;
    EXPECT_FALSE(holds(Effect::Deny, op, R"("${uin}")", {}, role)) << op;
    EXPECT_FALSE(holds(Effect::Allow, op, R"("${user}")", {"${user}"})) << op;  // CAM-054
    EXPECT_TRUE(holds(Effect::Deny, op, R"("${user}")", {"x"})) << op;
  }
  EXPECT_FALSE(holds(Effect::Allow, "numeric_equal", R"("${uin}")", {"11"}));
  EXPECT_TRUE(holds(Effect::Deny, "numeric_equal", R"("${uin}")", {"11"}));
}

TEST(Condition, VariablesAreFilledIn) {
  EXPECT_TRUE(holds(Effect::Allow, "string_equal", R"("${uin}")", {"11"}));
  EXPECT_TRUE(holds(Effect::Allow, "string_equal", R"("u-${uin}@${owner_uin}/${app_id}")", {"u-11@1/71"}));
  EXPECT_FALSE(holds(Effect::Allow, "string_equal", R"("${uin}")", {"12"}));
  EXPECT_TRUE(holds(Effect::Allow, "string_like", R"("${uin}-*")", {"11-x"}));
  EXPECT_FALSE(holds(Effect::Allow, "string_not_equal", R"("${uin}")", {"11"}));
}

// The same value many times is the same value.
TEST(Condition, TheSameValueAgainAndAgain) {
  std::string list = "[\"a\"";
  for (int i = 0; i < 400; ++i) list += ",\"a\"";
  list += "]";
  EXPECT_TRUE(holds(Effect::Allow, "string_equal", list, {"a"}));
  EXPECT_FALSE(holds(Effect::Allow, "string_equal", list, {"b"}));
  EXPECT_FALSE(holds(Effect::Allow, "string_not_equal", list, {"a"}));
}

// CAM-055: operators and keys are joined by and.
TEST(Condition, AllClausesMustHold) {
  const Snapshot snapshot = SmallWorld()
                                .policy("P", allow("*", "*",
                                                   R"("condition":{"string_equal":{"a":"1","b":"2"},
                                                      "numeric_less_than":{"c":3}})"))
                                .user("11", {"P"})
                                .snapshot();
  const auto allowed = [&](const char* a, const char* b, const char* c) {
    return in_every_way(snapshot, asked("11", "cvm:X", "*", {{"a", {a}}, {"b", {b}}, {"c", {c}}})).starts_with("allow");
  };
  EXPECT_TRUE(allowed("1", "2", "2"));
  EXPECT_FALSE(allowed("0", "2", "2"));
  EXPECT_FALSE(allowed("1", "0", "2"));
  EXPECT_FALSE(allowed("1", "2", "3"));
}

}  // namespace
}  // namespace opencam
