// Compute environments: as many nodes as are desired, one change at a time, and jobs on nodes.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/batch/fixture.h"

namespace opencam::batch {
namespace {

class EnvTest : public testing::Test {
 protected:
  std::vector<NodeRow> nodes(const std::string& id) { return must(bench.store->nodes(id)); }
  std::size_t running(const std::string& id) {
    const auto rows = nodes(id);
    return static_cast<std::size_t>(std::ranges::count(rows, NodeState::Running, &NodeRow::state));
  }
  std::vector<ActivityRow> activities(const std::string& id) { return must(bench.store->activities(id, "")); }
  EnvRow env(const std::string& id) { return must(bench.store->env(id)).value(); }
  std::string settled_env(std::int64_t count) {
    std::string id = bench.create_env(count);
    bench.settle();
    return id;
  }
  static TaskSpec on(const std::string& env_id, std::int64_t instances = 1) {
    TaskSpec spec = task("a", instances);
    spec.has_anonymous_env = false;
    spec.env_id = env_id;
    return spec;
  }
  std::string change_desired(const std::string& id, std::int64_t count) {
    EnvChange change;
    change.desired_nodes = count;
    return code_of(bench.desk().change_env(bench.asker(), id, change));
  }
  void run_slowly() {
    bench.runner.plan = [](const Attempt&, std::uint32_t) { return Plan{.run_ms = 1000, .end = {}}; };
  }

  Bench bench{memory_batch_store(), 8};
};

TEST_F(EnvTest, NodesAreMadeUntilThereAreAsManyAsDesired) {
  const std::string id = bench.create_env(3);
  EXPECT_TRUE(env(id).is_changing);
  bench.tick();
  ASSERT_EQ(nodes(id).size(), 3U);
  EXPECT_EQ(nodes(id).front().state, NodeState::Submitted);
  EXPECT_EQ(activities(id).front().state, ActivityState::Processing);
  bench.settle();
  EXPECT_EQ(running(id), 3U);
  EXPECT_FALSE(env(id).is_changing);
  ASSERT_EQ(activities(id).size(), 3U);
  for (const ActivityRow& activity : activities(id)) {
    EXPECT_EQ(activity.type, ActivityType::CreateNode);
    EXPECT_EQ(activity.state, ActivityState::Succeed);
    EXPECT_TRUE(is_id(IdKind::Activity, activity.id));
    EXPECT_TRUE(is_id(IdKind::Machine, activity.machine_id));
  }
  EXPECT_EQ(bench.role.asked.size(), 3U);
}

TEST_F(EnvTest, FewerNodesAreDesiredAndOneChangeIsTakenAtATime) {
  const std::string id = settled_env(3);
  EXPECT_EQ(change_desired(id, 1), "ok");
  EXPECT_EQ(change_desired(id, 2), "BatchEnvBusy");
  EXPECT_EQ(code_of(bench.desk().delete_env(bench.asker(), id)), "BatchEnvBusy");
  EnvChange rename;
  rename.name = "other";
  EXPECT_EQ(code_of(bench.desk().change_env(bench.asker(), id, rename)), "ok");
  bench.settle();
  EXPECT_EQ(nodes(id).size(), 1U);
  EXPECT_EQ(env(id).spec.name, "other");
  EXPECT_EQ(change_desired(id, 2), "ok");
  bench.settle();
  EXPECT_EQ(running(id), 2U);
  EXPECT_EQ(activities(id).size(), 6U);  // 3 made, 2 ended, 1 made
}

TEST_F(EnvTest, ANodeTakesOneInstanceAtATime) {
  run_slowly();
  const std::string id = settled_env(2);
  const std::string job = bench.submit(job_of({on(id, 5)}));
  bench.settle();
  EXPECT_EQ(bench.runner.running(), 2U);
  EXPECT_TRUE(nodes(id)[0].is_busy && nodes(id)[1].is_busy);
  const InstanceRow row = bench.instances(job, 0).front();
  EXPECT_EQ(must(bench.store->env_of_machine(row.machine_id)), id);
  bench.run();
  EXPECT_EQ(bench.job(job).now.state, State::Succeed);
  EXPECT_EQ(bench.runner.at_once_max[job + "-0"], 2U);
  EXPECT_FALSE(nodes(id)[0].is_busy);
}

TEST_F(EnvTest, WithoutNodesItsJobsWaitAndOthersPass) {
  const std::string id = settled_env(0);
  const std::string waiting = bench.submit(job_of({on(id)}));
  const std::string other = bench.submit(job_of({task("b")}));
  bench.settle();
  bench.clock.now += 100;
  bench.settle();
  EXPECT_EQ(bench.states(waiting, 0), "RUNNABLE");
  EXPECT_EQ(bench.job(other).now.state, State::Succeed);
  EXPECT_EQ(change_desired(id, 1), "ok");
  bench.run();
  EXPECT_EQ(bench.job(waiting).now.state, State::Succeed);
}

TEST_F(EnvTest, AnEndedNodeFailsTheRunOnItAndIsNotMadeAgain) {
  run_slowly();
  const std::string id = settled_env(1);
  TaskSpec spec = on(id);
  spec.retries_max = 1;
  const std::string job = bench.submit(job_of({spec}));
  bench.settle();
  const std::vector<std::string> node = {nodes(id).front().id};
  EXPECT_EQ(code_of(bench.desk().terminate_nodes(bench.asker(), id, node)), "ok");
  bench.settle();
  EXPECT_TRUE(nodes(id).empty());
  EXPECT_EQ(env(id).spec.desired_nodes, 0);
  EXPECT_FALSE(env(id).is_changing);
  EXPECT_EQ(bench.states(job, 0), "RUNNABLE");
  EXPECT_EQ(bench.instances(job, 0).front().failures, 1U);
  EXPECT_EQ(code_of(bench.desk().terminate_nodes(bench.asker(), id, node)), "BatchNodeNotExist");
  const ActivityRow last = activities(id).front();
  EXPECT_EQ(last.type, ActivityType::TerminateNode);
  EXPECT_EQ(last.state, ActivityState::Succeed);
  EXPECT_EQ(last.cause, "TerminateComputeNodes");
}

TEST_F(EnvTest, ARefusedRoleIsTheReasonOfAFailedActivity) {
  bench.role.refused = {"cvm:RunInstances"};
  const std::string id = settled_env(2);
  EXPECT_EQ(running(id), 0U);
  EXPECT_EQ(nodes(id).front().state, NodeState::CreationFailed);
  EXPECT_EQ(activities(id).front().state, ActivityState::Failed);
  EXPECT_EQ(activities(id).front().reason, "not permitted: cvm:RunInstances");
  EXPECT_FALSE(env(id).is_changing);
  bench.role.refused.clear();
  bench.start();  // the waiting survives a restart
  bench.clock.now += 600 * 1000;
  bench.settle();
  EXPECT_EQ(running(id), 2U);
  EXPECT_EQ(activities(id).size(), 4U);
}

TEST_F(EnvTest, ARefusedRoleKeepsTheEnvironment) {
  const std::string id = settled_env(2);
  bench.role.refused = {"cvm:TerminateInstances"};
  must(bench.desk().delete_env(bench.asker(), id));
  bench.settle();
  EXPECT_FALSE(env(id).is_deleting);
  EXPECT_FALSE(env(id).is_changing);
  EXPECT_EQ(running(id), 2U);
  EXPECT_EQ(activities(id).front().reason, "not permitted: cvm:TerminateInstances");
  bench.role.refused.clear();
  must(bench.desk().delete_env(bench.asker(), id));
  bench.settle();
  EXPECT_EQ(must(bench.store->env(id)), std::nullopt);
}

TEST_F(EnvTest, ADeletedEnvironmentFailsWhatWaitsForIt) {
  run_slowly();
  const std::string id = settled_env(1);
  TaskSpec later = on(id);
  later.name = "later";
  const std::string job = bench.submit(job_of({on(id, 2), later}, {{"a", "later"}}));
  bench.settle();
  must(bench.desk().delete_env(bench.asker(), id));
  bench.settle();
  EXPECT_EQ(bench.states(job, 0), "FAILED FAILED");
  EXPECT_EQ(bench.job(job).now.state, State::Failed);
  EXPECT_EQ(must(bench.store->env(id)), std::nullopt);
  EXPECT_TRUE(nodes(id).empty());
  EXPECT_EQ(bench.runner.running(), 0U);
  bench.check_counts(job);
  NewJob late{.spec = job_of({on(id)}), .zone = "ap-guangzhou-3", .submission = "{}"};
  EXPECT_EQ(code_of(bench.desk().submit_job(bench.asker(), bench.desk().draw(IdKind::Job), late)), "BatchEnvNotExist");
}

TEST_F(EnvTest, WhatBecomesReadyWhileItsEnvironmentGoesFailsToo) {
  const std::string id = settled_env(0);
  JobSpec spec = job_of({on(id), on(id)}, {{"a", "b"}});
  spec.tasks[1].name = "b";
  spec.depend_on = DependOn::Finished;
  const std::string job = bench.submit(spec);
  bench.settle();
  must(bench.desk().delete_env(bench.asker(), id));
  bench.settle();
  EXPECT_EQ(bench.states(job, 1), "FAILED");
  EXPECT_EQ(bench.job(job).now.state, State::Failed);
}

TEST_F(EnvTest, MachinesAreAttachedAndDetached) {
  const std::string id = settled_env(1);
  const std::vector<std::string> machine = {"ins-0000abcd"};
  EXPECT_EQ(code_of(bench.desk().attach_machines(bench.asker(), id, machine)), "ok");
  bench.settle();
  EXPECT_EQ(running(id), 2U);
  EXPECT_EQ(code_of(bench.desk().attach_machines(bench.asker(), id, machine)), "BatchInstancesNotAttachable");
  EXPECT_EQ(code_of(bench.desk().attach_machines(bench.asker(), id, std::vector<std::string>{"ins-1", "ins-1"})),
            "BatchInstanceIdRepeated");
  const auto rows = nodes(id);
  const auto attached = std::ranges::find(rows, true, &NodeRow::is_attached);
  EXPECT_EQ(code_of(bench.desk().terminate_nodes(bench.asker(), id, std::vector<std::string>{attached->id})),
            "BatchUnsupported");
  const auto own = std::ranges::find(rows, false, &NodeRow::is_attached);
  EXPECT_EQ(code_of(bench.desk().detach_machines(bench.asker(), id, std::vector<std::string>{own->machine_id})),
            "BatchUnsupported");
  EXPECT_EQ(code_of(bench.desk().detach_machines(bench.asker(), id, machine)), "ok");
  bench.settle();
  EXPECT_EQ(nodes(id).size(), 1U);
}

TEST_F(EnvTest, AMachineThatTwoAskForIsAttachedOnce) {
  const std::string first = settled_env(1);
  const std::string second = settled_env(1);
  const std::vector<std::string> machine = {"ins-0000abcd"};
  must(bench.desk().attach_machines(bench.asker(), first, machine));
  must(bench.desk().attach_machines(bench.asker(), second, machine));
  bench.settle();
  EXPECT_EQ(running(first), 2U);
  EXPECT_EQ(running(second), 1U);
  const ActivityRow refused = must(bench.store->activities(second, "")).front();
  EXPECT_EQ(refused.state, ActivityState::Failed);
  EXPECT_EQ(refused.machine_id, machine.front());
  EXPECT_EQ(refused.reason, "another compute environment has the machine already");
  EXPECT_FALSE(must(bench.store->env(second))->is_changing) << "it is settled again";
}

TEST_F(EnvTest, ATerminatedInstanceRestartsItsNode) {
  run_slowly();
  const std::string id = settled_env(1);
  const std::string job = bench.submit(job_of({on(id, 2)}));
  bench.settle();
  must(bench.desk().terminate_instance(bench.asker(), job, "a", 0));
  bench.tick();
  EXPECT_EQ(nodes(id).front().state, NodeState::Created);
  bench.settle();
  EXPECT_EQ(nodes(id).front().state, NodeState::Running);
  bench.run();
  EXPECT_EQ(bench.states(job, 0), "FAILED SUCCEED");
}

TEST_F(EnvTest, WhatWasUnderWayGoesOnAfterARestart) {
  run_slowly();
  const std::string id = bench.create_env(2);
  bench.tick();
  bench.start();
  bench.settle();
  EXPECT_EQ(running(id), 2U);
  EXPECT_EQ(activities(id).size(), 2U);
  EXPECT_EQ(activities(id).front().state, ActivityState::Succeed);
  const std::string job = bench.submit(job_of({on(id, 4)}));
  bench.settle();
  bench.scheduler.reset();
  bench.start();
  EXPECT_EQ(bench.scheduler->figures().claimed, 2U);
  bench.settle();
  EXPECT_EQ(bench.runner.running(), 2U);
  bench.run();
  EXPECT_EQ(bench.job(job).now.state, State::Succeed);
  EXPECT_EQ(bench.runner.at_once_max[job + "-0"], 2U);
}

TEST_F(EnvTest, CoresOfARegionAreLimited) {
  bench.quota.cores_max = 5;
  const std::string id = settled_env(3);
  EXPECT_EQ(change_desired(id, 5), "ok");
  bench.settle();
  EXPECT_EQ(change_desired(id, 6), "BatchCpuFull");
  NewEnv more{.spec = {.name = "more", .desired_nodes = 1}, .zone = "ap-guangzhou-3", .submission = "{}"};
  EXPECT_EQ(code_of(bench.desk().create_env(bench.asker(), bench.desk().draw(IdKind::Env), more)), "BatchCpuFull");
}

}  // namespace
}  // namespace opencam::batch
