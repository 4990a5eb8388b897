// Access keys: the row that is stored, and what making one gives back.
//
// The secret is in the row sealed with the server's master key and bound to the key's id, because a signature needs it
// back; Directory::open_secret opens it. It is shown once, when it is made. Values.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/host/secret.h"
#include "directory/id.h"

namespace opencam::directory {

enum class KeyStatus : std::uint8_t { Active, Inactive };

inline constexpr std::array<std::string_view, 2> names_of(KeyStatus) { return {"active", "inactive"}; }

struct AccessKeyRow {
  Uin owner{};
  std::string secret_id;
  Uin holder{};  // the owner itself (root) or one of its users
  std::string sealed_secret;
  KeyStatus status = KeyStatus::Active;
  std::string description;
  std::int64_t created_ms = 0;

  static constexpr std::string_view table = "access_key";
  template <typename Row, typename Visitor>
  static void columns(Row& row, Visitor&& visit) {
    visit.key("owner", row.owner);
    visit.key("secret_id", row.secret_id);
    visit.value("holder", row.holder);
    visit.bytes("sealed_secret", row.sealed_secret);
    visit.value("status", row.status);
    visit.value("description", row.description);
    visit.value("created_ms", row.created_ms);
  }
  friend bool operator==(const AccessKeyRow&, const AccessKeyRow&) = default;
};

// What CreateAccessKey shows, this once.
struct CreatedAccessKey {
  AccessKeyRow row;
  SecretText secret;
};

// A key that is brought along instead of drawn: for tests and for a documented example. Never from the API.
struct GivenAccessKey {
  std::string secret_id;
  SecretText secret;
  // A disabled key comes disabled: made active first, it would be so to a server beside us, and after a crash for good.
  KeyStatus status = KeyStatus::Active;
};

}  // namespace opencam::directory
