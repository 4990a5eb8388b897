// What the scheduler and the outbox ask of the memory store.
#include <algorithm>

#include "store/batch_memory.h"
#include "store/batch_rule.h"

namespace opencam::store {

using batch::ActivityRow;
using batch::Changes;
using batch::InstanceRow;
using batch::LiveEnv;
using batch::LiveJob;
using batch::LiveState;
using batch::NodeRow;
using batch::OutboxRecord;
using batch::Request;

Result<std::uint64_t> MemoryBatchStore::begin_term() {
  const std::lock_guard lock(mutex_);
  return ++term_;
}

LiveJob MemoryBatchStore::live(const Job& job, bool with_all) {
  LiveJob live{.job = job.row, .tasks = job.tasks, .instances = {}};
  for (const auto& [key, instance] : job.instances) {
    const bool is_ahead = instance.index >= job.tasks[instance.task].now.next_index;
    if (with_all || is_ahead || !is_over(instance.state)) live.instances.push_back(instance);
  }
  return live;
}

Result<LiveState> MemoryBatchStore::load() {
  const std::lock_guard lock(mutex_);
  LiveState state;
  for (const auto& [id, job] : jobs_) {
    const batch::State now = job.row.now.state;
    if (now != batch::State::Submitted && !is_over(now)) state.jobs.push_back(live(job, false));
  }
  for (const auto& [id, env] : envs_) state.envs.push_back({.env = env.row, .nodes = env.nodes});
  std::ranges::sort(state.jobs, {}, [](const LiveJob& job) { return job.job.sequence; });
  std::ranges::sort(state.envs, {}, [](const LiveEnv& env) { return env.env.sequence; });
  return state;
}

Result<std::optional<LiveJob>> MemoryBatchStore::load_job(std::string_view id) {
  const std::lock_guard lock(mutex_);
  const auto job = jobs_.find(id);
  return job == jobs_.end() ? std::nullopt : std::optional(live(job->second, true));
}

Result<std::optional<LiveEnv>> MemoryBatchStore::load_env(std::string_view id) {
  const std::lock_guard lock(mutex_);
  const auto env = envs_.find(id);
  if (env == envs_.end()) return std::optional<LiveEnv>();
  return std::optional(LiveEnv{.env = env->second.row, .nodes = env->second.nodes});
}

Result<std::vector<Request>> MemoryBatchStore::requests(std::uint64_t after, std::size_t count_max) {
  const std::lock_guard lock(mutex_);
  std::vector<Request> rows;
  for (auto at = requests_.upper_bound(after); at != requests_.end() && rows.size() < count_max; ++at) {
    rows.push_back(at->second);
  }
  return rows;
}

void MemoryBatchStore::commit_jobs(const Changes& changes) {
  for (const Changes::Job& change : changes.jobs) {
    const auto job = jobs_.find(change.id);
    if (job != jobs_.end()) job->second.row.now = change.now;
  }
  for (const Changes::Task& change : changes.tasks) {
    const auto job = jobs_.find(change.job_id);
    if (job != jobs_.end() && change.ordinal < job->second.tasks.size()) {
      job->second.tasks[change.ordinal].now = change.now;
    }
  }
  for (const InstanceRow& row : changes.instances) {
    const auto job = jobs_.find(row.job_id);
    if (job != jobs_.end()) job->second.instances.insert_or_assign({row.task, row.index}, row);
  }
}

void MemoryBatchStore::put_node(const NodeRow& node) {
  const auto env = envs_.find(node.env_id);
  if (env == envs_.end()) return;
  auto& nodes = env->second.nodes;
  const auto place = std::ranges::find(nodes, node.id, &NodeRow::id);
  if (place == nodes.end()) {
    nodes.push_back(node);
  } else {
    *place = node;
  }
}

void MemoryBatchStore::put_activity(const ActivityRow& activity) {
  const auto env = envs_.find(activity.env_id);
  if (env == envs_.end()) return;
  auto& rows = env->second.activities;
  const auto place = std::ranges::find(rows, activity.id, &ActivityRow::id);
  if (place != rows.end()) {
    const std::uint64_t sequence = place->sequence;
    *place = activity;
    place->sequence = sequence;
    return;
  }
  rows.push_back(activity);
  rows.back().sequence = ++last_sequence_;
  if (rows.size() > batch::limits::activities_per_env_max) rows.erase(rows.begin());
}

void MemoryBatchStore::commit_envs(const Changes& changes) {
  for (const Changes::Env& change : changes.envs) {
    const auto env = envs_.find(change.id);
    if (env == envs_.end()) continue;
    env->second.row.is_deleting = change.is_deleting;
    env->second.row.is_changing = change.is_changing;
  }
  for (const NodeRow& node : changes.nodes) put_node(node);
  for (const ActivityRow& activity : changes.activities) put_activity(activity);
  for (const NodeRow& node : changes.nodes_gone) {
    const auto env = envs_.find(node.env_id);
    if (env != envs_.end()) std::erase_if(env->second.nodes, [&](const NodeRow& row) { return row.id == node.id; });
  }
  for (const std::string& id : changes.envs_gone) envs_.erase(id);
}

Result<void> MemoryBatchStore::commit(std::uint64_t term, const Changes& changes) {
  const std::lock_guard lock(mutex_);
  if (term != term_) return term_over(term);
  commit_jobs(changes);
  commit_envs(changes);
  for (const std::uint64_t sequence : changes.requests_done) requests_.erase(sequence);
  return {};
}

Result<std::vector<OutboxRecord>> MemoryBatchStore::outbox(std::size_t count_max) {
  const std::lock_guard lock(mutex_);
  std::vector<OutboxRecord> records;
  for (const auto& [sequence, text] : outbox_) {
    if (records.size() == count_max) break;
    records.push_back({.sequence = sequence, .text = text});
  }
  return records;
}

Result<void> MemoryBatchStore::delivered(std::span<const std::uint64_t> sequences) {
  const std::lock_guard lock(mutex_);
  for (const std::uint64_t sequence : sequences) outbox_.erase(sequence);
  return {};
}

}  // namespace opencam::store
