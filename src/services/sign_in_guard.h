// Makes those wait who guess (docs/console/sign-in.md, "Guessing").
//
//   SignInGuard::Attempt attempt = guard.begin({.name = "password/acme/ann", .address = "10.0.0.1"}, retries, now_ms);
//   if (attempt.wait_ms > 0) ... slow down ...
//   ... look at the password ...
//   if (it was right) guard.succeed(attempt);
//
// An attempt counts as failed from its beginning, so that many at once are no way around. Names are counted as they are
// claimed: whether there is such a name makes no difference. When very many are counted, new ones go uncounted, as in
// call_rate.h; their address is counted all the same. Thread-safe.
//
// Counts survive a restart: `restore` takes what was kept, `take_changes` tells what has to be (sign_in_counts.h).
#pragma once

#include <cstdint>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "directory/sign_in_count.h"

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

  // What an earlier process had counted, as far as it still matters.
  void restore(std::span<const directory::SignInCount> counts, std::int64_t now_ms);
  // What changed since the last time; without failures: it is forgotten. The keys of each are its own.
  std::vector<directory::SignInCount> take_changes();
  // They could not be kept, so they have to be told again.
  void give_back(std::span<const directory::SignInCount> changes);

 private:
  using Count = directory::SignInCount;

  std::int64_t wait_of(const std::string& key, std::int64_t now_ms) const;
  void forget(const std::string& key);
  static bool is_old(const Count& count, std::int64_t now_ms);
  void count(const std::string& key, std::uint32_t free, std::int64_t now_ms);
  void forget_old(std::int64_t now_ms);

  mutable std::mutex mutex_;
  std::unordered_map<std::string, Count> counts_;
  std::unordered_set<std::string> changed_;  // keys; bounded as the counts are, but for those that are forgotten
  std::int64_t swept_ms_ = 0;
};

}  // namespace opencam::services
