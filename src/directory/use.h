// When something was last used: an access key, somebody, a policy, a service by somebody.
//
// Kept beside the directory's rows, without revision or checksum, because it decides nothing and changes all the time:
// whoever notes uses does it in batches and may lose the last one (services/use_log.h). Values.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "directory/id.h"

namespace opencam::directory {

enum class UseKind : std::uint8_t {
  Key,        // subject: the SecretId
  Principal,  // `user/<uin>`, the root account too, or `role/<id>`
  Policy,     // the policy's number; it allowed something
  Service,    // `<principal>/<service>`: somebody was allowed something there
  RoleMade,   // `<service principal>`: the service made its role in the account, which it does once (CAM-283)
};

inline constexpr std::array<std::string_view, 5> names_of(UseKind) {
  return {"key", "principal", "policy", "service", "role_made"};
}

struct LastUse {
  Uin account{};
  UseKind kind = UseKind::Key;
  std::string subject;
  std::int64_t last_ms = 0;

  template <typename Row, typename Visitor>
  static void columns(Row& row, Visitor&& visit) {
    visit.key("account", row.account);
    visit.key("kind", row.kind);
    visit.key("subject", row.subject);
    visit.value("last_ms", row.last_ms);
  }
  friend bool operator==(const LastUse&, const LastUse&) = default;
};

}  // namespace opencam::directory
