// Addresses of identity providers: one form, so that an issuer is compared as a text and a host cannot be disguised.
//
//   https://host[:port][/path]      printable ASCII, without user, query, fragment and `\`
//
// Plain http is allowed to this machine alone, and only when the server's operator says so (for trying things out).
// Pure functions on values.
#pragma once

#include <string>
#include <string_view>

#include "opencam/result.h"

namespace opencam::services {

struct ProviderUrl {
  std::string origin;  // `https://host[:port]`
  std::string host;    // without brackets
  std::string path;    // empty, or begins with `/`
  bool is_secure = true;
};

// Errors: IdentityUrlIllegal, naming the parameter.
Result<ProviderUrl> read_provider_url(std::string_view parameter, std::string_view url);
// The same for what is only to be kept: http to this machine may be kept, and is used only where that is allowed.
Result<void> check_provider_url(std::string_view parameter, std::string_view url);

}  // namespace opencam::services
