#include "store/batch_sqlite.h"

#include <optional>

#include "base/limits.h"
#include "store/batch_rule.h"
#include "store/batch_sql.h"
#include "store/data_file.h"
#include "store/migrate.h"

namespace opencam::store {

using batch::Added;
using batch::AuditText;
using batch::EnvRow;
using batch::JobRow;
using batch::Quota;
using batch::Request;
using batch::RequestKind;
using batch::Scope;
using batch::TaskRow;
using batch::TaskTemplateRow;

namespace {

constexpr std::string_view file_name = "batch.db";

Result<std::unique_ptr<BatchConnection>> connect(const std::string& path) {
  OPENCAM_TRY(Database database, Database::open(path, static_cast<int>(limits::store_lock_wait_ms)));
  OPENCAM_TRY(database.run("PRAGMA journal_mode = WAL"));
  OPENCAM_TRY(database.run("PRAGMA synchronous = FULL"));
  OPENCAM_TRY(database.run("PRAGMA cell_size_check = ON"));
  return std::make_unique<BatchConnection>(std::move(database));
}

Result<void> put(BatchConnection& connection, const Request& request) {
  // The sequence is SQLite's: a null there draws the next one.
  static const std::string sql = [] {
    std::string text = insert_sql<Request>();
    return text.replace(text.find('?'), 1, "nullif(?, 0)");
  }();
  return put_row(connection, sql, request);
}

Result<std::uint64_t> record(BatchConnection& connection, const AuditText& audit, std::string_view id) {
  const std::string text = audit ? audit(id) : std::string();
  if (text.empty()) return 0;
  OPENCAM_TRY(Statement * statement, connection.statement("INSERT INTO outbox (text) VALUES (?) RETURNING sequence"));
  statement->bind_bytes(1, text);
  auto has_row = statement->step();
  const std::int64_t sequence = has_row && *has_row ? statement->integer(0) : 0;
  statement->reset();
  if (!has_row) return std::move(has_row).error();
  return static_cast<std::uint64_t>(sequence);
}

// What a client token of the scope made before, with the record of this call too.
Result<std::optional<Added>> known(BatchConnection& connection, std::optional<std::string> id, const AuditText& audit) {
  if (!id) return std::optional<Added>();
  OPENCAM_TRY(const std::uint64_t outbox, record(connection, audit, *id));
  return std::optional(Added{.id = *std::move(id), .is_new = false, .outbox = outbox});
}

Result<std::int64_t> cores_in(BatchConnection& connection, const Scope& scope) {
  OPENCAM_TRY(const auto cores, number_of(connection,
                                          "SELECT ifnull(sum(desired_nodes * node_cores), 0) FROM env "
                                          "WHERE account = ? AND region = ?",
                                          number(scope.account), scope.region));
  return cores.value_or(0);
}

Result<void> check_envs_of(BatchConnection& connection, const Scope& scope, std::span<const TaskRow> tasks) {
  for (const TaskRow& task : tasks) {
    if (task.spec.env_id.empty()) continue;
    OPENCAM_TRY(const auto count, number_of(connection,
                                            "SELECT count(*) FROM env WHERE id = ? AND account = ? "
                                            "AND region = ? AND is_deleting = 0",
                                            task.spec.env_id, number(scope.account), scope.region));
    if (count.value_or(0) == 0) return env_gone(task.spec.env_id);
  }
  return {};
}

}  // namespace

Result<Statement*> BatchConnection::statement(std::string_view sql) {
  const auto found = statements_.find(sql);
  if (found != statements_.end()) return &found->second;
  OPENCAM_TRY(Statement prepared, database.prepare(sql));
  return &statements_.emplace(sql, std::move(prepared)).first->second;
}

Result<std::unique_ptr<batch::Store>> SqliteBatchStore::open(const std::string& folder) {
  OPENCAM_TRY(make_folder(folder));
  const std::string path = folder + "/" + std::string(file_name);
  OPENCAM_TRY(make_file(path));
  OPENCAM_TRY(std::unique_ptr<BatchConnection> writer, connect(path));
  OPENCAM_TRY(take_steps(writer->database, batch_schema_steps()));
  OPENCAM_TRY(std::unique_ptr<BatchConnection> reader, connect(path));
  return std::unique_ptr<batch::Store>(new SqliteBatchStore(std::move(writer), std::move(reader)));
}

Result<Added> SqliteBatchStore::add_job(const JobRow& job, std::span<const TaskRow> tasks, std::string_view submission,
                                        const Quota& quota, const AuditText& audit) {
  const std::lock_guard lock(writer_->mutex);
  OPENCAM_TRY(Transaction transaction, Transaction::begin(writer_->database, Transaction::Kind::Write));
  OPENCAM_TRY(auto of_token, id_of_token(*writer_, "job", job.scope, job.client_token));
  OPENCAM_TRY(auto added, known(*writer_, std::move(of_token), audit));
  if (!added) {
    OPENCAM_TRY(const auto count,
                number_of(*writer_, "SELECT count(*) FROM job WHERE account = ?", number(job.scope.account)));
    OPENCAM_TRY(check_job_count(static_cast<std::uint64_t>(count.value_or(0)), quota));
    OPENCAM_TRY(check_envs_of(*writer_, job.scope, tasks));
    JobRow row = job;
    OPENCAM_TRY(row.sequence, next_sequence(*writer_));
    OPENCAM_TRY(insert_row(*writer_, row));
    for (const TaskRow& task : tasks) {
      OPENCAM_TRY(insert_row(*writer_, task));
    }
    OPENCAM_TRY(run(*writer_, "INSERT INTO job_submission (id, text) VALUES (?, ?)", job.id, submission));
    OPENCAM_TRY(put(*writer_, {.kind = RequestKind::BeginJob, .job_id = job.id}));
    OPENCAM_TRY(const std::uint64_t outbox, record(*writer_, audit, job.id));
    added = Added{.id = job.id, .is_new = true, .outbox = outbox};
  }
  OPENCAM_TRY(transaction.commit());
  return *std::move(added);
}

Result<std::uint64_t> SqliteBatchStore::put_requests(std::span<const Request> requests, const AuditText& audit) {
  const std::lock_guard lock(writer_->mutex);
  OPENCAM_TRY(Transaction transaction, Transaction::begin(writer_->database, Transaction::Kind::Write));
  for (const Request& request : requests) {
    OPENCAM_TRY(const auto count, number_of(*writer_, "SELECT count(*) FROM job WHERE id = ?", request.job_id));
    if (count.value_or(0) == 0) return job_gone(request.job_id);
    OPENCAM_TRY(put(*writer_, request));
  }
  OPENCAM_TRY(const std::uint64_t outbox,
              record(*writer_, audit, requests.empty() ? std::string_view() : requests.front().job_id));
  OPENCAM_TRY(transaction.commit());
  return outbox;
}

Result<std::uint64_t> SqliteBatchStore::delete_job(std::string_view id, const AuditText& audit) {
  const std::lock_guard lock(writer_->mutex);
  OPENCAM_TRY(Transaction transaction, Transaction::begin(writer_->database, Transaction::Kind::Write));
  OPENCAM_TRY(const auto row, row_of<JobRow>(*writer_, "WHERE id = ?", id));
  if (!row) return job_gone(id);
  OPENCAM_TRY(const auto waiting,
              number_of(*writer_, "SELECT count(*) FROM request WHERE job_id = ? AND job_id <> ''", id));
  if (!may_delete(row->now.state) || waiting.value_or(0) != 0) return job_in_use(id, row->now.state);
  OPENCAM_TRY(run(*writer_, "DELETE FROM instance WHERE job_id = ?", id));
  OPENCAM_TRY(run(*writer_, "DELETE FROM task WHERE job_id = ?", id));
  OPENCAM_TRY(run(*writer_, "DELETE FROM job_submission WHERE id = ?", id));
  OPENCAM_TRY(run(*writer_, "DELETE FROM job WHERE id = ?", id));
  OPENCAM_TRY(put(*writer_, {.kind = RequestKind::ForgetJob, .job_id = std::string(id)}));
  OPENCAM_TRY(const std::uint64_t outbox, record(*writer_, audit, id));
  OPENCAM_TRY(transaction.commit());
  return outbox;
}

Result<Added> SqliteBatchStore::add_env(const EnvRow& env, std::string_view submission, const Quota& quota,
                                        const AuditText& audit) {
  const std::lock_guard lock(writer_->mutex);
  OPENCAM_TRY(Transaction transaction, Transaction::begin(writer_->database, Transaction::Kind::Write));
  OPENCAM_TRY(auto of_token, id_of_token(*writer_, "env", env.scope, env.client_token));
  OPENCAM_TRY(auto added, known(*writer_, std::move(of_token), audit));
  if (!added) {
    OPENCAM_TRY(const auto count,
                number_of(*writer_, "SELECT count(*) FROM env WHERE account = ?", number(env.scope.account)));
    OPENCAM_TRY(check_env_count(static_cast<std::uint64_t>(count.value_or(0)), quota));
    OPENCAM_TRY(const std::int64_t cores, cores_in(*writer_, env.scope));
    OPENCAM_TRY(check_cores(cores + cores_of(env.spec), quota));
    EnvRow row = env;
    row.is_changing = true;
    OPENCAM_TRY(row.sequence, next_sequence(*writer_));
    OPENCAM_TRY(insert_row(*writer_, row));
    OPENCAM_TRY(run(*writer_, "INSERT INTO env_submission (id, text) VALUES (?, ?)", env.id, submission));
    OPENCAM_TRY(put(*writer_, {.kind = RequestKind::FitEnv, .env_id = env.id}));
    OPENCAM_TRY(const std::uint64_t outbox, record(*writer_, audit, env.id));
    added = Added{.id = env.id, .is_new = true, .outbox = outbox};
  }
  OPENCAM_TRY(transaction.commit());
  return *std::move(added);
}

Result<std::uint64_t> SqliteBatchStore::change_env(std::string_view id, const batch::EnvChange& change,
                                                   std::span<const Request> requests, const Quota& quota,
                                                   const AuditText& audit) {
  const std::lock_guard lock(writer_->mutex);
  OPENCAM_TRY(Transaction transaction, Transaction::begin(writer_->database, Transaction::Kind::Write));
  OPENCAM_TRY(auto row, row_of<EnvRow>(*writer_, "WHERE id = ?", id));
  if (!row) return env_gone(id);
  if (!requests.empty() && (row->is_changing || row->is_deleting)) return env_busy(id);
  const std::int64_t cores_before = cores_of(row->spec);
  apply(change, row->spec);
  if (cores_of(row->spec) > cores_before) {
    OPENCAM_TRY(const std::int64_t cores, cores_in(*writer_, row->scope));
    OPENCAM_TRY(check_cores(cores - cores_before + cores_of(row->spec), quota));
  }
  row->is_changing = row->is_changing || !requests.empty();
  OPENCAM_TRY(replace_row(*writer_, *row));
  if (change.submission) {
    OPENCAM_TRY(run(*writer_, "UPDATE env_submission SET text = ? WHERE id = ?", *change.submission, id));
  }
  for (const Request& request : requests) OPENCAM_TRY(put(*writer_, request));
  OPENCAM_TRY(const std::uint64_t outbox, record(*writer_, audit, id));
  OPENCAM_TRY(transaction.commit());
  return outbox;
}

Result<Added> SqliteBatchStore::add_template(const TaskTemplateRow& row, const Quota& quota, const AuditText& audit) {
  const std::lock_guard lock(writer_->mutex);
  OPENCAM_TRY(Transaction transaction, Transaction::begin(writer_->database, Transaction::Kind::Write));
  OPENCAM_TRY(const auto count,
              number_of(*writer_, "SELECT count(*) FROM task_template WHERE account = ?", number(row.scope.account)));
  OPENCAM_TRY(check_template_count(static_cast<std::uint64_t>(count.value_or(0)), quota));
  TaskTemplateRow added = row;
  OPENCAM_TRY(added.sequence, next_sequence(*writer_));
  OPENCAM_TRY(insert_row(*writer_, added));
  OPENCAM_TRY(const std::uint64_t outbox, record(*writer_, audit, row.id));
  OPENCAM_TRY(transaction.commit());
  return Added{.id = row.id, .is_new = true, .outbox = outbox};
}

Result<std::uint64_t> SqliteBatchStore::change_template(std::string_view id, const batch::TaskTemplateChange& change,
                                                        const AuditText& audit) {
  const std::lock_guard lock(writer_->mutex);
  OPENCAM_TRY(Transaction transaction, Transaction::begin(writer_->database, Transaction::Kind::Write));
  OPENCAM_TRY(auto row, row_of<TaskTemplateRow>(*writer_, "WHERE id = ?", id));
  if (!row) return template_gone(id);
  OPENCAM_TRY(run(*writer_, "UPDATE task_template SET name = ?, description = ?, submission = ? WHERE id = ?",
                  change.name.value_or(row->name), change.description.value_or(row->description),
                  change.submission.value_or(row->submission), id));
  OPENCAM_TRY(const std::uint64_t outbox, record(*writer_, audit, id));
  OPENCAM_TRY(transaction.commit());
  return outbox;
}

Result<std::uint64_t> SqliteBatchStore::delete_templates(std::span<const std::string> ids, const AuditText& audit) {
  const std::lock_guard lock(writer_->mutex);
  OPENCAM_TRY(Transaction transaction, Transaction::begin(writer_->database, Transaction::Kind::Write));
  for (const std::string& id : ids) {
    OPENCAM_TRY(const auto gone, text_of(*writer_, "SELECT id FROM task_template WHERE id = ?", id));
    if (!gone) return template_gone(id);
  }
  for (const std::string& id : ids) OPENCAM_TRY(run(*writer_, "DELETE FROM task_template WHERE id = ?", id));
  OPENCAM_TRY(const std::uint64_t outbox, record(*writer_, audit, ids.empty() ? std::string_view() : ids.front()));
  OPENCAM_TRY(transaction.commit());
  return outbox;
}

Result<std::vector<batch::OutboxRecord>> SqliteBatchStore::outbox(std::size_t count_max) {
  const std::lock_guard lock(writer_->mutex);
  std::vector<batch::OutboxRecord> records;
  OPENCAM_TRY(Statement * statement,
              bound(*writer_, "SELECT sequence, text FROM outbox ORDER BY sequence LIMIT ?", count_max));
  auto has_row = statement->step();
  for (; has_row && *has_row; has_row = statement->step()) {
    records.push_back({.sequence = static_cast<std::uint64_t>(statement->integer(0)), .text = statement->text(1)});
  }
  statement->reset();
  if (!has_row) return std::move(has_row).error();
  return records;
}

Result<void> SqliteBatchStore::delivered(std::span<const std::uint64_t> sequences) {
  const std::lock_guard lock(writer_->mutex);
  OPENCAM_TRY(Transaction transaction, Transaction::begin(writer_->database, Transaction::Kind::Write));
  for (const std::uint64_t sequence : sequences) {
    OPENCAM_TRY(run(*writer_, "DELETE FROM outbox WHERE sequence = ?", sequence));
  }
  return transaction.commit();
}

}  // namespace opencam::store
