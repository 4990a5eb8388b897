// The states of jobs, tasks and task instances: one set for all three (CAM-260), and how many entities are in each.
//
//   SUBMITTED -> PENDING -> RUNNABLE -> STARTING -> RUNNING -> SUCCEED | FAILED | FAILED_INTERRUPTED
//
// docs/batch/jobs.md draws which leads to which and why; transition.h has the rules. Plain values.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace opencam::batch {

enum class State : std::uint8_t { Submitted, Pending, Runnable, Starting, Running, Succeed, Failed, FailedInterrupted };

inline constexpr std::size_t state_count = 8;

inline constexpr std::array<std::string_view, state_count> names_of(State) {
  return {"SUBMITTED", "PENDING", "RUNNABLE", "STARTING", "RUNNING", "SUCCEED", "FAILED", "FAILED_INTERRUPTED"};
}
inline std::string_view name(State state) { return names_of(state).at(static_cast<std::size_t>(state)); }
std::optional<State> state_named(std::string_view name);

// Nothing more happens without a request: SUCCEED, FAILED, FAILED_INTERRUPTED.
constexpr bool is_over(State state) { return state >= State::Succeed; }
// An attempt of it is claimed: STARTING, RUNNING.
constexpr bool is_claimed(State state) { return state == State::Starting || state == State::Running; }

// How many entities are in each state: the Metrics blocks of the API.
class Counts {
 public:
  std::uint32_t& operator[](State state) { return counts_[static_cast<std::size_t>(state)]; }
  std::uint32_t operator[](State state) const { return counts_[static_cast<std::size_t>(state)]; }
  std::uint64_t total() const;
  // In SUCCEED, FAILED or FAILED_INTERRUPTED.
  std::uint64_t over() const;
  std::uint32_t claimed() const { return (*this)[State::Starting] + (*this)[State::Running]; }
  // REQUIRES: there are as many in `from`.
  void move(State from, State to, std::uint32_t count = 1);

  friend bool operator==(const Counts&, const Counts&) = default;

 private:
  std::array<std::uint32_t, state_count> counts_{};
};

}  // namespace opencam::batch
