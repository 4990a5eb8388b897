// Rows of BatchCompute and rows of SQL: which column holds which field, once for writing and reading.
//
//   bind_row(statement, job);                // parameters 1, 2, ... in the order of OPENCAM_JOB
//   OPENCAM_TRY(read_row(statement, job));   // columns 0, 1, ... likewise
//
// A state's columns are those that the scheduler writes. Enumerators stand by name; lists and counts as texts that
// schema/batch describes. What does not fit is Corrupt.
#pragma once

#include <string>
#include <string_view>

#include "batch/store.h"
#include "opencam/result.h"
#include "store/statement.h"

namespace opencam::store {

// REQUIRES: the statement has as many parameters left, from `first` on. Returns the next parameter.
int bind_row(Statement& statement, const batch::JobRow& row, int first = 1);
int bind_row(Statement& statement, const batch::JobState& now, int first = 1);
int bind_row(Statement& statement, const batch::TaskRow& row, int first = 1);
int bind_row(Statement& statement, const batch::TaskState& now, int first = 1);
int bind_row(Statement& statement, const batch::InstanceRow& row, int first = 1);
int bind_row(Statement& statement, const batch::EnvRow& row, int first = 1);
int bind_row(Statement& statement, const batch::NodeRow& row, int first = 1);
int bind_row(Statement& statement, const batch::ActivityRow& row, int first = 1);
int bind_row(Statement& statement, const batch::TaskTemplateRow& row, int first = 1);
int bind_row(Statement& statement, const batch::Request& row, int first = 1);

// From the statement's present row, beginning with column 0. Errors: Corrupt.
Result<void> read_row(const Statement& statement, batch::JobRow& row);
Result<void> read_row(const Statement& statement, batch::TaskRow& row);
Result<void> read_row(const Statement& statement, batch::InstanceRow& row);
Result<void> read_row(const Statement& statement, batch::EnvRow& row);
Result<void> read_row(const Statement& statement, batch::NodeRow& row);
Result<void> read_row(const Statement& statement, batch::ActivityRow& row);
Result<void> read_row(const Statement& statement, batch::TaskTemplateRow& row);
Result<void> read_row(const Statement& statement, batch::Request& row);

// The columns as SQL lists them, in the order of bind_row and read_row.
#define OPENCAM_JOB_STATE "state, reason, is_terminating, ended_ms, task_counts, instance_counts"
#define OPENCAM_JOB                                                                                      \
  "id, account, region, creator, creator_type, sequence, zone, name, description, priority, depend_on, " \
  "creation_failed, created_ms, client_token, edges, " OPENCAM_JOB_STATE
#define OPENCAM_TASK_STATE "state, reason, started_ms, ended_ms, ground, ground_reason, next_index, instance_counts"
#define OPENCAM_TASK "job_id, ordinal, spec, created_ms, " OPENCAM_TASK_STATE
#define OPENCAM_INSTANCE                                                                                        \
  "job_id, task, place, state, attempt, failures, creation_tries, not_before_ms, has_exit, exit_code, reason, " \
  "detail, node_id, machine_id, created_ms, launched_ms, running_ms, ended_ms"
#define OPENCAM_ENV                                                                                           \
  "id, account, region, creator, creator_type, sequence, zone, created_ms, client_token, name, description, " \
  "env_type, resource_type, desired_nodes, recreates_inactive, resource_retries_max, instance_types, "        \
  "node_cores, node_memory_gib, is_deleting, is_changing"
#define OPENCAM_NODE "env_id, id, machine_id, state, is_attached, is_busy, creation_tries, not_before_ms, created_ms"
#define OPENCAM_ACTIVITY "sequence, env_id, id, node_id, machine_id, type, state, cause, reason, started_ms, ended_ms"
#define OPENCAM_TEMPLATE \
  "id, account, region, creator, creator_type, sequence, name, description, submission, created_ms"
#define OPENCAM_REQUEST "sequence, kind, job_id, env_id, task, place, node_id, machine_id"

}  // namespace opencam::store
