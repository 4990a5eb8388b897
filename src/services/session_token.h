// Temporary credentials without a table: everything a session is stands in its token, sealed.
//
//   claims -> compact JSON -> Sealer ("session-token", bound to the TmpSecretId) -> base64 = Token, at most 4096 bytes
//   TmpSecretKey = hex(derive("session-key", TmpSecretId))
//
// So every node that has the master key knows every session, nothing has to be stored or cleaned up, and a token opens
// only beside its own TmpSecretId. What a session may do is not in the token: its user or role is looked up at each
// request. Pure functions of the sealer's key; thread-safe.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "base/host/random.h"
#include "base/host/seal.h"
#include "base/host/secret.h"
#include "opencam/result.h"

namespace opencam::services {

enum class SessionKind : std::uint8_t {
  Role,       // AssumeRole: the role's policies
  Federated,  // GetFederationToken: the caller's policies and the given one
  User,       // GetSessionToken: the caller's policies
};

struct SessionClaims {
  SessionKind kind = SessionKind::Role;
  std::string owner_uin;
  std::string subject;                      // a role's id, a user's or root account's number
  std::string session_name;                 // RoleSessionName, or the Name of GetFederationToken
  std::string policy;                       // narrows the session; empty: it is not narrowed
  std::map<std::string, std::string> tags;  // of AssumeRole
  std::string source_identity;              // of AssumeRole
  std::string parent_key;  // the permanent key that asked for a federated or user session; it ends with that key
  std::int64_t issued_s = 0;
  std::int64_t expires_s = 0;

  friend bool operator==(const SessionClaims&, const SessionClaims&) = default;
};

struct SessionCredentials {
  std::string token;
  std::string secret_id;
  SecretText secret_key;
};

// Errors: LimitExceeded when policy and tags make the token longer than session_token_bytes_max.
Result<SessionCredentials> make_session(const Sealer& sealer, Random& random, const SessionClaims& claims);

// What the token says. Errors: Corrupt for a token that we did not make for this id, NotFound for an expired one.
Result<SessionClaims> open_session(const Sealer& sealer, std::string_view secret_id, std::string_view token,
                                   std::int64_t now_s);

// The key that belongs to a TmpSecretId; whether it was ever given out, only the token can tell.
SecretText session_secret_key(const Sealer& sealer, std::string_view secret_id);

// Has the id the form of a temporary one? Permanent ones are 36 characters long.
bool is_session_id(std::string_view secret_id);

}  // namespace opencam::services
