#include "services/report_parts.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "base/text.h"
#include "services/list_limits.h"
#include "services/report_rules.h"
#include "services/wire_form.h"

namespace opencam::services {
namespace {

constexpr std::array<std::string_view, 6> part_names = {"summary", "findings", "users", "groups", "roles", "policies"};

std::string_view name_of(ReportPart part) { return part_names.at(static_cast<std::size_t>(part)); }

std::uint64_t number_of(std::string_view id) {
  std::uint64_t value = 0;
  std::from_chars(id.data(), id.data() + id.size(), value);
  return value;
}

const std::string& id_of(const ReportedUser& user) { return user.uin; }
const std::string& id_of(const auto& row) { return row.id; }

// --- Pages. ---

// `{"generated":...,"items":[...],"total":...,"next":...}`.
template <typename Row>
std::string print_page(const ReportQuery& query, const SecurityReport& report, Listing<const Row*> listing) {
  json::Writer out;
  out.begin_object().key("generated").string(rfc3339_time(report.made_ms)).key("items").begin_array();
  const std::uint64_t total = listing.total();
  const bool has_more = listing.has_more();
  const auto page = std::move(listing).page();
  for (const auto& [place, row] : page) put_reported(out, *row, report.made_ms);
  out.end_array().key("total").number(total);
  if (has_more) out.key("next").string(next_of(query.order, name_of(query.part), page.back().first));
  out.end_object();
  return std::move(out).take();
}

template <typename Row>
std::string print_rows(const ReportQuery& query, const SecurityReport& report, const std::vector<Row>& rows) {
  Listing<const Row*> listing(query.order);
  for (const Row& row : rows) {
    if (holds_folded(row.name, query.name)) listing.offer({.id = number_of(id_of(row))}, &row);
  }
  return print_page(query, report, std::move(listing));
}

std::size_t index_of_rule(std::string_view rule) {
  const auto rules = report_rules();
  return static_cast<std::size_t>(std::ranges::find(rules, rule, &ReportRule::id) - rules.begin());
}

// By severity and rule, then by id.
Place place_of(const Finding& finding, std::size_t rule) {
  constexpr std::array<std::string_view, 6> kinds = {"account", "group", "key", "policy", "role", "user"};
  constexpr std::int64_t rules_max = 1000;
  const auto kind = static_cast<std::uint64_t>(std::ranges::find(kinds, finding.kind) - kinds.begin());
  return {.number = static_cast<std::int64_t>(finding.severity) * rules_max + static_cast<std::int64_t>(rule),
          .text = finding.id,
          .id = kind};
}

std::string print_findings(const ReportQuery& query, const SecurityReport& report) {
  Listing<const Finding*> listing(query.order);
  std::string_view rule;
  std::size_t index = 0;
  for (const Finding& finding : report.findings) {
    // Findings of one rule follow each other.
    if (finding.rule != rule) {
      rule = finding.rule;
      index = index_of_rule(rule);
    }
    if (!query.rule.empty() && finding.rule != query.rule) continue;
    if (!query.severity.empty() && opencam::services::name(finding.severity) != query.severity) continue;
    if (!query.kind.empty() && finding.kind != query.kind) continue;
    if (holds_folded(finding.name, query.name)) listing.offer(place_of(finding, index), &finding);
  }
  return print_page(query, report, std::move(listing));
}

// --- The summary. ---

// The findings of one rule in the report's list.
struct RuleFindings {
  const Finding* first = nullptr;
  std::uint64_t count = 0;
};

std::vector<RuleFindings> findings_by_rule(const SecurityReport& report) {
  std::vector<RuleFindings> out;
  for (const Finding& finding : report.findings) {
    if (out.empty() || out.back().first->rule != finding.rule) out.push_back({.first = &finding});
    ++out.back().count;
  }
  std::ranges::stable_sort(out, [](const RuleFindings& a, const RuleFindings& b) {
    if (a.first->severity != b.first->severity) return a.first->severity < b.first->severity;
    return a.count > b.count;
  });
  return out;
}

std::string print_summary(const ReportQuery& query, const SecurityReport& report) {
  std::uint64_t keys = 0;
  for (const ReportedUser& user : report.users) keys += user.keys.size();
  json::Writer out;
  out.begin_object();
  put_report_head(out, report);
  out.key("counts").begin_object().key("users").number(std::uint64_t{report.users.size() - 1});
  out.key("groups").number(std::uint64_t{report.groups.size()});
  out.key("roles").number(std::uint64_t{report.roles.size()});
  out.key("policies").number(std::uint64_t{report.policies.size()}).key("keys").number(keys).end_object();
  out.key("findings").begin_object();
  for (const Severity severity : {Severity::High, Severity::Medium, Severity::Low}) {
    out.key(name(severity)).number(std::uint64_t{count_of(report, severity)});
  }
  out.end_object().key("rules").begin_array();
  for (const RuleFindings& rule : findings_by_rule(report)) {
    out.begin_object().key("rule").string(rule.first->rule).key("severity").string(name(rule.first->severity));
    out.key("count").number(rule.count).key("remedy").string(rule.first->remedy).key("first").begin_array();
    for (std::uint64_t i = 0; i < std::min(rule.count, query.first); ++i) {
      put_reported(out, rule.first[i], report.made_ms);
    }
    out.end_array().end_object();
  }
  out.end_array().end_object();
  return std::move(out).take();
}

Result<QueryParameters> read_parameters(ReportPart part, std::string_view query) {
  switch (part) {
    case ReportPart::Summary:
      return QueryParameters::read(query, {"key_days", "idle_days", "first"});
    case ReportPart::Findings:
      return QueryParameters::read(query,
                                   {"key_days", "idle_days", "limit", "after", "name", "rule", "severity", "kind"});
    case ReportPart::Users:
    case ReportPart::Groups:
    case ReportPart::Roles:
    case ReportPart::Policies:
      break;
  }
  return QueryParameters::read(query, {"key_days", "idle_days", "limit", "after", "name"});
}

}  // namespace

std::optional<ReportPart> report_part_named(std::string_view name) {
  const auto found = std::ranges::find(part_names, name);
  if (found == part_names.end()) return std::nullopt;
  return static_cast<ReportPart>(found - part_names.begin());
}

Result<ReportOptions> read_report_options(const QueryParameters& parameters) {
  ReportOptions options;
  OPENCAM_TRY(const std::uint64_t key_days,
              parameters.number("key_days", 1, limits::report_days_max, limits::report_days_default));
  OPENCAM_TRY(const std::uint64_t idle_days,
              parameters.number("idle_days", 1, limits::report_days_max, limits::report_days_default));
  options.key_days = static_cast<std::uint32_t>(key_days);
  options.idle_days = static_cast<std::uint32_t>(idle_days);
  return options;
}

Result<ReportQuery> read_report_query(ReportPart part, std::string_view query) {
  OPENCAM_TRY(const QueryParameters parameters, read_parameters(part, query));
  ReportQuery out{.part = part};
  OPENCAM_TRY(out.options, read_report_options(parameters));
  OPENCAM_TRY(out.first, parameters.number("first", 0, limits::report_first_max, limits::report_first_default));
  OPENCAM_TRY(out.order, read_list_order(parameters, {"id"}, name_of(part)));
  OPENCAM_TRY(const std::string name, parameters.text("name", limits::list_word_bytes_max));
  out.name = text::ascii_lower(name);
  OPENCAM_TRY(out.severity, parameters.choice("severity", {"high", "medium", "low"}));
  OPENCAM_TRY(out.kind, parameters.choice("kind", {"account", "group", "key", "policy", "role", "user"}));
  OPENCAM_TRY(out.rule, parameters.text("rule", limits::list_word_bytes_max));
  if (!out.rule.empty() && index_of_rule(out.rule) == report_rules().size()) {
    return wrong_parameter("rule", "the name of a rule of the report");
  }
  return out;
}

std::string print_report_part(const ReportQuery& query, const SecurityReport& report) {
  switch (query.part) {
    case ReportPart::Summary:
      return print_summary(query, report);
    case ReportPart::Findings:
      return print_findings(query, report);
    case ReportPart::Users:
      return print_rows(query, report, report.users);
    case ReportPart::Groups:
      return print_rows(query, report, report.groups);
    case ReportPart::Roles:
      return print_rows(query, report, report.roles);
    case ReportPart::Policies:
      break;
  }
  return print_rows(query, report, report.policies);
}

}  // namespace opencam::services
