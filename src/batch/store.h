// The port through which BatchCompute remembers. It holds rows, requests, and the outbox of audit records; it knows no
// rule but the few that must hold inside a transaction, which are listed at the methods.
//
//   API calls (any process):  read rows; add things; put requests            -> never a state
//   the scheduler (one):      load; requests; commit of states and their rows -> never a spec
//
// Every write of an API call puts one audit record into the outbox in the same transaction. The caller hands it to the
// audit trail and says delivered() before it answers; what a crash left there is delivered at the next start.
//
// Who schedules takes a term first; a commit under an older term is refused with Conflict, so that two schedulers can
// never both write. Everything that returns without error is durable. Thread-safe. Made by store/batch_open.h; must
// pass the suite of tests/store.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "batch/compute_env.h"
#include "batch/job.h"
#include "batch/limits.h"
#include "batch/request.h"
#include "batch/task_template.h"
#include "opencam/result.h"

namespace opencam::batch {

// How much one account may have.
struct Quota {
  std::uint32_t jobs_max = limits::jobs_per_account_max;
  std::uint32_t envs_max = limits::envs_per_account_max;
  std::uint32_t templates_max = limits::templates_per_account_max;
  std::int64_t cores_max = limits::cores_per_region_max;
};

// Makes the audit record of a write from the id of what was written (of several: of the first). Opaque bytes here.
// Called inside the transaction: must be quick. Empty: no record.
using AuditText = std::function<std::string(std::string_view id)>;

// What a write that makes something gives back.
struct Added {
  std::string id;
  bool is_new = true;        // false: that client token made `id` before, and nothing was added now
  std::uint64_t outbox = 0;  // for delivered(); 0: there was no record
};

struct OutboxRecord {
  std::uint64_t sequence = 0;
  std::string text;
};

// Which things; empty lists ask nothing. Results are the newest first.
struct Query {
  Scope scope;
  std::vector<std::string> ids;
  std::vector<std::string> names;
  std::vector<std::string> zones;
  std::vector<State> states;  // of jobs
};

// A job that is not over, with all that the scheduler needs of it.
struct LiveJob {
  JobRow job;
  std::vector<TaskRow> tasks;  // by ordinal
  // Those with a row that are not over, or that their task's next_index has not reached.
  std::vector<InstanceRow> instances;
};

struct LiveEnv {
  EnvRow env;
  std::vector<NodeRow> nodes;
};

// Everything that moves. A job in SUBMITTED is not in it: its request is still to be read.
struct LiveState {
  std::vector<LiveJob> jobs;            // by sequence
  std::vector<LiveEnv> envs;            // by sequence
  std::vector<std::string> unreadable;  // jobs, environments, requests that are damaged: they stand still
};

// One transaction of the scheduler: all of it or nothing. Rows are put as they are, whatever was there; what has gone
// meanwhile (a deleted job) is passed over.
struct Changes {
  struct Job {
    std::string id;
    JobState now;
  };
  struct Task {
    std::string job_id;
    std::uint32_t ordinal = 0;
    TaskState now;
  };
  struct Env {
    std::string id;
    bool is_deleting = false;
    bool is_changing = false;
  };
  std::vector<Job> jobs;
  std::vector<Task> tasks;
  std::vector<InstanceRow> instances;
  std::vector<Env> envs;
  std::vector<std::string> envs_gone;
  std::vector<NodeRow> nodes;
  std::vector<NodeRow> nodes_gone;
  std::vector<ActivityRow> activities;  // by id: new or changed
  std::vector<std::uint64_t> requests_done;

  bool is_empty() const;
};

class Store {
 public:
  virtual ~Store() = default;

  // --- Writes of API calls. The scope of a row is never changed.

  // With its request BeginJob. When the scope has a job with that (not empty) client token, nothing is added.
  // Errors: BatchJobFull; BatchEnvNotExist when an environment that a task names is not of the scope or is being
  // deleted.
  virtual Result<Added> add_job(const JobRow& job, std::span<const TaskRow> tasks, std::string_view submission,
                                const Quota& quota, const AuditText& audit) = 0;
  // Requests about jobs. Errors: BatchJobNotExist when one is gone. Returns the outbox's sequence, as all below.
  virtual Result<std::uint64_t> put_requests(std::span<const Request> requests, const AuditText& audit) = 0;
  // With everything of it, and a request ForgetJob. Errors: BatchJobNotExist; BatchJobInUse unless its state is SUCCEED
  // or FAILED and no request about it waits.
  virtual Result<std::uint64_t> delete_job(std::string_view id, const AuditText& audit) = 0;

  // With its request FitEnv, as add_job(). Errors: BatchEnvFull, BatchCpuFull.
  virtual Result<Added> add_env(const EnvRow& env, std::string_view submission, const Quota& quota,
                                const AuditText& audit) = 0;
  // Changes the spec, and puts `requests` about this environment. With requests, it is_changing from now on, and a
  // change that is under way refuses it. Errors: BatchEnvNotExist, BatchEnvBusy, BatchCpuFull.
  virtual Result<std::uint64_t> change_env(std::string_view id, const EnvChange& change,
                                           std::span<const Request> requests, const Quota& quota,
                                           const AuditText& audit) = 0;

  // Errors: BatchTemplateFull.
  virtual Result<Added> add_template(const TaskTemplateRow& row, const Quota& quota, const AuditText& audit) = 0;
  // Errors: BatchTemplateNotExist.
  virtual Result<std::uint64_t> change_template(std::string_view id, const TaskTemplateChange& change,
                                                const AuditText& audit) = 0;
  // All or none. Errors: BatchTemplateNotExist.
  virtual Result<std::uint64_t> delete_templates(std::span<const std::string> ids, const AuditText& audit) = 0;

  // --- Reads of API calls: one consistent view each. Nothing for what is not there. A row that is damaged is Corrupt
  // when it is asked for; lists of jobs, environments, nodes, activities and templates are without it.

  virtual Result<std::optional<JobRow>> job(std::string_view id) = 0;
  virtual Result<std::vector<JobRow>> jobs(const Query& query) = 0;
  virtual Result<std::optional<std::string>> job_submission(std::string_view id) = 0;
  // The job or environment that a client token of the scope has made.
  virtual Result<std::optional<std::string>> job_of_token(const Scope& scope, std::string_view token) = 0;
  virtual Result<std::optional<std::string>> env_of_token(const Scope& scope, std::string_view token) = 0;
  virtual Result<std::vector<TaskRow>> tasks(std::string_view job_id) = 0;
  // Those that have a row, with indexes of [begin, end), by index.
  virtual Result<std::vector<InstanceRow>> instances(std::string_view job_id, std::uint32_t task, std::uint32_t begin,
                                                     std::uint32_t end) = 0;

  virtual Result<std::optional<EnvRow>> env(std::string_view id) = 0;
  virtual Result<std::vector<EnvRow>> envs(const Query& query) = 0;
  virtual Result<std::optional<std::string>> env_submission(std::string_view id) = 0;
  // By time of making.
  virtual Result<std::vector<NodeRow>> nodes(std::string_view env_id) = 0;
  // The environment that has the machine, of any account and region.
  virtual Result<std::optional<std::string>> env_of_machine(std::string_view machine_id) = 0;
  // The newest first; with a node's id only those of the node.
  virtual Result<std::vector<ActivityRow>> activities(std::string_view env_id, std::string_view node_id) = 0;

  virtual Result<std::optional<TaskTemplateRow>> task_template(std::string_view id) = 0;
  virtual Result<std::vector<TaskTemplateRow>> task_templates(const Query& query) = 0;

  // --- The scheduler.

  // A new term, above all before it.
  virtual Result<std::uint64_t> begin_term() = 0;
  virtual Result<LiveState> load() = 0;
  // One job with its tasks and all instances that have a row, also those that are over; one environment.
  virtual Result<std::optional<LiveJob>> load_job(std::string_view id) = 0;
  virtual Result<std::optional<LiveEnv>> load_env(std::string_view id) = 0;
  // Requests after that sequence, in order, without those that are damaged. Cheap when there are none.
  virtual Result<std::vector<Request>> requests(std::uint64_t after, std::size_t count_max) = 0;
  // Errors: Conflict when the term is not the last one; Io and Unavailable, and then nothing happened.
  virtual Result<void> commit(std::uint64_t term, const Changes& changes) = 0;

  // --- The outbox.

  virtual Result<std::vector<OutboxRecord>> outbox(std::size_t count_max) = 0;
  virtual Result<void> delivered(std::span<const std::uint64_t> sequences) = 0;
};

}  // namespace opencam::batch
