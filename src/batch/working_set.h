// What the scheduler has in memory of everything that moves, and what of it is to be written.
//
// Jobs that are over are not in here. A task keeps the rows of its instances that are not over; those without a row are
// counted by its ground state. INVARIANT: an index before `next_index` has a row; `live` holds those not over,
// `skipped` those over that `next_index` has not reached; the task's and the job's counts agree with all of it.
//
// Every change goes through a method that marks it, so that changes() holds all of it. Used by one thread.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "batch/store.h"
#include "batch/transition.h"

namespace opencam::batch {

struct WorkingTask {
  TaskRow row;
  std::vector<std::uint32_t> predecessors;
  std::vector<std::uint32_t> successors;
  std::map<std::uint32_t, InstanceRow> live;  // by index
  std::set<std::uint32_t> again;              // of `live`: RUNNABLE and not waiting for a time
  std::set<std::uint32_t> skipped;
  std::uint32_t in_flight = 0;  // attempts the runner has not ended yet, also of instances that are over

  std::uint32_t count() const { return static_cast<std::uint32_t>(row.spec.instance_count); }
  // Instances without a row.
  std::uint32_t untouched() const;
  // May one more instance be claimed now, as far as the task itself goes?
  bool is_claimable() const;
};

struct WorkingJob {
  JobRow row;
  std::vector<WorkingTask> tasks;
  std::vector<std::uint32_t> order;  // of the tasks, each behind those it waits for
};

// The order in which tasks are served (CAM-262).
struct Turn {
  std::int64_t priority = 0;
  std::uint64_t sequence = 0;
  std::uint32_t task = 0;
  WorkingJob* job = nullptr;

  friend bool operator<(const Turn& a, const Turn& b) {
    return std::tuple(-a.priority, a.sequence, a.task) < std::tuple(-b.priority, b.sequence, b.task);
  }
};

struct WorkingNode {
  NodeRow row;
  std::string attempt;   // that runs on it, or empty
  std::string activity;  // the id of the one under way, or empty
};

struct WorkingEnv {
  EnvRow row;
  std::map<std::string, WorkingNode> nodes;  // by id
  std::set<std::string> free;                // nodes that can take an instance
  std::set<Turn> turns;                      // tasks that want one
};

// An attempt that was handed to the runner and has not ended.
struct Flight {
  std::string job_id;
  std::uint32_t task = 0;
  std::uint32_t index = 0;
  std::uint32_t attempt = 0;
  std::string env_id;  // and its node, or empty
  std::string node_id;
  Turn turn;  // of when it was claimed; `job` is not to be followed
  bool is_begun = false;
};

class WorkingSet {
 public:
  std::map<std::string, std::unique_ptr<WorkingJob>, std::less<>> jobs;
  std::map<std::string, std::unique_ptr<WorkingEnv>, std::less<>> envs;
  std::map<std::string, Flight, std::less<>> flights;    // by attempt
  std::set<Turn> turns;                                  // of tasks with machines of their own
  std::set<std::pair<std::int64_t, std::string>> waits;  // time, and the job that looks again then
  std::set<std::string> unsettled;                       // environments with something to do

  WorkingJob* job(std::string_view id) const;
  WorkingEnv* env(std::string_view id) const;

  // Takes a job into memory; `live` may hold rows of instances that are over.
  WorkingJob& adopt(LiveJob live);
  WorkingEnv& adopt(LiveEnv live);
  // Out of memory; what is to be written stays so.
  void drop_job(const std::string& id);
  void drop_env(const std::string& id);

  // One instance gets another state, and its row is written. `instance` is as it shall be, `from` what it was.
  void put_instance(WorkingJob& job, WorkingTask& task, InstanceRow instance, State from);
  // All instances without a row go to another state.
  void move_ground(WorkingJob& job, WorkingTask& task, State to, std::string_view reason);
  void set_state(WorkingJob& job, WorkingTask& task, State to);
  void mark(const WorkingJob& job) { dirty_jobs_.insert(job.row.id); }
  void mark(const WorkingJob& job, const WorkingTask& task) { dirty_tasks_.emplace(job.row.id, task.row.ordinal); }
  void mark(const WorkingEnv& env);
  // Does the task want a turn, or not? To be called after its instances, bounds or flights have changed.
  void refresh_turn(WorkingJob& job, WorkingTask& task);
  void refresh_node(WorkingEnv& env, WorkingNode& node);
  void erase_node(WorkingEnv& env, const std::string& node_id);
  void put_activity(ActivityRow activity) { activities_.insert_or_assign(activity.id, std::move(activity)); }
  void finish_request(std::uint64_t sequence) { requests_done_.push_back(sequence); }

  // Everything marked and put since forget_changes(), as it is now.
  const Changes& changes();
  void forget_changes();

 private:
  using InstanceKey = std::tuple<std::string, std::uint32_t, std::uint32_t>;
  void collect();
  std::set<Turn>* turns_of(const WorkingTask& task);

  std::set<std::string> dirty_jobs_;
  std::set<std::pair<std::string, std::uint32_t>> dirty_tasks_;
  // Values, because what is over leaves the memory before it is written.
  std::map<std::string, JobState> jobs_;
  std::map<std::pair<std::string, std::uint32_t>, TaskState> tasks_;
  std::map<InstanceKey, InstanceRow> instances_;
  std::map<std::string, Changes::Env> envs_;
  std::set<std::string> envs_gone_;
  std::map<std::string, NodeRow> nodes_;
  std::map<std::string, NodeRow> nodes_gone_;
  std::map<std::string, ActivityRow> activities_;
  std::vector<std::uint64_t> requests_done_;
  Changes changes_;
};

}  // namespace opencam::batch
