// Public keys of other people, and whether a signature was made with the private one. By OpenSSL 3.
//
//   OPENCAM_TRY(const PublicKey key, PublicKey::rsa(modulus, exponent));
//   if (key.verifies(SignatureAlgorithm::Rs256, text, signature)) ...
//
// The algorithms are those of RFC 7518 and RFC 8037 that sign with a key pair; there is no name here for `none` or for
// a shared secret, and an algorithm never works with a key of another type (RFC 8725, 3.1). Numbers are big-endian
// bytes. A PublicKey is immutable and cheap to copy; share it between threads.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "opencam/result.h"

struct evp_pkey_st;

namespace opencam {

enum class SignatureAlgorithm : std::uint8_t {
  Rs256,
  Rs384,
  Rs512,
  Ps256,
  Ps384,
  Ps512,
  Es256,
  Es384,
  Es512,
  EdDsa,  // Ed25519 alone
};

// `RS256` and so on, in exactly this spelling.
std::optional<SignatureAlgorithm> signature_algorithm_named(std::string_view name);

class PublicKey {
 public:
  // Errors of all: InvalidArgument, with what is wrong with the key.
  // A modulus of 2048 to 8192 bits without leading zero bytes; an odd exponent from 3 to 2^32.
  static Result<PublicKey> rsa(std::string_view modulus, std::string_view exponent);
  // `curve` is `P-256`, `P-384` or `P-521`; both coordinates have the curve's full length, and the point is on it.
  static Result<PublicKey> elliptic(std::string_view curve, std::string_view x, std::string_view y);
  static Result<PublicKey> ed25519(std::string_view x);

  // Is the key of the algorithm's type (and curve)?
  bool fits(SignatureAlgorithm algorithm) const;

  // False for a key that does not fit. ECDSA signatures are the two numbers side by side (RFC 7518, 3.4).
  bool verifies(SignatureAlgorithm algorithm, std::string_view text, std::string_view signature) const;

 private:
  enum class Type : std::uint8_t { Rsa, P256, P384, P521, Ed25519 };
  PublicKey(Type type, evp_pkey_st* key);

  Type type_;
  std::shared_ptr<evp_pkey_st> key_;
};

}  // namespace opencam
