#include "services/call_rate.h"

#include <algorithm>

#include "base/encode.h"
#include "policy/value.h"

namespace opencam::services {
namespace {

constexpr std::int64_t burst_us = 1000000;
constexpr std::int64_t sweep_interval_ms = 100;

ApiError too_often(ApiCode code, std::uint32_t per_s) { return api_error(code, std::to_string(per_s)); }

}  // namespace

std::string counted_address(std::string_view address) {
  const auto network = Network::parse_address(address);
  if (!network || network->family == AddressFamily::V4) return std::string(address);
  constexpr std::size_t prefix_bytes = 8;
  return encode_hex(std::string_view(reinterpret_cast<const char*>(network->bytes.data()), prefix_bytes));
}

bool RateBuckets::take(std::string_view key, std::int64_t now_ms) {
  if (per_s_ == 0) return true;
  const std::int64_t now_us = now_ms * 1000;
  const std::lock_guard lock(mutex_);
  auto found = full_at_us_.find(std::string(key));
  if (found == full_at_us_.end()) {
    if (full_at_us_.size() >= keys_max_ && now_ms >= swept_ms_ + sweep_interval_ms) {
      std::erase_if(full_at_us_, [now_us](const auto& entry) { return entry.second <= now_us; });
      swept_ms_ = now_ms;
    }
    if (full_at_us_.size() >= keys_max_) return true;
    found = full_at_us_.emplace(key, now_us).first;
  }
  const std::int64_t full_at_us = std::max(found->second, now_us) + interval_us();
  if (full_at_us - now_us > burst_us) return false;
  found->second = full_at_us;
  return true;
}

bool RateBuckets::has(std::string_view key, std::int64_t now_ms) const {
  if (per_s_ == 0) return true;
  const std::lock_guard lock(mutex_);
  const auto found = full_at_us_.find(std::string(key));
  return found == full_at_us_.end() || found->second + interval_us() - now_ms * 1000 <= burst_us;
}

std::size_t RateBuckets::keys() const {
  const std::lock_guard lock(mutex_);
  return full_at_us_.size();
}

RateLimiter::RateLimiter(const RateLimits& limits)
    : limits_(limits),
      actions_(limits.per_action, limits::rate_keys_max),
      accounts_(limits.per_account, limits::rate_keys_max),
      addresses_(limits.per_address, limits::rate_keys_max),
      failures_(limits.failed_per_address, limits::rate_keys_max),
      unsigned_(limits::web_identity_calls_per_s_max, limits::web_identity_addresses_max) {}

ApiResult<void> RateLimiter::admit_address(std::string_view address, std::int64_t now_ms) {
  if (addresses_.take(counted_address(address), now_ms)) return {};
  return too_often(ApiCode::IpLimitExceeded, limits_.per_address);
}

ApiResult<void> RateLimiter::admit_signature(std::string_view address, std::int64_t now_ms) const {
  if (failures_.has(counted_address(address), now_ms)) return {};
  return too_often(ApiCode::IpLimitExceeded, limits_.failed_per_address);
}

void RateLimiter::note_failed_signature(std::string_view address, std::int64_t now_ms) {
  failures_.take(counted_address(address), now_ms);
}

ApiResult<void> RateLimiter::admit_unsigned(std::string_view address, std::int64_t now_ms) {
  if (unsigned_.take(counted_address(address), now_ms)) return {};
  return api_error(ApiCode::RequestLimitExceeded);
}

ApiResult<void> RateLimiter::admit_call(directory::Uin account, const api::ApiAction& action, std::int64_t now_ms) {
  const std::string owner = directory::id_text(account);
  if (!accounts_.take(owner, now_ms)) return too_often(ApiCode::UinLimitExceeded, limits_.per_account);
  if (actions_.take(owner + ":" + std::string(action.name), now_ms)) return {};
  ApiError refused = too_often(ApiCode::RequestLimitExceeded, limits_.per_action);
  // Some actions list a form of their own.
  for (const std::string_view own : action.error_codes) {
    if (own.starts_with("RequestLimitExceeded.")) refused.code = own;
  }
  return refused;
}

}  // namespace opencam::services
