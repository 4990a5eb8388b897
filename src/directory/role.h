// Roles: the row that is stored, and what callers pass in.
//
// A role is found by its number, then by its name (CAM-104). The trust document says who may assume it and is kept
// byte for byte; a service-linked role is changed by its service alone. Values.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "directory/id.h"

namespace opencam::directory {

enum class RoleType : std::uint8_t { User, System, ServiceLinked };

inline constexpr std::array<std::string_view, 3> names_of(RoleType) { return {"user", "system", "service_linked"}; }

struct RoleRow {
  Uin owner{};
  RoleId id{};
  std::string name;
  std::string description;
  std::string trust;  // the trust document, byte for byte; empty when it could not be read: trusts nobody
  bool console_login = false;
  std::uint32_t session_duration_s = 0;  // 0: no limit of its own
  RoleType type = RoleType::User;
  std::int64_t created_ms = 0;
  std::int64_t updated_ms = 0;
  PolicyId boundary{};  // zero: none

  static constexpr std::string_view table = "role";
  template <typename Row, typename Visitor>
  static void columns(Row& row, Visitor&& visit) {
    visit.key("owner", row.owner);
    visit.key("id", row.id);
    visit.value("name", row.name);
    visit.value("description", row.description);
    visit.value("trust", row.trust);
    visit.value("console_login", row.console_login);
    visit.value("session_duration_s", row.session_duration_s);
    visit.value("type", row.type);
    visit.value("created_ms", row.created_ms);
    visit.value("updated_ms", row.updated_ms);
    visit.value("boundary", row.boundary);
  }
  friend bool operator==(const RoleRow&, const RoleRow&) = default;
};

struct NewRole {
  std::string name;
  std::string description;
  std::string trust;
  bool console_login = false;
  std::uint32_t session_duration_s = 0;
  RoleType type = RoleType::User;
  std::map<std::string, std::string> tags;
  RoleId id{};  // zero: the next one; given by import only
};

// A role that a service asks for: the catalogue knows its name and policies (CAM-225).
struct NewLinkedRole {
  std::vector<std::string> services;  // principals; the first that has a service-linked role names it
  std::string suffix;                 // after the name and a `_`; empty: none
  std::string description;
  std::map<std::string, std::string> tags;
};

// Only what is present changes.
struct RoleChange {
  std::optional<std::string> description;
  std::optional<bool> console_login;
  std::optional<std::uint32_t> session_duration_s;
};

}  // namespace opencam::directory
