// What only the SQLite store does: files and their modes, several processes, damaged files.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "tests/store/fixture.h"

namespace opencam::directory {
namespace {

class SqliteTest : public testing::Test {
 protected:
  std::string file() const { return folder_.path() + "/data/opencam.db"; }

  // What a failing disk or a careless hand does: changes the file behind our back.
  void tamper(const std::string& sql) {
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open(file().c_str(), &database), SQLITE_OK);
    char* problem = nullptr;
    EXPECT_EQ(sqlite3_exec(database, ("PRAGMA ignore_check_constraints=ON;" + sql).c_str(), nullptr, nullptr, &problem),
              SQLITE_OK)
        << problem;
    sqlite3_free(problem);
    sqlite3_close(database);
  }

  static unsigned mode(const std::string& path) {
    struct stat info{};
    return ::stat(path.c_str(), &info) == 0 ? info.st_mode & 0777u : 0u;
  }

  // An account with a user in a group, a custom policy on both, a role and a boundary; closed again.
  void make_world() {
    World world(sqlite_store(folder_));
    const UserRow ann = world.user("ann");
    world.user("bob");
    const GroupRow ops = world.group("ops");
    const PolicyRow denies = world.policy("denies", deny_all);
    const RoleRow role = world.role("role");
    const WriteContext context = World::context();
    Directory& directory = *world.directory;
    must(directory.add_members(context, world.owner, std::vector<Membership>{{ops.id, ann.uin}}));
    must(directory.attach(context, world.owner, Target::user(ann.uin), denies.id));
    must(directory.attach(context, world.owner, Target::group(ops.id), denies.id));
    must(directory.put_boundary(context, world.owner, Target::role(role.id), denies.id));
    must(directory.create_access_key(context, world.owner, ann.uin));
    must(directory.change_tags(
        context, world.owner,
        std::vector<TagChange>{{.resource = "qcs::batch:ap-guangzhou::job/j", .put = {{"a", "b"}}, .remove = {}}}));
  }

  Folder folder_;
};

TEST_F(SqliteTest, MakesFolderAndFilesForTheOwnerOnly) {
  const auto store = sqlite_store(folder_);
  must(store->commit({}, 0));
  EXPECT_EQ(mode(folder_.path() + "/data"), 0700u);
  EXPECT_EQ(mode(file()), 0600u);
  EXPECT_EQ(mode(file() + "-wal"), 0600u);
  EXPECT_EQ(mode(file() + "-shm"), 0600u);
}

TEST_F(SqliteTest, AddressesThatAreNoStoreAreRefused) {
  for (const std::string address : {"", "sqlite:", "memory", "postgres://x", "sqlite", "memory:x"}) {
    EXPECT_EQ(code_of(store::open_store(address)), "InvalidArgument") << address;
  }
  EXPECT_EQ(code_of(store::open_store("sqlite:/dev/null/x")), "Io");
}

TEST_F(SqliteTest, TwoHandlesSeeEachOthersCommitsAndConflict) {
  const auto first = sqlite_store(folder_);
  const auto second = sqlite_store(folder_);
  const AccountRow account{.uin = Uin{1}, .app_id = AppId{1}, .name = "a", .created_ms = 0};
  EXPECT_EQ(must(first->commit({.rows = {{.is_erase = false, .row = account}}, .audit = {}}, 0)), 1u);
  EXPECT_EQ(must(second->head()), 1u);
  EXPECT_EQ(must(second->load()).rows, std::vector<Row>{account});
  EXPECT_EQ(code_of(second->commit({}, 0)), "Conflict");
  EXPECT_EQ(must(second->commit({}, 1)), 2u);
  EXPECT_EQ(code_of(first->commit({}, 1)), "Conflict");
}

TEST_F(SqliteTest, DirectoriesOnOneFileFollowEachOther) {
  World first(sqlite_store(folder_));
  World second(sqlite_store(folder_));
  ASSERT_EQ(first.owner, second.owner);
  const UserRow ann = first.user("ann");
  EXPECT_EQ(second.state()->find_user("ann"), nullptr);
  std::vector<Uin> told;
  second.directory->on_change([&](Uin owner, std::uint64_t) { told.push_back(owner); });
  EXPECT_EQ(must(second.directory->refresh()), first.directory->revision());
  ASSERT_NE(second.state()->find_user("ann"), nullptr);
  EXPECT_EQ(second.state()->find_user("ann")->uin, ann.uin);
  EXPECT_EQ(told, std::vector<Uin>{first.owner});

  // A write on a stale view is made again on the new one: the name is taken, and the number is not given out twice.
  first.user("bob");
  EXPECT_EQ(code_of(second.directory->add_user(World::context(), second.owner, {.name = "bob"})), "UserNameInUse");
  const UserRow carl = second.user("carl");
  must(first.directory->refresh());
  EXPECT_EQ(first.state()->find_user("carl")->uin, carl.uin);
  EXPECT_EQ(first.state()->users().size(), 3u);
  // What only another process has made can be used without a refresh.
  const UserRow dora = first.user("dora");
  must(second.directory->attach(World::context(), second.owner, Target::user(dora.uin), PolicyId{1}));
}

TEST_F(SqliteTest, TwoDirectoriesWritingAtOnceLoseNothing) {
  World first(sqlite_store(folder_));
  World second(sqlite_store(folder_));
  const auto write = [](World& world, const std::string& prefix) {
    for (int i = 0; i < 25; ++i) world.user(prefix + std::to_string(i));
  };
  std::thread one(write, std::ref(first), "one");
  std::thread two(write, std::ref(second), "two");
  one.join();
  two.join();
  must(first.directory->refresh());
  must(second.directory->refresh());
  EXPECT_EQ(first.state()->users().size(), 50u);
  EXPECT_EQ(first.directory->revision(), second.directory->revision());
  EXPECT_EQ(first.audit().records.size(), 51u);
  std::set<Uid> uids;
  for (const auto& [uin, user] : second.state()->users()) uids.insert(user->uid);
  EXPECT_EQ(uids.size(), 50u);
}

TEST_F(SqliteTest, AStoreOfANewerProgramIsRefused) {
  sqlite_store(folder_);
  tamper("PRAGMA user_version=999");
  EXPECT_EQ(code_of(store::open_store("sqlite:" + folder_.path() + "/data")), "Unsupported");
}

TEST_F(SqliteTest, AFileThatIsNoDatabaseIsRefused) {
  sqlite_store(folder_);
  std::filesystem::remove(file() + "-wal");
  std::ofstream(file(), std::ios::trunc) << std::string(8192, 'x');
  EXPECT_EQ(code_of(store::open_store("sqlite:" + folder_.path() + "/data")), "Corrupt");
}

TEST_F(SqliteTest, AStoreThatWentBackIsNoticed) {
  World world(sqlite_store(folder_));
  world.user("ann");
  tamper("DELETE FROM change_log WHERE revision > 1");
  EXPECT_EQ(code_of(world.directory->refresh()), "Corrupt");
  EXPECT_EQ(code_of(world.directory->add_user(World::context(), world.owner, {.name = "bob"})), "Corrupt");
}

// CVE class C16: what cannot be read stops nothing, and widens nobody's rights.
TEST_F(SqliteTest, AChangedDocumentLeavesAPolicyWithoutText) {
  make_world();
  tamper("UPDATE policy_version SET document = replace(document, 'deny', 'allow')");
  World world(sqlite_store(folder_));
  const ManagedPolicy* policy = world.state()->find_policy("denies");
  ASSERT_NE(policy, nullptr);
  EXPECT_EQ(policy->document(), "");
  EXPECT_FALSE(world.directory->bad_rows().empty());
  // It can be mended through the front door.
  must(world.directory->update_policy(World::context(), world.owner, policy->row.id, {.document = deny_all}));
  World again(sqlite_store(folder_));
  EXPECT_EQ(again.state()->find_policy("denies")->document(), deny_all);
  EXPECT_TRUE(again.directory->bad_rows().empty());
}

TEST_F(SqliteTest, AChangedTrustDocumentTakesTheRoleAway) {
  make_world();
  tamper("UPDATE role SET trust = trust || ' '");
  World world(sqlite_store(folder_));
  EXPECT_EQ(world.state()->find_role("role"), nullptr);
  EXPECT_EQ(world.directory->bad_rows().size(), 1u);
}

TEST_F(SqliteTest, ADamagedAttachmentDamagesItsTargetOnly) {
  make_world();
  tamper("UPDATE attachment SET attached_ms = attached_ms + 1 WHERE target_kind = 'user'");
  World world(sqlite_store(folder_));
  const auto state = world.state();
  EXPECT_EQ(state->damaged(), std::set<Target>{Target::user(state->find_user("ann")->uin)});
}

TEST_F(SqliteTest, ADamagedMembershipDamagesTheUser) {
  make_world();
  tamper("UPDATE member SET joined_ms = 0");
  World world(sqlite_store(folder_));
  const auto state = world.state();
  EXPECT_EQ(state->damaged(), std::set<Target>{Target::user(state->find_user("ann")->uin)});
}

TEST_F(SqliteTest, AnAttachmentThatLostItsTargetDamagesEverybodyInTheAccount) {
  make_world();
  tamper("UPDATE attachment SET target_id = 42 WHERE target_kind = 'user'");
  World world(sqlite_store(folder_));
  // Two users and a role: any of them may have been the one.
  EXPECT_EQ(world.state()->damaged().size(), 3u);
}

// What cannot be read lets nobody in without their second factor, and keeps nobody out of the API.
TEST_F(SqliteTest, ADamagedSecondFactorKeepsItsOwnerOutOfTheConsole) {
  make_world();
  Uin ann{};
  {
    World world(sqlite_store(folder_));
    ann = world.state()->find_user("ann")->uin;
    must(world.directory->take_sign_in_step(World::context(), world.owner, ann, {.waiting_secret = "key"}));
    EXPECT_FALSE(world.state()->sign_ins().is_unreadable(ann));
  }
  tamper("UPDATE second_factor SET last_step = 7");
  World world(sqlite_store(folder_));
  EXPECT_TRUE(world.state()->sign_ins().is_unreadable(ann));
  EXPECT_FALSE(world.state()->sign_ins().is_unreadable(world.owner));
  EXPECT_TRUE(world.state()->damaged().empty());
  // An operator who takes the device away mends it.
  must(world.directory->take_sign_in_step(World::context(), world.owner, ann, {.removes_device = true}));
  EXPECT_FALSE(World(sqlite_store(folder_)).state()->sign_ins().is_unreadable(ann));
}

TEST_F(SqliteTest, ALostPolicyDamagesItsHolders) {
  make_world();
  tamper("PRAGMA foreign_keys=OFF; DELETE FROM policy");
  World world(sqlite_store(folder_));
  const auto state = world.state();
  // The user and the group it was attached to, and the role it was the boundary of.
  EXPECT_EQ(state->damaged().size(), 3u);
  // Nobody new gets its number.
  EXPECT_GT(number(world.policy("next").id), number(first_custom_policy_id));
}

TEST_F(SqliteTest, EveryColumnOfEveryTableCanBeDamaged) {
  const std::vector<std::pair<std::string, std::string>> columns = {
      {"account", "created_ms"}, {"user", "type"},     {"user", "boundary"},          {"user_group", "remark"},
      {"member", "joined_ms"},   {"policy", "name"},   {"policy", "create_mode"},     {"policy_version", "document"},
      {"role", "trust"},         {"role", "type"},     {"attachment", "attached_ms"}, {"access_key", "status"},
      {"tag", "value"},          {"sequence", "next"},
  };
  for (const auto& [table, column] : columns) {
    for (const std::string value : {"-1", "'nonsense'", "x'00ff'"}) {
      std::filesystem::remove_all(folder_.path() + "/data");
      make_world();
      // Strict tables refuse a value of another type; a file that was damaged does not ask.
      sqlite3* database = nullptr;
      ASSERT_EQ(sqlite3_open(file().c_str(), &database), SQLITE_OK);
      std::string sql = "UPDATE " + table;
      sql.append(" SET ").append(column).append(" = ").append(value);
      const bool is_changed = sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK;
      sqlite3_close(database);
      if (!is_changed) continue;
      auto directory_store = sqlite_store(folder_);
      const StoredRows stored = must(directory_store->load());
      EXPECT_FALSE(stored.bad.empty()) << table << "." << column << " = " << value;
      for (const BadRow& bad : stored.bad) EXPECT_EQ(bad.table, table);
    }
  }
}

// Whatever the bytes of the file are: opening and loading end, with an answer or an Error.
TEST_F(SqliteTest, RandomDamageToTheFileNeverStopsTheProgram) {
  make_world();
  {
    sqlite_store(folder_);
  }
  tamper("PRAGMA wal_checkpoint(TRUNCATE)");
  std::ifstream in(file(), std::ios::binary);
  const std::string good((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  ASSERT_GT(good.size(), 8192u);
  SeededRandom random(16);
  int loaded = 0;
  for (int round = 0; round < 150; ++round) {
    std::string bad = good;
    for (std::size_t i = 1 + random.below(20); i-- > 0;) {
      // Mostly in the rows, now and then in the header of the file or of a page.
      const std::size_t at = random.below(4) == 0 ? random.below(200) : random.below(bad.size());
      bad[at] = static_cast<char>(random.next());
    }
    std::filesystem::remove(file() + "-wal");
    std::filesystem::remove(file() + "-shm");
    std::ofstream(file(), std::ios::binary | std::ios::trunc) << bad;
    auto store = store::open_store("sqlite:" + folder_.path() + "/data");
    if (!store) continue;
    StandingClock clock;
    SeededRandom chance;
    const auto sealer = must(Sealer::create(SecretText(std::string(32, 'k')), chance));
    auto directory = Directory::create(*std::move(store), {.clock = &clock, .random = &chance, .sealer = sealer});
    if (!directory) continue;
    ++loaded;
    for (const auto& state : (*directory)->accounts()) {
      // Nobody's deny is lost without a mark: ann holds it, or is damaged, or is gone.
      const UserRow* ann = state->find_user("ann");
      const ManagedPolicy* denies = state->find_policy("denies");
      if (ann == nullptr || state->damaged().contains(Target::user(ann->uin))) continue;
      const bool holds_it = denies != nullptr &&
                            state->attachments_of(Target::user(ann->uin)).contains(denies->row.id) &&
                            (denies->document() == deny_all || denies->document().empty());
      EXPECT_TRUE(holds_it) << "round " << round;
    }
  }
  EXPECT_GT(loaded, 20);
}

}  // namespace
}  // namespace opencam::directory
