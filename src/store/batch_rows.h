// Rows of BatchCompute and rows of SQL: a table, names of columns and which field each holds, said once.
//
//   sql_of<batch::JobRow>().names            // "id, account, region, ..."
//   bind_row(statement, job);                // parameters 1, 2, ... in the order of the names
//   OPENCAM_TRY(read_row(statement, job));   // columns 0, 1, ... likewise
//
// For all rows of batch, and for JobState and TaskState, whose columns are those that the scheduler writes. Enumerators
// stand by name; lists and counts as texts that schema/batch describes. What does not fit is Corrupt.
#pragma once

#include <string>

#include "batch/store.h"
#include "opencam/result.h"
#include "store/statement.h"

namespace opencam::store {

struct RowSql {
  std::string table;
  std::string names;
  std::string marks;    // a `?` for each name
  std::string updates;  // `name = excluded.name` for each
};
template <typename Row>
const RowSql& sql_of();

// REQUIRES: the statement has as many parameters left, from `first` on. Returns the next parameter.
template <typename Row>
int bind_row(Statement& statement, const Row& row, int first = 1);

// From the statement's present row, beginning with column 0. Errors: Corrupt.
template <typename Row>
Result<void> read_row(const Statement& statement, Row& row);

}  // namespace opencam::store
