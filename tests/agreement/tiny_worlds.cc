#include "base/check.h"
#include "tests/agreement/alphabet.h"
#include "tests/agreement/statement_text.h"
#include "tests/agreement/worlds.h"

namespace opencam::agreement {
namespace {

StatementText statement(const Alphabet& alphabet, std::size_t number) {
  const std::size_t effect = number % 2;
  number /= 2;
  const std::size_t action = number % alphabet.actions;
  number /= alphabet.actions;
  const std::size_t resource = number % alphabet.resources;
  const std::size_t condition = number / alphabet.resources;
  return {effects[effect], action_patterns[action], resource_patterns[resource], conditions[condition]};
}

std::string policy_name(std::size_t number) { return "P" + std::to_string(number); }

std::shared_ptr<const Policy> session_of(const std::string& text) {
  auto policy = read_policy(text, {.kind = PolicyKind::Session});
  // A session whose policy cannot be read holds one without statements.
  if (!policy) return std::make_shared<const Policy>(PolicyKind::Session, std::vector<Statement>());
  return std::make_shared<const Policy>(*std::move(policy));
}

std::vector<Request> requests_of(const Alphabet& alphabet) {
  std::vector<Request> out;
  for (std::size_t action = 0; action < alphabet.asked_actions; ++action) {
    for (std::size_t resource = 0; resource < alphabet.asked_resources; ++resource) {
      for (std::size_t around = 0; around < alphabet.circumstances; ++around) {
        Request request{.action = std::string(asked_actions[action]),
                        .resources = {std::string(asked_resources[resource])}};
        for (const Circumstance& one : circumstances()[around]) request.context.set(std::string(one.key), one.values);
        out.push_back(std::move(request));
      }
    }
  }
  return out;
}

// Fills the world of statement `first`.
class TinyWorld {
 public:
  TinyWorld(const Alphabet& alphabet, std::size_t first) : alphabet_(alphabet), first_(first) {
    world().accounts = {{"1", "71", "one"}, {"2", "72", "two"}};
    case_.requests = requests_of(alphabet);
  }

  Case with_two_policies() {
    for (std::size_t second = first_; second < alphabet_.statements(); ++second) add_pair(second);
    return std::move(case_);
  }

  // The account itself says `first`; each user another statement.
  Case with_resource_policy() {
    world().resource_policies.push_back({"R", "1", document_of(written(statement(alphabet_, first_), R"("*")"))});
    for (std::size_t second = 0; second < alphabet_.statements(); ++second) {
      world().policies.push_back({policy_name(second), "1", document_of(written(statement(alphabet_, second)))});
      add_user({policy_name(second)}, "");
    }
    for (const PrincipalRef& other : {PrincipalRef{Anonymous{}}, PrincipalRef{UserRef{"1"}}, PrincipalRef{UserRef{"2"}},
                                      PrincipalRef{ServiceRef{"cvm.qcloud.com"}}}) {
      case_.askers.push_back({.principal = other});
    }
    return std::move(case_);
  }

 private:
  World& world() { return case_.world; }

  void add_pair(std::size_t second) {
    const std::string one = written(statement(alphabet_, first_));
    const std::string other = written(statement(alphabet_, second));
    const std::string first_name = policy_name(first_);
    const std::string name = policy_name(second);
    if (second == first_) world().policies.push_back({"again-" + name, "1", document_of(one)});
    const std::string second_name = second == first_ ? "again-" + name : name;
    world().policies.push_back({name, "1", document_of(other)});
    world().policies.push_back({"both-" + name, "1", document_of(one + "," + other)});
    add_user({first_name, second_name}, "");
    const std::string member = add_user({first_name}, "");
    world().groups.push_back({name, "1", name, {member}, {second_name}});
    add_user({"both-" + name}, "");
    add_user({first_name}, second_name);
    add_user({first_name}, "");
    case_.askers.back().session_text = document_of(other);
    case_.askers.back().session = session_of(case_.askers.back().session_text);
  }

  // Returns the new user's number: 11, 12, ...
  std::string add_user(std::vector<std::string> policies, const std::string& boundary) {
    const std::string uin = std::to_string(11 + world().users.size());
    world().users.push_back({uin, "1", "u" + uin, UserType::SubUser, std::move(policies), boundary});
    case_.askers.push_back({.principal = UserRef{uin}});
    return uin;
  }

  const Alphabet& alphabet_;
  std::size_t first_;
  Case case_;
};

}  // namespace

Alphabet alphabet_of_size(int size) {
  OPENCAM_CHECK(size >= 1 && size <= 3);
  if (size == 1)
    return {
        .actions = 2, .resources = 3, .conditions = 3, .asked_actions = 2, .asked_resources = 4, .circumstances = 3};
  if (size == 2)
    return {
        .actions = 4, .resources = 6, .conditions = 6, .asked_actions = 3, .asked_resources = 7, .circumstances = 5};
  return {.actions = 7, .resources = 12, .conditions = 6, .asked_actions = 3, .asked_resources = 8, .circumstances = 4};
}

std::size_t tiny_world_count(const Alphabet& alphabet) { return 2 * alphabet.statements(); }

Case tiny_world(const Alphabet& alphabet, std::size_t number) {
  TinyWorld world(alphabet, number / 2);
  return number % 2 == 0 ? world.with_two_policies() : world.with_resource_policy();
}

}  // namespace opencam::agreement
