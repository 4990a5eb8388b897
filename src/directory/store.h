// The port through which the directory remembers. A store keeps typed rows, a revision that grows by one with every
// commit, a log of which accounts each revision touched, and the audit trail. It knows no rule of the directory.
//
// Several processes may have one store open. A commit names the revision it was made on; when somebody else was
// first it is refused with Conflict, and the writer follows (changes_since) and tries again.
//
// Everything that returns without error is durable. Implementations are thread-safe. They are made by store/open.h
// and must pass tests/store/suite_test.cc.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "directory/audit.h"
#include "directory/audit_chain.h"
#include "directory/id.h"
#include "directory/row.h"
#include "directory/sign_in_count.h"
#include "directory/use.h"
#include "opencam/result.h"

namespace opencam::directory {

// One transaction: all of it happens, or nothing.
struct ChangeSet {
  std::vector<RowChange> rows;  // applied in this order
  // Written with the rows; the store sets `sequence` and `revision`.
  std::vector<AuditRecord> audit;
  // Called now and then with how many rows are written, when there are many. May be empty, and a store may ignore it.
  std::function<void(std::size_t rows)> on_progress;
};

// Rows read in one consistent view, in the order of `Row`'s alternatives and of their keys.
struct StoredRows {
  std::uint64_t revision = 0;
  std::vector<Row> rows;
  std::vector<BadRow> bad;
};

// What a follower has to catch up with.
struct StoredChanges {
  std::vector<Uin> accounts;  // touched since; each is to be replaced by what `now` holds of it (nothing: it is gone)
  StoredRows now;             // all rows of those accounts and all sequences, at now.revision
};

class Store {
 public:
  virtual ~Store() = default;

  // Everything. Rows that cannot be read are in `bad` and never an Error. Errors: Io, Corrupt when the store as a
  // whole cannot be read.
  virtual Result<StoredRows> load() = 0;

  // The revision of the last commit. Cheap.
  virtual Result<std::uint64_t> head() = 0;

  // Errors: Conflict when head() is not `expected`; Io and Unavailable, and then nothing happened. Returns the new
  // revision.
  virtual Result<std::uint64_t> commit(const ChangeSet& changes, std::uint64_t expected) = 0;

  // Errors as load().
  virtual Result<StoredChanges> changes_since(std::uint64_t revision) = 0;

  // Appends records that belong to no change, all or none. Their `revision` is kept as given.
  virtual Result<void> append_audit(std::span<const AuditRecord> records) = 0;

  virtual Result<AuditPage> audit(const AuditQuery& query) = 0;

  // The trail of all accounts as it was written: at most `count_max` records after the one of that sequence.
  virtual Result<std::vector<ChainedRecord>> audit_chain(std::uint64_t after, std::uint32_t count_max) = 0;
  virtual Result<AuditEnds> audit_ends() = 0;

  // Forgets the oldest records up to the first that is not older than `before_ms`, leaves an anchor in their place and
  // appends `note`, all or nothing; without anything to forget nothing happens. Returns how many were forgotten.
  virtual Result<std::uint64_t> prune_audit(std::int64_t before_ms, const AuditRecord& note) = 0;
  // Keeps the latest time of each, all or none. No commit: no revision, and nobody follows it.
  virtual Result<void> note_uses(std::span<const LastUse> uses) = 0;
  // All of an account, by kind and subject.
  virtual Result<std::vector<LastUse>> uses_of(Uin account) = 0;

  // Puts each in the place of the one with its key, all or none; one without failures is forgotten. No commit.
  virtual Result<void> keep_sign_in_counts(std::span<const SignInCount> counts) = 0;
  // All of them, by key.
  virtual Result<std::vector<SignInCount>> sign_in_counts() = 0;
};

}  // namespace opencam::directory
