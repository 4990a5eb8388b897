// Identity providers and service-linked roles in the directory: what switches what off, what a task leaves behind.
#include <gtest/gtest.h>

#include "tests/store/fixture.h"

namespace opencam::directory {
namespace {

const ProviderKey user_saml{.kind = ProviderKind::UserSaml, .name = "SAML"};
const ProviderKey user_oidc{.kind = ProviderKind::UserOidc, .name = "OIDC"};
const std::string batch_service = "acrossservice.batch.cloud.tencent.com";

IdentityProviderRow row_of(const ProviderKey& key) { return {.kind = key.kind, .name = key.name, .document = "d"}; }

class IdentityTest : public testing::Test {
 protected:
  bool is_on(const ProviderKey& key) const {
    const auto* row = world_.state()->find_identity_provider(key);
    return row != nullptr && row->is_enabled;
  }
  Result<void> create(const ProviderKey& key) {
    return world_.directory->create_identity_provider(World::context(), world_.owner, row_of(key));
  }
  RoleRow linked_role(const std::string& suffix = "") {
    return must(world_.directory->create_service_linked_role(World::context(), world_.owner,
                                                             {.services = {batch_service}, .suffix = suffix}));
  }
  const RoleDeletionRow* task(const std::string& id) const { return world_.state()->find_role_deletion(id); }
  void step(const std::string& id) { must(world_.directory->step_role_deletion(World::context(), world_.owner, id)); }

  World world_{memory_store()};
};

TEST_F(IdentityTest, OfTheUsersProvidersOneIsOn) {
  must(create(user_saml));
  EXPECT_TRUE(is_on(user_saml));
  must(create(user_oidc));
  EXPECT_TRUE(is_on(user_oidc));
  EXPECT_FALSE(is_on(user_saml));
  EXPECT_EQ(code_of(create(user_oidc)), "IdentityNameInUse");
  // What is off makes room, and switches the other one off.
  must(create(user_saml));
  EXPECT_TRUE(is_on(user_saml));
  EXPECT_FALSE(is_on(user_oidc));
  IdentityProviderRow oidc = *world_.state()->find_identity_provider(user_oidc);
  oidc.is_enabled = true;
  must(world_.directory->update_identity_provider(World::context(), world_.owner, oidc));
  EXPECT_TRUE(is_on(user_oidc));
  EXPECT_FALSE(is_on(user_saml));
  must(world_.directory->disable_user_sso(World::context(), world_.owner));
  EXPECT_EQ(world_.state()->find_identity_provider(user_oidc), nullptr);
  EXPECT_NE(world_.state()->find_identity_provider(user_saml), nullptr);
  EXPECT_FALSE(is_on(user_saml));
  must(world_.directory->disable_user_sso(World::context(), world_.owner));
}

TEST_F(IdentityTest, FetchedKeysBelongToWhatWasGivenThen) {
  IdentityProviderRow row{.kind = ProviderKind::Oidc,
                          .name = "corp",
                          .document = "keys",
                          .issuer = "https://login.example.com",
                          .rotates_keys = true};
  Directory& directory = *world_.directory;
  const WriteContext context = World::context();
  must(directory.create_identity_provider(context, world_.owner, row));
  must(directory.put_rotated_keys(context, world_.owner, row.key(), row.issuer, "new keys"));
  const auto fetched = [&] { return world_.state()->find_identity_provider(row.key())->rotated_keys; };
  EXPECT_EQ(fetched(), "new keys");
  EXPECT_EQ(code_of(directory.put_rotated_keys(context, world_.owner, row.key(), "https://other", "x")),
            "IdentityNotExist");
  row.description = "renamed";
  must(directory.update_identity_provider(context, world_.owner, row));
  EXPECT_EQ(fetched(), "new keys");
  row.document = "other keys";
  must(directory.update_identity_provider(context, world_.owner, row));
  EXPECT_EQ(fetched(), "");
  row.rotates_keys = false;
  must(directory.update_identity_provider(context, world_.owner, row));
  EXPECT_EQ(code_of(directory.put_rotated_keys(context, world_.owner, row.key(), row.issuer, "x")), "IdentityNotExist");
}

TEST_F(IdentityTest, AServiceLinkedRoleHasTheNameTrustAndPolicyOfItsService) {
  const RoleRow role = linked_role();
  EXPECT_EQ(role.name, "BATCH_QCSLinkedRoleInAcrossService");
  EXPECT_EQ(role.type, RoleType::ServiceLinked);
  EXPECT_NE(role.trust.find(R"("service":["acrossservice.batch.cloud.tencent.com"])"), std::string::npos) << role.trust;
  EXPECT_EQ(world_.state()->attachments_of(Target::role(role.id)).size(), 1u);
  EXPECT_EQ(linked_role("x").name, "BATCH_QCSLinkedRoleInAcrossService_x");
  const auto create = [&](std::vector<std::string> services, const std::string& suffix = "") {
    return world_.directory->create_service_linked_role(World::context(), world_.owner,
                                                        {.services = std::move(services), .suffix = suffix});
  };
  EXPECT_EQ(code_of(create({batch_service})), "RoleNameInUse");
  EXPECT_EQ(code_of(create({})), "InvalidArgument");
  EXPECT_EQ(code_of(create(std::vector<std::string>(11, batch_service))), "InvalidArgument");
  EXPECT_EQ(code_of(create({"none.example.com"})), "PrincipalServiceNotExist");
  // A service that nobody linked a role to.
  EXPECT_EQ(code_of(create({"cvm.qcloud.com"})), "PrincipalServiceNotExist");
  EXPECT_EQ(code_of(create({batch_service}, "a b")), "RoleNameIllegal");
  // What the catalogue knows no policy for may do nothing.
  const RoleRow other = must(create({"cvm.qcloud.com", "ekslog.tke.cloud.tencent.com"}));
  EXPECT_EQ(other.name, "TKE_QCSLinkedRoleInEkslog");
  EXPECT_TRUE(world_.state()->attachments_of(Target::role(other.id)).empty());
}

TEST_F(IdentityTest, OnlyTheDescriptionOfAServiceLinkedRoleChanges) {
  const RoleRow role = linked_role();
  Directory& directory = *world_.directory;
  const WriteContext context = World::context();
  must(directory.update_role(context, world_.owner, role.id, {.description = "ours"}));
  EXPECT_EQ(world_.state()->find_role(role.id)->description, "ours");
  EXPECT_EQ(code_of(directory.update_role(context, world_.owner, role.id, {.console_login = true})),
            "RoleIsServiceLinked");
  EXPECT_EQ(code_of(directory.update_role(context, world_.owner, role.id, {.session_duration_s = 60})),
            "RoleIsServiceLinked");
  EXPECT_EQ(code_of(directory.delete_role(context, world_.owner, role.id)), "RoleIsServiceLinked");
}

TEST_F(IdentityTest, ADeletionSaysTheTruthAtEveryStep) {
  const RoleRow role = linked_role();
  must(world_.directory->change_tags(
      World::context(), world_.owner,
      std::vector<TagChange>{
          {.resource = tag_resource(world_.owner, Target::role(role.id)), .put = {{"a", "b"}}, .remove = {}}}));
  const std::string id = must(world_.directory->begin_role_deletion(World::context(), world_.owner, role.name));
  EXPECT_EQ(task(id)->status, DeletionStatus::NotStarted);
  // Asking again asks for the same.
  EXPECT_EQ(must(world_.directory->begin_role_deletion(World::context(), world_.owner, role.name)), id);
  EXPECT_EQ(world_.state()->running_deletion(role.id)->id, id);
  step(id);
  EXPECT_EQ(task(id)->status, DeletionStatus::InProgress);
  EXPECT_NE(world_.state()->find_role(role.id), nullptr);
  step(id);
  EXPECT_EQ(task(id)->status, DeletionStatus::Succeeded);
  EXPECT_EQ(world_.state()->find_role(role.id), nullptr);
  EXPECT_TRUE(world_.state()->attachments_of(Target::role(role.id)).empty());
  EXPECT_TRUE(world_.state()->tags_of(tag_resource(world_.owner, Target::role(role.id))).empty());
  EXPECT_EQ(world_.state()->running_deletion(role.id), nullptr);
  step(id);
  EXPECT_EQ(task(id)->status, DeletionStatus::Succeeded);
  // The name is free again, and the old task does not touch the new role.
  linked_role();
  step(id);
  EXPECT_NE(world_.state()->find_role(role.name), nullptr);
}

TEST_F(IdentityTest, OnlyServiceLinkedRolesAreDeletedSo) {
  const RoleRow role = world_.role("plain");
  EXPECT_EQ(code_of(world_.directory->begin_role_deletion(World::context(), world_.owner, role.name)),
            "InvalidArgument");
  EXPECT_EQ(code_of(world_.directory->begin_role_deletion(World::context(), world_.owner, "none")), "RoleNotExist");
}

TEST_F(IdentityTest, ATaskOutlivesTheProcess) {
  const Folder folder;
  std::string id;
  {
    World before(sqlite_store(folder));
    const RoleRow role = must(
        before.directory->create_service_linked_role(World::context(), before.owner, {.services = {batch_service}}));
    id = must(before.directory->begin_role_deletion(World::context(), before.owner, role.name));
    must(before.directory->step_role_deletion(World::context(), before.owner, id));
  }
  World after(sqlite_store(folder));
  ASSERT_NE(after.state()->find_role_deletion(id), nullptr);
  EXPECT_EQ(after.state()->find_role_deletion(id)->status, DeletionStatus::InProgress);
  must(after.directory->step_role_deletion(World::context(), after.owner, id));
  EXPECT_EQ(after.state()->find_role_deletion(id)->status, DeletionStatus::Succeeded);
  EXPECT_EQ(after.state()->find_role("BATCH_QCSLinkedRoleInAcrossService"), nullptr);
}

TEST_F(IdentityTest, ManyDeletionsLeaveTheLastOnes) {
  std::string first;
  for (std::uint32_t i = 0; i <= limits::role_deletions_kept_max; ++i) {
    world_.clock.now += 1;
    const RoleRow role = linked_role();
    const std::string id = must(world_.directory->begin_role_deletion(World::context(), world_.owner, role.name));
    if (first.empty()) first = id;
    step(id);
    step(id);
  }
  EXPECT_EQ(world_.state()->role_deletions().size(), limits::role_deletions_kept_max);
  EXPECT_EQ(task(first), nullptr);
}

}  // namespace
}  // namespace opencam::directory
