// Who holds which policies (docs/api/attachments.md).
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "directory/effective.h"
#include "services/cam.h"
#include "services/lookup.h"
#include "services/wire_form.h"

namespace opencam::services {
namespace {

using directory::AccountState;
using directory::EffectivePolicy;
using directory::id_text;
using directory::number;
using directory::PolicyInfo;
using directory::Reach;
using directory::RoleRow;
using directory::Target;
using directory::TargetKind;
using directory::Uin;

// An attachment with the policy that it is of.
struct Held {
  PolicyInfo policy;
  EffectivePolicy way;
};

// What reaches the target and whose name holds the search word, in the order of the policy numbers.
Result<std::vector<Held>> held_by(const Call& call, const AccountState& account, const Target& target, Reach reach,
                                  const std::optional<std::string>& keyword) {
  std::vector<Held> held;
  OPENCAM_TRY(matches_keyword("", keyword));
  for (EffectivePolicy& way : directory::effective_policies(account, target, reach)) {
    const auto policy = call.directory().find_policy(account, way.policy);
    if (!policy) continue;
    OPENCAM_TRY(const bool is_wanted, matches_keyword(policy_name(*policy), keyword));
    if (is_wanted) held.push_back({*policy, std::move(way)});
  }
  return held;
}

api::cam::AttachPolicyInfo attach_policy_info(const AccountState& account, const Held& held) {
  api::cam::AttachPolicyInfo info;
  info.policy_id = number(held.way.policy);
  info.policy_name = policy_name(held.policy);
  info.add_time = cam_time(held.way.attached_ms);
  info.create_mode = policy_create_mode(held.policy);
  info.policy_type = policy_type_text(held.policy);
  info.remark = policy_description(held.policy);
  info.operate_owner_uin = id_text(account.uin());
  return info;
}

api::cam::AttachedPolicyOfRole attached_policy_of_role(const Held& held) {
  api::cam::AttachedPolicyOfRole info;
  info.policy_id = number(held.way.policy);
  info.policy_name = policy_name(held.policy);
  info.add_time = cam_time(held.way.attached_ms);
  info.create_mode = policy_create_mode(held.policy);
  info.policy_type = policy_type_text(held.policy);
  info.description = policy_description(held.policy);
  return info;
}

api::cam::AttachedUserPolicy attached_user_policy(const Held& held) {
  api::cam::AttachedUserPolicy info;
  info.policy_id = id_text(held.way.policy);
  info.policy_name = policy_name(held.policy);
  info.description = policy_description(held.policy);
  info.add_time = cam_time(held.way.attached_ms);
  info.strategy_type = std::to_string(policy_type_number(held.policy));
  info.create_mode = std::to_string(policy_create_mode(held.policy));
  for (const directory::Group* group : held.way.groups) {
    info.groups.push_back({.group_id = number(group->row.id), .group_name = group->row.name});
  }
  return info;
}

// A root account has no policies, but it exists.
Result<Target> user_target(const AccountState& account, std::uint64_t uin) {
  if (number(account.uin()) != uin) OPENCAM_TRY(find_user(account, uin));
  return Target::user(Uin{uin});
}

// RelatedType: 1 user, 2 group, 3 role.
api::cam::AttachEntityOfPolicy entity(const AccountState& account, const Target& target, std::int64_t attached_ms) {
  api::cam::AttachEntityOfPolicy row;
  row.id = std::to_string(target.id);
  row.attachment_time = cam_time(attached_ms);
  switch (target.kind) {
    case TargetKind::User:
      if (const auto* user = account.find_user(target.as_user())) row.name = user->name;
      row.uin = target.id;
      row.related_type = 1;
      break;
    case TargetKind::Group:
      if (const auto* group = account.find_group(target.as_group())) row.name = group->row.name;
      row.related_type = 2;
      break;
    case TargetKind::Role:
      if (const auto* role = account.find_role(target.as_role())) row.name = role->name;
      row.related_type = 3;
      break;
  }
  return row;
}

// Where in the ordered targets those begin that the filter wants, and how many they are.
std::pair<std::size_t, std::size_t> wanted_entities(const PersistentSet<Target>& targets, const std::string& filter) {
  if (filter == "All") return {0, targets.size()};
  const TargetKind kind = filter == "User"    ? TargetKind::User
                          : filter == "Group" ? TargetKind::Group
                                              : TargetKind::Role;
  constexpr std::uint64_t last = std::numeric_limits<std::uint64_t>::max();
  const std::size_t begin = targets.count_before(Target{kind, 0});
  return {begin, targets.count_before(Target{kind, last}) - begin};
}

template <typename Row, typename Make>
std::vector<Row> rows_of(const std::vector<Held>& held, const Make& make) {
  std::vector<Row> rows;
  rows.reserve(held.size());
  for (const Held& one : held) rows.push_back(make(one));
  return rows;
}

}  // namespace

Result<api::cam::ListAttachedUserPoliciesResponse> list_attached_user_policies(
    const Call& call, const api::cam::ListAttachedUserPoliciesRequest& request) {
  OPENCAM_TRY(const Page page, read_page(request.page, request.rp));
  const auto account = call.account();
  OPENCAM_TRY(const Target target, user_target(*account, request.target_uin));
  OPENCAM_TRY(auto held, held_by(call, *account, target, Reach::Direct, std::nullopt));
  api::cam::ListAttachedUserPoliciesResponse response;
  response.total_num = held.size();
  response.list = rows_of<api::cam::AttachPolicyInfo>(
      page_of(std::move(held), page), [&](const Held& one) { return attach_policy_info(*account, one); });
  return response;
}

Result<api::cam::ListAttachedGroupPoliciesResponse> list_attached_group_policies(
    const Call& call, const api::cam::ListAttachedGroupPoliciesRequest& request) {
  OPENCAM_TRY(const Page page, read_page(request.page, request.rp));
  const auto account = call.account();
  OPENCAM_TRY(const directory::Group* group, find_group(*account, request.target_group_id));
  OPENCAM_TRY(auto held, held_by(call, *account, Target::group(group->row.id), Reach::Direct, request.keyword));
  api::cam::ListAttachedGroupPoliciesResponse response;
  response.total_num = held.size();
  response.list = rows_of<api::cam::AttachPolicyInfo>(
      page_of(std::move(held), page), [&](const Held& one) { return attach_policy_info(*account, one); });
  return response;
}

Result<api::cam::ListAttachedRolePoliciesResponse> list_attached_role_policies(
    const Call& call, const api::cam::ListAttachedRolePoliciesRequest& request) {
  OPENCAM_TRY(const Page page, read_page(request.page, request.rp));
  const std::string type = request.policy_type.value_or("");
  if (!type.empty() && type != "User" && type != "QCS") {
    return Error(ErrorCode::InvalidArgument, "parameter `PolicyType` is neither `User` nor `QCS`");
  }
  const auto account = call.account();
  OPENCAM_TRY(const RoleRow* role, find_role(*account, request.role_id, request.role_name));
  OPENCAM_TRY(auto held, held_by(call, *account, Target::role(role->id), Reach::Direct, request.keyword));
  std::erase_if(held, [&](const Held& one) { return !type.empty() && policy_type_text(one.policy) != type; });
  api::cam::ListAttachedRolePoliciesResponse response;
  response.total_num = held.size();
  response.list = rows_of<api::cam::AttachedPolicyOfRole>(page_of(std::move(held), page), attached_policy_of_role);
  return response;
}

Result<api::cam::ListAttachedUserAllPoliciesResponse> list_attached_user_all_policies(
    const Call& call, const api::cam::ListAttachedUserAllPoliciesRequest& request) {
  OPENCAM_TRY(const Page page, read_page(request.page, request.rp));
  if (request.attach_type > 2) return Error(ErrorCode::InvalidArgument, "parameter `AttachType` is none of 0, 1, 2");
  const std::uint64_t type = request.strategy_type.value_or(0);
  if (type > 2) return Error(ErrorCode::InvalidArgument, "parameter `StrategyType` is neither 1 nor 2");
  const Reach reach =
      request.attach_type == 0 ? Reach::All : (request.attach_type == 1 ? Reach::Direct : Reach::ByGroup);
  const auto account = call.account();
  OPENCAM_TRY(const Target target, user_target(*account, request.target_uin));
  OPENCAM_TRY(auto held, held_by(call, *account, target, reach, request.keyword));
  std::erase_if(held, [&](const Held& one) { return type != 0 && policy_type_number(one.policy) != type; });
  api::cam::ListAttachedUserAllPoliciesResponse response;
  response.total_num = held.size();
  response.policy_list = rows_of<api::cam::AttachedUserPolicy>(page_of(std::move(held), page), attached_user_policy);
  return response;
}

Result<api::cam::ListEntitiesForPolicyResponse> list_entities_for_policy(
    const Call& call, const api::cam::ListEntitiesForPolicyRequest& request) {
  OPENCAM_TRY(const Page page, read_page(request.page, request.rp));
  const std::string filter = request.entity_filter.value_or("All");
  if (filter != "All" && filter != "User" && filter != "Group" && filter != "Role") {
    return Error(ErrorCode::EntityFilterUnknown, "parameter `EntityFilter` is none of `All`, `User`, `Group`, `Role`");
  }
  const auto account = call.account();
  OPENCAM_TRY(const PolicyInfo policy, find_policy(call.directory(), *account, request.policy_id));
  const auto& holders = account->holders_of(policy_id(policy));
  const auto [first, count] = wanted_entities(holders, filter);
  api::cam::ListEntitiesForPolicyResponse response;
  response.total_num = count;
  use_page(holders, page, first, count, [&](const Target& target) {
    const auto& attachments = account->attachments_of(target);
    const auto attachment = attachments.find(policy_id(policy));
    const std::int64_t attached_ms = attachment == attachments.end() ? 0 : attachment->second.attached_ms;
    response.list.push_back(entity(*account, target, attached_ms));
  });
  return response;
}

}  // namespace opencam::services
