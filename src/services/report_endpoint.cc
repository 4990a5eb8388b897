#include "services/report_endpoint.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "services/list_limits.h"
#include "services/query_parameters.h"
#include "services/use_log.h"

namespace opencam::services {
namespace {

constexpr std::string_view report_path = "/access/v1/security-report";
// Ours, not the API's.
constexpr std::string_view report_right = "GetSecurityReport";

struct WholeQuery {
  bool is_csv = false;
  ReportOptions options;
};

Result<WholeQuery> read_whole_query(std::string_view text) {
  OPENCAM_TRY(const QueryParameters query, QueryParameters::read(text, {"format", "key_days", "idle_days"}));
  WholeQuery out;
  OPENCAM_TRY(const auto format, query.choice("format", {"csv", "json"}));
  out.is_csv = format == "csv";
  OPENCAM_TRY(out.options, read_report_options(query));
  return out;
}

}  // namespace

bool ReportEndpoint::is_its_path(std::string_view path) {
  return path.starts_with(report_path) && (path.size() == report_path.size() || path[report_path.size()] == '/');
}

void ReportEndpoint::get(const HttpRequest& http, const AccessDoor::Answer& answer) {
  const std::string_view path = http.path();
  if (path == report_path) return whole(http, answer);
  const auto named = report_part_named(path.substr(report_path.size() + 1));
  if (!named) return answer(access_problem(404, "the report has no such part"));
  part(*named, http, answer);
}

void ReportEndpoint::whole(const HttpRequest& http, const AccessDoor::Answer& answer) {
  const auto visit = door_.enter(http, report_right, answer);
  if (!visit) return;
  const auto query = read_whole_query(http.query());
  if (!query) return answer(access_problem(400, query.error().message()));
  if (!door_.may(*visit, {&report_right, 1})) return door_.refuse(*visit, report_right, answer);
  const auto report = made(door_.account(*visit), query->options);
  if (!report) return fail(report.error(), answer);
  HttpResponse response = query->is_csv
                              ? door_.found("text/csv; charset=utf-8; header=present", print_report_csv(**report))
                              : door_.found("application/json", print_report_json(**report));
  const std::string file = "security-report-" + (*report)->uin + (query->is_csv ? ".csv" : ".json");
  response.headers.set("Content-Disposition", "attachment; filename=\"" + file + "\"");
  door_.answer_recorded(*visit, report_right, std::move(response), answer);
}

void ReportEndpoint::part(ReportPart part, const HttpRequest& http, const AccessDoor::Answer& answer) {
  const auto visit = door_.enter(http, report_right, answer);
  if (!visit) return;
  const auto query = read_report_query(part, http.query());
  if (!query) return answer(access_problem(400, query.error().message()));
  if (!door_.may(*visit, {&report_right, 1})) return door_.refuse(*visit, report_right, answer);
  const auto report = kept_or_made(*visit, query->options);
  if (!report) return fail(report.error(), answer);
  door_.answer_recorded(*visit, report_right, door_.found("application/json", print_report_part(*query, **report)),
                        answer);
}

// Two who ask at once may both make one; neither waits for the other.
Result<ReportEndpoint::Report> ReportEndpoint::kept_or_made(const Visit& visit, const ReportOptions& options) {
  const Account account = door_.account(visit);
  const std::int64_t now_ms = door_.parts().equipment.clock.now_ms();
  const auto is_it = [&](const Kept& kept) {
    return kept.options == options && now_ms - kept.report->made_ms < limits::report_kept_ms &&
           are_alike_in_report(*kept.account, *account);
  };
  {
    const std::lock_guard lock(mutex_);
    std::erase_if(kept_, [&](const Kept& kept) { return now_ms - kept.report->made_ms >= limits::report_kept_ms; });
    if (const auto found = std::ranges::find_if(kept_, is_it); found != kept_.end()) return found->report;
  }
  OPENCAM_TRY(const Report report, made(account, options));
  const std::lock_guard lock(mutex_);
  if (kept_.size() >= limits::reports_kept_max) kept_.erase(kept_.begin());
  kept_.push_back({.options = options, .account = account, .report = report});
  return report;
}

Result<ReportEndpoint::Report> ReportEndpoint::made(const Account& account, const ReportOptions& options) const {
  const Equipment& equipment = door_.parts().equipment;
  OPENCAM_TRY(const auto uses, equipment.uses->last_uses(account->uin()));
  const auto snapshot = door_.parts().snapshots.now();
  return Report(std::make_shared<const SecurityReport>(make_security_report({.account = *account,
                                                                             .catalog = equipment.directory.catalog(),
                                                                             .snapshot = *snapshot,
                                                                             .uses = uses,
                                                                             .now_ms = equipment.clock.now_ms(),
                                                                             .options = options})));
}

void ReportEndpoint::fail(const Error& error, const AccessDoor::Answer& answer) const {
  door_.parts().equipment.log.error("report_failed", {{"cause", error.message()}});
  answer(access_problem(500, "the report could not be made"));
}

}  // namespace opencam::services
