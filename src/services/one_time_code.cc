#include "services/one_time_code.h"

#include <array>
#include <span>

#include "base/encode.h"
#include "base/host/digest.h"
#include "base/text.h"

namespace opencam::services {
namespace {

constexpr std::size_t key_bytes = 20;  // RFC 4226: as long as the digest
constexpr std::int64_t step_s = 30;
constexpr std::uint32_t code_end = 1000000;
constexpr std::size_t code_digits = 6;
constexpr std::string_view base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
constexpr std::size_t recovery_characters = 16;
constexpr std::size_t recovery_group = 4;

std::string encode_base32(std::string_view bytes) {
  std::string out;
  std::uint32_t held = 0;
  int bits = 0;
  for (const char byte : bytes) {
    held = held << 8 | static_cast<std::uint8_t>(byte);
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      out += base32[held >> bits & 31];
    }
  }
  if (bits > 0) out += base32[held << (5 - bits) & 31];
  return out;
}

}  // namespace

SecretText make_code_key(Random& random) {
  std::array<std::uint8_t, key_bytes> bytes{};
  random.fill(bytes);
  std::string text(bytes.begin(), bytes.end());
  bytes.fill(0);
  return SecretText::take(text);
}

SecretText code_key_text(const SecretText& key) {
  std::string text = encode_base32(key.reveal(SecretAccess{}));
  return SecretText::take(text);
}

SecretText code_key_address(const SecretText& key, std::string_view account, std::string_view user) {
  const SecretText secret = code_key_text(key);
  std::string label = "OpenCAM:" + std::string(account);
  if (!user.empty()) label += "/" + std::string(user);
  std::string text = "otpauth://totp/" + encode_percent(label) + "?secret=";
  text += secret.reveal(SecretAccess{});
  text += "&issuer=OpenCAM&algorithm=SHA1&digits=6&period=30";
  return SecretText::take(text);
}

std::string code_of_step(const SecretText& key, std::int64_t step) {
  std::array<char, 8> counter{};
  auto left = static_cast<std::uint64_t>(step);
  for (std::size_t i = counter.size(); i > 0; --i) {
    counter[i - 1] = static_cast<char>(left & 0xff);
    left >>= 8;
  }
  const Sha1 digest = hmac_sha1(key.reveal(SecretAccess{}), std::string_view(counter.data(), counter.size()));
  const auto at = [&digest](std::size_t i) {
    return static_cast<std::uint32_t>(static_cast<std::uint8_t>(digest.bytes[i]));
  };
  // RFC 4226, 5.3: four bytes from where the last half byte points.
  const std::size_t offset = at(digest.bytes.size() - 1) & 15;
  const std::uint32_t value = (at(offset) & 0x7f) << 24 | at(offset + 1) << 16 | at(offset + 2) << 8 | at(offset + 3);
  const std::string digits = std::to_string(value % code_end);
  return std::string(code_digits - digits.size(), '0') + digits;
}

std::optional<std::int64_t> step_of_code(const SecretText& key, std::string_view code, std::int64_t now_s) {
  std::optional<std::int64_t> found;
  const std::int64_t now = now_s / step_s;
  for (std::int64_t step = now - 1; step <= now + 1; ++step) {
    if (constant_time_equal(code_of_step(key, step), code)) found = step;
  }
  return found;
}

std::string make_recovery_code(Random& random) {
  const std::string characters = random.text(recovery_characters, base32);
  std::string code;
  for (std::size_t i = 0; i < characters.size(); ++i) {
    if (i > 0 && i % recovery_group == 0) code += '-';
    code += characters[i];
  }
  return code;
}

std::string recovery_code_digest(std::string_view code) {
  std::string plain;
  for (const char c : text::ascii_lower(code)) {
    if (c != '-' && c != ' ') plain += c;
  }
  return encode_hex(sha256("recovery-code " + plain));
}

}  // namespace opencam::services
