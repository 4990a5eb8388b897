// Which accounts know a user, and as whom: the way from a caller's number to what has a say about them, over all
// accounts of a snapshot, in one step.
//
// Most numbers are in one account; a collaborator may be in several. A value; copies share what is not changed.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/persistent_table.h"
#include "engine/account.h"

namespace opencam {

class OwnerIndex {
 public:
  struct Owned {
    std::string owner_uin;
    std::shared_ptr<const Holder> holder;
  };

  // The accounts that have this user; null when none has.
  const std::vector<Owned>* find(std::string_view user_uin) const { return owners_.find(user_uin); }

  // Takes the users of one account out, or puts them in; those of other accounts under the same number stay.
  void erase_all(const Account& account);
  void put_all(const Account& account);
  // The user as the account now has it: another Holder, or none.
  void renew(const Account& account, const std::string& user_uin);

 private:
  void put(const std::string& owner_uin, const std::string& user_uin, std::shared_ptr<const Holder> holder);
  void erase(const std::string& owner_uin, const std::string& user_uin);

  TextTable<std::vector<Owned>> owners_;  // never empty
};

}  // namespace opencam
