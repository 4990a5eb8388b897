// The one place where jobs move. It keeps what lives in memory, reads requests and the runner's events, lets the rules
// of transition.h say what follows, makes that durable in one transaction, and only then lets it have an effect
// outside.
//
//       requests (store)      events (runner)       time
//             \                    |                /
//              v                   v               v
//            working set: jobs, tasks, nodes -- transition.h --> changed rows, attempts to start, attempts to kill
//                                  |
//                                  v
//                   store.commit: one transaction for a whole tick (group commit)
//                                  |
//                                  v
//                runner.start / kill / forget: never before the commit
//
//   auto scheduler = Scheduler::create({.store = ..., .runner = nullptr, ...});   // takes the term, loads, recovers
//   while (!stopping) { bell.wait(scheduler.tick()); }
//
// After a crash a new scheduler on the same store goes on: an attempt that is stored as claimed is asked of the runner,
// and never begun again unless the runner says that it never began. A commit that fails changes nothing outside; it is
// tried again with the next tick. Used by one thread. Whoever makes it holds the lock of the data folder.
#pragma once

#include <cstdint>
#include <memory>

#include "base/host/clock.h"
#include "base/host/log.h"
#include "base/host/random.h"
#include "batch/runner.h"
#include "batch/service_role.h"
#include "batch/store.h"

namespace opencam::batch {

struct SchedulerParts {
  Store& store;
  Runner* runner = nullptr;     // null: none is turned on; jobs get to RUNNABLE and say so
  ServiceRole* role = nullptr;  // null: everything is allowed
  const Clock& clock;
  Random& random;
  Log* log = nullptr;
};

// For metrics and tests.
struct SchedulerFigures {
  std::uint64_t live_jobs = 0;
  std::uint64_t claimed = 0;  // attempts started and not ended
  std::uint64_t commits = 0;
  std::uint64_t commits_failed = 0;
  std::uint64_t attempts_ended = 0;
  std::uint64_t attempts_failed = 0;
};

class Scheduler {
 public:
  // Errors: the store's.
  static Result<std::unique_ptr<Scheduler>> create(const SchedulerParts& parts);
  ~Scheduler();

  // Does everything that can be done now. Returns how long, in milliseconds, nothing will be to do unless the bell
  // rings. Errors: Conflict when another scheduler has taken over: make no further tick. Everything else is logged and
  // tried again.
  Result<std::int64_t> tick();

  SchedulerFigures figures() const;

 private:
  class Work;
  explicit Scheduler(std::unique_ptr<Work> work);

  std::unique_ptr<Work> work_;
};

}  // namespace opencam::batch
