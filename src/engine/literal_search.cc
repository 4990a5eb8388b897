#include "engine/literal_search.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>

namespace opencam {
namespace {

constexpr std::size_t none = std::string_view::npos;
constexpr std::size_t short_bytes_max = 32;

bool is_at(std::string_view text, std::size_t place, std::string_view wanted) {
  return std::memcmp(text.data() + place, wanted.data(), wanted.size()) == 0;
}

// Byte by byte; the rest of a text that is too short for a register.
std::size_t find_slowly(std::string_view text, std::string_view wanted, std::size_t from) {
  for (std::size_t place = from; place + wanted.size() <= text.size(); ++place) {
    if (text[place] == wanted[0] && is_at(text, place, wanted)) return place;
  }
  return none;
}

#if defined(__x86_64__)

using Bytes16 = char __attribute__((vector_size(16)));
using Bytes32 = char __attribute__((vector_size(32)));

// A stretch of places at once: a place stays while every byte of `wanted` stands where it should. Looked at first are
// the bytes that most likely do not: where the text turns from one letter to another, and its two ends. The last places
// are looked at together with some that were looked at before.

constexpr std::size_t stretch = 128;  // places in four registers, so that four comparisons share what a step costs

// The first of a stretch of places at which `wanted` stands; none.
__attribute__((target("avx2"))) std::size_t find_in_stretch(const char* text, std::string_view wanted,
                                                            std::size_t turn) {
  Bytes32 standing[4];
  const auto look_first = [&](std::size_t i) __attribute__((target("avx2"), always_inline)) {
    for (std::size_t n = 0; n < 4; ++n) {
      Bytes32 found;
      std::memcpy(&found, text + n * 32 + i, sizeof found);
      standing[n] = found == wanted[i];
    }
  };
  const auto look = [&](std::size_t i) __attribute__((target("avx2"), always_inline)) {
    for (std::size_t n = 0; n < 4; ++n) {
      Bytes32 found;
      std::memcpy(&found, text + n * 32 + i, sizeof found);
      standing[n] &= found == wanted[i];
    }
  };
  const auto is_any = [&]() __attribute__((target("avx2"), always_inline)) {
    return __builtin_ia32_pmovmskb256((standing[0] | standing[1]) | (standing[2] | standing[3])) != 0;
  };
  look_first(turn);
  if (!is_any()) return none;
  look(wanted.size() - 1);
  look(0);
  std::size_t left = wanted.size();
  for (; left >= 4 && is_any(); left -= 4) {
    for (std::size_t i = left - 4; i < left; ++i) look(i);
  }
  if (!is_any()) return none;
  while (left > 0) look(--left);
  for (std::size_t n = 0; n < 4; ++n) {
    const auto places = static_cast<std::uint32_t>(__builtin_ia32_pmovmskb256(standing[n]));
    if (places != 0) return n * 32 + static_cast<std::size_t>(std::countr_zero(places));
  }
  return none;
}

__attribute__((target("avx2"))) std::size_t find_short_avx2(std::string_view text, std::string_view wanted,
                                                            std::size_t turn) {
  const std::size_t places = text.size() - wanted.size() + 1;
  if (places < 32) return find_slowly(text, wanted, 0);
  std::size_t place = 0;
  for (; place + stretch <= places; place += stretch) {
    const std::size_t found = find_in_stretch(text.data() + place, wanted, turn);
    if (found != none) return place + found;
  }
  // What is left is less than a stretch.
  for (; place < places; place += 32) {
    place = std::min(place, places - 32);
    const auto standing_at = [&](std::size_t i) __attribute__((target("avx2"))) {
      Bytes32 found;
      std::memcpy(&found, text.data() + place + i, sizeof found);
      return static_cast<std::uint32_t>(__builtin_ia32_pmovmskb256(found == wanted[i]));
    };
    std::uint32_t standing = standing_at(turn);
    if (standing != 0) standing &= standing_at(wanted.size() - 1) & standing_at(0);
    for (std::size_t i = wanted.size(); i-- > 0 && standing != 0;) standing &= standing_at(i);
    if (standing != 0) return place + static_cast<std::size_t>(std::countr_zero(standing));
  }
  return none;
}

std::size_t find_short_sse2(std::string_view text, std::string_view wanted, std::size_t turn) {
  const std::size_t places = text.size() - wanted.size() + 1;
  if (places < 16) return find_slowly(text, wanted, 0);
  for (std::size_t place = 0;; place = std::min(place + 16, places - 16)) {
    const auto standing_at = [&](std::size_t i) {
      Bytes16 found;
      std::memcpy(&found, text.data() + place + i, sizeof found);
      return static_cast<std::uint32_t>(__builtin_ia32_pmovmskb128(found == wanted[i]));
    };
    std::uint32_t standing = standing_at(turn);
    if (standing != 0) standing &= standing_at(wanted.size() - 1) & standing_at(0);
    for (std::size_t i = wanted.size(); i-- > 0 && standing != 0;) standing &= standing_at(i);
    if (standing != 0) return place + static_cast<std::size_t>(std::countr_zero(standing));
    if (place + 16 == places) return none;
  }
}

std::size_t find_short(std::string_view text, std::string_view wanted, std::size_t turn) {
  return __builtin_cpu_supports("avx2") ? find_short_avx2(text, wanted, turn) : find_short_sse2(text, wanted, turn);
}

#else

std::size_t find_short(std::string_view text, std::string_view wanted, std::size_t) {
  return find_slowly(text, wanted, 0);
}

#endif

// The last place whose letter is not the one before it; 0 when all are the same.
std::size_t last_turn(std::string_view wanted) {
  std::size_t turn = wanted.size() - 1;
  while (turn > 0 && wanted[turn] == wanted[turn - 1]) --turn;
  return turn;
}

struct Factorization {
  std::size_t cut = 0;
  std::size_t period = 1;
};

// The greatest suffix of `wanted` in the order of bytes (or its reverse), and its period.
Factorization greatest_suffix(std::string_view wanted, bool is_reversed) {
  std::size_t start = none;  // one before the suffix
  std::size_t next = 0;
  std::size_t offset = 1;
  std::size_t period = 1;
  while (next + offset < wanted.size()) {
    const auto a = static_cast<unsigned char>(wanted[next + offset]);
    const auto b = static_cast<unsigned char>(wanted[start + offset]);
    if (is_reversed ? b < a : a < b) {
      next += offset;
      offset = 1;
      period = next - start;
    } else if (a == b) {
      if (offset != period) {
        ++offset;
      } else {
        next += period;
        offset = 1;
      }
    } else {
      start = next++;
      offset = period = 1;
    }
  }
  return {start + 1, period};
}

Factorization critical_factorization(std::string_view wanted) {
  const Factorization forward = greatest_suffix(wanted, false);
  const Factorization backward = greatest_suffix(wanted, true);
  return forward.cut > backward.cut ? forward : backward;
}

}  // namespace

std::size_t find_two_way(std::string_view text, std::string_view wanted) {
  if (wanted.size() > text.size()) return none;
  if (wanted.empty()) return 0;
  auto [cut, period] = critical_factorization(wanted);
  const bool is_periodic = cut + period <= wanted.size() && is_at(wanted, period, wanted.substr(0, cut));
  if (!is_periodic) period = std::max(cut, wanted.size() - cut) + 1;
  std::size_t known = 0;  // bytes at the beginning that are known to stand, of a periodic text
  for (std::size_t place = 0; place + wanted.size() <= text.size();) {
    std::size_t i = std::max(cut, known);
    while (i < wanted.size() && wanted[i] == text[place + i]) ++i;
    if (i < wanted.size()) {
      place += i - cut + 1;
      known = 0;
      continue;
    }
    i = cut;
    while (i > known && wanted[i - 1] == text[place + i - 1]) --i;
    if (i <= known) return place;
    place += period;
    known = is_periodic ? wanted.size() - period : 0;
  }
  return none;
}

std::size_t find_without_avx2(std::string_view text, std::string_view wanted) {
  if (wanted.size() > text.size()) return none;
  if (wanted.empty()) return 0;
#if defined(__x86_64__)
  return find_short_sse2(text, wanted, last_turn(wanted));
#else
  return find_short(text, wanted, last_turn(wanted));
#endif
}

std::size_t find_literal(std::string_view text, std::string_view wanted) {
  if (wanted.size() > text.size()) return none;
  if (wanted.empty()) return 0;
  if (wanted.size() == 1) return text.find(wanted[0]);
  const std::size_t turn = last_turn(wanted);
  if (wanted.size() <= short_bytes_max) return find_short(text, wanted, turn);
  // 32 bytes around the last turn lead to candidates; as long as these cost no more than the text itself, nothing else
  // is needed.
  const std::size_t lead = std::min(turn - std::min(turn, short_bytes_max / 2), wanted.size() - short_bytes_max);
  const std::string_view window = wanted.substr(lead, short_bytes_max);
  std::size_t credit = text.size();
  for (std::size_t from = 0; from + wanted.size() <= text.size();) {
    // What follows the window has to fit behind it.
    const std::size_t end = text.size() - (wanted.size() - lead - short_bytes_max);
    const std::size_t found = find_short(text.substr(from + lead, end - from - lead), window, turn - lead);
    if (found == none) return none;
    from += found;
    if (is_at(text, from, wanted)) return from;
    ++from;
    const std::size_t cost = wanted.size() + short_bytes_max;
    if (credit < cost) {
      const std::size_t rest = find_two_way(text.substr(from), wanted);
      return rest == none ? none : from + rest;
    }
    credit -= cost;
  }
  return none;
}

}  // namespace opencam
