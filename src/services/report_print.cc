// The security report as JSON, as CSV, and for people.
#include <algorithm>
#include <array>

#include "base/json.h"
#include "base/text.h"
#include "services/report_parts.h"
#include "services/wire_form.h"

namespace opencam::services {
namespace {

constexpr std::uint32_t json_indent = 2;

std::vector<std::string> factor_names(const directory::Factors& factors) {
  std::vector<std::string> names;
  if (factors.phone) names.emplace_back("phone");
  if (factors.soft_token) names.emplace_back("soft_token");
  if (factors.wechat) names.emplace_back("wechat");
  return names;
}

void put_time(json::Writer& out, std::string_view key, const std::optional<std::int64_t>& ms) {
  out.key(key);
  if (ms) {
    out.string(rfc3339_time(*ms));
  } else {
    out.null();
  }
}

void put_list(json::Writer& out, std::string_view key, const std::vector<std::string>& items) {
  out.key(key).begin_array();
  for (const std::string& item : items) out.string(item);
  out.end_array();
}

void put_count(json::Writer& out, std::string_view key, std::size_t count) {
  out.key(key).number(static_cast<std::uint64_t>(count));
}

// A list of the report: one object for each row.
template <typename Row>
void put_rows(json::Writer& out, std::string_view key, const std::vector<Row>& rows, std::int64_t now_ms) {
  out.key(key).begin_array();
  for (const Row& row : rows) put_reported(out, row, now_ms);
  out.end_array();
}

// --- CSV. ---

// The columns, in this order; a line fills in those that fit what it is about.
constexpr std::array<std::string_view, 21> columns = {
    "record",     "id",        "name",          "type",          "status",           "created",
    "age_days",   "last_used", "last_use_days", "console_login", "password_changed", "login_mfa",
    "action_mfa", "groups",    "policies",      "holders",       "unused",           "rule",
    "severity",   "finding",   "remedy",
};

// A spreadsheet takes a cell that begins with one of these for a formula, and runs it.
std::string cell_text(std::string_view text) {
  std::string out;
  const bool is_formula =
      !text.empty() && std::string_view("=+-@\t\r\n|%").find(text.front()) != std::string_view::npos;
  if (is_formula) out = "'";
  out += text;
  if (out.find_first_of("\",\r\n") == std::string::npos && !is_formula) return out;
  std::string quoted = "\"";
  for (const char c : out) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

class CsvLine {
 public:
  explicit CsvLine(std::string_view record) { set("record", record); }

  CsvLine& set(std::string_view column, std::string_view text) {
    const auto at = std::ranges::find(columns, column) - columns.begin();
    cells_.at(static_cast<std::size_t>(at)) = cell_text(text);
    return *this;
  }
  CsvLine& set_time(std::string_view column, const std::optional<std::int64_t>& ms) {
    return ms ? set(column, rfc3339_time(*ms)) : *this;
  }
  CsvLine& set_count(std::string_view column, std::size_t count) { return set(column, std::to_string(count)); }
  CsvLine& set_flag(std::string_view column, bool is_so) { return set(column, is_so ? "yes" : "no"); }
  CsvLine& set_list(std::string_view column, const std::vector<std::string>& items) {
    return set(column, text::joined(items, "; "));
  }
  CsvLine& set_use(const std::optional<std::int64_t>& ms, std::int64_t now_ms) {
    if (!ms) return set("last_used", "never");
    return set_time("last_used", ms).set("last_use_days", std::to_string(days_between(*ms, now_ms)));
  }
  CsvLine& set_age(std::int64_t created_ms, std::int64_t now_ms) {
    return set_time("created", created_ms).set("age_days", std::to_string(days_between(created_ms, now_ms)));
  }

  std::string text() const {
    std::string out;
    for (const std::string& cell : cells_) out += (&cell == &cells_.front() ? "" : ",") + cell;
    return out + "\r\n";
  }

 private:
  std::array<std::string, columns.size()> cells_;
};

std::string user_lines(const ReportedUser& user, std::int64_t now_ms) {
  CsvLine line("user");
  line.set("id", user.uin).set("name", user.name).set("type", user.type);
  line.set_age(user.created_ms, now_ms).set_use(user.last_ms, now_ms);
  line.set_flag("console_login", user.console_login).set_time("password_changed", user.password_ms);
  line.set_list("login_mfa", factor_names(user.login)).set_list("action_mfa", factor_names(user.action));
  line.set_list("groups", user.groups).set_list("policies", user.policies);
  std::string out = line.text();
  for (const ReportedKey& key : user.keys) {
    CsvLine key_line("key");
    key_line.set("id", key.id).set("name", user.name).set("status", key.is_active ? "active" : "inactive");
    key_line.set_age(key.created_ms, now_ms).set_use(key.last_ms, now_ms);
    out += key_line.text();
  }
  return out;
}

}  // namespace

void put_reported(json::Writer& out, const ReportedUser& user, std::int64_t now_ms) {
  out.begin_object().key("uin").string(user.uin).key("name").string(user.name).key("type").string(user.type);
  put_time(out, "created", user.created_ms);
  put_time(out, "last_used", user.last_ms);
  out.key("console_login").boolean(user.console_login);
  put_time(out, "password_changed", user.password_ms);
  put_list(out, "login_mfa", factor_names(user.login));
  put_list(out, "action_mfa", factor_names(user.action));
  put_list(out, "groups", user.groups);
  put_list(out, "policies", user.policies);
  out.key("boundary").string(user.boundary);
  put_list(out, "services_used", user.services);
  out.key("keys").begin_array();
  for (const ReportedKey& key : user.keys) {
    out.begin_object().key("id").string(key.id).key("status").string(key.is_active ? "active" : "inactive");
    put_time(out, "created", key.created_ms);
    out.key("age_days").number(days_between(key.created_ms, now_ms));
    put_time(out, "last_used", key.last_ms);
    out.end_object();
  }
  out.end_array().end_object();
}

void put_reported(json::Writer& out, const ReportedGroup& group, std::int64_t) {
  out.begin_object().key("id").string(group.id).key("name").string(group.name);
  put_time(out, "created", group.created_ms);
  put_count(out, "members", group.members);
  put_list(out, "policies", group.policies);
  out.key("is_unused").boolean(group.members == 0).end_object();
}

void put_reported(json::Writer& out, const ReportedRole& role, std::int64_t) {
  out.begin_object().key("id").string(role.id).key("name").string(role.name);
  put_time(out, "created", role.created_ms);
  put_time(out, "last_used", role.last_ms);
  put_list(out, "policies", role.policies);
  out.key("boundary").string(role.boundary).end_object();
}

void put_reported(json::Writer& out, const ReportedPolicy& policy, std::int64_t) {
  out.begin_object().key("id").string(policy.id).key("name").string(policy.name);
  out.key("type").string(policy.is_preset ? "preset" : "custom");
  put_time(out, "created", policy.created_ms);
  put_time(out, "last_used", policy.last_ms);
  put_count(out, "holders", policy.holders);
  put_count(out, "boundary_of", policy.bounds);
  out.key("is_unused").boolean(policy.holders + policy.bounds == 0).end_object();
}

void put_reported(json::Writer& out, const Finding& finding, std::int64_t) {
  out.begin_object().key("rule").string(finding.rule).key("severity").string(name(finding.severity));
  out.key("subject").begin_object().key("kind").string(finding.kind).key("id").string(finding.id);
  out.key("name").string(finding.name).end_object();
  out.key("what").string(finding.what).key("remedy").string(finding.remedy);
  const FindingWords& words = finding.words;
  out.key("what_code").string(words.code).key("parameters").begin_object();
  if (words.days) out.key("days").number(*words.days);
  if (words.limit) out.key("limit").number(*words.limit);
  if (!words.policies.empty()) put_list(out, "policies", words.policies);
  if (!words.actions.empty()) put_list(out, "actions", words.actions);
  out.end_object().end_object();
}

void put_report_head(json::Writer& out, const SecurityReport& report) {
  out.key("account").begin_object().key("uin").string(report.uin).key("app_id").string(report.app_id);
  out.key("name").string(report.account_name).end_object();
  put_time(out, "generated", report.made_ms);
  out.key("key_days").number(std::uint64_t{report.options.key_days});
  out.key("idle_days").number(std::uint64_t{report.options.idle_days});
}

std::size_t count_of(const SecurityReport& report, Severity severity) {
  return static_cast<std::size_t>(std::ranges::count(report.findings, severity, &Finding::severity));
}

std::string print_report_json(const SecurityReport& report) {
  json::Writer out(json_indent);
  out.begin_object().key("schema_version").number(std::int64_t{1});
  put_report_head(out, report);
  out.key("summary").begin_object();
  put_count(out, "users", report.users.size() - 1);
  put_count(out, "groups", report.groups.size());
  put_count(out, "policies", report.policies.size());
  put_count(out, "roles", report.roles.size());
  for (const Severity severity : {Severity::High, Severity::Medium, Severity::Low}) {
    put_count(out, "findings_" + std::string(name(severity)), count_of(report, severity));
  }
  out.end_object();
  put_rows(out, "users", report.users, report.made_ms);
  put_rows(out, "groups", report.groups, report.made_ms);
  put_rows(out, "roles", report.roles, report.made_ms);
  put_rows(out, "policies", report.policies, report.made_ms);
  put_rows(out, "findings", report.findings, report.made_ms);
  out.end_object();
  return std::move(out).take() + "\n";
}

std::string print_report_csv(const SecurityReport& report) {
  std::string out;
  for (const std::string_view column : columns) out += (out.empty() ? "" : ",") + std::string(column);
  out += "\r\n";
  for (const ReportedUser& user : report.users) out += user_lines(user, report.made_ms);
  for (const ReportedGroup& group : report.groups) {
    CsvLine line("group");
    line.set("id", group.id).set("name", group.name).set_age(group.created_ms, report.made_ms);
    line.set_list("policies", group.policies).set_count("holders", group.members);
    out += line.set_flag("unused", group.members == 0).text();
  }
  for (const ReportedRole& role : report.roles) {
    CsvLine line("role");
    line.set("id", role.id).set("name", role.name).set_age(role.created_ms, report.made_ms);
    out += line.set_use(role.last_ms, report.made_ms).set_list("policies", role.policies).text();
  }
  for (const ReportedPolicy& policy : report.policies) {
    CsvLine line("policy");
    line.set("id", policy.id).set("name", policy.name).set("type", policy.is_preset ? "preset" : "custom");
    if (policy.created_ms) line.set_age(*policy.created_ms, report.made_ms);
    line.set_use(policy.last_ms, report.made_ms).set_count("holders", policy.holders + policy.bounds);
    out += line.set_flag("unused", policy.holders + policy.bounds == 0).text();
  }
  for (const Finding& finding : report.findings) {
    CsvLine line("finding");
    line.set("id", finding.id).set("name", finding.name).set("type", finding.kind).set("rule", finding.rule);
    line.set("severity", name(finding.severity)).set("finding", finding.what).set("remedy", finding.remedy);
    out += line.text();
  }
  return out;
}

std::string print_report_text(const SecurityReport& report) {
  const auto counted = [](std::size_t count, const std::string& what) {
    return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
  };
  std::size_t keys = 0;
  for (const ReportedUser& user : report.users) keys += user.keys.size();
  std::string out = "account   " + report.account_name + " (" + report.uin + ")\n";
  out += "generated " + rfc3339_time(report.made_ms) + "\n";
  out += "holds     " + counted(report.users.size() - 1, "user") + ", " + counted(keys, "key") + ", " +
         counted(report.groups.size(), "group") + ", " + counted(report.roles.size(), "role") + "\n";
  out += "findings  " + std::to_string(count_of(report, Severity::High)) + " high, " +
         std::to_string(count_of(report, Severity::Medium)) + " medium, " +
         std::to_string(count_of(report, Severity::Low)) + " low\n";
  std::string_view rule;
  for (const Finding& finding : report.findings) {
    if (finding.rule != rule) {
      rule = finding.rule;
      out += "\n" + std::string(name(finding.severity)) + " " + std::string(rule) +
             "\n  help: " + std::string(finding.remedy) + "\n";
    }
    // Keys are known by their ids, everything else by its name.
    const std::string& called = finding.kind == "key" ? finding.id : finding.name;
    out += "  " + std::string(finding.kind) + " " + called + " " + finding.what + "\n";
  }
  return out;
}

}  // namespace opencam::services
