#include "services/sign_in_guard.h"

#include <algorithm>

#include "base/encode.h"
#include "base/host/digest.h"
#include "base/sign_in_limits.h"
#include "services/call_rate.h"

namespace opencam::services {
namespace {

// What is counted, each apart: a name from an address, a name, an address.
struct Keys {
  // A digest of the name: strangers choose how long it is.
  explicit Keys(const SignInGuard::Claim& claim)
      : name(encode_hex(sha256(claim.name))),
        address("a " + counted_address(claim.address)),
        both(address + " " + name) {}
  std::string name;
  std::string address;
  std::string both;
};

}  // namespace

SignInGuard::Attempt SignInGuard::begin(const Claim& claim, std::uint32_t retries_per_hour, std::int64_t now_ms) {
  const Keys keys(claim);
  Attempt attempt{.claim = claim, .begun_ms = now_ms};
  const std::lock_guard lock(mutex_);
  for (const std::string* key : {&keys.both, &keys.name, &keys.address}) {
    attempt.wait_ms = std::max(attempt.wait_ms, wait_of(*key, now_ms));
  }
  if (attempt.wait_ms > 0) return attempt;
  if (counts_.size() >= limits::sign_in_names_max) forget_old(now_ms);
  count(keys.address, limits::sign_in_free_of_address, now_ms);
  count(keys.name, limits::sign_in_free_of_name, now_ms);
  count(keys.both, limits::sign_in_free_at_address, now_ms);
  const auto named = counts_.find(keys.name);
  // This one is counted already.
  attempt.is_exhausted =
      retries_per_hour > 0 && named != counts_.end() && named->second.hour_failures > retries_per_hour;
  return attempt;
}

void SignInGuard::succeed(const Attempt& attempt) {
  const Keys keys(attempt.claim);
  const std::lock_guard lock(mutex_);
  forget(keys.both);
  forget(keys.name);
  const auto found = counts_.find(keys.address);
  if (found == counts_.end()) return;
  changed_.insert(keys.address);
  // Only this attempt is taken back: who can sign in may not guess at others for nothing.
  if (found->second.failures > 0) --found->second.failures;
  if (found->second.next_ms > attempt.begun_ms && found->second.failures <= limits::sign_in_free_of_address) {
    found->second.next_ms = attempt.begun_ms;
  }
}

std::size_t SignInGuard::counted() const {
  const std::lock_guard lock(mutex_);
  return counts_.size();
}

std::int64_t SignInGuard::wait_of(const std::string& key, std::int64_t now_ms) const {
  const auto found = counts_.find(key);
  return found == counts_.end() ? 0 : std::max<std::int64_t>(0, found->second.next_ms - now_ms);
}

void SignInGuard::count(const std::string& key, std::uint32_t free, std::int64_t now_ms) {
  const auto found = counts_.find(key);
  if (found == counts_.end() && counts_.size() >= limits::sign_in_names_max) return;
  Count& count = found == counts_.end() ? counts_.emplace(key, Count{.key = key}).first->second : found->second;
  changed_.insert(key);
  if (now_ms - count.last_ms >= limits::sign_in_forget_ms) count = Count{.key = key};
  if (now_ms - count.hour_ms >= limits::sign_in_hour_ms) {
    count.hour_ms = now_ms;
    count.hour_failures = 0;
  }
  count.last_ms = now_ms;
  ++count.failures;
  ++count.hour_failures;
  if (count.failures < free) return;
  // A second after the last free one, and twice as long after each that follows.
  std::int64_t wait_ms = 1000;
  for (std::uint32_t i = free; i < count.failures && wait_ms < limits::sign_in_wait_ms_max; ++i) wait_ms *= 2;
  count.next_ms = now_ms + std::min(wait_ms, limits::sign_in_wait_ms_max);
}

void SignInGuard::forget_old(std::int64_t now_ms) {
  // Looking through all of them costs as much as a password: not for every stranger.
  if (now_ms - swept_ms_ < limits::sign_in_sweep_ms) return;
  swept_ms_ = now_ms;
  std::erase_if(counts_, [&](const auto& entry) {
    if (!is_old(entry.second, now_ms)) return false;
    changed_.insert(entry.first);
    return true;
  });
}

bool SignInGuard::is_old(const Count& count, std::int64_t now_ms) {
  return now_ms - count.last_ms >= limits::sign_in_hour_ms && count.next_ms <= now_ms;
}

void SignInGuard::forget(const std::string& key) {
  if (counts_.erase(key) > 0) changed_.insert(key);
}

void SignInGuard::restore(std::span<const Count> counts, std::int64_t now_ms) {
  const std::lock_guard lock(mutex_);
  for (Count kept : counts) {
    // A clock that was wrong makes nobody wait longer than a right one.
    kept.next_ms = std::min(kept.next_ms, now_ms + limits::sign_in_wait_ms_max);
    const std::int64_t age_ms = now_ms - kept.last_ms;
    const bool matters = age_ms < limits::sign_in_forget_ms && age_ms > -limits::sign_in_wait_ms_max;
    if (matters && counts_.size() < limits::sign_in_names_max) {
      counts_.emplace(kept.key, kept);
    } else {
      changed_.insert(kept.key);
    }
  }
}

std::vector<directory::SignInCount> SignInGuard::take_changes() {
  const std::lock_guard lock(mutex_);
  std::vector<Count> changes;
  changes.reserve(changed_.size());
  for (const std::string& key : changed_) {
    const auto found = counts_.find(key);
    changes.push_back(found == counts_.end() ? Count{.key = key} : found->second);
  }
  changed_.clear();
  return changes;
}

void SignInGuard::give_back(std::span<const Count> changes) {
  const std::lock_guard lock(mutex_);
  for (const Count& change : changes) changed_.insert(change.key);
}

}  // namespace opencam::services
