// `GET /access/v1/security-report`: the security report of the caller's account (docs/security-report.md).
//
//   HttpRequest -> authenticate (401, 429) -> read the query (400) -> gate: cam:GetSecurityReport (403) -> report ->
//   200
//
// A report that is given out is in the audit trail before it is answered, as is a refusal. May block: call it from a
// worker. Thread-safe.
#pragma once

#include <functional>
#include <string>

#include "services/audit_trail.h"
#include "services/authenticate.h"
#include "services/call_rate.h"
#include "services/gate.h"
#include "services/metrics.h"
#include "services/security_report.h"
#include "services/snapshots.h"
#include "wire/http.h"

namespace opencam::services {

class ReportEndpoint {
 public:
  // All must outlive it.
  struct Parts {
    const Equipment& equipment;
    const Snapshots& snapshots;
    Authenticator& authenticator;
    const Gate& gate;
    AuditTrail& trail;
    Metrics& metrics;
    RateLimiter& limiter;
  };
  using Answer = std::function<void(HttpResponse)>;

  explicit ReportEndpoint(const Parts& parts) : parts_(parts) {}

  // Calls `answer` once, now or from the audit trail's thread.
  void report(const HttpRequest& http, const Answer& answer);

 private:
  ApiResult<Caller> authenticate(const HttpRequest& http);
  Result<HttpResponse> made(const Caller& caller, const ReportOptions& options, bool is_csv) const;

  Parts parts_;
};

}  // namespace opencam::services
