// How often somebody may call (CAM-247, docs/configuration.md).
//
//   RateBuckets buckets(20, 100000);                       // 20 a second and key, for at most 100000 keys
//   if (!buckets.take(key, now_ms)) ... refuse ...
//
//   OPENCAM_TRY(limiter.admit_call(account, action, now_ms));
//
// A token bucket that holds one second's worth, kept as one number: the moment at which it will be full again. A full
// bucket is as good as none, so it is forgotten when room is needed; when all of very many are in use, new keys go
// uncounted, because refusing strangers for what others do would be the worse harm. Time is passed in. Thread-safe.
#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/limits.h"
#include "directory/id.h"
#include "services/generated/api_action.h"
#include "wire/error_code.h"

namespace opencam::services {

// A second; 0: not limited.
struct RateLimits {
  std::uint32_t per_action = 0;   // calls of one action in one account
  std::uint32_t per_account = 0;  // calls of one account
  std::uint32_t per_address = 0;  // calls from one address
  std::uint32_t failed_per_address = limits::failed_signatures_per_s;
};

class RateBuckets {
 public:
  RateBuckets(std::uint32_t per_s, std::size_t keys_max) : per_s_(per_s), keys_max_(keys_max) {}

  // Takes one when there is one.
  bool take(std::string_view key, std::int64_t now_ms);
  // Is there one? Takes nothing.
  bool has(std::string_view key, std::int64_t now_ms) const;
  std::size_t keys() const;

 private:
  std::int64_t interval_us() const { return 1000000 / per_s_; }

  const std::uint32_t per_s_;
  const std::size_t keys_max_;
  mutable std::mutex mutex_;
  std::unordered_map<std::string, std::int64_t> full_at_us_;
  std::int64_t swept_ms_ = 0;
};

// An address as it is counted: of IPv6 the first 64 bits, since whoever has one of them has them all.
std::string counted_address(std::string_view address);

class RateLimiter {
 public:
  explicit RateLimiter(const RateLimits& limits);

  // Before anything is looked at. Errors: RequestLimitExceeded.IPLimitExceeded.
  ApiResult<void> admit_address(std::string_view address, std::int64_t now_ms);
  // Before a signature is checked: has this address failed too often? Errors: the same.
  ApiResult<void> admit_signature(std::string_view address, std::int64_t now_ms) const;
  void note_failed_signature(std::string_view address, std::int64_t now_ms);
  // Before a call without a signature is read, which costs more than others. Errors: RequestLimitExceeded.
  ApiResult<void> admit_unsigned(std::string_view address, std::int64_t now_ms);
  // When it is known who calls what. Errors: RequestLimitExceeded or the action's own form of it,
  // RequestLimitExceeded.UinLimitExceeded.
  ApiResult<void> admit_call(directory::Uin account, const api::ApiAction& action, std::int64_t now_ms);

 private:
  RateLimits limits_;
  RateBuckets actions_;
  RateBuckets accounts_;
  RateBuckets addresses_;
  RateBuckets failures_;
  RateBuckets unsigned_;
};

}  // namespace opencam::services
