// Random writes, the same to a directory on memory and to one on SQLite, which is opened anew after every step: both
// must hold the same rows, and what is read back must be what the directory had in memory.
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "tests/store/fixture.h"
#include "tests/store/random_write.h"

namespace opencam::directory {
namespace {

// Everything a directory knows of an account, as the rows it would be stored as.
std::vector<Row> rows_of(const AccountState& state) {
  std::vector<Row> rows = {state.row()};
  for (const auto& [uin, user] : state.users()) rows.push_back(*user);
  for (const auto& [id, group] : state.groups()) rows.push_back(group->row);
  for (const auto& [id, group] : state.groups()) {
    for (const auto& [uin, member] : group->members) rows.push_back(member);
  }
  for (const auto& [id, policy] : state.policies()) rows.push_back(policy->row);
  for (const auto& [id, policy] : state.policies()) {
    for (const auto& [version, row] : policy->versions) rows.push_back(row);
  }
  for (const auto& [id, role] : state.roles()) rows.push_back(*role);
  for (const auto& [target, attachments] : state.attachments()) {
    for (const auto& [policy, row] : *attachments) rows.push_back(row);
  }
  for (const auto& [secret_id, key] : state.access_keys()) rows.push_back(*key);
  for (const auto& [resource, tags] : state.tags()) {
    for (const auto& [key, value] : *tags) {
      rows.push_back(TagRow{.owner = state.uin(), .resource = resource, .key = key, .value = value});
    }
  }
  return rows;
}

// What is derived from the rows agrees with them.
void expect_indexes_agree(const AccountState& state) {
  std::size_t holders = 0;
  for (const auto& [target, attachments] : state.attachments()) {
    EXPECT_TRUE(state.has(target));
    EXPECT_FALSE(attachments->empty());
    for (const auto& [policy, row] : *attachments) EXPECT_TRUE(state.holders_of(policy).contains(target));
    holders += attachments->size();
  }
  std::size_t held = 0;
  for (const std::uint64_t preset : {1u, 2u}) held += state.holders_of(PolicyId{preset}).size();
  for (const auto& [id, policy] : state.policies()) {
    held += state.holders_of(id).size();
    EXPECT_EQ(state.find_policy(policy->row.name), policy.get());
  }
  EXPECT_EQ(held, holders);
  for (const auto& [uin, user] : state.users()) {
    EXPECT_EQ(state.find_user(user->name), user.get());
    EXPECT_EQ(state.find_user(user->uid), user.get());
  }
  for (const auto& [id, group] : state.groups()) EXPECT_EQ(state.find_group(group->row.name), group.get());
  for (const auto& [id, role] : state.roles()) EXPECT_EQ(state.find_role(role->name), role.get());
}

// The same for what leads from a user to their groups and keys, and from a boundary to whom it bounds.
void expect_ways_back_agree(const AccountState& state) {
  std::size_t memberships = 0;
  for (const auto& [id, group] : state.groups()) memberships += group->members.size();
  std::size_t keys = state.access_keys_of(state.uin()).size();
  std::map<PolicyId, std::vector<Target>> bounded;
  for (const auto& [uin, user] : state.users()) {
    for (const Group* group : state.groups_of(uin)) EXPECT_TRUE(group->members.contains(uin));
    memberships -= state.groups_of(uin).size();
    for (const AccessKeyRow* key : state.access_keys_of(uin)) EXPECT_EQ(key->holder, uin);
    keys += state.access_keys_of(uin).size();
    bounded[user->boundary].push_back(Target::user(uin));
  }
  EXPECT_EQ(memberships, 0u);
  EXPECT_EQ(keys, state.access_keys().size());
  for (const auto& [id, role] : state.roles()) bounded[role->boundary].push_back(Target::role(id));
  for (const auto& [id, policy] : state.policies()) {
    const auto& targets = state.bounded_by(id);
    EXPECT_EQ(std::vector<Target>(targets.begin(), targets.end()), bounded[id]);
  }
}

TEST(RandomWrites, MemoryAndAReopenedFileAgreeAfterEveryStep) {
  const Folder folder;
  constexpr Quota tight = {
      .users_max = 8, .groups_max = 4, .groups_of_user_max = 2, .policies_max = 5, .attachments_of_target_max = 3};
  World memory(memory_store(), tight);
  auto file = std::make_unique<World>(sqlite_store(folder), tight);
  SeededRandom choice(3);
  std::map<std::string, int> outcomes;
  for (int step = 0; step < 600; ++step) {
    SeededRandom same = choice;
    const std::string expected = random_write(memory, choice);
    EXPECT_EQ(random_write(*file, same), expected) << "step " << step;
    ++outcomes[expected];
    const std::vector<Row> rows = rows_of(*memory.state());
    ASSERT_EQ(rows_of(*file->state()), rows) << "step " << step;
    if (step % 10 != 0) continue;
    expect_indexes_agree(*memory.state());
    expect_ways_back_agree(*memory.state());
    const SeededRandom random = file->random;
    file = nullptr;
    file = std::make_unique<World>(sqlite_store(folder), tight);
    file->random = random;
    ASSERT_EQ(rows_of(*file->state()), rows) << "step " << step;
    ASSERT_TRUE(file->directory->bad_rows().empty());
    ASSERT_EQ(file->directory->revision(), memory.directory->revision());
    ASSERT_EQ(file->audit().records.size(), memory.audit().records.size());
  }
  // The walk went through success and through many refusals.
  EXPECT_GT(outcomes["ok"], 150);
  EXPECT_GT(outcomes.size(), 10u);
}

}  // namespace
}  // namespace opencam::directory
