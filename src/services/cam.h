// The handlers of cam: one function for each action, one file (cam_<group>.cc) for each group of them.
//
// A handler is pure work on the caller's account: it gets a permitted Call and the typed request, and returns the
// typed response or an Error that api_error.h turns into the action's code. What each does beyond its fields is in
// docs/api/. They are reached through offered_actions.h only. Thread-safe.
#pragma once

#include "opencam/result.h"
#include "services/call.h"
#include "services/generated/cam_api.h"

namespace opencam::services {

// cam_users.cc
Result<api::cam::AddUserResponse> add_user(const Call& call, const api::cam::AddUserRequest& request);
Result<api::cam::GetUserResponse> get_user(const Call& call, const api::cam::GetUserRequest& request);
Result<api::cam::UpdateUserResponse> update_user(const Call& call, const api::cam::UpdateUserRequest& request);
Result<api::cam::DeleteUserResponse> delete_user(const Call& call, const api::cam::DeleteUserRequest& request);
Result<api::cam::ListUsersResponse> list_users(const Call& call, const api::cam::ListUsersRequest& request);

// cam_accounts.cc
Result<api::cam::ListAccountsResponse> list_accounts(const Call& call, const api::cam::ListAccountsRequest& request);
Result<api::cam::DescribeSubAccountsResponse> describe_sub_accounts(
    const Call& call, const api::cam::DescribeSubAccountsRequest& request);
Result<api::cam::ListCollaboratorsResponse> list_collaborators(const Call& call,
                                                               const api::cam::ListCollaboratorsRequest& request);
Result<api::cam::ListReceiverResponse> list_receiver(const Call& call, const api::cam::ListReceiverRequest& request);
Result<api::cam::ListWeChatWorkSubAccountsResponse> list_wechat_work_sub_accounts(
    const Call& call, const api::cam::ListWeChatWorkSubAccountsRequest& request);
Result<api::cam::CreateMessageReceiverResponse> create_message_receiver(
    const Call& call, const api::cam::CreateMessageReceiverRequest& request);
Result<api::cam::DeleteMessageReceiverResponse> delete_message_receiver(
    const Call& call, const api::cam::DeleteMessageReceiverRequest& request);
Result<api::cam::GetUserAppIdResponse> get_user_app_id(const Call& call, const api::cam::GetUserAppIdRequest& request);
Result<api::cam::GetAccountSummaryResponse> get_account_summary(const Call& call,
                                                                const api::cam::GetAccountSummaryRequest& request);

// cam_security.cc
Result<api::cam::GetPasswordRulesResponse> get_password_rules(const Call& call,
                                                              const api::cam::GetPasswordRulesRequest& request);
Result<api::cam::UpdatePasswordRulesResponse> update_password_rules(
    const Call& call, const api::cam::UpdatePasswordRulesRequest& request);
Result<api::cam::SetMfaFlagResponse> set_mfa_flag(const Call& call, const api::cam::SetMfaFlagRequest& request);
Result<api::cam::DescribeSafeAuthFlagResponse> describe_safe_auth_flag(
    const Call& call, const api::cam::DescribeSafeAuthFlagRequest& request);
Result<api::cam::DescribeSafeAuthFlagCollResponse> describe_safe_auth_flag_coll(
    const Call& call, const api::cam::DescribeSafeAuthFlagCollRequest& request);
Result<api::cam::DescribeSafeAuthFlagIntlResponse> describe_safe_auth_flag_intl(
    const Call& call, const api::cam::DescribeSafeAuthFlagIntlRequest& request);
Result<api::cam::CreateSubAccountLoginIpPolicyResponse> create_sub_account_login_ip_policy(
    const Call& call, const api::cam::CreateSubAccountLoginIpPolicyRequest& request);
Result<api::cam::GetCustomMFATokenInfoResponse> get_custom_mfa_token_info(
    const Call& call, const api::cam::GetCustomMFATokenInfoRequest& request);
Result<api::cam::ConsumeCustomMFATokenResponse> consume_custom_mfa_token(
    const Call& call, const api::cam::ConsumeCustomMFATokenRequest& request);
Result<api::cam::GetSecurityLastUsedResponse> get_security_last_used(
    const Call& call, const api::cam::GetSecurityLastUsedRequest& request);
Result<api::cam::BuildDataFlowAuthTokenResponse> build_data_flow_auth_token(
    const Call& call, const api::cam::BuildDataFlowAuthTokenRequest& request);

// cam_granting.cc
Result<api::cam::ListPoliciesGrantingServiceAccessResponse> list_policies_granting_service_access(
    const Call& call, const api::cam::ListPoliciesGrantingServiceAccessRequest& request);

// cam_groups.cc
Result<api::cam::CreateGroupResponse> create_group(const Call& call, const api::cam::CreateGroupRequest& request);
Result<api::cam::GetGroupResponse> get_group(const Call& call, const api::cam::GetGroupRequest& request);
Result<api::cam::UpdateGroupResponse> update_group(const Call& call, const api::cam::UpdateGroupRequest& request);
Result<api::cam::DeleteGroupResponse> delete_group(const Call& call, const api::cam::DeleteGroupRequest& request);
Result<api::cam::ListGroupsResponse> list_groups(const Call& call, const api::cam::ListGroupsRequest& request);
Result<api::cam::AddUserToGroupResponse> add_user_to_group(const Call& call,
                                                           const api::cam::AddUserToGroupRequest& request);
Result<api::cam::RemoveUserFromGroupResponse> remove_user_from_group(
    const Call& call, const api::cam::RemoveUserFromGroupRequest& request);
Result<api::cam::ListUsersForGroupResponse> list_users_for_group(const Call& call,
                                                                 const api::cam::ListUsersForGroupRequest& request);
Result<api::cam::ListGroupsForUserResponse> list_groups_for_user(const Call& call,
                                                                 const api::cam::ListGroupsForUserRequest& request);

// cam_policies.cc
Result<api::cam::CreatePolicyResponse> create_policy(const Call& call, const api::cam::CreatePolicyRequest& request);
Result<api::cam::GetPolicyResponse> get_policy(const Call& call, const api::cam::GetPolicyRequest& request);
Result<api::cam::UpdatePolicyResponse> update_policy(const Call& call, const api::cam::UpdatePolicyRequest& request);
Result<api::cam::DeletePolicyResponse> delete_policy(const Call& call, const api::cam::DeletePolicyRequest& request);
Result<api::cam::ListPoliciesResponse> list_policies(const Call& call, const api::cam::ListPoliciesRequest& request);

// cam_policy_versions.cc
Result<api::cam::CreatePolicyVersionResponse> create_policy_version(
    const Call& call, const api::cam::CreatePolicyVersionRequest& request);
Result<api::cam::GetPolicyVersionResponse> get_policy_version(const Call& call,
                                                              const api::cam::GetPolicyVersionRequest& request);
Result<api::cam::ListPolicyVersionsResponse> list_policy_versions(const Call& call,
                                                                  const api::cam::ListPolicyVersionsRequest& request);
Result<api::cam::DeletePolicyVersionResponse> delete_policy_version(
    const Call& call, const api::cam::DeletePolicyVersionRequest& request);
Result<api::cam::SetDefaultPolicyVersionResponse> set_default_policy_version(
    const Call& call, const api::cam::SetDefaultPolicyVersionRequest& request);

// cam_attachments.cc
Result<api::cam::AttachUserPolicyResponse> attach_user_policy(const Call& call,
                                                              const api::cam::AttachUserPolicyRequest& request);
Result<api::cam::DetachUserPolicyResponse> detach_user_policy(const Call& call,
                                                              const api::cam::DetachUserPolicyRequest& request);
Result<api::cam::AttachGroupPolicyResponse> attach_group_policy(const Call& call,
                                                                const api::cam::AttachGroupPolicyRequest& request);
Result<api::cam::DetachGroupPolicyResponse> detach_group_policy(const Call& call,
                                                                const api::cam::DetachGroupPolicyRequest& request);
Result<api::cam::AttachRolePolicyResponse> attach_role_policy(const Call& call,
                                                              const api::cam::AttachRolePolicyRequest& request);
Result<api::cam::DetachRolePolicyResponse> detach_role_policy(const Call& call,
                                                              const api::cam::DetachRolePolicyRequest& request);

// cam_attachment_lists.cc
Result<api::cam::ListAttachedUserPoliciesResponse> list_attached_user_policies(
    const Call& call, const api::cam::ListAttachedUserPoliciesRequest& request);
Result<api::cam::ListAttachedGroupPoliciesResponse> list_attached_group_policies(
    const Call& call, const api::cam::ListAttachedGroupPoliciesRequest& request);
Result<api::cam::ListAttachedRolePoliciesResponse> list_attached_role_policies(
    const Call& call, const api::cam::ListAttachedRolePoliciesRequest& request);
Result<api::cam::ListAttachedUserAllPoliciesResponse> list_attached_user_all_policies(
    const Call& call, const api::cam::ListAttachedUserAllPoliciesRequest& request);
Result<api::cam::ListEntitiesForPolicyResponse> list_entities_for_policy(
    const Call& call, const api::cam::ListEntitiesForPolicyRequest& request);

// cam_access_keys.cc
Result<api::cam::CreateAccessKeyResponse> create_access_key(const Call& call,
                                                            const api::cam::CreateAccessKeyRequest& request);
Result<api::cam::DeleteAccessKeyResponse> delete_access_key(const Call& call,
                                                            const api::cam::DeleteAccessKeyRequest& request);
Result<api::cam::UpdateAccessKeyResponse> update_access_key(const Call& call,
                                                            const api::cam::UpdateAccessKeyRequest& request);
Result<api::cam::ListAccessKeysResponse> list_access_keys(const Call& call,
                                                          const api::cam::ListAccessKeysRequest& request);

// cam_roles.cc
Result<api::cam::CreateRoleResponse> create_role(const Call& call, const api::cam::CreateRoleRequest& request);
Result<api::cam::GetRoleResponse> get_role(const Call& call, const api::cam::GetRoleRequest& request);
Result<api::cam::DeleteRoleResponse> delete_role(const Call& call, const api::cam::DeleteRoleRequest& request);
Result<api::cam::DescribeRoleListResponse> describe_role_list(const Call& call,
                                                              const api::cam::DescribeRoleListRequest& request);
Result<api::cam::UpdateAssumeRolePolicyResponse> update_assume_role_policy(
    const Call& call, const api::cam::UpdateAssumeRolePolicyRequest& request);
Result<api::cam::UpdateRoleDescriptionResponse> update_role_description(
    const Call& call, const api::cam::UpdateRoleDescriptionRequest& request);
Result<api::cam::UpdateRoleConsoleLoginResponse> update_role_console_login(
    const Call& call, const api::cam::UpdateRoleConsoleLoginRequest& request);
Result<api::cam::UpdateRoleSessionDurationResponse> update_role_session_duration(
    const Call& call, const api::cam::UpdateRoleSessionDurationRequest& request);

// cam_boundaries.cc
Result<api::cam::PutUserPermissionsBoundaryResponse> put_user_permissions_boundary(
    const Call& call, const api::cam::PutUserPermissionsBoundaryRequest& request);
Result<api::cam::GetUserPermissionBoundaryResponse> get_user_permission_boundary(
    const Call& call, const api::cam::GetUserPermissionBoundaryRequest& request);
Result<api::cam::DeleteUserPermissionsBoundaryResponse> delete_user_permissions_boundary(
    const Call& call, const api::cam::DeleteUserPermissionsBoundaryRequest& request);
Result<api::cam::PutRolePermissionsBoundaryResponse> put_role_permissions_boundary(
    const Call& call, const api::cam::PutRolePermissionsBoundaryRequest& request);
Result<api::cam::GetRolePermissionBoundaryResponse> get_role_permission_boundary(
    const Call& call, const api::cam::GetRolePermissionBoundaryRequest& request);
Result<api::cam::DeleteRolePermissionsBoundaryResponse> delete_role_permissions_boundary(
    const Call& call, const api::cam::DeleteRolePermissionsBoundaryRequest& request);

// cam_role_tags.cc
Result<api::cam::TagRoleResponse> tag_role(const Call& call, const api::cam::TagRoleRequest& request);
Result<api::cam::UntagRoleResponse> untag_role(const Call& call, const api::cam::UntagRoleRequest& request);

}  // namespace opencam::services
