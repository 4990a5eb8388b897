#include "batch/id.h"

#include <gtest/gtest.h>

#include <thread>

#include "batch/bell.h"
#include "batch/service_role.h"
#include "batch/state.h"

namespace opencam::batch {
namespace {

TEST(BatchIdTest, DrawnIdsHaveTheirForm) {
  SystemRandom random;
  for (const IdKind kind :
       {IdKind::Job, IdKind::Env, IdKind::Node, IdKind::Activity, IdKind::TaskTemplate, IdKind::Machine}) {
    const std::string id = draw_id(kind, random);
    EXPECT_TRUE(is_id(kind, id)) << id;
    EXPECT_TRUE(check_id(kind, "Id", id)) << id;
    EXPECT_NE(id, draw_id(kind, random));
  }
}

TEST(BatchIdTest, OtherTextsAreNoIds) {
  for (const char* text : {"", "job-", "job-1234567", "job-123456789", "job-1234567A", "job-1234567/", "env-12345678",
                           "job-12345678\n", " job-12345678", "../job-1"}) {
    EXPECT_FALSE(is_id(IdKind::Job, text)) << text;
  }
  EXPECT_FALSE(is_id(IdKind::Job, std::string_view("job-1234\0678", 12)));
}

TEST(BatchIdTest, AMalformedIdNamesFieldTextAndRemedy) {
  const auto bad = check_id(IdKind::Env, "Job.Tasks.0.EnvId", "e-1");
  ASSERT_FALSE(bad);
  EXPECT_EQ(bad.error().code(), ErrorCode::BatchEnvIdMalformed);
  EXPECT_EQ(bad.error().message(), "Job.Tasks.0.EnvId: `e-1` is not the id of a compute environment");
  EXPECT_EQ(bad.error().help(), "write `env-` and eight lower-case letters and digits");
}

TEST(BatchIdTest, AnAttemptBeginsWithItsJob) { EXPECT_EQ(attempt_id("job-0a1b2c3d", 4, 17, 1), "job-0a1b2c3d-4-17-1"); }

TEST(BatchIdTest, MachinesAreAskedForInTheScopeOfTheAccount) {
  EXPECT_EQ(machine_resource({.account = Account{100000000001}, .region = "ap-guangzhou"}),
            "qcs::cvm:ap-guangzhou:uin/100000000001:instance/*");
}

TEST(StateTest, EveryStateHasOneName) {
  for (std::size_t i = 0; i < state_count; ++i) {
    const auto state = static_cast<State>(i);
    EXPECT_EQ(state_named(name(state)), state);
  }
  EXPECT_FALSE(state_named("succeed"));
  EXPECT_FALSE(state_named(""));
}

TEST(StateTest, CountsMoveBetweenStates) {
  Counts counts;
  counts[State::Pending] = 3;
  counts.move(State::Pending, State::Starting);
  counts.move(State::Pending, State::Failed, 2);
  EXPECT_EQ(counts.total(), 3U);
  EXPECT_EQ(counts.over(), 2U);
  EXPECT_EQ(counts.claimed(), 1U);
  EXPECT_DEATH(counts.move(State::Pending, State::Failed), "");
}

TEST(BellTest, ARingIsKeptUntilSomebodyWaits) {
  Bell bell;
  EXPECT_FALSE(bell.wait(0));
  bell.ring();
  bell.ring();
  EXPECT_TRUE(bell.wait(0));
  EXPECT_FALSE(bell.wait(0));
}

TEST(BellTest, ARingEndsAWait) {
  Bell bell;
  std::thread ringer([&bell] { bell.ring(); });
  EXPECT_TRUE(bell.wait(60000));
  ringer.join();
}

}  // namespace
}  // namespace opencam::batch
