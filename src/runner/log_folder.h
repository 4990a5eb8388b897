// Where the runner keeps what attempts wrote and used, one folder for each job:
//
//   jobs/job-0a1b2c3d/job-0a1b2c3d-4-17-1.out    stdout, made with its first byte
//                                        .err    stderr
//                                        .use    samples of usage: time, percent of a core, bytes, of how many
//
// The supervisor writes, every server of the data folder may read.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "batch/runner.h"
#include "opencam/result.h"

namespace opencam::runner {

// Small letters, digits and `-`: safe as the name of a file.
bool is_attempt_id(std::string_view id);

// "jobs/job-0a1b2c3d" of an attempt's id; REQUIRES: is_attempt_id(id).
std::string folder_of_attempt(std::string_view id);
std::string log_name(std::string_view id, batch::LogStream stream);
std::string usage_name(std::string_view id);

// As Runner::log and Runner::usage. `folder` is the runner's.
Result<std::string> read_log(const std::string& folder, std::string_view id, batch::LogStream stream,
                             std::int64_t offset, std::size_t bytes_max);
Result<std::vector<batch::UsageSample>> read_usage(const std::string& folder, std::string_view id, std::int64_t from_ms,
                                                   std::int64_t to_ms);
std::string usage_line(std::int64_t time_ms, std::int64_t cpu_ms, std::int64_t elapsed_ms, std::int64_t memory_bytes,
                       std::int64_t memory_bytes_max);
void forget_job(const std::string& folder, std::string_view job_id);

}  // namespace opencam::runner
