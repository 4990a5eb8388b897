// Bringing in a whole world at once.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/store/fixture.h"

namespace opencam::directory {
namespace {

constexpr Uin base_uin{100000000501};

std::string trust_of(Uin account, const std::string& whom) {
  return R"({"version":"2.0","statement":[{"effect":"allow","action":"name/sts:AssumeRole","principal":{"qcs":["qcs::cam::uin/)" +
         id_text(account) + ":" + whom + R"("]}}]})";
}

Import small_world() {
  return {
      .accounts = {{.uin = base_uin, .app_id = AppId{1250000501}, .name = "base"}},
      .policies = {{.owner = base_uin, .name = "Custom", .description = {}, .document = allow_all}},
      .users = {{.owner = base_uin,
                 .uin = Uin{100000000601},
                 .name = "ann",
                 .policies = {"Custom"},
                 .boundary = "AdministratorAccess"},
                {.owner = base_uin,
                 .uin = Uin{100000000602},
                 .name = "bob",
                 .type = UserType::MessageRecipient,
                 .policies = {},
                 .boundary = {}}},
      .groups = {{.owner = base_uin,
                  .id = GroupId{7},
                  .name = "ops",
                  .members = {Uin{100000000601}},
                  .policies = {"AdministratorAccess"}}},
      .roles = {{.owner = base_uin,
                 .id = RoleId{4611686018427390000},
                 .name = "worker",
                 .trust = trust_of(base_uin, "uin/100000000601"),
                 .policies = {"Custom"},
                 .boundary = "Custom"}},
      .resource_tags = {{"qcs::batch:ap-guangzhou:uin/100000000501:job/j-1", {{"team", "a"}}}},
  };
}

class ImportTest : public testing::Test, protected World {
 protected:
  ImportTest() : World(memory_store()) {}
  Result<void> bring(const Import& import) { return directory->import(context("opencam:Import"), import); }
};

TEST_F(ImportTest, BringsEverythingInUnderItsNumbers) {
  const std::uint64_t revision = directory->revision();
  must(bring(small_world()));
  EXPECT_EQ(directory->revision(), revision + 1);
  const auto base = directory->account(base_uin);
  ASSERT_NE(base, nullptr);
  EXPECT_EQ(base->row().app_id, AppId{1250000501});
  const UserRow* ann = base->find_user("ann");
  EXPECT_EQ(ann->uin, Uin{100000000601});
  EXPECT_EQ(ann->boundary, PolicyId{1});
  const PolicyId custom = base->find_policy("Custom")->row.id;
  EXPECT_TRUE(base->attachments_of(Target::user(ann->uin)).contains(custom));
  EXPECT_EQ(base->find_user("bob")->type, UserType::MessageRecipient);
  EXPECT_EQ(base->find_group("ops")->row.id, GroupId{7});
  EXPECT_TRUE(base->find_group("ops")->members.contains(ann->uin));
  EXPECT_EQ(base->find_role("worker")->boundary, custom);
  EXPECT_EQ(base->tags_of("qcs::batch:ap-guangzhou:uin/100000000501:job/j-1").at("team"), "a");
  // One record, in the trail of the account it made.
  EXPECT_EQ(must(directory->audit({.account = base_uin})).records.size(), 1u);
  // What comes next is numbered above.
  const AccountRow next = must(directory->create_account(context(), {.name = "next"}));
  EXPECT_GT(next.uin, Uin{100000000602});
  EXPECT_GT(next.app_id, AppId{1250000501});
}

TEST_F(ImportTest, IsAllOrNothingAndSaysWhatWasWrong) {
  struct BadImport {
    std::string code;
    std::string mentions;
    std::function<void(Import&)> spoil;
  };
  const std::vector<BadImport> cases = {
      {"PolicyIdNotExist", "user `ann`", [](Import& w) { w.users[0].policies = {"Nowhere"}; }},
      {"UserNotExist", "group `ops`", [](Import& w) { w.groups[0].members.push_back(Uin{5}); }},
      {"UserNameInUse", "user `ann`", [](Import& w) { w.users.push_back({.owner = base_uin, .name = "ann"}); }},
      {"NumberInUse", "user `eve`",
       [](Import& w) { w.users.push_back({.owner = base_uin, .uin = Uin{100000000601}, .name = "eve"}); }},
      {"NumberInUse", "group `dev`",
       [](Import& w) { w.groups.push_back({.owner = base_uin, .id = GroupId{7}, .name = "dev"}); }},
      {"NumberInUse", "role `second`",
       [](Import& w) {
         w.roles.push_back(
             {.owner = base_uin, .id = RoleId{4611686018427390000}, .name = "second", .trust = w.roles[0].trust});
       }},
      {"AccountNotExist", "user `lost`", [](Import& w) { w.users.push_back({.owner = Uin{5}, .name = "lost"}); }},
      {"AccountNotExist", "job/j-1",
       [](Import& w) { w.resource_tags = {{"qcs::batch::uin/5:job/j-1", {{"a", "b"}}}}; }},
      {"PrincipalQcsNotExist", "role `worker`", [](Import& w) { w.roles[0].trust = trust_of(base_uin, "uin/5"); }},
      {"PolicyDocumentError", "policy `Custom`", [](Import& w) { w.policies[0].document = "{"; }},
      {"InvalidArgument", "user `huge`",
       [](Import& w) { w.users.push_back({.owner = base_uin, .uin = Uin{9000000000000000000u}, .name = "huge"}); }},
      {"AccountNameInUse", "account `acme`",
       [](Import& w) { w.accounts.push_back({.uin = Uin{77}, .app_id = AppId{77}, .name = "acme"}); }},
  };
  for (const BadImport& bad : cases) {
    Import import = small_world();
    bad.spoil(import);
    const auto refused = bring(import);
    EXPECT_EQ(code_of(refused), bad.code) << bad.mentions;
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().message().find(bad.mentions), std::string::npos) << refused.error().message();
    EXPECT_EQ(directory->account(base_uin), nullptr);
  }
}

TEST_F(ImportTest, AddsToAnAccountThatIsThere) {
  must(bring(small_world()));
  Import more;
  more.accounts = small_world().accounts;
  more.users = {{.owner = base_uin, .uin = {}, .name = "carl"}};
  must(bring(more));
  EXPECT_EQ(directory->account(base_uin)->users().size(), 3u);
  more.accounts[0].app_id = AppId{5};
  EXPECT_EQ(code_of(bring(more)), "NumberInUse");
}

TEST_F(ImportTest, TakesUncheckedDocumentsOnlyWhenTold) {
  Import import = small_world();
  import.policies.push_back({.owner = base_uin, .name = "Old", .description = {}, .document = "not a policy"});
  import.policies.push_back({.owner = base_uin, .name = "ReadOnlyAccess", .description = {}, .document = allow_all});
  EXPECT_EQ(code_of(bring(import)), "PolicyDocumentError");
  import.accept_unchecked_documents = true;
  must(bring(import));
  EXPECT_EQ(directory->account(base_uin)->find_policy("Old")->document(), "not a policy");
  // CAM-106: its own policy hides the preset.
  EXPECT_NE(directory->find_policy(*directory->account(base_uin), "ReadOnlyAccess")->custom, nullptr);
  Import huge;
  huge.accept_unchecked_documents = true;
  huge.policies = {{.owner = base_uin,
                    .name = "Huge",
                    .description = {},
                    .document = std::string(limits::policy_bytes_max + 1, ' ')}};
  EXPECT_EQ(code_of(bring(huge)), "PolicyDocumentLengthOverLimit");
}

TEST_F(ImportTest, ACollaboratorMayHaveTheNumberOfAnotherAccount) {
  Import import = small_world();
  import.users.push_back({.owner = base_uin, .uin = owner, .name = "acme-here", .type = UserType::Collaborator});
  must(bring(import));
  EXPECT_EQ(directory->account(base_uin)->find_user("acme-here")->uin, owner);
}

}  // namespace
}  // namespace opencam::directory
