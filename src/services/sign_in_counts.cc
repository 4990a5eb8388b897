#include "services/sign_in_counts.h"

#include <chrono>

#include "base/sign_in_limits.h"

namespace opencam::services {

SignInCounts::SignInCounts(directory::Directory& directory, SignInGuard& guard, const Clock& clock, Log& log)
    : directory_(directory), guard_(guard), log_(log) {
  if (const auto kept = directory.sign_in_counts()) {
    guard.restore(*kept, clock.now_ms());
  } else {
    log.error("sign_in_counts_not_read", {{"cause", kept.error().message()}});
  }
  thread_ = std::thread([this] { run(); });
}

SignInCounts::~SignInCounts() {
  {
    const std::lock_guard lock(mutex_);
    is_ending_ = true;
  }
  wakes_.notify_one();
  thread_.join();
}

void SignInCounts::run() {
  bool is_ending = false;
  while (!is_ending) {
    {
      std::unique_lock lock(mutex_);
      wakes_.wait_for(lock, std::chrono::milliseconds(limits::sign_in_keep_ms), [this] { return is_ending_; });
      is_ending = is_ending_;
    }
    write();
  }
}

void SignInCounts::write() {
  const auto changes = guard_.take_changes();
  if (changes.empty()) return;
  const auto written = directory_.keep_sign_in_counts(changes);
  if (!written) guard_.give_back(changes);
  if (!written && was_written_) log_.error("sign_in_counts_not_written", {{"cause", written.error().message()}});
  was_written_ = written.has_value();
}

}  // namespace opencam::services
