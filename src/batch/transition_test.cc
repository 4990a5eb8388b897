#include "batch/transition.h"

#include <gtest/gtest.h>

namespace opencam::batch {
namespace {

AttemptEnd exits(std::int64_t code) {
  return {.outcome = Outcome::Exited, .exit_code = code, .began_ms = 5, .ended_ms = 9};
}

InstanceRow running() {
  InstanceRow row;
  row.state = State::Runnable;
  claim(row, 3);
  begin_attempt(row, 5);
  return row;
}

TEST(TransitionTest, AnAttemptThatExitsWithZeroSucceeds) {
  InstanceRow row = running();
  EXPECT_EQ(row.attempt, 1U);
  EXPECT_EQ(row.launched_ms, 3);
  end_attempt({}, row, exits(0));
  EXPECT_EQ(row.state, State::Succeed);
  EXPECT_EQ(row.exit_code, 0);
  EXPECT_EQ(row.ended_ms, 9);
  EXPECT_EQ(row.reason, Reason{});
}

TEST(TransitionTest, EveryOtherEndIsAFailedRun) {
  for (const Outcome outcome : {Outcome::Exited, Outcome::Signalled, Outcome::TimedOut, Outcome::Killed,
                                Outcome::LimitExceeded, Outcome::NotStarted, Outcome::Lost}) {
    for (const std::int64_t retries : {0, 1}) {
      TaskSpec task;
      task.retries_max = retries;
      InstanceRow row = running();
      end_attempt(task, row, {.outcome = outcome, .exit_code = 1, .ended_ms = 9});
      EXPECT_EQ(row.state, retries == 0 ? State::Failed : State::Runnable);
      EXPECT_EQ(row.failures, 1U);
      EXPECT_FALSE(row.reason.text.empty());
    }
  }
  InstanceRow said = running();
  end_attempt({}, said,
              {.outcome = Outcome::LimitExceeded, .reason = "out of memory", .detail = "64 MiB", .ended_ms = 9});
  EXPECT_EQ(said.reason, (Reason{"out of memory", "64 MiB"}));
  EXPECT_EQ(said.exit_code, std::nullopt);
}

TEST(TransitionTest, TheFailedActionDecidesTheEnd) {
  const auto end_of = [](FailedAction action) {
    TaskSpec task;
    task.failed_action = action;
    task.retries_max = 1;
    InstanceRow row = running();
    std::string path;
    for (int run = 0; run < 3 && !is_over(row.state); ++run) {
      if (row.state == State::Runnable) claim(row, 10);
      end_attempt(task, row, exits(1));
      path += std::string(name(row.state)) + " ";
    }
    return path;
  };
  EXPECT_EQ(end_of(FailedAction::Terminate), "RUNNABLE FAILED ");
  EXPECT_EQ(end_of(FailedAction::Interrupt), "RUNNABLE FAILED_INTERRUPTED ");
  EXPECT_EQ(end_of(FailedAction::FastInterrupt), "FAILED_INTERRUPTED ");
}

TEST(TransitionTest, WhatNeverBeganCountsNothing) {
  InstanceRow row;
  row.state = State::Runnable;
  claim(row, 3);
  row.node_id = "node-1";
  give_back(row);
  EXPECT_EQ(row.state, State::Runnable);
  EXPECT_EQ(row.failures, 0U);
  EXPECT_EQ(row.attempt, 1U);  // its id is not used again
  EXPECT_TRUE(row.node_id.empty());
}

TEST(TransitionTest, MachinesAreWaitedForLongerAndLonger) {
  EXPECT_EQ(creation_wait_ms(1), 600000);
  EXPECT_EQ(creation_wait_ms(3), 600000);
  EXPECT_EQ(creation_wait_ms(4), 900000);
  EXPECT_EQ(creation_wait_ms(10), 900000);
  EXPECT_EQ(creation_wait_ms(11), 1800000);
  EXPECT_EQ(creation_wait_ms(50), 1800000);
  EXPECT_EQ(creation_wait_ms(51), 3600000);
  EXPECT_EQ(creation_wait_ms(100), 3600000);
}

TEST(TransitionTest, APredecessorLetsOnWhatTheModeSays) {
  const auto after = [](DependOn mode, State state, std::uint32_t good, std::uint32_t bad) {
    TaskState task;
    task.state = state;
    task.instances[State::Succeed] = good;
    task.instances[State::Failed] = bad;
    return readiness_after(mode, task);
  };
  for (const DependOn mode : {DependOn::AllSucceed, DependOn::PartlySucceed, DependOn::Finished}) {
    EXPECT_EQ(after(mode, State::Running, 1, 0), Readiness::Waits);
    EXPECT_EQ(after(mode, State::Succeed, 2, 0), Readiness::Ready);
  }
  EXPECT_EQ(after(DependOn::AllSucceed, State::Failed, 1, 1), Readiness::Impossible);
  EXPECT_EQ(after(DependOn::PartlySucceed, State::Failed, 1, 1), Readiness::Ready);
  EXPECT_EQ(after(DependOn::PartlySucceed, State::FailedInterrupted, 0, 1), Readiness::Impossible);
  EXPECT_EQ(after(DependOn::Finished, State::FailedInterrupted, 0, 1), Readiness::Ready);
}

TEST(TransitionTest, AWholeOnlyGoesForward) {
  EXPECT_EQ(state_moving(State::Pending, State::Runnable), State::Runnable);
  EXPECT_EQ(state_moving(State::Running, State::Runnable), State::Running);
  EXPECT_EQ(state_moving(State::Starting, State::Failed), State::Running);
  EXPECT_EQ(state_moving(State::Runnable, State::Starting), State::Starting);
}

}  // namespace
}  // namespace opencam::batch
