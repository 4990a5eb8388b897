#include "services/candidate.h"

#include <set>
#include <utility>

#include "base/text.h"
#include "services/access_limits.h"
#include "services/policy_check.h"
#include "services/world_rows.h"

namespace opencam::services {
namespace {

using directory::AccountState;
using directory::ManagedPolicy;
using directory::PolicyId;
using directory::RoleId;
using directory::Uin;

Error wrong(const std::string& member, std::string_view wanted) {
  return Error(ErrorCode::InvalidArgument, "member `" + member + "` is not " + std::string(wanted));
}

std::string item(std::string_view list, std::size_t index) {
  return "candidate." + std::string(list) + "[" + std::to_string(index) + "]";
}

Result<const std::vector<json::Value>*> items_of(const json::Value& value, const std::string& member) {
  if (!value.is_array()) return wrong(member, "a list");
  return &value.items;
}

Result<CandidatePolicies::Replacement> read_replacement(const json::Value& value, const std::string& member) {
  if (!value.is_object()) return wrong(member, "an object");
  CandidatePolicies::Replacement out;
  for (const json::Member& one : value.members) {
    if (one.name != "policy" && one.name != "document") {
      return Error(ErrorCode::UnknownArgument,
                   "member `" + member + "." + text::shortened(one.name) + "` is not one of `policy` and `document`");
    }
    if (!one.value.is_string()) return wrong(member + "." + one.name, "a text");
    (one.name == "policy" ? out.policy : out.document) = one.value.text;
  }
  if (out.policy.empty()) return Error(ErrorCode::MissingArgument, "member `" + member + ".policy` is missing");
  if (out.document.empty()) return Error(ErrorCode::MissingArgument, "member `" + member + ".document` is missing");
  return out;
}

Result<void> read_member(const json::Member& member, CandidatePolicies& out) {
  const std::string path = "candidate." + text::shortened(member.name);
  if (member.name == "session_policy") {
    if (!member.value.is_string()) return wrong(path, "a text");
    out.session_policy = member.value.text;
    return {};
  }
  if (member.name != "replace" && member.name != "attach") {
    return Error(ErrorCode::UnknownArgument,
                 "member `" + path + "` is not one of `replace`, `attach` and `session_policy`");
  }
  OPENCAM_TRY(const auto* items, items_of(member.value, path));
  for (const json::Value& value : *items) {
    if (member.name == "replace") {
      OPENCAM_TRY(auto replacement, read_replacement(value, item("replace", out.replace.size())));
      out.replace.push_back(std::move(replacement));
    } else {
      if (!value.is_string()) return wrong(item("attach", out.attach.size()), "a text");
      out.attach.push_back(value.text);
    }
    if (out.replace.size() + out.attach.size() > limits::candidate_policies_max) {
      return Error(ErrorCode::InvalidArgument,
                   "member `candidate` has more than " + std::to_string(limits::candidate_policies_max) + " policies");
    }
  }
  return {};
}

// What could not be saved is no candidate.
Result<void> check(const std::string& document, PolicyKind kind, const std::string& member, const Actual& actual) {
  if (document.size() > limits::policy_bytes_max) {
    return Error(ErrorCode::InvalidArgument,
                 "member `" + member + "` is longer than " + std::to_string(limits::policy_bytes_max) + " bytes");
  }
  const auto mistakes = check_unsaved(document, kind, actual.snapshot.catalog(), actual.quota);
  if (mistakes.empty()) return {};
  const Diagnostic& first = mistakes.front();
  return Error(ErrorCode::InvalidArgument,
               "member `" + member + "`: " + first.code + ": " + text::well_formed(first.message));
}

Result<const ManagedPolicy*> find_custom(const std::string& policy, const std::string& member, const Actual& actual) {
  const auto id = directory::read_id<PolicyId>(policy);
  const ManagedPolicy* found = id ? actual.account.find_policy(*id) : nullptr;
  if (found == nullptr) found = actual.account.find_policy(std::string_view(policy));
  if (found != nullptr) return found;
  return Error(ErrorCode::InvalidArgument,
               "member `" + member + ".policy`: the account has no custom policy `" + text::shortened(policy) + "`");
}

Result<void> put_replacements(const CandidatePolicies& candidate, const Actual& actual, WorldChange& change) {
  std::set<std::string> names;
  for (std::size_t i = 0; i < candidate.replace.size(); ++i) {
    const std::string member = item("replace", i);
    const CandidatePolicies::Replacement& one = candidate.replace[i];
    OPENCAM_TRY(const ManagedPolicy* policy, find_custom(one.policy, member, actual));
    if (!names.insert(policy->row.name).second) {
      return Error(ErrorCode::InvalidArgument,
                   "member `" + member + ".policy`: `" + text::shortened(one.policy) + "` is replaced already");
    }
    OPENCAM_TRY(check(one.document, PolicyKind::Identity, member + ".document", actual));
    change.put.policies.push_back({.name = policy->row.name, .owner_uin = change.account, .document = one.document});
  }
  return {};
}

// Their names hold brackets, which no saved policy's does.
Result<std::vector<std::string>> put_attached(const CandidatePolicies& candidate, const Actual& actual,
                                              WorldChange& change) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < candidate.attach.size(); ++i) {
    std::string name = item("attach", i);
    OPENCAM_TRY(check(candidate.attach[i], PolicyKind::Identity, name, actual));
    change.put.policies.push_back({.name = name, .owner_uin = change.account, .document = candidate.attach[i]});
    names.push_back(std::move(name));
  }
  return names;
}

// CAM-340: after their own. The root account holds no policies.
void put_holders(const std::vector<std::string>& names, const Actual& actual, std::span<const PrincipalRef> subjects,
                 WorldChange& change) {
  WorldRows rows(actual.account, actual.snapshot.catalog());
  const auto hold = [&names](std::vector<std::string>& policies) {
    policies.insert(policies.end(), names.begin(), names.end());
  };
  std::set<std::string> put;
  for (const PrincipalRef& subject : subjects) {
    const auto* as_user = std::get_if<UserRef>(&subject);
    const auto* as_role = std::get_if<RoleRef>(&subject);
    const auto uin = as_user == nullptr ? std::nullopt : directory::read_id<Uin>(as_user->uin);
    const auto id = as_role == nullptr ? std::nullopt : directory::read_id<RoleId>(as_role->role);
    const auto* user = uin ? actual.account.find_user(*uin) : nullptr;
    const auto* role = id ? actual.account.find_role(*id) : nullptr;
    if (user != nullptr && put.insert(as_user->uin).second) {
      change.put.users.push_back(rows.user(*user));
      hold(change.put.users.back().policies);
    }
    if (role != nullptr && put.insert(as_role->role).second) {
      change.put.roles.push_back(rows.role(std::make_shared<directory::RoleRow>(*role)));
      hold(change.put.roles.back().policies);
    }
  }
  if (rows.needs_unreadable()) change.put.policies.push_back(rows.unreadable());
}

}  // namespace

Result<CandidatePolicies> read_candidate(const json::Value& value) {
  if (!value.is_object()) return wrong("candidate", "an object");
  CandidatePolicies out;
  for (const json::Member& member : value.members) OPENCAM_TRY(read_member(member, out));
  if (out.replace.empty() && out.attach.empty() && !out.session_policy) {
    return Error(ErrorCode::MissingArgument, "member `candidate` holds no policy");
  }
  return out;
}

Result<Hypothesis> suppose(const CandidatePolicies& candidate, const Actual& actual,
                           std::span<const PrincipalRef> subjects) {
  WorldChange change;
  change.account = directory::id_text(actual.account.uin());
  OPENCAM_TRY(put_replacements(candidate, actual, change));
  OPENCAM_TRY(const std::vector<std::string> names, put_attached(candidate, actual, change));
  if (!names.empty()) put_holders(names, actual, subjects, change);
  std::shared_ptr<const Policy> session;
  if (candidate.session_policy) {
    OPENCAM_TRY(check(*candidate.session_policy, PolicyKind::Session, "candidate.session_policy", actual));
    OPENCAM_TRY(Policy policy, read_policy(*candidate.session_policy, {.kind = PolicyKind::Session}));
    session = std::make_shared<const Policy>(std::move(policy));
  }
  auto changed = actual.snapshot.with(change, actual.snapshot.revision());
  // A change of the account may be in one of the two already and not in the other.
  if (!changed) return Error(ErrorCode::Unavailable, "the account is changing: ask again");
  return Hypothesis{*std::move(changed), std::move(session)};
}

}  // namespace opencam::services
