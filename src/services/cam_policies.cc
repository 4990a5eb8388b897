// Policies as objects: CreatePolicy, GetPolicy, UpdatePolicy, DeletePolicy, ListPolicies (docs/api/policies.md).
#include <algorithm>
#include <vector>

#include "base/text.h"
#include "directory/tag.h"
#include "services/cam.h"
#include "services/lookup.h"
#include "services/wire_form.h"

namespace opencam::services {
namespace {

using directory::AccountState;
using directory::number;
using directory::PolicyId;
using directory::PolicyInfo;

std::vector<api::cam::Tag> tags_of(const AccountState& account, PolicyId policy) {
  std::vector<api::cam::Tag> tags;
  for (const auto& [key, value] : account.tags_of(directory::tag_resource(account.uin(), policy))) {
    tags.push_back({.key = key, .value = value});
  }
  return tags;
}

std::int64_t created_ms(const PolicyInfo& policy) {
  return policy.custom != nullptr ? policy.custom->row.created_ms : preset_time_ms;
}

std::int64_t updated_ms(const PolicyInfo& policy) {
  return policy.custom != nullptr ? policy.custom->row.updated_ms : preset_time_ms;
}

std::uint64_t is_service_linked(const PolicyInfo& policy) {
  return policy.preset != nullptr && policy.preset->is_service_linked ? 1 : 0;
}

api::cam::StrategyInfo strategy_info(const AccountState& account, const PolicyInfo& policy) {
  const PolicyId id = policy_id(policy);
  const auto holders = account.holders_of(id).size();
  api::cam::StrategyInfo info;
  info.policy_id = number(id);
  info.policy_name = policy_name(policy);
  info.add_time = cam_time(created_ms(policy));
  info.type = policy_type_number(policy);
  info.description = policy_description(policy);
  info.create_mode = policy_create_mode(policy);
  info.attachments = holders;
  info.service_type = policy.preset != nullptr ? policy.preset->service : "";
  info.is_attached = 0;
  info.deactived = 0;
  info.deactived_detail = std::vector<std::string>{};
  info.is_service_linked_policy = is_service_linked(policy);
  info.attach_entity_count = static_cast<std::int64_t>(holders);
  info.attach_entity_boundary_count = static_cast<std::int64_t>(account.bounded_by(id).size());
  info.update_time = cam_time(updated_ms(policy));
  info.tags = tags_of(account, id);
  return info;
}

}  // namespace

Result<api::cam::CreatePolicyResponse> create_policy(const Call& call, const api::cam::CreatePolicyRequest& request) {
  directory::NewPolicy policy;
  policy.name = request.policy_name;
  policy.description = request.description.value_or("");
  policy.document = decoded_document(request.policy_document);
  if (request.tags) {
    for (const api::cam::Tag& tag : *request.tags) {
      // CAM-174: both values were asked about, and only one could be kept.
      if (!policy.tags.try_emplace(tag.key, tag.value).second) {
        return Error(ErrorCode::TagIllegal, "parameter `Tags` holds the key `" + text::shortened(tag.key) + "` twice");
      }
    }
  }
  OPENCAM_TRY(const auto row, call.directory().create_policy(call.write(), call.owner(), policy));
  api::cam::CreatePolicyResponse response;
  response.policy_id = number(row.id);
  return response;
}

Result<api::cam::GetPolicyResponse> get_policy(const Call& call, const api::cam::GetPolicyRequest& request) {
  const auto account = call.account();
  OPENCAM_TRY(const PolicyInfo policy, find_policy(call.directory(), *account, request.policy_id));
  api::cam::GetPolicyResponse response;
  response.policy_name = policy_name(policy);
  response.description = policy_description(policy);
  response.type = policy_type_number(policy);
  response.add_time = cam_time(created_ms(policy));
  response.update_time = cam_time(updated_ms(policy));
  response.policy_document = policy_document(policy);
  response.preset_alias = std::string(account->preset_alias(policy_id(policy)));
  response.is_service_linked_role_policy = is_service_linked(policy);
  response.tags = tags_of(*account, policy_id(policy));
  return response;
}

Result<api::cam::UpdatePolicyResponse> update_policy(const Call& call, const api::cam::UpdatePolicyRequest& request) {
  const auto account = call.account();
  OPENCAM_TRY(const PolicyInfo policy, find_policy(call.directory(), *account, request.policy_id, request.policy_name));
  // The name only finds a policy; no action renames one.
  if (request.policy_name && !request.policy_name->empty() && *request.policy_name != policy_name(policy)) {
    return Error(ErrorCode::InvalidArgument, "policy `" + std::to_string(number(policy_id(policy))) +
                                                 "` is not called `" + *request.policy_name + "`");
  }
  directory::PolicyChange change;
  change.description = request.description;
  if (request.policy_document) change.document = decoded_document(*request.policy_document);
  change.alias = request.alias;
  OPENCAM_TRY(call.directory().update_policy(call.write(), call.owner(), policy_id(policy), change));
  api::cam::UpdatePolicyResponse response;
  response.policy_id = number(policy_id(policy));
  return response;
}

Result<api::cam::DeletePolicyResponse> delete_policy(const Call& call, const api::cam::DeletePolicyRequest& request) {
  if (request.policy_id.empty()) return Error(ErrorCode::InvalidArgument, "parameter `PolicyId` is empty");
  if (request.policy_id.size() > limits::policies_per_call_max) {
    return Error(ErrorCode::PoliciesTooMany,
                 "more than " + std::to_string(limits::policies_per_call_max) + " policies in one call");
  }
  std::vector<PolicyId> policies;
  policies.reserve(request.policy_id.size());
  for (const std::uint64_t id : request.policy_id) policies.push_back(PolicyId{id});
  OPENCAM_TRY(call.directory().delete_policies(call.write(), call.owner(), policies));
  return api::cam::DeletePolicyResponse{};
}

Result<api::cam::ListPoliciesResponse> list_policies(const Call& call, const api::cam::ListPoliciesRequest& request) {
  OPENCAM_TRY(const Page page, read_page(request.page, request.rp));
  const std::string scope = request.scope.value_or("All");
  if (scope != "All" && scope != "QCS" && scope != "Local") {
    return Error(ErrorCode::ScopeUnknown, "parameter `Scope` is none of `All`, `QCS`, `Local`");
  }
  const auto account = call.account();
  std::vector<PolicyInfo> found;
  if (scope != "Local") {
    for (const PresetPolicy& preset : call.directory().catalog().presets()) {
      OPENCAM_TRY(const bool is_wanted, matches_keyword(preset.name, request.keyword));
      if (is_wanted) found.push_back({.custom = nullptr, .preset = &preset});
    }
  }
  const bool has_custom = scope != "QCS";
  if (has_custom && has_keyword(request.keyword)) {
    for (const auto& [id, policy] : account->policies()) {
      OPENCAM_TRY(const bool is_wanted, matches_keyword(policy->row.name, request.keyword));
      if (is_wanted) found.push_back({.custom = policy.get(), .preset = nullptr});
    }
  }
  api::cam::ListPoliciesResponse response;
  const std::size_t found_count = found.size();
  response.total_num = found_count;
  for (const PolicyInfo& policy : page_of(std::move(found), page)) {
    response.list.push_back(strategy_info(*account, policy));
  }
  if (!has_custom || has_keyword(request.keyword)) return response;
  // All custom policies follow the presets: the page may begin among those and end among these.
  response.total_num += account->policies().size();
  const std::size_t taken = response.list.size();
  const Page rest{.begin = std::max(page.begin, found_count) - found_count, .count = page.count - taken};
  use_page(account->policies(), rest, [&](const auto& entry) {
    response.list.push_back(strategy_info(*account, {.custom = entry.second.get(), .preset = nullptr}));
  });
  return response;
}

}  // namespace opencam::services
