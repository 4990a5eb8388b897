// The store that forgets when it is destroyed: for tests, and for trying things out.
//
// It keeps the same promises as every store but durability, and passes the same suite. One lock over everything;
// thread-safe.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "directory/store.h"
#include "store/column.h"

namespace opencam::store {

class MemoryStore final : public directory::Store {
 public:
  explicit MemoryStore(SecretText audit_key) : audit_key_(std::move(audit_key)) {}

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
  // The kind of row, then its key columns: the order in which rows are loaded.
  using Key = std::pair<std::size_t, std::vector<Cell>>;
  static Key key_of(const directory::Row& row);
  void append(directory::AuditRecord record);
  directory::AuditMark last_mark() const;

  std::mutex mutex_;
  std::uint64_t revision_ = 0;
  std::map<Key, directory::Row> rows_;
  std::vector<std::pair<std::uint64_t, directory::Uin>> log_;  // revision, account it touched
  const SecretText audit_key_;
  std::vector<directory::ChainedRecord> audit_;  // by sequence
  directory::AuditMark anchor_;
  std::string anchor_seal_;
  std::map<std::vector<Cell>, directory::LastUse> uses_;  // by key columns
  std::map<std::string, directory::SignInCount> sign_in_counts_;
};

}  // namespace opencam::store
