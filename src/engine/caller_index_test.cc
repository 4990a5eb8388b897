// Callers are found by number, however many there are and whatever changed.
#include "engine/caller_index.h"

#include <gtest/gtest.h>

#include <set>

#include "engine/hash.h"
#include "opencam/engine.h"

namespace opencam {
namespace {

constexpr int accounts = 3;
constexpr int users = 500;  // of each account: several shards

std::string account_number(int account) { return std::to_string(100 + account); }
std::string user_number(int user) { return std::to_string(10000 + user); }

// Users with an even number are in the first account only, the others in every account. The root account 101 is a
// collaborator of the first one.
World many_callers() {
  World world;
  for (int account = 0; account < accounts; ++account) {
    const std::string owner = account_number(account);
    world.accounts.push_back({owner, "7" + owner, "a" + owner});
    for (int user = 0; user < users; ++user) {
      if (user % 2 == 0 && account != 0) continue;
      world.users.push_back({user_number(user), owner, "u", UserType::Collaborator, {}, ""});
    }
  }
  world.users.push_back({account_number(1), account_number(0), "r", UserType::Collaborator, {}, ""});
  return world;
}

void expect_found(const Snapshot& snapshot, const UserRef& ref, PrincipalKind kind, const std::string& owner) {
  const auto found = snapshot.find_principal(ref);
  ASSERT_TRUE(found) << ref.uin << " of " << ref.owner_uin;
  EXPECT_EQ(found->kind, kind);
  EXPECT_EQ(found->uin, ref.uin);
  EXPECT_EQ(found->owner_uin, owner);
}

void expect_nobody(const Snapshot& snapshot, const UserRef& ref) {
  EXPECT_FALSE(snapshot.find_principal(ref)) << ref.uin << " of " << ref.owner_uin;
}

TEST(CallerIndex, FindsEverybodyAndNobodyElse) {
  const auto snapshot = Snapshot::create(many_callers(), Catalog::built_in());
  ASSERT_TRUE(snapshot);
  for (int user = 0; user < users; ++user) {
    const std::string uin = user_number(user);
    for (int account = 0; account < accounts; ++account) {
      const std::string owner = account_number(account);
      const bool is_there = user % 2 != 0 || account == 0;
      if (is_there) expect_found(*snapshot, {uin, owner}, PrincipalKind::User, owner);
      if (!is_there) expect_nobody(*snapshot, {uin, owner});
    }
    // CAM-101: who serves several accounts must say for which one they act.
    if (user % 2 == 0) expect_found(*snapshot, {uin}, PrincipalKind::User, account_number(0));
    if (user % 2 != 0) expect_nobody(*snapshot, {uin});
  }
  expect_found(*snapshot, {account_number(1)}, PrincipalKind::Root, account_number(1));
  expect_found(*snapshot, {account_number(1), account_number(0)}, PrincipalKind::User, account_number(0));
  expect_nobody(*snapshot, {"9"});
  expect_nobody(*snapshot, {""});
}

TEST(CallerIndex, FollowsChangesAndLeavesOlderSnapshotsAlone) {
  const auto before = Snapshot::create(many_callers(), Catalog::built_in());
  ASSERT_TRUE(before);
  WorldChange change{.account = account_number(0), .put = {}, .gone = {}};
  for (int user = 1; user < users; user += 2) change.gone.users.push_back(user_number(user));
  change.put.users.push_back({"55555", account_number(0), "new", UserType::SubUser, {}, ""});
  const auto after = before->with(change, 1);
  ASSERT_TRUE(after) << after.error().message();
  expect_found(*after, {"55555"}, PrincipalKind::User, account_number(0));
  expect_nobody(*before, {"55555"});
  for (int user = 1; user < users; user += 2) {
    expect_nobody(*after, {user_number(user), account_number(0)});
    expect_found(*after, {user_number(user), account_number(1)}, PrincipalKind::User, account_number(1));
    expect_found(*before, {user_number(user), account_number(0)}, PrincipalKind::User, account_number(0));
  }
  const Snapshot last = after->without(account_number(2), 2);
  expect_found(last, {user_number(1)}, PrincipalKind::User, account_number(1));
  expect_nobody(last, {account_number(2)});
}

// Numbers that are not written as numbers are: compared by their texts.
TEST(CallerIndex, FindsUnusualNumbers) {
  const std::vector<std::string> unusual = {"7",   "07", "007", "123456789012345678", "1234567890123456789",
                                            "12x", "1-2"};
  World world;
  world.accounts = {{"100", "71", "one"}};
  for (const std::string& uin : unusual) world.users.push_back({uin, "100", "u", UserType::SubUser, {}, ""});
  const auto snapshot = Snapshot::create(world, Catalog::built_in());
  ASSERT_TRUE(snapshot) << snapshot.error().message();
  for (const std::string& uin : unusual) expect_found(*snapshot, {uin}, PrincipalKind::User, "100");
  for (const char* uin : {"70", "00", "0", "0123456789012345678", "1", "12", "x", ""}) expect_nobody(*snapshot, {uin});
}

// Who is plain is decided in fewer steps; so only those may be, and most should.
TEST(CallerIndex, WhoIsPlain) {
  const std::string all = R"({"version":"2.0","statement":[{"effect":"allow","action":"cvm:*","resource":"*"}]})";
  World world;
  world.accounts = {{"100", "7100", "one"}, {"200", "7200", "two"}};
  world.policies = {{"P", "100", all}, {"Broken", "100", "{"}, {"Q", "200", all}};
  const auto user = [&](const char* uin, std::vector<std::string> policies, const char* boundary = "",
                        UserType type = UserType::SubUser, const char* owner = "100") {
    world.users.push_back({uin, owner, "u", type, std::move(policies), boundary});
  };
  user("11", {"P"});
  user("12", {});
  user("13", {"Broken"});
  user("14", {"P"}, "P");
  user("15", {"P"}, "", UserType::MessageRecipient);
  user("007", {"P"});
  user("16", {"P"}, "", UserType::Collaborator);
  user("16", {"Q"}, "", UserType::Collaborator, "200");
  user("21", {"Q"}, "", UserType::SubUser, "200");
  // Half in segments, half in panels: not all that has a say stands at the front.
  for (int i = 0; i < 700; ++i) world.policies.push_back({"M" + std::to_string(i), "100", all});
  std::vector<std::string> many;
  for (int i = 0; i < 700; ++i) many.push_back("M" + std::to_string(i));
  user("17", many);
  const auto parts = parts_by_account(world);
  ASSERT_TRUE(parts);
  const Making making = Making::create(*Catalog::built_in(), Keep::Text);
  std::vector<std::shared_ptr<const Account>> made;
  CallerIndex index;
  for (const char* uin : {"100", "200"}) {
    auto account = make_account(parts->at(uin), making, nullptr);
    ASSERT_TRUE(account) << account.error().message();
    made.push_back(*account);
    index.put_all(*made.back());
  }
  const auto is_plain = [&](const char* uin, const char* owner = "") {
    const PrincipalRef who = UserRef{uin, owner};
    const CallerIndex::Slot* slot = index.find_plain(CallerKey::of(who), hash_of("cvm:Run"));
    return slot != nullptr && slot->holder->principal.uin == uin;
  };
  for (const char* uin : {"11", "12", "17", "21"}) EXPECT_TRUE(is_plain(uin)) << uin;
  EXPECT_TRUE(is_plain("11", "100"));
  EXPECT_FALSE(is_plain("11", "200"));
  for (const char* uin : {"13", "14", "15", "16", "100", "200", "99"}) EXPECT_FALSE(is_plain(uin)) << uin;
  EXPECT_FALSE(is_plain("16", "200"));
  WorldChange change{.account = "100", .put = {}, .gone = {}};
  change.put.policies.push_back({"M5", "100", std::string(R"({"version":"2.0","statement":[]})")});
  const auto changed = change_account(made[0], change, making);
  ASSERT_TRUE(changed) << changed.error().message();
  index.renew(*changed->account, "17");
  EXPECT_FALSE(is_plain("17"));
}

TEST(CallerIndex, ExactHashesTellAllNumbersApart) {
  EXPECT_FALSE(number_hash_of("").is_exact);
  EXPECT_FALSE(number_hash_of("01").is_exact);
  EXPECT_FALSE(number_hash_of("1/").is_exact);
  EXPECT_FALSE(number_hash_of("1:").is_exact);
  EXPECT_FALSE(number_hash_of("1234567890123456789").is_exact);
  EXPECT_TRUE(number_hash_of("999999999999999999").is_exact);
  std::set<std::uint64_t> hashes;
  for (int number = 1; number <= 20000; ++number) {
    const NumberHash hash = number_hash_of(std::to_string(number));
    EXPECT_TRUE(hash.is_exact);
    EXPECT_TRUE(hashes.insert(hash.value).second) << number;
  }
}

}  // namespace
}  // namespace opencam
