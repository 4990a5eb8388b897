// Whole decisions. Every line but the last is a document, by its first letter: `p` a policy of the caller, `g` one of
// their group, `b` their boundary, `r` a policy of the account; the last line is a request line.
//
// Laws: nothing crashes; a request line that is read is read the same again; every way to the answer agrees; an
// explanation has the decision of the plain evaluator, and making the change it proposes is left to
// tests/spec/changes.py.
#include "ways_fuzz.h"

namespace opencam {
namespace {

void add_document(World& world, std::string_view line) {
  if (line.empty()) return;
  const std::string name = "P" + std::to_string(world.policies.size() + world.resource_policies.size());
  const std::string text(line.substr(1));
  if (line.front() == 'r') {
    world.resource_policies.push_back({name, "1", text});
    return;
  }
  world.policies.push_back({name, "1", text});
  if (line.front() == 'g') {
    world.groups.front().policies.push_back(name);
  } else if (line.front() == 'b') {
    world.users.front().boundary = name;
  } else {
    world.users.front().policies.push_back(name);
    world.roles.front().policies.push_back(name);
  }
}

World empty_world() {
  World world;
  world.accounts = {{"1", "71", "one"}, {"2", "72", "two"}};
  world.users = {{"11", "1", "ann", UserType::SubUser, {}, ""}};
  world.groups = {{"1", "1", "ops", {"11"}, {}}};
  world.roles = {{"31", "1", "r", "{", {}, ""}};
  world.resource_tags["qcs::cvm::uin/1:vm/a"] = {{"team", "a"}};
  return world;
}

}  // namespace
}  // namespace opencam

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace opencam;
  if (size > 8192) return 0;
  std::string_view input = as_text(data, size);
  agreement::Case one{.world = empty_world(), .askers = {}, .requests = {}};
  for (std::size_t end = input.find('\n'); end != std::string_view::npos; end = input.find('\n')) {
    add_document(one.world, input.substr(0, end));
    input.remove_prefix(end + 1);
  }
  const auto request = read_request(input);
  if (!request) {
    OPENCAM_CHECK(!request.error().message().empty());
    return 0;
  }
  one.requests = {*request};
  one.askers = {{.principal = request->principal, .session_text = {}, .session = request->session_policy},
                {.principal = UserRef{"11"}},
                {.principal = RoleRef{"r", "1"}}};
  check_agreement(one);
  return 0;
}
