// How an account protects its sign-ins: what follows from each write, and what goes when a user goes.
#include "directory/security.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/store/fixture.h"

namespace opencam::directory {
namespace {

class SecurityTest : public testing::Test, protected World {
 protected:
  SecurityTest() : World(memory_store()) {}

  const Security& security() { return (held_ = state())->security(); }
  // A password whose hash is that text: the directory never looks into it.
  void set_password(Uin user, const std::string& hash) {
    clock.now += 1000;
    must(directory->update_user(context(), owner, user, {.password_hash = hash}));
  }

 private:
  std::shared_ptr<const AccountState> held_;
};

TEST_F(SecurityTest, RulesBeginWithCamsDefaults) {
  const PasswordRuleRow& rules = security().password_rule();
  EXPECT_EQ(rules.characters_min, 8u);
  EXPECT_EQ(rules.must_contain, "Aa1!");
  EXPECT_EQ(rules.updated_ms, 0);
}

TEST_F(SecurityTest, ARuleThatIsNotGivenStays) {
  must(directory->update_password_rules(context(), owner, {.characters_min = 12, .modifier = "5"}));
  must(directory->update_password_rules(context(), owner, {.change_days = 90, .expiry = 1, .modifier = "6"}));
  const PasswordRuleRow rules = security().password_rule();
  EXPECT_EQ(rules.characters_min, 12u);
  EXPECT_EQ(rules.change_days, 90u);
  EXPECT_EQ(rules.expiry, PasswordExpiry::LocksOut);
  EXPECT_EQ(rules.modifier, "6");
  EXPECT_EQ(rules.updated_ms, clock.now_ms());
}

TEST_F(SecurityTest, APasswordMustHaveWhatTheRulesWant) {
  PasswordRuleRow rules;
  const auto code = [&](std::string_view password) { return code_of(check_password(rules, password)); };
  EXPECT_EQ(code("Abcdef1!"), "ok");
  for (const char* bad : {"Abcde1!", "abcdef1!", "ABCDEF1!", "Abcdefg!", "Abcdefg1", ""}) {
    EXPECT_EQ(code(bad), "PasswordViolatesRules") << bad;
  }
  EXPECT_EQ(code("Ab1!" + std::string(124, 'x')), "ok");
  EXPECT_EQ(code("Ab1!" + std::string(125, 'x')), "PasswordViolatesRules");
  rules.must_contain = "";
  EXPECT_EQ(code("aaaaaaaa"), "ok");
  rules.characters_min = 9;
  EXPECT_EQ(code("aaaaaaaa"), "PasswordViolatesRules");
  EXPECT_EQ(code("aaaaaaaaa"), "ok");
  // No rule allows less than eight.
  rules.characters_min = 0;
  EXPECT_EQ(code("aaaaaaa"), "PasswordViolatesRules");
}

TEST_F(SecurityTest, FormerPasswordsAreKeptAsManyAsTheRuleWants) {
  const UserRow ann = user("ann");
  EXPECT_EQ(security().password_of(ann.uin), nullptr);
  set_password(ann.uin, "first");
  set_password(ann.uin, "second");
  EXPECT_EQ(security().password_of(ann.uin)->former, "") << "no rule, nothing kept";
  must(directory->update_password_rules(context(), owner, {.reuse_count = 3}));
  for (const char* hash : {"third", "fourth", "fifth"}) set_password(ann.uin, hash);
  // The present one, `fifth`, is the first of the three.
  EXPECT_EQ(security().password_of(ann.uin)->former, "fourth\nthird\n");
  EXPECT_EQ(security().password_of(ann.uin)->changed_ms, clock.now_ms());
  const std::int64_t changed = clock.now_ms();
  clock.now += 5000;
  must(directory->update_user(context(), owner, ann.uin, {.remark = "other"}));
  EXPECT_EQ(security().password_of(ann.uin)->changed_ms, changed);
}

TEST_F(SecurityTest, FactorsOfSignInAndOfActionsAreSetApart) {
  const UserRow ann = must(directory->add_user(context(), owner, {.name = "ann", .phone = "13800000000"}));
  must(directory->update_safe_auth(context(), owner, ann.uin, {.login = Factors{.phone = true}, .action = {}}));
  must(directory->update_safe_auth(context(), owner, ann.uin, {.login = {}, .action = Factors{.soft_token = true}}));
  EXPECT_EQ(security().safe_auth_of(ann.uin)->login, Factors{.phone = true});
  EXPECT_EQ(security().safe_auth_of(ann.uin)->action, Factors{.soft_token = true});
  must(directory->update_safe_auth(context(), owner, owner, {.login = Factors{.soft_token = true}, .action = {}}));
  EXPECT_TRUE(security().safe_auth_of(owner)->login.soft_token);
}

TEST_F(SecurityTest, IpRulesAreReplacedAndTheSwitchesAreApart) {
  must(directory->update_login_policy(
      context(), owner,
      {.ip_rules = std::vector<IpRule>{{"10.0.0.0/8", true}, {"2001:db8::1", false}}, .is_ip_on = true}));
  must(directory->update_login_policy(context(), owner, {.is_offsite_on = true}));
  EXPECT_EQ(security().login_policy().ip_rules, "allow 10.0.0.0/8\ndeny 2001:db8::1\n");
  EXPECT_TRUE(security().login_policy().is_ip_on);
  EXPECT_TRUE(security().login_policy().is_offsite_on);
  must(directory->update_login_policy(context(), owner, {.ip_rules = std::vector<IpRule>{}, .is_ip_on = false}));
  EXPECT_EQ(security().login_policy().ip_rules, "");
  EXPECT_FALSE(security().login_policy().is_ip_on);
}

TEST_F(SecurityTest, AnMfaTokenIsGoodOnceAndForTenMinutes) {
  const UserRow ann = user("ann");
  const SecretText token = must(directory->issue_mfa_token(context(), owner, ann.uin));
  EXPECT_EQ(must(security().find_mfa_token(token, clock.now_ms()))->uin, ann.uin);
  clock.now += 600 * 1000 - 1;
  EXPECT_EQ(code_of(security().find_mfa_token(token, clock.now_ms())), "ok");
  clock.now += 1;
  EXPECT_EQ(code_of(security().find_mfa_token(token, clock.now_ms())), "MfaTokenUnknown");
  EXPECT_EQ(code_of(directory->consume_mfa_token(context(), owner, token)), "MfaTokenUnknown");
  const SecretText second = must(directory->issue_mfa_token(context(), owner, ann.uin));
  EXPECT_EQ(security().mfa_tokens().size(), 1u) << "the expired one is swept out";
  must(directory->consume_mfa_token(context(), owner, second));
  EXPECT_EQ(code_of(directory->consume_mfa_token(context(), owner, second)), "MfaTokenUnknown");
}

TEST_F(SecurityTest, MfaTokensOfAnAccountAreLimited) {
  const UserRow ann = user("ann");
  for (int i = 0; i < 1000; ++i) must(directory->issue_mfa_token(context(), owner, ann.uin));
  EXPECT_EQ(code_of(directory->issue_mfa_token(context(), owner, ann.uin)), "LimitExceeded");
}

TEST_F(SecurityTest, WithAUserGoesWhatProtectedThem) {
  const UserRow ann = user("ann");
  const UserRow bob = user("bob");
  for (const Uin uin : {ann.uin, bob.uin}) {
    set_password(uin, "hash");
    must(directory->update_safe_auth(context(), owner, uin, {.login = Factors{.soft_token = true}, .action = {}}));
    must(directory->issue_mfa_token(context(), owner, uin));
  }
  must(directory->delete_user(context(), owner, ann.uin, false));
  EXPECT_EQ(security().password_of(ann.uin), nullptr);
  EXPECT_EQ(security().safe_auth_of(ann.uin), nullptr);
  EXPECT_EQ(security().mfa_tokens().size(), 1u);
  EXPECT_NE(security().password_of(bob.uin), nullptr);
}

// Every code of this part of the directory, and each leaves everything as it was.
TEST_F(SecurityTest, EachFailureHasItsCodeAndChangesNothing) {
  const UserRow ann = user("ann");
  const auto rules = [&](const PasswordRuleChange& change) {
    return code_of(directory->update_password_rules(context(), owner, change));
  };
  const auto login = [&](Uin uin, Factors factors) {
    return code_of(directory->update_safe_auth(context(), owner, uin, {.login = factors, .action = {}}));
  };
  const auto ips = [&](std::vector<IpRule> given) {
    return code_of(directory->update_login_policy(context(), owner, {.ip_rules = std::move(given)}));
  };
  const auto approvers = [&](std::vector<Uin> given) {
    return code_of(directory->update_login_policy(context(), owner, {.approvers = std::move(given)}));
  };
  const std::uint64_t revision = directory->revision();
  const std::size_t records = audit().records.size();
  EXPECT_EQ(rules({.characters_min = 7}), "PasswordRuleIllegal");
  EXPECT_EQ(rules({.must_contain = "A?"}), "PasswordRuleIllegal");
  EXPECT_EQ(login(ann.uin, {.phone = true}), "PhoneNotBound");
  EXPECT_EQ(login(owner, {.phone = true}), "PhoneNotBound");
  EXPECT_EQ(login(ann.uin, {.wechat = true}), "WechatNotBound");
  EXPECT_EQ(login(Uin{1}, {.soft_token = true}), "UserNotExist");
  EXPECT_EQ(code_of(directory->issue_mfa_token(context(), owner, Uin{1})), "UserNotExist");
  EXPECT_EQ(code_of(directory->consume_mfa_token(context(), owner, SecretText("nobody's"))), "MfaTokenUnknown");
  EXPECT_EQ(ips({{"10.0.0.0/33", true}}), "IpIllegal");
  EXPECT_EQ(ips({{"10.1.0.0/16", true}, {"10.0.0.0/8", false}}), "IpRangesOverlap");
  std::vector<IpRule> eleven;
  for (int i = 0; i < 11; ++i) eleven.push_back({"10.0." + std::to_string(i) + ".0/24", true});
  EXPECT_EQ(ips(eleven), "PolicyFull");
  EXPECT_EQ(approvers(std::vector<Uin>(11, ann.uin)), "ApproverFull");
  EXPECT_EQ(approvers({ann.uin}), "ApproverPhoneMissing");
  EXPECT_EQ(approvers({Uin{1}}), "UserNotExist");
  EXPECT_EQ(directory->revision(), revision);
  EXPECT_EQ(audit().records.size(), records);
}

// The same on disk, opened again.
TEST(SecurityOnDisk, AllOfItIsThereAgain) {
  const Folder folder;
  SecretText token;
  Uin ann{};
  {
    World world(sqlite_store(folder));
    ann = must(world.directory->add_user(World::context(), world.owner, {.name = "ann", .password_hash = "h"})).uin;
    must(world.directory->update_password_rules(World::context(), world.owner, {.reuse_count = 2}));
    must(world.directory->update_user(World::context(), world.owner, ann, {.password_hash = "i"}));
    must(world.directory->update_safe_auth(World::context(), world.owner, world.owner,
                                           {.login = Factors{.soft_token = true}, .action = {}}));
    must(world.directory->update_login_policy(World::context(), world.owner, {.is_offsite_on = true}));
    token = must(world.directory->issue_mfa_token(World::context(), world.owner, ann));
  }
  World world(sqlite_store(folder));
  const auto state = world.state();
  EXPECT_TRUE(world.directory->bad_rows().empty());
  EXPECT_EQ(state->security().password_rule().reuse_count, 2u);
  EXPECT_EQ(state->security().password_of(ann)->former, "h\n");
  EXPECT_TRUE(state->security().safe_auth_of(world.owner)->login.soft_token);
  EXPECT_TRUE(state->security().login_policy().is_offsite_on);
  EXPECT_EQ(must(state->security().find_mfa_token(token, world.clock.now_ms()))->uin, ann);
  must(world.directory->delete_user(World::context(), world.owner, ann, false));
}

}  // namespace
}  // namespace opencam::directory
