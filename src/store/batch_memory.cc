#include "store/batch_memory.h"

#include <algorithm>

#include "store/batch_rule.h"

namespace opencam::store {

using batch::ActivityRow;
using batch::Added;
using batch::AuditText;
using batch::Changes;
using batch::EnvRow;
using batch::InstanceRow;
using batch::JobRow;
using batch::LiveEnv;
using batch::LiveJob;
using batch::NodeRow;
using batch::Query;
using batch::Quota;
using batch::Request;
using batch::RequestKind;
using batch::Scope;
using batch::TaskRow;
using batch::TaskTemplateRow;

namespace {

template <typename Thing>
auto* found(std::map<std::string, Thing, std::less<>>& things, std::string_view id) {
  const auto place = things.find(id);
  return place == things.end() ? nullptr : &place->second;
}

template <typename Row>
void newest_first(std::vector<Row>& rows) {
  std::ranges::sort(rows, [](const Row& a, const Row& b) { return a.sequence > b.sequence; });
}

bool is_of_token(const Scope& scope, const std::string& of_row, const Scope& wanted, std::string_view token) {
  return !token.empty() && scope == wanted && of_row == token;
}

}  // namespace

void MemoryBatchStore::put(Request request) {
  request.sequence = ++last_sequence_;
  requests_.emplace(request.sequence, std::move(request));
}

std::uint64_t MemoryBatchStore::record(const AuditText& audit, std::string_view id) {
  std::string text = audit ? audit(id) : std::string();
  if (text.empty()) return 0;
  outbox_.emplace(++last_sequence_, std::move(text));
  return last_sequence_;
}

Result<Added> MemoryBatchStore::add_job(const JobRow& job, std::span<const TaskRow> tasks, std::string_view submission,
                                        const Quota& quota, const AuditText& audit) {
  const std::lock_guard lock(mutex_);
  std::uint64_t count = 0;
  for (const auto& [id, other] : jobs_) {
    if (is_of_token(other.row.scope, other.row.client_token, job.scope, job.client_token)) {
      return Added{.id = id, .is_new = false, .outbox = record(audit, id)};
    }
    if (other.row.scope.account == job.scope.account) ++count;
  }
  OPENCAM_TRY(check_job_count(count, quota));
  for (const TaskRow& task : tasks) {
    if (task.spec.env_id.empty()) continue;
    const Env* env = found(envs_, task.spec.env_id);
    if (env == nullptr || env->row.scope != job.scope || env->row.is_deleting) return env_gone(task.spec.env_id);
  }
  Job added{.row = job, .tasks = {tasks.begin(), tasks.end()}, .submission = std::string(submission), .instances = {}};
  added.row.sequence = ++last_sequence_;
  if (!jobs_.emplace(job.id, std::move(added)).second) {
    return Error(ErrorCode::AlreadyExists, "the id `" + job.id + "` is taken");
  }
  put({.kind = RequestKind::BeginJob, .job_id = job.id});
  return Added{.id = job.id, .is_new = true, .outbox = record(audit, job.id)};
}

Result<std::uint64_t> MemoryBatchStore::put_requests(std::span<const Request> requests, const AuditText& audit) {
  const std::lock_guard lock(mutex_);
  for (const Request& request : requests) {
    if (!jobs_.contains(request.job_id)) return job_gone(request.job_id);
  }
  for (const Request& request : requests) put(request);
  return record(audit, requests.empty() ? std::string_view() : requests.front().job_id);
}

bool MemoryBatchStore::waits_for_job(std::string_view id) const {
  return std::ranges::any_of(requests_, [&](const auto& entry) { return entry.second.job_id == id; });
}

Result<std::uint64_t> MemoryBatchStore::delete_job(std::string_view id, const AuditText& audit) {
  const std::lock_guard lock(mutex_);
  const Job* job = found(jobs_, id);
  if (job == nullptr) return job_gone(id);
  if (!may_delete(job->row.now.state) || waits_for_job(id)) return job_in_use(id, job->row.now.state);
  jobs_.erase(jobs_.find(id));
  put({.kind = RequestKind::ForgetJob, .job_id = std::string(id)});
  return record(audit, id);
}

std::int64_t MemoryBatchStore::cores_in(const Scope& scope) const {
  std::int64_t cores = 0;
  for (const auto& [id, env] : envs_) {
    if (env.row.scope == scope) cores += cores_of(env.row.spec);
  }
  return cores;
}

Result<Added> MemoryBatchStore::add_env(const EnvRow& env, std::string_view submission, const Quota& quota,
                                        const AuditText& audit) {
  const std::lock_guard lock(mutex_);
  std::uint64_t count = 0;
  for (const auto& [id, other] : envs_) {
    if (is_of_token(other.row.scope, other.row.client_token, env.scope, env.client_token)) {
      return Added{.id = id, .is_new = false, .outbox = record(audit, id)};
    }
    if (other.row.scope.account == env.scope.account) ++count;
  }
  OPENCAM_TRY(check_env_count(count, quota));
  OPENCAM_TRY(check_cores(cores_in(env.scope) + cores_of(env.spec), quota));
  Env added{.row = env, .submission = std::string(submission), .nodes = {}, .activities = {}};
  added.row.sequence = ++last_sequence_;
  added.row.is_changing = true;
  if (!envs_.emplace(env.id, std::move(added)).second) {
    return Error(ErrorCode::AlreadyExists, "the id `" + env.id + "` is taken");
  }
  put({.kind = RequestKind::FitEnv, .env_id = env.id});
  return Added{.id = env.id, .is_new = true, .outbox = record(audit, env.id)};
}

Result<std::uint64_t> MemoryBatchStore::change_env(std::string_view id, const batch::EnvChange& change,
                                                   std::span<const Request> requests, const Quota& quota,
                                                   const AuditText& audit) {
  const std::lock_guard lock(mutex_);
  Env* env = found(envs_, id);
  if (env == nullptr) return env_gone(id);
  if (!requests.empty() && (env->row.is_changing || env->row.is_deleting)) return env_busy(id);
  batch::EnvSpec changed = env->row.spec;
  apply(change, changed);
  if (cores_of(changed) > cores_of(env->row.spec)) {
    OPENCAM_TRY(check_cores(cores_in(env->row.scope) - cores_of(env->row.spec) + cores_of(changed), quota));
  }
  env->row.spec = std::move(changed);
  if (change.submission) env->submission = *change.submission;
  if (!requests.empty()) env->row.is_changing = true;
  for (const Request& request : requests) put(request);
  return record(audit, id);
}

Result<Added> MemoryBatchStore::add_template(const TaskTemplateRow& row, const Quota& quota, const AuditText& audit) {
  const std::lock_guard lock(mutex_);
  const auto count = std::ranges::count_if(
      templates_, [&](const auto& entry) { return entry.second.scope.account == row.scope.account; });
  OPENCAM_TRY(check_template_count(static_cast<std::uint64_t>(count), quota));
  TaskTemplateRow added = row;
  added.sequence = ++last_sequence_;
  if (!templates_.emplace(row.id, std::move(added)).second) {
    return Error(ErrorCode::AlreadyExists, "the id `" + row.id + "` is taken");
  }
  return Added{.id = row.id, .is_new = true, .outbox = record(audit, row.id)};
}

Result<std::uint64_t> MemoryBatchStore::change_template(std::string_view id, const batch::TaskTemplateChange& change,
                                                        const AuditText& audit) {
  const std::lock_guard lock(mutex_);
  TaskTemplateRow* row = found(templates_, id);
  if (row == nullptr) return template_gone(id);
  if (change.name) row->name = *change.name;
  if (change.description) row->description = *change.description;
  if (change.submission) row->submission = *change.submission;
  return record(audit, id);
}

Result<std::uint64_t> MemoryBatchStore::delete_templates(std::span<const std::string> ids, const AuditText& audit) {
  const std::lock_guard lock(mutex_);
  for (const std::string& id : ids) {
    if (!templates_.contains(id)) return template_gone(id);
  }
  for (const std::string& id : ids) templates_.erase(id);
  return record(audit, ids.empty() ? std::string_view() : ids.front());
}

Result<std::optional<JobRow>> MemoryBatchStore::job(std::string_view id) {
  const std::lock_guard lock(mutex_);
  const Job* job = found(jobs_, id);
  return job == nullptr ? std::nullopt : std::optional(job->row);
}

Result<std::vector<JobRow>> MemoryBatchStore::jobs(const Query& query) {
  const std::lock_guard lock(mutex_);
  std::vector<JobRow> rows;
  for (const auto& [id, job] : jobs_) {
    const JobRow& row = job.row;
    const bool has_state = query.states.empty() || std::ranges::find(query.states, row.now.state) != query.states.end();
    if (has_state && lets_through(query, row.scope, row.id, row.name, row.zone)) rows.push_back(row);
  }
  newest_first(rows);
  return rows;
}

Result<std::optional<std::string>> MemoryBatchStore::job_submission(std::string_view id) {
  const std::lock_guard lock(mutex_);
  const Job* job = found(jobs_, id);
  return job == nullptr ? std::nullopt : std::optional(job->submission);
}

Result<std::optional<std::string>> MemoryBatchStore::job_of_token(const Scope& scope, std::string_view token) {
  const std::lock_guard lock(mutex_);
  for (const auto& [id, job] : jobs_) {
    if (is_of_token(job.row.scope, job.row.client_token, scope, token)) return std::optional(id);
  }
  return std::optional<std::string>();
}

Result<std::optional<std::string>> MemoryBatchStore::env_of_token(const Scope& scope, std::string_view token) {
  const std::lock_guard lock(mutex_);
  for (const auto& [id, env] : envs_) {
    if (is_of_token(env.row.scope, env.row.client_token, scope, token)) return std::optional(id);
  }
  return std::optional<std::string>();
}

Result<std::vector<TaskRow>> MemoryBatchStore::tasks(std::string_view job_id) {
  const std::lock_guard lock(mutex_);
  const Job* job = found(jobs_, job_id);
  return job == nullptr ? std::vector<TaskRow>() : job->tasks;
}

Result<std::vector<InstanceRow>> MemoryBatchStore::instances(std::string_view job_id, std::uint32_t task,
                                                             std::uint32_t begin, std::uint32_t end) {
  const std::lock_guard lock(mutex_);
  std::vector<InstanceRow> rows;
  const Job* job = found(jobs_, job_id);
  if (job == nullptr || begin >= end) return rows;
  const auto last = job->instances.lower_bound({task, end});
  for (auto at = job->instances.lower_bound({task, begin}); at != last; ++at) rows.push_back(at->second);
  return rows;
}

Result<std::optional<EnvRow>> MemoryBatchStore::env(std::string_view id) {
  const std::lock_guard lock(mutex_);
  const Env* env = found(envs_, id);
  return env == nullptr ? std::nullopt : std::optional(env->row);
}

Result<std::vector<EnvRow>> MemoryBatchStore::envs(const Query& query) {
  const std::lock_guard lock(mutex_);
  std::vector<EnvRow> rows;
  for (const auto& [id, env] : envs_) {
    if (lets_through(query, env.row.scope, id, env.row.spec.name, env.row.zone)) rows.push_back(env.row);
  }
  newest_first(rows);
  return rows;
}

Result<std::optional<std::string>> MemoryBatchStore::env_submission(std::string_view id) {
  const std::lock_guard lock(mutex_);
  const Env* env = found(envs_, id);
  return env == nullptr ? std::nullopt : std::optional(env->submission);
}

Result<std::vector<NodeRow>> MemoryBatchStore::nodes(std::string_view env_id) {
  const std::lock_guard lock(mutex_);
  const Env* env = found(envs_, env_id);
  return env == nullptr ? std::vector<NodeRow>() : env->nodes;
}

Result<std::optional<std::string>> MemoryBatchStore::env_of_machine(std::string_view machine_id) {
  const std::lock_guard lock(mutex_);
  for (const auto& [id, env] : envs_) {
    if (std::ranges::find(env.nodes, machine_id, &NodeRow::machine_id) != env.nodes.end()) return std::optional(id);
  }
  return std::optional<std::string>();
}

Result<std::vector<ActivityRow>> MemoryBatchStore::activities(std::string_view env_id, std::string_view node_id) {
  const std::lock_guard lock(mutex_);
  std::vector<ActivityRow> rows;
  const Env* env = found(envs_, env_id);
  if (env == nullptr) return rows;
  std::ranges::copy_if(env->activities, std::back_inserter(rows),
                       [&](const ActivityRow& row) { return node_id.empty() || row.node_id == node_id; });
  newest_first(rows);
  return rows;
}

Result<std::optional<TaskTemplateRow>> MemoryBatchStore::task_template(std::string_view id) {
  const std::lock_guard lock(mutex_);
  const TaskTemplateRow* row = found(templates_, id);
  return row == nullptr ? std::nullopt : std::optional(*row);
}

Result<std::vector<TaskTemplateRow>> MemoryBatchStore::task_templates(const Query& query) {
  const std::lock_guard lock(mutex_);
  std::vector<TaskTemplateRow> rows;
  for (const auto& [id, row] : templates_) {
    if (lets_through(query, row.scope, id, row.name, "")) rows.push_back(row);
  }
  newest_first(rows);
  return rows;
}

}  // namespace opencam::store
