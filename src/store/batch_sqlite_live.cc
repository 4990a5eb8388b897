// What the scheduler asks of the SQLite store of BatchCompute.
#include <optional>
#include <set>

#include "store/batch_rule.h"
#include "store/batch_sql.h"
#include "store/batch_sqlite.h"

namespace opencam::store {

using batch::ActivityRow;
using batch::Changes;
using batch::EnvRow;
using batch::InstanceRow;
using batch::JobRow;
using batch::LiveEnv;
using batch::LiveJob;
using batch::LiveState;
using batch::NodeRow;
using batch::Request;
using batch::TaskRow;

namespace {

constexpr std::string_view select_tasks = "SELECT " OPENCAM_TASK " FROM task WHERE job_id = ? ORDER BY ordinal";
constexpr std::string_view select_nodes = "SELECT " OPENCAM_NODE " FROM node WHERE env_id = ? ORDER BY rowid";

Result<std::vector<std::string>> live_ids(BatchConnection& connection) {
  std::vector<std::string> ids;
  OPENCAM_TRY(Statement * statement,
              connection.statement("SELECT id FROM job WHERE ended_ms = 0 AND state <> 'SUBMITTED' ORDER BY sequence"));
  auto has_row = statement->step();
  for (; has_row && *has_row; has_row = statement->step()) ids.push_back(statement->text(0));
  statement->reset();
  if (!has_row) return std::move(has_row).error();
  return ids;
}

Result<LiveJob> live_job(BatchConnection& connection, const std::string& id) {
  LiveJob live;
  OPENCAM_TRY(auto job, row_of<JobRow>(connection, "SELECT " OPENCAM_JOB " FROM job WHERE id = ?", id));
  if (!job) return job_gone(id);
  live.job = *std::move(job);
  OPENCAM_TRY(live.tasks, rows_of<TaskRow>(connection, select_tasks, id));
  OPENCAM_TRY(live.instances,
              rows_of<InstanceRow>(
                  connection,
                  "SELECT " OPENCAM_INSTANCE " FROM instance WHERE job_id = ? AND "
                  "(state NOT IN ('SUCCEED', 'FAILED', 'FAILED_INTERRUPTED') OR place >= "
                  "(SELECT next_index FROM task WHERE task.job_id = instance.job_id AND ordinal = instance.task)) "
                  "ORDER BY task, place",
                  id));
  return live;
}

Result<void> commit_jobs(BatchConnection& connection, const Changes& changes) {
  for (const Changes::Job& change : changes.jobs) {
    OPENCAM_TRY(Statement * statement,
                connection.statement("UPDATE job SET (" OPENCAM_JOB_STATE ") = (?, ?, ?, ?, ?, ?) WHERE id = ?"));
    statement->bind(bind_row(*statement, change.now), std::string_view(change.id));
    OPENCAM_TRY(statement->run());
  }
  for (const Changes::Task& change : changes.tasks) {
    OPENCAM_TRY(Statement * statement,
                connection.statement("UPDATE task SET (" OPENCAM_TASK_STATE ") = (?, ?, ?, ?, ?, ?, ?, ?) "
                                     "WHERE job_id = ? AND ordinal = ?"));
    const int next = bind_row(*statement, change.now);
    statement->bind(next, std::string_view(change.job_id));
    statement->bind(next + 1, static_cast<std::int64_t>(change.ordinal));
    OPENCAM_TRY(statement->run());
  }
  // Jobs whose instances are written here are there: only the scheduler makes a job one that may be deleted.
  for (const InstanceRow& row : changes.instances) {
    OPENCAM_TRY(put_row(connection,
                        "REPLACE INTO instance (" OPENCAM_INSTANCE
                        ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                        row));
  }
  return {};
}

Result<void> put_activity(BatchConnection& connection, ActivityRow row) {
  OPENCAM_TRY(const auto known,
              number_of(connection, "SELECT sequence FROM activity WHERE env_id = ? AND id = ?", row.env_id, row.id));
  if (known) {
    row.sequence = static_cast<std::uint64_t>(*known);
  } else {
    OPENCAM_TRY(const auto next, number_of(connection,
                                           "UPDATE counter SET value = value + 1 "
                                           "WHERE name = 'sequence' RETURNING value"));
    row.sequence = static_cast<std::uint64_t>(next.value_or(0));
  }
  OPENCAM_TRY(put_row(connection,
                      "REPLACE INTO activity (" OPENCAM_ACTIVITY ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row));
  return {};
}

// An environment remembers its last activities.
Result<void> trim_activities(BatchConnection& connection, const std::vector<ActivityRow>& added) {
  std::set<std::string> envs;
  for (const ActivityRow& row : added) envs.insert(row.env_id);
  for (const std::string& id : envs) {
    OPENCAM_TRY(run(connection,
                    "DELETE FROM activity WHERE env_id = ? AND sequence <= "
                    "(SELECT sequence FROM activity WHERE env_id = ? ORDER BY sequence DESC LIMIT 1 OFFSET ?)",
                    id, id, batch::limits::activities_per_env_max));
  }
  return {};
}

Result<void> commit_envs(BatchConnection& connection, const Changes& changes) {
  for (const Changes::Env& change : changes.envs) {
    OPENCAM_TRY(run(connection, "UPDATE env SET is_deleting = ?, is_changing = ? WHERE id = ?", change.is_deleting,
                    change.is_changing, change.id));
  }
  for (const NodeRow& node : changes.nodes) {
    OPENCAM_TRY(put_row(connection,
                        "INSERT INTO node (" OPENCAM_NODE
                        ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (env_id, id) DO UPDATE SET "
                        "machine_id = excluded.machine_id, state = excluded.state, is_attached = excluded.is_attached, "
                        "is_busy = excluded.is_busy, creation_tries = excluded.creation_tries, "
                        "not_before_ms = excluded.not_before_ms, created_ms = excluded.created_ms",
                        node));
  }
  for (const ActivityRow& activity : changes.activities) OPENCAM_TRY(put_activity(connection, activity));
  OPENCAM_TRY(trim_activities(connection, changes.activities));
  for (const NodeRow& node : changes.nodes_gone) {
    OPENCAM_TRY(run(connection, "DELETE FROM node WHERE env_id = ? AND id = ?", node.env_id, node.id));
  }
  for (const std::string& id : changes.envs_gone) {
    OPENCAM_TRY(run(connection, "DELETE FROM activity WHERE env_id = ?", id));
    OPENCAM_TRY(run(connection, "DELETE FROM node WHERE env_id = ?", id));
    OPENCAM_TRY(run(connection, "DELETE FROM env_submission WHERE id = ?", id));
    OPENCAM_TRY(run(connection, "DELETE FROM env WHERE id = ?", id));
  }
  return {};
}

}  // namespace

Result<std::uint64_t> SqliteBatchStore::begin_term() {
  const std::lock_guard lock(writer_->mutex);
  OPENCAM_TRY(const auto term,
              number_of(*writer_, "UPDATE counter SET value = value + 1 WHERE name = 'term' RETURNING value"));
  return static_cast<std::uint64_t>(term.value_or(0));
}

Result<LiveState> SqliteBatchStore::load() {
  const std::lock_guard lock(writer_->mutex);
  OPENCAM_TRY(Transaction transaction, Transaction::begin(writer_->database, Transaction::Kind::Read));
  LiveState state;
  OPENCAM_TRY(const std::vector<std::string> ids, live_ids(*writer_));
  for (const std::string& id : ids) {
    auto live = live_job(*writer_, id);
    if (live) {
      state.jobs.push_back(*std::move(live));
    } else if (live.error().code() == ErrorCode::Corrupt) {
      state.unreadable.push_back(id);
    } else {
      return std::move(live).error();
    }
  }
  OPENCAM_TRY(Statement * all_envs, writer_->statement("SELECT " OPENCAM_ENV " FROM env ORDER BY sequence"));
  OPENCAM_TRY(std::vector<EnvRow> envs, rows_of<EnvRow>(*all_envs, &state.unreadable));
  for (EnvRow& env : envs) {
    auto nodes = rows_of<NodeRow>(*writer_, select_nodes, env.id);
    if (nodes) {
      state.envs.push_back({.env = std::move(env), .nodes = *std::move(nodes)});
    } else if (nodes.error().code() == ErrorCode::Corrupt) {
      state.unreadable.push_back(env.id);
    } else {
      return std::move(nodes).error();
    }
  }
  OPENCAM_TRY(Statement * all_requests, writer_->statement("SELECT " OPENCAM_REQUEST " FROM request"));
  std::vector<std::string> numbers;
  OPENCAM_TRY(rows_of<Request>(*all_requests, &numbers));
  for (const std::string& number : numbers) state.unreadable.push_back("request " + number);
  return state;
}

Result<std::optional<LiveJob>> SqliteBatchStore::load_job(std::string_view id) {
  const std::lock_guard lock(writer_->mutex);
  OPENCAM_TRY(Transaction transaction, Transaction::begin(writer_->database, Transaction::Kind::Read));
  OPENCAM_TRY(auto job, row_of<JobRow>(*writer_, "SELECT " OPENCAM_JOB " FROM job WHERE id = ?", id));
  if (!job) return std::optional<LiveJob>();
  LiveJob live;
  live.job = *std::move(job);
  OPENCAM_TRY(live.tasks, rows_of<TaskRow>(*writer_, select_tasks, id));
  OPENCAM_TRY(live.instances,
              rows_of<InstanceRow>(
                  *writer_, "SELECT " OPENCAM_INSTANCE " FROM instance WHERE job_id = ? ORDER BY task, place", id));
  return std::optional(std::move(live));
}

Result<std::optional<LiveEnv>> SqliteBatchStore::load_env(std::string_view id) {
  const std::lock_guard lock(writer_->mutex);
  OPENCAM_TRY(Transaction transaction, Transaction::begin(writer_->database, Transaction::Kind::Read));
  OPENCAM_TRY(auto env, row_of<EnvRow>(*writer_, "SELECT " OPENCAM_ENV " FROM env WHERE id = ?", id));
  if (!env) return std::optional<LiveEnv>();
  OPENCAM_TRY(std::vector<NodeRow> nodes, rows_of<NodeRow>(*writer_, select_nodes, id));
  return std::optional(LiveEnv{.env = *std::move(env), .nodes = std::move(nodes)});
}

Result<std::vector<Request>> SqliteBatchStore::requests(std::uint64_t after, std::size_t count_max) {
  const std::lock_guard lock(writer_->mutex);
  return readable_rows_of<Request>(
      *writer_, "SELECT " OPENCAM_REQUEST " FROM request WHERE sequence > ? ORDER BY sequence LIMIT ?", after,
      count_max);
}

Result<void> SqliteBatchStore::commit(std::uint64_t term, const Changes& changes) {
  const std::lock_guard lock(writer_->mutex);
  OPENCAM_TRY(Transaction transaction, Transaction::begin(writer_->database, Transaction::Kind::Write));
  OPENCAM_TRY(const auto now, number_of(*writer_, "SELECT value FROM counter WHERE name = 'term'"));
  if (static_cast<std::uint64_t>(now.value_or(0)) != term) return term_over(term);
  OPENCAM_TRY(commit_jobs(*writer_, changes));
  OPENCAM_TRY(commit_envs(*writer_, changes));
  for (const std::uint64_t sequence : changes.requests_done) {
    OPENCAM_TRY(run(*writer_, "DELETE FROM request WHERE sequence = ?", sequence));
  }
  return transaction.commit();
}

}  // namespace opencam::store
