#include "policy/value.h"

#include <algorithm>
#include <chrono>

#include "base/text.h"

namespace opencam {
namespace {

// Takes the digits at the beginning of `rest`.
std::string_view take_digits(std::string_view& rest) {
  const auto end = std::find_if_not(rest.begin(), rest.end(), text::is_digit);
  const auto count = static_cast<std::size_t>(end - rest.begin());
  const std::string_view digits = rest.substr(0, count);
  rest.remove_prefix(count);
  return digits;
}

bool take(std::string_view& rest, char c) {
  if (!rest.starts_with(c)) return false;
  rest.remove_prefix(1);
  return true;
}

std::int64_t to_number(std::string_view digits) {
  std::int64_t number = 0;
  for (const char c : digits) number = number * 10 + (c - '0');
  return number;
}

// Takes an exponent, if one stands there; nothing when it is malformed or too long.
std::optional<std::int64_t> take_exponent(std::string_view& rest) {
  if (!take(rest, 'e') && !take(rest, 'E')) return 0;
  const bool is_negative = rest.starts_with('-');
  if (is_negative || rest.starts_with('+')) rest.remove_prefix(1);
  const std::string_view digits = take_digits(rest);
  if (digits.empty() || digits.size() > decimal_exponent_digits_max) return std::nullopt;
  return is_negative ? -to_number(digits) : to_number(digits);
}

// Takes exactly `count` digits and then, unless `after` is 0, that character.
std::optional<std::int64_t> take_field(std::string_view& rest, std::size_t count, char after) {
  if (rest.size() < count ||
      !std::all_of(rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(count), text::is_digit)) {
    return std::nullopt;
  }
  const std::int64_t number = to_number(rest.substr(0, count));
  rest.remove_prefix(count);
  if (after != '\0' && !take(rest, after)) return std::nullopt;
  return number;
}

}  // namespace

std::optional<Decimal> Decimal::parse(std::string_view text) {
  if (text.size() > decimal_bytes_max) return std::nullopt;
  std::string_view rest = text;
  const bool is_negative = take(rest, '-');
  const std::string_view whole = take_digits(rest);
  if (whole.empty()) return std::nullopt;
  std::string_view fraction;
  if (take(rest, '.')) {
    fraction = take_digits(rest);
    if (fraction.empty()) return std::nullopt;
  }
  const std::optional<std::int64_t> exponent = take_exponent(rest);
  if (!exponent || !rest.empty()) return std::nullopt;

  std::string digits = std::string(whole) + std::string(fraction);
  const std::size_t first = digits.find_first_not_of('0');
  Decimal decimal;
  if (first == std::string::npos) return decimal;
  decimal.sign_ = is_negative ? -1 : 1;
  decimal.exponent_ = *exponent + static_cast<std::int64_t>(whole.size()) - static_cast<std::int64_t>(first);
  decimal.digits_ = digits.substr(first, digits.find_last_not_of('0') + 1 - first);
  return decimal;
}

std::strong_ordering operator<=>(const Decimal& left, const Decimal& right) {
  if (left.sign_ != right.sign_) return left.sign_ <=> right.sign_;
  if (left.sign_ == 0) return std::strong_ordering::equal;
  // Digit strings without a trailing 0 compare as text; a proper prefix is the smaller number.
  auto size = left.exponent_ <=> right.exponent_;
  if (size == 0) size = left.digits_.compare(right.digits_) <=> 0;
  return left.sign_ > 0 ? size : 0 <=> size;
}

std::optional<Moment> Moment::parse(std::string_view text) {
  const bool has_zone = text.ends_with('Z');
  if (has_zone) text.remove_suffix(1);
  const auto year = take_field(text, 4, '-');
  if (!year) return std::nullopt;
  const auto month = take_field(text, 2, '-');
  if (!month) return std::nullopt;
  // With `Z` there is a `T` before the time, without it a blank: no third spelling was ever printed.
  const auto day = take_field(text, 2, has_zone ? 'T' : ' ');
  if (!day) return std::nullopt;
  const auto hour = take_field(text, 2, ':');
  if (!hour || *hour > 23) return std::nullopt;
  const auto minute = take_field(text, 2, ':');
  if (!minute || *minute > 59) return std::nullopt;
  const auto second = take_field(text, 2, '\0');
  if (!second || *second > 59 || !text.empty()) return std::nullopt;

  const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(*year)),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  const std::int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
  return Moment{days * 86400 + *hour * 3600 + *minute * 60 + *second};
}

std::optional<bool> parse_bool(std::string_view text) {
  if (text::equal_ignoring_ascii_case(text, "true")) return true;
  if (text::equal_ignoring_ascii_case(text, "false")) return false;
  return std::nullopt;
}

}  // namespace opencam
