// How much more two cores do than one.
//
//   const PairFigures figures = two_cores_over_one(loop);
//
// `loop(stop)` works until `*stop` and says how much it has done; it is run on one core, on another, and on both, in
// turn, for every pair of cores this process may use. A virtual machine may show as two cores what is one core's two
// threads, so each pair is first asked to do arithmetic in registers: what a pair cannot do there, it can do nowhere.
// The pair that does most arithmetic is the one whose figure counts. Not for several threads at once.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>

namespace opencam::bench {

using Loop = std::function<std::uint64_t(const std::atomic<bool>& stop)>;

struct PairFigures {
  std::string cores;          // "1 and 3"
  double arithmetic = 0;      // two cores over one, in registers
  double ratio = 0;           // of the loop, on that pair: the median of the rounds
  double lowest_ratio = 0;    // of the loop, on the worst pair
  double one_per_second = 0;  // of the loop, on one core
};

PairFigures two_cores_over_one(const Loop& loop);

}  // namespace opencam::bench
