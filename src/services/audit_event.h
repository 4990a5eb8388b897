// An audit record in CloudAudit's words (docs/spec/audit.md): what kind of event it is, and its JSON text.
//
// One place for the API and for every exported format. Pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "directory/audit.h"
#include "opencam/catalog.h"

namespace opencam::services {

// CAM-242: an action that the catalogue knows as reading.
bool is_reading_event(const Catalog& catalog, std::string_view action);
// All of those, for a question.
std::vector<std::string> reading_actions(const Catalog& catalog);

// CAM-242: what changes who may do what.
bool is_sensitive_event(const Catalog& catalog, std::string_view action);
std::vector<std::string> sensitive_actions(const Catalog& catalog);

// CAM-241: `root`, the user's number, `roleUser`, or who else it was.
std::string event_user_name(const directory::AuditRecord& record);
// `cam.tencentcloudapi.com`
std::string event_source(const directory::AuditRecord& record);
// The region segment of the resource, or empty.
std::string event_region(const directory::AuditRecord& record);
// What CAM answered: 0, or event_denied_code.
std::int64_t event_cam_code(const directory::AuditRecord& record);
inline constexpr std::int64_t event_denied_code = 403;  // ours: nobody publishes the numbers

// With every text well-formed UTF-8: who calls chooses the User-Agent.
directory::AuditRecord printable(directory::AuditRecord record);

// The JSON object that CloudAuditEvent holds.
std::string cloud_audit_event(const directory::AuditRecord& record, const Catalog& catalog, std::string_view event_id);

// The record's JSON text for embedding: as it is when it is JSON, otherwise as a quoted text; `{}` when empty.
std::string embedded_json(std::string_view text);

}  // namespace opencam::services
