// What must hold between two worlds of which one was made from the other.
//
//   LawResult result = hold_laws(drawn_world(7), 7);
//   if (result.broken) std::cout << *result.broken;
//
// A deny beats every allow; the order of policies and a second copy of one change nothing; another allow takes nothing
// away and another deny gives nothing; a session and a boundary only narrow; a group is its policies. All are asked of
// the compiled policies, through the index. Pure; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "tests/agreement/worlds.h"

namespace opencam::agreement {

struct LawResult {
  std::uint64_t questions = 0;
  std::optional<std::string> broken;  // the law, both worlds and the request
};

LawResult hold_laws(const Case& one, std::uint64_t seed);

}  // namespace opencam::agreement
