// For fuzzers that ask decisions: a difference between two ways is a broken law, printed before it aborts.
#pragma once

#include <cstdio>

#include "fuzz.h"
#include "tests/agreement/ways.h"

namespace opencam {

inline void check_agreement(const agreement::Case& one) {
  const agreement::Comparison comparison = agreement::compare_all_ways(one);
  if (comparison.difference) std::fprintf(stderr, "%s\n", comparison.difference->c_str());
  OPENCAM_CHECK(!comparison.difference);
}

}  // namespace opencam
