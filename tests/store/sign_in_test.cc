// What people sign in to the console with, and their sessions: what follows from each step, and what ends with whom.
#include "directory/sign_in.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/sign_in_limits.h"
#include "tests/store/fixture.h"

namespace opencam::directory {
namespace {

class SignInTest : public testing::Test, protected World {
 protected:
  SignInTest() : World(memory_store()), ann(user("ann").uin) {}

  const SignIns& sign_ins() { return (held_ = state())->sign_ins(); }
  ConsoleSessionRow session(Uin uin, const std::string& digest) {
    return {.owner = owner,
            .uin = uin,
            .digest = digest,
            .created_ms = clock.now,
            .last_used_ms = clock.now,
            .expires_ms = clock.now + limits::console_session_ms};
  }
  void open(Uin uin, const std::string& digest) { take(uin, {.opened = session(uin, digest)}); }
  void take(Uin uin, const SignInStep& step) { must(directory->take_sign_in_step(context(), owner, uin, step)); }
  std::string code(Uin uin, const SignInStep& step) {
    return code_of(directory->take_sign_in_step(context(), owner, uin, step));
  }
  std::vector<std::string> sessions(Uin uin) {
    std::vector<std::string> out;
    for (const auto& [digest, row] : sign_ins().sessions_of(uin)) out.push_back(digest);
    return out;
  }
  // A device with that key, and two recovery codes.
  void enrol(Uin uin, const std::string& key) {
    take(uin, {.waiting_secret = key});
    take(uin, {.code_step = 1, .confirmed_secret = key, .recovery_codes = std::vector<std::string>{"r1", "r2"}});
  }

  const Uin ann;

 private:
  std::shared_ptr<const AccountState> held_;
};

using Strings = std::vector<std::string>;

TEST_F(SignInTest, ASessionTakesThePlaceOfTheOneItCameFrom) {
  open(ann, "first");
  const auto rotation = [this](const std::string& next) {
    return SignInStep{
        .from_session = "first", .ended = SessionChoice{.only = "first", .except = {}}, .opened = session(ann, next)};
  };
  take(ann, rotation("second"));
  EXPECT_EQ(sessions(ann), Strings{"second"});
  // Nobody can go on from it twice.
  EXPECT_EQ(code(ann, rotation("third")), "NotFound");
  EXPECT_EQ(sessions(ann), Strings{"second"});
}

TEST_F(SignInTest, SessionsEndOneByOneAllButOneOrAll) {
  for (const char* digest : {"a", "b", "c", "d"}) open(ann, digest);
  open(owner, "root");
  take(ann, {.ended = SessionChoice{.only = "a", .except = {}}});
  EXPECT_EQ(sessions(ann), (Strings{"b", "c", "d"}));
  take(ann, {.ended = SessionChoice{.only = {}, .except = "c"}});
  EXPECT_EQ(sessions(ann), Strings{"c"});
  take(ann, {.ended = SessionChoice{}});
  EXPECT_EQ(sessions(ann), Strings{});
  EXPECT_EQ(sessions(owner), Strings{"root"});
}

TEST_F(SignInTest, TheOldestOfTooManyMakesRoom) {
  for (std::uint32_t i = 0; i < limits::console_sessions_max; ++i) {
    open(ann, "s" + std::to_string(100 + i));
    clock.now += 1000;
  }
  open(ann, "new");
  EXPECT_EQ(sessions(ann).size(), limits::console_sessions_max);
  EXPECT_EQ(sign_ins().find_session(ann, "s100"), nullptr);
  EXPECT_NE(sign_ins().find_session(ann, "new"), nullptr);
  // Those that were left alone for too long are no sessions any more.
  clock.now += limits::console_idle_ms;
  open(ann, "next");
  EXPECT_EQ(sessions(ann), Strings{"next"});
}

TEST_F(SignInTest, AUseIsNotedWithoutARecordAndOnlyWhileTheSessionLives) {
  open(ann, "a");
  const std::int64_t begun = clock.now;
  const std::size_t records = audit().records.size();
  clock.now += limits::console_idle_ms - 1;
  must(directory->note_session_use(owner, ann, "a"));
  EXPECT_EQ(sign_ins().find_session(ann, "a")->last_used_ms, clock.now);
  EXPECT_EQ(audit().records.size(), records);
  clock.now = begun + 2 * limits::console_idle_ms;
  must(directory->note_session_use(owner, ann, "a"));
  EXPECT_EQ(sign_ins().find_session(ann, "a")->last_used_ms, begun + limits::console_idle_ms - 1);
  must(directory->note_session_use(owner, ann, "nobody"));
}

TEST_F(SignInTest, ANewPasswordALostConsoleAndADeletionEndSessions) {
  must(directory->update_user(context(), owner, ann, {.console_login = true}));
  open(ann, "a");
  must(directory->update_user(context(), owner, ann, {.remark = "still there"}));
  EXPECT_EQ(sessions(ann), Strings{"a"});
  must(directory->update_user(context(), owner, ann, {.password_hash = "hash"}));
  EXPECT_EQ(sessions(ann), Strings{});
  open(ann, "b");
  must(directory->update_user(context(), owner, ann, {.console_login = false}));
  EXPECT_EQ(sessions(ann), Strings{});
  open(ann, "c");
  enrol(ann, "key");
  must(directory->delete_user(context(), owner, ann, false));
  EXPECT_EQ(sessions(ann), Strings{});
  EXPECT_EQ(sign_ins().second_factor_of(ann), nullptr);
  EXPECT_EQ(code(ann, {.opened = session(ann, "d")}), "UserNotExist");
}

TEST_F(SignInTest, APasswordIsSetForAUserAndForTheRootAccount) {
  must(directory->update_user(context(), owner, ann, {.need_reset_password = true}));
  take(ann, {.password_hash = "of ann"});
  EXPECT_EQ(state()->find_user(ann)->password_hash, "of ann");
  EXPECT_FALSE(state()->find_user(ann)->need_reset_password);
  EXPECT_EQ(sign_ins().root_password(), nullptr);
  take(owner, {.password_hash = "of root"});
  EXPECT_EQ(sign_ins().root_password()->password_hash, "of root");
  EXPECT_EQ(sign_ins().root_password()->changed_ms, clock.now);
}

TEST_F(SignInTest, APasswordThatChangedMeanwhileOpensNothing) {
  take(ann, {.password_hash = "of ann"});
  take(owner, {.password_hash = "of root"});
  EXPECT_EQ(code(ann, {.proven_hash = "before", .opened = session(ann, "a")}), "NotFound");
  EXPECT_EQ(code(ann, {.proven_hash = "of ann", .opened = session(ann, "a")}), "ok");
  EXPECT_EQ(code(owner, {.proven_hash = "of ann", .opened = session(owner, "b")}), "NotFound");
  EXPECT_EQ(code(owner, {.proven_hash = "of root", .opened = session(owner, "b")}), "ok");
}

TEST_F(SignInTest, ACodeCountsOnceAndNoEarlierOneAfterIt) {
  EXPECT_EQ(code(ann, {.code_step = 0}), "MfaTokenUnknown");
  enrol(ann, "key");
  EXPECT_EQ(code(ann, {.code_step = 1}), "MfaTokenUnknown");
  EXPECT_EQ(code(ann, {.code_step = 3}), "ok");
  EXPECT_EQ(code(ann, {.code_step = 3}), "MfaTokenUnknown");
  EXPECT_EQ(code(ann, {.code_step = 2}), "MfaTokenUnknown");
  EXPECT_EQ(code(ann, {.code_step = 4}), "ok");
}

TEST_F(SignInTest, ARefusedStepChangesNothing) {
  enrol(ann, "key");
  open(ann, "a");
  EXPECT_EQ(code(ann, {.code_step = 1,
                       .password_hash = "new",
                       .ended = SessionChoice{.only = "a", .except = {}},
                       .opened = session(ann, "b")}),
            "MfaTokenUnknown");
  EXPECT_EQ(sessions(ann), Strings{"a"});
  EXPECT_EQ(state()->find_user(ann)->password_hash, "");
}

TEST_F(SignInTest, ARecoveryCodeCountsOnce) {
  enrol(ann, "key");
  EXPECT_EQ(code(ann, {.recovery_code = "r2"}), "ok");
  EXPECT_EQ(code(ann, {.recovery_code = "r2"}), "MfaTokenUnknown");
  EXPECT_EQ(code(ann, {.recovery_code = ""}), "MfaTokenUnknown");
  EXPECT_EQ(sign_ins().second_factor_of(ann)->recovery, "r1\n");
  take(ann, {.recovery_codes = Strings{"n1"}});
  EXPECT_EQ(code(ann, {.recovery_code = "r1"}), "MfaTokenUnknown");
  EXPECT_EQ(code(ann, {.recovery_code = "n1"}), "ok");
}

TEST_F(SignInTest, ADeviceThatWaitsDoesNotCountBeforeItIsConfirmed) {
  enrol(ann, "old");
  take(ann, {.waiting_secret = "new"});
  EXPECT_EQ(sign_ins().second_factor_of(ann)->sealed_secret, "old");
  // It was begun anew in the meantime.
  EXPECT_EQ(code(ann, {.code_step = 9, .confirmed_secret = "other"}), "MfaTokenUnknown");
  EXPECT_EQ(code(ann, {.code_step = 9, .confirmed_secret = ""}), "MfaTokenUnknown");
  take(ann, {.code_step = 9, .confirmed_secret = "new"});
  EXPECT_EQ(sign_ins().second_factor_of(ann)->sealed_secret, "new");
  EXPECT_EQ(sign_ins().second_factor_of(ann)->waiting_secret, "");
  take(ann, {.removes_device = true});
  EXPECT_EQ(sign_ins().second_factor_of(ann), nullptr);
}

TEST_F(SignInTest, UsersSignInFromWhereTheRulesLetThem) {
  LoginPolicyRow policy;
  EXPECT_TRUE(may_sign_in_from(policy, "10.0.0.1"));
  policy.is_ip_on = true;
  EXPECT_TRUE(may_sign_in_from(policy, "10.0.0.1"));
  EXPECT_FALSE(may_sign_in_from(policy, "nowhere"));
  policy.ip_rules = "deny 10.1.0.0/16\n";
  EXPECT_TRUE(may_sign_in_from(policy, "10.0.0.1"));
  EXPECT_FALSE(may_sign_in_from(policy, "10.1.2.3"));
  policy.ip_rules = "allow 10.0.0.0/24\nallow 2001:db8::/32\ndeny 10.1.0.0/16\n";
  EXPECT_TRUE(may_sign_in_from(policy, "10.0.0.255"));
  EXPECT_TRUE(may_sign_in_from(policy, "2001:db8::1"));
  EXPECT_FALSE(may_sign_in_from(policy, "10.0.1.0"));
  EXPECT_FALSE(may_sign_in_from(policy, "10.1.0.1"));
  policy.ip_rules = "something else\n";
  EXPECT_FALSE(may_sign_in_from(policy, "10.0.0.1"));
  policy.is_ip_on = false;
  EXPECT_TRUE(may_sign_in_from(policy, "10.0.0.1"));
}

}  // namespace
}  // namespace opencam::directory
