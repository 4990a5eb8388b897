// Time-based one-time codes as authenticator apps make them (CAM-335; RFC 6238): SHA-1, six digits, steps of 30
// seconds.
//
//   const SecretText key = make_code_key(random);
//   show(code_key_text(key), code_key_address(key, "acme", "ann"));       // BASE32; otpauth://totp/...
//   if (const auto step = step_of_code(key, "123456", clock.now_s())) ... a code of that step, which may count once ...
//
// And recovery codes, for the day the device is lost. Pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/host/random.h"
#include "base/host/secret.h"

namespace opencam::services {

SecretText make_code_key(Random& random);
// In base 32, as people type it into an app.
SecretText code_key_text(const SecretText& key);
// What an app reads from a picture; `issuer` is this server's name for people.
SecretText code_key_address(const SecretText& key, std::string_view account, std::string_view user);

std::string code_of_step(const SecretText& key, std::int64_t step);
// The step whose code that is: the present one, the one before or the one after. Takes the same time for all.
std::optional<std::int64_t> step_of_code(const SecretText& key, std::string_view code, std::int64_t now_s);

// `XXXX-XXXX-XXXX-XXXX`, 80 bits.
std::string make_recovery_code(Random& random);
// What is kept of one; upper and lower case, dashes and blanks do not matter.
std::string recovery_code_digest(std::string_view code);

}  // namespace opencam::services
