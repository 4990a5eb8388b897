// Accounts, and the sequences that all numbers are drawn from. Values.
//
// Every row of the directory describes its columns once, in `columns`: the store makes its statements from them, the
// memory store its keys. `key` columns come first and identify the row.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "directory/id.h"

namespace opencam::directory {

// A registered customer; its number is the root account's.
struct AccountRow {
  Uin uin{};
  AppId app_id{};
  std::string name;
  std::int64_t created_ms = 0;

  static constexpr std::string_view table = "account";
  template <typename Row, typename Visitor>
  static void columns(Row& row, Visitor&& visit) {
    visit.key("uin", row.uin);
    visit.value("app_id", row.app_id);
    visit.value("name", row.name);
    visit.value("created_ms", row.created_ms);
  }
  friend bool operator==(const AccountRow&, const AccountRow&) = default;
};

// A sequence of the whole store: "uin", "uid", "app_id", "group_id", "policy_id", "role_id".
struct SequenceRow {
  std::string name;
  std::uint64_t next = 0;

  static constexpr std::string_view table = "sequence";
  template <typename Row, typename Visitor>
  static void columns(Row& row, Visitor&& visit) {
    visit.key("name", row.name);
    visit.value("next", row.next);
  }
  friend bool operator==(const SequenceRow&, const SequenceRow&) = default;
};

struct NewAccount {
  std::string name;
  // Zero: the next ones. Given by import only.
  Uin uin{};
  AppId app_id{};
};

}  // namespace opencam::directory
