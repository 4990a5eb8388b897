// What only the store in a file does: several processes on it, and what damage to it leaves standing.
#include <gtest/gtest.h>

#include "store/statement.h"
#include "tests/batch/fixture.h"

namespace opencam::batch {
namespace {

TEST(SqliteBatchStoreTest, TwoProcessesShareTheFile) {
  const Folder folder;
  const auto api = sqlite_batch_store(folder);
  Bench bench(sqlite_batch_store(folder));
  StandingClock clock;
  SeededRandom random(77);
  Bell bell;
  const Desk desk({.store = *api, .clock = clock, .random = random, .bell = bell, .quota = {}});
  NewJob job{.spec = job_of({task("a")}), .zone = "ap-guangzhou-3", .submission = "{}"};
  const std::string id = must(desk.submit_job(bench.asker(), desk.draw(IdKind::Job), job)).id;
  bench.settle();  // the other process's job is seen
  bench.run();
  EXPECT_EQ(must(api->job(id))->now.state, State::Succeed);
}

TEST(SqliteBatchStoreTest, ADamagedJobStandsStillAndTheOthersGoOn) {
  const Folder folder;
  Bench bench(sqlite_batch_store(folder));
  const std::string bad = bench.submit(job_of({task("a")}));
  const std::string good = bench.submit(job_of({task("a")}));
  const std::string late = bench.submit(job_of({task("a")}));
  bench.runner.plan = [](const Attempt&, std::uint32_t) { return Plan{.run_ms = 1000, .end = {}}; };
  bench.settle();
  auto database = must(store::Database::open(folder.path() + "/data/batch.db", 1000));
  must(database.run("UPDATE task SET spec = '{\"new\":1}' WHERE job_id = '" + bad + "'"));
  bench.start();
  bench.run();
  EXPECT_EQ(bench.job(good).now.state, State::Succeed);
  EXPECT_EQ(bench.job(late).now.state, State::Succeed);
  EXPECT_FALSE(is_over(bench.job(bad).now.state));
}

TEST(SqliteBatchStoreTest, RowsThatDoNotFitEachOtherStopNobodyElse) {
  for (const char* damage : {
           "UPDATE task SET instance_counts = '0 0 3 0 0 0 0 0' WHERE job_id = ",
           "UPDATE task SET next_index = 7 WHERE job_id = ",
           "UPDATE instance SET place = 90 WHERE job_id = ",
           "UPDATE instance SET task = 5 WHERE job_id = ",
           "UPDATE instance SET state = 'RUNNABLE' WHERE job_id = ",
           "UPDATE job SET edges = '0-9' WHERE id = ",
           "UPDATE job SET edges = '0-0' WHERE id = ",
           "UPDATE job SET edges = 'x' WHERE id = ",
           "UPDATE job SET task_counts = '9 0 0 0 0 0 0 0' WHERE id = ",
           "DELETE FROM task WHERE job_id = ",
       }) {
    SCOPED_TRACE(damage);
    const Folder folder;
    Bench bench(sqlite_batch_store(folder), 1);
    bench.runner.plan = [](const Attempt&, std::uint32_t) { return Plan{.run_ms = 1000, .end = {}}; };
    const std::string bad = bench.submit(job_of({task("a", 3)}));
    bench.settle();
    const std::string good = bench.submit(job_of({task("a")}));
    bench.settle();
    auto database = must(store::Database::open(folder.path() + "/data/batch.db", 1000));
    must(database.run(damage + ("'" + bad + "'")));
    bench.start();
    const Request end{.kind = RequestKind::TerminateJob, .job_id = bad};
    must(bench.store->put_requests({&end, 1}, {}));
    bench.run();
    EXPECT_EQ(bench.job(good).now.state, State::Succeed);
  }
}

TEST(SqliteBatchStoreTest, ADamagedEnvironmentStandsStillAndTheOthersGoOn) {
  for (const char* damage : {
           "UPDATE env SET resource_type = 'x' WHERE id = ",
           "UPDATE env SET is_changing = 2 WHERE id = ",
           "UPDATE node SET state = 'x' WHERE env_id = ",
           "UPDATE activity SET cause = '', type = 'x' WHERE env_id = ",
       }) {
    SCOPED_TRACE(damage);
    const Folder folder;
    Bench bench(sqlite_batch_store(folder));
    const std::string bad = bench.create_env(1);
    const std::string good = bench.create_env(1);
    bench.settle();
    auto database = must(store::Database::open(folder.path() + "/data/batch.db", 1000));
    must(database.run(damage + ("'" + bad + "'")));
    bench.start();
    must(bench.desk().change_env(bench.asker(), good, {.desired_nodes = 2}));
    TaskSpec in_env = task("a");
    in_env.has_anonymous_env = false;
    in_env.env_id = good;
    const std::string job = bench.submit(job_of({in_env}));
    bench.run();
    EXPECT_EQ(bench.job(job).now.state, State::Succeed);
    EXPECT_EQ(must(bench.store->nodes(good)).size(), 2U);
  }
}

TEST(SqliteBatchStoreTest, ADamagedRequestStopsNobodyElse) {
  const Folder folder;
  Bench bench(sqlite_batch_store(folder));
  const std::string bad = bench.submit(job_of({task("a")}));
  const std::string good = bench.submit(job_of({task("a")}));
  auto database = must(store::Database::open(folder.path() + "/data/batch.db", 1000));
  must(database.run("UPDATE request SET kind = 'x' WHERE job_id = '" + bad + "'"));
  bench.run();
  EXPECT_EQ(bench.job(good).now.state, State::Succeed);
  EXPECT_EQ(bench.job(bad).now.state, State::Submitted);
  const LiveState live = must(bench.store->load());
  ASSERT_EQ(live.unreadable.size(), 1U);
  EXPECT_EQ(live.unreadable[0], "request 1");
  EXPECT_EQ(code_of(bench.store->delete_job(bad, {})), "BatchJobInUse");
}

TEST(SqliteBatchStoreTest, ListsAreWithoutWhatIsDamaged) {
  const Folder folder;
  Bench bench(sqlite_batch_store(folder));
  const std::vector<std::string> jobs = {bench.submit(job_of({task("a")})), bench.submit(job_of({task("a")}))};
  const std::vector<std::string> envs = {bench.create_env(2), bench.create_env(0)};
  std::vector<std::string> templates;
  for (const char* name : {"a", "b"}) {
    TaskTemplateRow row;
    row.name = name;
    row.submission = "{}";
    templates.push_back(
        must(bench.desk().create_template(bench.asker(), bench.desk().draw(IdKind::TaskTemplate), row)).id);
  }
  bench.run();
  auto database = must(store::Database::open(folder.path() + "/data/batch.db", 1000));
  must(database.run("UPDATE job SET state = 'x' WHERE id = '" + jobs[0] + "'"));
  must(database.run("UPDATE env SET resource_type = 'x' WHERE id = '" + envs[1] + "'"));
  must(database.run("UPDATE task_template SET creator = -1 WHERE id = '" + templates[0] + "'"));
  must(database.run("UPDATE node SET state = 'x' WHERE rowid = (SELECT min(rowid) FROM node)"));
  must(database.run("UPDATE activity SET state = 'x' WHERE sequence = (SELECT min(sequence) FROM activity)"));
  Store& store = *bench.store;
  ASSERT_EQ(must(store.jobs({.scope = bench.scope})).size(), 1U);
  EXPECT_EQ(must(store.jobs({.scope = bench.scope}))[0].id, jobs[1]);
  ASSERT_EQ(must(store.envs({.scope = bench.scope})).size(), 1U);
  EXPECT_EQ(must(store.envs({.scope = bench.scope}))[0].id, envs[0]);
  ASSERT_EQ(must(store.task_templates({.scope = bench.scope})).size(), 1U);
  EXPECT_EQ(must(store.task_templates({.scope = bench.scope}))[0].id, templates[1]);
  EXPECT_EQ(must(store.nodes(envs[0])).size(), 1U);
  EXPECT_EQ(must(store.activities(envs[0], "")).size(), 1U);
  // Who asks for the one hears of it.
  EXPECT_EQ(code_of(store.job(jobs[0])), "Corrupt");
  EXPECT_EQ(code_of(store.env(envs[1])), "Corrupt");
  EXPECT_EQ(code_of(store.task_template(templates[0])), "Corrupt");
}

TEST(SqliteBatchStoreTest, AFolderThatIsNoneIsAnError) {
  EXPECT_EQ(code_of(store::open_batch_store("sqlite:/proc/nowhere")), "Io");
  EXPECT_EQ(code_of(store::open_batch_store("sqlite:")), "InvalidArgument");
  EXPECT_EQ(code_of(store::open_batch_store("file:/tmp")), "InvalidArgument");
}

}  // namespace
}  // namespace opencam::batch
