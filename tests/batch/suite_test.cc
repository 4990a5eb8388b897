// What every store of BatchCompute must do. A new store is one more line in `stores` and must pass as it is.
#include <gtest/gtest.h>

#include <functional>
#include <thread>

#include "tests/batch/fixture.h"

namespace opencam::batch {
namespace {

struct StoreKind {
  std::string name;
  std::function<std::unique_ptr<Store>(const Folder&)> open;
  bool remembers;  // opened again, it has what was there
};

const std::vector<StoreKind>& stores() {
  static const std::vector<StoreKind> kinds = {
      {"Memory", [](const Folder&) { return memory_batch_store(); }, false},
      {"Sqlite", [](const Folder& folder) { return sqlite_batch_store(folder); }, true},
  };
  return kinds;
}

// Texts hold what SQL and C trip over.
const std::string odd("a'b\"c;--\0\xe4\xb8\xad\n", 12);

class BatchStoreSuite : public testing::TestWithParam<StoreKind> {
 protected:
  void SetUp() override { open(); }
  void open() {
    store.reset();
    store = GetParam().open(folder);
  }
  JobRow job_row(const std::string& id) const {
    JobRow row;
    row.id = id;
    row.scope = scope;
    row.creator = 7;
    row.creator_type = "user";
    row.zone = "ap-guangzhou-1";
    row.name = odd;
    row.description = odd;
    row.priority = 100;
    row.depend_on = DependOn::PartlySucceed;
    row.creation_failed = CreationFailed::Runnable;
    row.created_ms = 5;
    row.edges = {{0, 1}, {0, 2}};
    row.now.tasks[State::Submitted] = 3;
    row.now.instances[State::Submitted] = 4294967295;
    return row;
  }
  static TaskRow task_row(const std::string& id, std::uint32_t ordinal) {
    TaskRow row;
    row.job_id = id;
    row.ordinal = ordinal;
    row.created_ms = 6;
    row.spec = task("t" + std::to_string(ordinal), 3);
    row.spec.command = "echo 'x' \"$Y\" \xe4\xb8\xad\n";
    row.spec.failed_action = FailedAction::FastInterrupt;
    row.spec.environment = {{"A", odd}, {"B", ""}};
    row.spec.inputs = {{"/data/in", "in"}};
    row.spec.outputs = {{"out", "/data/out"}};
    row.spec.redirect = {.stdout_folder = "/a", .stdout_name = "b", .stderr_folder = "/c", .stderr_name = "d"};
    row.spec.concurrent_max = 200000;
    row.spec.retries_max = 5;
    row.spec.timeout_s = 1;
    row.spec.resource_retries_max = 100;
    row.spec.restarts_node = true;
    row.now.instances[State::Submitted] = 3;
    return row;
  }
  EnvRow env_row(const std::string& id, std::int64_t nodes = 1) const {
    EnvRow row;
    row.id = id;
    row.scope = scope;
    row.creator = 8;
    row.creator_type = "role";
    row.zone = "ap-guangzhou-2";
    row.created_ms = 9;
    row.spec.name = odd;
    row.spec.description = odd;
    row.spec.resource_type = ResourceType::Cpm;
    row.spec.desired_nodes = nodes;
    row.spec.recreates_inactive = true;
    row.spec.instance_types = {"S1.SMALL1", "S2"};
    row.spec.node_cores = 2;
    return row;
  }
  Result<Added> add(const JobRow& row) {
    const std::vector<TaskRow> tasks = {task_row(row.id, 0), task_row(row.id, 1), task_row(row.id, 2)};
    return store->add_job(row, tasks, odd, quota, audit);
  }
  Result<Added> add(const EnvRow& row) { return store->add_env(row, odd, quota, audit); }
  // A job as the scheduler would have left it.
  void put_state(const std::string& id, State state) {
    JobState now;
    now.state = state;
    now.ended_ms = is_over(state) ? 1 : 0;
    must(store->commit(must(store->begin_term()), {.jobs = {{.id = id, .now = now}}, .requests_done = requests()}));
  }
  std::vector<std::uint64_t> requests() {
    std::vector<std::uint64_t> sequences;
    for (const Request& request : must(store->requests(0, 1000))) sequences.push_back(request.sequence);
    return sequences;
  }

  Folder folder;
  Scope scope{.account = Account{100000000001}, .region = "ap-guangzhou"};
  Quota quota;
  AuditText audit = [](std::string_view id) { return "record of " + std::string(id); };
  std::unique_ptr<Store> store;
};

TEST_P(BatchStoreSuite, AJobComesBackAsItWasPut) {
  JobRow row = job_row("job-1");
  const Added added = must(add(row));
  EXPECT_TRUE(added.is_new);
  EXPECT_NE(added.outbox, 0U);
  if (GetParam().remembers) open();
  const JobRow back = must(store->job("job-1")).value();
  EXPECT_GT(back.sequence, 0U);
  row.sequence = back.sequence;
  EXPECT_EQ(back, row);
  const std::vector<TaskRow> tasks = must(store->tasks("job-1"));
  ASSERT_EQ(tasks.size(), 3U);
  EXPECT_EQ(tasks[2], task_row("job-1", 2));
  EXPECT_EQ(must(store->job_submission("job-1")), odd);
  EXPECT_EQ(must(store->job("job-2")), std::nullopt);
  const std::vector<Request> waiting = must(store->requests(0, 10));
  ASSERT_EQ(waiting.size(), 1U);
  EXPECT_EQ(waiting[0].kind, RequestKind::BeginJob);
  EXPECT_EQ(waiting[0].job_id, "job-1");
}

TEST_P(BatchStoreSuite, AClientTokenMakesOneThing) {
  JobRow row = job_row("job-1");
  row.client_token = "t";
  must(add(row));
  row.id = "job-2";
  const Added again = must(add(row));
  EXPECT_EQ(again.id, "job-1");
  EXPECT_FALSE(again.is_new);
  EXPECT_EQ(must(store->jobs({.scope = scope})).size(), 1U);
  EXPECT_EQ(must(store->job_of_token(scope, "t")), "job-1");
  EXPECT_EQ(must(store->job_of_token(scope, "")), std::nullopt);
  // Another region, and an environment, are other things.
  row.scope.region = "ap-beijing";
  EXPECT_EQ(must(add(row)).id, "job-2");
  EnvRow env = env_row("env-1");
  env.client_token = "t";
  EXPECT_TRUE(must(add(env)).is_new);
  env.id = "env-2";
  EXPECT_EQ(must(add(env)).id, "env-1");
  EXPECT_EQ(must(store->env_of_token(scope, "t")), "env-1");
  // Without a token everything is new; a deleted job's token is free.
  EXPECT_TRUE(must(add(job_row("job-3"))).is_new);
  EXPECT_TRUE(must(add(job_row("job-4"))).is_new);
  put_state("job-1", State::Succeed);
  must(store->delete_job("job-1", audit));
  EXPECT_EQ(must(store->job_of_token(scope, "t")), std::nullopt);
}

TEST_P(BatchStoreSuite, AnAccountHasAsManyAsItMay) {
  quota = {.jobs_max = 2, .envs_max = 1, .templates_max = 1, .cores_max = 8};
  must(add(job_row("job-1")));
  must(add(job_row("job-2")));
  EXPECT_EQ(code_of(add(job_row("job-3"))), "BatchJobFull");
  EXPECT_EQ(code_of(add(env_row("env-1", 5))), "BatchCpuFull");
  must(add(env_row("env-1", 4)));
  EXPECT_EQ(code_of(add(env_row("env-2"))), "BatchEnvFull");
  TaskTemplateRow row{.id = "task-tmpl-1", .scope = scope, .name = "n"};
  must(store->add_template(row, quota, audit));
  row.id = "task-tmpl-2";
  EXPECT_EQ(code_of(store->add_template(row, quota, audit)), "BatchTemplateFull");
  // Others have their own, and what was refused left nothing.
  JobRow other = job_row("job-3");
  other.scope.account = Account{2};
  must(add(other));
  EXPECT_EQ(must(store->envs({.scope = scope})).size(), 1U);
  EXPECT_EQ(must(store->requests(0, 100)).size(), 4U);
}

TEST_P(BatchStoreSuite, AJobNamesEnvironmentsOfItsScopeAlone) {
  must(add(env_row("env-1")));
  const auto submit = [&](const std::string& id, const Scope& of) {
    JobRow row = job_row(id);
    row.scope = of;
    TaskRow one = task_row(id, 0);
    one.spec.env_id = "env-1";
    return code_of(store->add_job(row, {&one, 1}, "", quota, audit));
  };
  EXPECT_EQ(submit("job-1", scope), "ok");
  EXPECT_EQ(submit("job-2", {.account = scope.account, .region = "ap-beijing"}), "BatchEnvNotExist");
  EXPECT_EQ(submit("job-3", {.account = Account{2}, .region = scope.region}), "BatchEnvNotExist");
  must(store->commit(must(store->begin_term()), {.envs = {{.id = "env-1", .is_deleting = true}}}));
  EXPECT_EQ(submit("job-4", scope), "BatchEnvNotExist");
}

TEST_P(BatchStoreSuite, ListsAreOfOneScopeAndTheNewestFirst) {
  for (const char* id : {"job-1", "job-2", "job-3"}) must(add(job_row(id)));
  JobRow other = job_row("job-4");
  other.scope.account = Account{2};
  must(add(other));
  put_state("job-2", State::Failed);
  const auto ids = [&](const Query& query) {
    std::string text;
    for (const JobRow& row : must(store->jobs(query))) text += row.id + " ";
    return text;
  };
  EXPECT_EQ(ids({.scope = scope}), "job-3 job-2 job-1 ");
  EXPECT_EQ(ids({.scope = scope, .states = {State::Failed}}), "job-2 ");
  EXPECT_EQ(ids({.scope = scope, .ids = {"job-1", "job-4"}}), "job-1 ");
  EXPECT_EQ(ids({.scope = scope, .names = {odd}, .zones = {"ap-guangzhou-1"}}), "job-3 job-2 job-1 ");
  EXPECT_EQ(ids({.scope = scope, .zones = {"ap-guangzhou-2"}}), "");
}

TEST_P(BatchStoreSuite, OnlyWhatIsOverIsDeleted) {
  EXPECT_EQ(code_of(store->delete_job("job-1", audit)), "BatchJobNotExist");
  must(add(job_row("job-1")));
  EXPECT_EQ(code_of(store->delete_job("job-1", audit)), "BatchJobInUse");
  for (const State state :
       {State::Submitted, State::Pending, State::Runnable, State::Starting, State::Running, State::FailedInterrupted}) {
    put_state("job-1", state);
    EXPECT_EQ(code_of(store->delete_job("job-1", audit)), "BatchJobInUse") << name(state);
  }
  put_state("job-1", State::Failed);
  const Request retry{.kind = RequestKind::RetryJob, .job_id = "job-1"};
  must(store->put_requests({&retry, 1}, audit));
  EXPECT_EQ(code_of(store->delete_job("job-1", audit)), "BatchJobInUse");
  put_state("job-1", State::Failed);
  EXPECT_EQ(code_of(store->delete_job("job-1", audit)), "ok");
  EXPECT_EQ(code_of(store->put_requests({&retry, 1}, audit)), "BatchJobNotExist");
  EXPECT_EQ(must(store->job_submission("job-1")), std::nullopt);
  EXPECT_EQ(must(store->requests(0, 10)).back().kind, RequestKind::ForgetJob);
}

TEST_P(BatchStoreSuite, OneChangeOfAnEnvironmentAtATime) {
  must(add(env_row("env-1")));
  const Request fit{.kind = RequestKind::FitEnv, .env_id = "env-1"};
  EnvChange change;
  change.desired_nodes = 4;
  EXPECT_EQ(code_of(store->change_env("env-1", change, {&fit, 1}, quota, audit)), "BatchEnvBusy");
  EXPECT_EQ(must(store->env("env-1"))->spec.desired_nodes, 1);
  EnvChange rename;
  rename.name = "new";
  rename.submission = "s";
  EXPECT_EQ(code_of(store->change_env("env-1", rename, {}, quota, audit)), "ok");
  must(store->commit(must(store->begin_term()), {.envs = {{.id = "env-1"}}, .requests_done = requests()}));
  EXPECT_EQ(code_of(store->change_env("env-1", change, {&fit, 1}, quota, audit)), "ok");
  const EnvRow row = must(store->env("env-1")).value();
  EXPECT_EQ(row.spec.desired_nodes, 4);
  EXPECT_EQ(row.spec.name, "new");
  EXPECT_TRUE(row.is_changing);
  EXPECT_EQ(must(store->env_submission("env-1")), "s");
  EXPECT_EQ(code_of(store->change_env("env-2", rename, {}, quota, audit)), "BatchEnvNotExist");
  change.desired_nodes = 251;
  EXPECT_EQ(code_of(store->change_env("env-1", change, {}, quota, audit)), "BatchCpuFull");
}

TEST_P(BatchStoreSuite, TheSchedulersRowsOfJobsComeBack) {
  must(add(job_row("job-1")));
  InstanceRow instance{.job_id = "job-1",
                       .task = 1,
                       .index = 2,
                       .state = State::Running,
                       .attempt = 3,
                       .failures = 4,
                       .creation_tries = 5,
                       .not_before_ms = 6,
                       .exit_code = -7,
                       .reason = {.text = odd, .detail = odd},
                       .node_id = "node-1",
                       .machine_id = "ins-1",
                       .created_ms = 8,
                       .launched_ms = 9,
                       .running_ms = 10,
                       .ended_ms = 11};
  InstanceRow over = instance;
  over.index = 0;
  over.state = State::Failed;
  over.exit_code.reset();
  TaskState task_state;
  task_state.state = task_state.ground = State::Runnable;
  task_state.next_index = 1;
  task_state.reason = task_state.ground_reason = odd;
  JobState job_state;
  job_state.state = State::Running;
  job_state.reason = odd;
  job_state.is_terminating = true;
  must(store->commit(must(store->begin_term()), {.jobs = {{.id = "job-1", .now = job_state}},
                                                 .tasks = {{.job_id = "job-1", .ordinal = 1, .now = task_state}},
                                                 .instances = {instance, over},
                                                 .requests_done = requests()}));
  if (GetParam().remembers) open();
  EXPECT_EQ(must(store->job("job-1"))->now, job_state);
  EXPECT_EQ(must(store->tasks("job-1"))[1].now, task_state);
  EXPECT_EQ(must(store->instances("job-1", 1, 0, 10)), (std::vector<InstanceRow>{over, instance}));
  EXPECT_EQ(must(store->instances("job-1", 1, 1, 2)).size(), 0U);
  EXPECT_TRUE(must(store->requests(0, 10)).empty());
  const LiveState live = must(store->load());
  ASSERT_EQ(live.jobs.size(), 1U);
  EXPECT_EQ(live.jobs[0].instances, std::vector<InstanceRow>{instance});  // the other is over, and behind next_index
  EXPECT_EQ(must(store->load_job("job-1"))->instances.size(), 2U);
}

TEST_P(BatchStoreSuite, TheSchedulersRowsOfEnvironmentsComeBack) {
  must(add(env_row("env-1")));
  NodeRow node{.env_id = "env-1",
               .id = "node-1",
               .machine_id = "ins-1",
               .state = NodeState::CreationFailed,
               .is_attached = true,
               .is_busy = true,
               .creation_tries = 2,
               .not_before_ms = 3,
               .created_ms = 4};
  ActivityRow activity{.env_id = "env-1",
                       .id = "act-1",
                       .node_id = "node-1",
                       .machine_id = "ins-1",
                       .type = ActivityType::TerminateNode,
                       .state = ActivityState::Processing,
                       .cause = odd,
                       .reason = odd,
                       .started_ms = 1,
                       .ended_ms = 2};
  const std::uint64_t term = must(store->begin_term());
  must(store->commit(term, {.envs = {{.id = "env-1", .is_deleting = true, .is_changing = true}},
                            .nodes = {node},
                            .activities = {activity}}));
  activity.state = ActivityState::Succeed;
  must(store->commit(term, {.activities = {activity}}));
  if (GetParam().remembers) open();
  EXPECT_EQ(must(store->nodes("env-1")), std::vector<NodeRow>{node});
  EXPECT_EQ(must(store->env_of_machine("ins-1")), "env-1");
  activity.sequence = must(store->activities("env-1", "node-1")).at(0).sequence;
  EXPECT_EQ(must(store->activities("env-1", "")), std::vector<ActivityRow>{activity});
  EXPECT_TRUE(must(store->activities("env-1", "node-2")).empty());
  const LiveState live = must(store->load());
  ASSERT_EQ(live.envs.size(), 1U);
  EXPECT_TRUE(live.envs[0].env.is_deleting);
  EXPECT_EQ(live.envs[0].nodes, std::vector<NodeRow>{node});
  must(store->commit(must(store->begin_term()), {.envs_gone = {"env-1"}, .nodes_gone = {node}}));
  EXPECT_EQ(must(store->env("env-1")), std::nullopt);
  EXPECT_TRUE(must(store->nodes("env-1")).empty());
  EXPECT_TRUE(must(store->activities("env-1", "")).empty());
}

TEST_P(BatchStoreSuite, AnEnvironmentRemembersItsLastActivities) {
  must(add(env_row("env-1")));
  Changes changes;
  for (std::uint32_t i = 0; i <= limits::activities_per_env_max; ++i) {
    changes.activities.push_back({.env_id = "env-1", .id = "act-" + std::to_string(i)});
  }
  must(store->commit(must(store->begin_term()), changes));
  const std::vector<ActivityRow> rows = must(store->activities("env-1", ""));
  ASSERT_EQ(rows.size(), limits::activities_per_env_max);
  EXPECT_EQ(rows.back().id, "act-1");
}

TEST_P(BatchStoreSuite, WhatIsOverAndAheadOfTheCursorIsLoaded) {
  must(add(job_row("job-1")));
  put_state("job-1", State::Running);
  const InstanceRow ahead{.job_id = "job-1", .task = 0, .index = 2, .state = State::Failed};
  must(store->commit(must(store->begin_term()), {.instances = {ahead}}));
  EXPECT_EQ(must(store->load()).jobs.at(0).instances, std::vector<InstanceRow>{ahead});
}

TEST_P(BatchStoreSuite, AnOlderTermWritesNothing) {
  must(add(job_row("job-1")));
  const std::uint64_t old_term = must(store->begin_term());
  const std::uint64_t term = must(store->begin_term());
  EXPECT_GT(term, old_term);
  JobState now;
  now.state = State::Running;
  EXPECT_EQ(code_of(store->commit(old_term, {.jobs = {{.id = "job-1", .now = now}}, .requests_done = requests()})),
            "Conflict");
  EXPECT_EQ(must(store->job("job-1"))->now.state, State::Submitted);
  EXPECT_EQ(requests().size(), 1U);
  EXPECT_EQ(code_of(store->commit(term, {.jobs = {{.id = "job-1", .now = now}}})), "ok");
}

TEST_P(BatchStoreSuite, TheOutboxKeepsRecordsUntilTheyAreDelivered) {
  must(add(job_row("job-1")));
  must(add(env_row("env-1")));
  const Request end{.kind = RequestKind::TerminateJob, .job_id = "job-1"};
  must(store->put_requests({&end, 1}, [](std::string_view) { return odd; }));
  must(store->put_requests({&end, 1}, {}));
  if (GetParam().remembers) open();
  std::vector<OutboxRecord> records = must(store->outbox(10));
  ASSERT_EQ(records.size(), 3U);
  EXPECT_EQ(records[0].text, "record of job-1");
  EXPECT_EQ(records[1].text, "record of env-1");
  EXPECT_EQ(records[2].text, odd);
  EXPECT_EQ(must(store->outbox(1)).size(), 1U);
  must(store->delivered(std::vector<std::uint64_t>{records[0].sequence, records[2].sequence}));
  records = must(store->outbox(10));
  ASSERT_EQ(records.size(), 1U);
  EXPECT_EQ(records[0].text, "record of env-1");
  // What is refused leaves no record.
  EXPECT_FALSE(store->delete_job("job-1", audit));
  EXPECT_EQ(must(store->outbox(10)).size(), 1U);
}

TEST_P(BatchStoreSuite, TemplatesHaveALifeOfTheirOwn) {
  TaskTemplateRow row{.id = "task-tmpl-1",
                      .scope = scope,
                      .creator = 1,
                      .creator_type = "root",
                      .name = "n",
                      .description = odd,
                      .submission = odd,
                      .created_ms = 3};
  must(store->add_template(row, quota, audit));
  TaskTemplateRow back = must(store->task_template("task-tmpl-1")).value();
  row.sequence = back.sequence;
  EXPECT_EQ(back, row);
  TaskTemplateChange change;
  change.description = "d";
  must(store->change_template("task-tmpl-1", change, audit));
  back = must(store->task_template("task-tmpl-1")).value();
  EXPECT_EQ(back.description, "d");
  EXPECT_EQ(back.submission, odd);
  EXPECT_EQ(must(store->task_templates({.scope = scope, .names = {"n"}})).size(), 1U);
  EXPECT_TRUE(must(store->task_templates({.scope = scope, .names = {"m"}})).empty());
  const std::vector<std::string> both = {"task-tmpl-1", "task-tmpl-2"};
  EXPECT_EQ(code_of(store->delete_templates(both, audit)), "BatchTemplateNotExist");
  EXPECT_TRUE(must(store->task_template("task-tmpl-1")).has_value());
  must(store->delete_templates(std::vector<std::string>{"task-tmpl-1"}, audit));
  EXPECT_EQ(must(store->task_template("task-tmpl-1")), std::nullopt);
  EXPECT_EQ(code_of(store->change_template("task-tmpl-1", change, audit)), "BatchTemplateNotExist");
}

TEST_P(BatchStoreSuite, ManyThreadsAddAndRead) {
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([this, thread] {
      for (int i = 0; i < 10; ++i) {
        const std::string id = "job-" + std::to_string(thread) + "-" + std::to_string(i);
        EXPECT_TRUE(add(job_row(id)).has_value());
        EXPECT_TRUE(must(store->job(id)).has_value());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(must(store->jobs({.scope = scope})).size(), 40U);
  EXPECT_EQ(requests().size(), 40U);
}

INSTANTIATE_TEST_SUITE_P(Stores, BatchStoreSuite, testing::ValuesIn(stores()),
                         [](const testing::TestParamInfo<StoreKind>& kind) { return kind.param.name; });

}  // namespace
}  // namespace opencam::batch
