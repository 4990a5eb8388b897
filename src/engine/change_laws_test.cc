// The law of changes: a snapshot that was led through any sequence of changes decides and explains exactly as one that
// is created from the world they lead to; what create() refuses, the change is refused for; earlier snapshots stay.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "engine/small_world.h"
#include "opencam/engine.h"

namespace opencam {
namespace {

// The change done to a world in the plainest way: the meaning of WorldChange.
template <typename Rows, typename Row, typename Key>
void put_row(Rows& rows, const Row& row, Key key) {
  const auto found = std::ranges::find_if(
      rows, [&](const Row& other) { return other.owner_uin == row.owner_uin && other.*key == row.*key; });
  if (found == rows.end()) {
    rows.push_back(row);
  } else {
    *found = row;
  }
}

template <typename Rows, typename Key>
void erase_rows(Rows& rows, const std::string& owner, const std::vector<std::string>& keys, Key key) {
  std::erase_if(
      rows, [&](const auto& row) { return row.owner_uin == owner && std::ranges::find(keys, row.*key) != keys.end(); });
}

void put_group(World& world, const WorldGroup& group) {
  WorldGroup merged = group;
  const auto found = std::ranges::find_if(world.groups, [&](const WorldGroup& other) {
    return other.owner_uin == group.owner_uin && other.id == group.id;
  });
  if (found != world.groups.end()) {
    merged.members = found->members;
    for (const std::string& member : group.members) {
      if (std::ranges::find(merged.members, member) == merged.members.end()) merged.members.push_back(member);
    }
  }
  put_row(world.groups, merged, &WorldGroup::id);
}

World led(World world, const WorldChange& change) {
  const std::string& owner = change.account;
  erase_rows(world.policies, owner, change.gone.policies, &WorldPolicy::name);
  erase_rows(world.resource_policies, owner, change.gone.resource_policies, &WorldResourcePolicy::name);
  erase_rows(world.users, owner, change.gone.users, &WorldUser::uin);
  erase_rows(world.groups, owner, change.gone.groups, &WorldGroup::id);
  erase_rows(world.roles, owner, change.gone.roles, &WorldRole::id);
  for (const auto& gone : change.gone.members) {
    for (WorldGroup& group : world.groups) {
      if (group.owner_uin == owner && group.id == gone.group_id) std::erase(group.members, gone.uin);
    }
  }
  for (const std::string& resource : change.gone.tagged_resources) world.resource_tags.erase(resource);
  for (const WorldPolicy& policy : change.put.policies) put_row(world.policies, policy, &WorldPolicy::name);
  for (const WorldResourcePolicy& policy : change.put.resource_policies) {
    put_row(world.resource_policies, policy, &WorldResourcePolicy::name);
  }
  for (const WorldUser& user : change.put.users) put_row(world.users, user, &WorldUser::uin);
  for (const WorldGroup& group : change.put.groups) put_group(world, group);
  for (const WorldRole& role : change.put.roles) put_row(world.roles, role, &WorldRole::id);
  for (const auto& [resource, tags] : change.put.resource_tags) world.resource_tags[resource] = tags;
  return world;
}

const std::vector<std::string> uins = {"11", "12", "13", "14", "15", "16"};
// Not in the order of their numbers: what comes through groups comes in the order of the world.
const std::vector<std::string> group_ids = {"7", "5", "6", "8"};
const std::vector<std::string> role_ids = {"r1", "r2", "r3"};
const std::vector<std::string> policy_names = {"P", "Q", "R", "QcloudBatchReadOnlyAccess", "QcloudBatchFullAccess"};
const std::vector<std::string> resources = {"qcs::batch:ap-guangzhou:uin/1:job/a",
                                            "qcs::batch:ap-guangzhou:uin/1:job/b",
                                            "qcs::cos:ap-guangzhou:uid/71:bucket-71/x"};
const std::vector<std::string> actions = {"batch:DescribeJob", "batch:DeleteJob", "cos:GetObject"};

class Chance {
 public:
  explicit Chance(unsigned seed) : random_(seed) {}

  std::size_t below(std::size_t bound) { return random_() % bound; }
  bool one_in(std::size_t count) { return below(count) == 0; }
  const std::string& any(const std::vector<std::string>& of) { return of[below(of.size())]; }
  std::vector<std::string> some(const std::vector<std::string>& of, std::size_t one_in_count) {
    std::vector<std::string> chosen;
    for (const std::string& one : of) {
      if (one_in(one_in_count)) chosen.push_back(one);
    }
    std::ranges::shuffle(chosen, random_);
    return chosen;
  }

  std::string document() {
    static const std::vector<std::string> patterns = {"*", "qcs::batch:::job/a", "qcs::batch:::job/*",
                                                      "qcs::cos::uid/71:bucket-71/*"};
    if (one_in(12)) return "{";
    const std::string action = any({"*", "batch:*", "batch:DescribeJob", "cos:*"});
    const std::string rest = one_in(4) ? R"("condition":{"string_equal":{"qcs:resource_tag":"team&a"}})" : "";
    return one_in(4) ? deny(action, any(patterns), rest) : allow(action, any(patterns), rest);
  }
  WorldUser user(const std::string& uin) {
    const UserType type = one_in(8) ? UserType::MessageRecipient : UserType::SubUser;
    return {uin, "1", "user-" + std::to_string(below(3)), type, some(policy_names, 3), boundary()};
  }
  WorldGroup group(const std::string& id) {
    return {id, "1", one_in(4) ? "" : "group-" + std::to_string(below(20)), some(uins, 3), some(policy_names, 3)};
  }
  WorldRole role(const std::string& id) {
    const std::string trust = one_in(3) ? "{" : trust_in(R"({"qcs":"qcs::cam::uin/1:root"})");
    return {id, "1", "role-" + std::to_string(below(5)), trust, some(policy_names, 3), boundary()};
  }

 private:
  std::string boundary() { return one_in(4) ? any(policy_names) : ""; }

  std::mt19937 random_;
};

WorldChange any_change(Chance& chance, const World& world) {
  WorldChange change{.account = "1", .put = {}, .gone = {}};
  const std::size_t steps = 1 + chance.below(3);
  for (std::size_t step = 0; step < steps; ++step) {
    switch (chance.below(12)) {
      case 0:
      case 1:
        change.put.policies = {{chance.any(policy_names), "1", chance.document()}};
        break;
      case 2:
        change.gone.policies = {chance.any(policy_names)};
        break;
      case 3:
      case 4:
        change.put.users = {chance.user(chance.any(uins))};
        break;
      case 5: {
        const std::string& uin = chance.any(uins);
        change.gone.users = {uin};
        if (chance.one_in(3)) break;
        for (const WorldGroup& group : world.groups) {
          if (std::ranges::find(group.members, uin) != group.members.end())
            change.gone.members.push_back({group.id, uin});
        }
        break;
      }
      case 6:
        change.put.groups = {chance.group(chance.any(group_ids))};
        break;
      case 7:
        change.gone.groups = {chance.any(group_ids)};
        break;
      case 8:
        change.gone.members.push_back({chance.any(group_ids), chance.any(uins)});
        break;
      case 9:
        change.put.roles.clear();
        for (const std::string& id : chance.some(role_ids, 2)) change.put.roles.push_back(chance.role(id));
        if (chance.one_in(3)) change.gone.roles = {chance.any(role_ids)};
        break;
      case 10:
        change.put.resource_tags[chance.any(resources)] = {{"team", chance.one_in(2) ? "a" : "b"}};
        if (chance.one_in(2)) change.gone.tagged_resources = {chance.any(resources)};
        break;
      default:
        change.put.resource_policies = {
            {chance.any({"X", "Y"}), "1",
             R"({"version":"2.0","statement":[{"effect":")" + std::string(chance.one_in(2) ? "allow" : "deny") +
                 R"(","principal":{"qcs":"qcs::cam::uin/1:uin/12"},"action":"cos:*","resource":"*"}]})"}};
        if (chance.one_in(2)) change.gone.resource_policies = {chance.any({"X", "Y"})};
        break;
    }
  }
  return change;
}

// Everything that can be told apart from outside.
std::vector<std::string> answers(const Snapshot& snapshot) {
  std::vector<std::string> told;
  std::vector<PrincipalRef> principals = {UserRef{"1"}, UserRef{"13", "2"}};
  for (const std::string& uin : uins) principals.emplace_back(UserRef{uin, uin == "13" ? "1" : ""});
  for (const std::string& id : role_ids) principals.emplace_back(RoleRef{id, "1"});
  for (const PrincipalRef& principal : principals) {
    const auto found = snapshot.find_principal(principal);
    std::string line = found ? found->name : "nobody";
    if (found) {
      for (const std::string& id : found->group_ids) line += " " + id;
    }
    told.push_back(line);
    for (const std::string& action : actions) {
      for (const std::string& resource : resources) {
        const Request request{.principal = principal, .action = action, .resources = {resource}};
        told.push_back(print_decision(snapshot.decide(request)) + print_explanation_json(snapshot.explain(request)));
        const Verdict verdict = snapshot.check(request);
        told.push_back(std::string(name(verdict.effect)) + std::string(name(verdict.reason)));
      }
    }
  }
  for (std::size_t i = 0; i < 5; ++i) {
    const RoleRef role{"role-" + std::to_string(i), "1"};
    told.push_back(
        print_decision(snapshot.decide_assume_role({.principal = UserRef{"1"}, .action = {}, .resources = {}}, role)));
  }
  return told;
}

World first_world() {
  World world = SmallWorld()
                    .policy("P", allow("batch:*", "*"))
                    .policy("Q", deny("batch:DeleteJob", "*"))
                    .user("11", {"P"})
                    .world();
  // Somebody of another account under the number of one of ours.
  world.users.push_back({"13", "2", "guest", UserType::Collaborator, {}, ""});
  return world;
}

TEST(ChangeLaws, ChangesLeadWhereTheirWorldIs) {
  std::size_t accepted = 0;
  std::size_t refused = 0;
  for (unsigned seed = 0; seed < 25; ++seed) {
    Chance chance(seed);
    World world = first_world();
    Snapshot snapshot = *Snapshot::create(world, Catalog::built_in());
    for (std::uint64_t revision = 1; revision <= 60; ++revision) {
      const WorldChange change = any_change(chance, world);
      const World next_world = led(world, change);
      const auto created = Snapshot::create(next_world, Catalog::built_in());
      const auto changed = snapshot.with(change, revision);
      ASSERT_EQ(changed.has_value(), created.has_value())
          << "seed " << seed << " revision " << revision << ": "
          << (changed ? created.error().message() : changed.error().message());
      if (!changed) {
        ++refused;
        continue;
      }
      ++accepted;
      ASSERT_EQ(changed->revision(), revision);
      if (revision % 4 == 0) {
        const auto before = answers(snapshot);
        ASSERT_EQ(answers(*changed), answers(*created)) << "seed " << seed << " revision " << revision;
        ASSERT_EQ(answers(snapshot), before);
      }
      world = next_world;
      snapshot = *changed;
    }
    ASSERT_EQ(answers(snapshot), answers(*Snapshot::create(world, Catalog::built_in()))) << "seed " << seed;
  }
  // The generator must reach both.
  EXPECT_GT(accepted, 500U);
  EXPECT_GT(refused, 100U);
}

TEST(ChangeLaws, AChangeNamesAnAccountThatIsThereAndNoOther) {
  const Snapshot snapshot = *Snapshot::create(first_world(), Catalog::built_in());
  const auto nobody = snapshot.with(WorldChange{.account = "9", .put = {}, .gone = {}}, 1);
  ASSERT_FALSE(nobody);
  EXPECT_EQ(nobody.error().message(), "there is no account `9`");
  WorldChange foreign{.account = "1", .put = {}, .gone = {}};
  foreign.put.policies = {{"P", "2", allow("*", "*")}};
  EXPECT_FALSE(snapshot.with(foreign, 1));
  WorldChange twice{.account = "1", .put = {}, .gone = {}};
  twice.put.users = {{"11", "1", "", UserType::SubUser, {}, ""}, {"11", "1", "", UserType::SubUser, {}, ""}};
  EXPECT_FALSE(snapshot.with(twice, 1));
}

TEST(ChangeLaws, AChangeOfNothingIsAccepted) {
  const Snapshot snapshot = *Snapshot::create(first_world(), Catalog::built_in());
  const auto same = snapshot.with(WorldChange{.account = "1", .put = {}, .gone = {}}, 5);
  ASSERT_TRUE(same);
  EXPECT_EQ(same->revision(), 5U);
  EXPECT_EQ(answers(*same), answers(snapshot));
}

}  // namespace
}  // namespace opencam
