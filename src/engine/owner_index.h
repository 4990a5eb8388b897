// Which accounts know a user: the way from a caller's number to their account, over all accounts of a snapshot.
//
// Most numbers are in one account; a collaborator may be in several. The index is cut into shards, so that a change of
// some users copies little of it. Immutable; a change makes another index that shares the other shards.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/account.h"

namespace opencam {

class OwnerIndex {
 public:
  // The accounts (numbers) that have this user; null when none has.
  const std::vector<std::string>* find(const std::string& user_uin) const;

  // This index with `before` taken out and `after` put in; either may be null.
  OwnerIndex with(const Account* before, const Account* after) const;

 private:
  using Shard = std::unordered_map<std::string, std::vector<std::string>>;
  static constexpr std::size_t shard_count = 256;

  static std::size_t shard_of(const std::string& user_uin);

  std::array<std::shared_ptr<const Shard>, shard_count> shards_;  // null: empty
};

}  // namespace opencam
