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
  while (!seen_.empty() && seen_.begin()->first < now_s - limits::signature_skew_s_max) {
    entries_ -= seen_.begin()->second.size();
    seen_.erase(seen_.begin());
  }
  const auto second = seen_.find(credential.timestamp);
  if (second != seen_.end() && second->second.contains(mark)) {
    return api_error(ApiCode::SignatureFailure, "this request was already made; use a new Nonce for each",
                     "该请求已被使用过，请为每个请求使用新的 Nonce");
  }
  if (entries_ >= entries_max_) {
    return api_error(ApiCode::RequestLimitExceeded,
                     std::to_string(entries_max_ / (2 * static_cast<std::size_t>(limits::signature_skew_s_max))));
  }
  seen_[credential.timestamp].insert(mark);
  ++entries_;
  return {};
}

std::size_t ReplayGuard::entries() const {
  const std::lock_guard lock(mutex_);
  return entries_;
}

}  // namespace opencam
