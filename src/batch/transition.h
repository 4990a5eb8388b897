// The state machine: what follows from what, as functions of values. docs/batch/jobs.md draws it, CAM-260 to CAM-267
// say it.
//
//   end_attempt(task.spec, instance, {.outcome = Outcome::Exited, .exit_code = 1, ...});
//   instance.state   // RUNNABLE while retries are left, then FAILED or FAILED_INTERRUPTED
//
// Nothing here knows the store, the runner or the time; counts and rows are kept by who calls (working_set.h).
#pragma once

#include <cstdint>
#include <string_view>

#include "batch/job.h"
#include "batch/runner.h"

namespace opencam::batch {

// What a predecessor lets its successors do (CAM-261).
enum class Readiness : std::uint8_t { Waits, Ready, Impossible };
Readiness readiness_after(DependOn mode, const TaskState& predecessor);

// Of a task over its instances, of a job over its tasks. REQUIRES: all are over, and there is one (CAM-263).
State state_over(const Counts& parts);
// Of a whole that is in `now`, when one of its parts has come to `part` (CAM-260): it only goes forward.
State state_moving(State now, State part);

// --- One instance. REQUIRES: the state that the picture shows before each.

void claim(InstanceRow& instance, std::int64_t now_ms);
void begin_attempt(InstanceRow& instance, std::int64_t began_ms);
// The end of its attempt: success, another try, or the end (CAM-264).
void end_attempt(const TaskSpec& task, InstanceRow& instance, const AttemptEnd& end);
// The attempt never began: as if it had not been claimed.
void give_back(InstanceRow& instance);
// No machine could be made for it (CAM-265).
void refuse_machine(const TaskSpec& task, CreationFailed policy, InstanceRow& instance, std::string_view refusal,
                    std::int64_t now_ms);
void terminate(InstanceRow& instance, std::string_view reason, std::int64_t now_ms);
// FAILED, and it shall run again (CAM-267).
void retry(InstanceRow& instance);

// How long the n-th retry of a machine that could not be made waits; counts from 1 (CAM-265).
std::int64_t creation_wait_ms(std::uint32_t retry);

}  // namespace opencam::batch
