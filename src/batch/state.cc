#include "batch/state.h"

#include <algorithm>
#include <numeric>

#include "base/check.h"

namespace opencam::batch {

std::optional<State> state_named(std::string_view name) {
  const auto names = names_of(State{});
  const auto found = std::ranges::find(names, name);
  if (found == names.end()) return std::nullopt;
  return static_cast<State>(found - names.begin());
}

std::uint64_t Counts::total() const { return std::accumulate(counts_.begin(), counts_.end(), std::uint64_t{0}); }

std::uint64_t Counts::over() const {
  const Counts& self = *this;
  return std::uint64_t{self[State::Succeed]} + self[State::Failed] + self[State::FailedInterrupted];
}

void Counts::move(State from, State to, std::uint32_t count) {
  OPENCAM_CHECK((*this)[from] >= count);
  (*this)[from] -= count;
  (*this)[to] += count;
}

}  // namespace opencam::batch
