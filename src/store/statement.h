// SQLite, as much of it as we need: a connection and a prepared statement that clean up after themselves.
//
// Neither throws; every failure is an Error with SQLite's own text (Unavailable when somebody else holds the lock,
// Corrupt when the file is damaged, Io otherwise). A Database and its statements are used by one thread at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "opencam/result.h"
#include "store/column.h"

struct sqlite3;
struct sqlite3_stmt;

namespace opencam::store {

class Statement;

class Database {
 public:
  // REQUIRES: the file is there. `busy_ms` is how long a lock is waited for.
  static Result<Database> open(const std::string& path, int busy_ms);

  Database(Database&& other) noexcept;
  Database& operator=(Database&& other) noexcept;
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  ~Database();

  Result<Statement> prepare(std::string_view sql);
  // Runs statements that give no rows.
  Result<void> run(const std::string& sql);

  // The Error for what just failed on this connection.
  Error error(std::string_view doing) const;

 private:
  explicit Database(sqlite3* handle) : handle_(handle) {}

  sqlite3* handle_;
};

class Statement {
 public:
  Statement(Statement&& other) noexcept;
  Statement& operator=(Statement&& other) noexcept;
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;
  ~Statement();

  // Parameters count from 1. REQUIRES: the index exists.
  void bind(int index, std::int64_t value);
  void bind(int index, std::string_view text);
  void bind_bytes(int index, std::string_view bytes);
  void bind(int index, const Cell& cell, CellKind kind);

  // True when there is a row to look at.
  Result<bool> step();
  // Runs to the end and makes it ready to run again, also after a failure.
  Result<void> run();
  void reset();

  // Columns of the row count from 0. Text and bytes are both text here; a NULL or a real number is no cell.
  std::int64_t integer(int column) const;
  // Empty when the column holds neither.
  std::string text(int column) const;
  bool cell(int column, Cell& cell) const;

 private:
  friend class Database;
  Statement(sqlite3* database, sqlite3_stmt* handle) : database_(database), handle_(handle) {}

  sqlite3* database_;
  sqlite3_stmt* handle_;
};

// A transaction that is rolled back unless it is committed.
class Transaction {
 public:
  enum class Kind : std::uint8_t { Read, Write };
  static Result<Transaction> begin(Database& database, Kind kind);

  Transaction(Transaction&& other) noexcept;
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction();

  // Durable when it returns without error.
  Result<void> commit();

 private:
  explicit Transaction(Database* database) : database_(database) {}

  Database* database_;  // null when it is over
};

}  // namespace opencam::store
