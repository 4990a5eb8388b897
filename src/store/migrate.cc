#include "store/migrate.h"

#include <cstdint>
#include <string>

#include "store/audit_rows.h"

namespace opencam::store {

namespace {

Result<std::int64_t> version_of(Database& database) {
  OPENCAM_TRY(Statement statement, database.prepare("PRAGMA user_version"));
  OPENCAM_TRY(const bool has_row, statement.step());
  return has_row ? statement.integer(0) : 0;
}

// Only the step that brings the chain may chain what is there: whoever could have it done again could hide a change.
Result<bool> has_chain(Database& database) {
  OPENCAM_TRY(Statement statement,
              database.prepare("SELECT count(*) FROM pragma_table_info('audit') WHERE name = 'hash'"));
  OPENCAM_TRY(const bool has_row, statement.step());
  return has_row && statement.integer(0) > 0;
}

}  // namespace

Result<void> migrate(Database& database, const SecretText& audit_key) {
  const auto known = static_cast<std::int64_t>(schema_steps().size());
  OPENCAM_TRY(const std::int64_t before, version_of(database));
  if (before == known) return {};
  OPENCAM_TRY(Transaction transaction, Transaction::begin(database, Transaction::Kind::Write));
  // Another process may have been at it while we waited for the lock.
  OPENCAM_TRY(const std::int64_t version, version_of(database));
  if (version < 0 || version > known) {
    return Error(ErrorCode::Unsupported,
                 "the store has schema " + std::to_string(version) + ", we know up to " + std::to_string(known))
        .with_help("it was written by a newer OpenCAM: use that one");
  }
  OPENCAM_TRY(const bool had_chain, has_chain(database));
  for (std::int64_t step = version; step < known; ++step) {
    OPENCAM_TRY(database.run(std::string(schema_steps()[static_cast<std::size_t>(step)])));
  }
  if (!had_chain) OPENCAM_TRY(AuditStatements(database, audit_key).chain_all());
  OPENCAM_TRY(database.run("PRAGMA user_version = " + std::to_string(known)));
  return transaction.commit();
}

}  // namespace opencam::store
