// The limits of BatchCompute, with their units: those of the API's documents (batch:) and ours (ours:).
//
// What a client can reach is listed in docs/batch/jobs.md; reaching one is an ordinary error of submission.h or of the
// store. The scheduler's own are how much it does at a time.
#pragma once

#include <cstdint>

namespace opencam::batch::limits {

// Texts, in characters (code points) where it says so, otherwise in bytes.
inline constexpr std::uint32_t job_name_characters_max = 60;          // batch: Job.JobName
inline constexpr std::uint32_t job_description_characters_max = 200;  // batch: Job.JobDescription
inline constexpr std::uint32_t task_name_characters_max = 60;         // batch: as the job's
inline constexpr std::uint32_t env_name_characters_max = 60;          // batch: as the job's
inline constexpr std::uint32_t env_description_characters_max = 200;  // batch: as the job's
inline constexpr std::uint32_t template_name_characters_max = 60;     // batch: as the job's
inline constexpr std::uint32_t template_description_characters_max = 200;
inline constexpr std::uint32_t client_token_bytes_max = 64;      // batch: ClientToken
inline constexpr std::uint32_t command_bytes_max = 16 * 1024;    // ours: one argument of a process, with room left
inline constexpr std::uint32_t variable_name_bytes_max = 128;    // ours
inline constexpr std::uint32_t variable_value_bytes_max = 4096;  // ours
inline constexpr std::uint32_t variables_bytes_max = 64 * 1024;  // ours: all of a task, below the kernel's bound
inline constexpr std::uint32_t path_bytes_max = 4096;            // Linux: PATH_MAX
inline constexpr std::uint32_t reason_bytes_max = 1024;          // ours: of a reason; longer ones are cut
inline constexpr std::uint32_t submission_bytes_max = 4 * 1024 * 1024;  // ours: of one job as it was given

// Counts of one job.
inline constexpr std::uint32_t tasks_per_job_max = 1000;         // ours: each is in memory while the job lives
inline constexpr std::uint32_t dependences_per_job_max = 10000;  // ours
inline constexpr std::int64_t instances_per_task_max = 200000;   // ours, after the range of MaxConcurrentNum
inline constexpr std::int64_t instances_per_job_max = 1000000;   // ours: rows of one job
inline constexpr std::uint32_t variables_per_task_max = 100;     // ours
inline constexpr std::uint32_t mappings_per_task_max = 50;       // ours: inputs, and outputs likewise
inline constexpr std::int64_t priority_max = 100;                // batch: Job.Priority
inline constexpr std::int64_t retries_max = 5;                   // batch: Task.MaxRetryCount
inline constexpr std::int64_t concurrent_max = 200000;           // batch: Task.MaxConcurrentNum
inline constexpr std::int64_t resource_retries_max = 100;        // batch: ResourceMaxRetryCount
inline constexpr std::int64_t timeout_s_max = 30 * 86400;        // ours
inline constexpr std::int64_t desired_nodes_max = 2000;          // batch: DesiredComputeNodeCount

// Counts of one account.
inline constexpr std::uint32_t jobs_per_account_max = 10000;      // ours: also finished ones, until they are deleted
inline constexpr std::uint32_t envs_per_account_max = 100;        // ours
inline constexpr std::uint32_t templates_per_account_max = 1000;  // ours
inline constexpr std::int64_t cores_per_region_max = 500;         // batch: the default quota
inline constexpr std::uint32_t activities_per_env_max = 10000;    // ours: older ones are forgotten
inline constexpr std::uint32_t machines_per_call_max = 100;       // ours: of AttachInstances and its like

// The scheduler. All ours.
inline constexpr std::int64_t poll_ms = 50;  // how soon another process's requests are seen
inline constexpr std::uint32_t requests_per_tick_max = 256;
inline constexpr std::uint32_t claims_per_tick_max = 1024;  // rows of one transaction
inline constexpr std::uint32_t claims_ahead_max = 512;      // attempts in front of the slots
inline constexpr std::int64_t claims_ahead_ms = 200;        // how much work they may be, as runs went lately
inline constexpr std::int64_t store_retry_ms = 500;         // after a commit that failed

}  // namespace opencam::batch::limits
