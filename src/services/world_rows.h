// The rows of one account as the engine's world names them: with names in the place of numbers.
//
//   WorldRows rows(account, catalog);
//   world.users.push_back(rows.user(row));
//   if (rows.needs_unreadable()) world.policies.push_back(rows.unreadable());   // when all rows are made
//
// Whoever the directory calls damaged holds a policy without text, which denies them everything (CAM-093); so does
// whoever holds or is bounded by a policy that is not there. Borrows both; used by one thread.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "directory/state.h"
#include "opencam/catalog.h"
#include "opencam/engine.h"

namespace opencam::services {

class WorldRows {
 public:
  WorldRows(const directory::AccountState& account, const Catalog& catalog);

  WorldUser user(const directory::UserRow& user);
  // With all its members.
  WorldGroup group(const directory::Group& group);
  WorldGroup group_without_members(const directory::Group& group);
  // The texts of documents stay where they are, and these rows with them.
  WorldRole role(const std::shared_ptr<const directory::RoleRow>& role);
  WorldPolicy policy(const std::shared_ptr<const directory::ManagedPolicy>& policy) const;

  // CAM-234: a role is asked on by its name, and its tags are kept by its id; they are under this name too.
  std::string role_tag_name(const directory::RoleRow& role) const;

  // Did one of the rows made so far refer to the policy without text?
  bool needs_unreadable() const { return needs_unreadable_; }
  WorldPolicy unreadable() const;

 private:
  std::string name_of(directory::PolicyId id) const;
  std::string unreadable_name();
  std::vector<std::string> policies_of(const directory::Target& target);
  std::string boundary_name(directory::PolicyId id);

  const directory::AccountState& account_;
  const Catalog& catalog_;
  const std::string owner_;
  bool needs_unreadable_ = false;
};

}  // namespace opencam::services
