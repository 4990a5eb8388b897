// An identity provider for tests: real keys, and tokens signed with them.
//
//   const std::string keys = identity_key();                  // IdentityKey of the provider: its key set in base64
//   std::string token = rsa_token({{"sub", "ann"}, ...});     // RS256, signed with the key `rsa-1`
//
// Making a key takes a while, so each is made once for the whole program.
#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <string_view>

#include "scene.h"

struct evp_pkey_st;

namespace opencam::tests {

// A private key and the name of its kind: `RSA`, `EC` (P-256) or `OKP` (Ed25519).
struct TestKey {
  evp_pkey_st* key = nullptr;
  std::string kind;
  std::string id;

  // As a member of a key set.
  boost::json::object published() const;
};

const TestKey& rsa_key();        // 2048 bits, `rsa-1`
const TestKey& other_rsa_key();  // 2048 bits, `rsa-2`; in no set unless a test puts it there
const TestKey& small_rsa_key();  // 1024 bits
const TestKey& ec_key();         // `ec-1`
const TestKey& ed_key();         // `ed-1`

// {"keys":[...]} as text.
std::string key_set(std::initializer_list<const TestKey*> keys);
// Of rsa_key and ec_key, in base64.
std::string identity_key();

// header.claims.signature, signed by `key` with the algorithm that the header names (RS256, PS256, ES256, EdDSA).
std::string signed_token(const TestKey& key, const boost::json::object& header, const boost::json::object& claims);
// The same of texts that need not be JSON.
std::string signed_texts(const TestKey& key, std::string_view algorithm, std::string_view header,
                         std::string_view claims);

// --- A role for tokens, in the account `acme` of a scene. ---

constexpr std::string_view login_issuer = "https://login.example.com";

// The provider `login` (issuer login_issuer, clients `app` and `batch`, keys of identity_key) and the role `cloud`,
// which trusts its tokens for `app` and the subject `ann`.
void make_login(Scene& scene);
// Claims that are accepted now.
boost::json::object good_claims(const Scene& scene);
// Signed by rsa_key with RS256.
std::string login_token(const boost::json::object& claims);
// The parameters of AssumeRoleWithWebIdentity for `cloud`.
boost::json::object login_call(const Scene& scene, const std::string& token);
// The call as clients make it, without a signature.
HttpRequest unsigned_request(Scene& scene, std::string_view action, const boost::json::object& parameters);

}  // namespace opencam::tests
