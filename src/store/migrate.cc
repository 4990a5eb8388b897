#include "store/migrate.h"

#include <cstdint>
#include <string>

namespace opencam::store {

namespace {

Result<std::int64_t> version_of(Database& database) {
  OPENCAM_TRY(Statement statement, database.prepare("PRAGMA user_version"));
  OPENCAM_TRY(const bool has_row, statement.step());
  return has_row ? statement.integer(0) : 0;
}

}  // namespace

Result<void> migrate(Database& database) {
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
  for (std::int64_t step = version; step < known; ++step) {
    OPENCAM_TRY(database.run(std::string(schema_steps()[static_cast<std::size_t>(step)])));
  }
  OPENCAM_TRY(database.run("PRAGMA user_version = " + std::to_string(known)));
  return transaction.commit();
}

}  // namespace opencam::store
