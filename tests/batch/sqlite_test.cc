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

TEST(SqliteBatchStoreTest, AFolderThatIsNoneIsAnError) {
  EXPECT_EQ(code_of(store::open_batch_store("sqlite:/proc/nowhere")), "Io");
  EXPECT_EQ(code_of(store::open_batch_store("sqlite:")), "InvalidArgument");
  EXPECT_EQ(code_of(store::open_batch_store("file:/tmp")), "InvalidArgument");
}

}  // namespace
}  // namespace opencam::batch
