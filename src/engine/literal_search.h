// Finding one text in another in linear time: the step of which globs consist.
//
//   find_literal("job/j-1/task", "j-1") == 4
//
// Texts of up to 32 bytes are found by comparing many places at once; a longer one by 32 bytes of it, and, when these
// lead astray too often, by the two-way search of Crochemore and Perrin. At most O(text + wanted) steps of
// one vector register each, no allocation, no table. Pure.
#pragma once

#include <cstddef>
#include <string_view>

namespace opencam {

// The first place of `wanted` in `text`, or npos. The empty text is found at 0.
std::size_t find_literal(std::string_view text, std::string_view wanted);

// The two-way search by itself, and the search as processors with narrow registers do it, for the tests.
std::size_t find_two_way(std::string_view text, std::string_view wanted);
std::size_t find_without_avx2(std::string_view text, std::string_view wanted);

}  // namespace opencam
