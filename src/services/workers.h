// A few threads for work that may wait: API calls, which write to the store and hash passwords.
//
//   Workers workers(4);
//   workers.post([...] { ... });
//
// Ends by doing what was posted before. Thread-safe.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace opencam::services {

class Workers {
 public:
  explicit Workers(std::uint32_t threads);
  ~Workers();
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  void post(std::function<void()> work);

 private:
  void run();

  std::mutex mutex_;
  std::condition_variable has_work_;
  std::deque<std::function<void()>> queue_;
  bool is_ending_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace opencam::services
