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

// All places of one register at once: a place stays while every byte of `wanted` stands where it should. The last byte
// is looked at first, because beginnings are what texts have in common.
__attribute__((target("avx2"))) std::size_t find_short_avx2(std::string_view text, std::string_view wanted) {
  const std::size_t places = text.size() - wanted.size() + 1;
  std::size_t place = 0;
  for (; place + 32 <= places; place += 32) {
    auto standing = static_cast<std::uint32_t>(-1);
    for (std::size_t i = wanted.size(); i-- > 0 && standing != 0;) {
      Bytes32 found;
      std::memcpy(&found, text.data() + place + i, sizeof found);
      standing &= static_cast<std::uint32_t>(__builtin_ia32_pmovmskb256(found == wanted[i]));
    }
    if (standing != 0) return place + static_cast<std::size_t>(std::countr_zero(standing));
  }
  return find_slowly(text, wanted, place);
}

std::size_t find_short_sse2(std::string_view text, std::string_view wanted) {
  const std::size_t places = text.size() - wanted.size() + 1;
  std::size_t place = 0;
  for (; place + 16 <= places; place += 16) {
    std::uint32_t standing = 0xffff;
    for (std::size_t i = wanted.size(); i-- > 0 && standing != 0;) {
      Bytes16 found;
      std::memcpy(&found, text.data() + place + i, sizeof found);
      standing &= static_cast<std::uint32_t>(__builtin_ia32_pmovmskb128(found == wanted[i]));
    }
    if (standing != 0) return place + static_cast<std::size_t>(std::countr_zero(standing));
  }
  return find_slowly(text, wanted, place);
}

std::size_t find_short(std::string_view text, std::string_view wanted) {
  return __builtin_cpu_supports("avx2") ? find_short_avx2(text, wanted) : find_short_sse2(text, wanted);
}

#else

std::size_t find_short(std::string_view text, std::string_view wanted) { return find_slowly(text, wanted, 0); }

#endif

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

std::size_t find_literal(std::string_view text, std::string_view wanted) {
  if (wanted.size() > text.size()) return none;
  if (wanted.empty()) return 0;
  if (wanted.size() == 1) return text.find(wanted[0]);
  if (wanted.size() <= short_bytes_max) return find_short(text, wanted);
  // The last 32 bytes lead to candidates; as long as these cost no more than the text itself, nothing else is needed.
  const std::size_t lead = wanted.size() - short_bytes_max;
  const std::string_view tail = wanted.substr(lead);
  std::size_t credit = 4 * text.size();
  for (std::size_t from = 0; from + wanted.size() <= text.size();) {
    const std::size_t found = find_short(text.substr(from + lead), tail);
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
