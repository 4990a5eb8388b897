#include "store/sqlite.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <set>
#include <system_error>
#include <utility>

#include "base/limits.h"
#include "store/audit_rule.h"
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

Result<void> make_folder(const std::string& folder) {
  std::error_code problem;
  const std::filesystem::path path(folder);
  if (std::filesystem::is_directory(path, problem)) return {};
  if (path.has_parent_path()) std::filesystem::create_directories(path.parent_path(), problem);
  if (::mkdir(folder.c_str(), S_IRWXU) == 0 || errno == EEXIST) return {};
  return Error(ErrorCode::Io, "cannot make the folder `" + folder + "`: " + std::strerror(errno));
}

// SQLite would make it readable for others; its companions take over the mode of the file.
Result<void> make_file(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (descriptor < 0) return Error(ErrorCode::Io, "cannot open the store `" + path + "`: " + std::strerror(errno));
  ::close(descriptor);
  return {};
}

Result<Statement*> prepared(Database& database, std::optional<Statement>& slot, std::string_view sql) {
  if (!slot) {
    OPENCAM_TRY(Statement statement, database.prepare(sql));
    slot.emplace(std::move(statement));
  }
  return &*slot;
}

// Filters that are absent compare a column with itself, so that one statement answers every question.
constexpr std::string_view audit_sql =
    "SELECT sequence, revision, time_ms, account, request_id, principal_type, principal, access_key, action, resource, "
    "outcome, decision_id, source_ip, user_agent, parameters, detail FROM audit "
    "WHERE account = ?1 AND sequence < ?2 AND time_ms >= ?3 AND time_ms < ?4 "
    "AND (?5 IS NULL OR request_id = ?5) AND (?6 IS NULL OR decision_id = ?6) AND (?7 IS NULL OR principal = ?7) "
    "AND (?8 IS NULL OR access_key = ?8) AND (?9 IS NULL OR action = ?9) AND (?10 IS NULL OR resource = ?10) "
    "AND (?11 IS NULL OR (outcome = 'ok') = ?11) ORDER BY sequence DESC LIMIT ?12";

// Parameters that are not bound are NULL.
void bind_query(Statement& statement, const AuditQuery& query, std::size_t count_max) {
  statement.bind(1, signed_number(number(query.account)));
  statement.bind(2, signed_number(query.before));
  statement.bind(3, query.from_ms);
  statement.bind(4, query.to_ms);
  int index = 5;
  for (const auto* filter :
       {&query.request_id, &query.decision_id, &query.principal, &query.access_key, &query.action, &query.resource}) {
    if (*filter) statement.bind(index, std::string_view(**filter));
    ++index;
  }
  if (query.is_ok) statement.bind(index, std::int64_t{*query.is_ok});
  // One more than the page holds tells whether there is another page.
  statement.bind(index + 1, signed_number(count_max + 1));
}

}  // namespace

Result<std::unique_ptr<directory::Store>> SqliteStore::open(const std::string& folder) {
  OPENCAM_TRY(make_folder(folder));
  const std::string path = folder + "/" + std::string(file_name);
  OPENCAM_TRY(make_file(path));
  OPENCAM_TRY(std::unique_ptr<Connection> writer, connect(path));
  OPENCAM_TRY(migrate(writer->database));
  OPENCAM_TRY(std::unique_ptr<Connection> reader, connect(path));
  return std::unique_ptr<directory::Store>(new SqliteStore(std::move(writer), std::move(reader)));
}

Result<std::unique_ptr<SqliteStore::Connection>> SqliteStore::connect(const std::string& path) {
  OPENCAM_TRY(Database database, Database::open(path, static_cast<int>(limits::store_lock_wait_ms)));
  OPENCAM_TRY(database.run("PRAGMA journal_mode = WAL"));
  OPENCAM_TRY(database.run("PRAGMA synchronous = FULL"));
  OPENCAM_TRY(database.run("PRAGMA foreign_keys = ON"));
  OPENCAM_TRY(database.run("PRAGMA cell_size_check = ON"));
  return std::make_unique<Connection>(std::move(database));
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

Result<void> SqliteStore::write_audit(Connection& connection, AuditRecord record) {
  OPENCAM_TRY(Statement * statement,
              prepared(connection.database, connection.audit,
                       "INSERT INTO audit VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"));
  shorten(record);
  const std::vector<Column> columns = columns_of<AuditRecord>();
  const std::vector<Cell> cells = cells_of(record);
  // The first column is the sequence, which SQLite gives.
  for (std::size_t i = 1; i < cells.size(); ++i) statement->bind(static_cast<int>(i), cells[i], columns[i].kind);
  return statement->run();
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
    OPENCAM_TRY(write_audit(*writer_, std::move(record)));
  }
  OPENCAM_TRY(transaction.commit());
  return revision;
}

Result<void> SqliteStore::append_audit(std::span<const AuditRecord> records) {
  const std::lock_guard lock(writer_->mutex);
  OPENCAM_TRY(Transaction transaction, Transaction::begin(writer_->database, Transaction::Kind::Write));
  for (const AuditRecord& record : records) OPENCAM_TRY(write_audit(*writer_, record));
  return transaction.commit();
}

Result<AuditPage> SqliteStore::audit(const AuditQuery& query) {
  const std::lock_guard lock(reader_->mutex);
  const std::size_t count_max = page_size(query);
  OPENCAM_TRY(Statement statement, reader_->database.prepare(audit_sql));
  bind_query(statement, query, count_max);
  AuditPage page;
  const std::size_t column_count = columns_of<AuditRecord>().size();
  for (;;) {
    OPENCAM_TRY(const bool has_row, statement.step());
    if (!has_row) break;
    if (page.records.size() == count_max) {
      page.next = page.records.back().sequence;
      break;
    }
    std::vector<Cell> cells(column_count);
    for (std::size_t i = 0; i < column_count; ++i) statement.cell(static_cast<int>(i), cells[i]);
    // A column that cannot be read is shown empty: the rest of the record still tells something.
    AuditRecord record;
    CellReader reader(cells);
    AuditRecord::columns(record, reader);
    page.records.push_back(std::move(record));
  }
  return page;
}

}  // namespace opencam::store
