#include "services/report_endpoint.h"

#include <utility>

#include "services/query_parameters.h"
#include "services/use_log.h"

namespace opencam::services {
namespace {

// Ours, not the API's.
constexpr std::string_view report_right = "GetSecurityReport";

Result<ReportOptions> read_options(const QueryParameters& query) {
  ReportOptions options;
  OPENCAM_TRY(const std::uint64_t key_days,
              query.number("key_days", 1, limits::report_days_max, limits::report_days_default));
  OPENCAM_TRY(const std::uint64_t idle_days,
              query.number("idle_days", 1, limits::report_days_max, limits::report_days_default));
  options.key_days = static_cast<std::uint32_t>(key_days);
  options.idle_days = static_cast<std::uint32_t>(idle_days);
  return options;
}

struct WholeQuery {
  bool is_csv = false;
  ReportOptions options;
};

Result<WholeQuery> read_whole_query(std::string_view text) {
  OPENCAM_TRY(const QueryParameters query, QueryParameters::read(text, {"format", "key_days", "idle_days"}));
  WholeQuery out;
  OPENCAM_TRY(const auto format, query.choice("format", {"csv", "json"}));
  out.is_csv = format == "csv";
  OPENCAM_TRY(out.options, read_options(query));
  return out;
}

}  // namespace

void ReportEndpoint::report(const HttpRequest& http, const AccessDoor::Answer& answer) {
  const auto visit = door_.enter(http, report_right, answer);
  if (!visit) return;
  const auto query = read_whole_query(http.query());
  if (!query) return answer(access_problem(400, query.error().message()));
  if (!door_.may(*visit, {&report_right, 1})) return door_.refuse(*visit, report_right, answer);
  const auto report = made(*visit, query->options);
  if (!report) {
    door_.parts().equipment.log.error("report_failed", {{"cause", report.error().message()}});
    return answer(access_problem(500, "the report could not be made"));
  }
  HttpResponse response = query->is_csv
                              ? door_.found("text/csv; charset=utf-8; header=present", print_report_csv(*report))
                              : door_.found("application/json", print_report_json(*report));
  const std::string file = "security-report-" + report->uin + (query->is_csv ? ".csv" : ".json");
  response.headers.set("Content-Disposition", "attachment; filename=\"" + file + "\"");
  door_.answer_recorded(*visit, report_right, std::move(response), answer);
}

Result<SecurityReport> ReportEndpoint::made(const AccessDoor::Visit& visit, const ReportOptions& options) const {
  const Equipment& equipment = door_.parts().equipment;
  const auto account = equipment.directory.account(visit.caller.owner());
  if (account == nullptr) return Error(ErrorCode::AccountNotExist, "the account is gone");
  OPENCAM_TRY(const auto uses, equipment.uses->last_uses(visit.caller.owner()));
  const auto snapshot = door_.parts().snapshots.now();
  return make_security_report({.account = *account,
                               .catalog = equipment.directory.catalog(),
                               .snapshot = *snapshot,
                               .uses = uses,
                               .now_ms = equipment.clock.now_ms(),
                               .options = options});
}

}  // namespace opencam::services
