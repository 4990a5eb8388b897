// The rules a job, an environment and a template must keep to be accepted: names, lengths, counts, the graph of
// dependences. Checked before anything is stored; an Error names the field, quotes what stands there and says the
// remedy.
//
//   OPENCAM_TRY(const CheckedJob job, check_job(spec));   // fills in default names, resolves the dependences
//
// Pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "batch/compute_env.h"
#include "batch/job.h"
#include "batch/task_template.h"
#include "opencam/result.h"

namespace opencam::batch {

struct CheckedJob {
  JobSpec spec;  // unnamed tasks are called `task0`, `task1` ... by their place
  std::vector<std::pair<std::uint32_t, std::uint32_t>> edges;
};

// Errors: BatchJobNameTooLong, BatchJobDescriptionTooLong, BatchValueIllegal (priority, no tasks, variables),
// BatchTaskNameIllegal, BatchTaskNameTooLong, BatchEnvNotOne, BatchEnvIdMalformed, BatchInstanceCountIllegal,
// BatchRetryCountIllegal, BatchValueTooLarge (counts and lengths), BatchValueNegative, BatchLocalPathIllegal,
// BatchRemoteSchemeIllegal, BatchDependenceUnknown, BatchDependenceUnfeasible.
Result<CheckedJob> check_job(JobSpec spec);
// The rules of one task alone, as a template keeps it; `field` is how messages call it ("Job.Tasks.0").
Result<void> check_task(const TaskSpec& task, std::string_view field);
// A task's name where one must be given. Errors: BatchTaskNameTooLong, BatchTaskNameIllegal.
Result<void> check_task_name(std::string_view field, std::string_view name);

// Errors: BatchEnvNameTooLong, BatchEnvDescriptionTooLong, BatchValueIllegal, BatchValueNegative, BatchValueTooLarge,
// BatchComputeEnvIllegal (its type), BatchInstanceTypesEmpty, BatchInstanceTypeRepeated.
Result<void> check_env(const EnvSpec& spec);
Result<void> check_env_change(const EnvChange& change);
// Errors: BatchTemplateNameIllegal, BatchTemplateNameTooLong, BatchTemplateDescriptionTooLong.
Result<void> check_template(std::string_view name, std::string_view description);
// Errors: BatchValueTooLarge.
Result<void> check_client_token(std::string_view token);
// A zone is its region and a number, `ap-guangzhou-3`. Errors: BatchZoneForeign, BatchZoneUnknown.
Result<void> check_zone(std::string_view region, std::string_view zone);

}  // namespace opencam::batch
