// The world that the benchmarks ask: one account, users with few and with many policies, real sizes and real patterns.
//
// The same numbers give the same world on every machine. Values.
#pragma once

#include <cstdint>
#include <string>

#include "opencam/engine.h"

namespace opencam::bench {

inline constexpr const char* account_uin = "100000000001";

// Users `100000000100 + n` hold n policies each, for n of 1, 10, 50 and 200; each has a boundary, and every tenth
// policy comes through a group.
World make_world();

// Who holds that many policies.
std::string user_with(std::uint32_t policies);

// Allowed by the last of the user's policies, denied by one in the middle, met by none.
Request allowed_request(std::uint32_t policies);
Request denied_request(std::uint32_t policies);
Request unmatched_request(std::uint32_t policies);

}  // namespace opencam::bench
