// The numbers of the directory, each a type of its own so that no two are ever mixed up.
//
//   Uin uin{100000000101};
//   number(uin)                         // 100000000101
//   id_text(uin)                        // "100000000101"
//   read_id<RoleId>("4611686018427...") // optional: decimal digits, above zero, fits a signed 64-bit number
//
// Zero is never given out and means "none". Ids are never used again. Values.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace opencam::directory {

enum class Uin : std::uint64_t {};        // an account or somebody in one: 12 digits
enum class Uid : std::uint64_t {};        // the second number of a user
enum class AppId : std::uint64_t {};      // one per account: 125...
enum class GroupId : std::uint64_t {};    // small
enum class PolicyId : std::uint64_t {};   // presets small, custom from 17698703
enum class VersionId : std::uint64_t {};  // of one policy, from 1
enum class RoleId : std::uint64_t {};     // 19 digits, 46116860184...

template <typename Id>
constexpr std::uint64_t number(Id id) {
  return static_cast<std::uint64_t>(id);
}

template <typename Id>
std::string id_text(Id id) {
  return std::to_string(number(id));
}

// Decimal digits without sign, blanks or leading zero; nothing for everything else.
template <typename Id>
std::optional<Id> read_id(std::string_view text) {
  if (text.empty() || text.size() > 19 || text.front() == '0') return std::nullopt;
  std::uint64_t value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + static_cast<std::uint64_t>(c - '0');
  }
  if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) return std::nullopt;
  return Id{value};
}

}  // namespace opencam::directory
