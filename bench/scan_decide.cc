// The naive peer: what one writes in an afternoon. Every statement of every policy that the user holds is tried in
// turn; a deny ends the search. No index, no interning, no preparation beyond reading the documents, but also no waste:
// no allocation, plain comparisons, conditions last.
#include <algorithm>
#include <map>
#include <memory>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "bench/measure.h"
#include "opencam/engine.h"
#include "opencam/name.h"
#include "opencam/policy.h"
#include "policy/operator.h"
#include "policy/value.h"

namespace opencam::bench {
namespace {

struct Holder {
  std::string uin;
  std::vector<const Policy*> policies;
};

struct ScanWorld {
  std::map<std::string, Policy> policies;
  std::unordered_map<std::string, Holder> holders;
};

// A request as the scan reads it, anew for each decision: views into its texts.
struct Asked {
  const Request& request;
  const Holder& holder;
  std::string_view service, name, resource_service, content;
};

// `service:Name`; `qcs::SERVICE:region:uin/N:CONTENT`.
Asked read(const Request& request, const Holder& holder) {
  const std::string_view action = request.action;
  const std::size_t colon = action.find(':');
  std::string_view resource = request.resources.front();
  resource.remove_prefix(5);
  const std::string_view service = resource.substr(0, resource.find(':'));
  for (int skipped = 0; skipped < 3; ++skipped) resource.remove_prefix(resource.find(':') + 1);
  return {request, holder, action.substr(0, colon), action.substr(colon + 1), service, resource};
}

// What the value of a policy says, with the variable filled in.
bool equals(const VariableText& wanted, std::string_view value, const std::string& uin) {
  return wanted.has_variables() ? value == uin : value == wanted.literals.front();
}

bool meets(Comparison comparison, const ConditionValue& wanted, const std::string& value, const std::string& uin) {
  const std::string& literal = wanted.text.literals.front();
  switch (comparison) {
    case Comparison::StringEqual:
    case Comparison::StringNotEqual:
      return equals(wanted.text, value, uin);
    case Comparison::StringLike:
      return glob_matches(literal, value);
    case Comparison::BoolEqual:
      return value == literal;
    case Comparison::IpEqual:
    case Comparison::IpNotEqual:
      return Network::parse(literal)->contains(*Network::parse_address(value));
    case Comparison::NumericEqual:
      return *Decimal::parse(value) == *Decimal::parse(literal);
    case Comparison::NumericLessThan:
      return *Decimal::parse(value) < *Decimal::parse(literal);
    case Comparison::NumericLessThanEqual:
      return *Decimal::parse(value) <= *Decimal::parse(literal);
    case Comparison::NumericGreaterThan:
      return *Decimal::parse(value) > *Decimal::parse(literal);
    case Comparison::NumericGreaterThanEqual:
      return *Decimal::parse(value) >= *Decimal::parse(literal);
    case Comparison::DateLessThan:
      return *Moment::parse(value) < *Moment::parse(literal);
    case Comparison::DateGreaterThan:
      return *Moment::parse(value) > *Moment::parse(literal);
    default:
      give_up("the scan does not know an operator of this workload");
  }
}

bool holds(const ConditionClause& clause, const Asked& asked) {
  const std::vector<std::string>* values = asked.request.context.find(clause.key);
  if (clause.op.comparison == Comparison::NullEqual) {
    return (values == nullptr) == (clause.values.front().text.literals.front() == "true");
  }
  if (values == nullptr) return false;
  const auto met = [&](const std::string& value) {
    return std::ranges::any_of(clause.values, [&](const ConditionValue& wanted) {
      return meets(clause.op.comparison, wanted, value, asked.holder.uin);
    });
  };
  if (clause.op.set == SetPrefix::ForAllValues) return std::ranges::all_of(*values, met);
  const bool any = std::ranges::any_of(*values, met);
  return is_negation(clause.op.comparison) ? !any : any;
}

bool names_action(const Statement& statement, const Asked& asked) {
  return std::ranges::any_of(statement.actions, [&](const ActionPattern& action) {
    return (action.service == "*" || action.service == asked.service) && glob_matches(action.name, asked.name);
  });
}

bool names_resource(const Statement& statement, const Asked& asked) {
  return std::ranges::any_of(statement.resources, [&](const ResourcePattern& resource) {
    if (resource.is_any) return true;
    return resource.service == asked.resource_service &&
           resource_glob_matches(resource.content.literals.front(), asked.content);
  });
}

bool allows(const Asked& asked) {
  bool allowed = false;
  for (const Policy* policy : asked.holder.policies) {
    for (const Statement& statement : policy->statements()) {
      if (allowed && statement.effect == Effect::Allow) continue;
      if (!names_action(statement, asked) || !names_resource(statement, asked)) continue;
      if (!std::ranges::all_of(statement.conditions, [&](const auto& clause) { return holds(clause, asked); }))
        continue;
      if (statement.effect == Effect::Deny) return false;
      allowed = true;
    }
  }
  return allowed;
}

void hold(Holder& holder, const std::vector<std::string>& names, const ScanWorld& world) {
  for (const std::string& name : names) holder.policies.push_back(&world.policies.at(name));
}

std::unique_ptr<ScanWorld> load(const std::string& folder, double& load_ms) {
  const std::string text = text_of(folder + "/world.json");
  const auto before = Clock::now();
  const Result<World> world = read_world(text);
  if (!world) give_up(world.error().message());
  auto made = std::make_unique<ScanWorld>();
  for (const WorldPolicy& policy : world->policies) {
    made->policies.emplace(policy.name, *read_policy(policy.document, {}));
  }
  for (const WorldUser& user : world->users) {
    Holder& holder = made->holders[user.uin];
    holder.uin = user.uin;
    hold(holder, user.policies, *made);
  }
  for (const WorldGroup& group : world->groups) {
    for (const std::string& member : group.members) hold(made->holders[member], group.policies, *made);
  }
  load_ms += milliseconds_since(before);
  return made;
}

void run(const Options& options) {
  std::vector<std::unique_ptr<ScanWorld>> worlds;
  std::vector<std::pair<const ScanWorld*, Request>> requests;
  double load_ms = 0;
  for (const std::string& folder : options.worlds("opencam")) {
    worlds.push_back(load(folder, load_ms));
    for (const std::string& line : lines_of(folder + "/requests.jsonl")) {
      requests.emplace_back(worlds.back().get(), *read_request(line));
    }
  }
  measure(options, requests.size(), load_ms, [&](std::size_t n) {
    const auto& [world, request] = requests[n];
    return allows(read(request, world->holders.find(std::get<UserRef>(request.principal).uin)->second));
  });
}

}  // namespace
}  // namespace opencam::bench

int main(int argc, char** argv) { opencam::bench::run(opencam::bench::read_options(argc, argv)); }
