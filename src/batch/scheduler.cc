#include "batch/scheduler.h"

#include <algorithm>
#include <atomic>
#include <optional>
#include <set>
#include <utility>

#include "batch/claims.h"
#include "batch/env_moves.h"
#include "batch/job_moves.h"
#include "batch/soundness.h"
#include "batch/working_set.h"

namespace opencam::batch {

class Scheduler::Work {
 public:
  explicit Work(const SchedulerParts& parts)
      : parts_(parts),
        jobs_(set_, effects_, parts.runner != nullptr),
        envs_(set_, jobs_, parts.role, parts.random),
        claims_(set_, jobs_, effects_, parts.runner, parts.role, parts.random) {}

  Result<void> begin();
  Result<std::int64_t> tick();
  SchedulerFigures figures() const;

 private:
  Result<void> recover();
  Result<void> read_requests(std::int64_t now_ms);
  // False when the request must wait for the next round: its job was moved in this one.
  Result<bool> carry_out(const Request& request, std::int64_t now_ms);
  Result<void> carry_out_for_job(const Request& request, std::int64_t now_ms);
  Result<void> carry_out_for_env(const Request& request, std::int64_t now_ms);
  Result<void> terminate_instance(WorkingJob& job, const Request& request, std::int64_t now_ms);
  void move(std::int64_t now_ms);
  void take_event(const AttemptEvent& event, std::int64_t now_ms);
  Result<void> commit(std::int64_t now_ms);
  void put_off(std::int64_t now_ms);
  void apply_effects();
  void drop_finished();
  std::int64_t wait_ms(std::int64_t now_ms) const;
  void count_figures();

  SchedulerParts parts_;
  WorkingSet set_;
  Effects effects_;
  JobMoves jobs_;
  EnvMoves envs_;
  Claims claims_;
  std::uint64_t term_ = 0;
  std::uint64_t last_request_ = 0;
  std::set<std::string> touched_;  // jobs that requests have moved in this round
  bool has_moved_env_ = false;     // and whether they have moved an environment, and with it any job
  bool has_more_ = false;
  bool is_behind_ = false;  // something is not written: the last commit failed, or there was none yet
  std::int64_t retry_ms_ = 0;

  std::atomic<std::uint64_t> live_jobs_ = 0;
  std::atomic<std::uint64_t> claimed_ = 0;
  std::atomic<std::uint64_t> commits_ = 0;
  std::atomic<std::uint64_t> commits_failed_ = 0;
  std::atomic<std::uint64_t> attempts_ended_ = 0;
  std::atomic<std::uint64_t> attempts_failed_ = 0;
};

Result<void> Scheduler::Work::begin() {
  OPENCAM_TRY(term_, parts_.store.begin_term());
  OPENCAM_TRY(LiveState live, parts_.store.load());
  for (const std::string& id : live.unreadable) {
    if (parts_.log != nullptr) parts_.log->alarm("batch_row_unreadable", {{"row", id}});
  }
  // Environments first: the tasks of a job take their turns there.
  for (LiveEnv& env : live.envs) {
    const std::string id = env.env.id;
    OPENCAM_TRY(const std::vector<ActivityRow> activities, parts_.store.activities(id, ""));
    envs_.resume(set_.adopt(std::move(env)), activities);
  }
  for (LiveJob& job : live.jobs) {
    if (const auto sound = check_soundness(job); !sound) {
      if (parts_.log != nullptr) parts_.log->alarm("batch_row_unreadable", {{"error", sound.error().message()}});
      continue;
    }
    set_.adopt(std::move(job));
  }
  for (const auto& [id, job] : set_.jobs) jobs_.note_runner(*job);
  OPENCAM_TRY(recover());
  // What was found out is written before the first request is judged by what is written.
  is_behind_ = true;
  count_figures();
  return {};
}

// What was claimed is in flight again, until the runner says what became of it (CAM-269).
Result<void> Scheduler::Work::recover() {
  if (parts_.runner == nullptr) return {};
  std::vector<std::string> ids;
  for (const auto& [job_id, job] : set_.jobs) {
    for (WorkingTask& task : job->tasks) {
      for (const auto& [index, row] : task.live) {
        if (!is_claimed(row.state)) continue;
        ids.push_back(attempt_id(job_id, row.task, index, row.attempt));
        Flight flight{.job_id = job_id,
                      .task = row.task,
                      .index = index,
                      .attempt = row.attempt,
                      .env_id = row.node_id.empty() ? std::string() : task.row.spec.env_id,
                      .node_id = row.node_id,
                      .turn = {.priority = job->row.priority, .sequence = job->row.sequence, .task = row.task},
                      .is_begun = true};
        WorkingEnv* env = set_.env(flight.env_id);
        if (env != nullptr && env->nodes.contains(flight.node_id)) {
          env->nodes.at(flight.node_id).attempt = ids.back();
          set_.refresh_node(*env, env->nodes.at(flight.node_id));
        }
        set_.flights.insert_or_assign(ids.back(), std::move(flight));
        ++task.in_flight;
      }
      set_.refresh_turn(*job, task);
    }
  }
  OPENCAM_TRY(std::vector<AttemptEvent> events, parts_.runner->recover(ids));
  std::set<std::string> silent(ids.begin(), ids.end());
  const std::int64_t now_ms = parts_.clock.now_ms();
  for (const AttemptEvent& event : events) {
    silent.erase(event.id);
    take_event(event, now_ms);
  }
  for (const std::string& id : silent) {
    take_event({.id = id, .kind = AttemptEvent::Kind::Ended, .end = {.outcome = Outcome::Lost, .ended_ms = now_ms}},
               now_ms);
  }
  return {};
}

void Scheduler::Work::take_event(const AttemptEvent& event, std::int64_t now_ms) {
  switch (event.kind) {
    case AttemptEvent::Kind::Begun:
      jobs_.begun(event.id, event.end.began_ms, now_ms);
      return;
    case AttemptEvent::Kind::Running:
      // The row may say STARTING, when the crash came before the beginning was written.
      jobs_.begun(event.id, event.end.began_ms != 0 ? event.end.began_ms : now_ms, now_ms);
      return;
    case AttemptEvent::Kind::NotBegun:
      jobs_.not_begun(event.id, now_ms);
      return;
    case AttemptEvent::Kind::Ended:
      break;
  }
  if (!jobs_.ended(event.id, event.end, now_ms)) return;
  attempts_ended_.fetch_add(1, std::memory_order_relaxed);
  const bool is_success = event.end.outcome == Outcome::Exited && event.end.exit_code == 0;
  if (!is_success) attempts_failed_.fetch_add(1, std::memory_order_relaxed);
  // What was ended on request says nothing about how long runs are.
  if (event.end.began_ms != 0 && event.end.outcome != Outcome::Killed) {
    claims_.note_run(event.end.ended_ms - event.end.began_ms);
  }
}

Result<void> Scheduler::Work::terminate_instance(WorkingJob& job, const Request& request, std::int64_t now_ms) {
  if (request.task >= job.tasks.size()) return {};
  WorkingTask& task = job.tasks[request.task];
  if (request.index >= task.count()) return {};
  OPENCAM_TRY(const std::vector<InstanceRow> rows,
              parts_.store.instances(request.job_id, request.task, request.index, request.index + 1));
  const auto live = task.live.find(request.index);
  const std::string node = live == task.live.end() ? std::string() : live->second.node_id;
  jobs_.terminate_instance(job, task, request.index, rows.empty() ? nullptr : &rows.front(), now_ms);
  WorkingEnv* env = set_.env(task.row.spec.env_id);
  if (env != nullptr && !node.empty()) envs_.restart_node(*env, node);
  return {};
}

Result<void> Scheduler::Work::carry_out_for_job(const Request& request, std::int64_t now_ms) {
  if (request.kind == RequestKind::ForgetJob) {
    effects_.forgets.emplace_back(request.job_id, request.sequence);
    return {};
  }
  WorkingJob* job = set_.job(request.job_id);
  OPENCAM_TRY(std::optional<LiveJob> stored, parts_.store.load_job(request.job_id));
  if (!stored) return {};
  OPENCAM_TRY(check_soundness(*stored));
  const State state = stored->job.now.state;
  const std::vector<InstanceRow> rows = stored->instances;
  const bool wants_begin = request.kind == RequestKind::BeginJob && state == State::Submitted;
  const bool wants_retry = request.kind == RequestKind::RetryJob && state == State::Failed;
  const bool wants_end =
      (request.kind == RequestKind::TerminateJob || request.kind == RequestKind::TerminateInstance) &&
      (!is_over(state) || state == State::FailedInterrupted);
  if (!wants_begin && !wants_retry && !wants_end) return {};
  if (job == nullptr) job = &set_.adopt(*std::move(stored));
  if (wants_begin) jobs_.take_up(*job, now_ms);
  if (wants_retry) jobs_.retry_job(*job, rows, now_ms);
  if (request.kind == RequestKind::TerminateJob) jobs_.terminate_job(*job, rows, now_ms);
  if (request.kind == RequestKind::TerminateInstance) OPENCAM_TRY(terminate_instance(*job, request, now_ms));
  if (is_over(job->row.now.state)) jobs_.finished().insert(request.job_id);
  return {};
}

Result<void> Scheduler::Work::carry_out_for_env(const Request& request, std::int64_t now_ms) {
  WorkingEnv* env = set_.env(request.env_id);
  OPENCAM_TRY(std::optional<LiveEnv> stored, parts_.store.load_env(request.env_id));
  if (!stored) return {};
  const EnvSpec spec = stored->env.spec;
  if (env == nullptr) env = &set_.adopt(*std::move(stored));
  // Every request sets it; the environment is settled again when its nodes are.
  envs_.fit(*env, spec);
  switch (request.kind) {
    case RequestKind::DeleteEnv:
      envs_.remove(*env);
      break;
    case RequestKind::TerminateNode:
      envs_.terminate_node(*env, request.node_id, now_ms);
      break;
    case RequestKind::AttachMachine:
      envs_.attach(*env, request.machine_id, now_ms);
      break;
    case RequestKind::DetachMachine:
      envs_.detach(*env, request.machine_id, now_ms);
      break;
    case RequestKind::FitEnv:
    case RequestKind::BeginJob:
    case RequestKind::TerminateJob:
    case RequestKind::TerminateInstance:
    case RequestKind::RetryJob:
    case RequestKind::ForgetJob:
      break;
  }
  return {};
}

Result<bool> Scheduler::Work::carry_out(const Request& request, std::int64_t now_ms) {
  if (!request.env_id.empty()) {
    OPENCAM_TRY(carry_out_for_env(request, now_ms));
    has_moved_env_ = true;
    return true;
  }
  // The store does not know yet what this round has done to the job: an earlier request about it, or a node that was
  // ended under one of its runs.
  if (has_moved_env_ || !touched_.insert(request.job_id).second) return false;
  OPENCAM_TRY(carry_out_for_job(request, now_ms));
  return true;
}

Result<void> Scheduler::Work::read_requests(std::int64_t now_ms) {
  touched_.clear();
  has_moved_env_ = false;
  OPENCAM_TRY(const std::vector<Request> requests, parts_.store.requests(last_request_, limits::requests_per_tick_max));
  for (const Request& request : requests) {
    const auto is_done = carry_out(request, now_ms);
    if (!is_done && is_done.error().code() == ErrorCode::Corrupt) {
      // It will not get better: the others shall not wait for it.
      if (parts_.log != nullptr) {
        parts_.log->alarm("batch_row_unreadable", {{"job", request.job_id}, {"env", request.env_id}});
      }
    } else if (!is_done) {
      return is_done.error();
    } else if (!*is_done) {
      has_more_ = true;
      break;
    }
    last_request_ = request.sequence;
    // What the runner is to forget waits for a runner.
    if (request.kind != RequestKind::ForgetJob) set_.finish_request(request.sequence);
  }
  has_more_ = has_more_ || requests.size() == limits::requests_per_tick_max;
  return {};
}

void Scheduler::Work::apply_effects() {
  if (parts_.runner == nullptr) {
    effects_ = {};
    return;
  }
  if (!effects_.starts.empty()) {
    if (const auto started = parts_.runner->start(effects_.starts); !started) {
      // It is stopping: the attempts are found as never begun by whoever comes next.
      if (parts_.log != nullptr) parts_.log->warn("batch_start_refused", {{"error", started.error().message()}});
    }
  }
  for (const auto& [id, reason] : effects_.kills) parts_.runner->kill(id, reason);
  // Finished with the next commit: what a crash leaves unfinished is forgotten once more.
  for (const auto& [id, request] : effects_.forgets) {
    parts_.runner->forget(id);
    set_.finish_request(request);
  }
  effects_ = {};
}

// The store does not answer: what is in memory is written first, after a while.
void Scheduler::Work::put_off(std::int64_t now_ms) {
  is_behind_ = true;
  retry_ms_ = now_ms + limits::store_retry_ms;
}

Result<void> Scheduler::Work::commit(std::int64_t now_ms) {
  const Changes& changes = set_.changes();
  if (!changes.is_empty()) {
    if (auto done = parts_.store.commit(term_, changes); !done) {
      commits_failed_.fetch_add(1, std::memory_order_relaxed);
      put_off(now_ms);
      return done;
    }
    commits_.fetch_add(1, std::memory_order_relaxed);
    set_.forget_changes();
  }
  is_behind_ = false;
  apply_effects();
  return {};
}

void Scheduler::Work::drop_finished() {
  for (const std::string& id : jobs_.finished()) {
    const WorkingJob* job = set_.job(id);
    if (job != nullptr && is_over(job->row.now.state)) set_.drop_job(id);
  }
  jobs_.finished().clear();
}

std::int64_t Scheduler::Work::wait_ms(std::int64_t now_ms) const {
  if (is_behind_) return std::max<std::int64_t>(retry_ms_ - now_ms, 1);
  if (has_more_ || !set_.unsettled.empty()) return 0;
  std::int64_t next = envs_.next_wake_ms();
  if (!set_.waits.empty()) next = std::min(next, set_.waits.begin()->first);
  return std::clamp<std::int64_t>(next - now_ms, 0, limits::poll_ms);
}

void Scheduler::Work::count_figures() {
  live_jobs_.store(set_.jobs.size(), std::memory_order_relaxed);
  claimed_.store(set_.flights.size(), std::memory_order_relaxed);
}

SchedulerFigures Scheduler::Work::figures() const {
  return {.live_jobs = live_jobs_,
          .claimed = claimed_,
          .commits = commits_,
          .commits_failed = commits_failed_,
          .attempts_ended = attempts_ended_,
          .attempts_failed = attempts_failed_};
}

Result<std::int64_t> Scheduler::Work::tick() {
  const std::int64_t now_ms = parts_.clock.now_ms();
  if (is_behind_ && now_ms < retry_ms_) return wait_ms(now_ms);
  has_more_ = false;
  // Requests are judged by what the store says, so nothing may be waiting to be written.
  Result<void> done = is_behind_ ? commit(now_ms) : Result<void>();
  if (done) {
    done = read_requests(now_ms);
    if (!done) put_off(now_ms);
  }
  if (done) {
    move(now_ms);
    done = commit(now_ms);
  }
  count_figures();
  if (!done) {
    if (done.error().code() == ErrorCode::Conflict) return std::move(done).error();
    if (parts_.log != nullptr) parts_.log->error("batch_store_failed", {{"error", done.error().message()}});
    return limits::store_retry_ms;
  }
  return wait_ms(now_ms);
}

// Everything but requests.
void Scheduler::Work::move(std::int64_t now_ms) {
  if (parts_.runner != nullptr) {
    for (const AttemptEvent& event : parts_.runner->take_events()) take_event(event, now_ms);
  }
  jobs_.wake(now_ms);
  envs_.wake(now_ms);
  envs_.step(now_ms);
  has_more_ = claims_.fill(now_ms) || has_more_;
  drop_finished();
}

Scheduler::Scheduler(std::unique_ptr<Work> work) : work_(std::move(work)) {}
Scheduler::~Scheduler() = default;

Result<std::unique_ptr<Scheduler>> Scheduler::create(const SchedulerParts& parts) {
  auto work = std::make_unique<Work>(parts);
  OPENCAM_TRY(work->begin());
  return std::unique_ptr<Scheduler>(new Scheduler(std::move(work)));
}

Result<std::int64_t> Scheduler::tick() { return work_->tick(); }
SchedulerFigures Scheduler::figures() const { return work_->figures(); }

}  // namespace opencam::batch
