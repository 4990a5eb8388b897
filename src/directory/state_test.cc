#include "directory/state.h"

#include <gtest/gtest.h>

#include "directory/effective.h"
#include "directory/id.h"
#include "directory/view.h"

namespace opencam::directory {
namespace {

constexpr Uin owner{100000000001};
constexpr Uin ann{11};
constexpr Uin bob{12};

UserRow user(Uin uin, const std::string& name) {
  return {.owner = owner, .uin = uin, .uid = Uid{number(uin) + 1000}, .name = name};
}
GroupRow group(std::uint64_t id, const std::string& name) {
  return {.owner = owner, .id = GroupId{id}, .name = name, .remark = {}, .created_ms = 0};
}
MemberRow member(std::uint64_t id, Uin uin) {
  return {.owner = owner, .group = GroupId{id}, .uin = uin, .joined_ms = 0};
}
AttachmentRow attachment(const Target& target, std::uint64_t policy, std::int64_t at = 0) {
  return {.owner = owner,
          .target_kind = target.kind,
          .target_id = target.id,
          .policy = PolicyId{policy},
          .attached_ms = at};
}

AccountState two_users() {
  AccountState state(AccountRow{.uin = owner, .app_id = AppId{1}, .name = "acme", .created_ms = 0});
  EXPECT_TRUE(state.put(user(ann, "ann")));
  EXPECT_TRUE(state.put(user(bob, "bob")));
  return state;
}

TEST(Id, ReadsPlainDecimalDigitsOnly) {
  EXPECT_EQ(read_id<Uin>("100000000001"), owner);
  EXPECT_EQ(read_id<RoleId>("9223372036854775807"), RoleId{9223372036854775807});
  for (const char* text :
       {"", "0", "01", "-1", "+1", " 1", "1 ", "1x", "9223372036854775808", "99999999999999999999"}) {
    EXPECT_FALSE(read_id<Uin>(text)) << text;
  }
}

TEST(AccountState, FindsByEveryKey) {
  const AccountState state = two_users();
  EXPECT_EQ(state.find_user("ann")->uin, ann);
  EXPECT_EQ(state.find_user(ann)->name, "ann");
  EXPECT_EQ(state.find_user(Uid{1011})->name, "ann");
  // CAM's names know upper and lower case.
  EXPECT_EQ(state.find_user("Ann"), nullptr);
  EXPECT_EQ(state.find_user(Uin{99}), nullptr);
}

TEST(AccountState, ACopyDoesNotSeeLaterChanges) {
  AccountState before = two_users();
  EXPECT_TRUE(before.put(group(1, "ops")));
  EXPECT_TRUE(before.put(member(1, ann)));
  AccountState after = before;
  EXPECT_TRUE(after.put(member(1, bob)));
  EXPECT_TRUE(after.put(user(Uin{13}, "carl")));
  after.erase(user(ann, "ann"));
  EXPECT_TRUE(after.put(attachment(Target::group(GroupId{1}), 1)));
  EXPECT_EQ(before.users().size(), 2u);
  EXPECT_NE(before.find_user("ann"), nullptr);
  EXPECT_EQ(before.find_group("ops")->members.size(), 1u);
  EXPECT_TRUE(before.attachments().empty());
  // And the other way round: what was copied from can still be changed.
  before.erase(member(1, ann));
  EXPECT_EQ(after.find_group("ops")->members.size(), 2u);
}

TEST(AccountState, ARenamedGroupIsFoundUnderItsNewNameOnly) {
  AccountState state = two_users();
  EXPECT_TRUE(state.put(group(1, "ops")));
  EXPECT_TRUE(state.put(member(1, ann)));
  EXPECT_TRUE(state.put(group(1, "dev")));
  EXPECT_EQ(state.find_group("ops"), nullptr);
  ASSERT_NE(state.find_group("dev"), nullptr);
  EXPECT_EQ(state.find_group("dev")->members.size(), 1u);
}

TEST(AccountState, RowsThatBelongToNothingAreLeftOut) {
  AccountState state = two_users();
  EXPECT_FALSE(state.put(member(1, ann)));
  EXPECT_TRUE(state.put(group(1, "ops")));
  EXPECT_FALSE(state.put(member(1, Uin{99})));
  EXPECT_FALSE(state.put(attachment(Target::role(RoleId{1}), 1)));
  EXPECT_FALSE(state.put(PolicyVersionRow{.owner = owner, .policy = PolicyId{5}, .id = VersionId{1}, .document = {}}));
  EXPECT_FALSE(state.put(AccessKeyRow{.owner = owner, .secret_id = "AKID", .holder = Uin{99}}));
}

TEST(AccountState, HoldersFollowAttachments) {
  AccountState state = two_users();
  const Target target = Target::user(ann);
  EXPECT_TRUE(state.put(attachment(target, 1)));
  EXPECT_TRUE(state.put(attachment(target, 2)));
  ASSERT_EQ(state.holders_of(PolicyId{1}).size(), 1u);
  EXPECT_TRUE(state.holders_of(PolicyId{1}).contains(target));
  state.erase(attachment(target, 1));
  EXPECT_TRUE(state.holders_of(PolicyId{1}).empty());
  EXPECT_EQ(state.attachments_of(target).size(), 1u);
  state.erase(attachment(target, 1));
  state.erase(attachment(target, 2));
  EXPECT_TRUE(state.attachments().empty());
}

TEST(EffectivePolicies, TellDirectFromGroup) {
  AccountState state = two_users();
  EXPECT_TRUE(state.put(group(1, "ops")));
  EXPECT_TRUE(state.put(group(2, "dev")));
  EXPECT_TRUE(state.put(member(1, ann)));
  EXPECT_TRUE(state.put(member(2, ann)));
  EXPECT_TRUE(state.put(attachment(Target::user(ann), 5, 50)));
  EXPECT_TRUE(state.put(attachment(Target::group(GroupId{1}), 5, 10)));
  EXPECT_TRUE(state.put(attachment(Target::group(GroupId{1}), 6, 20)));
  EXPECT_TRUE(state.put(attachment(Target::group(GroupId{2}), 6, 30)));
  const auto all = effective_policies(state, Target::user(ann), Reach::All);
  ASSERT_EQ(all.size(), 2u);
  EXPECT_TRUE(all[0].is_direct);
  EXPECT_EQ(all[0].attached_ms, 50);
  EXPECT_EQ(all[0].groups.size(), 1u);
  EXPECT_FALSE(all[1].is_direct);
  EXPECT_EQ(all[1].attached_ms, 20);
  EXPECT_EQ(all[1].groups.size(), 2u);
  EXPECT_EQ(effective_policies(state, Target::user(ann), Reach::Direct).size(), 1u);
  EXPECT_EQ(effective_policies(state, Target::user(ann), Reach::ByGroup).size(), 2u);
  EXPECT_EQ(effective_policies(state, Target::group(GroupId{1}), Reach::All).size(), 2u);
  EXPECT_TRUE(effective_policies(state, Target::user(bob), Reach::All).empty());
}

TEST(View, LeavesOutOrphansAndReportsThem) {
  StoredRows stored;
  stored.revision = 7;
  stored.rows = {AccountRow{.uin = owner, .app_id = AppId{1250000009}, .name = "acme", .created_ms = 0},
                 user(ann, "ann"), member(3, ann), attachment(Target::user(ann), 987654321),
                 UserRow{.owner = Uin{55}, .uin = Uin{56}, .name = "nobody"}};
  std::vector<BadRow> bad;
  const View view = View::from_rows(stored, *Catalog::built_in(), bad);
  EXPECT_EQ(view.revision(), 7u);
  EXPECT_EQ(view.accounts().size(), 1u);
  EXPECT_EQ(bad.size(), 3u);
  // The member row lost its group and the attachment its policy: either may have carried a deny.
  EXPECT_EQ(view.account(owner)->damaged(), std::set<Target>{Target::user(ann)});
}

TEST(View, SequencesAreAboveEveryNumberInUseEvenWhenTheirRowsAreLost) {
  StoredRows stored;
  stored.rows = {SequenceRow{.name = "group_id", .next = 50},
                 AccountRow{.uin = Uin{100000000077}, .app_id = AppId{1250000009}, .name = "acme", .created_ms = 0},
                 GroupRow{.owner = Uin{100000000077}, .id = GroupId{9}, .name = "g", .remark = {}, .created_ms = 0}};
  std::vector<BadRow> bad;
  const View view = View::from_rows(stored, *Catalog::built_in(), bad);
  EXPECT_EQ(view.next(Sequence::Uin), 100000000078u);
  EXPECT_EQ(view.next(Sequence::AppId), 1250000010u);
  EXPECT_EQ(view.next(Sequence::Group), 50u);
  EXPECT_EQ(view.next(Sequence::Policy), number(first_custom_policy_id));
  EXPECT_TRUE(bad.empty());
}

}  // namespace
}  // namespace opencam::directory
