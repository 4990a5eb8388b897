// The handlers of batch (docs/batch/README.md): jobs, compute environments, task templates, and what machines there
// are.
//
// As cam.h says. batch_work.h is what each begins with; the rules are the model's (batch/desk.h).
#pragma once

#include "opencam/result.h"
#include "services/call.h"
#include "services/generated/batch_api.h"

namespace opencam::services {

// batch_jobs.cc
Result<api::batch::SubmitJobResponse> submit_job(const Call& call, const api::batch::SubmitJobRequest& request);
Result<api::batch::TerminateJobResponse> terminate_job(const Call& call,
                                                       const api::batch::TerminateJobRequest& request);
Result<api::batch::TerminateTaskInstanceResponse> terminate_task_instance(
    const Call& call, const api::batch::TerminateTaskInstanceRequest& request);
Result<api::batch::RetryJobsResponse> retry_jobs(const Call& call, const api::batch::RetryJobsRequest& request);
Result<api::batch::DeleteJobResponse> delete_job(const Call& call, const api::batch::DeleteJobRequest& request);

// batch_job_views.cc
Result<api::batch::DescribeJobResponse> describe_job(const Call& call, const api::batch::DescribeJobRequest& request);
Result<api::batch::DescribeJobsResponse> describe_jobs(const Call& call,
                                                       const api::batch::DescribeJobsRequest& request);
Result<api::batch::DescribeJobSubmitInfoResponse> describe_job_submit_info(
    const Call& call, const api::batch::DescribeJobSubmitInfoRequest& request);
Result<api::batch::DescribeTaskResponse> describe_task(const Call& call,
                                                       const api::batch::DescribeTaskRequest& request);

// batch_task_logs.cc
Result<api::batch::DescribeTaskLogsResponse> describe_task_logs(const Call& call,
                                                                const api::batch::DescribeTaskLogsRequest& request);
Result<api::batch::DescribeJobMonitorDataResponse> describe_job_monitor_data(
    const Call& call, const api::batch::DescribeJobMonitorDataRequest& request);

// batch_envs.cc
Result<api::batch::CreateComputeEnvResponse> create_compute_env(const Call& call,
                                                                const api::batch::CreateComputeEnvRequest& request);
Result<api::batch::CreateCpmComputeEnvResponse> create_cpm_compute_env(
    const Call& call, const api::batch::CreateCpmComputeEnvRequest& request);
Result<api::batch::ModifyComputeEnvResponse> modify_compute_env(const Call& call,
                                                                const api::batch::ModifyComputeEnvRequest& request);
Result<api::batch::DeleteComputeEnvResponse> delete_compute_env(const Call& call,
                                                                const api::batch::DeleteComputeEnvRequest& request);
Result<api::batch::TerminateComputeNodeResponse> terminate_compute_node(
    const Call& call, const api::batch::TerminateComputeNodeRequest& request);
Result<api::batch::TerminateComputeNodesResponse> terminate_compute_nodes(
    const Call& call, const api::batch::TerminateComputeNodesRequest& request);
Result<api::batch::AttachInstancesResponse> attach_instances(const Call& call,
                                                             const api::batch::AttachInstancesRequest& request);
Result<api::batch::DetachInstancesResponse> detach_instances(const Call& call,
                                                             const api::batch::DetachInstancesRequest& request);

// batch_env_views.cc
Result<api::batch::DescribeComputeEnvResponse> describe_compute_env(
    const Call& call, const api::batch::DescribeComputeEnvRequest& request);
Result<api::batch::DescribeComputeEnvsResponse> describe_compute_envs(
    const Call& call, const api::batch::DescribeComputeEnvsRequest& request);
Result<api::batch::DescribeComputeEnvActivitiesResponse> describe_compute_env_activities(
    const Call& call, const api::batch::DescribeComputeEnvActivitiesRequest& request);
Result<api::batch::DescribeComputeEnvCreateInfoResponse> describe_compute_env_create_info(
    const Call& call, const api::batch::DescribeComputeEnvCreateInfoRequest& request);
Result<api::batch::DescribeComputeEnvCreateInfosResponse> describe_compute_env_create_infos(
    const Call& call, const api::batch::DescribeComputeEnvCreateInfosRequest& request);

// batch_templates.cc
Result<api::batch::CreateTaskTemplateResponse> create_task_template(
    const Call& call, const api::batch::CreateTaskTemplateRequest& request);
Result<api::batch::ModifyTaskTemplateResponse> modify_task_template(
    const Call& call, const api::batch::ModifyTaskTemplateRequest& request);
Result<api::batch::DeleteTaskTemplatesResponse> delete_task_templates(
    const Call& call, const api::batch::DeleteTaskTemplatesRequest& request);
Result<api::batch::DescribeTaskTemplatesResponse> describe_task_templates(
    const Call& call, const api::batch::DescribeTaskTemplatesRequest& request);

// batch_machine_views.cc
Result<api::batch::DescribeAvailableCvmInstanceTypesResponse> describe_available_cvm_instance_types(
    const Call& call, const api::batch::DescribeAvailableCvmInstanceTypesRequest& request);
Result<api::batch::DescribeCvmZoneInstanceConfigInfosResponse> describe_cvm_zone_instance_config_infos(
    const Call& call, const api::batch::DescribeCvmZoneInstanceConfigInfosRequest& request);
Result<api::batch::DescribeInstanceCategoriesResponse> describe_instance_categories(
    const Call& call, const api::batch::DescribeInstanceCategoriesRequest& request);
Result<api::batch::DescribeCpmOsInfoResponse> describe_cpm_os_info(const Call& call,
                                                                   const api::batch::DescribeCpmOsInfoRequest& request);

}  // namespace opencam::services
