#include "batch/bell.h"

#include <chrono>

namespace opencam::batch {

void Bell::ring() {
  {
    const std::lock_guard lock(mutex_);
    if (is_rung_) return;
    is_rung_ = true;
  }
  rung_.notify_one();
}

bool Bell::wait(std::int64_t ms_max) {
  std::unique_lock lock(mutex_);
  rung_.wait_for(lock, std::chrono::milliseconds(ms_max), [this] { return is_rung_; });
  const bool was_rung = is_rung_;
  is_rung_ = false;
  return was_rung;
}

}  // namespace opencam::batch
