// A job: what was asked for (specs), and how far it is (rows).
//
//   JobSpec --(submission.h checks it)--> JobRow + one TaskRow per task --(scheduler)--> the end
//
// A spec never changes after submission. A task's ordinal is its place in JobSpec::tasks; its instances count from 0.
// An instance gets a row when something happens to it alone (its first attempt, its termination); until then it is in
// its task's `ground` state, so that a task of 200,000 instances costs one row until they run. instances.h shows them
// all. Plain values; times are milliseconds since 1970, 0 when it has not happened.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "batch/id.h"
#include "batch/runner.h"
#include "batch/state.h"

namespace opencam::batch {

// What becomes of an instance that has failed for good (CAM-264).
enum class FailedAction : std::uint8_t { Terminate, Interrupt, FastInterrupt };
inline constexpr std::array<std::string_view, 3> names_of(FailedAction) {
  return {"TERMINATE", "INTERRUPT", "FAST_INTERRUPT"};
}

// When a task may begin (CAM-261).
enum class DependOn : std::uint8_t { AllSucceed, PartlySucceed, Finished };
inline constexpr std::array<std::string_view, 3> names_of(DependOn) {
  return {"PRE_TASK_SUCCEED", "PRE_TASK_AT_LEAST_PARTLY_SUCCEED", "PRE_TASK_FINISHED"};
}

// What happens when no machine could be made for an instance (CAM-265).
enum class CreationFailed : std::uint8_t { Failed, Runnable };
inline constexpr std::array<std::string_view, 2> names_of(CreationFailed) { return {"FAILED", "RUNNABLE"}; }

struct TaskSpec {
  std::string name;
  std::string command;  // one shell command line
  std::int64_t instance_count = 1;
  std::string env_id;              // the compute environment it runs in, or
  bool has_anonymous_env = false;  // a machine made for each instance
  FailedAction failed_action = FailedAction::Terminate;
  std::int64_t retries_max = 0;
  std::int64_t timeout_s = 86400;
  std::int64_t concurrent_max = 0;        // 0: no bound
  std::int64_t resource_retries_max = 0;  // when no machine could be made
  bool restarts_node = false;             // the node begins anew after a failed instance
  std::vector<std::pair<std::string, std::string>> environment;
  std::vector<Mapping> inputs;
  std::vector<Mapping> outputs;
  Redirect redirect;

  friend bool operator==(const TaskSpec&, const TaskSpec&) = default;
};

struct Dependence {
  std::string start_task;  // comes first
  std::string end_task;

  friend bool operator==(const Dependence&, const Dependence&) = default;
};

struct JobSpec {
  std::string name;
  std::string description;
  std::int64_t priority = 0;  // 0..100, the larger the sooner
  std::vector<TaskSpec> tasks;
  std::vector<Dependence> dependences;
  DependOn depend_on = DependOn::AllSucceed;
  CreationFailed creation_failed = CreationFailed::Failed;

  friend bool operator==(const JobSpec&, const JobSpec&) = default;
};

// Why nothing moves, or why it ended so; empty when there is nothing to say. `detail` is for people who look closer.
struct Reason {
  std::string text;
  std::string detail;

  friend bool operator==(const Reason&, const Reason&) = default;
};

// What changes of a job. The scheduler alone writes it.
struct JobState {
  State state = State::Submitted;
  std::string reason;
  bool is_terminating = false;  // the API's NextAction TERMINATING
  std::int64_t ended_ms = 0;
  Counts tasks;
  Counts instances;

  friend bool operator==(const JobState&, const JobState&) = default;
};

struct JobRow {
  std::string id;
  Scope scope;
  std::uint64_t creator = 0;   // the caller's number: `qcs:create_uin`
  std::string creator_type;    // as the caller's kind is written in audit records
  std::uint64_t sequence = 0;  // of submission; given by the store
  std::string zone;
  std::string name;
  std::string description;
  std::int64_t priority = 0;
  DependOn depend_on = DependOn::AllSucceed;
  CreationFailed creation_failed = CreationFailed::Failed;
  std::int64_t created_ms = 0;
  std::string client_token;                                    // or empty
  std::vector<std::pair<std::uint32_t, std::uint32_t>> edges;  // ordinals: first before second
  JobState now;

  friend bool operator==(const JobRow&, const JobRow&) = default;
};

// What changes of a task. The scheduler alone writes it.
struct TaskState {
  State state = State::Submitted;
  std::string reason;
  std::int64_t started_ms = 0;  // when it first became runnable
  std::int64_t ended_ms = 0;
  State ground = State::Submitted;  // of the instances that have no row
  std::string ground_reason;
  std::uint32_t next_index = 0;  // instances before this one have been claimed, or have a row
  Counts instances;

  friend bool operator==(const TaskState&, const TaskState&) = default;
};

struct TaskRow {
  std::string job_id;
  std::uint32_t ordinal = 0;
  TaskSpec spec;
  std::int64_t created_ms = 0;
  TaskState now;

  friend bool operator==(const TaskRow&, const TaskRow&) = default;
};

struct InstanceRow {
  std::string job_id;
  std::uint32_t task = 0;  // ordinal
  std::uint32_t index = 0;
  State state = State::Pending;
  std::uint32_t attempt = 0;         // runs claimed so far; attempt_id() of the last one is where its log is
  std::uint32_t failures = 0;        // of those that MaxRetryCount counts
  std::uint32_t creation_tries = 0;  // machines that could not be made, since the last one that could
  std::int64_t not_before_ms = 0;    // RUNNABLE, but waits until then
  std::optional<std::int64_t> exit_code;
  Reason reason;
  std::string node_id;     // of a compute environment, or empty
  std::string machine_id;  // the API's ComputeNodeInstanceId
  std::int64_t created_ms = 0;
  std::int64_t launched_ms = 0;  // the last attempt was claimed
  std::int64_t running_ms = 0;   // and began
  std::int64_t ended_ms = 0;     // and ended

  friend bool operator==(const InstanceRow&, const InstanceRow&) = default;
};

// What a client submits: the checked spec, and the request as the API will show it again (opaque here).
struct NewJob {
  JobSpec spec;
  std::string zone;
  std::string submission;
};

}  // namespace opencam::batch
