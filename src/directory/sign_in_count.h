// How often somebody failed to sign in, and how long they wait: what a server's guard against guessing remembers
// (services/sign_in_guard.h), kept so that a restart makes nobody forget.
//
// Beside the directory's rows, without revision or checksum, as last uses are: it grants nothing and changes all the
// time. Values.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace opencam::directory {

struct SignInCount {
  std::string key;  // what is counted: the digest of a name, an address, or both
  std::uint32_t failures = 0;
  std::int64_t next_ms = 0;  // no attempt before
  std::int64_t last_ms = 0;
  // Within the hour that began with the first.
  std::uint32_t hour_failures = 0;
  std::int64_t hour_ms = 0;

  template <typename Row, typename Visitor>
  static void columns(Row& row, Visitor&& visit) {
    visit.key("key", row.key);
    visit.value("failures", row.failures);
    visit.value("next_ms", row.next_ms);
    visit.value("last_ms", row.last_ms);
    visit.value("hour_failures", row.hour_failures);
    visit.value("hour_ms", row.hour_ms);
  }
  friend bool operator==(const SignInCount&, const SignInCount&) = default;
};

}  // namespace opencam::directory
