// What API calls read of the SQLite store of BatchCompute.
#include <algorithm>
#include <optional>

#include "store/batch_rule.h"
#include "store/batch_sql.h"
#include "store/batch_sqlite.h"

namespace opencam::store {

using batch::ActivityRow;
using batch::EnvRow;
using batch::InstanceRow;
using batch::JobRow;
using batch::NodeRow;
using batch::Query;
using batch::Scope;
using batch::TaskRow;
using batch::TaskTemplateRow;

Result<std::optional<JobRow>> SqliteBatchStore::job(std::string_view id) {
  const std::lock_guard lock(reader_->mutex);
  return row_of<JobRow>(*reader_, "WHERE id = ?", id);
}

// A list is of one scope, which bounds it (Quota); what else the query asks is looked at here.
Result<std::vector<JobRow>> SqliteBatchStore::jobs(const Query& query) {
  const std::lock_guard lock(reader_->mutex);
  OPENCAM_TRY(std::vector<JobRow> rows,
              readable_rows_of<JobRow>(*reader_, "WHERE account = ? AND region = ? ORDER BY sequence DESC",
                                       number(query.scope.account), query.scope.region));
  std::erase_if(rows, [&](const JobRow& row) {
    const bool has_state = query.states.empty() || std::ranges::find(query.states, row.now.state) != query.states.end();
    return !has_state || !lets_through(query, row.scope, row.id, row.name, row.zone);
  });
  return rows;
}

Result<std::optional<std::string>> SqliteBatchStore::job_submission(std::string_view id) {
  const std::lock_guard lock(reader_->mutex);
  return text_of(*reader_, "SELECT text FROM job_submission WHERE id = ?", id);
}

Result<std::optional<std::string>> SqliteBatchStore::job_of_token(const Scope& scope, std::string_view token) {
  const std::lock_guard lock(reader_->mutex);
  return id_of_token(*reader_, "job", scope, token);
}

Result<std::optional<std::string>> SqliteBatchStore::env_of_token(const Scope& scope, std::string_view token) {
  const std::lock_guard lock(reader_->mutex);
  return id_of_token(*reader_, "env", scope, token);
}

Result<std::vector<TaskRow>> SqliteBatchStore::tasks(std::string_view job_id) {
  const std::lock_guard lock(reader_->mutex);
  return rows_of<TaskRow>(*reader_, "WHERE job_id = ? ORDER BY ordinal", job_id);
}

Result<std::vector<InstanceRow>> SqliteBatchStore::instances(std::string_view job_id, std::uint32_t task,
                                                             std::uint32_t begin, std::uint32_t end) {
  const std::lock_guard lock(reader_->mutex);
  return rows_of<InstanceRow>(*reader_, "WHERE job_id = ? AND task = ? AND place >= ? AND place < ? ORDER BY place",
                              job_id, task, begin, end);
}

Result<std::optional<EnvRow>> SqliteBatchStore::env(std::string_view id) {
  const std::lock_guard lock(reader_->mutex);
  return row_of<EnvRow>(*reader_, "WHERE id = ?", id);
}

Result<std::vector<EnvRow>> SqliteBatchStore::envs(const Query& query) {
  const std::lock_guard lock(reader_->mutex);
  OPENCAM_TRY(std::vector<EnvRow> rows,
              readable_rows_of<EnvRow>(*reader_, "WHERE account = ? AND region = ? ORDER BY sequence DESC",
                                       number(query.scope.account), query.scope.region));
  std::erase_if(rows,
                [&](const EnvRow& row) { return !lets_through(query, row.scope, row.id, row.spec.name, row.zone); });
  return rows;
}

Result<std::optional<std::string>> SqliteBatchStore::env_submission(std::string_view id) {
  const std::lock_guard lock(reader_->mutex);
  return text_of(*reader_, "SELECT text FROM env_submission WHERE id = ?", id);
}

Result<std::vector<NodeRow>> SqliteBatchStore::nodes(std::string_view env_id) {
  const std::lock_guard lock(reader_->mutex);
  return readable_rows_of<NodeRow>(*reader_, "WHERE env_id = ? ORDER BY rowid", env_id);
}

Result<std::optional<std::string>> SqliteBatchStore::env_of_machine(std::string_view machine_id) {
  const std::lock_guard lock(reader_->mutex);
  return text_of(*reader_, "SELECT env_id FROM node WHERE machine_id = ?", machine_id);
}

Result<std::vector<ActivityRow>> SqliteBatchStore::activities(std::string_view env_id, std::string_view node_id) {
  const std::lock_guard lock(reader_->mutex);
  return readable_rows_of<ActivityRow>(*reader_, "WHERE env_id = ? AND (? = '' OR node_id = ?) ORDER BY sequence DESC",
                                       env_id, node_id, node_id);
}

Result<std::optional<TaskTemplateRow>> SqliteBatchStore::task_template(std::string_view id) {
  const std::lock_guard lock(reader_->mutex);
  return row_of<TaskTemplateRow>(*reader_, "WHERE id = ?", id);
}

Result<std::vector<TaskTemplateRow>> SqliteBatchStore::task_templates(const Query& query) {
  const std::lock_guard lock(reader_->mutex);
  OPENCAM_TRY(std::vector<TaskTemplateRow> rows,
              readable_rows_of<TaskTemplateRow>(*reader_, "WHERE account = ? AND region = ? ORDER BY sequence DESC",
                                                number(query.scope.account), query.scope.region));
  std::erase_if(rows,
                [&](const TaskTemplateRow& row) { return !lets_through(query, row.scope, row.id, row.name, ""); });
  return rows;
}

}  // namespace opencam::store
