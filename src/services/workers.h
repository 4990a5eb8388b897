// A few threads for work that may wait: API calls, which write to the store and hash passwords.
//
//   Workers workers(4, log);
//   workers.post([...] { ... });
//
// What a library throws in there (memory has run out) ends that piece of work with an alarm, not the server. Ends by
// doing what was posted before. Thread-safe.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "base/host/log.h"

namespace opencam::services {

class Workers {
 public:
  Workers(std::uint32_t threads, Log& log);
  ~Workers();
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  void post(std::function<void()> work);

 private:
  void run();

  Log& log_;
  std::mutex mutex_;
  std::condition_variable has_work_;
  std::deque<std::function<void()>> queue_;
  bool is_ending_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace opencam::services
