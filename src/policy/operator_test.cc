#include "policy/operator.h"

#include <gtest/gtest.h>

#include "policy/condition.h"
#include "policy/variable.h"

namespace opencam {
namespace {

struct OperatorRow {
  Comparison comparison;
  std::string text;
  OperatorFamily family;
  bool is_negation;
};

const OperatorRow rows[] = {
#define OPENCAM_OPERATOR(enumerator, text, family, negated) \
  {Comparison::enumerator, text, OperatorFamily::family, negated},
#include "opencam/operator.def"
#undef OPENCAM_OPERATOR
};

TEST(ConditionOperator, EverySpellingComesBack) {
  for (const OperatorRow& row : rows) {
    EXPECT_EQ(name(row.comparison), row.text);
    EXPECT_EQ(family(row.comparison), row.family);
    EXPECT_EQ(is_negation(row.comparison), row.is_negation);
    for (const SetPrefix set : {SetPrefix::None, SetPrefix::ForAnyValue, SetPrefix::ForAllValues}) {
      for (const bool if_exist : {false, true}) {
        const ConditionOperator op{row.comparison, set, if_exist};
        const bool is_legal = (set == SetPrefix::None && !if_exist) || row.family != OperatorFamily::Null;
        EXPECT_EQ(ConditionOperator::parse(op.text()), is_legal ? std::optional(op) : std::nullopt) << op.text();
      }
    }
  }
  EXPECT_EQ(ConditionOperator::parse("for_all_value:string_not_like_if_exist"),
            (ConditionOperator{Comparison::StringNotLike, SetPrefix::ForAllValues, true}));
}

TEST(ConditionOperator, RefusesEverythingElse) {
  for (const char* text :
       {"", "string_equals", "String_equal", " string_equal", "string_equal ", "_if_exist",
        "for_any_value:", "for_any_values:string_equal", "for_any_value:for_any_value:string_equal",
        "string_equal_if_exists", "string_equal_if_exist_if_exist", "bool_not_equal", "for_any_value:null_equal"}) {
    EXPECT_FALSE(ConditionOperator::parse(text)) << text;
  }
}

TEST(ConditionKey, GeneralKeysHaveTheirOperators) {
  EXPECT_EQ(key_type("qcs:current_time"), KeyType::Date);
  EXPECT_EQ(key_type("qcs:resource_tag/team"), KeyType::Tag);
  EXPECT_EQ(key_type("qcs:resource_tags"), KeyType::Any);
  EXPECT_TRUE(fits(Comparison::NullEqual, KeyType::Ip));
  EXPECT_TRUE(fits(Comparison::StringNotLike, KeyType::Tag));
  EXPECT_FALSE(fits(Comparison::BinaryEqual, KeyType::Tag));
  EXPECT_FALSE(fits(Comparison::StringEqual, KeyType::Ip));
  EXPECT_TRUE(has_several_values("qcs:tag"));
  EXPECT_FALSE(has_several_values("qcs:tag/team"));
}

TEST(Variable, IsOneOfThree) {
  const VariableReading reading = read_variables("a${uin}${owner_uin}/${app_id}*");
  EXPECT_EQ(reading.text.literals, (std::vector<std::string>{"a", "", "/", "*"}));
  EXPECT_EQ(reading.text.variables, (std::vector<Variable>{Variable::Uin, Variable::OwnerUin, Variable::AppId}));
  EXPECT_TRUE(reading.faults.empty());
  EXPECT_EQ(source_text(reading.text), "a${uin}${owner_uin}/${app_id}*");
}

struct VariableCase {
  const char* text;
  std::size_t variables;
  std::vector<std::string> faults;
};

TEST(Variable, EverythingElseIsLiteralAndAFault) {
  const std::vector<VariableCase> cases = {
      {"", 0, {}},
      {"$uin $ { } $$ {uin}", 0, {}},
      {"${foo}", 0, {"${foo}"}},
      {"${UIN}", 0, {"${UIN}"}},
      {"${ uin}", 0, {"${ uin}"}},
      {"${}", 0, {"${}"}},
      {"a${uin", 0, {"${uin"}},
      {"${", 0, {"${"}},
      {"${${uin}}", 1, {"${"}},
      {"${a${uin}b${c", 1, {"${a", "${c"}},
      {"$${uin}", 1, {}},
      {"${uin}}", 1, {}},
  };
  for (const VariableCase& one : cases) {
    const std::string_view text = one.text;
    const VariableReading reading = read_variables(text);
    EXPECT_EQ(reading.text.variables.size(), one.variables) << text;
    EXPECT_EQ(reading.text.literals.size(), one.variables + 1) << text;
    EXPECT_EQ(source_text(reading.text), text);
    std::vector<std::string> faults;
    for (const VariableFault& fault : reading.faults)
      faults.emplace_back(text.substr(fault.begin, fault.end - fault.begin));
    EXPECT_EQ(faults, one.faults) << text;
  }
}

}  // namespace
}  // namespace opencam
