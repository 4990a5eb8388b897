// The names of BatchCompute's things: a kind's prefix and eight characters, `job-0a1b2c3d`.
//
//   const std::string id = draw_id(IdKind::Job, random);
//   OPENCAM_TRY(check_id(IdKind::Env, "EnvId", text));   // BatchEnvIdMalformed, naming the field
//
// Ids are texts everywhere: they are the names of resources in policies. They are drawn, not counted, and never
// guessable from each other. An account is its root account's number; this part knows nothing else of accounts.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/host/random.h"
#include "opencam/result.h"

namespace opencam::batch {

// The number of a root account.
enum class Account : std::uint64_t {};

// Where a thing lives: things of other accounts and regions do not exist for a call.
struct Scope {
  Account account{};
  std::string region;  // "ap-guangzhou"

  friend bool operator==(const Scope&, const Scope&) = default;
};

enum class IdKind : std::uint8_t { Job, Env, Node, Activity, TaskTemplate, Machine };

// "job-", "env-", "node-", "act-", "task-tmpl-", "ins-".
std::string_view prefix_of(IdKind kind);

bool is_id(IdKind kind, std::string_view text);

// Errors: the kind's own code (BatchJobIdMalformed ...; of activities and machines InvalidArgument).
Result<void> check_id(IdKind kind, std::string_view field, std::string_view text);

std::string draw_id(IdKind kind, Random& random);

// The name of one run of one task instance: `job-0a1b2c3d-4-17-1` is the first attempt of instance 17 of the task with
// ordinal 4. Safe as the name of a file; it begins with the job's id, so that a job's attempts are found.
std::string attempt_id(std::string_view job_id, std::uint32_t task, std::uint32_t index, std::uint32_t attempt);

}  // namespace opencam::batch
