// What readers of the directory see: all accounts at one revision, with the indexes that lead to them.
//
// A View is made from the rows of the store and from then on by copying and changing it; once published it is
// immutable. Building never fails: rows that cannot be read or belong to nothing are reported, and whoever may have
// lost a deny by them is marked damaged (fail closed).
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "directory/state.h"
#include "directory/store.h"
#include "opencam/catalog.h"

namespace opencam::directory {

// The sequences all numbers are drawn from.
enum class Sequence : std::uint8_t { Uin, Uid, AppId, Group, Policy, Role };

inline constexpr std::size_t sequence_count = 6;
// The name of its row, and the first number it ever gives.
std::string_view name(Sequence sequence);
std::uint64_t first_number(Sequence sequence);

class View {
 public:
  // From everything in the store. Appends to `bad` what was wrong.
  static View from_rows(StoredRows stored, const Catalog& catalog, std::vector<BadRow>& bad);

  // Puts the accounts that changed in the place of what is here.
  void follow(StoredChanges changes, const Catalog& catalog, std::vector<BadRow>& bad);

  std::uint64_t revision() const { return revision_; }
  void set_revision(std::uint64_t revision) { revision_ = revision; }

  const RowMap<Uin, AccountState>& accounts() const { return accounts_; }
  void put_account(std::shared_ptr<const AccountState> state);
  void erase_account(Uin owner);

  // Null when nobody.
  std::shared_ptr<const AccountState> account(Uin owner) const { return accounts_.find_shared(owner); }
  std::shared_ptr<const AccountState> account_named(std::string_view name) const;
  std::shared_ptr<const AccountState> account_of_app_id(AppId app_id) const;
  std::shared_ptr<const AccountState> account_of_access_key(std::string_view secret_id) const;
  std::shared_ptr<const AccountState> account_of_uin(Uin uin) const;
  // Is anybody but a root account called that number?
  bool has_user(Uin uin) const;

  // The next number of a sequence; it is above every number in use.
  std::uint64_t next(Sequence sequence) const { return next_.at(static_cast<std::size_t>(sequence)); }
  void set_next(Sequence sequence, std::uint64_t next) { next_.at(static_cast<std::size_t>(sequence)) = next; }

 private:
  void add_rows(StoredRows stored, const std::set<Uin>& accounts, const Catalog& catalog, std::vector<BadRow>& bad);
  void raise(Sequence sequence, std::uint64_t used);
  void raise_above(const Row& row);

  std::uint64_t revision_ = 0;
  RowMap<Uin, AccountState> accounts_;
  RowMap<std::string, Uin> account_names_;
  RowMap<AppId, Uin> app_ids_;
  RowMap<std::string, Uin> key_owners_;
  RowMap<Uin, std::set<Uin>> user_owners_;
  std::array<std::uint64_t, sequence_count> next_{};
};

}  // namespace opencam::directory
