// What all stores of BatchCompute do alike: the refusals that must be decided inside a transaction, and which rows a
// query lets through.
//
// A store that said it in other words, or counted otherwise, would not pass the suite. Pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "batch/store.h"
#include "opencam/result.h"

namespace opencam::store {

Error job_gone(std::string_view id);
Error job_in_use(std::string_view id, batch::State state);
Error env_gone(std::string_view id);
Error env_busy(std::string_view id);
Error template_gone(std::string_view id);
Error term_over(std::uint64_t term);

// Errors: BatchJobFull, BatchEnvFull, BatchTemplateFull when the account has `count` of them and may have no more.
Result<void> check_job_count(std::uint64_t count, const batch::Quota& quota);
Result<void> check_env_count(std::uint64_t count, const batch::Quota& quota);
Result<void> check_template_count(std::uint64_t count, const batch::Quota& quota);
// Errors: BatchCpuFull when the environments of the region want that many cores.
Result<void> check_cores(std::int64_t cores, const batch::Quota& quota);
std::int64_t cores_of(const batch::EnvSpec& spec);

// SUCCEED or FAILED.
bool may_delete(batch::State state);
void apply(const batch::EnvChange& change, batch::EnvSpec& spec);

// Are the values among those that the query names?
bool lets_through(const batch::Query& query, const batch::Scope& scope, std::string_view id, std::string_view name,
                  std::string_view zone);

}  // namespace opencam::store
