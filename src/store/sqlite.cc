#include "store/sqlite.h"

#include <set>
#include <utility>

#include "base/limits.h"
#include "store/audit_rule.h"
#include "store/data_file.h"
#include "store/migrate.h"

namespace opencam::store {

using directory::AuditPage;
using directory::AuditQuery;
using directory::AuditRecord;
using directory::ChangeSet;
using directory::RowChange;
using directory::StoredChanges;
using directory::StoredRows;
using directory::Uin;

namespace {

constexpr std::string_view file_name = "opencam.db";

std::int64_t signed_number(std::uint64_t number) { return static_cast<std::int64_t>(number); }

Result<Statement*> prepared(Database& database, std::optional<Statement>& slot, std::string_view sql) {
  if (!slot) {
    OPENCAM_TRY(Statement statement, database.prepare(sql));
    slot.emplace(std::move(statement));
  }
  return &*slot;
}

}  // namespace

Result<std::unique_ptr<directory::Store>> SqliteStore::open(const std::string& folder, const SecretText& audit_key) {
  OPENCAM_TRY(make_folder(folder));
  const std::string path = folder + "/" + std::string(file_name);
  OPENCAM_TRY(make_file(path));
  OPENCAM_TRY(std::unique_ptr<Connection> writer, connect(path, audit_key));
  OPENCAM_TRY(migrate(writer->database, audit_key));
  OPENCAM_TRY(std::unique_ptr<Connection> reader, connect(path, audit_key));
  return std::unique_ptr<directory::Store>(new SqliteStore(std::move(writer), std::move(reader)));
}

Result<std::unique_ptr<SqliteStore::Connection>> SqliteStore::connect(const std::string& path,
                                                                      const SecretText& audit_key) {
  OPENCAM_TRY(Database database, Database::open(path, static_cast<int>(limits::store_lock_wait_ms)));
  OPENCAM_TRY(database.run("PRAGMA journal_mode = WAL"));
  OPENCAM_TRY(database.run("PRAGMA synchronous = FULL"));
  OPENCAM_TRY(database.run("PRAGMA foreign_keys = ON"));
  OPENCAM_TRY(database.run("PRAGMA cell_size_check = ON"));
  return std::make_unique<Connection>(std::move(database), audit_key);
}

Result<std::uint64_t> SqliteStore::head_of(Connection& connection) {
  OPENCAM_TRY(Statement * statement,
              prepared(connection.database, connection.head, "SELECT ifnull(max(revision), 0) FROM change_log"));
  auto has_row = statement->step();
  const std::int64_t head = has_row && *has_row ? statement->integer(0) : 0;
  statement->reset();
  if (!has_row) return std::move(has_row).error();
  return static_cast<std::uint64_t>(head);
}

Result<std::uint64_t> SqliteStore::head() {
  const std::lock_guard lock(reader_->mutex);
  return head_of(*reader_);
}

Result<StoredRows> SqliteStore::load() {
  const std::lock_guard lock(reader_->mutex);
  OPENCAM_TRY(Transaction transaction, Transaction::begin(reader_->database, Transaction::Kind::Read));
  StoredRows stored;
  OPENCAM_TRY(stored.revision, head_of(*reader_));
  OPENCAM_TRY(reader_->rows.read_all(stored));
  return stored;
}

Result<StoredChanges> SqliteStore::changes_since(std::uint64_t revision) {
  const std::lock_guard lock(reader_->mutex);
  OPENCAM_TRY(Transaction transaction, Transaction::begin(reader_->database, Transaction::Kind::Read));
  StoredChanges changes;
  OPENCAM_TRY(changes.now.revision, head_of(*reader_));
  OPENCAM_TRY(Statement statement, reader_->database.prepare("SELECT DISTINCT account FROM change_log "
                                                             "WHERE revision > ? AND account <> 0 ORDER BY account"));
  statement.bind(1, signed_number(revision));
  for (;;) {
    OPENCAM_TRY(const bool has_row, statement.step());
    if (!has_row) break;
    changes.accounts.push_back(Uin{static_cast<std::uint64_t>(statement.integer(0))});
  }
  OPENCAM_TRY(reader_->rows.read_sequences(changes.now));
  for (const Uin account : changes.accounts) OPENCAM_TRY(reader_->rows.read_account(account, changes.now));
  return changes;
}

Result<void> SqliteStore::write_rows(Connection& connection, const ChangeSet& changes, std::uint64_t revision) {
  std::set<Uin> touched;
  std::size_t written = 0;
  for (const RowChange& change : changes.rows) {
    if (++written % limits::import_progress_rows == 0 && changes.on_progress) changes.on_progress(written);
    touched.insert(owner_of(change.row));
    if (change.is_erase) {
      OPENCAM_TRY(connection.rows.erase(change.row));
    } else {
      OPENCAM_TRY(connection.rows.put(change.row));
    }
  }
  // A commit that touches nothing still has its revision.
  if (touched.empty()) touched.insert(Uin{});
  OPENCAM_TRY(Statement * log, prepared(connection.database, connection.log,
                                        "INSERT INTO change_log (revision, account) VALUES (?, ?)"));
  for (const Uin account : touched) {
    log->bind(1, signed_number(revision));
    log->bind(2, signed_number(number(account)));
    OPENCAM_TRY(log->run());
  }
  return {};
}

Result<std::uint64_t> SqliteStore::commit(const ChangeSet& changes, std::uint64_t expected) {
  const std::lock_guard lock(writer_->mutex);
  OPENCAM_TRY(Transaction transaction, Transaction::begin(writer_->database, Transaction::Kind::Write));
  OPENCAM_TRY(const std::uint64_t head_now, head_of(*writer_));
  if (head_now != expected) return conflict(expected, head_now);
  const std::uint64_t revision = expected + 1;
  OPENCAM_TRY(write_rows(*writer_, changes, revision));
  for (AuditRecord record : changes.audit) {
    record.revision = revision;
    OPENCAM_TRY(writer_->audit.append(std::move(record)));
  }
  OPENCAM_TRY(transaction.commit());
  return revision;
}

Result<void> SqliteStore::append_audit(std::span<const AuditRecord> records) {
  const std::lock_guard lock(writer_->mutex);
  OPENCAM_TRY(Transaction transaction, Transaction::begin(writer_->database, Transaction::Kind::Write));
  for (const AuditRecord& record : records) OPENCAM_TRY(writer_->audit.append(record));
  return transaction.commit();
}

Result<AuditPage> SqliteStore::audit(const AuditQuery& query) {
  const std::lock_guard lock(reader_->mutex);
  return reader_->audit.page(query);
}

Result<std::vector<directory::ChainedRecord>> SqliteStore::audit_chain(std::uint64_t after, std::uint32_t count_max) {
  const std::lock_guard lock(reader_->mutex);
  return reader_->audit.chain(after, count_max);
}

Result<directory::AuditEnds> SqliteStore::audit_ends() {
  const std::lock_guard lock(reader_->mutex);
  return reader_->audit.ends();
}

Result<std::uint64_t> SqliteStore::prune_audit(std::int64_t before_ms, const AuditRecord& note) {
  const std::lock_guard lock(writer_->mutex);
  OPENCAM_TRY(Transaction transaction, Transaction::begin(writer_->database, Transaction::Kind::Write));
  OPENCAM_TRY(const std::uint64_t count, writer_->audit.prune(before_ms, note));
  OPENCAM_TRY(transaction.commit());
  return count;
}

}  // namespace opencam::store
