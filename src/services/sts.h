// The handlers of sts (docs/api/sts.md). As cam.h says; they write nothing but give out credentials.
#pragma once

#include "opencam/result.h"
#include "services/call.h"
#include "services/generated/sts_api.h"

namespace opencam::services {

Result<api::sts::GetCallerIdentityResponse> get_caller_identity(const Call& call,
                                                                const api::sts::GetCallerIdentityRequest& request);
Result<api::sts::GetSessionTokenResponse> get_session_token(const Call& call,
                                                            const api::sts::GetSessionTokenRequest& request);
Result<api::sts::GetFederationTokenResponse> get_federation_token(const Call& call,
                                                                  const api::sts::GetFederationTokenRequest& request);
Result<api::sts::AssumeRoleResponse> assume_role(const Call& call, const api::sts::AssumeRoleRequest& request);
// REQUIRES: the call is of a verified identity; everybody else is refused.
Result<api::sts::AssumeRoleWithWebIdentityResponse> assume_role_with_web_identity(
    const Call& call, const api::sts::AssumeRoleWithWebIdentityRequest& request);
Result<api::sts::QueryApiKeyResponse> query_api_key(const Call& call, const api::sts::QueryApiKeyRequest& request);

}  // namespace opencam::services
