#include "services/event_number.h"

#include "base/check.h"
#include "base/encode.h"
#include "base/host/digest.h"

namespace opencam::services {
namespace {

constexpr int half_bits = 26;
constexpr std::uint64_t half_mask = (std::uint64_t{1} << half_bits) - 1;
constexpr int round_count = 4;
constexpr std::size_t hidden_digits = 13;  // 52 bits in hexadecimal

std::string hex_of(std::uint64_t number) {
  std::string text(hidden_digits, '0');
  for (std::size_t i = hidden_digits; i > 0; --i, number >>= 4) text[i - 1] = "0123456789abcdef"[number & 15];
  return text;
}

}  // namespace

EventNumbers::EventNumbers(const Sealer& sealer) : key_(sealer.derive("audit-event-number", "", 32)) {}

std::uint64_t EventNumbers::round(int number, std::uint64_t half) const {
  std::string text = "round ";
  text += std::to_string(number) + " " + std::to_string(half);
  const Sha256 digest = hmac_sha256(key_.reveal(SecretAccess{}), text);
  std::uint64_t value = 0;
  for (int i = 0; i < 4; ++i)
    value = value << 8 | static_cast<std::uint8_t>(digest.bytes.at(static_cast<std::size_t>(i)));
  return value & half_mask;
}

std::uint64_t EventNumbers::hidden(std::uint64_t sequence) const {
  OPENCAM_CHECK(sequence >> (2 * half_bits) == 0);
  std::uint64_t left = sequence >> half_bits;
  std::uint64_t right = sequence & half_mask;
  for (int i = 0; i < round_count; ++i) {
    const std::uint64_t next = left ^ round(i, right);
    left = right;
    right = next;
  }
  return left << half_bits | right;
}

std::optional<std::uint64_t> EventNumbers::sequence(std::uint64_t hidden) const {
  if (hidden >> (2 * half_bits) != 0) return std::nullopt;
  std::uint64_t left = hidden >> half_bits;
  std::uint64_t right = hidden & half_mask;
  for (int i = round_count - 1; i >= 0; --i) {
    const std::uint64_t before = right ^ round(i, left);
    right = left;
    left = before;
  }
  return left << half_bits | right;
}

//   cccccccc-cccc-8ccc-8cch-hhhhhhhhhhhh      c: checksum, h: the hidden number
std::string EventNumbers::text_of(std::uint64_t hidden) const {
  const std::string number = hex_of(hidden);
  std::string digits = encode_hex(hmac_sha256(key_.reveal(SecretAccess{}), "event " + number)).substr(0, 32);
  digits.replace(32 - hidden_digits, hidden_digits, number);
  digits[12] = '8';
  digits[16] = '8';
  return digits.substr(0, 8) + "-" + digits.substr(8, 4) + "-" + digits.substr(12, 4) + "-" + digits.substr(16, 4) +
         "-" + digits.substr(20);
}

std::string EventNumbers::event_id(std::uint64_t sequence) const { return text_of(hidden(sequence)); }

std::optional<std::uint64_t> EventNumbers::sequence_of(std::string_view event_id) const {
  constexpr std::size_t uuid_characters = 36;
  if (event_id.size() != uuid_characters) return std::nullopt;
  std::uint64_t number = 0;
  for (const char c : std::string(1, event_id[22]) + std::string(event_id.substr(24))) {
    const std::size_t digit = std::string_view("0123456789abcdef").find(c);
    if (digit == std::string_view::npos) return std::nullopt;
    number = number << 4 | digit;
  }
  if (!constant_time_equal(text_of(number), event_id)) return std::nullopt;
  return sequence(number);
}

}  // namespace opencam::services
