// Notifications about jobs and environments: read, checked, and refused, because there is no message queue here.
#pragma once

#include <string>
#include <vector>

#include "opencam/result.h"
#include "services/generated/batch_api.h"

namespace opencam::services {

// Errors: BatchValueTooLarge, BatchTopicTooLong, BatchEventRepeated, BatchValueIllegal (an unknown event); and for what
// is well formed BatchTopicIllegal, which says that there is no queue. No notification is no error.
Result<void> check_notifications(const std::vector<api::batch::Notification>& notifications, const std::string& field);

}  // namespace opencam::services
