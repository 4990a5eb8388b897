// Sets of public keys as identity providers publish them (JWKS, RFC 7517), read strictly.
//
//   OPENCAM_TRY(const KeySet keys, KeySet::read(text));
//   if (const PublicKey* key = keys.find(token.key_id, token.algorithm)) ...
//
// CAM-216: a set has at least one key that can verify, at most jwks_keys_max members, and no id twice. Keys of unknown
// type, and those for encryption, are left out; a private or a shared key is refused, because whoever gives it away
// should know. Immutable; share it between threads.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/host/public_key.h"
#include "opencam/result.h"

namespace opencam::services {

class KeySet {
 public:
  // Errors: IdentityKeyIllegal.
  static Result<KeySet> read(std::string_view text);

  // The key of that id when it fits the algorithm. Without an id: the only key that fits. Null when there is none, or
  // without an id more than one.
  const PublicKey* find(const std::optional<std::string>& id, SignatureAlgorithm algorithm) const;
  // Has the set a key of that id, whatever it is for?
  bool has(const std::string& id) const;

 private:
  struct Key {
    std::optional<std::string> id;
    std::optional<SignatureAlgorithm> only;  // what `alg` of the key says
    PublicKey key;
  };

  static Result<std::optional<Key>> read_key(const class KeyMembers& members);
  explicit KeySet(std::vector<Key> keys) : keys_(std::move(keys)) {}

  std::vector<Key> keys_;
};

}  // namespace opencam::services
