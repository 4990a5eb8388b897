#include "services/report_rules.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "opencam/policy.h"
#include "policy/cover.h"
#include "services/listing.h"
#include "services/wire_form.h"

namespace opencam::services {
namespace {

using directory::id_text;

// With any of these on everything, somebody can give themselves the others.
constexpr std::array<std::string_view, 14> risky_actions = {
    "cam:AddUserToGroup",
    "cam:AttachGroupPolicy",
    "cam:AttachRolePolicy",
    "cam:AttachUserPolicy",
    "cam:CreateAccessKey",
    "cam:CreatePolicyVersion",
    "cam:DeleteRolePermissionsBoundary",
    "cam:DeleteUserPermissionsBoundary",
    "cam:PassRole",
    "cam:SetDefaultPolicyVersion",
    "cam:UpdateAssumeRolePolicy",
    "cam:UpdatePolicy",
    "cam:UpdateUser",
    "sts:AssumeRole",
};

bool is_people(const ReportedUser& user) { return user.type != "root" && user.type != "message_recipient"; }

bool has_active_key(const ReportedUser& user) { return std::ranges::any_of(user.keys, &ReportedKey::is_active); }

Finding about(const ReportedUser& user, std::string what, FindingWords words = {}) {
  return {.kind = "user",
          .id = user.uin,
          .name = user.name,
          .what = std::move(what),
          .remedy = {},
          .words = std::move(words)};
}

std::string quoted(const auto& names) {
  std::string out;
  for (const auto& one : names) out += (out.empty() ? "`" : ", `") + std::string(one) + "`";
  return out;
}

std::string days_text(std::int64_t days) { return std::to_string(days) + (days == 1 ? " day" : " days"); }

// --- Second factors. The root account signs in nowhere here, but its factors guard it elsewhere. ---

void find_login_without_factor(const ReportGround& ground, std::vector<Finding>& out) {
  for (const ReportedUser& user : ground.report.users) {
    const bool signs_in = user.type == "root" || (is_people(user) && user.console_login);
    if (signs_in && !user.login.any()) out.push_back(about(user, "signs in without a second factor"));
  }
}

void find_action_without_factor(const ReportGround& ground, std::vector<Finding>& out) {
  for (const ReportedUser& user : ground.report.users) {
    const bool signs_in = user.type == "root" || (is_people(user) && user.console_login);
    if (signs_in && !user.action.any()) {
      out.push_back(about(user, "is asked for no second factor before a sensitive operation"));
    }
  }
}

// --- Groups and attachments. ---

void find_idle_group(const ReportGround& ground, std::vector<Finding>& out) {
  for (const ReportedGroup& group : ground.report.groups) {
    if (group.members > 0) continue;
    out.push_back({.kind = "group", .id = group.id, .name = group.name, .what = "has no members", .remedy = {}});
  }
}

void find_user_without_group(const ReportGround& ground, std::vector<Finding>& out) {
  for (const ReportedUser& user : ground.report.users) {
    if (is_people(user) && user.groups.empty()) out.push_back(about(user, "is in no group"));
  }
}

void find_direct_policy(const ReportGround& ground, std::vector<Finding>& out) {
  for (const ReportedUser& user : ground.report.users) {
    if (user.policies.empty()) continue;
    out.push_back(about(user, "holds policies directly: " + quoted(user.policies), {.policies = user.policies}));
  }
}

// --- Permissions. ---

std::vector<std::string> powerful_among(const ReportGround& ground, const std::vector<std::string>& policies) {
  std::vector<std::string> out;
  std::ranges::copy_if(policies, std::back_inserter(out),
                       [&](const std::string& policy) { return ground.all_powerful.contains(policy); });
  return out;
}

// What a boundary leaves is not everything, unless the boundary is.
bool is_bounded(const ReportGround& ground, const std::string& boundary) {
  return !boundary.empty() && !ground.all_powerful.contains(boundary);
}

void find_administrator(const ReportGround& ground, std::vector<Finding>& out) {
  const auto add = [&](std::string_view kind, const auto& id, const std::string& name,
                       const std::vector<std::string>& policies) {
    const auto powerful = powerful_among(ground, policies);
    if (powerful.empty()) return;
    out.push_back({.kind = kind,
                   .id = id,
                   .name = name,
                   .what = "may do everything, by " + quoted(powerful),
                   .remedy = {},
                   .words = {.policies = powerful}});
  };
  for (const ReportedUser& user : ground.report.users) {
    if (!is_bounded(ground, user.boundary)) add("user", user.uin, user.name, user.policies);
  }
  for (const ReportedGroup& group : ground.report.groups) add("group", group.id, group.name, group.policies);
  for (const ReportedRole& role : ground.report.roles) {
    if (!is_bounded(ground, role.boundary)) add("role", role.id, role.name, role.policies);
  }
}

// The risky actions that this principal is allowed on everything, as the engine decides.
std::vector<std::string> allowed_risks(const ReportGround& ground, const PrincipalRef& principal) {
  Request request;
  request.principal = principal;
  request.resources = {"*"};
  request.context.set("qcs:current_time", {rfc3339_time(ground.sources.now_ms)});
  request.context.set("mfa", {"0"});
  std::vector<std::string> out;
  for (const std::string_view action : risky_actions) {
    request.action = action;
    if (ground.sources.snapshot.decide(request).allowed()) out.emplace_back(action);
  }
  return out;
}

bool has_risky(const ReportGround& ground, const std::vector<std::string>& policies) {
  return std::ranges::any_of(policies, [&](const std::string& policy) { return ground.risky.contains(policy); });
}

void find_risky_permission(const ReportGround& ground, std::vector<Finding>& out) {
  const std::string owner = ground.report.uin;
  const std::string text = "may, on everything: ";
  const auto add = [&](std::string_view kind, const std::string& id, const std::string& name,
                       const std::vector<std::string>& risks) {
    out.push_back({.kind = kind,
                   .id = id,
                   .name = name,
                   .what = text + quoted(risks),
                   .remedy = {},
                   .words = {.actions = risks}});
  };
  std::map<std::string_view, const ReportedGroup*> groups;
  for (const ReportedGroup& group : ground.report.groups) groups[group.name] = &group;
  for (const ReportedUser& user : ground.report.users) {
    // Administrators have a finding of their own. Who holds nothing risky need not be asked about.
    std::vector<std::string> all = user.policies;
    for (const std::string& group : user.groups) {
      all.insert(all.end(), groups.at(group)->policies.begin(), groups.at(group)->policies.end());
    }
    const bool is_all_powerful = !powerful_among(ground, all).empty() && !is_bounded(ground, user.boundary);
    if (!is_people(user) || is_all_powerful || !has_risky(ground, all)) continue;
    const auto risks = allowed_risks(ground, UserRef{.uin = user.uin, .owner_uin = owner});
    if (!risks.empty()) add("user", user.uin, user.name, risks);
  }
  for (const ReportedRole& role : ground.report.roles) {
    const bool is_all_powerful = !powerful_among(ground, role.policies).empty() && !is_bounded(ground, role.boundary);
    if (is_all_powerful || !has_risky(ground, role.policies)) continue;
    const auto risks = allowed_risks(ground, RoleRef{role.id, owner});
    if (!risks.empty()) add("role", role.id, role.name, risks);
  }
  // A group is nobody who could be asked about: what its policies say counts.
  for (const ReportedGroup& group : ground.report.groups) {
    if (!powerful_among(ground, group.policies).empty()) continue;
    std::set<std::string> risks;
    for (const std::string& policy : group.policies) {
      if (const auto found = ground.risky.find(policy); found != ground.risky.end()) {
        risks.insert(found->second.begin(), found->second.end());
      }
    }
    if (!risks.empty()) add("group", group.id, group.name, {risks.begin(), risks.end()});
  }
}

void find_idle_policy(const ReportGround& ground, std::vector<Finding>& out) {
  for (const ReportedPolicy& policy : ground.report.policies) {
    if (policy.holders + policy.bounds > 0) continue;
    out.push_back({.kind = "policy",
                   .id = policy.id,
                   .name = policy.name,
                   .what = "is attached to nobody and is nobody's boundary",
                   .remedy = {}});
  }
}

// --- Access. ---

void find_two_ways_in(const ReportGround& ground, std::vector<Finding>& out) {
  for (const ReportedUser& user : ground.report.users) {
    if (!is_people(user) || !user.console_login || !has_active_key(user)) continue;
    out.push_back(about(user, "has both a console sign-in and an active access key"));
  }
}

void find_old_key(const ReportGround& ground, std::vector<Finding>& out) {
  for (const ReportedUser& user : ground.report.users) {
    for (const ReportedKey& key : user.keys) {
      const std::int64_t age = days_between(key.created_ms, ground.report.made_ms);
      if (!key.is_active || age <= std::int64_t{ground.report.options.key_days}) continue;
      out.push_back({.kind = "key",
                     .id = key.id,
                     .name = user.name,
                     .what = "is active since " + days_text(age) + ", more than " +
                             std::to_string(ground.report.options.key_days),
                     .remedy = {},
                     .words = {.days = age, .limit = ground.report.options.key_days}});
    }
  }
}

void find_idle_user(const ReportGround& ground, std::vector<Finding>& out) {
  for (const ReportedUser& user : ground.report.users) {
    const bool can_come = user.console_login || has_active_key(user);
    if (!is_people(user) || !can_come) continue;
    const std::int64_t idle = days_between(user.last_ms.value_or(user.created_ms), ground.report.made_ms);
    if (idle <= std::int64_t{ground.report.options.idle_days}) continue;
    if (user.last_ms) {
      out.push_back(about(user, "was last seen " + days_text(idle) + " ago", {.days = idle}));
    } else {
      out.push_back(about(user, "was never seen in the " + days_text(idle) + " since it was made",
                          {.code = "cam-user-logged-in.never", .days = idle}));
    }
  }
}

void find_root_key(const ReportGround& ground, std::vector<Finding>& out) {
  const ReportedUser& root = ground.report.users.front();
  if (!has_active_key(root)) return;
  out.push_back({.kind = "account",
                 .id = root.uin,
                 .name = root.name,
                 .what = "has an active access key, which no policy limits",
                 .remedy = {}});
}

void find_old_password(const ReportGround& ground, std::vector<Finding>& out) {
  const std::uint32_t most = ground.sources.account.security().password_rule().change_days;
  if (most == 0) return;
  for (const ReportedUser& user : ground.report.users) {
    if (!user.console_login || !user.password_ms) continue;
    const std::int64_t age = days_between(*user.password_ms, ground.report.made_ms);
    if (age <= std::int64_t{most}) continue;
    out.push_back(about(user, "has a password of " + days_text(age) + ", and the rule is " + std::to_string(most),
                        {.days = age, .limit = most}));
  }
}

constexpr std::array rules = {
    ReportRule{"cam-account-login-mfa-enabled", Severity::High, "set LoginFlag with SetMfaFlag",
               &find_login_without_factor},
    ReportRule{"cam-account-action-mfa-enabled", Severity::High, "set ActionFlag with SetMfaFlag",
               &find_action_without_factor},
    ReportRule{"cam-group-user-bound", Severity::Low, "add members, or delete the group", &find_idle_group},
    ReportRule{"cam-user-group-bound", Severity::Low, "put the user into the group of their work",
               &find_user_without_group},
    ReportRule{"cam-user-policy-directly-bound", Severity::Low, "attach the policies to a group instead",
               &find_direct_policy},
    ReportRule{"cam-policy-admin-access-bound", Severity::High, "grant what the work needs, or set a boundary",
               &find_administrator},
    ReportRule{"cam-user-risky-policy-bound", Severity::High,
               "name the resources, or take the actions out: each of them can be turned into more rights",
               &find_risky_permission},
    ReportRule{"cam-policy-in-use", Severity::Low, "attach the policy, or delete it", &find_idle_policy},
    ReportRule{"cam-user-login-check", Severity::Medium, "leave a person the sign-in and a program the key",
               &find_two_ways_in},
    ReportRule{"cam-user-ak-rotated", Severity::High, "make another key, use it, then delete this one", &find_old_key},
    ReportRule{"cam-user-logged-in", Severity::Medium, "disable the user's keys and sign-in, or delete the user",
               &find_idle_user},
    ReportRule{"opencam-root-key", Severity::Medium, "make an administrator, and disable the root account's key",
               &find_root_key},
    ReportRule{"opencam-password-age", Severity::Medium, "have the password changed", &find_old_password},
};

// What the documents say of everybody's policies; each is read once.
void read_policies(ReportGround& ground) {
  const auto& account = ground.sources.account;
  for (const ReportedPolicy& reported : ground.report.policies) {
    std::string_view document;
    if (const auto* custom = account.find_policy(std::string_view(reported.name)); custom != nullptr) {
      document = custom->document();
    } else if (const auto* preset = ground.sources.catalog.find_preset(std::string_view(reported.name))) {
      document = preset->document;
    }
    const auto policy = read_policy(document, {.kind = PolicyKind::Identity});
    if (!policy) continue;  // it denies
    for (const Statement& statement : policy->statements()) {
      const bool is_everywhere = std::ranges::any_of(statement.resources, &ResourcePattern::is_any);
      if (statement.effect != Effect::Allow || !is_everywhere) continue;
      for (const ActionPattern& pattern : statement.actions) {
        if (pattern.is_opaque_set) continue;
        const bool is_all = pattern.service == "*" && glob_covers(pattern.name, "*");
        if (is_all && statement.conditions.empty()) ground.all_powerful.insert(reported.name);
        for (const std::string_view action : risky_actions) {
          const std::size_t colon = action.find(':');
          const bool is_of_service = pattern.service == "*" || pattern.service == action.substr(0, colon);
          if (!is_of_service || !glob_covers(pattern.name, action.substr(colon + 1))) continue;
          ground.risky[reported.name].insert(std::string(action));
        }
      }
    }
  }
}

}  // namespace

std::span<const ReportRule> report_rules() { return rules; }

std::vector<Finding> find_weaknesses(const ReportSources& sources, const SecurityReport& report) {
  ReportGround ground{.sources = sources, .report = report, .all_powerful = {}, .risky = {}};
  read_policies(ground);
  std::vector<Finding> all;
  for (const ReportRule& rule : rules) {
    std::vector<Finding> found;
    rule.find(ground, found);
    std::ranges::stable_sort(found, [](const Finding& a, const Finding& b) { return compare_folded(a.id, b.id) < 0; });
    for (Finding& finding : found) {
      finding.rule = rule.id;
      if (finding.words.code.empty()) finding.words.code = rule.id;
      finding.severity = rule.severity;
      finding.remedy = rule.remedy;
      all.push_back(std::move(finding));
    }
  }
  std::ranges::stable_sort(all, {}, &Finding::severity);
  return all;
}

}  // namespace opencam::services
