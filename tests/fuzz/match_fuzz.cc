// Patterns on texts: the first line is a pattern, the second a text.
//
// Laws: a glob matches what a table of all its prefixes against all of the text's says; and as the content of a
// resource, as an action and as a value of string_like, in an allow and in a deny, every way to the answer agrees.
#include <vector>

#include "base/json.h"
#include "policy/variable.h"
#include "tests/agreement/statement_text.h"
#include "ways_fuzz.h"

namespace opencam {
namespace {

// The definition of a glob, as plainly as it can be put: O(pattern x text).
bool matches_by_table(std::string_view pattern, std::string_view text) {
  std::vector<bool> row(text.size() + 1);
  row[0] = true;
  for (const char letter : pattern) {
    std::vector<bool> next(text.size() + 1);
    next[0] = letter == '*' && row[0];
    for (std::size_t i = 1; i <= text.size(); ++i) {
      next[i] = letter == '*' ? row[i] || next[i - 1] : row[i - 1] && text[i - 1] == letter;
    }
    row = std::move(next);
  }
  return row.back();
}

std::string statements_about(std::string_view pattern, std::string_view effect) {
  const std::string resource = "qcs::cvm:::" + std::string(pattern);
  const std::string action = "cvm:" + std::string(pattern);
  const std::string like = R"({"string_like":{"k":)" + json::quote(pattern) + "}}";
  using agreement::written;
  return written({effect, "cvm:Resource", resource, ""}) + "," + written({effect, action, "qcs::cvm:::fixed", ""}) +
         "," + written({effect, "cvm:Like", "*", like});
}

agreement::Case case_about(std::string_view pattern, std::string_view text) {
  agreement::Case out;
  World& world = out.world;
  world.accounts = {{"1", "71", "one"}};
  world.policies = {{"Allow", "1", agreement::document_of(statements_about(pattern, "allow"))},
                    {"Deny", "1", agreement::document_of(statements_about(pattern, "deny"))},
                    {"All", "1", agreement::document_of(agreement::written({"allow", "*", "*", ""}))}};
  world.users = {{"11", "1", "a", UserType::SubUser, {"Allow"}, ""},
                 {"12", "1", "b", UserType::SubUser, {"All", "Deny"}, ""}};
  out.askers = {{.principal = UserRef{"11"}}, {.principal = UserRef{"12"}}};
  out.requests.push_back({.action = "cvm:Resource", .resources = {"qcs::cvm::uin/1:" + std::string(text)}});
  out.requests.push_back({.action = "cvm:" + std::string(text), .resources = {"qcs::cvm::uin/1:fixed"}});
  out.requests.push_back({.action = "cvm:Like", .resources = {"*"}});
  out.requests.back().context.set("k", {std::string(text)});
  return out;
}

}  // namespace
}  // namespace opencam

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 2048) return 0;
  const std::string_view input = opencam::as_text(data, size);
  const std::string_view pattern = input.substr(0, input.find('\n'));
  const std::string_view text = pattern.size() < input.size() ? input.substr(pattern.size() + 1) : std::string_view();
  OPENCAM_CHECK(opencam::glob_matches(pattern, text) == opencam::matches_by_table(pattern, text));
  opencam::check_agreement(opencam::case_about(pattern, text));
  return 0;
}
