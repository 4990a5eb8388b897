// The rules of the security report: one function each, in one table.
//
//   for (const ReportRule& rule : report_rules()) rule.find(ground, findings);
//
// A new rule is a function and a line in the table of report_rules.cc, a paragraph in docs/security-report.md, and a
// test that shows it and one that does not. Pure functions; immutable.
#pragma once

#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "services/security_report.h"

namespace opencam::services {

// What rules look at: the report without findings, and what it was made of.
struct ReportGround {
  const ReportSources& sources;
  const SecurityReport& report;
  // Of each policy that somebody holds or is bounded by, by name: does it allow everything, and which of the risky
  // actions on everything?
  std::set<std::string> all_powerful;
  std::map<std::string, std::set<std::string>> risky;
};

struct ReportRule {
  std::string_view id;
  Severity severity;
  std::string_view remedy;
  // Adds its findings; kind, id, name and what are enough, the rest is filled in from here.
  void (*find)(const ReportGround& ground, std::vector<Finding>& findings);
};

// In the order of docs/security-report.md.
std::span<const ReportRule> report_rules();

// Everything the rules find, the severe ones first.
std::vector<Finding> find_weaknesses(const ReportSources& sources, const SecurityReport& report);

}  // namespace opencam::services
