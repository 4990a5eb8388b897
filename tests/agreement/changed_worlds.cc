// The change that leads from one world to another.
#include <algorithm>
#include <map>

#include "tests/agreement/worlds.h"

namespace opencam::agreement {
namespace {

constexpr const char* home = "1";

bool is_same(const WorldPolicy& a, const WorldPolicy& b) { return a.document == b.document; }
bool is_same(const WorldResourcePolicy& a, const WorldResourcePolicy& b) { return a.document == b.document; }
bool is_same(const WorldUser& a, const WorldUser& b) { return a.policies == b.policies && a.boundary == b.boundary; }
bool is_same(const WorldRole& a, const WorldRole& b) { return a.policies == b.policies && a.boundary == b.boundary; }
bool is_same(const WorldGroup& a, const WorldGroup& b) { return a.policies == b.policies && a.members == b.members; }

// What is new or different is put, what is there no longer is gone. `key` names a thing within its account.
template <typename Thing, typename Key>
void compare(const std::vector<Thing>& before, const std::vector<Thing>& after, Key key, std::vector<Thing>& put,
             std::vector<std::string>& gone) {
  std::map<std::string, const Thing*> old;
  for (const Thing& one : before) {
    if (one.owner_uin == home) old[one.*key] = &one;
  }
  for (const Thing& one : after) {
    if (one.owner_uin != home) continue;
    const auto found = old.find(one.*key);
    if (found == old.end() || !is_same(*found->second, one)) put.push_back(one);
    if (found != old.end()) old.erase(found);
  }
  for (const auto& [name, one] : old) gone.push_back(name);
}

// Who is put into a group joins it; whoever leaves is named.
void add_leavers(const World& before, const World& after, WorldChange& change) {
  for (const WorldGroup& old : before.groups) {
    const auto now = std::ranges::find_if(
        after.groups, [&](const WorldGroup& one) { return one.owner_uin == home && one.id == old.id; });
    if (old.owner_uin != home || now == after.groups.end()) continue;
    for (const std::string& uin : old.members) {
      if (std::ranges::find(now->members, uin) == now->members.end()) change.gone.members.push_back({old.id, uin});
    }
  }
}

}  // namespace

WorldChange change_between(const World& before, const World& after) {
  WorldChange change{.account = home, .put = {}, .gone = {}};
  compare(before.users, after.users, &WorldUser::uin, change.put.users, change.gone.users);
  compare(before.groups, after.groups, &WorldGroup::id, change.put.groups, change.gone.groups);
  compare(before.roles, after.roles, &WorldRole::id, change.put.roles, change.gone.roles);
  compare(before.policies, after.policies, &WorldPolicy::name, change.put.policies, change.gone.policies);
  compare(before.resource_policies, after.resource_policies, &WorldResourcePolicy::name, change.put.resource_policies,
          change.gone.resource_policies);
  add_leavers(before, after, change);
  for (const auto& [resource, tags] : after.resource_tags) {
    const auto found = before.resource_tags.find(resource);
    if (found == before.resource_tags.end() || found->second != tags) change.put.resource_tags[resource] = tags;
  }
  for (const auto& [resource, tags] : before.resource_tags) {
    if (!after.resource_tags.contains(resource)) change.gone.tagged_resources.push_back(resource);
  }
  return change;
}

}  // namespace opencam::agreement
