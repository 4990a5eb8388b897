#include "store/statement.h"

#include <sqlite3.h>

#include <utility>

#include "base/check.h"

namespace opencam::store {

namespace {

ErrorCode code_of(int result) {
  switch (result & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return ErrorCode::Unavailable;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return ErrorCode::Corrupt;
    default:
      return ErrorCode::Io;
  }
}

Error error_of(sqlite3* database, std::string_view doing) {
  return Error(code_of(sqlite3_extended_errcode(database)), std::string(doing) + ": " + sqlite3_errmsg(database));
}

}  // namespace

Result<Database> Database::open(const std::string& path, int busy_ms) {
  sqlite3* handle = nullptr;
  const int result = sqlite3_open_v2(path.c_str(), &handle,
                                     SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
  if (handle == nullptr) return Error(ErrorCode::Unavailable, "there is no memory for the store");
  Database database(handle);
  if (result != SQLITE_OK) return database.error("cannot open the store `" + path + "`");
  sqlite3_busy_timeout(handle, busy_ms);
  // The file may be anybody's: nothing in its schema may run code, and no statement of ours may break it.
  sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  return database;
}

Database::Database(Database&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}

Database& Database::operator=(Database&& other) noexcept {
  std::swap(handle_, other.handle_);
  return *this;
}

Database::~Database() { sqlite3_close_v2(handle_); }

Error Database::error(std::string_view doing) const { return error_of(handle_, doing); }

Result<Statement> Database::prepare(std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v3(handle_, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &statement,
                         nullptr) != SQLITE_OK) {
    return error("the store does not take the statement `" + std::string(sql) + "`");
  }
  return Statement(handle_, statement);
}

Result<void> Database::run(const std::string& sql) {
  if (sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK) return {};
  return error("the store failed");
}

Statement::Statement(Statement&& other) noexcept
    : database_(other.database_), handle_(std::exchange(other.handle_, nullptr)) {}

Statement& Statement::operator=(Statement&& other) noexcept {
  std::swap(database_, other.database_);
  std::swap(handle_, other.handle_);
  return *this;
}

Statement::~Statement() { sqlite3_finalize(handle_); }

void Statement::bind(int index, std::int64_t value) {
  const int result = sqlite3_bind_int64(handle_, index, value);
  OPENCAM_CHECK(result == SQLITE_OK);
}

void Statement::bind(int index, std::string_view text) {
  const int result = sqlite3_bind_text64(handle_, index, text.data() == nullptr ? "" : text.data(), text.size(),
                                         SQLITE_TRANSIENT, SQLITE_UTF8);
  OPENCAM_CHECK(result == SQLITE_OK);
}

void Statement::bind_bytes(int index, std::string_view bytes) {
  const int result =
      sqlite3_bind_blob64(handle_, index, bytes.data() == nullptr ? "" : bytes.data(), bytes.size(), SQLITE_TRANSIENT);
  OPENCAM_CHECK(result == SQLITE_OK);
}

void Statement::bind(int index, const Cell& cell, CellKind kind) {
  if (const auto* number = std::get_if<std::int64_t>(&cell)) {
    bind(index, *number);
  } else if (kind == CellKind::Bytes) {
    bind_bytes(index, std::get<std::string>(cell));
  } else {
    bind(index, std::string_view(std::get<std::string>(cell)));
  }
}

Result<bool> Statement::step() {
  const int result = sqlite3_step(handle_);
  if (result == SQLITE_ROW) return true;
  if (result == SQLITE_DONE) return false;
  return error_of(database_, "the store failed");
}

Result<void> Statement::run() {
  auto has_row = step();
  while (has_row && *has_row) has_row = step();
  reset();
  if (!has_row) return std::move(has_row).error();
  return {};
}

void Statement::reset() {
  sqlite3_reset(handle_);
  sqlite3_clear_bindings(handle_);
}

std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(handle_, column); }

std::string Statement::text(int column) const {
  const int type = sqlite3_column_type(handle_, column);
  if (type != SQLITE_TEXT && type != SQLITE_BLOB) return {};
  const void* bytes = sqlite3_column_blob(handle_, column);
  const int size = sqlite3_column_bytes(handle_, column);
  return {static_cast<const char*>(bytes), bytes == nullptr ? 0 : static_cast<std::size_t>(size)};
}

bool Statement::cell(int column, Cell& cell) const {
  switch (sqlite3_column_type(handle_, column)) {
    case SQLITE_INTEGER:
      cell = sqlite3_column_int64(handle_, column);
      return true;
    case SQLITE_TEXT:
    case SQLITE_BLOB: {
      const void* bytes = sqlite3_column_blob(handle_, column);
      const int size = sqlite3_column_bytes(handle_, column);
      cell = std::string(static_cast<const char*>(bytes), bytes == nullptr ? 0 : static_cast<std::size_t>(size));
      return true;
    }
    default:
      cell = std::string();
      return false;
  }
}

Result<Transaction> Transaction::begin(Database& database, Kind kind) {
  OPENCAM_TRY(database.run(kind == Kind::Write ? "BEGIN IMMEDIATE" : "BEGIN"));
  return Transaction(&database);
}

Transaction::Transaction(Transaction&& other) noexcept : database_(std::exchange(other.database_, nullptr)) {}

Transaction::~Transaction() {
  // Nothing can be done about a rollback that fails; SQLite undoes what was not committed when it opens the file next.
  if (database_ != nullptr) static_cast<void>(database_->run("ROLLBACK"));
}

Result<void> Transaction::commit() {
  OPENCAM_TRY(database_->run("COMMIT"));
  database_ = nullptr;
  return {};
}

}  // namespace opencam::store
