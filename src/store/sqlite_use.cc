// What is kept beside the directory's rows in SQLite: when things were last used, and failures to sign in. No checksum
// and no revision.
#include "store/sqlite.h"

namespace opencam::store {

using directory::LastUse;
using directory::SignInCount;
using directory::Uin;

namespace {

// Runs the statement with the row's columns for its marks.
template <typename Row>
Result<void> run_with(Statement& statement, const Row& row) {
  static const std::vector<Column> columns = columns_of<Row>();
  const std::vector<Cell> cells = cells_of(row);
  for (std::size_t i = 0; i < cells.size(); ++i) {
    statement.bind(static_cast<int>(i + 1), cells[i], columns[i].kind);
  }
  return statement.run();
}

// What cannot be read never was, as far as anybody can tell.
template <typename Row>
Result<std::vector<Row>> read_all(Statement& statement) {
  std::vector<Row> out;
  for (;;) {
    OPENCAM_TRY(const bool has_row, statement.step());
    if (!has_row) return out;
    std::vector<Cell> cells(columns_of<Row>().size());
    for (std::size_t i = 0; i < cells.size(); ++i) statement.cell(static_cast<int>(i), cells[i]);
    Row row;
    CellReader reader(cells);
    Row::columns(row, reader);
    if (reader.has_all()) out.push_back(std::move(row));
  }
}

}  // namespace

Result<void> SqliteStore::note_uses(std::span<const LastUse> uses) {
  const std::lock_guard lock(writer_->mutex);
  OPENCAM_TRY(Transaction transaction, Transaction::begin(writer_->database, Transaction::Kind::Write));
  OPENCAM_TRY(Statement statement,
              writer_->database.prepare("INSERT INTO last_use (account, kind, subject, last_ms) VALUES (?, ?, ?, ?) "
                                        "ON CONFLICT (account, kind, subject) DO UPDATE SET "
                                        "last_ms = max(last_ms, excluded.last_ms)"));
  for (const LastUse& use : uses) OPENCAM_TRY(run_with(statement, use));
  return transaction.commit();
}

Result<std::vector<LastUse>> SqliteStore::uses_of(Uin account) {
  const std::lock_guard lock(reader_->mutex);
  OPENCAM_TRY(Statement statement, reader_->database.prepare("SELECT account, kind, subject, last_ms FROM last_use "
                                                             "WHERE account = ? ORDER BY kind, subject"));
  statement.bind(1, static_cast<std::int64_t>(number(account)));
  return read_all<LastUse>(statement);
}

Result<void> SqliteStore::keep_sign_in_counts(std::span<const SignInCount> counts) {
  const std::lock_guard lock(writer_->mutex);
  OPENCAM_TRY(Transaction transaction, Transaction::begin(writer_->database, Transaction::Kind::Write));
  OPENCAM_TRY(Statement put, writer_->database.prepare("INSERT OR REPLACE INTO sign_in_count (key, failures, next_ms, "
                                                       "last_ms, hour_failures, hour_ms) VALUES (?, ?, ?, ?, ?, ?)"));
  OPENCAM_TRY(Statement forget, writer_->database.prepare("DELETE FROM sign_in_count WHERE key = ?"));
  for (const SignInCount& count : counts) {
    if (count.failures > 0) {
      OPENCAM_TRY(run_with(put, count));
    } else {
      forget.bind(1, count.key);
      OPENCAM_TRY(forget.run());
    }
  }
  return transaction.commit();
}

Result<std::vector<SignInCount>> SqliteStore::sign_in_counts() {
  const std::lock_guard lock(reader_->mutex);
  OPENCAM_TRY(Statement statement,
              reader_->database.prepare("SELECT key, failures, next_ms, last_ms, hour_failures, hour_ms "
                                        "FROM sign_in_count ORDER BY key"));
  return read_all<SignInCount>(statement);
}

}  // namespace opencam::store
