// User groups and who is in them: the rows that are stored, and what callers pass in.
//
// A group is no caller; what is attached to it counts for each of its members (CAM-103). Its number is unique in its
// account. Values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "directory/id.h"

namespace opencam::directory {

struct GroupRow {
  Uin owner{};
  GroupId id{};
  std::string name;
  std::string remark;
  std::int64_t created_ms = 0;

  static constexpr std::string_view table = "user_group";
  template <typename Row, typename Visitor>
  static void columns(Row& row, Visitor&& visit) {
    visit.key("owner", row.owner);
    visit.key("id", row.id);
    visit.value("name", row.name);
    visit.value("remark", row.remark);
    visit.value("created_ms", row.created_ms);
  }
  friend bool operator==(const GroupRow&, const GroupRow&) = default;
};

struct MemberRow {
  Uin owner{};
  GroupId group{};
  Uin uin{};
  std::int64_t joined_ms = 0;

  static constexpr std::string_view table = "member";
  template <typename Row, typename Visitor>
  static void columns(Row& row, Visitor&& visit) {
    visit.key("owner", row.owner);
    visit.key("group_id", row.group);
    visit.key("uin", row.uin);
    visit.value("joined_ms", row.joined_ms);
  }
  friend bool operator==(const MemberRow&, const MemberRow&) = default;
};

struct NewGroup {
  std::string name;
  std::string remark;
  GroupId id{};  // zero: the next one; given by import only
};

// Only what is present changes.
struct GroupChange {
  std::optional<std::string> name;
  std::optional<std::string> remark;
};

// One line of AddUserToGroup and RemoveUserFromGroup.
struct Membership {
  GroupId group{};
  Uin user{};
};

}  // namespace opencam::directory
