#include "directory/name_rule.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "base/limits.h"

namespace opencam::directory {
namespace {

using Check = std::function<Result<void>(std::string_view)>;

struct Rule {
  std::string kind;
  Check check;
  ErrorCode code;
  std::size_t bytes_max;
};

const std::vector<Rule>& word_rules() {
  static const std::vector<Rule> rules = {
      {"user", check_user_name, ErrorCode::UserNameIllegal, limits::user_name_bytes_max},
      {"policy", check_policy_name, ErrorCode::PolicyNameIllegal, limits::policy_name_bytes_max},
      {"role", check_role_name, ErrorCode::RoleNameIllegal, limits::role_name_bytes_max},
  };
  return rules;
}

const std::vector<Rule>& visible_rules() {
  static const std::vector<Rule> rules = {
      {"group", check_group_name, ErrorCode::GroupNameIllegal, limits::group_name_bytes_max},
      {"account", check_account_name, ErrorCode::AccountNameIllegal, limits::account_name_bytes_max},
  };
  return rules;
}

void expect_refused(const Rule& rule, const std::string& name) {
  const auto result = rule.check(name);
  ASSERT_FALSE(result) << rule.kind << " `" << name << "`";
  EXPECT_EQ(result.error().code(), rule.code);
  // A message never carries the tricks on.
  for (const char c : result.error().message()) EXPECT_GE(static_cast<unsigned char>(c), 0x20) << rule.kind;
}

// CVE class C7: everything that could make two names look like one.
const std::vector<std::string> tricks = {
    "",
    " ",
    " ann",
    "ann ",
    "ann\t",
    "\nann",
    "an\nn",
    std::string("ann\0", 4),
    std::string("a\0nn", 4),
    "ann\x7f",
    "ann\xc2\xa0",          // no-break space
    "\xe3\x80\x80-ann",     // ideographic space
    "an\xe2\x80\x8bn",      // zero width space
    "an\xe2\x80\x8dn",      // zero width joiner
    "\xe2\x80\xae-nna",     // right-to-left override
    "an\xc2\xadn",          // soft hyphen
    "e\xcc\x81",            // e and a combining acute
    "\xef\xbb\xbf-ann",     // byte order mark
    "ann\xef\xb8\x8f",      // variation selector
    "ann\xf3\xa0\x81\x81",  // tag character
    "ann\xe3\x85\xa4",      // hangul filler
    "\xff",                 // not UTF-8
    "\xc0\xaf",             // overlong
    "\xed\xa0\x80",         // surrogate
    "ann\xe2\x80",          // cut off
};

TEST(NameRule, TricksAreRefusedEverywhere) {
  for (const auto* rules : {&word_rules(), &visible_rules()}) {
    for (const Rule& rule : *rules) {
      for (const std::string& name : tricks) expect_refused(rule, name);
    }
  }
}

TEST(NameRule, WordNamesAreLettersDigitsAndSevenSigns) {
  for (const Rule& rule : word_rules()) {
    for (int c = 1; c < 256; ++c) {
      const std::string name = "a" + std::string(1, static_cast<char>(c)) + "b";
      const bool is_allowed = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                              std::string("+=,.@_-").find(static_cast<char>(c)) != std::string::npos;
      EXPECT_EQ(rule.check(name).has_value(), is_allowed) << rule.kind << " " << c;
    }
  }
}

TEST(NameRule, LengthIsCheckedAtTheLimit) {
  for (const auto* rules : {&word_rules(), &visible_rules()}) {
    for (const Rule& rule : *rules) {
      EXPECT_TRUE(rule.check(std::string(rule.bytes_max, 'a'))) << rule.kind;
      expect_refused(rule, std::string(rule.bytes_max + 1, 'a'));
    }
  }
}

TEST(NameRule, GroupsAndAccountsMayBeOfAnyScript) {
  for (const Rule& rule : visible_rules()) {
    for (const std::string name : {"ops", "\xe8\xbf\x90\xe7\xbb\xb4", "Caf\xc3\xa9", "night shift", "A/B (2)"}) {
      EXPECT_TRUE(rule.check(name)) << rule.kind << " " << name;
    }
  }
}

TEST(NameRule, DescriptionsAreTextOfSomeLines) {
  EXPECT_TRUE(check_description(""));
  EXPECT_TRUE(check_description("two\nlines\tand \xe4\xb8\xad"));
  EXPECT_TRUE(check_description(std::string(limits::description_bytes_max, 'x')));
  const auto too_long = check_description(std::string(limits::description_bytes_max + 1, 'x'));
  ASSERT_FALSE(too_long);
  EXPECT_EQ(too_long.error().code(), ErrorCode::DescriptionTooLong);
  for (const std::string& text :
       {std::string("\0", 1), std::string("\x1b[31m"), std::string("\x7f"), std::string("\xff")}) {
    const auto refused = check_description(text);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code(), ErrorCode::InvalidArgument);
  }
}

TEST(NameRule, ContactsHaveTheirForms) {
  EXPECT_TRUE(check_phone(""));
  EXPECT_TRUE(check_phone("+86 138-0000-0000"));
  EXPECT_FALSE(check_phone("call me"));
  EXPECT_FALSE(check_phone(std::string(limits::contact_bytes_max + 1, '1')));
  EXPECT_TRUE(check_country_code("86"));
  EXPECT_FALSE(check_country_code("cn"));
  EXPECT_TRUE(check_email(""));
  EXPECT_TRUE(check_email("ann@example.com"));
  for (const std::string text : {"ann", "@example.com", "ann@", "a@b@c", "a b@c", "ann@example.com\n"}) {
    const auto refused = check_email(text);
    ASSERT_FALSE(refused) << text;
    EXPECT_EQ(refused.error().code(), ErrorCode::ContactIllegal);
  }
}

TEST(NameRule, TagsHaveAKeyAndPerhapsAValue) {
  const auto code = [](const std::string& key, const std::string& value) {
    const auto checked = check_tag(key, value);
    return checked ? std::string("ok") : std::string(name(checked.error().code()));
  };
  const std::string han = "\xe6\xa0\x87";  // one character of three bytes
  std::string key;
  for (std::uint32_t i = 0; i < limits::tag_key_characters_max; ++i) key += han;
  std::string value;
  for (std::uint32_t i = 0; i < limits::tag_value_characters_max; ++i) value += han;
  EXPECT_EQ(code("team", ""), "ok");
  EXPECT_EQ(code("a b+-=._:/@" + han, "a b+-=._:/@" + han), "ok");
  EXPECT_EQ(code(key, value), "ok");
  EXPECT_EQ(code(key + han, "v"), "TagKeyTooLong");
  EXPECT_EQ(code("k", value + han), "TagValueTooLong");
  EXPECT_EQ(code("", "v"), "TagKeyEmpty");
  for (const std::string bad : {" k", "k ", "k\n", "k&v", "k*", "k,", "k\xff", "k\xe2\x80\x8b"}) {
    EXPECT_EQ(code(bad, "v"), "TagKeyIllegal") << bad;
    EXPECT_EQ(code("k", bad), "TagValueIllegal") << bad;
  }
  for (const std::string reserved : {"qcs:team", "qcloud", "tencent-team", "project", "projects"}) {
    EXPECT_EQ(code(reserved, "v"), "TagKeyReserved") << reserved;
  }
  EXPECT_EQ(code("Project", "qcs:project"), "ok");
}

}  // namespace
}  // namespace opencam::directory
