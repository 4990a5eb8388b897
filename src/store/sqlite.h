// The store in one SQLite file: write-ahead log, synchronous=FULL, so that what was acknowledged is on the disk.
//
// One connection writes, another reads, so that a question to the audit trail does not hold up a write. Several
// processes may open the file; a write waits for the lock for some seconds and is then refused with Unavailable.
// Thread-safe.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "directory/store.h"
#include "store/audit_rows.h"
#include "store/rows.h"
#include "store/statement.h"

namespace opencam::store {

class SqliteStore final : public directory::Store {
 public:
  // The store in `folder`, which is made (0700) when it is not there, as is the file (0600).
  static Result<std::unique_ptr<directory::Store>> open(const std::string& folder, const SecretText& audit_key);

  Result<directory::StoredRows> load() override;
  Result<std::uint64_t> head() override;
  Result<std::uint64_t> commit(const directory::ChangeSet& changes, std::uint64_t expected) override;
  Result<directory::StoredChanges> changes_since(std::uint64_t revision) override;
  Result<void> append_audit(std::span<const directory::AuditRecord> records) override;
  Result<directory::AuditPage> audit(const directory::AuditQuery& query) override;
  Result<std::vector<directory::ChainedRecord>> audit_chain(std::uint64_t after, std::uint32_t count_max) override;
  Result<directory::AuditEnds> audit_ends() override;
  Result<std::uint64_t> prune_audit(std::int64_t before_ms, const directory::AuditRecord& note) override;
  Result<void> note_uses(std::span<const directory::LastUse> uses) override;
  Result<std::vector<directory::LastUse>> uses_of(directory::Uin account) override;
  Result<void> keep_sign_in_counts(std::span<const directory::SignInCount> counts) override;
  Result<std::vector<directory::SignInCount>> sign_in_counts() override;

 private:
  // A connection, the statements prepared on it, and who may use them.
  struct Connection {
    Connection(Database opened, SecretText audit_key)
        : database(std::move(opened)), key(std::move(audit_key)), rows(database), audit(database, key) {}

    std::mutex mutex;
    Database database;
    const SecretText key;
    RowStatements rows;
    AuditStatements audit;
    std::optional<Statement> head;
    std::optional<Statement> log;
  };

  SqliteStore(std::unique_ptr<Connection> writer, std::unique_ptr<Connection> reader)
      : writer_(std::move(writer)), reader_(std::move(reader)) {}

  static Result<std::unique_ptr<Connection>> connect(const std::string& path, const SecretText& audit_key);
  static Result<std::uint64_t> head_of(Connection& connection);
  static Result<void> write_rows(Connection& connection, const directory::ChangeSet& changes, std::uint64_t revision);

  std::unique_ptr<Connection> writer_;
  std::unique_ptr<Connection> reader_;
};

}  // namespace opencam::store
