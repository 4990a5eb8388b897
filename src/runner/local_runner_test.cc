#include "runner/local_runner.h"

#include "runner/stand_test.h"

namespace opencam::runner {
namespace {

using batch::LogStream;
using batch::Outcome;

class LocalRunnerTest : public Stand {};
INSTANTIATE_TEST_SUITE_P(Users, LocalRunnerTest, testing::Values(As::Self, As::Ordinary), name_of_user);

TEST_P(LocalRunnerTest, ACommandRunsAndItsExitCodeAndTextsAreKept) {
  open();
  const auto end = run("echo out; echo err >&2; exit 3");
  EXPECT_EQ(end.outcome, Outcome::Exited) << shown(end);
  EXPECT_EQ(end.exit_code, 3);
  EXPECT_EQ(said(), "out\n");
  EXPECT_EQ(complained(), "err\n");
  EXPECT_GT(end.began_ms, 0);
  EXPECT_GE(end.ended_ms, end.began_ms);
  EXPECT_EQ(begun_.size(), 1U);
}

TEST_P(LocalRunnerTest, ASignalIsToldFromAnExit) {
  open();
  const auto end = run("kill -SEGV $$");
  EXPECT_EQ(end.outcome, Outcome::Signalled) << shown(end);
  EXPECT_EQ(end.exit_code, 128 + SIGSEGV);
}

TEST_P(LocalRunnerTest, TheEnvironmentIsTheTasksAndNothingElse) {
  open();
  batch::Attempt one = attempt("env");
  one.environment = {{"A", "1 two\nthree"}, {"LD_PRELOAD", "/job/evil.so"}, {"HOME", "/tmp"}};
  const auto end = run(one);
  EXPECT_EQ(end.exit_code, 0) << shown(end);
  const std::string all = text(one.id);
  EXPECT_NE(all.find("A=1 two\nthree\n"), std::string::npos) << all;
  EXPECT_NE(all.find("HOME=/tmp\n"), std::string::npos);
  EXPECT_EQ(all.find("USER="), std::string::npos);
  EXPECT_EQ(all.find("GTEST"), std::string::npos);
}

TEST_P(LocalRunnerTest, TheWorkingFolderIsEmptyAndItsOwn) {
  open();
  EXPECT_EQ(run("pwd; ls -A; touch here; mkdir -p /tmp/x; touch /dev/shm/y").exit_code, 0);
  EXPECT_EQ(said(), "/job\n");
  EXPECT_EQ(run("ls -A /job /tmp /dev/shm | grep -v : | grep .").exit_code, 1) << said();
}

TEST_P(LocalRunnerTest, MoreThanTheSlotsWaitTheirTurn) {
  open();
  std::vector<batch::Attempt> many;
  for (int i = 0; i < 12; ++i) many.push_back(attempt("echo $((" + std::to_string(i) + " + 1))", i));
  ASSERT_TRUE(runner_->start(many));
  for (int i = 0; i < 12; ++i) {
    EXPECT_EQ(end_of(many[static_cast<std::size_t>(i)].id).exit_code, 0);
    EXPECT_EQ(text(many[static_cast<std::size_t>(i)].id), std::to_string(i + 1) + "\n");
  }
  EXPECT_EQ(runner_->counts().ended, 12U);
  EXPECT_EQ(runner_->counts().failed, 0U);
}

TEST_P(LocalRunnerTest, AQueuedAttemptCanBeTakenBackAndARunningOneCannot) {
  settings_.slots = 1;
  open();
  start(attempt("sleep 30", 1));
  start(attempt("echo never", 2));
  ASSERT_TRUE(wait_until_begun("job-00000001-0-1-1"));
  EXPECT_TRUE(runner_->withdraw("job-00000001-0-2-1"));
  EXPECT_FALSE(runner_->withdraw("job-00000001-0-2-1"));
  EXPECT_FALSE(runner_->withdraw("job-00000001-0-1-1"));
  runner_->kill("job-00000001-0-1-1", "as somebody asked");
  const auto end = end_of("job-00000001-0-1-1");
  EXPECT_EQ(end.outcome, Outcome::Killed) << shown(end);
  EXPECT_EQ(end.reason, "as somebody asked");
  EXPECT_FALSE(ends_.contains("job-00000001-0-2-1"));
}

TEST_P(LocalRunnerTest, AKilledOneThatIgnoresSigtermIsEndedAllTheSame) {
  open();
  start(attempt("trap '' TERM; echo ready; while :; do sleep 1; done", 1));
  while (text("job-00000001-0-1-1").empty()) bell_.wait(10);
  runner_->kill("job-00000001-0-1-1", "enough");
  const auto end = end_of("job-00000001-0-1-1");
  EXPECT_EQ(end.outcome, Outcome::Killed) << shown(end);
}

TEST_P(LocalRunnerTest, AKilledOneHasTimeToEndWell) {
  settings_.files = {{.path = files_}};
  open();
  batch::Attempt one = attempt("trap 'echo farewell; exit 0' TERM; echo ready; while :; do sleep 0.05; done", 1);
  start(one);
  while (text(one.id).empty()) bell_.wait(10);
  runner_->kill(one.id, "enough");
  EXPECT_EQ(end_of(one.id).outcome, Outcome::Killed);
  EXPECT_EQ(text(one.id), "ready\nfarewell\n");
}

TEST_P(LocalRunnerTest, LogsCanBeReadWhileItRunsAndFromBothEnds) {
  open();
  start(attempt("echo first; echo 0123456789; sleep 30", 1));
  const std::string id = "job-00000001-0-1-1";
  while (text(id).size() < 17) bell_.wait(10);
  EXPECT_EQ(*runner_->log(id, LogStream::Stdout, 6, 4), "0123");
  EXPECT_EQ(*runner_->log(id, LogStream::Stdout, -3, 100), "89\n");
  EXPECT_EQ(*runner_->log(id, LogStream::Stdout, 1000, 4), "");
  EXPECT_EQ(*runner_->log(id, LogStream::Stderr, 0, 4), "");
  EXPECT_EQ(*runner_->log("../journal", LogStream::Stdout, 0, 100), "");
  EXPECT_EQ(*runner_->log("job-99999999-0-0-1", LogStream::Stdout, 0, 100), "");
  runner_->kill(id, "enough");
  end_of(id);
  runner_->forget("job-00000001");
  EXPECT_EQ(text(id), "");
}

TEST_P(LocalRunnerTest, WhatCannotBeRunEndsAsNotStartedWithTheReason) {
  open();
  EXPECT_EQ(run("").outcome, Outcome::NotStarted);
  EXPECT_EQ(run(std::string("a\0b", 3)).outcome, Outcome::NotStarted);
  EXPECT_EQ(run("echo " + std::string(127 * 1024, 'x') + " >/dev/null").exit_code, 0);
  EXPECT_EQ(run("echo " + std::string(128 * 1024, 'x')).outcome, Outcome::NotStarted);
  batch::Attempt one = attempt("true", 1);
  one.environment = {{"A=B", "1"}};
  const auto end = run(one);
  EXPECT_EQ(end.outcome, Outcome::NotStarted);
  EXPECT_EQ(end.reason, "`A=B` cannot be the name of an environment variable");
  one = attempt("true", 2);
  one.environment = {{"A", std::string(600 * 1024, 'x')}};
  EXPECT_EQ(run(one).outcome, Outcome::NotStarted);
  one = attempt("echo $A3 | wc -c", 3);
  for (int i = 0; i < 5; ++i) one.environment.emplace_back("A" + std::to_string(i), std::string(100 * 1024, 'x'));
  EXPECT_EQ(run(one).exit_code, 0);
  EXPECT_EQ(text(one.id), "102401\n");
  EXPECT_EQ(run("echo still here").exit_code, 0);
}

}  // namespace
}  // namespace opencam::runner
