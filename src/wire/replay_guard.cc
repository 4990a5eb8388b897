#include "wire/replay_guard.h"

#include <cstring>

#include "base/host/digest.h"

namespace opencam {

std::size_t ReplayGuard::HashMark::operator()(const Mark& mark) const {
  // A mark is a piece of a digest: any part of it is as good as a hash.
  std::size_t hash = 0;
  std::memcpy(&hash, mark.data(), sizeof hash);
  return hash;
}

ApiResult<void> ReplayGuard::admit(const V1Credential& credential, std::int64_t now_s) {
  const Sha256 digest =
      sha256(credential.secret_id + '\n' + std::to_string(credential.nonce) + '\n' + credential.signature);
  Mark mark{};
  std::memcpy(mark.data(), digest.bytes.data(), mark.size());

  const std::lock_guard lock(mutex_);
  forget_before(now_s - limits::signature_skew_s_max);
  const auto second = seen_.find(credential.timestamp);
  if (second != seen_.end() && second->second.marks.contains(mark)) {
    return api_error(ApiCode::SignatureFailure, "this request was already made; use a new Nonce for each",
                     "该请求已被使用过，请为每个请求使用新的 Nonce");
  }
  const auto of_key = of_key_.find(credential.secret_id);
  const bool is_key_full = of_key != of_key_.end() && of_key->second >= entries_of_key_max_;
  if (is_key_full || entries_ >= entries_max_) {
    const std::size_t most = is_key_full ? entries_of_key_max_ : entries_max_;
    return api_error(ApiCode::RequestLimitExceeded,
                     std::to_string(most / (2 * static_cast<std::size_t>(limits::signature_skew_s_max))));
  }
  Second& now = seen_[credential.timestamp];
  now.marks.insert(mark);
  ++now.of_key[credential.secret_id];
  ++of_key_[credential.secret_id];
  ++entries_;
  return {};
}

void ReplayGuard::forget_before(std::int64_t timestamp) {
  while (!seen_.empty() && seen_.begin()->first < timestamp) {
    const Second& old = seen_.begin()->second;
    entries_ -= old.marks.size();
    for (const auto& [key, count] : old.of_key) {
      const auto kept = of_key_.find(key);
      kept->second -= count;
      if (kept->second == 0) of_key_.erase(kept);
    }
    seen_.erase(seen_.begin());
  }
}

std::size_t ReplayGuard::entries() const {
  const std::lock_guard lock(mutex_);
  return entries_;
}

}  // namespace opencam
