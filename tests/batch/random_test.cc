// Random jobs end as the model says: when all goes well, and when the scheduler dies again and again.
#include <gtest/gtest.h>

#include "tests/batch/fixture.h"
#include "tests/batch/model.h"

namespace opencam::batch {
namespace {

using model::ModelEnd;
using model::ModelJob;
using model::ModelTask;

// The same job twice: as the scheduler gets it, and as the model does.
struct Pair {
  JobSpec spec;
  ModelJob job;
};

constexpr std::int64_t timeout_s = 5;

Pair random_job(SeededRandom& random, std::size_t tasks_max, std::size_t instances_max) {
  static const std::string actions[] = {"TERMINATE", "INTERRUPT", "FAST_INTERRUPT"};
  static const std::string modes[] = {"PRE_TASK_SUCCEED", "PRE_TASK_AT_LEAST_PARTLY_SUCCEED", "PRE_TASK_FINISHED"};
  Pair pair;
  const std::size_t mode = random.below(3);
  pair.spec.depend_on = static_cast<DependOn>(mode);
  pair.job.depend_on = modes[mode];
  pair.spec.priority = static_cast<std::int64_t>(random.below(3)) * 50;
  const std::size_t count = 1 + random.below(tasks_max);
  const std::size_t density = 1 + random.below(6);
  // The order in which tasks are listed says nothing about who waits for whom.
  std::vector<std::size_t> rank(count);
  for (std::size_t i = 0; i < count; ++i) rank[i] = i;
  for (std::size_t i = count; i > 1; --i) std::swap(rank[i - 1], rank[random.below(i)]);
  for (std::size_t i = 0; i < count; ++i) {
    TaskSpec spec = task("t" + std::to_string(i), static_cast<std::int64_t>(1 + random.below(instances_max)));
    ModelTask model_task{.instances = static_cast<int>(spec.instance_count)};
    const std::size_t action = random.below(6) < 4 ? 0 : 1 + random.below(2);
    spec.failed_action = static_cast<FailedAction>(action);
    model_task.failed_action = actions[action];
    spec.retries_max = static_cast<std::int64_t>(random.below(4));
    model_task.retries = static_cast<int>(spec.retries_max);
    spec.concurrent_max = static_cast<std::int64_t>(random.below(4));
    spec.timeout_s = timeout_s;
    for (std::size_t j = 0; j < count; ++j) {
      if (rank[j] >= rank[i] || random.below(density) != 0) continue;
      pair.spec.dependences.push_back({.start_task = "t" + std::to_string(j), .end_task = spec.name});
      model_task.waits_for.push_back(static_cast<int>(j));
    }
    pair.spec.tasks.push_back(std::move(spec));
    pair.job.tasks.push_back(std::move(model_task));
  }
  return pair;
}

// How the n-th run of an instance goes: drawn from its name, so that it is the same whenever it is asked.
Plan drawn_plan(const std::string& instance, std::uint32_t run) {
  std::uint64_t seed = run + 1;
  for (const char c : instance) seed = seed * 1099511628211U + static_cast<unsigned char>(c);
  SeededRandom random(seed);
  Plan plan{.run_ms = static_cast<std::int64_t>(random.below(50))};
  switch (random.below(8)) {
    case 0:
      plan.end = {.outcome = Outcome::Exited, .exit_code = 1};
      break;
    case 1:
      plan.end = {.outcome = Outcome::Signalled, .exit_code = 137};
      break;
    case 2:
      plan.run_ms = timeout_s * 1000 + 1;
      break;  // too long
    default:
      break;
  }
  return plan;
}

bool is_good(const AttemptEnd& end) { return end.outcome == Outcome::Exited && end.exit_code == 0; }

std::string instance_name(const std::string& id, int task, int index) {
  return id + "-" + std::to_string(task) + "-" + std::to_string(index);
}

// What happened is what the model makes of the runs that there were: none too few, none too many.
void expect_end(Bench& bench, const std::string& id, const Pair& pair) {
  const auto& ends_of = bench.runner.ends_of;
  const ModelEnd end = model::predict(pair.job, [&](int task, int index, int run) {
    const auto ends = ends_of.find(instance_name(id, task, index));
    const bool has_run = ends != ends_of.end() && static_cast<std::size_t>(run) < ends->second.size();
    EXPECT_TRUE(has_run) << instance_name(id, task, index) << " lacks run " << run;
    return has_run && is_good(ends->second[static_cast<std::size_t>(run)]);
  });
  EXPECT_EQ(name(bench.job(id).now.state), end.job) << id;
  EXPECT_NE(bench.job(id).now.ended_ms, 0);
  for (std::size_t task = 0; task < pair.job.tasks.size(); ++task) {
    const auto ordinal = static_cast<std::uint32_t>(task);
    EXPECT_EQ(name(bench.task_row(id, ordinal).now.state), end.tasks[task]) << id << " t" << task;
    const std::vector<InstanceRow> rows = bench.instances(id, ordinal);
    ASSERT_EQ(rows.size(), end.instances[task].size());
    for (std::size_t index = 0; index < rows.size(); ++index) {
      const std::string who = instance_name(id, static_cast<int>(task), static_cast<int>(index));
      EXPECT_EQ(name(rows[index].state), end.instances[task][index]) << who;
      const auto ends = ends_of.find(who);
      const std::size_t runs = ends == ends_of.end() ? 0 : ends->second.size();
      EXPECT_EQ(runs, static_cast<std::size_t>(end.runs[task][index])) << who;
    }
    const auto most = static_cast<std::size_t>(pair.spec.tasks[task].concurrent_max);
    EXPECT_TRUE(most == 0 || bench.runner.at_once_max[id + "-" + std::to_string(task)] <= most) << id;
  }
  bench.check_counts(id);
}

void play(std::unique_ptr<Store> store, std::uint64_t seed, std::size_t jobs) {
  SeededRandom random(seed);
  Bench bench(std::move(store), 1 + random.below(5));
  bench.runner.plan = [](const Attempt& attempt, std::uint32_t run) {
    return drawn_plan(FakeRunner::instance_of(attempt.id), run);
  };
  std::map<std::string, Pair> pairs;
  for (std::size_t i = 0; i < jobs; ++i) {
    Pair pair = random_job(random, 8, 5);
    const std::string id = bench.submit(pair.spec);
    pairs.emplace(id, std::move(pair));
    if (random.below(2) == 0) bench.settle(1 + random.below(3));
  }
  bench.run();
  for (const auto& [id, pair] : pairs) expect_end(bench, id, pair);
  // Without crashes the runs are those that were planned, so the model has foretold everything.
  for (const auto& [instance, ends] : bench.runner.ends_of) {
    for (std::size_t run = 0; run < ends.size(); ++run) {
      const Plan plan = drawn_plan(instance, static_cast<std::uint32_t>(run));
      EXPECT_EQ(is_good(ends[run]), is_good(plan.end) && plan.run_ms <= timeout_s * 1000) << instance;
    }
  }
}

TEST(RandomJobsTest, EndAsTheModelSays) {
  const std::size_t rounds = (job_count() + 9) / 10;
  for (std::size_t round = 0; round < rounds && !testing::Test::HasFailure(); ++round) {
    SCOPED_TRACE("seed " + std::to_string(round));
    play(memory_batch_store(), round, 10);
  }
}

TEST(RandomJobsTest, EndAsTheModelSaysInSqlite) {
  for (std::size_t round = 0; round < 3 && !testing::Test::HasFailure(); ++round) {
    SCOPED_TRACE("seed " + std::to_string(round));
    const Folder folder;
    play(sqlite_batch_store(folder), 5000 + round, 10);
  }
}

TEST(RandomJobsTest, AGraphOfAHundredTasksEndsAsTheModelSays) {
  SeededRandom random(100);
  Pair pair;
  do {
    pair = random_job(random, 100, 3);
  } while (pair.job.tasks.size() != 100 || pair.spec.dependences.size() < 400 ||
           pair.spec.depend_on == DependOn::AllSucceed);
  Bench bench(memory_batch_store(), 4);
  bench.runner.plan = [](const Attempt& attempt, std::uint32_t run) {
    return drawn_plan(FakeRunner::instance_of(attempt.id), run);
  };
  const std::string id = bench.submit(pair.spec);
  bench.run();
  expect_end(bench, id, pair);
  bool has_timeout = false;
  for (const auto& [instance, ends] : bench.runner.ends_of) {
    for (const AttemptEnd& end : ends) has_timeout = has_timeout || end.outcome == Outcome::TimedOut;
  }
  EXPECT_TRUE(has_timeout);
}

// The scheduler dies at a random moment: before a commit, between a commit and its effects, or between two rounds. The
// machine may die with it, or go on.
class Crashes {
 public:
  Crashes(Bench& bench, SeededRandom& random, std::function<void()> reopen)
      : bench_(bench), random_(random), reopen_(std::move(reopen)) {}

  void once() {
    switch (random_.below(3)) {
      case 0:
        die_before_commit();
        break;
      case 1:
        die_before_effects();
        break;
      default:
        break;
    }
    bench_.scheduler.reset();
    const bool takes_machine = random_.below(4) != 0;
    if (takes_machine) bench_.runner.crash([this](const std::string&) { return random_.below(2) == 0; });
    reopen_();
    bench_.start();
  }

 private:
  // What this round makes is never written: the term is another's.
  void die_before_commit() {
    must(bench_.store->begin_term());
    static_cast<void>(bench_.scheduler->tick());
  }
  void die_before_effects() {
    bench_.runner.takes_at_most = random_.below(3);
    bench_.tick();
  }

  Bench& bench_;
  SeededRandom& random_;
  std::function<void()> reopen_;
};

void play_with_crashes(std::unique_ptr<Store> store, std::uint64_t seed, const std::function<void(Bench&)>& reopen) {
  SeededRandom random(seed);
  Bench bench(std::move(store), 1 + random.below(4));
  bench.runner.plan = [](const Attempt& attempt, std::uint32_t run) {
    return drawn_plan(FakeRunner::instance_of(attempt.id), run);
  };
  Crashes crashes(bench, random, [&] { reopen(bench); });
  std::map<std::string, Pair> pairs;
  for (std::size_t i = 0; i < 5; ++i) {
    Pair pair = random_job(random, 6, 4);
    const std::string id = bench.submit(pair.spec);
    pairs.emplace(id, std::move(pair));
  }
  for (std::size_t crash = 0; crash < 6; ++crash) {
    for (std::size_t step = random.below(12); step > 0; --step) {
      bench.tick();
      bench.runner.work();
      bench.clock.now += static_cast<std::int64_t>(random.below(40));
      bench.runner.work();
    }
    crashes.once();
  }
  bench.run();
  for (const auto& [id, pair] : pairs) expect_end(bench, id, pair);
}

TEST(CrashTest, NothingIsLostAndNothingRunsTwice) {
  const std::size_t rounds = job_count() / 5;
  for (std::size_t round = 0; round < rounds && !testing::Test::HasFailure(); ++round) {
    SCOPED_TRACE("seed " + std::to_string(round));
    play_with_crashes(memory_batch_store(), 1000 + round, [](Bench&) {});
  }
}

TEST(CrashTest, NothingIsLostInAFileThatIsOpenedAnew) {
  for (std::size_t round = 0; round < 5 && !testing::Test::HasFailure(); ++round) {
    SCOPED_TRACE("seed " + std::to_string(round));
    const Folder folder;
    play_with_crashes(sqlite_batch_store(folder), 9000 + round, [&](Bench& bench) {
      bench.store.reset();
      bench.store = sqlite_batch_store(folder);
    });
  }
}

}  // namespace
}  // namespace opencam::batch
