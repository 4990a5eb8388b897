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

constexpr std::string_view nodes_of_env = "WHERE env_id = ? ORDER BY rowid";

// All instances with a row, or those that LiveJob says.
constexpr std::string_view all_instances = "WHERE job_id = ? ORDER BY task, place";
constexpr std::string_view live_instances =
    "WHERE job_id = ? AND (state NOT IN ('SUCCEED', 'FAILED', 'FAILED_INTERRUPTED') OR place >= "
    "(SELECT next_index FROM task WHERE task.job_id = instance.job_id AND ordinal = instance.task)) "
    "ORDER BY task, place";

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

Result<std::optional<LiveJob>> read_job(BatchConnection& connection, std::string_view id, std::string_view instances) {
  OPENCAM_TRY(auto job, row_of<JobRow>(connection, "WHERE id = ?", id));
  if (!job) return std::optional<LiveJob>();
  LiveJob live{.job = *std::move(job), .tasks = {}, .instances = {}};
  OPENCAM_TRY(live.tasks, rows_of<TaskRow>(connection, "WHERE job_id = ? ORDER BY ordinal", id));
  OPENCAM_TRY(live.instances, rows_of<InstanceRow>(connection, instances, id));
  return std::optional(std::move(live));
}

Result<void> commit_jobs(BatchConnection& connection, const Changes& changes) {
  for (const Changes::Job& change : changes.jobs) {
    OPENCAM_TRY(update_state(connection, change.now, "WHERE id = ?", change.id));
  }
  for (const Changes::Task& change : changes.tasks) {
    OPENCAM_TRY(
        update_state(connection, change.now, "WHERE job_id = ? AND ordinal = ?", change.job_id, change.ordinal));
  }
  // Jobs whose instances are written here are there: only the scheduler makes a job one that may be deleted.
  for (const InstanceRow& row : changes.instances) {
    OPENCAM_TRY(replace_row(connection, row));
  }
  return {};
}

Result<void> put_activity(BatchConnection& connection, ActivityRow row) {
  OPENCAM_TRY(const auto known,
              number_of(connection, "SELECT sequence FROM activity WHERE env_id = ? AND id = ?", row.env_id, row.id));
  if (known) {
    row.sequence = static_cast<std::uint64_t>(*known);
  } else {
    OPENCAM_TRY(row.sequence, next_sequence(connection));
  }
  OPENCAM_TRY(replace_row(connection, row));
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
  // Not replaced: a node keeps its place among the others.
  static const std::string put_node =
      insert_sql<NodeRow>() + " ON CONFLICT (env_id, id) DO UPDATE SET " + sql_of<NodeRow>().updates;
  for (const NodeRow& node : changes.nodes) OPENCAM_TRY(put_row(connection, put_node, node));
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
    auto live = read_job(*writer_, id, live_instances);
    if (live && *live) {
      state.jobs.push_back(**std::move(live));
    } else if (!live && live.error().code() == ErrorCode::Corrupt) {
      state.unreadable.push_back(id);
    } else if (!live) {
      return std::move(live).error();
    }
  }
  OPENCAM_TRY(Statement * all_envs, selected<EnvRow>(*writer_, "ORDER BY sequence"));
  OPENCAM_TRY(std::vector<EnvRow> envs, rows_of<EnvRow>(*all_envs, &state.unreadable));
  for (EnvRow& env : envs) {
    auto nodes = rows_of<NodeRow>(*writer_, nodes_of_env, env.id);
    if (nodes) {
      state.envs.push_back({.env = std::move(env), .nodes = *std::move(nodes)});
    } else if (nodes.error().code() == ErrorCode::Corrupt) {
      state.unreadable.push_back(env.id);
    } else {
      return std::move(nodes).error();
    }
  }
  OPENCAM_TRY(Statement * all_requests, selected<Request>(*writer_, ""));
  std::vector<std::string> numbers;
  OPENCAM_TRY(rows_of<Request>(*all_requests, &numbers));
  for (const std::string& number : numbers) state.unreadable.push_back("request " + number);
  return state;
}

Result<std::optional<LiveJob>> SqliteBatchStore::load_job(std::string_view id) {
  const std::lock_guard lock(writer_->mutex);
  OPENCAM_TRY(Transaction transaction, Transaction::begin(writer_->database, Transaction::Kind::Read));
  return read_job(*writer_, id, all_instances);
}

Result<std::optional<LiveEnv>> SqliteBatchStore::load_env(std::string_view id) {
  const std::lock_guard lock(writer_->mutex);
  OPENCAM_TRY(Transaction transaction, Transaction::begin(writer_->database, Transaction::Kind::Read));
  OPENCAM_TRY(auto env, row_of<EnvRow>(*writer_, "WHERE id = ?", id));
  if (!env) return std::optional<LiveEnv>();
  OPENCAM_TRY(std::vector<NodeRow> nodes, rows_of<NodeRow>(*writer_, nodes_of_env, id));
  return std::optional(LiveEnv{.env = *std::move(env), .nodes = std::move(nodes)});
}

Result<std::vector<Request>> SqliteBatchStore::requests(std::uint64_t after, std::size_t count_max) {
  const std::lock_guard lock(writer_->mutex);
  return readable_rows_of<Request>(*writer_, "WHERE sequence > ? ORDER BY sequence LIMIT ?", after, count_max);
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
