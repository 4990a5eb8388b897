// Conditions: the first line is the value of "condition", the second the context of a request, both JSON.
//
// Laws: in an allow, in a deny and in a boundary every way to the answer agrees; and whatever holds in an allow holds
// in a deny, since what cannot be read or known fails the one and holds in the other.
#include "ways_fuzz.h"

#include "tests/agreement/statement_text.h"

namespace opencam {
namespace {

agreement::Case case_about(std::string_view condition, const Request& asked) {
  using agreement::document_of;
  using agreement::written;
  agreement::Case out;
  out.world.accounts = {{"1", "71", "one"}};
  out.world.policies = {{"Allow", "1", document_of(written({"allow", "*", "*", condition}))},
                        {"Deny", "1", document_of(written({"deny", "*", "*", condition}))},
                        {"All", "1", document_of(written({"allow", "*", "*", ""}))}};
  const auto user = [&](const char* uin, std::vector<std::string> policies, const char* boundary) {
    out.world.users.push_back({uin, "1", uin, UserType::SubUser, std::move(policies), boundary});
    out.askers.push_back({.principal = UserRef{uin}});
  };
  user("11", {"Allow"}, "");
  user("12", {"All", "Deny"}, "");
  user("13", {"All"}, "Allow");
  user("14", {"All"}, "Deny");
  out.requests = {asked};
  return out;
}

// CAM-053, CAM-069.
void check_fail_closed(const agreement::Case& one) {
  const auto snapshot = Snapshot::create(one.world, Catalog::built_in());
  OPENCAM_CHECK(snapshot);
  Request request = one.requests.front();
  request.principal = UserRef{"11"};
  const bool holds_in_allow = snapshot->decide(request).allowed();
  request.principal = UserRef{"12"};
  const bool holds_in_deny = !snapshot->decide(request).allowed();
  OPENCAM_CHECK(!holds_in_allow || holds_in_deny);
}

}  // namespace
}  // namespace opencam

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 4096) return 0;
  const std::string_view input = opencam::as_text(data, size);
  const std::string_view condition = input.substr(0, input.find('\n'));
  if (condition.empty() || condition.size() == input.size()) return 0;
  const auto request = opencam::read_request(
      R"({"principal":{"uin":"11"},"action":"cvm:Run","resource":"qcs::cvm::uin/1:vm/a","context":)" +
      std::string(input.substr(condition.size() + 1)) + "}");
  if (!request) return 0;
  const auto one = opencam::case_about(condition, *request);
  opencam::check_agreement(one);
  opencam::check_fail_closed(one);
  return 0;
}
