// The security report of an account: who is there, what they hold, when it was last used, and what should not stay so.
//
//   SecurityReport report = make_security_report({.account = *account, .catalog = catalog, .snapshot = *snapshot,
//                                                 .uses = uses, .now_ms = clock.now_ms()});
//   std::string text = print_report_csv(report);
//
// CAM-210: the findings are those of the rule list for account security (docs/security-report.md), one rule a function
// in report_rules.cc. Whether somebody may do something is asked of the engine; nothing here decides. No secret is in
// it. A value; O(users + groups + policies + roles) and a few decisions for each user and role.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "directory/state.h"
#include "directory/use.h"
#include "opencam/catalog.h"
#include "opencam/engine.h"

namespace opencam::services {

struct ReportOptions {
  std::uint32_t key_days = limits::report_days_default;   // an older key should be another one
  std::uint32_t idle_days = limits::report_days_default;  // who has not been seen for longer should not be there
  friend bool operator==(const ReportOptions&, const ReportOptions&) = default;
};

// What a report is made of; all must live as long as it is being made.
struct ReportSources {
  const directory::AccountState& account;
  const Catalog& catalog;
  const Snapshot& snapshot;  // in which the account is
  std::span<const directory::LastUse> uses;
  std::int64_t now_ms = 0;
  ReportOptions options = {};
};

enum class Severity : std::uint8_t { High, Medium, Low };

// "high", "medium", "low".
std::string_view name(Severity severity);

struct ReportedKey {
  std::string id;
  bool is_active = true;
  std::int64_t created_ms = 0;
  std::optional<std::int64_t> last_ms;
};

struct ReportedUser {
  std::string uin;
  std::string name;
  std::string type;  // "root", "sub_user", "collaborator", "message_recipient"
  std::int64_t created_ms = 0;
  bool console_login = false;
  std::optional<std::int64_t> password_ms;  // when it was set
  directory::Factors login;
  directory::Factors action;
  std::vector<std::string> groups;    // names
  std::vector<std::string> policies;  // names, attached directly
  std::string boundary;               // a name, or empty
  std::vector<std::string> services;  // in which they were allowed something
  std::vector<ReportedKey> keys;
  std::optional<std::int64_t> last_ms;  // of any call of theirs
};

struct ReportedGroup {
  std::string id;
  std::string name;
  std::int64_t created_ms = 0;
  std::size_t members = 0;
  std::vector<std::string> policies;
};

// A custom policy, or a preset that somebody holds.
struct ReportedPolicy {
  std::string id;
  std::string name;
  bool is_preset = false;
  std::optional<std::int64_t> created_ms;  // of a custom one
  std::size_t holders = 0;
  std::size_t bounds = 0;               // users and roles it is the boundary of
  std::optional<std::int64_t> last_ms;  // when it last allowed something
};

struct ReportedRole {
  std::string id;
  std::string name;
  std::int64_t created_ms = 0;
  std::vector<std::string> policies;
  std::string boundary;
  std::optional<std::int64_t> last_ms;
};

// What was found, for who says it in another language: which sentence, and what to put into it.
struct FindingWords {
  std::string_view code;  // empty: the rule's name
  std::optional<std::int64_t> days;
  std::optional<std::int64_t> limit;
  std::vector<std::string> policies;
  std::vector<std::string> actions;
};

struct Finding {
  std::string_view rule;
  Severity severity = Severity::Low;
  std::string_view kind;  // "account", "user", "group", "policy", "role", "key"
  std::string id;
  std::string name;
  std::string what;
  std::string_view remedy;
  FindingWords words = {};
};

struct SecurityReport {
  std::string uin;
  std::string app_id;
  std::string account_name;
  std::int64_t made_ms = 0;
  ReportOptions options;
  std::vector<ReportedUser> users;  // the root account first
  std::vector<ReportedGroup> groups;
  std::vector<ReportedPolicy> policies;
  std::vector<ReportedRole> roles;
  std::vector<Finding> findings;  // the severe ones first, then by rule and id
};

SecurityReport make_security_report(const ReportSources& sources);

// Would both states of an account give the same report, last uses and the time aside? True only when it is sure; O(1).
bool are_alike_in_report(const directory::AccountState& a, const directory::AccountState& b);

// Whole days between the two, not less than 0.
std::int64_t days_between(std::int64_t from_ms, std::int64_t to_ms);

// `{"schema_version":1,...}`, indented, times in RFC 3339.
std::string print_report_json(const SecurityReport& report);
// One header line, then one line for each thing; the first column says what it is (docs/security-report.md). RFC 4180,
// and no cell is a formula to a spreadsheet.
std::string print_report_csv(const SecurityReport& report);
// For people: the figures and the findings.
std::string print_report_text(const SecurityReport& report);

}  // namespace opencam::services
