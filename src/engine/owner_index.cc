#include "engine/owner_index.h"

#include <algorithm>
#include <utility>

namespace opencam {

void OwnerIndex::erase_all(const Account& account) {
  account.users.for_each([&](const std::string& user_uin, const auto&) { erase(account.about.uin, user_uin); });
}

void OwnerIndex::put_all(const Account& account) {
  account.users.for_each([&](const std::string& user_uin, const std::shared_ptr<const Holder>& holder) {
    put(account.about.uin, user_uin, holder);
  });
}

void OwnerIndex::renew(const Account& account, const std::string& user_uin) {
  const auto* holder = account.users.find(user_uin);
  if (holder == nullptr) {
    erase(account.about.uin, user_uin);
  } else {
    put(account.about.uin, user_uin, *holder);
  }
}

void OwnerIndex::put(const std::string& owner_uin, const std::string& user_uin, std::shared_ptr<const Holder> holder) {
  std::vector<Owned>& owners = owners_.edit(user_uin);
  const auto found = std::ranges::find(owners, owner_uin, &Owned::owner_uin);
  if (found != owners.end()) {
    found->holder = std::move(holder);
  } else {
    owners.push_back({.owner_uin = owner_uin, .holder = std::move(holder)});
  }
}

void OwnerIndex::erase(const std::string& owner_uin, const std::string& user_uin) {
  const std::vector<Owned>* there = owners_.find(user_uin);
  if (there == nullptr) return;
  std::vector<Owned>& owners = owners_.edit(user_uin);
  std::erase_if(owners, [&](const Owned& owned) { return owned.owner_uin == owner_uin; });
  if (owners.empty()) owners_.erase(user_uin);
}

}  // namespace opencam
