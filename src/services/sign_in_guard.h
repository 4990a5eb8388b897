// Makes those wait who guess (docs/console/sign-in.md, "Guessing").
//
//   SignInGuard::Attempt attempt = guard.begin({.name = "password/acme/ann", .address = "10.0.0.1"}, retries, now_ms);
//   if (attempt.wait_ms > 0) ... slow down ...
//   ... look at the password ...
//   if (it was right) guard.succeed(attempt);
//
// An attempt counts as failed from its beginning, so that many at once are no way around. Names are counted as they are
// claimed: whether there is such a name makes no difference. When very many are counted, new ones go uncounted, as in
// call_rate.h; their address is counted all the same. Counts are this process's own. Thread-safe.
#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace opencam::services {

class SignInGuard {
 public:
  struct Claim {
    std::string name;     // what is guessed at: a kind of secret and whose
    std::string address;  // from where
  };
  struct Attempt {
    Claim claim;
    std::int64_t begun_ms = 0;
    std::int64_t wait_ms = 0;  // above zero: refused, and not counted
    // CAM-333: the name's failures in an hour are as many as its account's rule allows. The attempt goes on, so that it
    // takes as long as any other, and fails.
    bool is_exhausted = false;
  };

  // `retries_per_hour` is the rule for that name; 0: there is none.
  Attempt begin(const Claim& claim, std::uint32_t retries_per_hour, std::int64_t now_ms);
  // The attempt was good: the name's failures are forgotten, and the address has one less.
  void succeed(const Attempt& attempt);

  std::size_t counted() const;

 private:
  struct Count {
    std::uint32_t failures = 0;
    std::int64_t next_ms = 0;  // no attempt before
    std::int64_t last_ms = 0;
    // Within the hour that began with the first.
    std::uint32_t hour_failures = 0;
    std::int64_t hour_ms = 0;
  };

  std::int64_t wait_of(const std::string& key, std::int64_t now_ms) const;
  void count(const std::string& key, std::uint32_t free, std::int64_t now_ms);
  void forget_old(std::int64_t now_ms);

  mutable std::mutex mutex_;
  std::unordered_map<std::string, Count> counts_;
  std::int64_t swept_ms_ = 0;
};

}  // namespace opencam::services
