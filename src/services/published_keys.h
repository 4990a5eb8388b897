// The key set that an OpenID Connect provider publishes, fetched over HTTPS (OpenID Connect Discovery 1.0).
//
//   GET <issuer>/.well-known/openid-configuration    `issuer` must be the issuer, byte for byte
//   GET <jwks_uri>                                   the key set
//
// The address comes from whoever may make providers, so nothing is asked of this machine and its link, no redirect is
// followed, and time and size are limited. For trying things out the operator can allow plain http to this machine
// (`local_http`); it is then the only thing that may be asked of it. Thread-safe.
#pragma once

#include <string>

#include "services/provider_keys.h"

namespace opencam::services {

class PublishedKeys final : public KeySource {
 public:
  explicit PublishedKeys(bool allows_local_http) : allows_local_http_(allows_local_http) {}

  Result<std::string> fetch(const std::string& issuer) override;

 private:
  Result<std::string> get(std::string_view what, const std::string& url, const std::string& path) const;

  bool allows_local_http_;
};

}  // namespace opencam::services
