// The formats of condition values: decimal numbers, moments, addresses and networks, booleans.
//
// A policy's value and a request's value of one key are read by the same function and then compared as values:
//
//   auto limit = Decimal::parse("1.20");
//   auto given = Decimal::parse("1.2");
//   limit && given && *given <= *limit      // exact, no binary floating point
//
// Each parse answers nothing for text of another form; it never guesses and never trims. All are plain values.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace opencam {

// Ours: of one decimal's text, and of the exponent in it.
inline constexpr std::size_t decimal_bytes_max = 1000;
inline constexpr std::size_t decimal_exponent_digits_max = 6;

// A decimal number of any size, compared exactly: `-`? digits [`.` digits] [e|E [+|-] digits].
class Decimal {
 public:
  // At most 1000 bytes of text and six digits of exponent.
  static std::optional<Decimal> parse(std::string_view text);

  friend bool operator==(const Decimal&, const Decimal&) = default;
  friend std::strong_ordering operator<=>(const Decimal& left, const Decimal& right);

 private:
  // The value is sign * 0.digits * 10^exponent; the first and the last digit are not 0. Zero has sign 0, no digits
  // and exponent 0.
  int sign_ = 0;
  std::int64_t exponent_ = 0;
  std::string digits_;
};

// A moment in UTC with a resolution of one second: `2016-06-01T00:01:00Z` or `2022-05-31 00:00:00`. Offsets, fractions
// and epoch numbers are not moments (CAM-064).
struct Moment {
  std::int64_t epoch_s = 0;

  static std::optional<Moment> parse(std::string_view text);
  friend auto operator<=>(const Moment&, const Moment&) = default;
};

enum class AddressFamily : std::uint8_t { V4, V6 };

// An address, or a network in CIDR form whose host bits may be set: `10.217.182.3/24`, `192.168.1.1`, `2001:db8::/32`.
struct Network {
  AddressFamily family = AddressFamily::V4;
  std::array<std::uint8_t, 16> bytes{};  // in network order; of a V4 address the first four
  std::uint8_t prefix_bits = 32;

  static std::optional<Network> parse(std::string_view text);
  // A single address, as a request gives it: a `/` is refused.
  static std::optional<Network> parse_address(std::string_view text);

  // Is every address of `other` in this network? The families never contain each other.
  bool contains(const Network& other) const;

  friend bool operator==(const Network&, const Network&) = default;
};

// `true` or `false` in any letter case.
std::optional<bool> parse_bool(std::string_view text);

}  // namespace opencam
