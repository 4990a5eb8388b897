// How jobs move in memory: what a request, an event or the end of a task makes of everything around it.
//
// A job whose last task is over is put on `finished` and dropped from memory by whoever drives this, when nobody holds
// it any more. What is to happen outside goes to the effects and waits there for the commit. Used by one thread.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "batch/runner.h"
#include "batch/working_set.h"

namespace opencam::batch {

// What happens outside once the changes are durable, in this order.
struct Effects {
  std::vector<Attempt> starts;
  std::vector<std::pair<std::string, std::string>> kills;      // attempt, reason
  std::vector<std::pair<std::string, std::uint64_t>> forgets;  // jobs, and the request to be finished then
};

inline constexpr std::string_view runner_missing =
    "no runner is turned on: the operator starts the server with --batch-runner";

class JobMoves {
 public:
  JobMoves(WorkingSet& set, Effects& effects, bool has_runner)
      : set_(set), effects_(effects), has_runner_(has_runner) {}

  // A submitted job begins to wait for itself.
  void take_up(WorkingJob& job, std::int64_t now_ms);
  // After a restart: with a runner nobody misses one any more, and the other way round.
  void note_runner(WorkingJob& job);
  // `rows`: all instances of the job that have a row in the store.
  void terminate_job(WorkingJob& job, const std::vector<InstanceRow>& rows, std::int64_t now_ms);
  // `stored`: the instance's row, when it has one.
  void terminate_instance(WorkingJob& job, WorkingTask& task, std::uint32_t index, const InstanceRow* stored,
                          std::int64_t now_ms);
  void retry_job(WorkingJob& job, const std::vector<InstanceRow>& rows, std::int64_t now_ms);
  // Everything of the task that is not over fails.
  void fail_task(WorkingJob& job, WorkingTask& task, std::string_view reason, std::int64_t now_ms);

  // The environment is going: what wants to run in it fails.
  void fail_tasks_of(std::string_view env_id, std::string_view reason, std::int64_t now_ms);
  // The attempt's run fails, whatever it does from now on.
  void fail_attempt(const std::string& attempt, std::string_view reason, std::int64_t now_ms);

  // An instance has been changed: its task and its job follow.
  void put(WorkingJob& job, WorkingTask& task, InstanceRow instance, State from, std::int64_t now_ms);

  // Events of the runner; false when it is about an attempt that is not known any more.
  bool begun(const std::string& attempt, std::int64_t began_ms, std::int64_t now_ms);
  bool ended(const std::string& attempt, const AttemptEnd& end, std::int64_t now_ms);
  bool not_begun(const std::string& attempt, std::int64_t now_ms);

  // Instances whose waiting is over come forward.
  void wake(std::int64_t now_ms);

  std::set<std::string>& finished() { return finished_; }

 private:
  // The instance whose attempt that is, when it still counts.
  InstanceRow* instance_of(const Flight& flight);
  void land(const std::string& attempt);
  void kill(const InstanceRow& instance, std::string_view reason);
  void make_ready(WorkingJob& job, WorkingTask& task, std::int64_t now_ms);
  // Opens or fails the tasks that wait for predecessors.
  void advance(WorkingJob& job, std::int64_t now_ms);
  void settle(WorkingJob& job, WorkingTask& task, std::int64_t now_ms);
  void settle(WorkingJob& job, std::int64_t now_ms);

  WorkingSet& set_;
  Effects& effects_;
  bool has_runner_;
  std::set<std::string> finished_;
};

}  // namespace opencam::batch
