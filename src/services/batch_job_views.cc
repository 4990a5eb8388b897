// Jobs and tasks as they are, and as they were submitted.
#include <algorithm>

#include "batch/instances.h"
#include "batch/refusal.h"
#include "services/batch.h"
#include "services/batch_form.h"
#include "services/batch_id.h"
#include "services/batch_limits.h"
#include "services/batch_list.h"
#include "services/batch_submission.h"

namespace opencam::services {
namespace {

using Tagged = BatchFilters::Tagged;

Result<std::vector<batch::State>> states_of(const BatchFilters& filters, const std::string& name) {
  std::vector<batch::State> states;
  for (const std::string& value : filters.values(name)) {
    const auto state = batch::state_named(value);
    if (!state) {
      return batch::refusal(ErrorCode::BatchFilterIllegal, "Filters", value, "is no state", "write one like `RUNNING`");
    }
    states.push_back(*state);
  }
  return states;
}

Result<SubmittedJob> submitted(const BatchWork& work, const std::string& id) {
  OPENCAM_TRY(const auto text, work.store().job_submission(id));
  if (!text) return Error(ErrorCode::Corrupt, "the submission of `" + id + "` is missing");
  return read_submitted_job(*text);
}

Result<api::batch::JobView> view_of(const BatchWork& work, const directory::AccountState& account,
                                    const batch::JobRow& row) {
  api::batch::JobView view;
  view.job_id = row.id;
  view.job_name = row.name;
  view.job_state = batch::name(row.now.state);
  view.priority = row.priority;
  view.placement = placement_of(row.zone);
  view.create_time = batch_time(row.created_ms);
  view.end_time = batch_time(row.now.ended_ms);
  view.task_metrics = metrics_of<api::batch::TaskMetrics>(row.now.tasks);
  view.tags = shown_tags(work.tags_of(account, "job/" + row.id));
  return view;
}

api::batch::TaskView view_of(const batch::TaskRow& row) {
  api::batch::TaskView view;
  view.task_name = row.spec.name;
  view.task_state = batch::name(row.now.state);
  view.create_time = batch_time(row.created_ms);
  if (row.now.ended_ms != 0) view.end_time = batch_time(row.now.ended_ms);
  return view;
}

api::batch::TaskInstanceView view_of(const batch::InstanceRow& row) {
  api::batch::TaskInstanceView view;
  view.task_instance_index = row.index;
  view.task_instance_state = batch::name(row.state);
  view.exit_code = row.exit_code.value_or(0);
  view.state_reason = row.reason.text;
  view.compute_node_instance_id = row.machine_id;
  view.create_time = batch_time(row.created_ms);
  view.launch_time = batch_time(row.launched_ms);
  view.running_time = batch_time(row.running_ms);
  view.end_time = batch_time(row.ended_ms);
  view.state_detailed_reason = row.reason.detail;
  return view;
}

}  // namespace

Result<api::batch::DescribeJobResponse> describe_job(const Call& call, const api::batch::DescribeJobRequest& request) {
  OPENCAM_TRY(const BatchWork work, BatchWork::of(call));
  OPENCAM_TRY(check_job_id(request.job_id));
  OPENCAM_TRY(const batch::JobRow row, work.desk().job(work.scope(), request.job_id));
  OPENCAM_TRY(const std::vector<batch::TaskRow> tasks, work.store().tasks(row.id));
  OPENCAM_TRY(SubmittedJob job, submitted(work, row.id));
  api::batch::DescribeJobResponse response;
  response.job_id = row.id;
  response.job_name = row.name;
  response.zone = row.zone;
  response.priority = row.priority;
  response.job_state = batch::name(row.now.state);
  response.create_time = batch_time(row.created_ms);
  response.end_time = batch_time(row.now.ended_ms);
  for (const batch::TaskRow& task : tasks) response.task_set.push_back(view_of(task));
  response.dependence_set = std::move(job.dependences);
  response.task_metrics = metrics_of<api::batch::TaskMetrics>(row.now.tasks);
  response.task_instance_metrics = metrics_of<api::batch::TaskInstanceMetrics>(row.now.instances);
  response.state_reason = row.now.reason;
  response.tags = shown_tags(work.tags_of(*call.account(), "job/" + row.id));
  if (row.now.is_terminating) response.next_action = "TERMINATING";
  return response;
}

Result<api::batch::DescribeJobsResponse> describe_jobs(const Call& call,
                                                       const api::batch::DescribeJobsRequest& request) {
  OPENCAM_TRY(const BatchWork work, BatchWork::of(call));
  OPENCAM_TRY(const Page page, read_batch_page(request.offset, request.limit));
  OPENCAM_TRY(const BatchFilters filters,
              BatchFilters::read(request.filters, {"job-id", "job-name", "job-state", "zone"}, Tagged::Yes));
  OPENCAM_TRY(check_ids(request.job_ids, "JobIds", filters, check_job_id));
  batch::Query query{.scope = work.scope(),
                     .ids = filters.values("job-id"),
                     .names = filters.values("job-name"),
                     .zones = filters.values("zone"),
                     .states = {}};
  for (const std::string& zone : query.zones) OPENCAM_TRY(batch::check_zone(work.scope().region, zone));
  OPENCAM_TRY(query.states, states_of(filters, "job-state"));
  if (request.job_ids) query.ids.insert(query.ids.end(), request.job_ids->begin(), request.job_ids->end());
  OPENCAM_TRY(std::vector<batch::JobRow> found, work.store().jobs(query));
  const auto rows = seen_rows(work, "job", filters, std::move(found));
  const auto account = call.account();
  api::batch::DescribeJobsResponse response;
  response.total_count = static_cast<std::int64_t>(rows.size());
  for (const batch::JobRow& row : page_of(rows, page)) {
    OPENCAM_TRY(auto view, view_of(work, *account, row));
    response.job_set.push_back(std::move(view));
  }
  return response;
}

Result<api::batch::DescribeJobSubmitInfoResponse> describe_job_submit_info(
    const Call& call, const api::batch::DescribeJobSubmitInfoRequest& request) {
  OPENCAM_TRY(const BatchWork work, BatchWork::of(call));
  OPENCAM_TRY(check_job_id(request.job_id));
  OPENCAM_TRY(const batch::JobRow row, work.desk().job(work.scope(), request.job_id));
  OPENCAM_TRY(SubmittedJob job, submitted(work, row.id));
  api::batch::DescribeJobSubmitInfoResponse response;
  response.job_id = row.id;
  response.job_name = row.name;
  response.job_description = row.description;
  response.priority = row.priority;
  response.tasks = std::move(job.tasks);
  response.dependences = std::move(job.dependences);
  response.tags = shown_tags(work.tags_of(*call.account(), "job/" + row.id));
  return response;
}

Result<api::batch::DescribeTaskResponse> describe_task(const Call& call,
                                                       const api::batch::DescribeTaskRequest& request) {
  OPENCAM_TRY(const BatchWork work, BatchWork::of(call));
  OPENCAM_TRY(check_job_id(request.job_id));
  OPENCAM_TRY(const Page page, read_batch_page(request.offset, request.limit,
                                               {.limit_default = limits::batch_instances_page_default,
                                                .limit_max = limits::batch_instances_page_max}));
  OPENCAM_TRY(const BatchFilters filters, BatchFilters::read(request.filters, {"task-instance-state"}, Tagged::No));
  OPENCAM_TRY(const batch::TaskRow task, work.desk().task(work.scope(), request.job_id, request.task_name));
  batch::InstanceQuery query{.states = {}, .offset = page.begin, .limit = page.count};
  OPENCAM_TRY(query.states, states_of(filters, "task-instance-state"));
  OPENCAM_TRY(const batch::InstancePage instances, batch::instance_page(work.store(), task, query));
  api::batch::DescribeTaskResponse response;
  response.job_id = task.job_id;
  response.task_name = task.spec.name;
  response.task_state = batch::name(task.now.state);
  response.create_time = batch_time(task.created_ms);
  response.end_time = batch_time(task.now.ended_ms);
  response.task_instance_total_count = static_cast<std::int64_t>(instances.total);
  for (const batch::InstanceRow& row : instances.instances) response.task_instance_set.push_back(view_of(row));
  response.task_instance_metrics = metrics_of<api::batch::TaskInstanceMetrics>(task.now.instances);
  return response;
}

}  // namespace opencam::services
