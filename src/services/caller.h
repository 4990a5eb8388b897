// Who calls: what authentication found out, and all that later steps may know about it.
//
// A value; it keeps the account's state as it was when the caller was found.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "directory/state.h"
#include "opencam/engine.h"
#include "opencam/policy.h"
#include "opencam/request.h"
#include "services/session_token.h"

namespace opencam::services {

// Somebody whom an identity provider vouches for. Only the verifier of tokens makes one (web_identity.h), so who holds
// it need not ask whether the token was good.
class VerifiedIdentity {
 public:
  const std::string& provider() const { return provider_; }  // `qcs::cam::uin/A:oidc-provider/N`
  const std::string& issuer() const { return issuer_; }
  const std::string& subject() const { return subject_; }
  const std::vector<std::string>& audiences() const { return audiences_; }

 private:
  friend class WebIdentityVerifier;
  VerifiedIdentity() = default;

  std::string provider_;
  std::string issuer_;
  std::string subject_;
  std::vector<std::string> audiences_;
};

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
  std::map<std::string, std::string> session_tags;  // of AssumeRole
  std::string source_identity;                      // of AssumeRole, or empty

  // A session of the console (CAM-330), and whether it was opened with a second factor (CAM-336).
  bool is_console = false;
  bool used_mfa = false;

  // Set for a web identity, who has neither number nor key: it may become a role of `account`, and nothing else.
  std::shared_ptr<const VerifiedIdentity> identity;

  directory::Uin owner() const { return account->uin(); }
  // For the engine.
  PrincipalRef principal() const;
  // For the audit trail: "root", "user", "role", "federated", "web_identity" or "anonymous"; the number, or
  // `<RoleId>:<session>`, or `<provider>:<sub>`.
  std::string principal_type() const;
  std::string principal_text() const;
};

}  // namespace opencam::services
