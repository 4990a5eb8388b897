// What the directory does when all goes well: every kind of write, what goes with it, and its record.
#include "directory/directory.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <thread>
#include <vector>

#include "directory/effective.h"
#include "tests/store/fixture.h"

namespace opencam::directory {
namespace {

class DirectoryTest : public testing::Test, protected World {
 protected:
  DirectoryTest() : World(memory_store()) {}

  void join(GroupId group, Uin user) {
    must(directory->add_members(context(), owner, std::vector<Membership>{{group, user}}));
  }
  static std::vector<Target> listed(const PersistentSet<Target>& targets) { return {targets.begin(), targets.end()}; }
  void attach(const Target& target, PolicyId policy) { must(directory->attach(context(), owner, target, policy)); }
  void tag(const std::string& resource, const std::string& key, const std::string& value) {
    must(directory->change_tags(context(), owner,
                                std::vector<TagChange>{{.resource = resource, .put = {{key, value}}, .remove = {}}}));
  }
};

// CAM-107, and the other documented limits.
TEST_F(DirectoryTest, QuotasAreCamsByDefault) {
  const Quota quota;
  EXPECT_EQ(quota.groups_max, 300u);
  EXPECT_EQ(quota.users_max, 1000u);
  EXPECT_EQ(quota.groups_of_user_max, 10u);
  EXPECT_EQ(quota.users_of_group_max, 100u);
  EXPECT_EQ(quota.roles_max, 1000u);
  EXPECT_EQ(quota.policies_max, 1500u);
  EXPECT_EQ(quota.attachments_of_target_max, 200u);
  EXPECT_EQ(quota.versions_of_policy_max, 5u);
  EXPECT_EQ(quota.policy_characters_max, 6144u);
  EXPECT_EQ(quota.access_keys_of_holder_max, 2u);
  EXPECT_EQ(quota.session_duration_s_max, 43200u);
}

TEST_F(DirectoryTest, NumbersHaveCamsForm) {
  const AccountRow account = state()->row();
  EXPECT_EQ(account.uin, Uin{100000000001});
  EXPECT_EQ(account.app_id, AppId{1250000001});
  EXPECT_EQ(user("ann").uin, Uin{100000000002});
  EXPECT_EQ(policy("p").id, PolicyId{17698703});
  EXPECT_EQ(id_text(role("r").id), "4611686018427387905");
  EXPECT_EQ(group("g").id, GroupId{1});
}

TEST_F(DirectoryTest, NumbersAreNeverUsedAgain) {
  const UserRow ann = user("ann");
  must(directory->delete_user(context(), owner, ann.uin, false));
  const UserRow again = user("ann");
  EXPECT_NE(again.uin, ann.uin);
  EXPECT_NE(again.uid, ann.uid);
}

TEST_F(DirectoryTest, AUserChangesInWhatIsPresentOnly) {
  const UserRow ann = must(directory->add_user(
      context(), owner, {.name = "ann", .remark = "r", .phone = "1", .email = "a@b", .console_login = true}));
  const UserRow changed = must(directory->update_user(context(), owner, ann.uin, {.remark = "new"}));
  EXPECT_EQ(changed.remark, "new");
  EXPECT_EQ(changed.phone, "1");
  EXPECT_TRUE(changed.console_login);
  EXPECT_EQ(*state()->find_user("ann"), changed);
}

TEST_F(DirectoryTest, WithAUserGoesAllThatWasTheirs) {
  const UserRow ann = user("ann");
  const PolicyRow custom = policy("custom");
  const GroupRow ops = group("ops");
  join(ops.id, ann.uin);
  attach(Target::user(ann.uin), custom.id);
  must(directory->put_boundary(context(), owner, Target::user(ann.uin), custom.id));
  tag(tag_resource(owner, Target::user(ann.uin)), "team", "a");
  const std::string secret_id = must(directory->create_access_key(context(), owner, ann.uin)).row.secret_id;
  ASSERT_NE(directory->account_of_access_key(secret_id), nullptr);

  must(directory->delete_user(context(), owner, ann.uin, true));
  EXPECT_EQ(state()->find_user("ann"), nullptr);
  EXPECT_TRUE(state()->find_group(ops.id)->members.empty());
  EXPECT_TRUE(state()->attachments().empty());
  EXPECT_TRUE(state()->holders_of(custom.id).empty());
  EXPECT_TRUE(state()->bounded_by(custom.id).empty());
  EXPECT_TRUE(state()->tags().empty());
  EXPECT_TRUE(state()->access_keys().empty());
  EXPECT_EQ(directory->account_of_access_key(secret_id), nullptr);
  EXPECT_EQ(directory->account_of_uin(ann.uin), nullptr);
}

TEST_F(DirectoryTest, WithAGroupGoWhatItHeldAndNotItsUsers) {
  const UserRow ann = user("ann");
  const GroupRow ops = group("ops");
  join(ops.id, ann.uin);
  attach(Target::group(ops.id), PolicyId{1});
  must(directory->delete_group(context(), owner, ops.id));
  EXPECT_EQ(state()->find_group("ops"), nullptr);
  EXPECT_NE(state()->find_user("ann"), nullptr);
  EXPECT_TRUE(state()->groups_of(ann.uin).empty());
  EXPECT_TRUE(state()->holders_of(PolicyId{1}).empty());
}

TEST_F(DirectoryTest, MembershipsAreAllOrNoneAndMayBeRepeated) {
  const UserRow ann = user("ann");
  const GroupRow ops = group("ops");
  const auto half =
      directory->add_members(context(), owner, std::vector<Membership>{{ops.id, ann.uin}, {ops.id, Uin{42}}});
  EXPECT_EQ(code_of(half), "UserNotExist");
  EXPECT_TRUE(state()->find_group(ops.id)->members.empty());
  join(ops.id, ann.uin);
  const std::uint64_t revision = directory->revision();
  join(ops.id, ann.uin);
  EXPECT_EQ(directory->revision(), revision);
  const std::vector<Membership> one = {{ops.id, ann.uin}};
  must(directory->remove_members(context(), owner, one));
  must(directory->remove_members(context(), owner, one));
  EXPECT_TRUE(state()->find_group(ops.id)->members.empty());
}

TEST_F(DirectoryTest, DocumentsComeBackByteForByte) {
  const std::string document =
      "  {\n\t\"version\" : \"2.0\",\r\n "
      "\"statement\":[{\"action\":\"name/cvm:*\",\"resource\":\"*\",\"effect\":\"allow\"}]}\n";
  const PolicyRow row = policy("spaced", document);
  EXPECT_EQ(state()->find_policy(row.id)->document(), document);
}

TEST_F(DirectoryTest, VersionsAreNumberedOnceAndKeptUpToFive) {
  const PolicyRow row = policy("p");
  const auto add = [&](bool set_as_default) {
    return directory->create_policy_version(context(), owner, row.id, deny_all, set_as_default);
  };
  EXPECT_EQ(must(add(false)), VersionId{2});
  EXPECT_EQ(state()->find_policy(row.id)->document(), allow_all);
  EXPECT_EQ(must(add(true)), VersionId{3});
  EXPECT_EQ(state()->find_policy(row.id)->document(), deny_all);
  must(add(false));
  must(add(false));
  EXPECT_EQ(code_of(add(false)), "PolicyVersionFull");
  must(directory->delete_policy_versions(context(), owner, row.id, std::vector<VersionId>{VersionId{5}, VersionId{2}}));
  EXPECT_EQ(must(add(false)), VersionId{6});
  must(directory->set_default_policy_version(context(), owner, row.id, VersionId{1}));
  EXPECT_EQ(state()->find_policy(row.id)->document(), allow_all);
  // All or none.
  EXPECT_EQ(code_of(directory->delete_policy_versions(context(), owner, row.id,
                                                      std::vector<VersionId>{VersionId{3}, VersionId{1}})),
            "PolicyVersionIsDefault");
  EXPECT_TRUE(state()->find_policy(row.id)->versions.contains(VersionId{3}));
}

TEST_F(DirectoryTest, UpdatingAPolicyOverwritesItsDefaultVersion) {
  const PolicyRow row = policy("p");
  clock.now += 1000;
  must(directory->update_policy(context(), owner, row.id, {.description = "d", .document = deny_all}));
  const ManagedPolicy* found = state()->find_policy(row.id);
  EXPECT_EQ(found->versions.size(), 1u);
  EXPECT_EQ(found->document(), deny_all);
  EXPECT_EQ(found->row.description, "d");
  EXPECT_EQ(found->row.updated_ms, row.updated_ms + 1000);
  EXPECT_EQ(found->row.created_ms, row.created_ms);
}

TEST_F(DirectoryTest, APresetTakesAnAliasAndNothingElse) {
  must(directory->update_policy(context(), owner, PolicyId{1}, {.alias = "all of it"}));
  EXPECT_EQ(state()->preset_alias(PolicyId{1}), "all of it");
  must(directory->update_policy(context(), owner, PolicyId{1}, {.alias = ""}));
  EXPECT_EQ(state()->preset_alias(PolicyId{1}), "");
}

TEST_F(DirectoryTest, DeletingPoliciesReleasesTheirAttachmentsAllOrNone) {
  const UserRow ann = user("ann");
  const PolicyRow a = policy("a");
  const PolicyRow b = policy("b");
  attach(Target::user(ann.uin), a.id);
  attach(Target::user(ann.uin), b.id);
  const auto both = [&](PolicyId second) {
    return directory->delete_policies(context(), owner, std::vector<PolicyId>{a.id, second});
  };
  EXPECT_EQ(code_of(both(PolicyId{987654321})), "PolicyIdNotExist");
  EXPECT_EQ(state()->attachments_of(Target::user(ann.uin)).size(), 2u);
  must(both(b.id));
  EXPECT_TRUE(state()->attachments().empty());
  EXPECT_TRUE(state()->policies().empty());
}

TEST_F(DirectoryTest, AttachingAndDetachingMayBeRepeated) {
  const Target ann = Target::user(user("ann").uin);
  attach(ann, PolicyId{1});
  clock.now += 1000;
  attach(ann, PolicyId{1});
  EXPECT_EQ(state()->attachments_of(ann).at(PolicyId{1}).attached_ms, clock.now - 1000);
  must(directory->detach(context(), owner, ann, PolicyId{1}));
  must(directory->detach(context(), owner, ann, PolicyId{1}));
  EXPECT_TRUE(state()->attachments_of(ann).empty());
}

TEST_F(DirectoryTest, ABoundaryIsReplacedAndTakenAway) {
  const Target ann = Target::user(user("ann").uin);
  const Target worker = Target::role(role("worker").id);
  const PolicyRow custom = policy("custom");
  for (const Target& target : {ann, worker}) {
    must(directory->put_boundary(context(), owner, target, PolicyId{1}));
    must(directory->put_boundary(context(), owner, target, custom.id));
  }
  EXPECT_EQ(listed(state()->bounded_by(custom.id)), (std::vector<Target>{ann, worker}));
  for (int i = 0; i < 2; ++i) must(directory->delete_boundary(context(), owner, ann));
  EXPECT_EQ(listed(state()->bounded_by(custom.id)), std::vector<Target>{worker});
  EXPECT_EQ(code_of(directory->put_boundary(context(), owner, Target::group(group("g").id), custom.id)),
            "InvalidArgument");
}

TEST_F(DirectoryTest, AccessKeysHaveCamsFormAndAreSealed) {
  const UserRow ann = user("ann");
  const CreatedAccessKey made = must(directory->create_access_key(context(), owner, ann.uin, "laptop"));
  EXPECT_EQ(made.row.secret_id.size(), 36u);
  EXPECT_EQ(made.row.secret_id.rfind("AKID", 0), 0u);
  const std::string secret(made.secret.reveal(SecretAccess{}));
  EXPECT_EQ(secret.size(), 32u);
  // CVE class C22: the secret is nowhere but in what CreateAccessKey shows.
  EXPECT_EQ(made.row.sealed_secret.find(secret), std::string::npos);
  const auto holder = directory->account_of_access_key(made.row.secret_id);
  ASSERT_NE(holder, nullptr);
  const AccessKeyRow* row = holder->find_access_key(made.row.secret_id);
  EXPECT_TRUE(must(directory->open_secret(*row)).equals(secret));
  // Moved to another key, it does not open.
  AccessKeyRow moved = *row;
  moved.secret_id = "AKIDother";
  EXPECT_EQ(code_of(directory->open_secret(moved)), "Corrupt");

  must(directory->update_access_key(context(), owner, ann.uin, made.row.secret_id, KeyStatus::Inactive));
  EXPECT_EQ(state()->find_access_key(made.row.secret_id)->status, KeyStatus::Inactive);
  must(directory->create_access_key(context(), owner, ann.uin));
  EXPECT_EQ(code_of(directory->create_access_key(context(), owner, ann.uin)), "AccessKeyFull");
  must(directory->delete_access_key(context(), owner, ann.uin, made.row.secret_id));
  EXPECT_EQ(state()->access_keys_of(ann.uin).size(), 1u);
  // The root account has keys of its own.
  must(directory->create_access_key(context(), owner, owner));
  EXPECT_EQ(state()->access_keys_of(owner).size(), 1u);
}

TEST_F(DirectoryTest, AUserIsMadeWithAKeyOrNotAtAll) {
  const auto made = must(directory->add_user_with_key(context(), owner, {.name = "ann"}));
  EXPECT_EQ(state()->access_keys_of(made.user.uin).size(), 1u);
  EXPECT_EQ(made.key.row.holder, made.user.uin);
  EXPECT_EQ(code_of(directory->add_user_with_key(context(), owner, {.name = "r", .type = UserType::MessageRecipient})),
            "UserTypeForbidden");
  EXPECT_EQ(state()->find_user("r"), nullptr);
}

TEST_F(DirectoryTest, RolesChangeAndGo) {
  const RoleRow worker = must(directory->create_role(
      context(), owner,
      {.name = "worker", .description = "d", .trust = trust(), .session_duration_s = 43200, .tags = {{"a", "b"}}}));
  attach(Target::role(worker.id), PolicyId{1});
  EXPECT_EQ(state()->tags_of(tag_resource(owner, Target::role(worker.id))).at("a"), "b");
  clock.now += 1000;
  must(directory->update_role(context(), owner, worker.id, {.console_login = true}));
  const std::string spaced = trust() + "\n";
  must(directory->update_assume_role_policy(context(), owner, worker.id, spaced));
  const RoleRow* found = state()->find_role("worker");
  EXPECT_TRUE(found->console_login);
  EXPECT_EQ(found->description, "d");
  EXPECT_EQ(found->trust, spaced);
  EXPECT_EQ(found->updated_ms, clock.now);
  must(directory->delete_role(context(), owner, worker.id));
  EXPECT_EQ(state()->find_role("worker"), nullptr);
  EXPECT_TRUE(state()->attachments().empty());
  EXPECT_TRUE(state()->tags().empty());
}

TEST_F(DirectoryTest, TagsStandOnCanonicalResources) {
  const std::string canonical = "qcs::batch:ap-guangzhou:uin/100000000001:job/j-1";
  for (const char* spelling : {"qcs::batch:ap-guangzhou::job/j-1", "qcs::batch:gz:uin/100000000001:job/j-1"}) {
    tag(spelling, "team", spelling);
    EXPECT_EQ(state()->tags_of(canonical).at("team"), spelling);
  }
  EXPECT_EQ(state()->tags().size(), 1u);
  must(directory->change_tags(
      context(), owner,
      std::vector<TagChange>{{.resource = canonical, .put = {{"b", "2"}}, .remove = {"team", "never"}}}));
  EXPECT_EQ(state()->tags_of(canonical), (Tags{{"b", "2"}}));
  for (const char* bad : {"*", "", "qcs", "job/j-1", "qcs::batch"}) {
    const auto refused = directory->change_tags(
        context(), owner, std::vector<TagChange>{{.resource = bad, .put = {{"a", "b"}}, .remove = {}}});
    EXPECT_EQ(code_of(refused), "InvalidArgument") << bad;
  }
}

TEST_F(DirectoryTest, EveryWriteHasItsRecordInTheSameRevision) {
  const UserRow ann = user("ann");
  const std::uint64_t revision = directory->revision();
  attach(Target::user(ann.uin), PolicyId{1});
  attach(Target::user(ann.uin), PolicyId{1});
  const AuditPage page = audit();
  ASSERT_EQ(page.records.size(), 4u);
  const AuditRecord& change = page.records[1];
  EXPECT_EQ(change.revision, revision + 1);
  EXPECT_EQ(change.time_ms, clock.now);
  EXPECT_EQ(change.account, owner);
  EXPECT_EQ(change.action, "cam:Test");
  EXPECT_EQ(change.request_id, "request-1");
  EXPECT_EQ(change.principal_type, "root");
  EXPECT_EQ(change.principal, "100000000001");
  EXPECT_EQ(change.access_key, "AKIDtest");
  EXPECT_EQ(change.outcome, "ok");
  EXPECT_EQ(change.source_ip, "10.0.0.1");
  EXPECT_EQ(change.user_agent, "test");
  EXPECT_EQ(change.parameters, "{}");
  // What changed nothing has its record too, and no revision of its own.
  EXPECT_EQ(page.records[0].revision, revision + 1);
  EXPECT_EQ(page.records[3].action, "account:Create");
}

TEST_F(DirectoryTest, ListenersHearOfAChangeBeforeTheWriteReturns) {
  std::vector<std::pair<Uin, std::uint64_t>> told;
  directory->on_change([&](Uin account, std::uint64_t revision) {
    EXPECT_EQ(directory->revision(), revision);
    EXPECT_NE(directory->account(account), nullptr);
    told.emplace_back(account, revision);
  });
  const UserRow ann = user("ann");
  const std::uint64_t first = directory->revision();
  EXPECT_EQ(told, (std::vector<std::pair<Uin, std::uint64_t>>{{owner, first}}));
  attach(Target::user(ann.uin), PolicyId{1});
  attach(Target::user(ann.uin), PolicyId{1});
  EXPECT_EQ(told.size(), 2u);
  EXPECT_EQ(state()->revision(), directory->revision());
}

// CVE class C5: what belongs to another account is not there.
TEST_F(DirectoryTest, NumbersOfAnotherAccountAreNotThere) {
  const AccountRow other = must(directory->create_account(context(), {.name = "other"}));
  const UserRow ann = user("ann");
  const GroupRow ops = group("ops");
  const PolicyRow custom = policy("custom");
  const RoleRow worker = role("worker");
  const std::string secret_id = must(directory->create_access_key(context(), owner, ann.uin)).row.secret_id;
  const Uin them = other.uin;
  const UserRow eve = must(directory->add_user(context(), them, {.name = "eve"}));
  const auto before = state();
  EXPECT_EQ(code_of(directory->update_user(context(), them, ann.uin, {})), "UserNotExist");
  EXPECT_EQ(code_of(directory->delete_user(context(), them, ann.uin, true)), "UserNotExist");
  EXPECT_EQ(code_of(directory->delete_group(context(), them, ops.id)), "GroupNotExist");
  EXPECT_EQ(code_of(directory->add_members(context(), them, std::vector<Membership>{{ops.id, eve.uin}})),
            "GroupNotExist");
  EXPECT_EQ(code_of(directory->attach(context(), them, Target::user(eve.uin), custom.id)), "PolicyIdNotExist");
  EXPECT_EQ(code_of(directory->attach(context(), them, Target::user(ann.uin), PolicyId{1})), "UserNotExist");
  EXPECT_EQ(code_of(directory->delete_policies(context(), them, std::vector<PolicyId>{custom.id})), "PolicyIdNotExist");
  EXPECT_EQ(code_of(directory->delete_role(context(), them, worker.id)), "RoleNotExist");
  EXPECT_EQ(code_of(directory->delete_access_key(context(), them, ann.uin, secret_id)), "UserNotExist");
  EXPECT_EQ(code_of(directory->delete_access_key(context(), them, them, secret_id)), "AccessKeyNotExist");
  EXPECT_EQ(state(), before);
  // The same words as for what never was.
  const auto foreign = directory->delete_role(context(), them, worker.id);
  EXPECT_EQ(foreign.error().message(), "there is no role `" + id_text(worker.id) + "`");
}

TEST_F(DirectoryTest, ThreadsWritingAtOnceLoseNothing) {
  const GroupRow ops = group("ops");
  std::vector<std::thread> threads;
  std::atomic<bool> done = false;
  // A reader always sees whole transactions: a user that was made with a key has it.
  std::thread reader([&] {
    while (!done) {
      const auto now = state();
      for (const auto& [uin, found] : now->users()) EXPECT_EQ(now->access_keys_of(uin).size(), 1u);
    }
  });
  threads.reserve(4);
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 20; ++i) {
        const std::string user_name = "u" + std::to_string(t) + "-" + std::to_string(i);
        const auto made = must(directory->add_user_with_key(context(), owner, {.name = user_name}));
        must(directory->add_members(context(), owner, std::vector<Membership>{{ops.id, made.user.uin}}));
        // Everybody wants this name; one gets it.
        static_cast<void>(
            directory->create_group(context(), owner, {.name = "shared" + std::to_string(i), .remark = {}}));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  done = true;
  reader.join();
  EXPECT_EQ(state()->users().size(), 80u);
  EXPECT_EQ(state()->find_group(ops.id)->members.size(), 80u);
  EXPECT_EQ(state()->groups().size(), 21u);
  std::set<Uin> uins;
  for (const auto& [uin, found] : state()->users()) uins.insert(uin);
  EXPECT_EQ(uins.size(), 80u);
}

TEST_F(DirectoryTest, FindsPoliciesOfBothKinds) {
  const PolicyRow custom = policy("custom");
  const auto now = state();
  EXPECT_EQ(directory->find_policy(*now, custom.id)->custom->row, custom);
  EXPECT_EQ(directory->find_policy(*now, "AdministratorAccess")->preset->id, 1u);
  EXPECT_EQ(directory->find_policy(*now, PolicyId{1})->preset->name, "AdministratorAccess");
  EXPECT_FALSE(directory->find_policy(*now, PolicyId{987654321}));
  EXPECT_FALSE(directory->find_policy(*now, "administratoraccess"));
}

TEST_F(DirectoryTest, ANumberLeadsToItsAccount) {
  const AccountRow other = must(directory->create_account(context(), {.name = "other"}));
  const UserRow ann = user("ann");
  EXPECT_EQ(directory->account_of_uin(ann.uin)->uin(), owner);
  EXPECT_EQ(directory->account_of_uin(owner)->uin(), owner);
  EXPECT_EQ(directory->account_of_uin(Uin{42}), nullptr);
  EXPECT_EQ(directory->account_of_app_id(other.app_id)->uin(), other.uin);
  // A root account that collaborates elsewhere is itself first.
  must(directory->add_user(context(), owner, {.name = "friend", .type = UserType::Collaborator, .uin = other.uin}));
  EXPECT_EQ(directory->account_of_uin(other.uin)->uin(), other.uin);
  EXPECT_EQ(state()->find_user("friend")->uin, other.uin);
}

}  // namespace
}  // namespace opencam::directory
