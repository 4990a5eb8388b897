// Exact decimals without a string of their own: CAM-064 on the way of a decision, which allocates nothing.
//
//   const std::optional<DecimalView> given = DecimalView::parse("1.20");
//   if (given && given->compare(limit) <= 0) ...
//
// The same values in the same order as policy/value.h's Decimal, held against it by test. A view lives as long as its
// text. encoded() is the form in which a Program keeps a decimal.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace opencam {

class DecimalView {
 public:
  static std::optional<DecimalView> parse(std::string_view text);

  // sign (1 byte), exponent (8 bytes), digits.
  std::string encoded() const;
  // REQUIRES: what encoded() gave.
  static DecimalView decoded(std::string_view bytes);

  friend std::strong_ordering operator<=>(const DecimalView& left, const DecimalView& right);
  friend bool operator==(const DecimalView& left, const DecimalView& right) { return (left <=> right) == 0; }

 private:
  // The digits are `whole_` and then `fraction_`, the first and the last of all not 0; the value is
  // sign * 0.digits * 10^exponent. Zero has sign 0 and no digits.
  char digit(std::size_t i) const { return i < whole_.size() ? whole_[i] : fraction_[i - whole_.size()]; }
  std::size_t digit_count() const { return whole_.size() + fraction_.size(); }

  int sign_ = 0;
  std::int64_t exponent_ = 0;
  std::string_view whole_;
  std::string_view fraction_;
};

}  // namespace opencam
