// From a caller's number to what has a say about them, over all accounts of a snapshot, in one step.
//
//   index.put_all(account);   index.renew(account, "100000000101");   index.erase_all(account);
//   const Holder* holder = index.find({.hash = hash_of(uin), .name = uin, .owner_uin = ...});
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

namespace opencam {

class CallerIndex {
 public:
  // The root account of that number, or the one user, by CAM-101. Null: nobody, or they may not call (CAM-102). What a
  // decision about an action with this hash looks at is asked of the memory at once, not one after the other.
  const Holder* find(const CallerKey& caller, std::uint64_t action_hash) const;

  // Puts the root and the users of one account in, or takes them out; those of other accounts stay. REQUIRES, as of
  // every change: the holders that were put in before are still there.
  void put_all(const Account& account);
  void erase_all(const Account& account);
  // The user as the account now has it: another Holder, or none.
  void renew(const Account& account, const std::string& user_uin);
  // The root as this account has it.
  void renew_root(const Account& account) { put(account.root); }

 private:
  struct Slot {
    std::uint64_t hash = 0;
    const Holder* holder = nullptr;  // null: free
    const EffectiveSet* set = nullptr;
    EffectiveSet::Front front;
  };
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

}  // namespace opencam
