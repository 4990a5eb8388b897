// The store that forgets when it is destroyed: for tests, and for trying things out.
//
// It keeps the same promises as every store but durability, and passes the same suite. One lock over everything;
// thread-safe.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "directory/store.h"
#include "store/column.h"

namespace opencam::store {

class MemoryStore final : public directory::Store {
 public:
  Result<directory::StoredRows> load() override;
  Result<std::uint64_t> head() override;
  Result<std::uint64_t> commit(const directory::ChangeSet& changes, std::uint64_t expected) override;
  Result<directory::StoredChanges> changes_since(std::uint64_t revision) override;
  Result<void> append_audit(std::span<const directory::AuditRecord> records) override;
  Result<directory::AuditPage> audit(const directory::AuditQuery& query) override;

 private:
  // The kind of row, then its key columns: the order in which rows are loaded.
  using Key = std::pair<std::size_t, std::vector<Cell>>;
  static Key key_of(const directory::Row& row);
  void append(directory::AuditRecord record);

  std::mutex mutex_;
  std::uint64_t revision_ = 0;
  std::map<Key, directory::Row> rows_;
  std::vector<std::pair<std::uint64_t, directory::Uin>> log_;  // revision, account it touched
  std::vector<directory::AuditRecord> audit_;
};

}  // namespace opencam::store
