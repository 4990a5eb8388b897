// BatchCompute's scheduler alone: what it costs per task instance with a runner whose runs end at once, from submission
// to the durable end; on the memory store and on SQLite. 100 jobs of 100 instances.
//
//   opencam_batch_bench [--benchmark_filter=Sqlite]
//
// `commits` is how many transactions a round needed: the fewer, the more ends share one write to the disk.
#include <benchmark/benchmark.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/check.h"
#include "batch/desk.h"
#include "batch/scheduler.h"
#include "store/batch_open.h"

namespace opencam {
namespace {

constexpr std::size_t jobs = 100;
constexpr std::int64_t instances = 100;

class InstantRunner final : public batch::Runner {
 public:
  explicit InstantRunner(const Clock& clock) : clock_(clock) {}
  std::size_t slots() const override { return 2; }
  void set_bell(batch::Bell&) override {}
  Result<void> start(std::span<const batch::Attempt> attempts) override {
    const std::int64_t now = clock_.now_ms();
    for (const batch::Attempt& attempt : attempts) {
      events_.push_back({.id = attempt.id,
                         .kind = batch::AttemptEvent::Kind::Ended,
                         .end = {.outcome = batch::Outcome::Exited, .began_ms = now, .ended_ms = now}});
    }
    return {};
  }
  void kill(std::string_view, std::string_view) override {}
  bool withdraw(std::string_view) override { return false; }
  std::vector<batch::AttemptEvent> take_events() override { return std::exchange(events_, {}); }
  Result<std::vector<batch::AttemptEvent>> recover(std::span<const std::string>) override {
    return std::vector<batch::AttemptEvent>();
  }
  void forget(std::string_view) override {}
  Result<std::string> log(std::string_view, batch::LogStream, std::int64_t, std::size_t) override {
    return std::string();
  }
  Result<std::vector<batch::UsageSample>> usage(std::string_view, std::int64_t, std::int64_t) override {
    return std::vector<batch::UsageSample>();
  }

 private:
  const Clock& clock_;
  std::vector<batch::AttemptEvent> events_;
};

template <typename T>
T must(Result<T> result) {
  OPENCAM_CHECK(result.has_value());
  return *std::move(result);
}

void submit_all(const batch::Desk& desk) {
  batch::TaskSpec task;
  task.name = "a";
  task.command = "true";
  task.has_anonymous_env = true;
  task.instance_count = instances;
  const batch::Asker asker{.scope = {.account = batch::Account{1}, .region = "ap-guangzhou"},
                           .creator_type = "root",
                           .client_token = {},
                           .audit = {}};
  for (std::size_t i = 0; i < jobs; ++i) {
    batch::NewJob job;
    job.spec.tasks = {task};
    job.zone = "ap-guangzhou-1";
    must(desk.submit_job(asker, desk.draw(batch::IdKind::Job), std::move(job)));
  }
}

void run_all(benchmark::State& state, batch::Store& store) {
  SystemClock clock;
  SystemRandom random;
  batch::Bell bell;
  InstantRunner runner(clock);
  const batch::Desk desk({.store = store, .clock = clock, .random = random, .bell = bell, .quota = {}});
  submit_all(desk);
  const auto scheduler = must(
      batch::Scheduler::create({.store = store, .runner = &runner, .role = nullptr, .clock = clock, .random = random}));
  std::uint64_t ended = 0;
  for (auto _ : state) {
    do {
      must(scheduler->tick());
      ended = scheduler->figures().attempts_ended;
    } while (ended < jobs * static_cast<std::uint64_t>(instances));
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(ended));
  state.counters["commits"] = static_cast<double>(scheduler->figures().commits);
}

void memory(benchmark::State& state) {
  const auto store = must(store::open_batch_store("memory:"));
  run_all(state, *store);
}
BENCHMARK(memory)->Iterations(1)->Repetitions(3)->Unit(benchmark::kMillisecond);

void sqlite(benchmark::State& state) {
  std::string path = (std::filesystem::temp_directory_path() / "opencam-bench-XXXXXX").string();
  OPENCAM_CHECK(::mkdtemp(path.data()) != nullptr);
  {
    const auto store = must(store::open_batch_store("sqlite:" + path));
    run_all(state, *store);
  }
  std::filesystem::remove_all(path);
}
BENCHMARK(sqlite)->Iterations(1)->Repetitions(3)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace opencam

BENCHMARK_MAIN();
