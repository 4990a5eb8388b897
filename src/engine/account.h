// One account of a snapshot, resolved: every caller with the policies that reach them, read and ready.
//
//   OPENCAM_TRY(auto parts, parts_by_account(world));
//   OPENCAM_TRY(auto account, make_account(parts.at(uin), making, previous));   // the whole account
//   OPENCAM_TRY(auto changed, change_account(account, change, making));         // what a change touches, and no more
//
// An Account is immutable and shared by every snapshot it did not change in; what two of them have in common they
// share too. Policies whose text is the same as in the previous account of that number are not read again.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/persistent_map.h"
#include "base/persistent_table.h"
#include "engine/effective_set.h"
#include "engine/held_policy.h"
#include "opencam/engine.h"

namespace opencam {

// Somebody who can be a caller, and what has a say about them.
struct Holder {
  std::optional<HeldPolicy> boundary;  // whether there is one stands at its end
  bool may_call = true;                // false: a message recipient (CAM-102)
  std::size_t direct_count = 0;        // of `identity`: these come first, what comes through groups follows
  HeldList identity;
  std::shared_ptr<const EffectiveSet> set;  // of `identity`
  // What a decision needs stands from the end of `boundary` to the beginning of this.
  Principal principal;

  // Asks the memory for that, before it is looked at.
  void fetch() const {
    __builtin_prefetch(&may_call);
    __builtin_prefetch(&set);
    __builtin_prefetch(&principal.uin);
    __builtin_prefetch(&principal.owner_uin);
  }
};

struct RoleHolder {
  Holder holder;
  HeldPolicy trust;
};

// A group is no caller (CAM-103): it is kept for what it gives its members.
struct GroupEntry {
  std::uint64_t order = 0;  // its place in the world: what several groups give comes in this order
  std::string name;
  std::vector<std::string> policies;
  PersistentSet<std::string> members;  // uins
  SharedName shown_name;               // its name, or its id when it has none
};

// Who names a policy, as attached or as a boundary: whom a new version of it touches.
struct NamedBy {
  HolderCount holders;                // those policies that are named by the same share it
  PersistentSet<std::string> users;   // uins
  PersistentSet<std::string> groups;  // ids
  PersistentSet<std::string> roles;   // ids

  bool empty() const { return users.empty() && groups.empty() && roles.empty(); }
};

// What an account knows of a name of a policy: there is an entry for each of its own policies, and for each name that
// somebody names.
struct PolicyEntry {
  std::shared_ptr<const StoredPolicy> own;  // null: it names a preset
  SharedLink<NamedBy> named_by;             // null: nobody
};

struct Account {
  WorldAccount about;
  Holder root;
  TextTable<std::shared_ptr<const Holder>> users;      // by uin
  TextTable<std::shared_ptr<const RoleHolder>> roles;  // by id
  TextTable<std::string> role_ids;                     // by name
  HeldList resource_policies;
  std::shared_ptr<const EffectiveSet> resource_set;  // of `resource_policies`

  // What the next revision is made from.
  TextTable<std::shared_ptr<const GroupEntry>> groups;  // by id
  PersistentTable<SharedName, PolicyEntry, StringHash, 2> policies;
  std::uint64_t next_group_order = 0;

  // The account's own policy of that name. Null when there is none.
  std::shared_ptr<const StoredPolicy> own_policy(std::string_view name) const;
  // CAM-104: by its id, then by its name. Null when there is none.
  const RoleHolder* find_role(std::string_view id_or_name) const;
};

// What every account of a snapshot is made with.
struct Making {
  std::map<std::string, std::shared_ptr<const StoredPolicy>, std::less<>> presets;  // of the catalogue, read once
  Keep keep = Keep::Text;

  static Making create(const Catalog& catalog, Keep keep);
};

// What a world says about one account. Borrows the world.
struct AccountParts {
  const WorldAccount* account = nullptr;
  std::vector<const WorldUser*> users;
  std::vector<const WorldGroup*> groups;
  std::vector<const WorldRole*> roles;
  std::vector<const WorldPolicy*> policies;
  std::vector<const WorldResourcePolicy*> resource_policies;
};

// The world, cut by account number. Errors: InvalidArgument for an owner that is not in the world, for an account that
// is there twice.
Result<std::map<std::string, AccountParts>> parts_by_account(const World& world);

// Errors: InvalidArgument for a reference to nothing (a policy, a member) and for a name that is there twice.
Result<std::shared_ptr<const Account>> make_account(const AccountParts& parts, const Making& making,
                                                    const Account* previous);

struct ChangedAccount {
  std::shared_ptr<const Account> account;
  std::vector<std::string> users;  // uins whose Holder is new, another one, or gone
};

// The account as it is after the change; `change.account` and the owners of what is put are its number. Costs what the
// change touches: the principals it names, and those who hold a policy or are in a group that it names. Errors as
// make_account, for what would be left in the end.
Result<ChangedAccount> change_account(const std::shared_ptr<const Account>& account, const WorldChange& change,
                                      const Making& making);

}  // namespace opencam
