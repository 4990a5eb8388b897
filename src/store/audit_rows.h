// The audit trail in SQL: appending with the chain's hash, asking, walking, pruning.
//
// Every write belongs into a transaction of the caller's, begun for writing: the record before the new one is looked
// up in it, so that several processes make one chain. A question is put together from the filters that are present,
// so that SQLite can use its indexes; values are always bound. Used by one thread at a time, as the Database is that
// it works on and that must outlive it.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/host/secret.h"
#include "directory/store.h"
#include "store/statement.h"

namespace opencam::store {

class AuditStatements {
 public:
  // `key` makes the chain and must outlive it.
  AuditStatements(Database& database, const SecretText& key) : database_(database), key_(key) {}

  Result<void> append(directory::AuditRecord record);
  Result<std::uint64_t> prune(std::int64_t before_ms, const directory::AuditRecord& note);
  // Chains the records of a file that was written before there was a chain.
  Result<void> chain_all();

  Result<directory::AuditPage> page(const directory::AuditQuery& query);
  Result<std::vector<directory::ChainedRecord>> chain(std::uint64_t after, std::uint32_t count_max);
  Result<directory::AuditEnds> ends();

 private:
  Result<void> bound_before(directory::AuditQuery& query);
  Result<void> set_anchor(const directory::AuditMark& anchor);
  Result<directory::AuditMark> mark_before(std::uint64_t sequence);
  Result<void> index_affected(const directory::AuditRecord& record);

  Database& database_;
  const SecretText& key_;
  std::optional<Statement> insert_;
  std::optional<Statement> insert_affected_;
  std::optional<Statement> last_;
};

}  // namespace opencam::store
