#include "services/security_report.h"

#include <algorithm>
#include <map>
#include <utility>

#include "services/report_rules.h"

namespace opencam::services {
namespace {

using directory::AccountState;
using directory::id_text;
using directory::LastUse;
using directory::number;
using directory::PolicyId;
using directory::Target;
using directory::Uin;
using directory::UseKind;
using directory::UserRow;

constexpr std::int64_t day_ms = 24LL * 3600 * 1000;

// Collects the report's lists; findings come after.
class Collector {
 public:
  explicit Collector(const ReportSources& sources) : sources_(sources), account_(sources.account) {
    for (const LastUse& use : sources.uses) last_[{use.kind, use.subject}] = use.last_ms;
    for (const auto& [id, group] : account_.groups()) {
      for (const auto& [uin, member] : group->members) groups_of_[uin].push_back(group->row.name);
    }
    for (const auto& [secret_id, key] : account_.access_keys()) keys_of_[key->holder].push_back(key.get());
    for (const auto& [uin, user] : account_.users()) ++bounds_[user->boundary];
    for (const auto& [id, role] : account_.roles()) ++bounds_[role->boundary];
  }

  SecurityReport collect() const {
    SecurityReport report;
    report.uin = id_text(account_.uin());
    report.app_id = id_text(account_.row().app_id);
    report.account_name = account_.row().name;
    report.made_ms = sources_.now_ms;
    report.options = sources_.options;
    report.users.push_back(root());
    for (const auto& [uin, row] : account_.users()) report.users.push_back(user(*row));
    for (const auto& [id, group] : account_.groups()) {
      report.groups.push_back({.id = id_text(id),
                               .name = group->row.name,
                               .created_ms = group->row.created_ms,
                               .members = group->members.size(),
                               .policies = policies_of(Target::group(id))});
    }
    for (const auto& [id, policy] : account_.policies()) {
      report.policies.push_back(
          reported(id, policy->row.name, false, std::optional<std::int64_t>(policy->row.created_ms)));
    }
    for (const PresetPolicy& preset : sources_.catalog.presets()) {
      const PolicyId id{preset.id};
      ReportedPolicy row = reported(id, preset.name, true, std::nullopt);
      if (row.holders + row.bounds > 0) report.policies.push_back(std::move(row));
    }
    for (const auto& [id, role] : account_.roles()) {
      report.roles.push_back({.id = id_text(id),
                              .name = role->name,
                              .created_ms = role->created_ms,
                              .policies = policies_of(Target::role(id)),
                              .boundary = name_of(role->boundary),
                              .last_ms = last(UseKind::Principal, "role/" + id_text(id))});
    }
    return report;
  }

 private:
  std::optional<std::int64_t> last(UseKind kind, const std::string& subject) const {
    const auto found = last_.find({kind, subject});
    return found == last_.end() ? std::nullopt : std::optional(found->second);
  }

  std::string name_of(PolicyId id) const {
    if (const auto* policy = account_.find_policy(id)) return policy->row.name;
    const PresetPolicy* preset = sources_.catalog.find_preset(number(id));
    return preset == nullptr ? std::string() : preset->name;
  }

  std::vector<std::string> policies_of(const Target& target) const {
    std::vector<std::string> names;
    for (const auto& [id, attachment] : account_.attachments_of(target)) names.push_back(name_of(id));
    return names;
  }

  ReportedPolicy reported(PolicyId id, const std::string& policy_name, bool is_preset,
                          std::optional<std::int64_t> created_ms) const {
    const auto bounds = bounds_.find(id);
    return {.id = id_text(id),
            .name = policy_name,
            .is_preset = is_preset,
            .created_ms = created_ms,
            .holders = account_.holders_of(id).size(),
            .bounds = bounds == bounds_.end() ? 0 : bounds->second,
            .last_ms = last(UseKind::Policy, id_text(id))};
  }

  // What the root account and users have alike.
  ReportedUser somebody(Uin uin) const {
    ReportedUser out;
    out.uin = id_text(uin);
    if (const auto* flags = account_.security().safe_auth_of(uin)) {
      out.login = flags->login;
      out.action = flags->action;
    }
    if (const auto keys = keys_of_.find(uin); keys != keys_of_.end()) {
      for (const auto* key : keys->second) {
        out.keys.push_back({.id = key->secret_id,
                            .is_active = key->status == directory::KeyStatus::Active,
                            .created_ms = key->created_ms,
                            .last_ms = last(UseKind::Key, key->secret_id)});
      }
    }
    const std::string subject = "user/" + out.uin;
    out.last_ms = last(UseKind::Principal, subject);
    const auto first = last_.lower_bound({UseKind::Service, subject + "/"});
    for (auto at = first; at != last_.end() && at->first.second.starts_with(subject + "/"); ++at) {
      out.services.push_back(at->first.second.substr(subject.size() + 1));
    }
    return out;
  }

  ReportedUser root() const {
    ReportedUser out = somebody(account_.uin());
    out.name = account_.row().name;
    out.type = "root";
    out.created_ms = account_.row().created_ms;
    return out;
  }

  ReportedUser user(const UserRow& row) const {
    ReportedUser out = somebody(row.uin);
    out.name = row.name;
    out.type = names_of(row.type).at(static_cast<std::size_t>(row.type));
    out.created_ms = row.created_ms;
    out.console_login = row.console_login;
    if (!row.password_hash.empty()) {
      const auto* password = account_.security().password_of(row.uin);
      out.password_ms = password == nullptr ? row.created_ms : password->changed_ms;
    }
    if (const auto groups = groups_of_.find(row.uin); groups != groups_of_.end()) out.groups = groups->second;
    out.policies = policies_of(Target::user(row.uin));
    out.boundary = name_of(row.boundary);
    return out;
  }

  const ReportSources& sources_;
  const AccountState& account_;
  std::map<std::pair<UseKind, std::string>, std::int64_t> last_;
  std::map<Uin, std::vector<std::string>> groups_of_;
  std::map<Uin, std::vector<const directory::AccessKeyRow*>> keys_of_;
  std::map<PolicyId, std::size_t> bounds_;
};

}  // namespace

std::string_view name(Severity severity) {
  switch (severity) {
    case Severity::High:
      return "high";
    case Severity::Medium:
      return "medium";
    case Severity::Low:
      return "low";
  }
  return "low";
}

bool are_alike_in_report(const AccountState& a, const AccountState& b) {
  return a.row() == b.row() && a.users().is_shared_with(b.users()) && a.groups().is_shared_with(b.groups()) &&
         a.policies().is_shared_with(b.policies()) && a.roles().is_shared_with(b.roles()) &&
         a.access_keys().is_shared_with(b.access_keys()) && a.attachments().is_shared_with(b.attachments()) &&
         a.security().passwords().is_shared_with(b.security().passwords()) &&
         a.security().safe_auth().is_shared_with(b.security().safe_auth()) &&
         a.security().password_rule() == b.security().password_rule();
}

std::int64_t days_between(std::int64_t from_ms, std::int64_t to_ms) {
  return std::max<std::int64_t>(0, (to_ms - from_ms) / day_ms);
}

SecurityReport make_security_report(const ReportSources& sources) {
  SecurityReport report = Collector(sources).collect();
  report.findings = find_weaknesses(sources, report);
  return report;
}

}  // namespace opencam::services
