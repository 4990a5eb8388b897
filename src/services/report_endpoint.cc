#include "services/report_endpoint.h"

#include <memory>
#include <optional>
#include <utility>

#include "base/json.h"
#include "base/text.h"
#include "services/use_log.h"

namespace opencam::services {
namespace {

// Ours, not the API's: it is asked for in the catalogue like every other.
constexpr api::ApiAction report_action{
    .service = "cam", .version = "", .name = "GetSecurityReport", .error_codes = {}, .is_withdrawn = false};

HttpResponse problem(int status, std::string_view message) {
  json::Writer out;
  out.begin_object().key("error").begin_object();
  out.key("status").number(static_cast<std::int64_t>(status)).key("message").string(message);
  out.end_object().end_object();
  return http_response(status, "application/json", std::move(out).take());
}

struct Query {
  bool is_csv = false;
  ReportOptions options;
};

std::optional<std::uint32_t> read_days(std::string_view text) {
  if (!text::is_all_digits(text) || text.empty() || text.size() > 4) return std::nullopt;
  std::uint32_t days = 0;
  for (const char c : text) days = days * 10 + static_cast<std::uint32_t>(c - '0');
  if (days == 0 || days > limits::report_days_max) return std::nullopt;
  return days;
}

// `format=csv&key_days=90&idle_days=30`; nothing in it needs escaping, so nothing is unescaped.
Result<Query> read_query(std::string_view text, boost::json::object& parameters) {
  Query query;
  for (const std::string_view pair : text::split(text, '&')) {
    if (pair.empty()) continue;
    const std::size_t equals = pair.find('=');
    const std::string_view name = pair.substr(0, equals);
    const std::string_view value = equals == std::string_view::npos ? "" : pair.substr(equals + 1);
    const auto wrong = [&](std::string_view wanted) {
      return Error(ErrorCode::InvalidArgument,
                   "parameter `" + text::shortened(name) + "` needs to be " + std::string(wanted));
    };
    if (parameters.contains(name)) return wrong("given once");
    if (name == "format") {
      if (value != "csv" && value != "json") return wrong("`csv` or `json`");
      query.is_csv = value == "csv";
    } else if (name == "key_days" || name == "idle_days") {
      const auto days = read_days(value);
      if (!days) return wrong("a number from 1 to " + std::to_string(limits::report_days_max));
      (name == "key_days" ? query.options.key_days : query.options.idle_days) = *days;
    } else {
      return wrong("one of `format`, `key_days` and `idle_days`");
    }
    parameters[name] = value;
  }
  return query;
}

}  // namespace

void ReportEndpoint::report(const HttpRequest& http, const Answer& answer) {
  if (http.method != "GET") {
    HttpResponse response = problem(405, "the report is asked for with GET");
    response.headers.set("Allow", "GET");
    return answer(std::move(response));
  }
  // CAM-175: it is given out by what the store holds now.
  if (!parts_.equipment.directory.refresh()) return answer(problem(500, "the store cannot be read"));
  const auto caller = authenticate(http);
  if (!caller && caller.error().code.starts_with("RequestLimitExceeded")) {
    return answer(problem(429, caller.error().message));
  }
  if (!caller) {
    HttpResponse response = problem(401, caller.error().message);
    response.headers.set("WWW-Authenticate", R"(Bearer realm="opencam", TC3-HMAC-SHA256)");
    return answer(std::move(response));
  }
  parts_.equipment.uses->note_call(*caller);
  boost::json::object parameters;
  const auto query = read_query(http.query(), parameters);
  if (!query) return answer(problem(400, query.error().message()));
  const AskedCall asked{.action = report_action,
                        .parameters = parameters,
                        .region = "",
                        .request_id = parts_.equipment.random.uuid(),
                        .source_ip = http.peer_address,
                        .user_agent = std::string(http.headers.find("user-agent").value_or(""))};
  auto permitted = parts_.gate.ask(*caller, asked);
  directory::AuditRecord record;
  auto response = std::make_shared<HttpResponse>();
  if (auto* refusal = std::get_if<Refusal>(&permitted)) {
    parts_.metrics.count_api_decision(refusal->decision);
    record = std::move(refusal->record);
    *response = problem(403, refusal->denial.message);
  } else {
    parts_.metrics.count_api_permission();
    auto report = made(*caller, query->options, query->is_csv);
    if (!report) {
      parts_.equipment.log.error("report_failed", {{"cause", report.error().message()}});
      return answer(problem(500, "the report could not be made"));
    }
    record = parts_.gate.record(*caller, asked);
    record.outcome = "ok";
    *response = *std::move(report);
  }
  parts_.trail.append(std::move(record), [answer, response](bool is_durable) {
    answer(is_durable ? std::move(*response) : problem(500, "the call could not be recorded"));
  });
}

// The same bound as for API calls: there is one way to guess keys as there is the other.
ApiResult<Caller> ReportEndpoint::authenticate(const HttpRequest& http) {
  const std::int64_t now_ms = parts_.equipment.clock.now_ms();
  OPENCAM_TRY(parts_.limiter.admit_signature(http.peer_address, now_ms));
  auto caller = parts_.authenticator.authenticate_path(http);
  if (!caller) parts_.limiter.note_failed_signature(http.peer_address, now_ms);
  return caller;
}

Result<HttpResponse> ReportEndpoint::made(const Caller& caller, const ReportOptions& options, bool is_csv) const {
  const auto account = parts_.equipment.directory.account(caller.owner());
  if (account == nullptr) return Error(ErrorCode::AccountNotExist, "the account is gone");
  OPENCAM_TRY(const auto uses, parts_.equipment.uses->last_uses(caller.owner()));
  const auto snapshot = parts_.snapshots.now();
  const SecurityReport report = make_security_report({.account = *account,
                                                      .catalog = parts_.equipment.directory.catalog(),
                                                      .snapshot = *snapshot,
                                                      .uses = uses,
                                                      .now_ms = parts_.equipment.clock.now_ms(),
                                                      .options = options});
  HttpResponse response = is_csv
                              ? http_response(200, "text/csv; charset=utf-8; header=present", print_report_csv(report))
                              : http_response(200, "application/json", print_report_json(report));
  const std::string file = "security-report-" + report.uin + (is_csv ? ".csv" : ".json");
  response.headers.set("Content-Disposition", "attachment; filename=\"" + file + "\"");
  response.headers.set("Cache-Control", "no-store");
  response.headers.set("X-Cam-Revision", std::to_string(snapshot->revision()));
  return response;
}

}  // namespace opencam::services
