#include "engine/decimal_view.h"

#include <algorithm>
#include <cstring>

#include "base/text.h"
#include "policy/value.h"

namespace opencam {
namespace {

std::string_view take_digits(std::string_view& rest) {
  std::size_t count = 0;
  while (count < rest.size() && text::is_digit(rest[count])) ++count;
  const std::string_view digits = rest.substr(0, count);
  rest.remove_prefix(count);
  return digits;
}

// The exponent that stands there, 0 when none does; nothing when it has no digits or too many.
std::optional<std::int64_t> take_exponent(std::string_view& rest) {
  if (!rest.starts_with('e') && !rest.starts_with('E')) return 0;
  rest.remove_prefix(1);
  const bool is_negative = rest.starts_with('-');
  if (is_negative || rest.starts_with('+')) rest.remove_prefix(1);
  const std::string_view digits = take_digits(rest);
  if (digits.empty() || digits.size() > decimal_exponent_digits_max) return std::nullopt;
  std::int64_t exponent = 0;
  for (const char c : digits) exponent = exponent * 10 + (c - '0');
  return is_negative ? -exponent : exponent;
}

}  // namespace

std::optional<DecimalView> DecimalView::parse(std::string_view text) {
  if (text.size() > decimal_bytes_max) return std::nullopt;
  std::string_view rest = text;
  const bool is_negative = rest.starts_with('-');
  if (is_negative) rest.remove_prefix(1);
  DecimalView decimal;
  decimal.whole_ = take_digits(rest);
  if (decimal.whole_.empty()) return std::nullopt;
  if (rest.starts_with('.')) {
    rest.remove_prefix(1);
    decimal.fraction_ = take_digits(rest);
    if (decimal.fraction_.empty()) return std::nullopt;
  }
  const std::optional<std::int64_t> exponent = take_exponent(rest);
  if (!exponent || !rest.empty()) return std::nullopt;

  // Zeros at both ends of all digits do not count.
  std::size_t first = 0;
  while (first < decimal.digit_count() && decimal.digit(first) == '0') ++first;
  if (first == decimal.digit_count()) return DecimalView();
  std::size_t end = decimal.digit_count();
  while (decimal.digit(end - 1) == '0') --end;
  const std::size_t whole = decimal.whole_.size();
  decimal.sign_ = is_negative ? -1 : 1;
  decimal.exponent_ = *exponent + static_cast<std::int64_t>(whole) - static_cast<std::int64_t>(first);
  decimal.fraction_ = end <= whole ? std::string_view() : decimal.fraction_.substr(0, end - whole);
  decimal.whole_ = decimal.whole_.substr(0, std::min(end, whole));
  decimal.fraction_.remove_prefix(first > whole ? first - whole : 0);
  decimal.whole_.remove_prefix(std::min(first, decimal.whole_.size()));
  return decimal;
}

std::string DecimalView::encoded() const {
  std::string bytes(1, static_cast<char>(sign_));
  bytes.append(reinterpret_cast<const char*>(&exponent_), sizeof exponent_);
  return bytes.append(whole_).append(fraction_);
}

DecimalView DecimalView::decoded(std::string_view bytes) {
  DecimalView decimal;
  decimal.sign_ = static_cast<signed char>(bytes[0]);
  std::memcpy(&decimal.exponent_, bytes.data() + 1, sizeof decimal.exponent_);
  decimal.whole_ = bytes.substr(1 + sizeof decimal.exponent_);
  return decimal;
}

std::strong_ordering operator<=>(const DecimalView& left, const DecimalView& right) {
  if (left.sign_ != right.sign_) return left.sign_ <=> right.sign_;
  if (left.sign_ == 0) return std::strong_ordering::equal;
  std::strong_ordering size = left.exponent_ <=> right.exponent_;
  // Without zeros at the end a proper beginning is the smaller number.
  const std::size_t common = std::min(left.digit_count(), right.digit_count());
  for (std::size_t i = 0; i < common && size == 0; ++i) size = left.digit(i) <=> right.digit(i);
  if (size == 0) size = left.digit_count() <=> right.digit_count();
  return left.sign_ > 0 ? size : 0 <=> size;
}

}  // namespace opencam
