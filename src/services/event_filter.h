// What events are looked up by: the attribute keys of the two actions, and how each becomes part of a question.
//
//   OPENCAM_TRY(const AuditQuery query, event_query(call, EventKeys::Present, request.lookup_attributes));
//
// A key stands once in a question; all of them must hold. Pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "directory/audit.h"
#include "services/call.h"
#include "services/generated/cloudaudit_api.h"

namespace opencam::services {

// Those of DescribeEvents, and those of the older LookUpEvents.
enum class EventKeys : std::uint8_t { Present, Older };

struct EventKey {
  std::string_view name;
  std::string_view label;
  std::string_view label_chinese;
  bool is_choice = false;  // one of few values, otherwise any text
};

std::span<const EventKey> event_keys(EventKeys keys);

// Of the caller's account, without time and page. Errors: AuditAttributeIllegal.
Result<directory::AuditQuery> event_query(
    const Call& call, EventKeys keys, const std::optional<std::vector<api::cloudaudit::LookupAttribute>>& attributes);

}  // namespace opencam::services
