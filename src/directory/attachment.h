// Which policy is attached to whom: the row that is stored, and the users, groups and roles it can be attached to.
//
//   Target ann = Target::user(uin);
//
// A permissions boundary is no attachment: it is a column of the user or role (CAM-105). Values.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <map>
#include <string_view>

#include "directory/id.h"

namespace opencam::directory {

enum class TargetKind : std::uint8_t { User, Group, Role };

inline constexpr std::array<std::string_view, 3> names_of(TargetKind) { return {"user", "group", "role"}; }

// Somebody a policy can be attached to.
struct Target {
  TargetKind kind = TargetKind::User;
  std::uint64_t id = 0;

  static Target user(Uin uin) { return {TargetKind::User, number(uin)}; }
  static Target group(GroupId id) { return {TargetKind::Group, number(id)}; }
  static Target role(RoleId id) { return {TargetKind::Role, number(id)}; }

  Uin as_user() const { return Uin{id}; }
  GroupId as_group() const { return GroupId{id}; }
  RoleId as_role() const { return RoleId{id}; }

  friend auto operator<=>(const Target&, const Target&) = default;
};

struct AttachmentRow {
  Uin owner{};
  TargetKind target_kind = TargetKind::User;
  std::uint64_t target_id = 0;
  PolicyId policy{};  // custom or preset
  std::int64_t attached_ms = 0;

  Target target() const { return {target_kind, target_id}; }

  static constexpr std::string_view table = "attachment";
  template <typename Row, typename Visitor>
  static void columns(Row& row, Visitor&& visit) {
    visit.key("owner", row.owner);
    visit.key("target_kind", row.target_kind);
    visit.key("target_id", row.target_id);
    visit.key("policy_id", row.policy);
    visit.value("attached_ms", row.attached_ms);
  }
  friend bool operator==(const AttachmentRow&, const AttachmentRow&) = default;
};

// What is attached to one target.
using Attachments = std::map<PolicyId, AttachmentRow>;

}  // namespace opencam::directory
