// Every error code of the directory is shown by a case here, and each leaves everything as it was.
#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <string>

#include "tests/store/fixture.h"

namespace opencam::directory {
namespace {

// A small world in which each limit is one step away.
constexpr Quota small = {.accounts_max = 2,
                         .users_max = 4,
                         .groups_max = 2,
                         .groups_of_user_max = 1,
                         .users_of_group_max = 1,
                         .roles_max = 2,
                         .identity_providers_max = 1,
                         .policies_max = 2,
                         .versions_of_policy_max = 2,
                         .attachments_of_target_max = 1,
                         .access_keys_of_holder_max = 1,
                         .tags_of_resource_max = 1,
                         .tagged_resources_max = 1,
                         .tag_keys_max = 3,
                         .tag_values_of_key_max = 2};

class Codes : public World {
 public:
  Codes() : World(memory_store(), small) {
    ann = user("ann");
    bob = user("bob");
    recipient = user("recipient", UserType::MessageRecipient);
    ops = group("ops");
    custom = policy("custom");
    worker =
        must(directory->create_role(context(), owner, {.name = "worker", .trust = trust(), .type = RoleType::User}));
    linked = must(directory->create_role(context(), owner,
                                         {.name = "linked", .trust = trust(), .type = RoleType::ServiceLinked}));
    must(directory->add_members(context(), owner, std::vector<Membership>{{ops.id, ann.uin}}));
    must(directory->attach(context(), owner, Target::user(ann.uin), PolicyId{1}));
    must(directory->put_boundary(context(), owner, Target::user(bob.uin), custom.id));
    key = must(directory->create_access_key(context(), owner, ann.uin)).row;
    must(directory->change_tags(context(), owner, std::vector<TagChange>{tag("j-1", "a")}));
  }

  static TagChange tag(const std::string& job, const std::string& tag_key, const std::string& account = "") {
    return {.resource = "qcs::batch:ap-guangzhou:" + account + ":job/" + job, .put = {{tag_key, "v"}}, .remove = {}};
  }
  Result<void> change_tag(TagChange change) {
    return directory->change_tags(context(), owner, std::vector<TagChange>{std::move(change)});
  }
  Result<UserRow> add(const NewUser& user) { return directory->add_user(context(), owner, user); }
  Result<GroupRow> add(const NewGroup& group) { return directory->create_group(context(), owner, group); }
  Result<PolicyRow> add(const NewPolicy& policy) { return directory->create_policy(context(), owner, policy); }
  Result<RoleRow> add(const NewRole& role) { return directory->create_role(context(), owner, role); }
  Result<void> join(GroupId group, Uin user) {
    return directory->add_members(context(), owner, std::vector<Membership>{{group, user}});
  }
  Result<void> attach(const Target& target, PolicyId policy) {
    return directory->attach(context(), owner, target, policy);
  }

  UserRow ann, bob, recipient;
  GroupRow ops;
  PolicyRow custom;
  RoleRow worker, linked;
  AccessKeyRow key;
};

// The code of whatever came out, as text.
using Case = std::function<std::string(Codes&)>;

PolicyId service_linked_preset() {
  for (const PresetPolicy& preset : Catalog::built_in()->presets()) {
    if (preset.is_service_linked) return PolicyId{preset.id};
  }
  return PolicyId{};
}

void add_account_cases(std::multimap<ErrorCode, Case>& cases) {
  using enum ErrorCode;
  const auto context = [] { return World::context(); };
  cases.insert({
      {AccountNotExist, [=](Codes& w) { return code_of(w.directory->add_user(context(), Uin{1}, {.name = "x"})); }},
      {AccountNotExist, [=](Codes& w) { return code_of(w.directory->add_members(context(), Uin{1}, {})); }},
      {AccountNotExist, [=](Codes& w) { return code_of(w.directory->delete_policies(context(), Uin{1}, {})); }},
      {AccountNotExist, [=](Codes& w) { return code_of(w.directory->change_tags(context(), Uin{1}, {})); }},
      {AccountNameInUse, [=](Codes& w) { return code_of(w.directory->create_account(context(), {.name = "acme"})); }},
      {AccountNameIllegal, [=](Codes& w) { return code_of(w.directory->create_account(context(), {.name = " a"})); }},
      {AccountFull,
       [=](Codes& w) {
         must(w.directory->create_account(context(), {.name = "second"}));
         return code_of(w.directory->create_account(context(), {.name = "third"}));
       }},
      {NumberInUse,
       [=](Codes& w) { return code_of(w.directory->create_account(context(), {.name = "b", .uin = w.owner})); }},
      {NumberInUse,
       [=](Codes& w) { return code_of(w.directory->create_account(context(), {.name = "b", .uin = w.ann.uin})); }},
      {NumberInUse,
       [=](Codes& w) {
         return code_of(w.directory->create_account(context(), {.name = "b", .app_id = w.state()->row().app_id}));
       }},
      {NumberInUse, [=](Codes& w) { return code_of(w.add(NewUser{.name = "b", .uin = w.ann.uin})); }},
      {NumberInUse, [=](Codes& w) { return code_of(w.add(NewUser{.name = "b", .uin = w.owner})); }},
      {NumberInUse,
       [=](Codes& w) {
         return code_of(w.directory->create_access_key(context(), w.owner, w.bob.uin, {},
                                                       GivenAccessKey{w.key.secret_id, SecretText("x")}));
       }},
  });
}

void add_user_cases(std::multimap<ErrorCode, Case>& cases) {
  using enum ErrorCode;
  const auto context = [] { return World::context(); };
  cases.insert({
      {UserNotExist, [=](Codes& w) { return code_of(w.directory->update_user(context(), w.owner, Uin{1}, {})); }},
      {UserNotExist, [=](Codes& w) { return code_of(w.directory->delete_user(context(), w.owner, Uin{1}, true)); }},
      {UserNotExist, [=](Codes& w) { return code_of(w.attach(Target::user(Uin{1}), PolicyId{1})); }},
      {UserNotExist, [=](Codes& w) { return code_of(w.join(w.ops.id, Uin{1})); }},
      {UserNotExist, [=](Codes& w) { return code_of(w.directory->create_access_key(context(), w.owner, Uin{1})); }},
      {UserNameInUse, [=](Codes& w) { return code_of(w.add(NewUser{.name = "ann"})); }},
      {UserNameIllegal, [=](Codes& w) { return code_of(w.add(NewUser{.name = "a n"})); }},
      {UserFull,
       [=](Codes& w) {
         w.user("fourth");
         return code_of(w.add(NewUser{.name = "fifth"}));
       }},
      {UserHasKeys, [=](Codes& w) { return code_of(w.directory->delete_user(context(), w.owner, w.ann.uin, false)); }},
      {UserTypeForbidden, [=](Codes& w) { return code_of(w.attach(Target::user(w.recipient.uin), PolicyId{1})); }},
      {UserTypeForbidden, [=](Codes& w) { return code_of(w.join(w.ops.id, w.recipient.uin)); }},
      {UserTypeForbidden,
       [=](Codes& w) { return code_of(w.directory->create_access_key(context(), w.owner, w.recipient.uin)); }},
      {UserTypeForbidden,
       [=](Codes& w) {
         return code_of(w.directory->put_boundary(context(), w.owner, Target::user(w.recipient.uin), w.custom.id));
       }},
      {UserTypeForbidden,
       [=](Codes& w) {
         return code_of(w.directory->add_user_with_key(
             context(), w.owner, {.name = "second-recipient", .type = UserType::MessageRecipient}));
       }},
      {ContactIllegal, [=](Codes& w) { return code_of(w.add(NewUser{.name = "x", .phone = "call me"})); }},
      {ContactIllegal,
       [=](Codes& w) {
         return code_of(w.directory->update_user(context(), w.owner, w.ann.uin, {.email = "nowhere"}));
       }},
      {DescriptionTooLong,
       [=](Codes& w) { return code_of(w.add(NewUser{.name = "x", .remark = std::string(301, 'x')})); }},
      {DescriptionTooLong,
       [=](Codes& w) {
         return code_of(
             w.directory->update_role(context(), w.owner, w.worker.id, {.description = std::string(301, 'x')}));
       }},
  });
}

void add_group_cases(std::multimap<ErrorCode, Case>& cases) {
  using enum ErrorCode;
  const auto context = [] { return World::context(); };
  cases.insert({
      {GroupNotExist, [=](Codes& w) { return code_of(w.directory->delete_group(context(), w.owner, GroupId{99})); }},
      {GroupNotExist,
       [=](Codes& w) { return code_of(w.directory->update_group(context(), w.owner, GroupId{99}, {})); }},
      {GroupNotExist, [=](Codes& w) { return code_of(w.join(GroupId{99}, w.ann.uin)); }},
      {GroupNotExist, [=](Codes& w) { return code_of(w.attach(Target::group(GroupId{99}), PolicyId{1})); }},
      {GroupNameInUse, [=](Codes& w) { return code_of(w.add(NewGroup{.name = "ops", .remark = {}})); }},
      {GroupNameInUse,
       [=](Codes& w) {
         const GroupRow dev = w.group("dev");
         return code_of(w.directory->update_group(context(), w.owner, dev.id, {.name = "ops", .remark = {}}));
       }},
      {GroupNameIllegal, [=](Codes& w) { return code_of(w.add(NewGroup{.name = "ops ", .remark = {}})); }},
      {GroupFull,
       [=](Codes& w) {
         w.group("second");
         return code_of(w.add(NewGroup{.name = "third", .remark = {}}));
       }},
      {GroupUserFull, [=](Codes& w) { return code_of(w.join(w.ops.id, w.bob.uin)); }},
      {UserGroupFull, [=](Codes& w) { return code_of(w.join(w.group("dev").id, w.ann.uin)); }},
  });
}

void add_policy_cases(std::multimap<ErrorCode, Case>& cases) {
  using enum ErrorCode;
  const auto context = [] { return World::context(); };
  cases.insert({
      {PolicyIdNotExist, [=](Codes& w) { return code_of(w.attach(Target::user(w.bob.uin), PolicyId{987654321})); }},
      {PolicyIdNotExist,
       [=](Codes& w) {
         return code_of(w.directory->detach(context(), w.owner, Target::user(w.bob.uin), PolicyId{987654321}));
       }},
      {PolicyIdNotExist,
       [=](Codes& w) {
         return code_of(w.directory->put_boundary(context(), w.owner, Target::user(w.bob.uin), PolicyId{987654321}));
       }},
      {PolicyIdNotExist,
       [=](Codes& w) {
         return code_of(w.directory->delete_policies(context(), w.owner, std::vector<PolicyId>{PolicyId{987654321}}));
       }},
      {PolicyNameInUse, [=](Codes& w) { return code_of(w.add(NewPolicy{.name = "custom", .document = allow_all})); }},
      {PolicyNameInUse,
       [=](Codes& w) { return code_of(w.add(NewPolicy{.name = "ADMINISTRATORaccess", .document = allow_all})); }},
      {PolicyNameIllegal, [=](Codes& w) { return code_of(w.add(NewPolicy{.name = "a/b", .document = allow_all})); }},
      {PolicyFull,
       [=](Codes& w) {
         w.policy("second");
         return code_of(w.add(NewPolicy{.name = "third", .document = allow_all}));
       }},
      {PolicyIsPreset,
       [=](Codes& w) {
         return code_of(w.directory->update_policy(context(), w.owner, PolicyId{1}, {.document = allow_all}));
       }},
      {PolicyIsPreset,
       [=](Codes& w) {
         return code_of(w.directory->create_policy_version(context(), w.owner, PolicyId{1}, allow_all, false));
       }},
      {PolicyIsPreset,
       [=](Codes& w) {
         return code_of(w.directory->delete_policies(context(), w.owner, std::vector<PolicyId>{PolicyId{1}}));
       }},
      {PolicyIsServiceLinked,
       [=](Codes& w) { return code_of(w.attach(Target::user(w.bob.uin), service_linked_preset())); }},
      {PolicyIsServiceLinked,
       [=](Codes& w) {
         return code_of(
             w.directory->put_boundary(context(), w.owner, Target::user(w.bob.uin), service_linked_preset()));
       }},
      {PolicyIsBoundary,
       [=](Codes& w) {
         return code_of(w.directory->delete_policies(context(), w.owner, std::vector<PolicyId>{w.custom.id}));
       }},
  });
}

IdentityProviderRow provider(const std::string& name, ProviderKind kind = ProviderKind::Saml) {
  return {.kind = kind, .name = name, .document = "metadata"};
}

void add_provider_cases(std::multimap<ErrorCode, Case>& cases) {
  using enum ErrorCode;
  const auto create = [](Codes& w, const IdentityProviderRow& row) {
    return code_of(w.directory->create_identity_provider(World::context(), w.owner, row));
  };
  cases.insert({
      {IdentityNotExist,
       [](Codes& w) {
         return code_of(w.directory->update_identity_provider(World::context(), w.owner, provider("none")));
       }},
      {IdentityNotExist,
       [](Codes& w) {
         return code_of(w.directory->delete_identity_provider(World::context(), w.owner, provider("none").key()));
       }},
      {IdentityNotExist,
       [](Codes& w) {
         return code_of(
             w.directory->put_rotated_keys(World::context(), w.owner, provider("none").key(), "https://a", "{}"));
       }},
      {IdentityNameIllegal, [=](Codes& w) { return create(w, provider("a b")); }},
      {IdentityNameIllegal, [=](Codes& w) { return create(w, provider("OIDC", ProviderKind::Oidc)); }},
      {IdentityNameInUse,
       [=](Codes& w) {
         create(w, provider("corp"));
         return create(w, provider("corp"));
       }},
      {IdentityNameInUse,
       [=](Codes& w) {
         create(w, provider("SAML", ProviderKind::UserSaml));
         return create(w, provider("SAML", ProviderKind::UserSaml));
       }},
      {IdentityFull,
       [=](Codes& w) {
         create(w, provider("corp"));
         return create(w, provider("other", ProviderKind::Oidc));
       }},
      {DeletionTaskNotExist,
       [](Codes& w) { return code_of(w.directory->step_role_deletion(World::context(), w.owner, "none")); }},
      {RoleNotExist,
       [](Codes& w) { return code_of(w.directory->begin_role_deletion(World::context(), w.owner, "none")); }},
  });
}

void add_version_cases(std::multimap<ErrorCode, Case>& cases) {
  using enum ErrorCode;
  const auto context = [] { return World::context(); };
  cases.insert({
      {PolicyVersionFull,
       [=](Codes& w) {
         must(w.directory->create_policy_version(context(), w.owner, w.custom.id, allow_all, false));
         return code_of(w.directory->create_policy_version(context(), w.owner, w.custom.id, allow_all, false));
       }},
      {PolicyVersionNotExist,
       [=](Codes& w) {
         return code_of(w.directory->set_default_policy_version(context(), w.owner, w.custom.id, VersionId{9}));
       }},
      {PolicyVersionNotExist,
       [=](Codes& w) {
         return code_of(w.directory->delete_policy_versions(context(), w.owner, w.custom.id,
                                                            std::vector<VersionId>{VersionId{9}}));
       }},
      {PolicyVersionIsDefault,
       [=](Codes& w) {
         return code_of(w.directory->set_default_policy_version(context(), w.owner, w.custom.id, VersionId{1}));
       }},
      {PolicyVersionIsDefault,
       [=](Codes& w) {
         return code_of(w.directory->delete_policy_versions(context(), w.owner, w.custom.id,
                                                            std::vector<VersionId>{VersionId{1}}));
       }},
      {AttachmentFull, [=](Codes& w) { return code_of(w.attach(Target::user(w.ann.uin), w.custom.id)); }},
  });
}

void add_key_role_and_tag_cases(std::multimap<ErrorCode, Case>& cases) {
  using enum ErrorCode;
  const auto context = [] { return World::context(); };
  cases.insert({
      {AccessKeyNotExist,
       [=](Codes& w) { return code_of(w.directory->delete_access_key(context(), w.owner, w.ann.uin, "AKIDnone")); }},
      // Somebody else's key looks like none.
      {AccessKeyNotExist,
       [=](Codes& w) {
         return code_of(
             w.directory->update_access_key(context(), w.owner, w.bob.uin, w.key.secret_id, KeyStatus::Inactive));
       }},
      {AccessKeyFull, [=](Codes& w) { return code_of(w.directory->create_access_key(context(), w.owner, w.ann.uin)); }},
      {RoleNotExist, [=](Codes& w) { return code_of(w.directory->delete_role(context(), w.owner, RoleId{1})); }},
      {RoleNotExist, [=](Codes& w) { return code_of(w.attach(Target::role(RoleId{1}), PolicyId{1})); }},
      {RoleNameInUse, [=](Codes& w) { return code_of(w.add(NewRole{.name = "worker", .trust = w.trust()})); }},
      {RoleNameIllegal, [=](Codes& w) { return code_of(w.add(NewRole{.name = "a:b", .trust = w.trust()})); }},
      {RoleFull, [=](Codes& w) { return code_of(w.add(NewRole{.name = "third", .trust = w.trust()})); }},
      {RoleIsServiceLinked,
       [=](Codes& w) { return code_of(w.directory->delete_role(context(), w.owner, w.linked.id)); }},
      {RoleIsServiceLinked,
       [=](Codes& w) {
         return code_of(w.directory->update_assume_role_policy(context(), w.owner, w.linked.id, w.trust()));
       }},
      {RoleIsServiceLinked,
       [=](Codes& w) {
         return code_of(w.directory->put_boundary(context(), w.owner, Target::role(w.linked.id), w.custom.id));
       }},
      {RoleIsServiceLinked,
       [=](Codes& w) {
         must(w.attach(Target::role(w.linked.id), PolicyId{1}));
         return code_of(w.directory->detach(context(), w.owner, Target::role(w.linked.id), PolicyId{1}));
       }},
      {SessionDurationIllegal,
       [=](Codes& w) {
         return code_of(w.directory->update_role(context(), w.owner, w.worker.id, {.session_duration_s = 43201}));
       }},
      {TagFull, [=](Codes& w) { return code_of(w.change_tag(Codes::tag("j-1", "b"))); }},
      {TaggedResourceFull, [=](Codes& w) { return code_of(w.change_tag(Codes::tag("j-2", "a"))); }},
      {TagAccountForeign, [=](Codes& w) { return code_of(w.change_tag(Codes::tag("j-1", "a", "uin/42"))); }},
  });
}

void add_tag_cases(std::multimap<ErrorCode, Case>& cases) {
  using enum ErrorCode;
  const auto create = [](const std::vector<std::pair<std::string, std::string>>& tags) {
    return [tags](Codes& w) {
      std::vector<NewTag> made;
      for (const auto& [key, value] : tags) made.push_back({.key = key, .value = value});
      return code_of(w.directory->create_tags(Codes::context(), w.owner, made));
    };
  };
  const auto remove = [](const std::string& key, const std::string& value) {
    return [=](Codes& w) {
      return code_of(
          w.directory->delete_tags(Codes::context(), w.owner, std::vector<NewTag>{{.key = key, .value = value}}));
    };
  };
  const auto changed = [](void (*set)(TagChange&)) {
    return [set](Codes& w) {
      TagChange change = Codes::tag("j-1", "a");
      set(change);
      return code_of(w.change_tag(change));
    };
  };
  cases.insert({
      {TagKeyEmpty, create({{"", "v"}})},
      {TagKeyTooLong, create({{std::string(limits::tag_key_characters_max + 1, 'k'), "v"}})},
      {TagKeyIllegal, create({{" b", "v"}})},
      {TagKeyReserved, create({{"project", "v"}})},
      {TagValueEmpty, create({{"b", ""}})},
      {TagValueTooLong, create({{"b", std::string(limits::tag_value_characters_max + 1, 'v')}})},
      {TagValueIllegal, create({{"b", "x&y"}})},
      {TagExists, create({{"b", "v"}, {"a", "v"}})},
      {TagKeyFull, create({{"b", "v"}, {"c", "v"}, {"d", "v"}})},
      {TagValueFull, create({{"a", "1"}, {"a", "2"}})},
      {TagNotExist, remove("a", "w")},
      {TagInUse, remove("a", "v")},
      {TagNotExist, changed([](TagChange& change) {
         change.put = {{"a", "w"}};
         change.must_be_known = true;
       })},
      {TagAttached, changed([](TagChange& change) { change.rule = TagPut::Add; })},
      {TagNotAttached, changed([](TagChange& change) {
         change.put = {{"b", "v"}};
         change.rule = TagPut::Update;
       })},
      {TagResourceIllegal, changed([](TagChange& change) {
         change.resource = "qcs::cam::uin/:uin/12";
         change.is_named_by_caller = true;
       })},
  });
}

std::multimap<ErrorCode, Case> all_cases() {
  std::multimap<ErrorCode, Case> cases;
  add_account_cases(cases);
  add_user_cases(cases);
  add_group_cases(cases);
  add_policy_cases(cases);
  add_version_cases(cases);
  add_provider_cases(cases);
  add_key_role_and_tag_cases(cases);
  add_tag_cases(cases);
  return cases;
}

TEST(DirectoryErrors, EveryCodeHasACase) {
  const auto cases = all_cases();
  for (auto code = ErrorCode::AccountNotExist; code <= ErrorCode::TagAccountForeign;
       code = static_cast<ErrorCode>(static_cast<int>(code) + 1)) {
    EXPECT_TRUE(cases.contains(code)) << name(code) << " is shown by no case";
  }
}

TEST(DirectoryErrors, EveryCaseGivesItsCode) {
  for (const auto& [code, show] : all_cases()) {
    Codes world;
    EXPECT_EQ(show(world), name(code));
  }
}

// "Nothing half done": what failed left no row, no revision and no record.
TEST(DirectoryErrors, AFailureLeavesEverythingAsItWas) {
  for (const auto& [code, show] : all_cases()) {
    Codes world;
    std::string first = show(world);
    const std::uint64_t revision = world.directory->revision();
    const std::size_t records = world.audit().records.size();
    const auto before = world.state();
    // Some cases prepare something that is there now; then the same code comes, or the preparation fails.
    if (code == ErrorCode::AccountFull || code == ErrorCode::UserFull || code == ErrorCode::GroupFull ||
        code == ErrorCode::PolicyFull || code == ErrorCode::PolicyVersionFull || code == ErrorCode::UserGroupFull ||
        code == ErrorCode::GroupNameInUse || code == ErrorCode::RoleIsServiceLinked ||
        code == ErrorCode::IdentityNameInUse || code == ErrorCode::IdentityFull) {
      continue;
    }
    EXPECT_EQ(show(world), first);
    EXPECT_EQ(world.directory->revision(), revision) << name(code);
    EXPECT_EQ(world.audit().records.size(), records) << name(code);
    EXPECT_EQ(world.state(), before) << name(code);
  }
}

// The codes of documents come through with their place.
TEST(DirectoryErrors, ADocumentIsRefusedWithItsCodeAndPlace) {
  Codes world;
  const auto refused = world.add(NewPolicy{.name = "bad", .document = R"({"version":"3.0","statement":[]})"});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code(), ErrorCode::VersionError);
  EXPECT_TRUE(refused.error().span());
  const std::string document = R"({"version":"2.0"})";
  EXPECT_EQ(
      code_of(world.directory->create_policy_version(World::context(), world.owner, world.custom.id, document, true)),
      "StatementError");
  EXPECT_EQ(
      code_of(world.directory->update_policy(World::context(), world.owner, world.custom.id, {.document = document})),
      "StatementError");
  const std::string nobody = R"({"version":"2.0","statement":[{"effect":"allow","action":"name/sts:AssumeRole"}]})";
  EXPECT_EQ(code_of(world.directory->update_assume_role_policy(World::context(), world.owner, world.worker.id, nobody)),
            "PrincipalError");
  EXPECT_EQ(code_of(world.add(NewPolicy{.name = "p", .document = world.trust()})), "ResourceError");
}

TEST(DirectoryErrors, ATrustDocumentMustNameSomebodyWhoIsThere) {
  Codes world;
  const auto trust = [](const std::string& principal) {
    return R"({"version":"2.0","statement":[{"effect":"allow","action":"name/sts:AssumeRole","principal":{"qcs":[")" +
           principal + R"("]}}]})";
  };
  const std::string owner = id_text(world.owner);
  const auto update = [&](const std::string& principal) {
    return code_of(
        world.directory->update_assume_role_policy(World::context(), world.owner, world.worker.id, trust(principal)));
  };
  EXPECT_EQ(update("qcs::cam::uin/" + owner + ":uin/" + id_text(world.ann.uin)), "ok");
  EXPECT_EQ(update("qcs::cam::uin/" + owner + ":uin/4242"), "PrincipalQcsNotExist");
  EXPECT_EQ(update("qcs::cam::uin/4242:root"), "PrincipalQcsNotExist");
}

}  // namespace
}  // namespace opencam::directory
