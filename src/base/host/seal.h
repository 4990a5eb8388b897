// Sealing with the server's master key: what is written down sealed can be read back by this server only.
//
//   OPENCAM_TRY(auto sealer, Sealer::open_or_create("data/master.key", random));
//   std::string sealed = sealer->seal("access-key", secret, secret_id);
//   OPENCAM_TRY(SecretText secret, sealer->open("access-key", sealed, secret_id));
//
// Every purpose has a key of its own, derived from the master key; what was sealed for one purpose or bound to one
// text does not open for another. XChaCha20-Poly1305 and BLAKE2b of libsodium:
//
//   sealed = format (1 byte, 1) | nonce (24 bytes) | ciphertext | tag (16 bytes)
//
// Immutable after creation; share it between threads. The Random must outlive it and be thread-safe.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "base/host/random.h"
#include "base/host/secret.h"
#include "opencam/result.h"

namespace opencam {

class Sealer {
 public:
  static constexpr std::size_t master_key_bytes = 32;
  static constexpr std::size_t overhead_bytes = 1 + 24 + 16;

  // From the key file at `path` (64 hexadecimal digits), which is made with mode 0600 when it is not there. Errors: Io
  // when it can be neither read nor made, Corrupt when it does not hold a key, InvalidArgument when others may read it.
  static Result<std::shared_ptr<const Sealer>> open_or_create(const std::string& path, Random& random);

  // From a key in hand. Errors: InvalidArgument unless it has master_key_bytes bytes.
  static Result<std::shared_ptr<const Sealer>> create(const SecretText& master_key, Random& random);

  // `bound_to` is not stored, and must be the same when it is opened.
  std::string seal(std::string_view purpose, const SecretText& plain, std::string_view bound_to) const;
  // Errors: Corrupt, for everything that is not what seal made with this key, purpose and bound_to.
  Result<SecretText> open(std::string_view purpose, std::string_view sealed, std::string_view bound_to) const;

  // `bytes` (16 to 64) bytes that only this master key, purpose and text give: the key of a temporary credential, a
  // checksum nobody else can make.
  SecretText derive(std::string_view purpose, std::string_view text, std::size_t bytes) const;

 private:
  Sealer(SecretText master_key, Random& random) : master_key_(std::move(master_key)), random_(random) {}
  SecretText subkey(std::string_view purpose) const;

  SecretText master_key_;
  Random& random_;
};

// A password as it is stored: argon2id, with its own salt and cost inside. Takes about 0.1 s and 64 MB on purpose.
// Errors: Unavailable when the memory cannot be had.
Result<std::string> hash_password(const SecretText& password);
// Is that the password? The stored text decides the cost.
bool password_matches(const SecretText& password, const std::string& stored);

}  // namespace opencam
