#include "services/batch_notification.h"

#include <algorithm>
#include <set>
#include <string_view>

#include "base/text.h"
#include "batch/refusal.h"
#include "services/batch_limits.h"

namespace opencam::services {
namespace {

using batch::refusal;

constexpr std::string_view events[] = {
    "JOB_RUNNING",
    "JOB_SUCCEED",
    "JOB_FAILED",
    "JOB_FAILED_INTERRUPTED",
    "TASK_RUNNING",
    "TASK_SUCCEED",
    "TASK_FAILED",
    "TASK_FAILED_INTERRUPTED",
    "TASK_INSTANCE_RUNNING",
    "TASK_INSTANCE_SUCCEED",
    "TASK_INSTANCE_FAILED",
    "TASK_INSTANCE_FAILED_INTERRUPTED",
    "COMPUTE_ENV_CREATED",
    "COMPUTE_ENV_DELETED",
    "COMPUTE_NODE_CREATED",
    "COMPUTE_NODE_CREATION_FAILED",
    "COMPUTE_NODE_RUNNING",
    "COMPUTE_NODE_ABNORMAL",
    "COMPUTE_NODE_DELETING",
};

Result<void> check_count(const std::string& field, std::size_t count) {
  if (count <= limits::batch_events_max) return {};
  return refusal(ErrorCode::BatchValueTooLarge, field, std::to_string(count),
                 "are more than " + std::to_string(limits::batch_events_max), "give fewer");
}

Result<void> check_notification(const api::batch::Notification& notification, const std::string& field) {
  if (text::code_points(notification.topic_name) > limits::batch_topic_characters_max) {
    return refusal(ErrorCode::BatchTopicTooLong, field + ".TopicName", notification.topic_name,
                   "is longer than " + std::to_string(limits::batch_topic_characters_max) + " characters",
                   "shorten it");
  }
  OPENCAM_TRY(check_count(field + ".EventConfigs", notification.event_configs.size()));
  std::set<std::string_view> seen;
  for (const api::batch::EventConfig& event : notification.event_configs) {
    const std::string at = field + ".EventConfigs.EventName";
    if (std::ranges::find(events, event.event_name) == std::end(events)) {
      return refusal(ErrorCode::BatchValueIllegal, at, event.event_name, "is no event",
                     "write one like `JOB_SUCCEED` or `COMPUTE_ENV_CREATED`");
    }
    if (!seen.insert(event.event_name).second) {
      return refusal(ErrorCode::BatchEventRepeated, at, event.event_name, "is given twice", "give it once");
    }
  }
  return refusal(ErrorCode::BatchTopicIllegal, field + ".TopicName", notification.topic_name,
                 "is no topic here: this installation has no message queue",
                 "leave Notifications out and ask with DescribeJob or DescribeComputeEnvs");
}

}  // namespace

Result<void> check_notifications(const std::vector<api::batch::Notification>& notifications, const std::string& field) {
  const std::string at = field + ".Notifications";
  OPENCAM_TRY(check_count(at, notifications.size()));
  for (const auto& notification : notifications) OPENCAM_TRY(check_notification(notification, at));
  return {};
}

}  // namespace opencam::services
