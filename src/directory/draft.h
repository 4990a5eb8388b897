// A transaction being made: the state as it will be, and the row changes that lead there.
//
// Rules (operation.h) read and change a draft; when one of them fails the draft is thrown away and nothing has
// happened. What is put here is seen by the next rule at once, so that several rules make one transaction. Used by
// one thread; the view and the options must outlive it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "directory/directory.h"
#include "directory/view.h"

namespace opencam::directory {

class Draft {
 public:
  Draft(const View& base, const DirectoryOptions& options);

  const DirectoryOptions& options() const { return options_; }
  const Quota& quota() const { return options_.quota; }
  const Catalog& catalog() const { return *options_.catalog; }
  // The time of the transaction.
  std::int64_t now_ms() const { return now_ms_; }

  // The account as it stands in the draft. Errors: AccountNotExist.
  Result<const AccountState*> account(Uin owner) const;
  // The same; null when there is none.
  const AccountState* find_account(Uin owner) const;

  // REQUIRES: the row's account is there, or the row is an AccountRow; what it belongs to is there.
  void put(const Row& row);
  void erase(const Row& row);

  // A number never given out before.
  std::uint64_t next(Sequence sequence);
  // Keeps a sequence above a number that came from elsewhere. Errors: InvalidArgument for zero or one that leaves no
  // room above it.
  Result<void> raise(Sequence sequence, std::uint64_t used);

  // Is it taken anywhere in the store?
  bool has_account(Uin uin) const;
  bool has_account_named(std::string_view name) const;
  bool has_app_id(AppId app_id) const { return account_of_app_id(app_id).has_value(); }
  std::optional<Uin> account_of_app_id(AppId app_id) const;
  bool has_user(Uin uin) const;
  bool has_access_key(std::string_view secret_id) const;
  std::size_t account_count() const;

  // The accounts that were changed or made.
  std::vector<Uin> touched() const;
  // Adds the sequences that moved to the changes. Once, when all rules have had their say.
  void note_sequences();
  const std::vector<RowChange>& changes() const { return changes_; }

  // Told by the store how many of the changes are written; for a transaction that takes its time.
  void set_on_progress(std::function<void(std::size_t rows)> on_progress) { on_progress_ = std::move(on_progress); }
  // What the store is to do. Once: the changes are moved out.
  ChangeSet take_changes(std::vector<AuditRecord> audit);

  // The view after the transaction, at that revision; and which accounts are new in it.
  std::shared_ptr<const View> finished(std::uint64_t revision, std::vector<Uin>& changed) &&;

 private:
  AccountState& writable(Uin owner);

  const View& base_;
  const DirectoryOptions& options_;
  std::int64_t now_ms_;
  std::map<Uin, AccountState> accounts_;  // those that were touched
  std::map<Sequence, std::uint64_t> next_;
  std::vector<RowChange> changes_;
  std::function<void(std::size_t rows)> on_progress_;
};

}  // namespace opencam::directory
