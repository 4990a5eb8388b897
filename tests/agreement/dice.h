// Chance for worlds: the same seed draws the same world everywhere.
//
// A small generator of its own instead of std::mt19937, because a run draws billions of times. Not for secrets.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace opencam::agreement {

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed * 0x9E3779B97F4A7C15U + 1) {}

  // SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
  std::uint64_t next() {
    std::uint64_t mixed = (state_ += 0x9E3779B97F4A7C15U);
    mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9U;
    mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBU;
    return mixed ^ (mixed >> 31);
  }
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(next() % n); }
  bool once_in(std::size_t n) { return below(n) == 0; }

  template <typename List>
  std::string one_of(const List& list) {
    return std::string(list[below(std::size(list))]);
  }

 private:
  std::uint64_t state_;
};

}  // namespace opencam::agreement
