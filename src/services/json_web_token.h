// Web identity tokens: compact JWS with the claims of an OpenID Connect id_token, read strictly.
//
//   base64url(header) . base64url(claims) . base64url(signature)
//
//   OPENCAM_TRY(const WebToken token, read_web_token(text));     // says what it claims; nothing of it is true yet
//   OPENCAM_TRY(check_times(token, now_s));
//   ... find the provider's keys ...
//   if (key->verifies(token.algorithm, token.signed_text, token.signature)) ...
//
// CAM-219, CAM-220: what is not exactly so is refused: another form, an algorithm that is not on the list, `crit`, a
// member twice, base64url with bits left over. Keys in the header (`jwk`, `jku`, `x5u`, `x5c`) are not looked at.
// Pure functions on values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/host/public_key.h"
#include "opencam/result.h"

namespace opencam::services {

struct WebToken {
  SignatureAlgorithm algorithm = SignatureAlgorithm::Rs256;
  std::optional<std::string> key_id;
  std::string signed_text;  // header and claims as they came
  std::string signature;    // bytes

  std::string issuer;
  std::string subject;
  std::vector<std::string> audiences;  // at least one
  std::optional<std::string> authorized_party;
  std::int64_t issued_s = 0;
  std::int64_t expires_s = 0;
  std::optional<std::int64_t> not_before_s;
};

// Errors: WebIdentityRefused, with what is wrong; it depends on the text alone.
Result<WebToken> read_web_token(std::string_view text);

// Is it in force at that time? Errors: WebIdentityRefused.
Result<void> check_times(const WebToken& token, std::int64_t now_s);

}  // namespace opencam::services
