// An audit record as one line of JSON, for other people's tools (docs/formats/audit-export.md).
//
//   CloudEvents   CloudEvents 1.0, structured mode; the data is CloudAudit's own event
//   Ocsf          Open Cybersecurity Schema Framework 1.3.0: API Activity (6003), Account Change (3001)
//   Records       the record as the store keeps it, with its number and hash
//
// Pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "directory/audit_chain.h"
#include "opencam/catalog.h"

namespace opencam::services {

enum class AuditFormat : std::uint8_t { CloudEvents, Ocsf, Records };

// `event_id` is EventNumbers'. Without a line feed; well-formed UTF-8 whatever the record holds.
std::string audit_line(AuditFormat format, const directory::ChainedRecord& chained, const Catalog& catalog,
                       std::string_view event_id);

}  // namespace opencam::services
