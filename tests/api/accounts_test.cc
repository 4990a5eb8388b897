// The account side beyond its codes: what is listed, what is enforced, what is noted.
#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>
#include <set>

#include "cases.h"
#include "services/use_log.h"
#include "store/open.h"

namespace opencam::tests {
namespace {

namespace json = boost::json;

TEST(AccountTest, EverybodyIsListedOnceOverPagesThatMeet) {
  Scene scene;
  for (int i = 0; i < 5; ++i) scene.root("AddUser", {{"Name", "user" + std::to_string(i)}});
  scene.root("CreateMessageReceiver",
             {{"Name", "duty"}, {"CountryCode", "86"}, {"PhoneNumber", "1"}, {"Email", "a@b"}});
  std::vector<std::string> names;
  std::vector<std::string> types;
  std::string marker;
  for (int page = 0; page < 10; ++page) {
    json::object asked{{"MaxItems", 3}};
    if (!marker.empty()) asked["Marker"] = marker;
    const Answer answer = scene.root("ListAccounts", asked);
    EXPECT_LE(answer.array("Users").size(), 3U);
    for (const auto& user : answer.array("Users")) {
      names.emplace_back(user.at("Name").as_string());
      types.emplace_back(user.at("UserType").as_string());
    }
    marker = answer.text("Marker");
    if (!answer.fields.at("IsTruncated").as_bool()) break;
    // Somebody goes between two pages: nobody else is missed.
    if (page == 0) scene.root("DeleteUser", {{"Name", "user0"}});
  }
  EXPECT_EQ(marker, "");
  EXPECT_EQ(names, (std::vector<std::string>{"acme", "ann", "user0", "user1", "user2", "user3", "user4", "duty"}));
  EXPECT_EQ(types.front(), "Owner");
  EXPECT_EQ(types.back(), "MessageReceiver");
}

TEST(AccountTest, AListOfOneKindHoldsThatKind) {
  Scene scene;
  const auto names = [&](const std::string& type) {
    std::string out;
    const Answer answer = scene.root("ListAccounts", {{"UserType", type}});
    for (const auto& user : answer.array("Users")) {
      out += std::string(user.at("Name").as_string()) + " ";
    }
    return out;
  };
  EXPECT_EQ(names("Owner"), "acme ");
  EXPECT_EQ(names("SubUser"), "ann ");
  EXPECT_EQ(names("Collaborator"), "");
  EXPECT_EQ(names("AgentIdentity"), "");
}

TEST(AccountTest, AFullPageThatIsTheLastIsNotTruncated) {
  Scene scene;
  const Answer answer = scene.root("ListAccounts", {{"MaxItems", 2}});
  EXPECT_EQ(answer.array("Users").size(), 2U);
  EXPECT_FALSE(answer.fields.at("IsTruncated").as_bool());
}

TEST(AccountTest, SubAccountsAreFoundAmongStrangers) {
  Scene scene;
  const json::array uins{scene.ann, scene.account_uin, scene.other_uin, 5};
  const Answer answer = scene.root("DescribeSubAccounts", {{"FilterSubAccountUin", uins}});
  ASSERT_EQ(answer.array("SubAccounts").size(), 2U);
  EXPECT_EQ(answer.array("SubAccounts")[0].at("UserType").to_number<int>(), 1);
  EXPECT_EQ(answer.array("SubAccounts")[1].at("Name").as_string(), "ann");
}

TEST(AccountTest, TheSummaryCounts) {
  Scene scene;
  scene.root("AddUserToGroup", {{"Info", json::array{json::object{{"GroupId", scene.group}, {"Uin", scene.ann}}}}});
  const Answer answer = scene.root("GetAccountSummary");
  for (const char* one : {"Policies", "Roles", "User", "Group", "Member"}) EXPECT_EQ(answer.number(one), 1U) << one;
  EXPECT_EQ(answer.number("IdentityProviders"), answer.number("Idps"));
}

TEST(AccountTest, AMessageRecipientIsListedAndIsNobodyWhoCouldCall) {
  Scene scene;
  scene.root("CreateMessageReceiver", {{"Name", "duty"},
                                       {"CountryCode", "86"},
                                       {"PhoneNumber", "13800000000"},
                                       {"Email", "duty@example.com"},
                                       {"Remark", "nights"}});
  const Answer listed = scene.root("ListReceiver", {{"Offset", 0}, {"Limit", 20}});
  EXPECT_EQ(listed.number("TotalCount"), 1U);
  const auto& row = listed.array("Receivers").front();
  EXPECT_EQ(row.at("Email").as_string(), "duty@example.com");
  EXPECT_EQ(row.at("Remark").as_string(), "nights");
  EXPECT_TRUE(scene.root("ListReceiver", {{"Offset", 1}}).array("Receivers").empty());
  EXPECT_EQ(scene.call("CreateAccessKey", {{"TargetUin", row.at("Uin")}}).code, "InvalidParameter.ParamError");
}

TEST(AccountTest, TheDayOfReceiversIsTheLast24Hours) {
  Scene scene;
  const auto make = [&](int i) {
    return scene.call(
        "CreateMessageReceiver",
        {{"Name", "duty" + std::to_string(i)}, {"CountryCode", "86"}, {"PhoneNumber", "1"}, {"Email", "a@b"}});
  };
  for (int i = 0; i < 10; ++i) ASSERT_EQ(make(i).code, "ok");
  EXPECT_EQ(make(10).code, "InvalidParameter.ReceiverOverLimit");
  scene.clock.ms += 24LL * 3600 * 1000;
  EXPECT_EQ(make(10).code, "ok");
}

TEST(AccountTest, GrantedServicesComeThroughGroupsToo) {
  Scene scene;
  scene.root("AttachUserPolicy", {{"PolicyId", scene.policy}, {"AttachUin", scene.ann}});
  const auto list = [&](const json::object& who) {
    return scene.root("ListPoliciesGrantingServiceAccess", who).array("List");
  };
  const json::object ann{{"TargetUin", scene.ann}};
  const json::array nodes = list(ann);
  ASSERT_EQ(nodes.size(), 1U);
  const auto& node = nodes.front();
  EXPECT_EQ(node.at("Service").at("ServiceType").as_string(), "cam");
  EXPECT_EQ(node.at("Policy").at(0).at("PolicyId").as_string(), std::to_string(scene.policy));
  EXPECT_EQ(node.at("Policy").at(0).at("PolicyType").as_string(), "Custom");
  for (const auto& action : node.at("Action").as_array()) {
    EXPECT_TRUE(action.at("Name").as_string().starts_with("Get")) << action;
  }
  EXPECT_GT(node.at("Action").as_array().size(), 5U);
  // AdministratorAccess, through a group: every service.
  scene.root("AttachGroupPolicy", {{"PolicyId", 1}, {"AttachGroupId", scene.group}});
  EXPECT_GT(list({{"GroupId", scene.group}}).size(), 50U);
  EXPECT_EQ(list(ann).size(), 1U);
  scene.root("AddUserToGroup", {{"Info", json::array{json::object{{"GroupId", scene.group}, {"Uin", scene.ann}}}}});
  EXPECT_GT(list(ann).size(), 50U);
  EXPECT_EQ(list({{"TargetUin", scene.ann}, {"ServiceType", "batch"}}).size(), 1U);
  EXPECT_TRUE(list({{"TargetUin", scene.account_uin}}).empty());
  EXPECT_EQ(scene.call("ListPoliciesGrantingServiceAccess", {{"RoleId", 7}}).code, "InvalidParameter.RoleNotExist");
  EXPECT_TRUE(list({{"RoleId", std::stoull(scene.role)}}).empty());
}

// CAM-200.
TEST(PasswordRuleTest, HoldWherePasswordsAreSet) {
  Scene scene;
  const auto set_rules = [&](const json::object& rules) { scene.root("UpdatePasswordRules", {{"Rules", rules}}); };
  const auto add = [&](const std::string& name, const std::string& password) {
    return scene.call("AddUser", {{"Name", name}, {"ConsoleLogin", 1}, {"Password", password}}).code;
  };
  set_rules({{"MinimumLength", 12}, {"MustContain", "a1"}});
  EXPECT_EQ(add("bob", "Abcdef1!"), "InvalidParameter.PasswordViolatedRules");
  EXPECT_EQ(add("bob", "abcdefghijk1"), "ok");
  EXPECT_EQ(scene.root("AddUser", {{"Name", "carol"}, {"ConsoleLogin", 1}}).text("Password").size(), 32U);
  const Answer rules = scene.root("GetPasswordRules");
  EXPECT_EQ(rules.object("Rules").at("MinimumLength").to_number<int>(), 12);
  EXPECT_EQ(rules.object("Rules").at("MustContain").as_string(), "a1");
  EXPECT_EQ(rules.object("Rules").at("PasswordExpirationInvalidation").to_number<int>(), 2);
  EXPECT_EQ(rules.text("Modifier"), std::to_string(scene.account_uin));
  // Another account keeps its own.
  scene.caller = scene.other_root_keys;
  EXPECT_EQ(add("bob", "abcdefghijk1"), "InvalidParameter.PasswordViolatedRules");
}

TEST(PasswordRuleTest, AFormerPasswordMustNotComeAgain) {
  Scene scene;
  scene.root("UpdatePasswordRules", {{"Rules", json::object{{"ReusePasswordLimit", 2}}}});
  scene.root("AddUser", {{"Name", "bob"}, {"ConsoleLogin", 1}, {"Password", "Password-1"}});
  const auto set = [&](const std::string& password) {
    return scene.call("UpdateUser", {{"Name", "bob"}, {"Password", password}}).code;
  };
  const std::string refused = "InvalidParameter.PasswordViolatedRules";
  EXPECT_EQ(set("Password-1"), refused) << "the present one";
  EXPECT_EQ(set("Password-2"), "ok");
  EXPECT_EQ(set("Password-1"), refused) << "the one before";
  EXPECT_EQ(set("Password-3"), "ok");
  EXPECT_EQ(set("Password-1"), "ok") << "the third last";
  EXPECT_EQ(set("Password-3"), refused);
}

// CAM-201.
TEST(FactorTest, WhatIsSetIsShownAndOnlyThat) {
  Scene scene;
  const auto flags = [&](const Answer& answer, const char* which) { return json::serialize(answer.object(which)); };
  scene.root("SetMfaFlag", {{"OpUin", scene.ann}, {"LoginFlag", json::object{{"Stoken", 1}}}});
  const Answer ann = scene.root("DescribeSafeAuthFlagColl", {{"SubUin", scene.ann}});
  EXPECT_EQ(flags(ann, "LoginFlag"),
            R"({"Phone":0,"Token":0,"Stoken":1,"Wechat":0,"Custom":0,"Mail":0,"U2FToken":0,"Passkey":0})");
  EXPECT_EQ(flags(ann, "ActionFlag").find('1'), std::string::npos);
  EXPECT_EQ(ann.number("PromptTrust"), 0U);
  // The root account by itself, without a number and with its own.
  scene.root("SetMfaFlag", {{"ActionFlag", json::object{{"Stoken", 1}}}});
  EXPECT_NE(flags(scene.root("DescribeSafeAuthFlag"), "ActionFlag").find("\"Stoken\":1"), std::string::npos);
  const Answer root = scene.root("DescribeSafeAuthFlagColl", {{"SubUin", scene.account_uin}});
  EXPECT_NE(flags(root, "ActionFlag").find("\"Stoken\":1"), std::string::npos);
  EXPECT_FALSE(scene.root("DescribeSafeAuthFlagIntl").fields.contains("PromptTrust"));
  // A phone that is known is bound.
  scene.root("UpdateUser", {{"Name", "ann"}, {"PhoneNum", "13800000000"}});
  scene.root("SetMfaFlag", {{"OpUin", scene.ann}, {"LoginFlag", json::object{{"Phone", 1}}}});
  EXPECT_NE(flags(scene.root("DescribeSafeAuthFlagColl", {{"SubUin", scene.ann}}), "LoginFlag").find("\"Phone\":1"),
            std::string::npos);
}

TEST(FactorTest, TheCheckOfUnusualPlacesIsShown) {
  Scene scene;
  const auto verify = [&] {
    return scene.root("DescribeSafeAuthFlag").object("OffsiteFlag").at("VerifyFlag").to_number<int>();
  };
  EXPECT_EQ(verify(), 0);
  scene.root("CreateSubAccountLoginIpPolicy", {{"PolicyType", 2}});
  EXPECT_EQ(verify(), 1);
  scene.root("CreateSubAccountLoginIpPolicy", {{"PolicyType", 2}, {"DisablePolicy", 1}});
  EXPECT_EQ(verify(), 0);
}

TEST(FactorTest, ATokenSaysWhoSignsInUntilItIsUsedOrOld) {
  Scene scene;
  const auto owner = directory::Uin{scene.account_uin};
  const auto issue = [&] {
    return std::string(scene.directory().issue_mfa_token({}, owner, directory::Uin{scene.ann})->reveal(SecretAccess{}));
  };
  const std::string token = issue();
  EXPECT_EQ(scene.root("GetCustomMFATokenInfo", {{"MFAToken", token}}).number("Uin"), scene.ann);
  EXPECT_EQ(scene.call_as(scene.other_root_keys, "GetCustomMFATokenInfo", {{"MFAToken", token}}).code,
            "InvalidParameter.MFATokenError");
  EXPECT_EQ(scene.call_as(scene.other_root_keys, "ConsumeCustomMFAToken", {{"MFAToken", token}}).code,
            "InvalidParameter.MFATokenError");
  scene.root("ConsumeCustomMFAToken", {{"MFAToken", token}});
  EXPECT_EQ(scene.call("GetCustomMFATokenInfo", {{"MFAToken", token}}).code, "InvalidParameter.MFATokenError");
  const std::string old = issue();
  scene.clock.ms += 600 * 1000;
  EXPECT_EQ(scene.call("GetCustomMFATokenInfo", {{"MFAToken", old}}).code, "InvalidParameter.MFATokenError");
}

// CAM-204.
class LastUseTest : public testing::Test {
 protected:
  // The day, or "null".
  std::string used(const std::string& secret_id) {
    const Answer answer = scene.root("GetSecurityLastUsed", {{"SecretIdList", json::array{secret_id}}});
    const auto& row = answer.array("SecretIdLastUsedRows").at(0);
    EXPECT_EQ(row.at("SecretId").as_string(), secret_id);
    EXPECT_EQ(row.at("LastUsedDate").is_null(), row.at("LastSecretUsedDate").is_null());
    return row.at("LastUsedDate").is_null() ? "null" : std::string(row.at("LastUsedDate").as_string());
  }
  Scene scene;
};

TEST_F(LastUseTest, IsOfACallThatWasSignedWell) {
  EXPECT_EQ(used(scene.ann_keys.secret_id), "null");
  Keys wrong = scene.ann_keys;
  wrong.secret_key += "x";
  EXPECT_EQ(scene.call_as(wrong, "ListUsers").code, "AuthFailure.SignatureFailure");
  EXPECT_EQ(used(scene.ann_keys.secret_id), "null");
  // Refused, but it was she.
  EXPECT_EQ(scene.call_as(scene.ann_keys, "ListUsers").code, "AuthFailure.UnauthorizedOperation");
  EXPECT_EQ(used(scene.ann_keys.secret_id), "2026-11-22");  // of UTC+8
  scene.clock.ms += 24LL * 3600 * 1000;
  EXPECT_EQ(used(scene.ann_keys.secret_id), "2026-11-22");
  scene.call_as(scene.ann_keys, "ListUsers");
  EXPECT_EQ(used(scene.ann_keys.secret_id), "2026-11-23");
  EXPECT_EQ(used(scene.root_keys.secret_id), "2026-11-23");
}

TEST_F(LastUseTest, IsSeenByTheOwnAccountOnly) {
  scene.call_as(scene.other_root_keys, "ListUsers");
  EXPECT_EQ(used(scene.other_root_keys.secret_id), "null");
  EXPECT_EQ(used("AKIDnever"), "null");
}

TEST_F(LastUseTest, OfAKeyThatIsGoneIsGone) {
  scene.call_as(scene.ann_keys, "ListUsers");
  scene.root("DeleteAccessKey", {{"TargetUin", scene.ann}, {"AccessKeyId", scene.ann_keys.secret_id}});
  EXPECT_EQ(used(scene.ann_keys.secret_id), "null");
}

TEST_F(LastUseTest, OfADecisionOverHttpCountsForTheAsker) {
  const Keys asker = scene.add_user_with("pep", document("allow", {"cam:EvaluateAccess"}));
  scene.evaluate(asker, R"({"subject":{"type":"user","id":"ann"},"action":{"name":"cam:ListUsers"},)"
                        R"("resource":{"type":"*","id":"*"}})");
  EXPECT_EQ(used(asker.secret_id), "2026-11-22");
  EXPECT_EQ(used(scene.ann_keys.secret_id), "null");
}

// Writes down what it is told to note; otherwise the memory store.
class CountingStore final : public directory::Store {
 public:
  explicit CountingStore(std::vector<directory::LastUse>& written) : written_(written) {}
  Result<directory::StoredRows> load() override { return inner_->load(); }
  Result<std::uint64_t> head() override { return inner_->head(); }
  Result<std::uint64_t> commit(const directory::ChangeSet& changes, std::uint64_t expected) override {
    return inner_->commit(changes, expected);
  }
  Result<directory::StoredChanges> changes_since(std::uint64_t revision) override {
    return inner_->changes_since(revision);
  }
  Result<void> append_audit(std::span<const directory::AuditRecord> records) override {
    return inner_->append_audit(records);
  }
  Result<directory::AuditPage> audit(const directory::AuditQuery& query) override { return inner_->audit(query); }
  Result<std::vector<directory::ChainedRecord>> audit_chain(std::uint64_t after, std::uint32_t count_max) override {
    return inner_->audit_chain(after, count_max);
  }
  Result<directory::AuditEnds> audit_ends() override { return inner_->audit_ends(); }
  Result<std::uint64_t> prune_audit(std::int64_t before_ms, const directory::AuditRecord& note) override {
    return inner_->prune_audit(before_ms, note);
  }
  Result<void> note_uses(std::span<const directory::LastUse> uses) override {
    written_.insert(written_.end(), uses.begin(), uses.end());
    return inner_->note_uses(uses);
  }
  Result<std::vector<directory::LastUse>> uses_of(directory::Uin account) override { return inner_->uses_of(account); }
  Result<void> keep_sign_in_counts(std::span<const directory::SignInCount> counts) override {
    return inner_->keep_sign_in_counts(counts);
  }
  Result<std::vector<directory::SignInCount>> sign_in_counts() override { return inner_->sign_in_counts(); }

 private:
  std::vector<directory::LastUse>& written_;
  std::unique_ptr<directory::Store> inner_ = *store::open_store("memory:");
};

// The rows are asked for from the store: what was noted is written when the server stops.
TEST(UseLogTest, IsWrittenOnceAnHourAndAtTheEnd) {
  std::vector<directory::LastUse> written;
  ManualClock clock;
  SeededRandom random;
  const auto log = *Log::create({.level = LogLevel::Error, .format = LogFormat::Json, .path = {}, .sink = {}}, clock);
  const std::shared_ptr<const Sealer> sealer =
      *Sealer::create(SecretText(std::string(Sealer::master_key_bytes, 'k')), random);
  const auto directory = *directory::Directory::create(std::make_unique<CountingStore>(written),
                                                       {.clock = &clock, .random = &random, .sealer = sealer});
  const auto account = *directory->create_account({}, {.name = "acme", .uin = {}, .app_id = {}});
  services::Caller caller;
  caller.account = directory->account(account.uin);
  caller.kind = PrincipalKind::Root;
  caller.uin = account.uin;
  caller.secret_id = "AKID1";
  {
    services::UseLog uses(*directory, clock, *log);
    for (int i = 0; i < 1000; ++i) uses.note_call(caller);
    clock.ms += 3600 * 1000;
    for (int i = 0; i < 1000; ++i) uses.note_call(caller);
    // What nobody decided is no use; a service that nobody knows is not noted.
    Decision decision;
    uses.note_permission(*caller.account, caller.principal(), "cam:GetUser", decision);
    decision.effect = Effect::Allow;
    uses.note_permission(*caller.account, caller.principal(), "nonsense:GetUser", decision);
    decision.statements = {{.policy = "AdministratorAccess", .index = 0, .effect = Effect::Allow}};
    uses.note_permission(*caller.account, caller.principal(), "cam:GetUser", decision);
    const auto now = *uses.last_uses(account.uin);
    ASSERT_EQ(now.size(), 4U);
    EXPECT_EQ(now[0].subject, "AKID1");
    EXPECT_EQ(now[0].last_ms, clock.ms);
    EXPECT_EQ(now[1].subject, "user/" + directory::id_text(account.uin));
    EXPECT_EQ(now[2].subject, "1");
    EXPECT_EQ(now[3].subject, "user/" + directory::id_text(account.uin) + "/cam");
  }
  EXPECT_EQ(std::ranges::count(written, "AKID1", &directory::LastUse::subject), 2);
  EXPECT_EQ(written.size(), 6U);
}

}  // namespace
}  // namespace opencam::tests
