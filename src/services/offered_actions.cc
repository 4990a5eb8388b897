#include "services/offered_actions.h"

#include <algorithm>
#include <array>

#include "services/batch.h"
#include "services/cam.h"
#include "services/cam_identity.h"
#include "services/cloudaudit.h"
#include "services/sts.h"
#include "services/tag.h"

namespace opencam::services {
namespace {

template <typename Action, auto handler>
Result<PreparedCall> prepare(const boost::json::object& parameters) {
  OPENCAM_TRY(auto request, Action::read(parameters));
  return PreparedCall([request = std::move(request)](const Call& call) -> Result<boost::json::object> {
    OPENCAM_TRY(const auto response, handler(call, request));
    return to_json(response);
  });
}

template <typename Action, auto handler>
constexpr OfferedAction offer(ActionEffect effect) {
  return {.name = Action::name, .effect = effect, .prepare = &prepare<Action, handler>};
}

using enum ActionEffect;

namespace batch = api::batch;
namespace cam = api::cam;
namespace cloudaudit = api::cloudaudit;
namespace sts = api::sts;
namespace tag = api::tag;

// By name, as api_actions() is.
constexpr std::array offered = {
    offer<tag::AddResourceTag, add_resource_tag>(Writes),
    offer<cam::AddUser, add_user>(Writes),
    offer<cam::AddUserToGroup, add_user_to_group>(Writes),
    offer<sts::AssumeRole, assume_role>(Issues),
    offer<sts::AssumeRoleWithWebIdentity, assume_role_with_web_identity>(Issues),
    offer<cam::AttachGroupPolicy, attach_group_policy>(Writes),
    offer<batch::AttachInstances, attach_instances>(Writes),
    offer<tag::AttachResourcesTag, attach_resources_tag>(Writes),
    offer<cam::AttachRolePolicy, attach_role_policy>(Writes),
    offer<cam::AttachUserPolicy, attach_user_policy>(Writes),
    offer<cam::BuildDataFlowAuthToken, build_data_flow_auth_token>(Issues),
    offer<cam::ConsumeCustomMFAToken, consume_custom_mfa_token>(Writes),
    offer<cam::CreateAccessKey, create_access_key>(Writes),
    offer<batch::CreateComputeEnv, create_compute_env>(Writes),
    offer<batch::CreateCpmComputeEnv, create_cpm_compute_env>(Writes),
    offer<cam::CreateGroup, create_group>(Writes),
    offer<cam::CreateMessageReceiver, create_message_receiver>(Writes),
    offer<cam::CreateOIDCConfig, create_oidc_config>(Writes),
    offer<cam::CreatePolicy, create_policy>(Writes),
    offer<cam::CreatePolicyVersion, create_policy_version>(Writes),
    offer<cam::CreateRole, create_role>(Writes),
    offer<cam::CreateSAMLProvider, create_saml_provider>(Writes),
    offer<cam::CreateServiceLinkedRole, create_service_linked_role>(Writes),
    offer<cam::CreateSubAccountLoginIpPolicy, create_sub_account_login_ip_policy>(Writes),
    offer<tag::CreateTag, create_tag>(Writes),
    offer<tag::CreateTags, create_tags>(Writes),
    offer<batch::CreateTaskTemplate, create_task_template>(Writes),
    offer<cam::CreateUserOIDCConfig, create_user_oidc_config>(Writes),
    offer<cam::CreateUserSAMLConfig, create_user_saml_config>(Writes),
    offer<cam::DeleteAccessKey, delete_access_key>(Writes),
    offer<batch::DeleteComputeEnv, delete_compute_env>(Writes),
    offer<cam::DeleteGroup, delete_group>(Writes),
    offer<batch::DeleteJob, delete_job>(Writes),
    offer<cam::DeleteMessageReceiver, delete_message_receiver>(Writes),
    offer<cam::DeleteOIDCConfig, delete_oidc_config>(Writes),
    offer<cam::DeletePolicy, delete_policy>(Writes),
    offer<cam::DeletePolicyVersion, delete_policy_version>(Writes),
    offer<tag::DeleteResourceTag, delete_resource_tag>(Writes),
    offer<cam::DeleteRole, delete_role>(Writes),
    offer<cam::DeleteRolePermissionsBoundary, delete_role_permissions_boundary>(Writes),
    offer<cam::DeleteSAMLProvider, delete_saml_provider>(Writes),
    offer<cam::DeleteServiceLinkedRole, delete_service_linked_role>(Writes),
    offer<tag::DeleteTag, delete_tag>(Writes),
    offer<tag::DeleteTags, delete_tags>(Writes),
    offer<batch::DeleteTaskTemplates, delete_task_templates>(Writes),
    offer<cam::DeleteUser, delete_user>(Writes),
    offer<cam::DeleteUserPermissionsBoundary, delete_user_permissions_boundary>(Writes),
    offer<batch::DescribeAvailableCvmInstanceTypes, describe_available_cvm_instance_types>(Reads),
    offer<batch::DescribeComputeEnv, describe_compute_env>(Reads),
    offer<batch::DescribeComputeEnvActivities, describe_compute_env_activities>(Reads),
    offer<batch::DescribeComputeEnvCreateInfo, describe_compute_env_create_info>(Reads),
    offer<batch::DescribeComputeEnvCreateInfos, describe_compute_env_create_infos>(Reads),
    offer<batch::DescribeComputeEnvs, describe_compute_envs>(Reads),
    offer<batch::DescribeCpmOsInfo, describe_cpm_os_info>(Reads),
    offer<batch::DescribeCvmZoneInstanceConfigInfos, describe_cvm_zone_instance_config_infos>(Reads),
    offer<cloudaudit::DescribeEvents, describe_events>(Reads),
    offer<batch::DescribeInstanceCategories, describe_instance_categories>(Reads),
    offer<batch::DescribeJob, describe_job>(Reads),
    offer<batch::DescribeJobMonitorData, describe_job_monitor_data>(Reads),
    offer<batch::DescribeJobSubmitInfo, describe_job_submit_info>(Reads),
    offer<batch::DescribeJobs, describe_jobs>(Reads),
    offer<cam::DescribeOIDCConfig, describe_oidc_config>(Reads),
    offer<tag::DescribeResourceTags, describe_resource_tags>(Reads),
    offer<tag::DescribeResourceTagsByResourceIds, describe_resource_tags_by_resource_ids>(Reads),
    offer<tag::DescribeResourceTagsByTagKeys, describe_resource_tags_by_tag_keys>(Reads),
    offer<tag::DescribeResourcesByTags, describe_resources_by_tags>(Reads),
    offer<tag::DescribeResourcesByTagsUnion, describe_resources_by_tags_union>(Reads),
    offer<cam::DescribeRoleList, describe_role_list>(Reads),
    offer<cam::DescribeSafeAuthFlag, describe_safe_auth_flag>(Reads),
    offer<cam::DescribeSafeAuthFlagColl, describe_safe_auth_flag_coll>(Reads),
    offer<cam::DescribeSafeAuthFlagIntl, describe_safe_auth_flag_intl>(Reads),
    offer<cam::DescribeSubAccounts, describe_sub_accounts>(Reads),
    offer<tag::DescribeTagKeys, describe_tag_keys>(Reads),
    offer<tag::DescribeTagValues, describe_tag_values>(Reads),
    offer<tag::DescribeTags, describe_tags>(Reads),
    offer<batch::DescribeTask, describe_task>(Reads),
    offer<batch::DescribeTaskLogs, describe_task_logs>(Reads),
    offer<batch::DescribeTaskTemplates, describe_task_templates>(Reads),
    offer<cam::DescribeUserOIDCConfig, describe_user_oidc_config>(Reads),
    offer<cam::DescribeUserSAMLConfig, describe_user_saml_config>(Reads),
    offer<cam::DetachGroupPolicy, detach_group_policy>(Writes),
    offer<batch::DetachInstances, detach_instances>(Writes),
    offer<tag::DetachResourcesTag, detach_resources_tag>(Writes),
    offer<cam::DetachRolePolicy, detach_role_policy>(Writes),
    offer<cam::DetachUserPolicy, detach_user_policy>(Writes),
    offer<cam::DisableUserSSO, disable_user_sso>(Writes),
    offer<cam::GetAccountSummary, get_account_summary>(Reads),
    offer<cloudaudit::GetAttributeKey, get_attribute_key>(Reads),
    offer<sts::GetCallerIdentity, get_caller_identity>(Reads),
    offer<cam::GetCustomMFATokenInfo, get_custom_mfa_token_info>(Reads),
    offer<sts::GetFederationToken, get_federation_token>(Issues),
    offer<cam::GetGroup, get_group>(Reads),
    offer<cam::GetPasswordRules, get_password_rules>(Reads),
    offer<cam::GetPolicy, get_policy>(Reads),
    offer<cam::GetPolicyVersion, get_policy_version>(Reads),
    offer<tag::GetResources, get_resources>(Reads),
    offer<cam::GetRole, get_role>(Reads),
    offer<cam::GetRolePermissionBoundary, get_role_permission_boundary>(Reads),
    offer<cam::GetSAMLProvider, get_saml_provider>(Reads),
    offer<cam::GetSecurityLastUsed, get_security_last_used>(Reads),
    offer<cam::GetServiceLinkedRoleDeletionStatus, get_service_linked_role_deletion_status>(Reads),
    offer<sts::GetSessionToken, get_session_token>(Issues),
    offer<tag::GetTagKeys, get_tag_keys>(Reads),
    offer<tag::GetTagValues, get_tag_values>(Reads),
    offer<tag::GetTags, get_tags>(Reads),
    offer<cam::GetUser, get_user>(Reads),
    offer<cam::GetUserAppId, get_user_app_id>(Reads),
    offer<cam::GetUserPermissionBoundary, get_user_permission_boundary>(Reads),
    offer<cam::ListAccessKeys, list_access_keys>(Reads),
    offer<cam::ListAccounts, list_accounts>(Reads),
    offer<cam::ListAttachedGroupPolicies, list_attached_group_policies>(Reads),
    offer<cam::ListAttachedRolePolicies, list_attached_role_policies>(Reads),
    offer<cam::ListAttachedUserAllPolicies, list_attached_user_all_policies>(Reads),
    offer<cam::ListAttachedUserPolicies, list_attached_user_policies>(Reads),
    offer<cam::ListCollaborators, list_collaborators>(Reads),
    offer<cam::ListEntitiesForPolicy, list_entities_for_policy>(Reads),
    offer<cam::ListGroups, list_groups>(Reads),
    offer<cam::ListGroupsForUser, list_groups_for_user>(Reads),
    offer<cam::ListPolicies, list_policies>(Reads),
    offer<cam::ListPoliciesGrantingServiceAccess, list_policies_granting_service_access>(Reads),
    offer<cam::ListPolicyVersions, list_policy_versions>(Reads),
    offer<cam::ListReceiver, list_receiver>(Reads),
    offer<cam::ListSAMLProviders, list_saml_providers>(Reads),
    offer<cam::ListUsers, list_users>(Reads),
    offer<cam::ListUsersForGroup, list_users_for_group>(Reads),
    offer<cam::ListWeChatWorkSubAccounts, list_wechat_work_sub_accounts>(Reads),
    offer<cloudaudit::LookUpEvents, look_up_events>(Reads),
    offer<batch::ModifyComputeEnv, modify_compute_env>(Writes),
    offer<tag::ModifyResourceTags, modify_resource_tags>(Writes),
    offer<tag::ModifyResourcesTagValue, modify_resources_tag_value>(Writes),
    offer<batch::ModifyTaskTemplate, modify_task_template>(Writes),
    offer<cam::PutRolePermissionsBoundary, put_role_permissions_boundary>(Writes),
    offer<cam::PutUserPermissionsBoundary, put_user_permissions_boundary>(Writes),
    offer<sts::QueryApiKey, query_api_key>(Reads),
    offer<cam::RemoveUserFromGroup, remove_user_from_group>(Writes),
    offer<batch::RetryJobs, retry_jobs>(Writes),
    offer<cam::SetDefaultPolicyVersion, set_default_policy_version>(Writes),
    offer<cam::SetMfaFlag, set_mfa_flag>(Writes),
    offer<batch::SubmitJob, submit_job>(Writes),
    offer<tag::TagResources, tag_resources>(Writes),
    offer<cam::TagRole, tag_role>(Writes),
    offer<batch::TerminateComputeNode, terminate_compute_node>(Writes),
    offer<batch::TerminateComputeNodes, terminate_compute_nodes>(Writes),
    offer<batch::TerminateJob, terminate_job>(Writes),
    offer<batch::TerminateTaskInstance, terminate_task_instance>(Writes),
    offer<tag::UnTagResources, un_tag_resources>(Writes),
    offer<cam::UntagRole, untag_role>(Writes),
    offer<cam::UpdateAccessKey, update_access_key>(Writes),
    offer<cam::UpdateAssumeRolePolicy, update_assume_role_policy>(Writes),
    offer<cam::UpdateGroup, update_group>(Writes),
    offer<cam::UpdateOIDCConfig, update_oidc_config>(Writes),
    offer<cam::UpdatePasswordRules, update_password_rules>(Writes),
    offer<cam::UpdatePolicy, update_policy>(Writes),
    offer<tag::UpdateResourceTagValue, update_resource_tag_value>(Writes),
    offer<cam::UpdateRoleConsoleLogin, update_role_console_login>(Writes),
    offer<cam::UpdateRoleDescription, update_role_description>(Writes),
    offer<cam::UpdateRoleSessionDuration, update_role_session_duration>(Writes),
    offer<cam::UpdateSAMLProvider, update_saml_provider>(Writes),
    offer<cam::UpdateUser, update_user>(Writes),
    offer<cam::UpdateUserOIDCConfig, update_user_oidc_config>(Writes),
    offer<cam::UpdateUserSAMLConfig, update_user_saml_config>(Writes),
};

}  // namespace

const OfferedAction* find_offered_action(std::string_view name) {
  const auto found = std::ranges::lower_bound(offered, name, {}, &OfferedAction::name);
  return found == offered.end() || found->name != name ? nullptr : &*found;
}

std::span<const OfferedAction> offered_actions() { return offered; }

}  // namespace opencam::services
