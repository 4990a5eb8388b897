// The handlers of cloudaudit (docs/api/cloudaudit.md): what was done in the caller's account. They write nothing.
#pragma once

#include "opencam/result.h"
#include "services/call.h"
#include "services/generated/cloudaudit_api.h"

namespace opencam::services {

Result<api::cloudaudit::DescribeEventsResponse> describe_events(const Call& call,
                                                                const api::cloudaudit::DescribeEventsRequest& request);
Result<api::cloudaudit::LookUpEventsResponse> look_up_events(const Call& call,
                                                             const api::cloudaudit::LookUpEventsRequest& request);
Result<api::cloudaudit::GetAttributeKeyResponse> get_attribute_key(
    const Call& call, const api::cloudaudit::GetAttributeKeyRequest& request);

}  // namespace opencam::services
