// Short ways to ask a BatchConnection, for the files of the SQLite store of BatchCompute.
//
//   OPENCAM_TRY(auto rows, rows_of<JobRow>(connection, "WHERE id = ?", id));
//   OPENCAM_TRY(insert_row(connection, row));
//   OPENCAM_TRY(run(connection, "DELETE FROM job WHERE id = ?", id));
//
// Parameters are texts and whole numbers. REQUIRES: the SQL holds nothing that a user wrote, and the caller holds the
// connection's mutex.
#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "store/batch_rows.h"
#include "store/batch_sqlite.h"

namespace opencam::store {

inline void bind_one(Statement& statement, int index, std::string_view text) { statement.bind(index, text); }
template <std::integral Number>
void bind_one(Statement& statement, int index, Number number) {
  statement.bind(index, static_cast<std::int64_t>(number));
}

template <typename... Parameters>
Result<Statement*> bound(BatchConnection& connection, std::string_view sql, const Parameters&... parameters) {
  OPENCAM_TRY(Statement * statement, connection.statement(sql));
  int index = 0;
  (bind_one(*statement, ++index, parameters), ...);
  return statement;
}

template <typename... Parameters>
Result<void> run(BatchConnection& connection, std::string_view sql, const Parameters&... parameters) {
  OPENCAM_TRY(Statement * statement, bound(connection, sql, parameters...));
  return statement->run();
}

// All rows of a statement whose parameters are bound. A damaged one is the Error; with `unreadable` it is left out and
// what its first column holds stands there.
template <typename Row>
Result<std::vector<Row>> rows_of(Statement& statement, std::vector<std::string>* unreadable = nullptr) {
  std::vector<Row> rows;
  for (;;) {
    auto has_row = statement.step();
    if (has_row && *has_row) {
      auto fits = read_row(statement, rows.emplace_back());
      if (fits) continue;
      rows.pop_back();
      if (unreadable != nullptr) {
        Cell key;
        statement.cell(0, key);
        const auto* text = std::get_if<std::string>(&key);
        unreadable->push_back(text != nullptr ? *text : std::to_string(std::get<std::int64_t>(key)));
        continue;
      }
      has_row = std::move(fits).error();
    }
    statement.reset();
    if (!has_row) return std::move(has_row).error();
    return rows;
  }
}

// The statement of all columns, with its parameters. `rest` is what follows the table's name.
template <typename Row, typename... Parameters>
Result<Statement*> selected(BatchConnection& connection, std::string_view rest, const Parameters&... parameters) {
  const RowSql& sql = sql_of<Row>();
  return bound(connection, "SELECT " + sql.names + " FROM " + sql.table + " " + std::string(rest), parameters...);
}

template <typename Row, typename... Parameters>
Result<std::vector<Row>> rows_of(BatchConnection& connection, std::string_view rest, const Parameters&... parameters) {
  OPENCAM_TRY(Statement * statement, selected<Row>(connection, rest, parameters...));
  return rows_of<Row>(*statement);
}

// For lists: a damaged row must not take the others with it.
template <typename Row, typename... Parameters>
Result<std::vector<Row>> readable_rows_of(BatchConnection& connection, std::string_view rest,
                                          const Parameters&... parameters) {
  OPENCAM_TRY(Statement * statement, selected<Row>(connection, rest, parameters...));
  std::vector<std::string> unreadable;
  return rows_of<Row>(*statement, &unreadable);
}

template <typename Row, typename... Parameters>
Result<std::optional<Row>> row_of(BatchConnection& connection, std::string_view rest, const Parameters&... parameters) {
  OPENCAM_TRY(std::vector<Row> rows, rows_of<Row>(connection, rest, parameters...));
  return rows.empty() ? std::nullopt : std::optional(std::move(rows.front()));
}

// The first column of the first row, as a number or as a text.
template <typename... Parameters>
Result<std::optional<std::int64_t>> number_of(BatchConnection& connection, std::string_view sql,
                                              const Parameters&... parameters) {
  OPENCAM_TRY(Statement * statement, bound(connection, sql, parameters...));
  auto has_row = statement->step();
  const auto number = has_row && *has_row ? std::optional(statement->integer(0)) : std::nullopt;
  statement->reset();
  if (!has_row) return std::move(has_row).error();
  return number;
}

template <typename... Parameters>
Result<std::optional<std::string>> text_of(BatchConnection& connection, std::string_view sql,
                                           const Parameters&... parameters) {
  OPENCAM_TRY(Statement * statement, bound(connection, sql, parameters...));
  auto has_row = statement->step();
  auto text = has_row && *has_row ? std::optional(statement->text(0)) : std::nullopt;
  statement->reset();
  if (!has_row) return std::move(has_row).error();
  return text;
}

inline std::int64_t number(batch::Account account) { return static_cast<std::int64_t>(account); }

// What a client token of the scope has made: a job or an environment.
inline Result<std::optional<std::string>> id_of_token(BatchConnection& connection, std::string_view table,
                                                      const batch::Scope& scope, std::string_view token) {
  const std::string where = " WHERE account = ? AND region = ? AND client_token = ? AND client_token <> ''";
  return text_of(connection, "SELECT id FROM " + std::string(table) + where, number(scope.account), scope.region,
                 token);
}

// The next of all things that have a sequence.
inline Result<std::uint64_t> next_sequence(BatchConnection& connection) {
  OPENCAM_TRY(const auto next,
              number_of(connection, "UPDATE counter SET value = value + 1 WHERE name = 'sequence' RETURNING value"));
  return static_cast<std::uint64_t>(next.value_or(0));
}

// `sql` has the row's columns as its first parameters.
template <typename Row>
Result<void> put_row(BatchConnection& connection, std::string_view sql, const Row& row) {
  OPENCAM_TRY(Statement * statement, connection.statement(sql));
  bind_row(*statement, row);
  return statement->run();
}

template <typename Row>
const std::string& insert_sql() {
  static const std::string sql =
      "INSERT INTO " + sql_of<Row>().table + " (" + sql_of<Row>().names + ") VALUES (" + sql_of<Row>().marks + ")";
  return sql;
}

template <typename Row>
Result<void> insert_row(BatchConnection& connection, const Row& row) {
  return put_row(connection, insert_sql<Row>(), row);
}

// In the place of the one with its key.
template <typename Row>
Result<void> replace_row(BatchConnection& connection, const Row& row) {
  static const std::string sql = "INSERT OR REPLACE" + insert_sql<Row>().substr(std::string_view("INSERT").size());
  return put_row(connection, sql, row);
}

// Only the columns of a state; `where` says of which row.
template <typename Now, typename... Parameters>
Result<void> update_state(BatchConnection& connection, const Now& now, std::string_view where,
                          const Parameters&... parameters) {
  const RowSql& sql = sql_of<Now>();
  OPENCAM_TRY(Statement * statement, connection.statement("UPDATE " + sql.table + " SET (" + sql.names + ") = (" +
                                                          sql.marks + ") " + std::string(where)));
  int index = bind_row(*statement, now);
  (bind_one(*statement, index++, parameters), ...);
  return statement->run();
}

}  // namespace opencam::store
