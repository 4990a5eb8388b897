// The hash of the compiled engine: 64 bits of a text, eight bytes at a step.
//
//   hash_of("batch:SubmitJob")
//   PrefixHashes prefixes("job/j-1");  prefixes.of(4) == hash_of("job/")
//
// The hash only leads to a place; whoever finds something there compares the texts. It is the same on every run, so
// that a decision costs the same on every run. Pure functions.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace opencam {

namespace hashing {

inline constexpr std::uint64_t step_factor = 0x9E3779B97F4A7C15;
inline constexpr std::uint64_t last_factor = 0xD6E8FEB86659FD93;
inline constexpr std::uint64_t seed = 0x2545F4914F6CDD1D;

__extension__ using Wide = unsigned __int128;

// Both halves of the product, folded: every input bit reaches every output bit.
inline std::uint64_t mixed(std::uint64_t value, std::uint64_t factor) {
  const Wide product = static_cast<Wide>(value) * factor;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

inline std::uint64_t load8(const char* at) {
  std::uint64_t word = 0;
  std::memcpy(&word, at, 8);
  return word;
}

// The first `size` bytes, 0 to 7 of them, without reading past the last.
inline std::uint64_t load_part(const char* at, std::size_t size) {
  if (size >= 4) {
    std::uint32_t low = 0;
    std::uint32_t high = 0;
    std::memcpy(&low, at, 4);
    std::memcpy(&high, at + size - 4, 4);
    return low | (std::uint64_t{high} << ((size - 4) * 8));
  }
  if (size == 0) return 0;
  const auto byte = [at](std::size_t i) { return std::uint64_t{static_cast<unsigned char>(at[i])}; };
  return byte(0) | (byte(size / 2) << (size / 2 * 8)) | (byte(size - 1) << ((size - 1) * 8));
}

inline std::uint64_t finished(std::uint64_t state, std::uint64_t part, std::size_t size) {
  return mixed(state ^ part, last_factor + 2 * size);
}

}  // namespace hashing

inline std::uint64_t hash_of(std::string_view text) {
  std::uint64_t state = hashing::seed;
  const char* at = text.data();
  std::size_t left = text.size();
  for (; left >= 8; left -= 8, at += 8) state = hashing::mixed(state ^ hashing::load8(at), hashing::step_factor);
  return hashing::finished(state, hashing::load_part(at, left), text.size());
}

// The part of a hash that tables keep.
inline std::uint32_t tag_of(std::uint64_t hash) { return static_cast<std::uint32_t>(hash >> 32); }
inline std::uint32_t tag_of(std::string_view text) { return tag_of(hash_of(text)); }

// The hash of a user's or an account's number. An exact one is a number of its own for each text: whoever compares two
// of them has compared the texts. Not exact, as hash_of, is that of a text that is not written as numbers are.
struct NumberHash {
  std::uint64_t value = 0;
  bool is_exact = false;
};

inline NumberHash number_hash_of(std::string_view text) {
  constexpr std::size_t digits_max = 18;
  std::uint64_t number = 0;
  bool is_number = !text.empty() && text.size() <= digits_max && text[0] != '0';
  for (std::size_t i = 0; is_number && i < text.size(); ++i) {
    is_number = text[i] >= '0' && text[i] <= '9';
    number = number * 10 + static_cast<std::uint64_t>(text[i] - '0');
  }
  if (!is_number) return {hash_of(text), false};
  // Each step can be undone: an odd factor, and a number on which its own upper half is put.
  number *= hashing::step_factor;
  number ^= number >> 32;
  number *= hashing::last_factor;
  return {number ^ (number >> 32), true};
}

// The hashes of the beginnings of one text, each at the cost of one step.
class PrefixHashes {
 public:
  static constexpr std::size_t size_max = 63;

  explicit PrefixHashes(std::string_view text) : text_(text.substr(0, size_max)) {
    states_[0] = hashing::seed;
    for (std::size_t block = 0; (block + 1) * 8 <= text_.size(); ++block) {
      states_[block + 1] =
          hashing::mixed(states_[block] ^ hashing::load8(text_.data() + block * 8), hashing::step_factor);
    }
  }

  std::size_t size() const { return text_.size(); }
  // REQUIRES: size <= this->size().
  std::uint64_t of(std::size_t size) const {
    const std::size_t block = size / 8;
    return hashing::finished(states_[block], hashing::load_part(text_.data() + block * 8, size % 8), size);
  }

 private:
  std::string_view text_;
  std::array<std::uint64_t, size_max / 8 + 1> states_{};
};

}  // namespace opencam
