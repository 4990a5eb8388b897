// The security report piece by piece, for accounts whose whole report is too long to send (docs/security-report.md).
//
//   OPENCAM_TRY(const ReportQuery query, read_report_query(ReportPart::Findings, http.query()));
//   std::string body = print_report_part(query, report);
//
// Pages go by a key, so that they fit together as long as what they show is there. Pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"
#include "services/listing.h"
#include "services/security_report.h"

namespace opencam::services {

enum class ReportPart : std::uint8_t { Summary, Findings, Users, Groups, Roles, Policies };

// "summary" and so on; nothing for what is none of them.
std::optional<ReportPart> report_part_named(std::string_view name);

struct ReportQuery {
  ReportPart part = ReportPart::Summary;
  ReportOptions options;
  std::uint64_t first = 0;  // findings of each rule in the summary
  ListOrder order;          // of a page
  std::string name;         // in lower case; empty: all
  // Of findings; empty: all.
  std::string rule;
  std::string severity;
  std::string kind;
};

// Errors: InvalidArgument.
Result<ReportQuery> read_report_query(ReportPart part, std::string_view query);
// `key_days` and `idle_days`. Errors: InvalidArgument.
Result<ReportOptions> read_report_options(const QueryParameters& parameters);

std::string print_report_part(const ReportQuery& query, const SecurityReport& report);

// --- The pieces of every form of the report (report_print.cc). ---

void put_reported(json::Writer& out, const ReportedUser& user, std::int64_t now_ms);
void put_reported(json::Writer& out, const ReportedGroup& group, std::int64_t now_ms);
void put_reported(json::Writer& out, const ReportedRole& role, std::int64_t now_ms);
void put_reported(json::Writer& out, const ReportedPolicy& policy, std::int64_t now_ms);
void put_reported(json::Writer& out, const Finding& finding, std::int64_t now_ms);
// Whose report it is, of when, and what it was asked with; into an open object.
void put_report_head(json::Writer& out, const SecurityReport& report);
std::size_t count_of(const SecurityReport& report, Severity severity);

}  // namespace opencam::services
