// What the tests of BatchCompute stand on: time that stands still, chance that repeats itself, and a runner without
// processes that lives longer than the scheduler, as the machine does.
//
//   Bench bench(store);                       // a desk and a scheduler on that store
//   bench.runner.plan = [](const Attempt&, std::uint32_t run) { return Plan{.run_ms = 10}; };
//   const std::string id = bench.submit(job_of({task("a"), task("b")}, {{"a", "b"}}));
//   bench.run();                              // until nothing moves any more
//   bench.job(id).now.state
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "batch/desk.h"
#include "batch/instances.h"
#include "batch/scheduler.h"
#include "store/batch_open.h"
#include "tests/store/fixture.h"

namespace opencam::batch {

using directory::code_of;
using directory::Folder;
using directory::must;
using directory::SeededRandom;
using directory::StandingClock;

// What a run will do.
struct Plan {
  std::int64_t run_ms = 10;
  AttemptEnd end;  // its times are filled in
};

inline Plan succeeds() { return {}; }
inline Plan exits(std::int64_t code) { return {.run_ms = 10, .end = {.outcome = Outcome::Exited, .exit_code = code}}; }

class FakeRunner final : public Runner {
 public:
  explicit FakeRunner(const Clock& clock, std::size_t slot_count) : clock_(clock), slots_(slot_count) {}

  // The plan of the n-th run of an instance, counted from 0.
  std::function<Plan(const Attempt&, std::uint32_t run)> plan = [](const Attempt&, std::uint32_t) {
    return succeeds();
  };

  std::size_t slots() const override { return slots_; }
  void set_bell(Bell&) override {}
  Result<void> start(std::span<const Attempt> attempts) override;
  void kill(std::string_view id, std::string_view reason) override;
  bool withdraw(std::string_view id) override;
  std::vector<AttemptEvent> take_events() override { return std::exchange(events_, {}); }
  Result<std::vector<AttemptEvent>> recover(std::span<const std::string> ids) override;
  void forget(std::string_view job_id) override { forgotten.insert(std::string(job_id)); }
  Result<std::string> log(std::string_view, LogStream, std::int64_t, std::size_t) override { return std::string(); }
  Result<std::vector<UsageSample>> usage(std::string_view, std::int64_t, std::int64_t) override {
    return std::vector<UsageSample>();
  }

  // Ends what is due and begins what has a slot now.
  void work();
  // When the next run ends, or nothing.
  std::optional<std::int64_t> next_end_ms() const;
  // The machine loses power: what runs leaves its end or not as `leaves_end` says; what is queued never begins.
  void crash(const std::function<bool(const std::string&)>& leaves_end);

  // Of the attempts that are started from now on, the others are dropped: power fails in the middle of it.
  std::size_t takes_at_most = SIZE_MAX;

  std::size_t running() const { return running_.size(); }
  std::size_t queued() const { return queue_.size(); }

  std::vector<std::string> begun;                          // attempts in the order of their beginning
  std::map<std::string, std::vector<AttemptEnd>> ends_of;  // of an instance (`job-task-index`), in order
  std::map<std::string, Attempt> started;                  // by id
  std::set<std::string> forgotten;
  std::map<std::string, std::size_t> at_once_max;  // of a task (`job-task`)

  static std::string instance_of(const std::string& attempt) { return attempt.substr(0, attempt.rfind('-')); }

 private:
  struct Run {
    std::int64_t ends_ms = 0;
    AttemptEnd end;
  };
  void finish(const std::string& id, AttemptEnd end);

  const Clock& clock_;
  std::size_t slots_;
  std::deque<Attempt> queue_;
  std::map<std::string, Run, std::less<>> running_;
  std::map<std::string, AttemptEnd> kept_ends_;  // the records on its disk
  std::set<std::string> ever_begun_;
  std::vector<AttemptEvent> events_;
};

// A role that refuses what its list names.
class ListedRole final : public ServiceRole {
 public:
  std::optional<std::string> refusal(const Scope&, std::string_view action, std::string_view resource) override {
    asked.emplace_back(std::string(action), std::string(resource));
    if (!refused.contains(std::string(action))) return std::nullopt;
    return "not permitted: " + std::string(action);
  }
  std::set<std::string> refused;
  std::vector<std::pair<std::string, std::string>> asked;
};

inline TaskSpec task(std::string name, std::int64_t instances = 1) {
  TaskSpec spec;
  spec.name = std::move(name);
  spec.command = "true";
  spec.instance_count = instances;
  spec.has_anonymous_env = true;
  return spec;
}

inline JobSpec job_of(std::vector<TaskSpec> tasks, std::vector<Dependence> dependences = {}) {
  JobSpec spec;
  spec.tasks = std::move(tasks);
  spec.dependences = std::move(dependences);
  return spec;
}

class Bench {
 public:
  explicit Bench(std::unique_ptr<Store> given, std::size_t slot_count = 2)
      : store(std::move(given)), runner(clock, slot_count) {
    start();
  }

  // A scheduler on what the store holds, as after a start of the server.
  void start(bool has_runner = true) {
    scheduler.reset();
    scheduler = must(Scheduler::create(
        {.store = *store, .runner = has_runner ? &runner : nullptr, .role = &role, .clock = clock, .random = random}));
  }

  Desk desk() { return Desk({.store = *store, .clock = clock, .random = random, .bell = bell, .quota = quota}); }
  Asker asker() const {
    return {.scope = scope, .creator = 100000000101, .creator_type = "user", .client_token = {}, .audit = {}};
  }
  std::string submit(JobSpec spec) {
    NewJob job{.spec = std::move(spec), .zone = "ap-guangzhou-3", .submission = "{}"};
    return must(desk().submit_job(asker(), desk().draw(IdKind::Job), std::move(job))).id;
  }
  std::string create_env(std::int64_t nodes) {
    NewEnv env;
    env.spec.name = "env";
    env.spec.desired_nodes = nodes;
    env.zone = "ap-guangzhou-3";
    env.submission = "{}";
    return must(desk().create_env(asker(), desk().draw(IdKind::Env), std::move(env))).id;
  }

  std::int64_t tick() { return must(scheduler->tick()); }
  // Lets time pass until nothing moves; at most that many rounds.
  void run(std::size_t rounds_max = 100000);
  // A few rounds without any time passing.
  void settle(std::size_t rounds = 10) {
    for (std::size_t i = 0; i < rounds; ++i) {
      tick();
      runner.work();
    }
    tick();
  }

  JobRow job(const std::string& id) { return must(store->job(id)).value(); }
  TaskRow task_row(const std::string& id, std::uint32_t ordinal) { return must(store->tasks(id)).at(ordinal); }
  std::vector<InstanceRow> instances(const std::string& id, std::uint32_t ordinal) {
    return must(instance_page(*store, task_row(id, ordinal), {.states = {}, .offset = 0, .limit = 1000000})).instances;
  }
  // States of all instances, for example "SUCCEED FAILED".
  std::string states(const std::string& id, std::uint32_t ordinal) {
    std::vector<std::string> names;
    for (const InstanceRow& row : instances(id, ordinal)) names.emplace_back(name(row.state));
    return text_of(names);
  }
  // The counts of rows agree with the rows themselves.
  void check_counts(const std::string& id);

  StandingClock clock;
  SeededRandom random;
  Bell bell;
  Quota quota;
  Scope scope{.account = Account{100000000001}, .region = "ap-guangzhou"};
  std::unique_ptr<Store> store;
  FakeRunner runner;
  ListedRole role;
  std::unique_ptr<Scheduler> scheduler;

 private:
  static std::string text_of(const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& one : names) text += (text.empty() ? "" : " ") + one;
    return text;
  }
};

// How many random jobs a run plays: OPENCAM_BATCH_JOBS raises it for long ones.
inline std::size_t job_count() {
  const char* text = std::getenv("OPENCAM_BATCH_JOBS");
  return text == nullptr ? 1000 : static_cast<std::size_t>(std::strtoul(text, nullptr, 10));
}

inline std::unique_ptr<Store> memory_batch_store() { return must(store::open_batch_store("memory:")); }
inline std::unique_ptr<Store> sqlite_batch_store(const Folder& folder) {
  return must(store::open_batch_store("sqlite:" + folder.path() + "/data"));
}

}  // namespace opencam::batch
