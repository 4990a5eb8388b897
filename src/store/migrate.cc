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

Result<void> take_steps(Database& database, std::span<const std::string_view> steps, const StepHooks& hooks) {
  const auto known = static_cast<std::int64_t>(steps.size());
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
  if (hooks.before) OPENCAM_TRY(hooks.before());
  for (std::int64_t step = version; step < known; ++step) {
    OPENCAM_TRY(database.run(std::string(steps[static_cast<std::size_t>(step)])));
  }
  if (hooks.after) OPENCAM_TRY(hooks.after());
  OPENCAM_TRY(database.run("PRAGMA user_version = " + std::to_string(known)));
  return transaction.commit();
}

Result<void> migrate(Database& database, const SecretText& audit_key) {
  bool had_chain = false;
  return take_steps(database, schema_steps(),
                    {.before = [&]() -> Result<void> {
                       OPENCAM_TRY(had_chain, has_chain(database));
                       return {};
                     },
                     .after = [&]() -> Result<void> {
                       return had_chain ? Result<void>() : AuditStatements(database, audit_key).chain_all();
                     }});
}

}  // namespace opencam::store
