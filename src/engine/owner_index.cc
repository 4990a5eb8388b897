#include "engine/owner_index.h"

#include <algorithm>
#include <functional>
#include <map>

namespace opencam {

std::size_t OwnerIndex::shard_of(const std::string& user_uin) {
  return std::hash<std::string>{}(user_uin) % shard_count;
}

const std::vector<std::string>* OwnerIndex::find(const std::string& user_uin) const {
  const auto& shard = shards_[shard_of(user_uin)];
  if (shard == nullptr) return nullptr;
  const auto found = shard->find(user_uin);
  return found == shard->end() ? nullptr : &found->second;
}

OwnerIndex OwnerIndex::with(const Account* before, const Account* after) const {
  OwnerIndex next = *this;
  std::map<std::size_t, std::shared_ptr<Shard>> copies;
  const auto writable = [&](const std::string& uin) -> Shard& {
    const std::size_t number = shard_of(uin);
    auto& copy = copies[number];
    if (copy == nullptr) copy = shards_[number] ? std::make_shared<Shard>(*shards_[number]) : std::make_shared<Shard>();
    return *copy;
  };
  if (before != nullptr) {
    for (const auto& [uin, holder] : before->users) {
      if (after != nullptr && after->about.uin == before->about.uin && after->users.contains(uin)) continue;
      Shard& shard = writable(uin);
      std::erase(shard[uin], before->about.uin);
      if (shard[uin].empty()) shard.erase(uin);
    }
  }
  if (after != nullptr) {
    for (const auto& [uin, holder] : after->users) {
      if (before != nullptr && after->about.uin == before->about.uin && before->users.contains(uin)) continue;
      writable(uin)[uin].push_back(after->about.uin);
    }
  }
  for (auto& [number, copy] : copies) next.shards_[number] = std::move(copy);
  return next;
}

}  // namespace opencam
