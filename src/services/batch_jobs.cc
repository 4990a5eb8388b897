// Jobs: submitted, ended, tried again, deleted.
#include "services/batch.h"
#include "services/batch_filter.h"
#include "services/batch_form.h"
#include "services/batch_id.h"
#include "services/batch_role.h"
#include "services/batch_submission.h"
#include "services/batch_work.h"

namespace opencam::services {

Result<api::batch::SubmitJobResponse> submit_job(const Call& call, const api::batch::SubmitJobRequest& request) {
  OPENCAM_TRY(const BatchWork work, BatchWork::of(call));
  const std::string token = request.client_token.value_or("");
  OPENCAM_TRY(batch::check_client_token(token));
  OPENCAM_TRY(batch::check_zone(work.scope().region, request.placement.zone));
  OPENCAM_TRY(batch::JobSpec spec,
              job_spec_of(request.job, {.region = work.scope().region, .machines = work.machines()}));
  // Checked before the role and the tags are made: a refused call leaves nothing behind.
  OPENCAM_TRY(batch::check_job(spec));
  OPENCAM_TRY(const directory::Tags tags, tags_of(request.job.tags, "Job.Tags"));
  OPENCAM_TRY(call.equipment().batch_role->make_once(call));
  OPENCAM_TRY(std::string id, work.make({.kind = batch::IdKind::Job,
                                         .type = "job",
                                         .client_token = token,
                                         .tags = tags,
                                         .made_before = [&] { return work.store().job_of_token(work.scope(), token); },
                                         .make =
                                             [&](const batch::Asker& by, const std::string& drawn) {
                                               return work.desk().submit_job(
                                                   by, drawn,
                                                   {.spec = std::move(spec),
                                                    .zone = request.placement.zone,
                                                    .submission = submission_text(request.job, request.placement)});
                                             }}));
  return api::batch::SubmitJobResponse{.job_id = std::move(id)};
}

Result<api::batch::TerminateJobResponse> terminate_job(const Call& call,
                                                       const api::batch::TerminateJobRequest& request) {
  OPENCAM_TRY(const BatchWork work, BatchWork::of(call));
  OPENCAM_TRY(check_job_id(request.job_id));
  OPENCAM_TRY(const std::uint64_t outbox, work.desk().terminate_job(work.asker(), request.job_id));
  OPENCAM_TRY(work.record(outbox));
  return api::batch::TerminateJobResponse{};
}

Result<api::batch::TerminateTaskInstanceResponse> terminate_task_instance(
    const Call& call, const api::batch::TerminateTaskInstanceRequest& request) {
  OPENCAM_TRY(const BatchWork work, BatchWork::of(call));
  OPENCAM_TRY(check_job_id(request.job_id));
  OPENCAM_TRY(
      const std::uint64_t outbox,
      work.desk().terminate_instance(work.asker(), request.job_id, request.task_name, request.task_instance_index));
  OPENCAM_TRY(work.record(outbox));
  return api::batch::TerminateTaskInstanceResponse{};
}

Result<api::batch::RetryJobsResponse> retry_jobs(const Call& call, const api::batch::RetryJobsRequest& request) {
  OPENCAM_TRY(const BatchWork work, BatchWork::of(call));
  for (const std::string& id : request.job_ids) OPENCAM_TRY(check_job_id(id));
  OPENCAM_TRY(const std::uint64_t outbox, work.desk().retry_jobs(work.asker(), request.job_ids));
  OPENCAM_TRY(work.record(outbox));
  return api::batch::RetryJobsResponse{};
}

Result<api::batch::DeleteJobResponse> delete_job(const Call& call, const api::batch::DeleteJobRequest& request) {
  OPENCAM_TRY(const BatchWork work, BatchWork::of(call));
  OPENCAM_TRY(check_job_id(request.job_id));
  OPENCAM_TRY(const std::uint64_t outbox, work.desk().delete_job(work.asker(), request.job_id));
  OPENCAM_TRY(work.record(outbox));
  OPENCAM_TRY(work.release_tags("job/" + request.job_id));
  return api::batch::DeleteJobResponse{};
}

}  // namespace opencam::services
