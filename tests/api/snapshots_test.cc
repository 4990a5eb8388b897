// The engine's view of the directory: after any write it answers as one made from the whole account, it was led there
// by the change alone, and whoever asks next sees it, on whatever thread.
#include "services/snapshots.h"

#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "services/world_change.h"
#include "services/world_of.h"
#include "tests/store/fixture.h"
#include "tests/store/random_write.h"

namespace opencam::services {
namespace {

using directory::AccountState;
using directory::must;
using directory::Target;

// A log that keeps its lines.
struct KeptLog {
  directory::StandingClock clock;
  std::vector<std::string> lines;
  std::unique_ptr<Log> log = *Log::create({.sink = [this](std::string_view line) { lines.emplace_back(line); }}, clock);
};

// What can be told apart from outside, for everybody in the account.
std::vector<std::string> answers(const Snapshot& snapshot, const AccountState& state) {
  const std::string owner = id_text(state.uin());
  std::vector<PrincipalRef> principals = {UserRef{owner}};
  for (const auto& [uin, user] : state.users()) principals.emplace_back(UserRef{id_text(uin)});
  for (const auto& [id, role] : state.roles()) principals.emplace_back(RoleRef{id_text(id), owner});
  std::vector<std::string> told;
  for (const PrincipalRef& principal : principals) {
    for (const std::string action : {"batch:SubmitJob", "cam:ListUsers"}) {
      const Request request{.principal = principal, .action = action, .resources = {"*"}};
      told.push_back(print_explanation_json(snapshot.explain(request)));
    }
    const auto found = snapshot.find_principal(principal);
    std::string line = found ? found->name : "nobody";
    if (found) {
      for (const std::string& id : found->group_ids) line += " " + id;
    }
    told.push_back(line);
  }
  return told;
}

TEST(Snapshots, FollowAnyWriteByItsChangeAlone) {
  KeptLog kept;
  constexpr directory::Quota tight = {.users_max = 8, .groups_max = 4, .policies_max = 5};
  directory::World world(directory::memory_store(), tight);
  const auto snapshots = must(Snapshots::create(*world.directory, *kept.log));
  const Catalog& catalog = world.directory->catalog();
  directory::SeededRandom choice(11);
  std::size_t written = 0;
  for (int step = 0; step < 400; ++step) {
    const auto before = world.state();
    random_write(world, choice);
    const auto after = world.state();
    if (before == after) continue;
    ++written;
    ASSERT_TRUE(change_between(*before, *after, catalog)) << "step " << step;
    const auto whole = Snapshot::create(world_of(*after, catalog), Catalog::built_in());
    ASSERT_TRUE(whole);
    ASSERT_EQ(answers(*snapshots->now(), *after), answers(*whole, *after)) << "step " << step;
    EXPECT_EQ(snapshots->now()->revision(), world.directory->revision());
  }
  EXPECT_GT(written, 150U);
  EXPECT_EQ(kept.lines, std::vector<std::string>());
}

TEST(Snapshots, AChangeHoldsWhatChangedAndNoMore) {
  directory::World world(directory::memory_store());
  const auto ann = world.user("ann");
  const auto bob = world.user("bob");
  const auto group = world.group("ops");
  const auto policy = world.policy("P");
  const Catalog& catalog = world.directory->catalog();
  const auto join = [&](directory::Uin user) {
    must(world.directory->add_members(directory::World::context(), world.owner,
                                      std::vector<directory::Membership>{{group.id, user}}));
  };
  join(ann.uin);
  auto before = world.state();
  join(bob.uin);
  auto change = change_between(*before, *world.state(), catalog);
  ASSERT_TRUE(change);
  ASSERT_EQ(change->put.groups.size(), 1U);
  EXPECT_EQ(change->put.groups[0].members, std::vector<std::string>{id_text(bob.uin)});
  EXPECT_TRUE(change->put.users.empty());

  before = world.state();
  must(world.directory->update_policy(directory::World::context(), world.owner, policy.id,
                                      {.description = {}, .document = directory::deny_all, .alias = {}}));
  change = change_between(*before, *world.state(), catalog);
  ASSERT_TRUE(change);
  EXPECT_EQ(change->put.policies.size(), 1U);
  EXPECT_TRUE(change->put.users.empty() && change->put.groups.empty() && change->gone.policies.empty());

  before = world.state();
  must(world.directory->delete_user(directory::World::context(), world.owner, bob.uin, true));
  change = change_between(*before, *world.state(), catalog);
  ASSERT_TRUE(change);
  EXPECT_EQ(change->gone.users, std::vector<std::string>{id_text(bob.uin)});
  EXPECT_EQ(change->gone.members.size(), 1U);

  // CAM-234: a role's tags are under its name too.
  const auto role = world.role("runner");
  before = world.state();
  must(world.directory->change_tags(
      directory::World::context(), world.owner,
      std::vector<directory::TagChange>{{.resource = directory::tag_resource(world.owner, Target::role(role.id)),
                                         .put = {{"team", "a"}},
                                         .remove = {}}}));
  change = change_between(*before, *world.state(), catalog);
  ASSERT_TRUE(change);
  EXPECT_EQ(change->put.resource_tags, world_of(*world.state(), catalog).resource_tags);
  before = world.state();
  must(world.directory->delete_role(directory::World::context(), world.owner, role.id));
  change = change_between(*before, *world.state(), catalog);
  ASSERT_TRUE(change);
  EXPECT_EQ(change->gone.tagged_resources.size(), 2U);

  // Nothing in common: better made anew. So is an account under another name.
  AccountState other(directory::AccountRow{.uin = world.owner, .app_id = {}, .name = "other", .created_ms = 0});
  EXPECT_FALSE(change_between(*before, other, catalog));
}

// Readers on several threads while one writes: each sees revisions that only rise, and what was written before it
// asked.
TEST(Snapshots, EveryThreadSeesTheLastChange) {
  KeptLog kept;
  directory::World world(directory::memory_store());
  const auto ann = world.user("ann");
  const auto snapshots = must(Snapshots::create(*world.directory, *kept.log));
  std::atomic<std::uint64_t> acknowledged = 0;
  std::atomic<bool> is_over = false;
  std::vector<std::jthread> readers;
  for (int reader = 0; reader < 3; ++reader) {
    readers.emplace_back([&] {
      std::uint64_t last = 0;
      while (!is_over) {
        const std::uint64_t at_least = acknowledged;
        const auto snapshot = snapshots->now();
        EXPECT_GE(snapshot->revision(), at_least);
        EXPECT_GE(snapshot->revision(), last);
        last = snapshot->revision();
        const Request request{.principal = UserRef{id_text(ann.uin)}, .action = "cam:ListUsers", .resources = {"*"}};
        static_cast<void>(snapshot->decide(request));
      }
    });
  }
  const Target target = Target::user(ann.uin);
  for (int round = 0; round < 300; ++round) {
    const auto& change = round % 2 == 0 ? &directory::Directory::attach : &directory::Directory::detach;
    must((world.directory.get()->*change)(directory::World::context(), world.owner, target, directory::PolicyId{1}));
    acknowledged = world.directory->revision();
    const Request request{.principal = UserRef{id_text(ann.uin)}, .action = "cam:ListUsers", .resources = {"*"}};
    ASSERT_EQ(snapshots->now()->decide(request).allowed(), round % 2 == 0);
  }
  is_over = true;
}

// Two views in one thread do not take each other's snapshots for their own.
TEST(Snapshots, AreOfTheirOwnDirectory) {
  KeptLog kept;
  directory::World world(directory::memory_store());
  const auto ann = world.user("ann");
  directory::World empty(directory::memory_store());
  const auto first = must(Snapshots::create(*world.directory, *kept.log));
  const auto second = must(Snapshots::create(*empty.directory, *kept.log));
  for (int round = 0; round < 3; ++round) {
    EXPECT_TRUE(first->now()->find_principal(UserRef{id_text(ann.uin)}));
    EXPECT_FALSE(second->now()->find_principal(UserRef{id_text(ann.uin)}));
  }
}

}  // namespace
}  // namespace opencam::services
