// One account of a snapshot, resolved: every caller with the policies that reach them, read and ready.
//
//   OPENCAM_TRY(auto parts, parts_by_account(world));
//   OPENCAM_TRY(auto account, make_account(parts.at(uin), presets, previous));
//
// An Account is immutable and shared by every snapshot it did not change in. Policies whose text is the same as in the
// previous account of that number are taken over from it and not read again.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/effective_set.h"
#include "opencam/engine.h"

namespace opencam {

// Somebody who can be a caller, and what has a say about them.
struct Holder {
  Principal principal;
  std::vector<AttachedPolicy> identity;
  std::shared_ptr<const EffectiveSet> set;  // of `identity`
  std::optional<AttachedPolicy> boundary;
  bool may_call = true;  // false: a message recipient (CAM-102)
};

struct RoleHolder {
  Holder holder;
  AttachedPolicy trust;
};

// What was read of a document and the program of it; both null when it cannot be read (CAM-093).
struct ReadyPolicy {
  std::shared_ptr<const Policy> policy;
  std::shared_ptr<const Program> program;
};

// A policy as it is stored: its text, and what was made of it.
struct StoredPolicy {
  std::string text;
  ReadyPolicy ready;
};

struct Account {
  WorldAccount about;
  Holder root;
  std::unordered_map<std::string, Holder> users;          // by uin
  std::unordered_map<std::string, RoleHolder> roles;      // by id
  std::unordered_map<std::string, std::string> role_ids;  // by name
  std::vector<AttachedPolicy> resource_policies;
  std::shared_ptr<const EffectiveSet> resource_set;  // of `resource_policies`

  // All documents by kind and name, so that the next revision finds those that did not change.
  std::map<std::string, StoredPolicy> documents;

  // CAM-104: by its id, then by its name. Null when there is none.
  const RoleHolder* find_role(const std::string& id_or_name) const;
};

// The preset policies of the catalogue, read once.
using Presets = std::map<std::string, ReadyPolicy, std::less<>>;
Presets read_presets(const Catalog& catalog);

// Read and compiled, or two nulls.
ReadyPolicy ready_policy(std::string_view text, PolicyKind kind);

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
Result<std::shared_ptr<const Account>> make_account(const AccountParts& parts, const Presets& presets,
                                                    const Account* previous);

}  // namespace opencam
