// `GET /access/v1/security-report` and what is below it: the security report of the caller's account, whole or in parts
// (docs/security-report.md).
//
//   HttpRequest -> authenticate (401, 429) -> read the query (400) -> gate: cam:GetSecurityReport (403) -> report ->
//   200
//
// What is given out is in the audit trail before it is answered, as is a refusal. A report of which parts are asked for
// is kept for a minute, unless the account changes, so that turning its pages does not make it again. May block: call
// it from a worker. Thread-safe.
#pragma once

#include <memory>
#include <mutex>
#include <string_view>
#include <vector>

#include "services/access_door.h"
#include "services/report_parts.h"
#include "services/security_report.h"

namespace opencam::services {

class ReportEndpoint {
 public:
  // Must outlive it.
  explicit ReportEndpoint(AccessDoor& door) : door_(door) {}

  static bool is_its_path(std::string_view path);

  // Calls `answer` once, now or from the audit trail's thread.
  void get(const HttpRequest& http, const AccessDoor::Answer& answer);

 private:
  using Visit = AccessDoor::Visit;
  using Account = std::shared_ptr<const directory::AccountState>;
  using Report = std::shared_ptr<const SecurityReport>;

  struct Kept {
    ReportOptions options;
    Account account;  // as it was
    Report report;
  };

  void whole(const HttpRequest& http, const AccessDoor::Answer& answer);
  void part(ReportPart part, const HttpRequest& http, const AccessDoor::Answer& answer);
  Result<Report> kept_or_made(const Visit& visit, const ReportOptions& options);
  Result<Report> made(const Account& account, const ReportOptions& options) const;
  // 500, and the cause in the log.
  void fail(const Error& error, const AccessDoor::Answer& answer) const;

  AccessDoor& door_;
  std::mutex mutex_;
  std::vector<Kept> kept_;  // the newest last
};

}  // namespace opencam::services
