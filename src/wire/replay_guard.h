// Remembers the legacy requests of the last minutes, so that nobody can send one a second time (CAM-139).
//
// A request is known by its SecretId, Timestamp, Nonce and Signature. The signature is part of it because one client
// draws nonces from 65536 values: two honest requests of one second may share a nonce, but a stranger cannot make a
// second signature for a nonce he has seen. Memory is bounded, for each key and in all; when it is full the guard
// refuses rather than forgets. TC3 requests do not come here: they carry no nonce, and equal signatures are normal
// (CAM-137).
//
// Thread-safe. Remembers within one process only.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "base/limits.h"
#include "wire/error_code.h"
#include "wire/sign_v1.h"

namespace opencam {

class ReplayGuard {
 public:
  explicit ReplayGuard(std::size_t entries_max = limits::replay_entries_max,
                       std::size_t entries_of_key_max = limits::replay_entries_of_key_max)
      : entries_max_(entries_max), entries_of_key_max_(entries_of_key_max) {}

  // Once for each request, after its signature and timestamp were found good. Errors: AuthFailure.SignatureFailure for
  // a repeated request, RequestLimitExceeded when the memory is full or the key has taken its share.
  ApiResult<void> admit(const V1Credential& credential, std::int64_t now_s);

  std::size_t entries() const;

 private:
  void forget_before(std::int64_t timestamp);

  using Mark = std::array<char, 16>;
  struct HashMark {
    std::size_t operator()(const Mark& mark) const;
  };

  // What was seen with one timestamp.
  struct Second {
    std::unordered_set<Mark, HashMark> marks;
    std::unordered_map<std::string, std::size_t> of_key;
  };

  const std::size_t entries_max_;
  const std::size_t entries_of_key_max_;
  mutable std::mutex mutex_;
  // By timestamp: what is too old to pass the check of the timestamp is forgotten a whole second at a time.
  std::map<std::int64_t, Second> seen_;
  std::unordered_map<std::string, std::size_t> of_key_;  // over all seconds; a key without any is not there
  std::size_t entries_ = 0;
};

}  // namespace opencam
