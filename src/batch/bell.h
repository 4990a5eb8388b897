// What wakes the scheduler: rung by the runner when an attempt has begun or ended, and by whoever has put a request
// into the store. A ring that nobody waits for is kept until the next wait; many rings are one. Thread-safe.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>

namespace opencam::batch {

class Bell {
 public:
  void ring();
  // True when it was rung since the last wait, at the latest after that time.
  bool wait(std::int64_t ms_max);

 private:
  std::mutex mutex_;
  std::condition_variable rung_;
  bool is_rung_ = false;
};

}  // namespace opencam::batch
