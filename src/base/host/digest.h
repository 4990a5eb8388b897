// Digests and keyed digests, by OpenSSL 3. Algorithms are looked up once in the process, because a lookup costs more
// than the digest of a request; working contexts are kept for each thread, so every function is thread-safe.
//
// Results are raw bytes; encode.h turns them into text. Compare anything that depends on a secret with
// constant_time_equal, never with ==.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace opencam {

// Bytes of a digest that convert to a view, for the next digest or for encode_hex.
template <std::size_t size>
struct Digest {
  std::array<char, size> bytes{};

  operator std::string_view() const { return {bytes.data(), bytes.size()}; }  // NOLINT(google-explicit-constructor)
};

using Md5 = Digest<16>;
using Sha1 = Digest<20>;
using Sha256 = Digest<32>;

Sha256 sha256(std::string_view text);
Sha1 sha1(std::string_view text);
Sha256 hmac_sha256(std::string_view key, std::string_view text);
// No protection at all: the tag API shows these beside its texts.
Md5 md5(std::string_view text);
// Only for the legacy signature, where the protocol asks for it.
Sha1 hmac_sha1(std::string_view key, std::string_view text);

// Takes as long for texts that differ in the first byte as for equal ones. The length is no secret.
bool constant_time_equal(std::string_view left, std::string_view right);

}  // namespace opencam
