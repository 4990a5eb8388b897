// From a caller's number to what has a say about them, over all accounts of a snapshot, in one step.
//
//   index.put_all(account);   index.renew(account, "100000000101");   index.erase_all(account);
//   const Holder* holder = index.find(CallerKey::of(UserRef{uin, owner_uin}), action_hash);
//   const CallerIndex::Slot* slot = index.find_plain(key, action_hash);   // most callers, in fewer steps
//
// Most numbers are in one account; a collaborator may be in several, and may have one of their own. A hash table in
// shards of a few kilobytes: a copy shares them, and a change copies the one that it touches. Holders are borrowed from
// the accounts; whoever keeps the index keeps those. A value.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/shared_link.h"
#include "engine/account.h"
#include "engine/request_reading.h"
#include "engine/same_text.h"

namespace opencam {

class CallerIndex {
 public:
  // The root account of that number, or the one user, by CAM-101. Null: nobody, or they may not call (CAM-102). What a
  // decision about an action with this hash looks at is asked of the memory at once, not one after the other.
  const Holder* find(const CallerKey& caller, std::uint64_t action_hash) const;

  struct alignas(64) Slot {
    std::uint64_t hash = 0;
    const Holder* holder = nullptr;  // null: free
    EffectiveSet::Front front;       // of the holder's set
    bool is_exact = false;           // the hash, NumberHash
    bool has_deny = false;           // some policy does
    // A user who may call, the only one of that number, with identity policies alone, which are readable and all
    // behind `front`.
    bool is_plain = false;
  };

  // The slot of a plain caller; null when they are not plain, or nobody. REQUIRES: a user's key, exact.
  const Slot* find_plain(const CallerKey& caller, std::uint64_t action_hash) const;

  // Puts the root and the users of one account in, or takes them out; those of other accounts stay. REQUIRES, as of
  // every change: the holders that were put in before are still there.
  void put_all(const Account& account);
  void erase_all(const Account& account);
  // The user as the account now has it: another Holder, or none.
  void renew(const Account& account, const std::string& user_uin);
  // The root as this account has it.
  void renew_root(const Account& account) { put(account.root); }

 private:
  struct Slots {
    HolderCount holders;
    std::vector<Slot> rows;  // a power of two
    std::size_t used = 0;
  };
  struct Shard {
    SharedLink<Slots> slots;
    const Slot* rows = nullptr;  // of `slots`, so that a search needs one step less
    std::uint64_t mask = 0;
  };

  Shard& shard_of(std::uint64_t hash);
  void put(const Holder& holder);
  void erase(std::uint64_t hash, const Principal& principal);
  void grow();

  std::vector<Shard> shards_;  // a power of two, or none
  std::uint32_t shift_ = 63;   // of a hash, to the number of its shard
  std::size_t size_ = 0;
};

inline const CallerIndex::Slot* CallerIndex::find_plain(const CallerKey& caller, std::uint64_t action_hash) const {
  if (shards_.empty()) return nullptr;
  const Shard& shard = shards_[caller.hash >> shift_ >> 1];
  for (std::uint64_t i = caller.hash & shard.mask; shard.rows[i].holder != nullptr; i = (i + 1) & shard.mask) {
    const Slot& slot = shard.rows[i];
    if (slot.hash != caller.hash) continue;
    slot.front.fetch(action_hash);
    if (!slot.is_plain) return nullptr;
    const bool is_asked_for = caller.owner_uin.empty() || same_text(slot.holder->principal.owner_uin, caller.owner_uin);
    return is_asked_for ? &slot : nullptr;
  }
  return nullptr;
}

}  // namespace opencam
