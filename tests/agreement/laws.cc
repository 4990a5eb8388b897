#include "tests/agreement/laws.h"

#include <algorithm>
#include <array>
#include <functional>

#include "base/check.h"
#include "tests/agreement/alphabet.h"
#include "tests/agreement/dice.h"
#include "tests/agreement/shown.h"
#include "tests/agreement/statement_text.h"

namespace opencam::agreement {
namespace {

constexpr std::size_t requests_max = 60;  // of each caller
constexpr const char* home = "1";

// Which answers may stand beside each other, before and after.
bool is_same(const Verdict& before, const Verdict& after) { return before == after; }
bool is_no_narrower(const Verdict& before, const Verdict& after) { return !before.allowed() || after.allowed(); }
bool is_no_wider(const Verdict& before, const Verdict& after) { return !after.allowed() || before.allowed(); }
bool is_denied(const Verdict&, const Verdict& after) {
  return !after.allowed() || after.reason == Reason::NoPermissionNeeded;
}

void give_everybody(World& world, const std::string& document) {
  world.policies.push_back({"More", home, document});
  for (WorldUser& user : world.users) {
    if (user.owner_uin == home) user.policies.emplace_back("More");
  }
  for (WorldRole& role : world.roles) {
    if (role.owner_uin == home) role.policies.emplace_back("More");
  }
}

std::string one_statement(Dice& dice, std::string_view effect) {
  return document_of(written({effect, dice.one_of(action_patterns), dice.one_of(resource_patterns),
                              dice.once_in(2) ? std::string_view() : conditions[dice.below(conditions.size())]}));
}

template <typename List>
void shuffle(List& list, Dice& dice) {
  for (std::size_t i = list.size(); i > 1; --i) std::swap(list[i - 1], list[dice.below(i)]);
}

void reorder(World& world, Dice& dice) {
  shuffle(world.policies, dice);
  shuffle(world.users, dice);
  shuffle(world.groups, dice);
  shuffle(world.resource_policies, dice);
  for (WorldUser& user : world.users) shuffle(user.policies, dice);
  for (WorldGroup& group : world.groups) shuffle(group.policies, dice);
}

void copy_policies(World& world, Dice& dice) {
  const std::size_t count = world.policies.size();
  for (std::size_t i = 0; i < count; ++i) {
    const WorldPolicy copied = world.policies[i];
    if (copied.owner_uin != home || !dice.once_in(3)) continue;
    const std::string name = "copy-of-" + copied.name;
    world.policies.push_back({name, home, copied.document});
    for (WorldUser& user : world.users) {
      if (std::ranges::find(user.policies, copied.name) != user.policies.end()) user.policies.push_back(name);
    }
  }
}

// Whoever is in a group holds its policies directly, and there are none left in the groups.
void dissolve_groups(World& world, Dice&) {
  for (WorldGroup& group : world.groups) {
    for (WorldUser& user : world.users) {
      if (std::ranges::find(group.members, user.uin) == group.members.end()) continue;
      for (const std::string& name : group.policies) {
        if (std::ranges::find(user.policies, name) == user.policies.end()) user.policies.push_back(name);
      }
    }
    group.policies.clear();
  }
}

struct Law {
  std::string_view name;
  std::function<void(World&, Dice&)> change;
  bool (*holds)(const Verdict& before, const Verdict& after);
  bool is_about_roots = false;  // also of the root accounts, services and nobody
};

const std::vector<Law>& laws() {
  static const std::vector<Law> all = {
      {"a deny beats every allow",
       [](World& world, Dice&) { give_everybody(world, document_of(written({"deny", "*", "*", ""}))); }, is_denied},
      {"another allow takes nothing away",
       [](World& world, Dice& dice) { give_everybody(world, one_statement(dice, "allow")); }, is_no_narrower},
      {"another deny gives nothing",
       [](World& world, Dice& dice) { give_everybody(world, one_statement(dice, "deny")); }, is_no_wider},
      {"the order changes nothing", reorder, is_same, true},
      {"a second copy changes nothing", copy_policies, is_same, true},
      {"a group is its policies", dissolve_groups, is_same},
      {"a boundary only narrows",
       [](World& world, Dice&) {
         for (WorldUser& user : world.users) user.boundary.clear();
         for (WorldRole& role : world.roles) role.boundary.clear();
       },
       is_no_narrower},
  };
  return all;
}

class Holding {
 public:
  Holding(const Case& one, std::uint64_t seed) : case_(one), dice_(seed), before_(made(one.world)) {}

  LawResult hold() {
    for (const Law& law : laws()) {
      World changed = case_.world;
      law.change(changed, dice_);
      const Snapshot after = made(changed);
      for (const Asker& asker : case_.askers) {
        const auto* role = std::get_if<RoleRef>(&asker.principal);
        const bool is_holder = (role != nullptr && role->owner_uin == home) || is_user(asker.principal);
        if (is_holder || law.is_about_roots) compare(law.name, law.holds, after, changed, asker, asker);
      }
    }
    for (const Asker& asker : case_.askers) {
      if (asker.session == nullptr) continue;
      Asker without = asker;
      without.session = nullptr;
      compare("a session only narrows", is_no_narrower, before_, case_.world, asker, without);
    }
    return std::move(result_);
  }

 private:
  static Snapshot made(const World& world) {
    static const auto empty = Snapshot::create(World{}, Catalog::built_in());
    OPENCAM_CHECK(empty);
    auto snapshot = empty->with(world, 1);
    OPENCAM_CHECK(snapshot);
    return *std::move(snapshot);
  }

  bool is_user(const PrincipalRef& principal) const {
    const auto* ref = std::get_if<UserRef>(&principal);
    return ref != nullptr && std::ranges::any_of(case_.world.users, [&](const WorldUser& user) {
             return user.uin == ref->uin && user.owner_uin == home;
           });
  }

  void compare(std::string_view law, bool (*holds)(const Verdict&, const Verdict&), const Snapshot& after,
               const World& world_after, const Asker& asker, const Asker& asker_after) {
    const std::size_t step = 1 + case_.requests.size() / requests_max;
    for (std::size_t i = dice_.below(step); i < case_.requests.size() && !result_.broken; i += step) {
      Request request = case_.requests[i];
      request.principal = asker.principal;
      request.session_policy = asker.session;
      const Verdict first = before_.check(request);
      request.principal = asker_after.principal;
      request.session_policy = asker_after.session;
      const Verdict second = after.check(request);
      ++result_.questions;
      if (holds(first, second)) continue;
      result_.broken = std::string(law) + " is broken: " + std::string(name(first.reason)) + ", then " +
                       std::string(name(second.reason)) + "\nworld: " + print_world(case_.world) +
                       "then: " + print_world(world_after) + "request: " + request_line(asker, request);
    }
  }

  const Case& case_;
  Dice dice_;
  Snapshot before_;
  LawResult result_;
};

}  // namespace

LawResult hold_laws(const Case& one, std::uint64_t seed) { return Holding(one, seed).hold(); }

}  // namespace opencam::agreement
