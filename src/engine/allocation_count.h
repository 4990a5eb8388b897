// Counts what this thread allocates, in the test program that links allocation_count_test.cc.
//
//   const std::size_t before = allocations_of_this_thread();
//
// Only tests include this header.
#pragma once

#include <cstddef>

namespace opencam {

std::size_t allocations_of_this_thread();

}  // namespace opencam
