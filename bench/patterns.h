// The patterns and keys of a W3 case, for engines that match texts and know no policies.
//
// Every policy of such a case allows one action on patterns of one service, so a key is allowed when any pattern
// matches it.
#pragma once

#include <string>
#include <vector>

#include "bench/measure.h"

namespace opencam::bench {

struct PatternCase {
  std::vector<std::string> patterns;  // contents with `*`
  std::vector<std::string> keys;
};

// Of the first world of the case.
PatternCase read_patterns(const Options& options);

// `a*b.c` -> `^a.*b\.c$`, as RE2 and Vectorscan take it.
std::string as_expression(const std::string& pattern);

}  // namespace opencam::bench
