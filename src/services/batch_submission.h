// What was asked for, kept as it was given to be shown again: the texts that the model stores without looking at them.
//
// JSON in the API's own names, without secrets: they are stars from the beginning and work nowhere. Pure functions.
#pragma once

#include <string>
#include <string_view>

#include "opencam/result.h"
#include "services/generated/batch_api.h"

namespace opencam::services {

std::string submission_text(const api::batch::Job& job, const api::batch::Placement& placement);
std::string submission_text(const api::batch::NamedComputeEnv& env, const api::batch::Placement& placement);
std::string submission_text(const api::batch::NamedCpmComputeEnv& env, const api::batch::Placement& placement);
std::string submission_text(const api::batch::Task& task);

struct SubmittedJob {
  std::vector<api::batch::Task> tasks;
  std::vector<api::batch::Dependence> dependences;
  api::batch::Placement placement;
};
struct SubmittedEnv {
  api::batch::EnvData env_data;
  std::vector<api::batch::MountDataDisk> mount_data_disks;
  std::vector<api::batch::InputMapping> input_mappings;
  std::vector<api::batch::Authentication> authentications;
  std::vector<api::batch::Notification> notifications;
  api::batch::Placement placement;
};
// Errors: Corrupt.
Result<SubmittedJob> read_submitted_job(std::string_view text);
Result<SubmittedEnv> read_submitted_env(std::string_view text);
Result<api::batch::Task> read_submitted_task(std::string_view text);
// With other types of machines.
Result<std::string> with_instance_types(std::string_view text, const std::vector<std::string>& types);

}  // namespace opencam::services
