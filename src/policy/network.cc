// Addresses and networks of both families, read without the machine's resolver so that the answer is the same
// everywhere.
//
//   IPv4   four numbers 0..255 without leading zeros (a leading zero means octal to some readers)
//   IPv6   up to eight groups of hex digits, one `::`, the last two groups may be an IPv4 address; no zone
//   CIDR   either of them, `/`, the number of fixed bits
#include <algorithm>
#include <charconv>

#include "policy/value.h"

namespace opencam {
namespace {

// A number without sign and leading zeros, at most `max`.
std::optional<unsigned> parse_number(std::string_view text, unsigned max) {
  if (text.empty() || (text.size() > 1 && text.front() == '0')) return std::nullopt;
  unsigned number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number > max) return std::nullopt;
  return number;
}

std::optional<std::array<std::uint8_t, 4>> parse_v4(std::string_view text) {
  std::array<std::uint8_t, 4> bytes{};
  for (std::size_t i = 0; i < 4; ++i) {
    const std::size_t dot = i < 3 ? text.find('.') : text.size();
    if (dot == std::string_view::npos) return std::nullopt;
    const auto number = parse_number(text.substr(0, dot), 255);
    if (!number) return std::nullopt;
    bytes[i] = static_cast<std::uint8_t>(*number);
    text.remove_prefix(i < 3 ? dot + 1 : dot);
  }
  return bytes;
}

std::optional<std::uint16_t> parse_group(std::string_view text) {
  if (text.empty() || text.size() > 4) return std::nullopt;
  std::uint16_t group = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), group, 16);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return group;
}

// At most the bytes of one address and, while a part too many is read, of one more part.
struct Groups {
  std::array<std::uint8_t, 20> bytes{};
  std::size_t size = 0;

  void push(std::uint8_t byte) { bytes[size++] = byte; }
};

// The bytes of groups joined by single colons; the last one may be an IPv4 address if `may_end_v4`.
std::optional<Groups> parse_groups(std::string_view text, bool may_end_v4) {
  Groups groups;
  while (!text.empty()) {
    const std::size_t colon = std::min(text.find(':'), text.size());
    const std::string_view part = text.substr(0, colon);
    if (part.find('.') != std::string_view::npos) {
      const auto v4 = may_end_v4 && colon == text.size() ? parse_v4(part) : std::nullopt;
      if (!v4) return std::nullopt;
      for (const std::uint8_t byte : *v4) groups.push(byte);
    } else {
      const auto group = parse_group(part);
      if (!group) return std::nullopt;
      groups.push(static_cast<std::uint8_t>(*group >> 8));
      groups.push(static_cast<std::uint8_t>(*group & 0xff));
    }
    if (groups.size > 16) return std::nullopt;
    if (colon == text.size()) break;
    text.remove_prefix(colon + 1);
    if (text.empty()) return std::nullopt;
  }
  return groups;
}

std::optional<std::array<std::uint8_t, 16>> parse_v6(std::string_view text) {
  std::array<std::uint8_t, 16> bytes{};
  const std::size_t gap = text.find("::");
  const bool has_gap = gap != std::string_view::npos;
  const auto head = parse_groups(text.substr(0, gap), !has_gap);
  const auto tail = has_gap ? parse_groups(text.substr(gap + 2), true) : std::optional<Groups>(Groups{});
  if (!head || !tail) return std::nullopt;
  const std::size_t given = head->size + tail->size;
  // `::` stands for at least one group of zeros.
  if (has_gap ? given > 14 : given != 16) return std::nullopt;
  std::copy_n(head->bytes.begin(), head->size, bytes.begin());
  std::copy_n(tail->bytes.begin(), tail->size, bytes.end() - static_cast<std::ptrdiff_t>(tail->size));
  return bytes;
}

}  // namespace

std::optional<Network> Network::parse_address(std::string_view text) {
  Network network;
  if (text.find(':') == std::string_view::npos) {
    const auto bytes = parse_v4(text);
    if (!bytes) return std::nullopt;
    std::copy(bytes->begin(), bytes->end(), network.bytes.begin());
    return network;
  }
  const auto bytes = parse_v6(text);
  if (!bytes) return std::nullopt;
  return Network{AddressFamily::V6, *bytes, 128};
}

std::optional<Network> Network::parse(std::string_view text) {
  const std::size_t slash = text.find('/');
  auto network = parse_address(text.substr(0, slash));
  if (!network || slash == std::string_view::npos) return network;
  const auto bits = parse_number(text.substr(slash + 1), network->prefix_bits);
  if (!bits) return std::nullopt;
  network->prefix_bits = static_cast<std::uint8_t>(*bits);
  return network;
}

bool Network::contains(const Network& other) const {
  if (family != other.family || prefix_bits > other.prefix_bits) return false;
  const std::size_t whole_bytes = prefix_bits / 8;
  if (!std::equal(bytes.begin(), bytes.begin() + whole_bytes, other.bytes.begin())) return false;
  const unsigned bits_left = prefix_bits % 8;
  if (bits_left == 0) return true;
  const auto mask = static_cast<std::uint8_t>(0xff << (8 - bits_left));
  return ((bytes[whole_bytes] ^ other.bytes[whole_bytes]) & mask) == 0;
}

}  // namespace opencam
