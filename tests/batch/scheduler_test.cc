// What each request and each event does to jobs, by name.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/batch/fixture.h"

namespace opencam::batch {
namespace {

class SchedulerTest : public testing::Test {
 protected:
  // Runs that last until the test lets time pass.
  void run_slowly() {
    bench.runner.plan = [](const Attempt&, std::uint32_t) { return Plan{.run_ms = 1000, .end = {}}; };
  }
  std::string reason(const std::string& id, std::uint32_t task = 0, std::size_t index = 0) {
    return bench.instances(id, task).at(index).reason.text;
  }

  Bench bench{memory_batch_store()};
};

TEST_F(SchedulerTest, AJobGoesThroughItsStatesAndSucceeds) {
  run_slowly();
  const std::string id = bench.submit(job_of({task("a"), task("b")}, {{"a", "b"}}));
  EXPECT_EQ(bench.job(id).now.state, State::Submitted);
  EXPECT_EQ(bench.states(id, 0), "SUBMITTED");
  bench.tick();
  EXPECT_EQ(bench.states(id, 0), "STARTING");
  EXPECT_EQ(bench.states(id, 1), "PENDING");
  EXPECT_EQ(bench.job(id).now.state, State::Starting);
  bench.settle();
  EXPECT_EQ(bench.states(id, 0), "RUNNING");
  EXPECT_EQ(bench.job(id).now.state, State::Running);
  EXPECT_EQ(bench.task_row(id, 0).now.state, State::Running);
  bench.check_counts(id);
  bench.run();
  EXPECT_EQ(bench.states(id, 1), "SUCCEED");
  EXPECT_EQ(bench.job(id).now.state, State::Succeed);
  const InstanceRow row = bench.instances(id, 0).front();
  EXPECT_EQ(row.exit_code, 0);
  EXPECT_EQ(row.ended_ms - row.running_ms, 1000);
  EXPECT_TRUE(is_id(IdKind::Machine, row.machine_id)) << row.machine_id;
}

TEST_F(SchedulerTest, AnAttemptGetsItsVariablesAndNobodySetsThemOtherwise) {
  TaskSpec spec = task("prepare", 3);
  spec.environment = {{"COLOUR", "green"}, {"BATCH_TASK_NAME", "forged"}};
  spec.timeout_s = 7;
  const std::string id = bench.submit(job_of({spec}));
  bench.run();
  const Attempt& attempt = bench.runner.started.at(id + "-0-2-1");
  const std::vector<std::pair<std::string, std::string>> expected = {{"COLOUR", "green"},
                                                                     {"BATCH_JOB_ID", id},
                                                                     {"BATCH_TASK_NAME", "prepare"},
                                                                     {"BATCH_TASK_INSTANCE_NUM", "3"},
                                                                     {"BATCH_TASK_INSTANCE_INDEX", "2"}};
  EXPECT_EQ(attempt.environment, expected);
  EXPECT_EQ(attempt.timeout_ms, 7000);
  EXPECT_EQ(attempt.job_id, id);
}

TEST_F(SchedulerTest, HigherPrioritiesGoFirstThenEarlierJobsThenEarlierTasks) {
  Bench one(memory_batch_store(), 1);
  JobSpec low = job_of({task("a"), task("b")});
  JobSpec high = job_of({task("a", 2)});
  high.priority = 100;
  const std::string first = one.submit(low);
  const std::string second = one.submit(low);
  const std::string third = one.submit(high);
  one.run();
  const std::vector<std::string> expected = {third + "-0-0-1", third + "-0-1-1",  first + "-0-0-1",
                                             first + "-1-0-1", second + "-0-0-1", second + "-1-0-1"};
  EXPECT_EQ(one.runner.begun, expected);
}

TEST_F(SchedulerTest, WhatWasClaimedAheadIsTakenBackForAHigherPriority) {
  Bench one(memory_batch_store(), 1);
  one.runner.plan = [](const Attempt&, std::uint32_t) { return Plan{.run_ms = 2, .end = {}}; };
  one.submit(job_of({task("warm")}));
  one.run();
  // Runs are known to be short now, so the whole job is claimed ahead.
  const std::string low = one.submit(job_of({task("low", 50)}));
  one.tick();
  EXPECT_EQ(one.scheduler->figures().claimed, 50U);
  one.runner.work();
  one.submit(job_of({task("other", 60)}));
  one.tick();
  EXPECT_EQ(one.scheduler->figures().claimed, 101U);
  JobSpec urgent = job_of({task("urgent", 3)});
  urgent.priority = 1;
  const std::string high = one.submit(urgent);
  one.tick();
  EXPECT_EQ(one.scheduler->figures().claimed, 101U);
  one.run();
  EXPECT_EQ(one.job(low).now.state, State::Succeed);
  EXPECT_EQ(one.job(high).now.state, State::Succeed);
  one.check_counts(low);
  const auto place = std::ranges::find(one.runner.begun, high + "-0-2-1") - one.runner.begun.begin();
  EXPECT_LE(place, 6);
  // Nothing was begun twice, and what was taken back counts no failure.
  for (const InstanceRow& row : one.instances(low, 0)) EXPECT_EQ(row.failures, 0U);
}

TEST_F(SchedulerTest, LongRunsAreNotClaimedAhead) {
  bench.runner.plan = [](const Attempt&, std::uint32_t) { return Plan{.run_ms = 60000, .end = {}}; };
  const std::string id = bench.submit(job_of({task("long", 10)}));
  bench.settle();
  EXPECT_EQ(bench.scheduler->figures().claimed, 2U);
  EXPECT_EQ(bench.runner.queued(), 0U);
  EXPECT_EQ(bench.job(id).now.instances[State::Runnable], 8U);
}

TEST_F(SchedulerTest, AFailedRunIsTriedAgainAsOftenAsItMay) {
  bench.runner.plan = [](const Attempt&, std::uint32_t run) { return run < 2 ? exits(3) : succeeds(); };
  TaskSpec enough = task("enough");
  enough.retries_max = 2;
  TaskSpec too_few = task("too-few");
  too_few.retries_max = 1;
  const std::string id = bench.submit(job_of({enough, too_few}));
  bench.run();
  EXPECT_EQ(bench.states(id, 0), "SUCCEED");
  EXPECT_EQ(bench.states(id, 1), "FAILED");
  EXPECT_EQ(bench.instances(id, 0).front().attempt, 3U);
  EXPECT_EQ(bench.instances(id, 1).front().attempt, 2U);
  EXPECT_EQ(bench.instances(id, 1).front().exit_code, 3);
  EXPECT_EQ(reason(id, 1), "the command exited with 3");
  EXPECT_EQ(bench.job(id).now.reason, "the task `too-few` is FAILED");
}

TEST_F(SchedulerTest, ARunThatIsTooLongFails) {
  TaskSpec spec = task("slow");
  spec.timeout_s = 1;
  bench.runner.plan = [](const Attempt&, std::uint32_t) { return Plan{.run_ms = 1001, .end = {}}; };
  const std::string id = bench.submit(job_of({spec}));
  bench.run();
  EXPECT_EQ(bench.states(id, 0), "FAILED");
  EXPECT_EQ(reason(id), "the command ran longer than its Timeout");
  EXPECT_EQ(bench.instances(id, 0).front().exit_code, std::nullopt);
}

TEST_F(SchedulerTest, ATaskWhosePredecessorFailedSaysWhich) {
  bench.runner.plan = [](const Attempt& attempt, std::uint32_t) {
    return attempt.id.ends_with("-0-0-1") ? exits(1) : succeeds();
  };
  const std::string id =
      bench.submit(job_of({task("a"), task("b", 3), task("c"), task("d")}, {{"a", "b"}, {"b", "c"}}));
  bench.run();
  EXPECT_EQ(bench.states(id, 1), "FAILED FAILED FAILED");
  EXPECT_EQ(reason(id, 1, 2), "the task `a` before it did not succeed");
  EXPECT_EQ(reason(id, 2), "the task `b` before it did not succeed");
  EXPECT_EQ(bench.states(id, 3), "SUCCEED");
  EXPECT_EQ(bench.job(id).now.state, State::Failed);
  bench.check_counts(id);
}

TEST_F(SchedulerTest, TerminatingAJobEndsEverythingOfIt) {
  run_slowly();
  const std::string id = bench.submit(job_of({task("a", 5), task("b")}, {{"a", "b"}}));
  EXPECT_EQ(code_of(bench.desk().terminate_job(bench.asker(), id)), "BatchUnsupported");
  bench.settle();
  must(bench.desk().terminate_job(bench.asker(), id));
  bench.settle();
  EXPECT_EQ(bench.states(id, 0), "FAILED FAILED FAILED FAILED FAILED");
  EXPECT_EQ(bench.states(id, 1), "FAILED");
  EXPECT_EQ(bench.job(id).now.state, State::Failed);
  EXPECT_EQ(reason(id, 0, 4), "terminated by a request");
  EXPECT_EQ(bench.job(id).now.reason, "terminated by a request");
  EXPECT_EQ(bench.runner.running(), 0U);
  EXPECT_EQ(bench.scheduler->figures().claimed, 0U);
  bench.check_counts(id);
  // It is over: once more changes nothing.
  const JobRow before = bench.job(id);
  must(bench.desk().terminate_job(bench.asker(), id));
  bench.settle();
  EXPECT_EQ(bench.job(id), before);
}

TEST_F(SchedulerTest, TerminatingAnInstanceForfeitsItsRetries) {
  run_slowly();
  TaskSpec spec = task("a", 5);
  spec.retries_max = 5;
  const std::string id = bench.submit(job_of({spec, task("b")}, {{"a", "b"}}));
  bench.settle();
  // A running one, one that has not begun, one that waits for predecessors.
  must(bench.desk().terminate_instance(bench.asker(), id, "a", 0));
  must(bench.desk().terminate_instance(bench.asker(), id, "a", 3));
  must(bench.desk().terminate_instance(bench.asker(), id, "b", 0));
  bench.settle();
  EXPECT_EQ(bench.states(id, 0), "FAILED RUNNING RUNNING FAILED RUNNABLE");
  EXPECT_EQ(bench.states(id, 1), "FAILED");
  bench.check_counts(id);
  bench.run();
  EXPECT_EQ(bench.states(id, 0), "FAILED SUCCEED SUCCEED FAILED SUCCEED");
  EXPECT_EQ(bench.job(id).now.state, State::Failed);
  bench.check_counts(id);
  // Without effect on what is over.
  must(bench.desk().terminate_instance(bench.asker(), id, "a", 1));
  bench.settle();
  EXPECT_EQ(bench.states(id, 0), "FAILED SUCCEED SUCCEED FAILED SUCCEED");
}

TEST_F(SchedulerTest, WhatIsKeptForDebuggingIsGivenUpByTerminating) {
  bench.runner.plan = [](const Attempt&, std::uint32_t) { return exits(9); };
  TaskSpec interrupt = task("i", 2);
  interrupt.failed_action = FailedAction::Interrupt;
  interrupt.retries_max = 1;
  TaskSpec fast = task("f");
  fast.failed_action = FailedAction::FastInterrupt;
  fast.retries_max = 1;
  const std::string id = bench.submit(job_of({interrupt, fast}));
  bench.run();
  EXPECT_EQ(bench.states(id, 0), "FAILED_INTERRUPTED FAILED_INTERRUPTED");
  EXPECT_EQ(bench.instances(id, 0).front().attempt, 2U);
  EXPECT_EQ(bench.instances(id, 1).front().attempt, 1U);
  EXPECT_EQ(bench.job(id).now.state, State::FailedInterrupted);
  EXPECT_EQ(code_of(bench.desk().delete_job(bench.asker(), id)), "BatchJobInUse");
  EXPECT_EQ(code_of(bench.desk().retry_jobs(bench.asker(), std::vector<std::string>{id})), "BatchUnsupported");
  must(bench.desk().terminate_instance(bench.asker(), id, "i", 1));
  bench.settle();
  EXPECT_EQ(bench.states(id, 0), "FAILED_INTERRUPTED FAILED");
  EXPECT_EQ(bench.task_row(id, 0).now.state, State::FailedInterrupted);
  must(bench.desk().terminate_job(bench.asker(), id));
  bench.settle();
  EXPECT_EQ(bench.states(id, 0), "FAILED FAILED");
  EXPECT_EQ(bench.job(id).now.state, State::Failed);
  bench.check_counts(id);
}

TEST_F(SchedulerTest, RetryingRunsWhatFailedAndKeepsWhatSucceeded) {
  bool is_broken = true;
  bench.runner.plan = [&](const Attempt& attempt, std::uint32_t) {
    const bool is_second = attempt.id.find("-1-1-") != std::string::npos;
    return is_broken && is_second ? exits(1) : succeeds();
  };
  const std::string id = bench.submit(job_of({task("a"), task("b", 3), task("c", 4)}, {{"a", "b"}, {"b", "c"}}));
  bench.run();
  EXPECT_EQ(bench.states(id, 1), "SUCCEED FAILED SUCCEED");
  EXPECT_EQ(bench.states(id, 2), "FAILED FAILED FAILED FAILED");
  is_broken = false;
  must(bench.desk().retry_jobs(bench.asker(), std::vector<std::string>{id, id}));
  bench.run();
  bench.settle();
  EXPECT_EQ(bench.job(id).now.state, State::Succeed);
  EXPECT_EQ(bench.states(id, 2), "SUCCEED SUCCEED SUCCEED SUCCEED");
  EXPECT_EQ(bench.instances(id, 1)[1].attempt, 2U);
  EXPECT_EQ(bench.instances(id, 1)[0].attempt, 1U);
  EXPECT_EQ(bench.job(id).now.reason, "");
  bench.check_counts(id);
}

TEST_F(SchedulerTest, RetryingAJobThatWasTerminatedInTheMiddle) {
  run_slowly();
  const std::string id = bench.submit(job_of({task("a", 6), task("b", 2)}, {{"a", "b"}}));
  bench.settle();
  must(bench.desk().terminate_instance(bench.asker(), id, "a", 4));
  bench.settle();
  must(bench.desk().terminate_job(bench.asker(), id));
  bench.settle();
  must(bench.desk().retry_jobs(bench.asker(), std::vector<std::string>{id}));
  bench.tick();
  bench.check_counts(id);
  bench.run();
  EXPECT_EQ(bench.states(id, 0), "SUCCEED SUCCEED SUCCEED SUCCEED SUCCEED SUCCEED");
  EXPECT_EQ(bench.job(id).now.state, State::Succeed);
  bench.check_counts(id);
}

TEST_F(SchedulerTest, ADeletedJobIsForgottenByTheRunner) {
  const std::string id = bench.submit(job_of({task("a")}));
  EXPECT_EQ(code_of(bench.desk().delete_job(bench.asker(), id)), "BatchJobInUse");
  bench.run();
  must(bench.desk().delete_job(bench.asker(), id));
  EXPECT_EQ(must(bench.store->job(id)), std::nullopt);
  EXPECT_TRUE(must(bench.store->tasks(id)).empty());
  bench.settle();
  EXPECT_TRUE(bench.runner.forgotten.contains(id));
  EXPECT_TRUE(must(bench.store->requests(0, 100)).empty());
  EXPECT_EQ(code_of(bench.desk().delete_job(bench.asker(), id)), "BatchJobNotExist");
}

TEST_F(SchedulerTest, WithoutARunnerJobsWaitAndSaySo) {
  bench.start(false);
  const std::string id = bench.submit(job_of({task("a", 2), task("b")}, {{"a", "b"}}));
  bench.settle();
  EXPECT_EQ(bench.job(id).now.state, State::Runnable);
  EXPECT_EQ(bench.states(id, 0), "RUNNABLE RUNNABLE");
  EXPECT_TRUE(bench.job(id).now.reason.starts_with("no runner is turned on")) << bench.job(id).now.reason;
  EXPECT_TRUE(reason(id).starts_with("no runner is turned on"));
  // A deleted job's attempts wait for a runner to forget them.
  const std::string gone = bench.submit(job_of({task("x")}));
  bench.settle();
  must(bench.desk().terminate_job(bench.asker(), gone));
  bench.settle();
  must(bench.desk().delete_job(bench.asker(), gone));
  bench.settle();
  EXPECT_EQ(must(bench.store->requests(0, 100)).size(), 1U);
  bench.start(true);
  bench.run();
  EXPECT_EQ(bench.job(id).now.state, State::Succeed);
  EXPECT_EQ(bench.job(id).now.reason, "");
  EXPECT_TRUE(bench.runner.forgotten.contains(gone));
}

TEST_F(SchedulerTest, ASecondSchedulerEndsTheFirst) {
  const std::string id = bench.submit(job_of({task("a")}));
  const auto second = must(Scheduler::create(
      {.store = *bench.store, .runner = &bench.runner, .role = nullptr, .clock = bench.clock, .random = bench.random}));
  EXPECT_EQ(code_of(bench.scheduler->tick()), "Conflict");
  EXPECT_TRUE(bench.runner.begun.empty());
  must(second->tick());
  bench.runner.work();
  EXPECT_EQ(bench.runner.begun, std::vector<std::string>{id + "-0-0-1"});
}

TEST_F(SchedulerTest, ARefusedMachineWaitsAndThenCountsAsAFailedRun) {
  bench.role.refused = {"cvm:RunInstances"};
  TaskSpec spec = task("a");
  spec.resource_retries_max = 1;
  const std::string id = bench.submit(job_of({spec}));
  bench.settle();
  EXPECT_EQ(bench.states(id, 0), "RUNNABLE");
  EXPECT_EQ(reason(id), "no machine could be made: not permitted: cvm:RunInstances");
  EXPECT_EQ(bench.instances(id, 0).front().not_before_ms, bench.clock.now + 600 * 1000);
  EXPECT_EQ(bench.role.asked.back().second, "qcs::cvm:ap-guangzhou:uin/100000000001:instance/*");
  bench.clock.now += 599 * 1000;
  bench.settle();
  EXPECT_EQ(bench.states(id, 0), "RUNNABLE");
  bench.clock.now += 1000;
  bench.settle();
  EXPECT_EQ(bench.states(id, 0), "FAILED");
  EXPECT_EQ(bench.job(id).now.state, State::Failed);
}

TEST_F(SchedulerTest, ARefusedMachineCanAlsoBeWaitedForForEver) {
  bench.role.refused = {"cvm:RunInstances"};
  JobSpec spec = job_of({task("a", 3)});
  spec.creation_failed = CreationFailed::Runnable;
  const std::string id = bench.submit(spec);
  bench.settle();
  bench.clock.now += 3600 * 1000;
  bench.settle();
  EXPECT_EQ(bench.states(id, 0), "RUNNABLE RUNNABLE RUNNABLE");
  bench.check_counts(id);
  bench.start();  // the waiting survives a restart
  bench.role.refused.clear();
  bench.run();
  EXPECT_EQ(bench.job(id).now.state, State::Succeed);
}

TEST_F(SchedulerTest, ALostRunIsSaidToBeLost) {
  run_slowly();
  const std::string id = bench.submit(job_of({task("a")}));
  bench.settle();
  bench.scheduler.reset();
  bench.runner.crash([](const std::string&) { return false; });
  bench.start();
  bench.settle();
  EXPECT_EQ(bench.states(id, 0), "FAILED");
  EXPECT_EQ(reason(id), "the server was ended while it ran");
}

TEST_F(SchedulerTest, ATaskOfTwoHundredThousandInstancesIsOneRowUntilTheyRun) {
  const std::string id =
      bench.submit(job_of({task("a"), task("many", limits::instances_per_task_max)}, {{"a", "many"}}));
  bench.runner.plan = [](const Attempt&, std::uint32_t) { return exits(1); };
  bench.run();
  EXPECT_EQ(bench.job(id).now.state, State::Failed);
  EXPECT_EQ(bench.job(id).now.instances[State::Failed], 200001U);
  EXPECT_TRUE(must(bench.store->instances(id, 1, 0, 200000)).empty());
  const InstancePage page = must(
      instance_page(*bench.store, bench.task_row(id, 1), {.states = {State::Failed}, .offset = 199999, .limit = 5}));
  EXPECT_EQ(page.total, 200000U);
  ASSERT_EQ(page.instances.size(), 1U);
  EXPECT_EQ(page.instances.front().index, 199999U);
  EXPECT_EQ(code_of(instance_of(*bench.store, bench.task_row(id, 1), 200000)), "BatchInstanceNotExist");
}

}  // namespace
}  // namespace opencam::batch
