#include "store/memory.h"

#include <algorithm>
#include <set>
#include <utility>

#include "base/limits.h"
#include "store/audit_rule.h"

namespace opencam::store {

using directory::AuditPage;
using directory::AuditQuery;
using directory::AuditRecord;
using directory::ChangeSet;
using directory::Row;
using directory::RowChange;
using directory::StoredChanges;
using directory::StoredRows;
using directory::Uin;

MemoryStore::Key MemoryStore::key_of(const Row& row) {
  return {row.index(), std::visit([](const auto& alternative) { return key_cells_of(alternative); }, row)};
}

Result<StoredRows> MemoryStore::load() {
  const std::lock_guard lock(mutex_);
  StoredRows stored{.revision = revision_, .rows = {}, .bad = {}};
  for (const auto& [key, row] : rows_) stored.rows.push_back(row);
  return stored;
}

Result<std::uint64_t> MemoryStore::head() {
  const std::lock_guard lock(mutex_);
  return revision_;
}

Result<std::uint64_t> MemoryStore::commit(const ChangeSet& changes, std::uint64_t expected) {
  const std::lock_guard lock(mutex_);
  if (revision_ != expected) return conflict(expected, revision_);
  ++revision_;
  std::set<Uin> touched;
  for (const RowChange& change : changes.rows) {
    touched.insert(owner_of(change.row));
    if (change.is_erase) {
      rows_.erase(key_of(change.row));
    } else {
      rows_.insert_or_assign(key_of(change.row), change.row);
    }
  }
  for (const Uin account : touched) log_.emplace_back(revision_, account);
  for (AuditRecord record : changes.audit) {
    record.revision = revision_;
    append(std::move(record));
  }
  return revision_;
}

Result<StoredChanges> MemoryStore::changes_since(std::uint64_t revision) {
  const std::lock_guard lock(mutex_);
  std::set<Uin> touched;
  for (const auto& [at, account] : log_) {
    if (at > revision && account != Uin{}) touched.insert(account);
  }
  StoredChanges changes;
  changes.accounts.assign(touched.begin(), touched.end());
  changes.now.revision = revision_;
  for (const auto& [key, row] : rows_) {
    const Uin owner = owner_of(row);
    if (owner == Uin{} || touched.contains(owner)) changes.now.rows.push_back(row);
  }
  return changes;
}

void MemoryStore::append(AuditRecord record) {
  record.sequence = audit_.size() + 1;
  shorten(record);
  audit_.push_back(std::move(record));
}

Result<void> MemoryStore::append_audit(std::span<const AuditRecord> records) {
  const std::lock_guard lock(mutex_);
  for (const AuditRecord& record : records) append(record);
  return {};
}

Result<AuditPage> MemoryStore::audit(const AuditQuery& query) {
  const std::lock_guard lock(mutex_);
  const std::size_t count_max = page_size(query);
  AuditPage page;
  for (auto record = audit_.rbegin(); record != audit_.rend(); ++record) {
    if (record->sequence >= query.before || !matches(query, *record)) continue;
    if (page.records.size() == count_max) {
      page.next = page.records.back().sequence;
      break;
    }
    page.records.push_back(*record);
  }
  return page;
}

}  // namespace opencam::store
