// Requests of BatchCompute as the model wants them, and the model as responses show it.
//
//   OPENCAM_TRY(const batch::TaskSpec spec, task_spec_of(request.task_template_info, "TaskTemplateInfo", place));
//
// What this installation cannot do (containers, storages, queues) is refused here with the documented code and what is
// supported; what clients always send and means nothing here (disks, networks, images) is checked for form, kept to be
// shown again, and ignored: docs/batch/README.md has both lists. Names, counts and graphs are the model's to check
// (batch/submission.h). Pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "batch/compute_env.h"
#include "batch/job.h"
#include "directory/tag.h"
#include "opencam/result.h"
#include "services/batch_machines.h"
#include "services/generated/batch_api.h"

namespace opencam::services {

// Where things are to be made, and of what.
struct BatchPlace {
  const std::string& region;
  const MachineTypes& machines;
};

Result<batch::JobSpec> job_spec_of(const api::batch::Job& job, const BatchPlace& place);
// `field` is how messages call it: "Job.Tasks.0".
Result<batch::TaskSpec> task_spec_of(const api::batch::Task& task, const std::string& field, const BatchPlace& place);
Result<batch::EnvSpec> env_spec_of(const api::batch::NamedComputeEnv& env, const BatchPlace& place);
Result<batch::EnvSpec> env_spec_of(const api::batch::NamedCpmComputeEnv& env, const BatchPlace& place);

// Of known types, and the size of the first. Errors: BatchInstanceTypeUnknown.
struct MachineSize {
  std::int64_t cores = 1;
  std::int64_t memory_gib = 1;
};
Result<MachineSize> size_of_types(const std::vector<std::string>& types, const std::string& field,
                                  const MachineTypes& machines);

// Errors: TagKeyRepeated, BatchValueTooLarge.
Result<directory::Tags> tags_of(const std::optional<std::vector<api::batch::Tag>>& tags, std::string_view field);
std::vector<api::batch::Tag> shown_tags(const directory::Tags& tags);

// `2018-12-04T09:06:16Z`, or empty for what has not happened (0).
std::string batch_time(std::int64_t ms);

api::batch::Placement placement_of(const std::string& zone);

// TaskMetrics and TaskInstanceMetrics.
template <typename Metrics>
Metrics metrics_of(const batch::Counts& counts) {
  using enum batch::State;
  Metrics out;
  out.submitted_count = counts[Submitted];
  out.pending_count = counts[Pending];
  out.runnable_count = counts[Runnable];
  out.starting_count = counts[Starting];
  out.running_count = counts[Running];
  out.succeed_count = counts[Succeed];
  out.failed_interrupted_count = counts[FailedInterrupted];
  out.failed_count = counts[Failed];
  return out;
}

}  // namespace opencam::services
