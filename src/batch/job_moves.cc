#include "batch/job_moves.h"

#include <algorithm>

#include "base/check.h"
#include "batch/instances.h"

namespace opencam::batch {
namespace {

constexpr std::string_view terminated = "terminated by a request";

}  // namespace

void JobMoves::take_up(WorkingJob& job, std::int64_t now_ms) {
  for (WorkingTask& task : job.tasks) {
    set_.move_ground(job, task, State::Pending, "");
    set_.set_state(job, task, State::Pending);
  }
  job.row.now.state = State::Pending;
  set_.mark(job);
  advance(job, now_ms);
  note_runner(job);
}

void JobMoves::note_runner(WorkingJob& job) {
  if (is_over(job.row.now.state)) return;
  const std::string_view wanted = has_runner_ ? std::string_view() : runner_missing;
  if (job.row.now.reason != wanted) {
    job.row.now.reason = wanted;
    set_.mark(job);
  }
  for (WorkingTask& task : job.tasks) {
    if (task.row.now.ground != State::Runnable || task.row.now.ground_reason == wanted) continue;
    task.row.now.ground_reason = wanted;
    set_.mark(job, task);
  }
}

void JobMoves::put(WorkingJob& job, WorkingTask& task, InstanceRow instance, State from, std::int64_t now_ms) {
  const State to = instance.state;
  set_.put_instance(job, task, std::move(instance), from);
  // A retry that waits does not take its task back (CAM-260).
  set_.set_state(job, task, state_moving(task.row.now.state, to));
  settle(job, task, now_ms);
}

void JobMoves::settle(WorkingJob& job, WorkingTask& task, std::int64_t now_ms) {
  const Counts& instances = task.row.now.instances;
  if (instances.over() == instances.total()) {
    if (!is_over(task.row.now.state)) task.row.now.ended_ms = now_ms;
    set_.set_state(job, task, state_over(instances));
    set_.refresh_turn(job, task);
    advance(job, now_ms);
  } else {
    set_.refresh_turn(job, task);
  }
  settle(job, now_ms);
}

void JobMoves::settle(WorkingJob& job, std::int64_t now_ms) {
  JobState& now = job.row.now;
  if (now.tasks.over() == now.tasks.total()) {
    if (!is_over(now.state)) now.ended_ms = now_ms;
    now.state = state_over(now.tasks);
    now.is_terminating = false;
    now.reason.clear();
    const auto failed = std::ranges::find_if(job.tasks, [](const WorkingTask& task) {
      return is_over(task.row.now.state) && task.row.now.state != State::Succeed;
    });
    if (failed != job.tasks.end()) {
      now.reason = "the task `" + failed->row.spec.name + "` is " + std::string(name(failed->row.now.state));
    }
    set_.mark(job);
    finished_.insert(job.row.id);
    return;
  }
  if (now.state == State::Running) return;
  for (const WorkingTask& task : job.tasks) {
    const State moved = state_moving(now.state, task.row.now.state);
    if (moved == now.state) continue;
    now.state = moved;
    set_.mark(job);
  }
}

void JobMoves::make_ready(WorkingJob& job, WorkingTask& task, std::int64_t now_ms) {
  const std::string& env_id = task.row.spec.env_id;
  if (!env_id.empty() && set_.env(env_id) == nullptr) {
    fail_task(job, task, "the compute environment `" + env_id + "` is gone", now_ms);
    return;
  }
  task.row.now.started_ms = now_ms;
  set_.move_ground(job, task, State::Runnable, has_runner_ ? std::string_view() : runner_missing);
  std::vector<InstanceRow> waiting;
  for (const auto& [index, row] : task.live) {
    if (row.state == State::Pending) waiting.push_back(row);
  }
  for (InstanceRow& row : waiting) {
    row.state = State::Runnable;
    set_.put_instance(job, task, std::move(row), State::Pending);
  }
  set_.set_state(job, task, State::Runnable);
  set_.refresh_turn(job, task);
}

void JobMoves::advance(WorkingJob& job, std::int64_t now_ms) {
  // In topological order, so that what fails here is seen by what waits for it.
  for (const std::uint32_t ordinal : job.order) {
    WorkingTask& task = job.tasks[ordinal];
    if (task.row.now.state != State::Pending) continue;
    Readiness ready = Readiness::Ready;
    std::string_view cause;
    for (const std::uint32_t before : task.predecessors) {
      const TaskRow& predecessor = job.tasks[before].row;
      const Readiness one = readiness_after(job.row.depend_on, predecessor.now);
      if (one == Readiness::Impossible && ready != Readiness::Impossible) cause = predecessor.spec.name;
      if (one == Readiness::Impossible || ready == Readiness::Ready) ready = one;
      if (ready == Readiness::Impossible) break;
    }
    if (ready == Readiness::Ready) make_ready(job, task, now_ms);
    if (ready == Readiness::Impossible) {
      fail_task(job, task, "the task `" + std::string(cause) + "` before it did not succeed", now_ms);
    }
  }
  settle(job, now_ms);
}

void JobMoves::fail_task(WorkingJob& job, WorkingTask& task, std::string_view reason, std::int64_t now_ms) {
  if (is_over(task.row.now.state)) return;
  std::vector<InstanceRow> rows;
  for (const auto& [index, row] : task.live) rows.push_back(row);
  for (InstanceRow& row : rows) {
    const State from = row.state;
    if (is_claimed(from)) kill(row, reason);
    terminate(row, reason, now_ms);
    set_.put_instance(job, task, std::move(row), from);
  }
  if (!is_over(task.row.now.ground)) set_.move_ground(job, task, State::Failed, reason);
  task.row.now.reason = reason;
  task.row.now.ended_ms = now_ms;
  set_.set_state(job, task, state_over(task.row.now.instances));
  set_.refresh_turn(job, task);
}

void JobMoves::fail_tasks_of(std::string_view env_id, std::string_view reason, std::int64_t now_ms) {
  for (const auto& [id, job] : set_.jobs) {
    if (is_over(job->row.now.state)) continue;
    // One that still waits for its predecessors fails when its turn comes, which may be at once.
    for (bool has_failed = true; has_failed;) {
      has_failed = false;
      for (WorkingTask& task : job->tasks) {
        const State state = task.row.now.state;
        if (task.row.spec.env_id != env_id || is_over(state) || state == State::Pending) continue;
        fail_task(*job, task, reason, now_ms);
        has_failed = true;
      }
      if (has_failed) advance(*job, now_ms);
    }
  }
}

void JobMoves::kill(const InstanceRow& instance, std::string_view reason) {
  std::string id = attempt_id(instance.job_id, instance.task, instance.index, instance.attempt);
  // One that was claimed and not handed over yet never begins.
  if (std::erase_if(effects_.starts, [&](const Attempt& start) { return start.id == id; }) > 0) {
    land(id);
    return;
  }
  if (set_.flights.contains(id)) effects_.kills.emplace_back(std::move(id), std::string(reason));
}

void JobMoves::terminate_job(WorkingJob& job, const std::vector<InstanceRow>& rows, std::int64_t now_ms) {
  job.row.now.is_terminating = true;
  // Successors first: so that none becomes ready, or fails for another reason, while its predecessors end.
  for (auto ordinal = job.order.rbegin(); ordinal != job.order.rend(); ++ordinal) {
    fail_task(job, job.tasks[*ordinal], terminated, now_ms);
  }
  for (const InstanceRow& row : rows) {
    WorkingTask& task = job.tasks[row.task];
    if (row.state != State::FailedInterrupted) continue;
    InstanceRow ended = row;
    terminate(ended, terminated, now_ms);
    set_.put_instance(job, task, std::move(ended), State::FailedInterrupted);
    set_.set_state(job, task, state_over(task.row.now.instances));
  }
  settle(job, now_ms);
  job.row.now.reason = terminated;
}

void JobMoves::terminate_instance(WorkingJob& job, WorkingTask& task, std::uint32_t index, const InstanceRow* stored,
                                  std::int64_t now_ms) {
  InstanceRow row;
  const auto live = task.live.find(index);
  if (live != task.live.end()) {
    row = live->second;
  } else if (stored != nullptr) {
    row = *stored;
  } else {
    row = batch::ground_instance(task.row, index);
  }
  const State from = row.state;
  if (from == State::Succeed || from == State::Failed) return;
  if (is_claimed(from)) kill(row, terminated);
  terminate(row, terminated, now_ms);
  set_.put_instance(job, task, std::move(row), from);
  if (is_over(task.row.now.state)) set_.set_state(job, task, state_over(task.row.now.instances));
  settle(job, task, now_ms);
}

void JobMoves::retry_job(WorkingJob& job, const std::vector<InstanceRow>& rows, std::int64_t now_ms) {
  for (WorkingTask& task : job.tasks) {
    if (task.row.now.state != State::Failed) continue;
    if (task.row.now.ground == State::Failed) set_.move_ground(job, task, State::Pending, "");
    task.row.now.ended_ms = 0;
    task.row.now.reason.clear();
    set_.set_state(job, task, State::Pending);
  }
  for (const InstanceRow& row : rows) {
    if (row.state != State::Failed) continue;
    InstanceRow again = row;
    retry(again);
    set_.put_instance(job, job.tasks[row.task], std::move(again), State::Failed);
  }
  job.row.now.state = State::Runnable;
  job.row.now.ended_ms = 0;
  job.row.now.reason.clear();
  set_.mark(job);
  finished_.erase(job.row.id);
  advance(job, now_ms);
  note_runner(job);
}

InstanceRow* JobMoves::instance_of(const Flight& flight) {
  WorkingJob* job = set_.job(flight.job_id);
  if (job == nullptr) return nullptr;
  auto& live = job->tasks[flight.task].live;
  const auto row = live.find(flight.index);
  if (row == live.end() || row->second.attempt != flight.attempt || !is_claimed(row->second.state)) return nullptr;
  return &row->second;
}

// The attempt occupies nothing any more.
void JobMoves::land(const std::string& attempt) {
  const auto found = set_.flights.find(attempt);
  if (found == set_.flights.end()) return;
  const Flight flight = found->second;
  set_.flights.erase(found);
  if (WorkingEnv* env = set_.env(flight.env_id)) {
    const auto node = env->nodes.find(flight.node_id);
    if (node != env->nodes.end()) {
      node->second.attempt.clear();
      set_.refresh_node(*env, node->second);
      if (node->second.row.state != NodeState::Running) set_.unsettled.insert(env->row.id);
    }
  }
  if (WorkingJob* job = set_.job(flight.job_id)) {
    WorkingTask& task = job->tasks[flight.task];
    OPENCAM_CHECK(task.in_flight > 0);
    --task.in_flight;
    set_.refresh_turn(*job, task);
  }
}

bool JobMoves::begun(const std::string& attempt, std::int64_t began_ms, std::int64_t now_ms) {
  const auto flight = set_.flights.find(attempt);
  if (flight == set_.flights.end()) return false;
  flight->second.is_begun = true;
  const InstanceRow* row = instance_of(flight->second);
  if (row == nullptr || row->state != State::Starting) return true;
  InstanceRow running = *row;
  begin_attempt(running, began_ms);
  WorkingJob& job = *set_.job(flight->second.job_id);
  put(job, job.tasks[running.task], running, State::Starting, now_ms);
  return true;
}

bool JobMoves::ended(const std::string& attempt, const AttemptEnd& end, std::int64_t now_ms) {
  const auto found = set_.flights.find(attempt);
  if (found == set_.flights.end()) return false;
  const Flight flight = found->second;
  const InstanceRow* row = instance_of(flight);
  land(attempt);
  if (row == nullptr) return true;
  InstanceRow over = *row;
  const State from = over.state;
  WorkingJob& job = *set_.job(flight.job_id);
  WorkingTask& task = job.tasks[flight.task];
  end_attempt(task.row.spec, over, end);
  const bool restarts = task.row.spec.restarts_node && over.state != State::Succeed;
  put(job, task, std::move(over), from, now_ms);
  WorkingEnv* env = set_.env(flight.env_id);
  if (restarts && env != nullptr && env->nodes.contains(flight.node_id)) {
    WorkingNode& node = env->nodes.at(flight.node_id);
    if (node.row.state == NodeState::Running) node.row.state = NodeState::Created;
    set_.refresh_node(*env, node);
    set_.unsettled.insert(flight.env_id);
  }
  return true;
}

void JobMoves::fail_attempt(const std::string& attempt, std::string_view reason, std::int64_t now_ms) {
  const auto found = set_.flights.find(attempt);
  if (found == set_.flights.end()) return;
  const Flight flight = found->second;
  const InstanceRow* row = instance_of(flight);
  if (row == nullptr) return;
  InstanceRow over = *row;
  const State from = over.state;
  kill(over, reason);
  WorkingJob& job = *set_.job(flight.job_id);
  WorkingTask& task = job.tasks[flight.task];
  end_attempt(
      task.row.spec, over,
      {.outcome = Outcome::Killed, .reason = std::string(reason), .began_ms = over.running_ms, .ended_ms = now_ms});
  put(job, task, std::move(over), from, now_ms);
}

bool JobMoves::not_begun(const std::string& attempt, std::int64_t now_ms) {
  const auto found = set_.flights.find(attempt);
  if (found == set_.flights.end()) return false;
  const Flight flight = found->second;
  const InstanceRow* row = instance_of(flight);
  land(attempt);
  if (row == nullptr) return true;
  InstanceRow back = *row;
  const State from = back.state;
  give_back(back);
  WorkingJob& job = *set_.job(flight.job_id);
  put(job, job.tasks[flight.task], std::move(back), from, now_ms);
  return true;
}

void JobMoves::wake(std::int64_t now_ms) {
  while (!set_.waits.empty() && set_.waits.begin()->first <= now_ms) {
    const std::string id = set_.waits.begin()->second;
    set_.waits.erase(set_.waits.begin());
    WorkingJob* job = set_.job(id);
    if (job == nullptr) continue;
    for (WorkingTask& task : job->tasks) {
      for (auto& [index, row] : task.live) {
        if (row.state != State::Runnable || row.not_before_ms == 0 || row.not_before_ms > now_ms) continue;
        task.again.insert(index);
      }
      set_.refresh_turn(*job, task);
    }
  }
}

}  // namespace opencam::batch
