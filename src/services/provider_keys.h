// The keys that a provider's tokens are verified with: those given with it, or those that it publishes (CAM-221).
//
//   OPENCAM_TRY(const auto keys, provider_keys.keys_of(row, token.key_id, now_s));
//
//   AutoRotateKey 0   IdentityKey
//   AutoRotateKey 1   the last set fetched: from memory, otherwise from the store, otherwise IdentityKey
//                     fetched when the kid is unknown or the set is an hour old; a minute between attempts
//                     a set that could not be renewed for a day verifies nothing
//
// A fetched set that is new is written to the store, so that other servers and the next start know it. Who needs it
// waits for the fetch; others go on with what is there. Thread-safe.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "base/host/log.h"
#include "directory/directory.h"
#include "services/json_web_key.h"

namespace opencam::services {

// The published key set of an issuer, as JSON text. A port: over HTTPS in the server, by a test otherwise.
class KeySource {
 public:
  virtual ~KeySource() = default;
  // Errors: Unavailable, with the cause.
  virtual Result<std::string> fetch(const std::string& issuer) = 0;
};

class ProviderKeys {
 public:
  // All must outlive it.
  ProviderKeys(directory::Directory& directory, KeySource& source, Log& log)
      : directory_(directory), source_(source), log_(log) {}

  // Errors: IdentityKeyIllegal when there are no keys to be used.
  Result<std::shared_ptr<const KeySet>> keys_of(const directory::IdentityProviderRow& provider,
                                                const std::optional<std::string>& key_id, std::int64_t now_s);

 private:
  // What is remembered of a provider whose keys rotate.
  struct Rotating {
    std::string given;  // issuer and IdentityKey: another one begins anew
    std::shared_ptr<const KeySet> keys;
    std::string text;  // of the keys
    std::int64_t fetched_s = 0;
    std::int64_t tried_s = 0;
  };
  using Id = std::pair<directory::Uin, directory::ProviderKey>;

  Rotating known(const directory::IdentityProviderRow& provider);
  bool may_fetch(const Id& id, std::int64_t now_s);
  void fetch(const directory::IdentityProviderRow& provider, std::int64_t now_s);

  directory::Directory& directory_;
  KeySource& source_;
  Log& log_;
  std::mutex mutex_;
  std::map<Id, Rotating> rotating_;
  std::uint32_t fetches_ = 0;  // under way
};

}  // namespace opencam::services
