// Are two texts the same, or does one begin with the other? For the short names of which decisions consist: a few loads
// in the place of a call.
//
//   same_text(action.service, program.text(row.service))
//
// Pure functions; nothing past a text's end is read.
#pragma once

#include <cstddef>
#include <cstring>
#include <string_view>

#include "engine/hash.h"

namespace opencam {

// REQUIRES: both have `size` bytes.
inline bool same_bytes(const char* a, const char* b, std::size_t size) {
  if (size > 32) return std::memcmp(a, b, size) == 0;
  if (size < 8) return hashing::load_part(a, size) == hashing::load_part(b, size);
  // The last eight bytes overlap those before.
  const std::size_t last = size - 8;
  for (std::size_t at = 0; at < last; at += 8) {
    if (hashing::load8(a + at) != hashing::load8(b + at)) return false;
  }
  return hashing::load8(a + last) == hashing::load8(b + last);
}

inline bool same_text(std::string_view a, std::string_view b) {
  return a.size() == b.size() && same_bytes(a.data(), b.data(), a.size());
}

inline bool begins_with(std::string_view text, std::string_view beginning) {
  return text.size() >= beginning.size() && same_bytes(text.data(), beginning.data(), beginning.size());
}

}  // namespace opencam
