// Becoming a role with a token of an identity provider: is the token good, and for whom (CAM-218 to CAM-221).
//
//   auto verified = verifier.verify(asked, now_s);
//   if (!verified) answer verified.error.shown, record verified.error.cause
//
// Somebody whom we do not know asks, so what is answered must not tell what an account has: what depends on the account
// alone has one answer, and the cause is for the audit trail. Thread-safe; may wait for a provider whose keys rotate.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "directory/directory.h"
#include "services/caller.h"
#include "services/json_web_token.h"
#include "services/provider_keys.h"

namespace opencam::services {

// What a call of AssumeRoleWithWebIdentity says.
struct AskedIdentity {
  std::string provider_id;
  std::string token;
  std::string role_arn;
  std::optional<directory::Uin> signer;  // of a signed call: its account, in which the role must be
};

// The outcome: exactly one of `caller.identity` and `refusal` is there.
struct IdentityOutcome {
  // The account that the role is in, or null; the identity in it, when it was verified.
  Caller caller;
  std::unique_ptr<Error> refusal;  // for the caller
  std::string cause;               // for the audit trail
};

class WebIdentityVerifier {
 public:
  // Both must outlive it.
  WebIdentityVerifier(const directory::Directory& directory, ProviderKeys& keys) : directory_(directory), keys_(keys) {}

  IdentityOutcome verify(const AskedIdentity& asked, std::int64_t now_s) const;

 private:
  Result<VerifiedIdentity> verify_in(const directory::AccountState& account, const AskedIdentity& asked,
                                     const WebToken& token, std::int64_t now_s) const;

  const directory::Directory& directory_;
  ProviderKeys& keys_;
};

}  // namespace opencam::services
