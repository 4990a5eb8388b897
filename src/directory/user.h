// Sub-users, collaborators and message recipients of an account: the row that is stored, and what callers pass in.
//
// A user belongs to one account and has two numbers: the Uin, which is unique in the store (a collaborator's is that
// of another root account), and the Uid, the older one of groups. The name never changes. Values.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "directory/id.h"

namespace opencam::directory {

// CAM-101: the three kinds of sub-account. A message recipient cannot call and takes no policies.
enum class UserType : std::uint8_t { SubUser, Collaborator, MessageRecipient };

inline constexpr std::array<std::string_view, 3> names_of(UserType) {
  return {"sub_user", "collaborator", "message_recipient"};
}

struct UserRow {
  Uin owner{};
  Uin uin{};
  Uid uid{};
  std::string name;
  UserType type = UserType::SubUser;
  std::string remark;
  std::string phone;
  std::string country_code;
  std::string email;
  bool console_login = false;
  std::string password_hash;  // as hash_password made it, or empty
  bool need_reset_password = false;
  std::int64_t created_ms = 0;
  PolicyId boundary{};  // zero: none

  static constexpr std::string_view table = "user";
  template <typename Row, typename Visitor>
  static void columns(Row& row, Visitor&& visit) {
    visit.key("owner", row.owner);
    visit.key("uin", row.uin);
    visit.value("uid", row.uid);
    visit.value("name", row.name);
    visit.value("type", row.type);
    visit.value("remark", row.remark);
    visit.value("phone", row.phone);
    visit.value("country_code", row.country_code);
    visit.value("email", row.email);
    visit.value("console_login", row.console_login);
    visit.value("password_hash", row.password_hash);
    visit.value("need_reset_password", row.need_reset_password);
    visit.value("created_ms", row.created_ms);
    visit.value("boundary", row.boundary);
  }
  friend bool operator==(const UserRow&, const UserRow&) = default;
};

struct NewUser {
  std::string name;
  UserType type = UserType::SubUser;
  std::string remark;
  std::string phone;
  std::string country_code;
  std::string email;
  bool console_login = false;
  std::string password_hash;
  bool need_reset_password = false;
  // Zero: the next one. A collaborator may have the number of another root account.
  Uin uin{};
};

// Only what is present changes; the name never does.
struct UserChange {
  std::optional<std::string> remark;
  std::optional<std::string> phone;
  std::optional<std::string> country_code;
  std::optional<std::string> email;
  std::optional<bool> console_login;
  std::optional<std::string> password_hash;
  std::optional<bool> need_reset_password;
};

}  // namespace opencam::directory
