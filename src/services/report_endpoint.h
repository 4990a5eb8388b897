// `GET /access/v1/security-report`: the security report of the caller's account (docs/security-report.md).
//
//   HttpRequest -> authenticate (401, 429) -> read the query (400) -> gate: cam:GetSecurityReport (403) -> report ->
//   200
//
// A report that is given out is in the audit trail before it is answered, as is a refusal. May block: call it from a
// worker. Thread-safe.
#pragma once

#include <string_view>

#include "services/access_door.h"
#include "services/security_report.h"

namespace opencam::services {

class ReportEndpoint {
 public:
  // Must outlive it.
  explicit ReportEndpoint(AccessDoor& door) : door_(door) {}

  // Calls `answer` once, now or from the audit trail's thread.
  void report(const HttpRequest& http, const AccessDoor::Answer& answer);

 private:
  Result<SecurityReport> made(const AccessDoor::Visit& visit, const ReportOptions& options) const;

  AccessDoor& door_;
};

}  // namespace opencam::services
