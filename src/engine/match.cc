#include "engine/match.h"

#include <algorithm>

#include "engine/condition.h"
#include "engine/variable.h"
#include "policy/variable.h"

namespace opencam {
namespace {

bool is_signed_in_account_member(const Principal& caller) {
  return caller.kind == PrincipalKind::Root || caller.kind == PrincipalKind::User || caller.kind == PrincipalKind::Role;
}

// CAM-112: whom "the account A" reaches.
bool account_matches(const std::string& account, const std::string& owner_uin, PolicyLayer layer,
                     const Principal& caller) {
  if (!is_signed_in_account_member(caller) || caller.owner_uin != account) return false;
  const bool is_own_resource_policy = layer == PolicyLayer::Resource && account == owner_uin;
  return !is_own_resource_policy || caller.kind == PrincipalKind::Root;
}

// CAM-112: `service/cdn` is the service under each of its names.
bool cloud_service_matches(const std::string& id, const std::string& name) {
  return name == id || name == id + ".qcloud.com" || name == id + ".cloud.tencent.com";
}

// `role/ID` names a role by its id, `roleName/NAME` by its name.
bool role_matches(const PrincipalPattern& pattern, const Principal& caller) {
  const bool is_by_id = pattern.text.find(":role/") != std::string::npos;
  return pattern.id == (is_by_id ? caller.uin : caller.name);
}

// CAM-032: an empty project in a request is `id/0`.
bool project_matches(const std::string& pattern, std::string_view project) {
  if (pattern.empty() || pattern == "*" || pattern == "id/*") return true;
  return pattern == (project.empty() ? std::string_view("id/0") : project);
}

bool segment_matches(const std::string& pattern, const std::string& text) {
  return pattern.empty() || pattern == "*" || pattern == text;
}

// CAM-036: accounts are compared as accounts, whichever form names them.
bool account_segment_matches(const AccountSegment& segment, const std::string& owner_uin, const AccountId& account,
                             const Surroundings& surroundings) {
  if (segment.form == AccountForm::Any) return true;
  if (account.empty()) return false;
  if (segment.form == AccountForm::Uin) return segment.number == account;
  return account_of(segment, owner_uin, surroundings) == account;
}

bool content_matches(const VariableText& content, const AskedResource& resource, const Principal& caller) {
  const std::string filled = content.has_variables() ? fill(content, caller) : std::string();
  const std::string_view glob = content.has_variables() ? std::string_view(filled) : content.literals.front();
  if (resource_glob_matches(glob, resource.name.content)) return true;
  return !resource.other_content.empty() && resource_glob_matches(glob, resource.other_content);
}

// CAM-072: a deny on a whole service also reaches a request that names no resource, so that it cannot be evaded by
// naming none.
bool is_service_wide(const ResourcePattern& pattern, const std::string& owner_uin, const Question& question) {
  const bool is_any_content = !has_values(pattern.content, question.caller) || source_text(pattern.content) == "*";
  return is_any_content && segment_matches(pattern.service, question.action.service) &&
         segment_matches(pattern.region, "") && project_matches(pattern.project, "") &&
         account_segment_matches(pattern.account, owner_uin, question.caller.owner_uin, question.surroundings);
}

template <typename Patterns, typename Matches>
bool any_matches(const Patterns& patterns, Matches matches) {
  return std::any_of(patterns.begin(), patterns.end(), matches);
}

}  // namespace

bool principal_matches(const PrincipalPattern& pattern, Effect effect, const std::string& owner_uin, PolicyLayer layer,
                       const Principal& caller) {
  switch (pattern.form) {
    case PrincipalForm::Everyone:
      return true;
    case PrincipalForm::Account:
      return account_matches(pattern.account, owner_uin, layer, caller);
    case PrincipalForm::User:
      return caller.kind == PrincipalKind::User && caller.owner_uin == pattern.account && caller.uin == pattern.id;
    case PrincipalForm::Group:
      return caller.owner_uin == pattern.account &&
             std::find(caller.group_ids.begin(), caller.group_ids.end(), pattern.id) != caller.group_ids.end();
    case PrincipalForm::Role:
      return caller.kind == PrincipalKind::Role && caller.owner_uin == pattern.account && role_matches(pattern, caller);
    case PrincipalForm::CloudService:
      return caller.kind == PrincipalKind::Service && cloud_service_matches(pattern.id, caller.name);
    case PrincipalForm::Service:
      return caller.kind == PrincipalKind::Service && caller.name == pattern.id;
    case PrincipalForm::Federated:
      return !caller.federated.empty() && caller.federated == pattern.text;
    case PrincipalForm::Unknown:
      // CAM-111: names nobody in an allow and everybody in a deny.
      return effect == Effect::Deny;
  }
  return false;
}

bool action_matches(const ActionPattern& pattern, Effect effect, const ActionName& action) {
  // CAM-022: nobody knows what is in a published set.
  if (pattern.is_opaque_set) return effect == Effect::Deny;
  return (pattern.service == "*" || pattern.service == action.service) && glob_matches(pattern.name, action.name);
}

bool resource_matches(const ResourcePattern& pattern, Effect effect, const std::string& owner_uin,
                      const Question& question) {
  if (pattern.is_any) return true;                                      // CAM-030
  if (pattern.is_unmatchable && effect == Effect::Allow) return false;  // CAM-038
  const ResourceName& name = question.resource.name;
  if (name.is_none) return effect == Effect::Deny && is_service_wide(pattern, owner_uin, question);
  if (!segment_matches(pattern.service, name.service) || !segment_matches(pattern.region, name.region)) return false;
  if (!project_matches(pattern.project, name.project)) return false;
  if (!account_segment_matches(pattern.account, owner_uin, question.resource.owner, question.surroundings))
    return false;
  if (!has_values(pattern.content, question.caller)) return effect == Effect::Deny;  // CAM-053
  return content_matches(pattern.content, question.resource, question.caller);
}

Mismatch first_mismatch(const Statement& statement, const std::string& owner_uin, PolicyLayer layer,
                        const Question& question) {
  const Effect effect = statement.effect;
  const bool names_principals = layer == PolicyLayer::Resource || layer == PolicyLayer::Trust;
  if (names_principals && !any_matches(statement.principals, [&](const PrincipalPattern& pattern) {
        return principal_matches(pattern, effect, owner_uin, layer, question.caller);
      })) {
    return {.failed = Element::Principal};
  }
  if (!any_matches(statement.actions,
                   [&](const ActionPattern& pattern) { return action_matches(pattern, effect, question.action); })) {
    return {.failed = Element::Action};
  }
  // CAM-114: a trust policy speaks of its role and names no resource.
  if (layer != PolicyLayer::Trust && !any_matches(statement.resources, [&](const ResourcePattern& pattern) {
        return resource_matches(pattern, effect, owner_uin, question);
      })) {
    return {.failed = Element::Resource};
  }
  const ConditionClause* failed = first_failing_clause(statement, question.facts, question.caller);
  if (failed != nullptr) return {.failed = Element::Condition, .clause = failed};
  return {};
}

}  // namespace opencam
