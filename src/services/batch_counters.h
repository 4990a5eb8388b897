// What BatchCompute's scheduler and runner count, for /metrics: written by the thread that schedules, read by anybody
// at any time. Made by main and given to the router. A server that only answers calls, because another one schedules,
// has `is_scheduling` 0 and the rest as it was.
#pragma once

#include <atomic>
#include <cstdint>

namespace opencam::services {

struct BatchCounters {
  std::atomic<std::uint64_t> is_scheduling{0};
  std::atomic<std::uint64_t> live_jobs{0};        // not over
  std::atomic<std::uint64_t> queued{0};           // attempts that wait for a slot
  std::atomic<std::uint64_t> running{0};          // attempts in a slot
  std::atomic<std::uint64_t> slots{0};            // 0: no runner is turned on
  std::atomic<std::uint64_t> ended_attempts{0};   // since the start
  std::atomic<std::uint64_t> failed_attempts{0};  // of these
  std::atomic<std::uint64_t> failed_commits{0};   // of the scheduler
  std::atomic<std::uint64_t> lost_supervisors{0};
};

}  // namespace opencam::services
