// Who calls: what authentication found out, and all that later steps may know about it.
//
// A value; it keeps the account's state as it was when the caller was found.
#pragma once

#include <memory>
#include <string>

#include "directory/state.h"
#include "opencam/engine.h"
#include "opencam/policy.h"
#include "opencam/request.h"
#include "services/session_token.h"

namespace opencam::services {

struct Caller {
  std::shared_ptr<const directory::AccountState> account;
  PrincipalKind kind = PrincipalKind::User;  // Root, User or Role
  directory::Uin uin{};                      // of a root account or user; zero for a role
  directory::RoleId role{};                  // of a role session
  std::string name;                          // of the user or role; of a root account the account's
  std::string secret_id;

  // A temporary credential: what kind, its name, and what narrows it (null: nothing does).
  bool is_temporary = false;
  SessionKind session = SessionKind::User;
  std::string session_name;
  std::shared_ptr<const Policy> session_policy;

  directory::Uin owner() const { return account->uin(); }
  // For the engine.
  PrincipalRef principal() const;
  // For the audit trail: "root", "user", "role" or "federated"; the number, or `<RoleId>:<session>`.
  std::string principal_type() const;
  std::string principal_text() const;
};

}  // namespace opencam::services
