// The removal of service-linked roles, which happens after the call that asks for it: a task that is stored, so that it
// outlives the process, and its rules.
//
//   begin_role_deletion -> not_started -> in_progress -> succeeded (the role is gone) | failed (and why)
//
// Each step is one transaction, and the last one takes the role away together with the change of the status; so what a
// task says of itself is true at every moment. Several processes may take the steps of one task. Values.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "directory/id.h"

namespace opencam::directory {

enum class DeletionStatus : std::uint8_t { NotStarted, InProgress, Succeeded, Failed };

inline constexpr std::array<std::string_view, 4> names_of(DeletionStatus) {
  return {"not_started", "in_progress", "succeeded", "failed"};
}

struct RoleDeletionRow {
  Uin owner{};
  std::string id;
  RoleId role{};
  std::string role_name;
  DeletionStatus status = DeletionStatus::NotStarted;
  std::string reason;  // why it failed, for people
  std::int64_t created_ms = 0;
  std::int64_t updated_ms = 0;

  bool is_over() const { return status == DeletionStatus::Succeeded || status == DeletionStatus::Failed; }

  static constexpr std::string_view table = "role_deletion";
  template <typename Row, typename Visitor>
  static void columns(Row& row, Visitor&& visit) {
    visit.key("owner", row.owner);
    visit.key("id", row.id);
    visit.value("role_id", row.role);
    visit.value("role_name", row.role_name);
    visit.value("status", row.status);
    visit.value("reason", row.reason);
    visit.value("created_ms", row.created_ms);
    visit.value("updated_ms", row.updated_ms);
  }
  friend bool operator==(const RoleDeletionRow&, const RoleDeletionRow&) = default;
};

}  // namespace opencam::directory
