// When things were last used, in SQLite: one statement each way. No row of the directory, so no checksum and no
// revision.
#include "store/sqlite.h"

namespace opencam::store {

using directory::LastUse;
using directory::Uin;

Result<void> SqliteStore::note_uses(std::span<const LastUse> uses) {
  const std::lock_guard lock(writer_->mutex);
  OPENCAM_TRY(Transaction transaction, Transaction::begin(writer_->database, Transaction::Kind::Write));
  OPENCAM_TRY(Statement statement,
              writer_->database.prepare("INSERT INTO last_use (account, kind, subject, last_ms) VALUES (?, ?, ?, ?) "
                                        "ON CONFLICT (account, kind, subject) DO UPDATE SET "
                                        "last_ms = max(last_ms, excluded.last_ms)"));
  const std::vector<Column> columns = columns_of<LastUse>();
  for (const LastUse& use : uses) {
    const std::vector<Cell> cells = cells_of(use);
    for (std::size_t i = 0; i < cells.size(); ++i) {
      statement.bind(static_cast<int>(i + 1), cells[i], columns[i].kind);
    }
    OPENCAM_TRY(statement.run());
  }
  return transaction.commit();
}

Result<std::vector<LastUse>> SqliteStore::uses_of(Uin account) {
  const std::lock_guard lock(reader_->mutex);
  OPENCAM_TRY(Statement statement, reader_->database.prepare("SELECT account, kind, subject, last_ms FROM last_use "
                                                             "WHERE account = ? ORDER BY kind, subject"));
  statement.bind(1, static_cast<std::int64_t>(number(account)));
  std::vector<LastUse> out;
  for (;;) {
    OPENCAM_TRY(const bool has_row, statement.step());
    if (!has_row) return out;
    std::vector<Cell> cells(columns_of<LastUse>().size());
    for (std::size_t i = 0; i < cells.size(); ++i) statement.cell(static_cast<int>(i), cells[i]);
    LastUse use;
    CellReader reader(cells);
    LastUse::columns(use, reader);
    // What cannot be read was never used, as far as anybody can tell.
    if (reader.has_all()) out.push_back(std::move(use));
  }
}

}  // namespace opencam::store
