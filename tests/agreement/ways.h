// Every way to the answer, asked the same.
//
//   Comparison comparison = compare_all_ways(drawn_world(7));
//   if (comparison.difference) std::cout << *comparison.difference;
//
// The plain evaluator is the measure; the others are the verdict alone, the decision through the index, the compiled
// policies without an index, a batch, and the bulk questions, which answer many decisions at once. Pure; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "tests/agreement/worlds.h"

namespace opencam::agreement {

struct Comparison {
  std::uint64_t decisions = 0;
  std::uint64_t allowed = 0;
  std::optional<std::string> difference;  // the first one: the way, both answers, the world and the request
};

Comparison compare_all_ways(const Case& one);

// "plain, check, ..."
std::string way_names();

}  // namespace opencam::agreement
