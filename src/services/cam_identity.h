// The handlers of identity providers, of sign-in for an account's users, and of service-linked roles.
//
// As cam.h says of its own: each gets its typed request and the Call that the gate made, works on the caller's account
// alone, and writes through the directory. What they mean is docs/spec/identity-providers.md.
#pragma once

#include "opencam/result.h"
#include "services/call.h"
#include "services/generated/cam_api.h"

namespace opencam::services {

// cam_saml_providers.cc
Result<api::cam::CreateSAMLProviderResponse> create_saml_provider(const Call& call,
                                                                  const api::cam::CreateSAMLProviderRequest& request);
Result<api::cam::UpdateSAMLProviderResponse> update_saml_provider(const Call& call,
                                                                  const api::cam::UpdateSAMLProviderRequest& request);
Result<api::cam::DeleteSAMLProviderResponse> delete_saml_provider(const Call& call,
                                                                  const api::cam::DeleteSAMLProviderRequest& request);
Result<api::cam::GetSAMLProviderResponse> get_saml_provider(const Call& call,
                                                            const api::cam::GetSAMLProviderRequest& request);
Result<api::cam::ListSAMLProvidersResponse> list_saml_providers(const Call& call,
                                                                const api::cam::ListSAMLProvidersRequest& request);
Result<api::cam::CreateUserSAMLConfigResponse> create_user_saml_config(
    const Call& call, const api::cam::CreateUserSAMLConfigRequest& request);
Result<api::cam::UpdateUserSAMLConfigResponse> update_user_saml_config(
    const Call& call, const api::cam::UpdateUserSAMLConfigRequest& request);
Result<api::cam::DescribeUserSAMLConfigResponse> describe_user_saml_config(
    const Call& call, const api::cam::DescribeUserSAMLConfigRequest& request);

// cam_oidc_providers.cc
Result<api::cam::CreateOIDCConfigResponse> create_oidc_config(const Call& call,
                                                              const api::cam::CreateOIDCConfigRequest& request);
Result<api::cam::UpdateOIDCConfigResponse> update_oidc_config(const Call& call,
                                                              const api::cam::UpdateOIDCConfigRequest& request);
Result<api::cam::DeleteOIDCConfigResponse> delete_oidc_config(const Call& call,
                                                              const api::cam::DeleteOIDCConfigRequest& request);
Result<api::cam::DescribeOIDCConfigResponse> describe_oidc_config(const Call& call,
                                                                  const api::cam::DescribeOIDCConfigRequest& request);
Result<api::cam::CreateUserOIDCConfigResponse> create_user_oidc_config(
    const Call& call, const api::cam::CreateUserOIDCConfigRequest& request);
Result<api::cam::UpdateUserOIDCConfigResponse> update_user_oidc_config(
    const Call& call, const api::cam::UpdateUserOIDCConfigRequest& request);
Result<api::cam::DescribeUserOIDCConfigResponse> describe_user_oidc_config(
    const Call& call, const api::cam::DescribeUserOIDCConfigRequest& request);
Result<api::cam::DisableUserSSOResponse> disable_user_sso(const Call& call,
                                                          const api::cam::DisableUserSSORequest& request);

// cam_linked_roles.cc
Result<api::cam::CreateServiceLinkedRoleResponse> create_service_linked_role(
    const Call& call, const api::cam::CreateServiceLinkedRoleRequest& request);
Result<api::cam::DeleteServiceLinkedRoleResponse> delete_service_linked_role(
    const Call& call, const api::cam::DeleteServiceLinkedRoleRequest& request);
Result<api::cam::GetServiceLinkedRoleDeletionStatusResponse> get_service_linked_role_deletion_status(
    const Call& call, const api::cam::GetServiceLinkedRoleDeletionStatusRequest& request);

}  // namespace opencam::services
