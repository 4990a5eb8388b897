// The audit trail as a chain: each record bears a keyed hash over itself and the hash of the record before it.
//
//   hash(n) = HMAC-SHA-256(key, "opencam-audit-1" 0x00, hash(n-1), record n)        hash(0) = 32 zero bytes
//   record  = for each column in order: 'i' and 8 bytes, least significant first    (whole number)
//                                       's', the length as 8 bytes likewise, the bytes
//
// The trail is one for the whole store; sequences count from 1 without a gap. A record that was changed, left out, put
// in or moved does not fit its neighbour any more. Records taken from the end leave a chain that is whole: only who
// kept a later hash (AuditMark) elsewhere can show that they are missing. After pruning the chain hangs on an anchor,
// the mark of the last record pruned, sealed with the same key. Why this and what it withstands:
// docs/decisions/audit-chain.md. Pure functions, and one that reads a store.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/host/secret.h"
#include "directory/audit.h"
#include "opencam/result.h"

namespace opencam::directory {

class Store;

inline constexpr std::size_t audit_hash_bytes = 32;
// The purpose for which the master key gives the chain's key.
inline constexpr std::string_view audit_chain_purpose = "audit-chain";

// A place in the trail: a record and its hash.
struct AuditMark {
  std::uint64_t sequence = 0;
  std::string hash = std::string(audit_hash_bytes, '\0');

  friend bool operator==(const AuditMark&, const AuditMark&) = default;
};

struct ChainedRecord {
  AuditRecord record;
  std::string hash;
};

// Where the trail begins and ends, read in one consistent view.
struct AuditEnds {
  AuditMark anchor;            // before the first record: of sequence 0 unless something was pruned
  std::string anchor_seal;     // empty unless something was pruned
  AuditMark last;              // the newest record; the anchor when there is none
  std::uint64_t numbered = 0;  // the highest sequence that was ever given away
};

// REQUIRES: `record.sequence` is set.
std::string audit_hash(const SecretText& key, std::string_view previous, const AuditRecord& record);
// What stands beside an anchor, so that nobody else can make one.
std::string anchor_seal(const SecretText& key, const AuditMark& anchor);

// The first thing that is wrong with a trail.
struct ChainFault {
  std::uint64_t sequence = 0;
  std::string what;
};

struct ChainReport {
  std::uint64_t records = 0;  // that were found whole
  AuditMark last;             // up to here
  bool is_head_found = false;
  std::optional<ChainFault> fault;
};

struct ChainRange {
  std::uint64_t from = 1;  // the record before it is believed
  std::uint64_t to = INT64_MAX;
  std::string head;  // the hash of a record that must be in the range, or right before it; empty: none
};

// Reads the trail and says whether it is whole. Records that are added meanwhile are no fault. Errors: InvalidArgument
// when the range begins outside the trail, those of the store.
Result<ChainReport> verify_audit(Store& store, const SecretText& key, const ChainRange& range);

}  // namespace opencam::directory
