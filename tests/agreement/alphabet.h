// The letters that worlds are written in: short lists in which matches, near misses and conflicts are all frequent.
//
// The home account is 1 (APPID 71), the foreign one 2 (APPID 72). Every list begins with its plainest entries, so that
// a prefix of it is a smaller alphabet.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace opencam::agreement {

inline constexpr std::array<std::string_view, 2> effects = {"allow", "deny"};

inline constexpr std::array<std::string_view, 9> action_patterns = {"cvm:Run", "*",     "cvm:*",   "cvm:R*",  "cvm:*un",
                                                                    "cos:Run", "*:Run", "cvm:R*n", "permid/7"};

inline constexpr std::array<std::string_view, 16> resource_patterns = {"*",
                                                                       "qcs::cvm:::vm/*",
                                                                       "qcs::cvm:::vm/a",
                                                                       "qcs::cvm:gz::*",
                                                                       "qcs::cvm:::*",
                                                                       "qcs::cvm:::vm/${uin}",
                                                                       "qcs::cvm::uin/2:vm/*",
                                                                       "qcs::cvm:::vm*",
                                                                       "qcs::cvm:::*/a",
                                                                       "qcs::::*:vm/a*b",
                                                                       "qcs::cvm::uid/71:v*/*a*",
                                                                       "qcs:id/7:cvm:::*",
                                                                       "qcs::cvm::7:vm/a",
                                                                       "qcs::cvm:${uin}::vm/a",
                                                                       "qcs::c*:::vm/a",
                                                                       "qcs::cvm:::${bad}"};

// What stands under "condition"; the first is none.
inline constexpr std::array<std::string_view, 18> conditions = {
    "",
    R"({"string_equal":{"k":"x"}})",
    R"({"string_not_equal":{"k":"x"}})",
    R"({"string_like_if_exist":{"k":["x*","*y"]}})",
    R"({"for_all_value:string_equal":{"k":["x","y"]}})",
    R"({"null_equal":{"k":"true"}})",
    R"({"ip_equal":{"qcs:ip":["10.0.0.0/8","192.168.1.7"]}})",
    R"({"numeric_less_than":{"n":5},"string_equal_ignore_case":{"k":"X"}})",
    R"({"for_any_value:string_not_equal":{"k":["x","${uin}"]}})",
    R"({"string_equal":{"qcs:resource_tag":"team&a"}})",
    R"({"string_equal":{"qcs:resource_tag/team":["a","${uin}"]}})",
    R"({"date_greater_than":{"qcs:current_time":"2022-05-30T23:59:59Z"}})",
    R"({"bool_equal_if_exist":{"b":"true"}})",
    R"({"ip_not_equal":{"qcs:ip":"::/0"}})",
    R"({"numeric_equal":{"n":["1","1e1"]}})",
    R"({"string_equal":{"k":"${nothing}"}})",
    R"({"for_all_value:numeric_not_equal_if_exist":{"n":"10.0"}})",
    R"({"string_equal":{"mfa":"0"}})"};

inline constexpr std::array<std::string_view, 4> asked_actions = {"cvm:Run", "cvm:Ran", "cos:Run",
                                                                  "account:ModifyMail"};

inline constexpr std::array<std::string_view, 12> asked_resources = {"*",
                                                                     "qcs::cvm:ap-guangzhou:uin/1:vm/a",
                                                                     "qcs::cvm::uin/1:vm/ab",
                                                                     "qcs::cvm::uin/2:vm/a",
                                                                     "qcs::cvm::uin/1:vm/11",
                                                                     "qcs::cvm:::vm/*",
                                                                     "qcs::cos::uid/71:v/xa/b",
                                                                     "qcs:id/7:cvm:gz:uin/1:vm/a",
                                                                     "qcs::cvm::uid/99:vm/a",
                                                                     "qcs::cvm::uin/1:vm",
                                                                     "qcs::cvm::uin/1:vm/axxb",
                                                                     "qcs::cvm:gz"};

struct Circumstance {
  std::string_view key;
  std::vector<std::string> values;
};

inline const std::vector<std::vector<Circumstance>>& circumstances() {
  static const std::vector<std::vector<Circumstance>> all = {
      {},
      {{"k", {"x"}}},
      {{"k", {"x", "z"}}, {"qcs:ip", {"10.1.2.3"}}},
      {{"k", {"11"}}, {"n", {"4"}}, {"qcs:ip", {"fe80::1"}}},
      {{"n", {"10"}}, {"qcs:resource_tag", {"team&a"}}, {"b", {"TRUE"}}},
      {{"n", {"x", "1"}}, {"qcs:ip", {"garbage"}}, {"qcs:current_time", {"2022-05-31T00:00:00Z"}}},
      {{"k", {}}, {"mfa", {"1"}}, {"qcs:resource_tag/team", {"11"}}},
      {{"k", {"y", "x"}}, {"qcs:tag", {"team", "team&11"}}},
  };
  return all;
}

}  // namespace opencam::agreement
