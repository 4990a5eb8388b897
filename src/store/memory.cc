#include "store/memory.h"

#include <algorithm>
#include <functional>
#include <iterator>
#include <set>
#include <utility>

#include "base/limits.h"
#include "store/audit_rule.h"

namespace opencam::store {

using directory::AuditPage;
using directory::AuditQuery;
using directory::AuditRecord;
using directory::ChainedRecord;
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

directory::AuditMark MemoryStore::last_mark() const {
  return audit_.empty() ? anchor_ : directory::AuditMark{audit_.back().record.sequence, audit_.back().hash};
}

void MemoryStore::append(AuditRecord record) {
  const directory::AuditMark last = last_mark();
  record.sequence = last.sequence + 1;
  shorten(record);
  std::string hash = directory::audit_hash(audit_key_, last.hash, record);
  audit_.push_back({std::move(record), std::move(hash)});
}

Result<void> MemoryStore::append_audit(std::span<const AuditRecord> records) {
  const std::lock_guard lock(mutex_);
  for (const AuditRecord& record : records) append(record);
  return {};
}

Result<AuditPage> MemoryStore::audit(const AuditQuery& query) {
  const std::lock_guard lock(mutex_);
  std::vector<const AuditRecord*> found;
  const AuditRecord* before = nullptr;
  for (const auto& chained : audit_) {
    if (chained.record.sequence == query.before) before = &chained.record;
    if (matches(query, chained.record)) found.push_back(&chained.record);
  }
  const auto place = [](const AuditRecord* record) { return std::pair(record->time_ms, record->sequence); };
  std::ranges::sort(found, std::greater(), place);
  if (query.before != INT64_MAX) {
    std::erase_if(found,
                  [&](const AuditRecord* record) { return before == nullptr || place(record) >= place(before); });
  }
  const std::size_t count_max = page_size(query);
  AuditPage page;
  for (std::size_t i = 0; i < std::min(count_max, found.size()); ++i) page.records.push_back(*found[i]);
  if (found.size() > count_max) page.next = page.records.back().sequence;
  return page;
}

Result<std::vector<ChainedRecord>> MemoryStore::audit_chain(std::uint64_t after, std::uint32_t count_max) {
  const std::lock_guard lock(mutex_);
  const std::uint64_t skipped = after > anchor_.sequence ? after - anchor_.sequence : 0;
  if (skipped >= audit_.size()) return std::vector<ChainedRecord>();
  const auto begin = audit_.begin() + static_cast<std::ptrdiff_t>(skipped);
  const auto count = std::min<std::size_t>(count_max, audit_.size() - static_cast<std::size_t>(skipped));
  return std::vector<ChainedRecord>(begin, begin + static_cast<std::ptrdiff_t>(count));
}

Result<directory::AuditEnds> MemoryStore::audit_ends() {
  const std::lock_guard lock(mutex_);
  const directory::AuditMark last = last_mark();
  return directory::AuditEnds{.anchor = anchor_, .anchor_seal = anchor_seal_, .last = last, .numbered = last.sequence};
}

Result<std::uint64_t> MemoryStore::prune_audit(std::int64_t before_ms, const AuditRecord& note) {
  const std::lock_guard lock(mutex_);
  const auto kept =
      std::ranges::find_if(audit_, [&](const ChainedRecord& chained) { return chained.record.time_ms >= before_ms; });
  const auto count = static_cast<std::uint64_t>(kept - audit_.begin());
  if (count == 0) return count;
  const ChainedRecord& last = *std::prev(kept);
  anchor_ = {last.record.sequence, last.hash};
  anchor_seal_ = directory::anchor_seal(audit_key_, anchor_);
  audit_.erase(audit_.begin(), kept);
  append(note);
  return count;
}

Result<void> MemoryStore::note_uses(std::span<const directory::LastUse> uses) {
  const std::lock_guard lock(mutex_);
  for (const directory::LastUse& use : uses) {
    directory::LastUse& kept = uses_.try_emplace(key_cells_of(use), use).first->second;
    kept.last_ms = std::max(kept.last_ms, use.last_ms);
  }
  return {};
}

Result<std::vector<directory::LastUse>> MemoryStore::uses_of(Uin account) {
  const std::lock_guard lock(mutex_);
  std::vector<directory::LastUse> out;
  for (const auto& [key, use] : uses_) {
    if (use.account == account) out.push_back(use);
  }
  return out;
}

Result<void> MemoryStore::keep_sign_in_counts(std::span<const directory::SignInCount> counts) {
  const std::lock_guard lock(mutex_);
  for (const directory::SignInCount& count : counts) {
    if (count.failures > 0) {
      sign_in_counts_.insert_or_assign(count.key, count);
    } else {
      sign_in_counts_.erase(count.key);
    }
  }
  return {};
}

Result<std::vector<directory::SignInCount>> MemoryStore::sign_in_counts() {
  const std::lock_guard lock(mutex_);
  std::vector<directory::SignInCount> out;
  for (const auto& [key, count] : sign_in_counts_) out.push_back(count);
  return out;
}

}  // namespace opencam::store
