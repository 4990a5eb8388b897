// How often somebody may ask in a second, for those whom we do not know: by their address.
//
//   if (!limit.admit(http.peer_address, clock.now_s())) answer RequestLimitExceeded
//
// Counts start anew with each second, and all of them are forgotten when more addresses ask than are counted. Neither
// keeps out who has many addresses; they bound what one can cost. Thread-safe.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>

namespace opencam::services {

class RateLimit {
 public:
  RateLimit(std::uint32_t calls_per_s_max, std::uint32_t addresses_max)
      : calls_per_s_max_(calls_per_s_max), addresses_max_(addresses_max) {}

  bool admit(const std::string& address, std::int64_t now_s) {
    const std::lock_guard lock(mutex_);
    if (now_s != second_ || counts_.size() >= addresses_max_) counts_.clear();
    second_ = now_s;
    return ++counts_[address] <= calls_per_s_max_;
  }

 private:
  const std::uint32_t calls_per_s_max_;
  const std::uint32_t addresses_max_;
  std::mutex mutex_;
  std::int64_t second_ = 0;
  std::map<std::string, std::uint32_t> counts_;
};

}  // namespace opencam::services
