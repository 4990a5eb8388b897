// The versions of a policy (docs/api/policy-versions.md). A preset has one version, which cannot be changed.
#include <vector>

#include "services/cam.h"
#include "services/lookup.h"
#include "services/wire_form.h"

namespace opencam::services {
namespace {

using directory::number;
using directory::PolicyId;
using directory::PolicyInfo;
using directory::VersionId;

constexpr std::uint64_t preset_version = 1;

Error no_version(std::uint64_t id) {
  return Error(ErrorCode::PolicyVersionNotExist, "version `" + std::to_string(id) + "` does not exist");
}

}  // namespace

Result<api::cam::CreatePolicyVersionResponse> create_policy_version(
    const Call& call, const api::cam::CreatePolicyVersionRequest& request) {
  OPENCAM_TRY(const VersionId version, call.directory().create_policy_version(
                                           call.write(), call.owner(), PolicyId{request.policy_id},
                                           decoded_document(request.policy_document), request.set_as_default));
  api::cam::CreatePolicyVersionResponse response;
  response.version_id = number(version);
  return response;
}

Result<api::cam::GetPolicyVersionResponse> get_policy_version(const Call& call,
                                                              const api::cam::GetPolicyVersionRequest& request) {
  const auto account = call.account();
  OPENCAM_TRY(const PolicyInfo policy, find_policy(call.directory(), *account, request.policy_id));
  api::cam::GetPolicyVersionResponse response;
  response.policy_version.version_id = request.version_id;
  if (policy.custom == nullptr) {
    if (request.version_id != preset_version) return no_version(request.version_id);
    response.policy_version.create_date = rfc3339_time(preset_time_ms);
    response.policy_version.is_default_version = 1;
    response.policy_version.document = policy.preset->document;
    return response;
  }
  const auto version = policy.custom->versions.find(VersionId{request.version_id});
  if (version == policy.custom->versions.end()) return no_version(request.version_id);
  response.policy_version.create_date = rfc3339_time(version->second.created_ms);
  response.policy_version.is_default_version = version->first == policy.custom->row.default_version ? 1 : 0;
  response.policy_version.document = version->second.document;
  return response;
}

Result<api::cam::ListPolicyVersionsResponse> list_policy_versions(const Call& call,
                                                                  const api::cam::ListPolicyVersionsRequest& request) {
  const auto account = call.account();
  OPENCAM_TRY(const PolicyInfo policy, find_policy(call.directory(), *account, request.policy_id));
  api::cam::ListPolicyVersionsResponse response;
  std::vector<api::cam::PolicyVersionItem> items;
  if (policy.custom == nullptr) {
    items.push_back(
        {.version_id = preset_version, .create_date = rfc3339_time(preset_time_ms), .is_default_version = 1});
  } else {
    for (const auto& [id, version] : policy.custom->versions) {
      items.push_back({.version_id = number(id),
                       .create_date = rfc3339_time(version.created_ms),
                       .is_default_version = id == policy.custom->row.default_version ? 1 : 0});
    }
  }
  response.versions = std::move(items);
  return response;
}

Result<api::cam::DeletePolicyVersionResponse> delete_policy_version(
    const Call& call, const api::cam::DeletePolicyVersionRequest& request) {
  if (request.version_id.empty()) return Error(ErrorCode::InvalidArgument, "parameter `VersionId` is empty");
  std::vector<VersionId> versions;
  versions.reserve(request.version_id.size());
  for (const std::uint64_t id : request.version_id) versions.push_back(VersionId{id});
  OPENCAM_TRY(
      call.directory().delete_policy_versions(call.write(), call.owner(), PolicyId{request.policy_id}, versions));
  return api::cam::DeletePolicyVersionResponse{};
}

Result<api::cam::SetDefaultPolicyVersionResponse> set_default_policy_version(
    const Call& call, const api::cam::SetDefaultPolicyVersionRequest& request) {
  OPENCAM_TRY(call.directory().set_default_policy_version(call.write(), call.owner(), PolicyId{request.policy_id},
                                                          VersionId{request.version_id}));
  return api::cam::SetDefaultPolicyVersionResponse{};
}

}  // namespace opencam::services
