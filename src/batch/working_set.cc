#include "batch/working_set.h"

#include <iterator>
#include <optional>

#include "base/check.h"
#include "batch/dag.h"

namespace opencam::batch {

std::uint32_t WorkingTask::untouched() const {
  const auto ahead = std::distance(live.lower_bound(row.now.next_index), live.end());
  return count() - row.now.next_index - static_cast<std::uint32_t>(ahead) - static_cast<std::uint32_t>(skipped.size());
}

bool WorkingTask::is_claimable() const {
  if (is_over(row.now.state) || row.now.state < State::Runnable) return false;
  if (row.spec.concurrent_max != 0 && in_flight >= static_cast<std::uint64_t>(row.spec.concurrent_max)) return false;
  return !again.empty() || (row.now.ground == State::Runnable && row.now.next_index < count());
}

WorkingJob* WorkingSet::job(std::string_view id) const {
  const auto found = jobs.find(id);
  return found == jobs.end() ? nullptr : found->second.get();
}

WorkingEnv* WorkingSet::env(std::string_view id) const {
  const auto found = envs.find(id);
  return found == envs.end() ? nullptr : found->second.get();
}

WorkingJob& WorkingSet::adopt(LiveJob live) {
  auto made = std::make_unique<WorkingJob>();
  made->row = std::move(live.job);
  const auto predecessors = predecessors_of(made->row.edges, live.tasks.size());
  const auto successors = successors_of(made->row.edges, live.tasks.size());
  made->order = topological_order(made->row.edges, live.tasks.size());
  for (TaskRow& row : live.tasks) {
    const std::uint32_t ordinal = row.ordinal;
    WorkingTask task;
    task.row = std::move(row);
    task.predecessors = predecessors[ordinal];
    task.successors = successors[ordinal];
    made->tasks.push_back(std::move(task));
  }
  for (InstanceRow& row : live.instances) {
    WorkingTask& task = made->tasks[row.task];
    if (!is_over(row.state)) {
      if (row.state == State::Runnable && row.not_before_ms == 0) task.again.insert(row.index);
      if (row.not_before_ms != 0) waits.emplace(row.not_before_ms, row.job_id);
      task.live.emplace(row.index, std::move(row));
    } else if (row.index >= task.row.now.next_index) {
      task.skipped.insert(row.index);
    }
  }
  for (const auto& [id, flight] : flights) {
    if (flight.job_id == made->row.id) ++made->tasks[flight.task].in_flight;
  }
  WorkingJob& job = *(jobs[made->row.id] = std::move(made));
  for (WorkingTask& task : job.tasks) refresh_turn(job, task);
  return job;
}

WorkingEnv& WorkingSet::adopt(LiveEnv live) {
  auto made = std::make_unique<WorkingEnv>();
  made->row = std::move(live.env);
  const std::string id = made->row.id;
  WorkingEnv& env = *(envs[id] = std::move(made));
  for (NodeRow& row : live.nodes) {
    const std::string node_id = row.id;
    const bool was_busy = row.is_busy;
    WorkingNode node{.row = std::move(row), .attempt = {}, .activity = {}};
    auto& added = env.nodes.insert_or_assign(node_id, std::move(node)).first->second;
    if (added.row.state == NodeState::Running) env.free.insert(node_id);
    // Whoever finds an attempt on it says so again; one that was ended and forgotten leaves it free.
    if (was_busy) refresh_node(env, added);
  }
  unsettled.insert(id);
  return env;
}

void WorkingSet::drop_job(const std::string& id) {
  collect();
  WorkingJob* gone = job(id);
  if (gone == nullptr) return;
  for (WorkingTask& task : gone->tasks) {
    std::set<Turn>* of_task = turns_of(task);
    if (of_task != nullptr) {
      of_task->erase({.priority = gone->row.priority, .sequence = gone->row.sequence, .task = task.row.ordinal});
    }
  }
  jobs.erase(id);
}

void WorkingSet::drop_env(const std::string& id) {
  unsettled.erase(id);
  envs_.erase(id);
  envs_gone_.insert(id);
  envs.erase(id);
}

void WorkingSet::put_instance(WorkingJob& job, WorkingTask& task, InstanceRow instance, State from) {
  const State to = instance.state;
  const std::uint32_t index = instance.index;
  task.row.now.instances.move(from, to);
  job.row.now.instances.move(from, to);
  mark(job);
  mark(job, task);
  instances_.insert_or_assign(InstanceKey{instance.job_id, instance.task, index}, instance);
  task.again.erase(index);
  if (is_over(to)) {
    task.live.erase(index);
    if (index >= task.row.now.next_index) task.skipped.insert(index);
  } else {
    if (to == State::Runnable && instance.not_before_ms == 0) task.again.insert(index);
    if (to == State::Runnable && instance.not_before_ms != 0) waits.emplace(instance.not_before_ms, job.row.id);
    task.skipped.erase(index);
    task.live.insert_or_assign(index, std::move(instance));
  }
}

void WorkingSet::move_ground(WorkingJob& job, WorkingTask& task, State to, std::string_view reason) {
  const std::uint32_t untouched = task.untouched();
  task.row.now.instances.move(task.row.now.ground, to, untouched);
  job.row.now.instances.move(task.row.now.ground, to, untouched);
  task.row.now.ground = to;
  task.row.now.ground_reason = reason;
  mark(job);
  mark(job, task);
}

void WorkingSet::set_state(WorkingJob& job, WorkingTask& task, State to) {
  if (task.row.now.state == to) return;
  job.row.now.tasks.move(task.row.now.state, to);
  task.row.now.state = to;
  mark(job);
  mark(job, task);
}

void WorkingSet::mark(const WorkingEnv& env) {
  envs_.insert_or_assign(
      env.row.id,
      Changes::Env{.id = env.row.id, .is_deleting = env.row.is_deleting, .is_changing = env.row.is_changing});
}

std::set<Turn>* WorkingSet::turns_of(const WorkingTask& task) {
  if (task.row.spec.env_id.empty()) return &turns;
  WorkingEnv* home = env(task.row.spec.env_id);
  return home == nullptr ? nullptr : &home->turns;
}

void WorkingSet::refresh_turn(WorkingJob& job, WorkingTask& task) {
  // Instances that have a row already are passed over by the cursor, here, so that is_claimable() is right.
  TaskState& now = task.row.now;
  while (now.next_index < task.count() &&
         (task.live.contains(now.next_index) || task.skipped.contains(now.next_index))) {
    task.skipped.erase(now.next_index++);
    mark(job, task);
  }
  std::set<Turn>* of_task = turns_of(task);
  if (of_task == nullptr) return;
  const Turn turn{.priority = job.row.priority, .sequence = job.row.sequence, .task = task.row.ordinal, .job = &job};
  if (task.is_claimable()) {
    of_task->insert(turn);
  } else {
    of_task->erase(turn);
  }
}

void WorkingSet::refresh_node(WorkingEnv& env, WorkingNode& node) {
  node.row.is_busy = !node.attempt.empty();
  if (node.row.state == NodeState::Running && node.attempt.empty()) {
    env.free.insert(node.row.id);
  } else {
    env.free.erase(node.row.id);
  }
  nodes_.insert_or_assign(node.row.id, node.row);
}

void WorkingSet::erase_node(WorkingEnv& env, const std::string& node_id) {
  const auto node = env.nodes.find(node_id);
  OPENCAM_CHECK(node != env.nodes.end());
  nodes_.erase(node_id);
  nodes_gone_.insert_or_assign(node_id, node->second.row);
  env.free.erase(node_id);
  env.nodes.erase(node);
}

// What is marked becomes values.
void WorkingSet::collect() {
  for (const std::string& id : dirty_jobs_) {
    if (const WorkingJob* dirty = job(id)) jobs_.insert_or_assign(id, dirty->row.now);
  }
  for (const auto& key : dirty_tasks_) {
    if (const WorkingJob* dirty = job(key.first)) tasks_.insert_or_assign(key, dirty->tasks[key.second].row.now);
  }
  dirty_jobs_.clear();
  dirty_tasks_.clear();
}

const Changes& WorkingSet::changes() {
  collect();
  changes_ = {};
  for (const auto& [id, now] : jobs_) changes_.jobs.push_back({.id = id, .now = now});
  for (const auto& [key, now] : tasks_)
    changes_.tasks.push_back({.job_id = key.first, .ordinal = key.second, .now = now});
  for (const auto& [key, row] : instances_) changes_.instances.push_back(row);
  for (const auto& [id, row] : envs_) changes_.envs.push_back(row);
  changes_.envs_gone.assign(envs_gone_.begin(), envs_gone_.end());
  for (const auto& [id, row] : nodes_) changes_.nodes.push_back(row);
  for (const auto& [id, row] : nodes_gone_) changes_.nodes_gone.push_back(row);
  for (const auto& [id, row] : activities_) changes_.activities.push_back(row);
  changes_.requests_done = requests_done_;
  return changes_;
}

void WorkingSet::forget_changes() {
  jobs_.clear();
  tasks_.clear();
  instances_.clear();
  envs_.clear();
  envs_gone_.clear();
  nodes_.clear();
  nodes_gone_.clear();
  activities_.clear();
  requests_done_.clear();
  changes_ = {};
}

bool Changes::is_empty() const {
  return jobs.empty() && tasks.empty() && instances.empty() && envs.empty() && envs_gone.empty() && nodes.empty() &&
         nodes_gone.empty() && activities.empty() && requests_done.empty();
}

}  // namespace opencam::batch
