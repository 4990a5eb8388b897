#include "base/host/random.h"

#include <sodium.h>

#include <array>

#include "base/check.h"
#include "base/encode.h"

namespace opencam {

std::string Random::text(std::size_t length, std::string_view alphabet) {
  OPENCAM_CHECK(alphabet.size() >= 2 && alphabet.size() <= 256);
  // Bytes at or above the last whole multiple of the alphabet are thrown away, or the first letters would be likelier.
  const std::size_t fair = 256 - 256 % alphabet.size();
  std::string text;
  text.reserve(length);
  std::array<std::uint8_t, 64> bytes{};
  while (text.size() < length) {
    fill(bytes);
    for (const std::uint8_t byte : bytes) {
      if (byte < fair && text.size() < length) text.push_back(alphabet[byte % alphabet.size()]);
    }
  }
  return text;
}

std::string Random::uuid() {
  std::array<std::uint8_t, 16> bytes{};
  fill(bytes);
  bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0f) | 0x40);  // version 4
  bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3f) | 0x80);  // RFC 9562 variant
  const std::string hex = encode_hex({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  return hex.substr(0, 8) + '-' + hex.substr(8, 4) + '-' + hex.substr(12, 4) + '-' + hex.substr(16, 4) + '-' +
         hex.substr(20);
}

void SystemRandom::fill(std::span<std::uint8_t> bytes) {
  static const int ready = sodium_init();
  OPENCAM_CHECK(ready >= 0);
  randombytes_buf(bytes.data(), bytes.size());
}

}  // namespace opencam
