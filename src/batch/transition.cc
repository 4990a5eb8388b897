#include "batch/transition.h"

#include <algorithm>
#include <string>

#include "base/check.h"
#include "base/text.h"
#include "batch/limits.h"

namespace opencam::batch {
namespace {

std::string reason_of(const AttemptEnd& end) {
  if (!end.reason.empty()) return text::shortened(end.reason, limits::reason_bytes_max);
  switch (end.outcome) {
    case Outcome::Exited:
      return "the command exited with " + std::to_string(end.exit_code);
    case Outcome::Signalled:
      return "the command was ended by signal " + std::to_string(end.exit_code - 128);
    case Outcome::TimedOut:
      return "the command ran longer than its Timeout";
    case Outcome::Killed:
      return "the command was ended";
    case Outcome::LimitExceeded:
      return "the command reached a limit";
    case Outcome::NotStarted:
      return "the command could not be started";
    case Outcome::Lost:
      return "the server was ended while it ran";
    case Outcome::OutputFailed:
      return "an output could not be taken out";
  }
  return {};
}

// A run has failed: another try, or the end.
void fail(const TaskSpec& task, InstanceRow& instance, std::int64_t now_ms) {
  ++instance.failures;
  const bool is_fast = task.failed_action == FailedAction::FastInterrupt;
  if (!is_fast && instance.failures <= static_cast<std::uint64_t>(task.retries_max)) {
    instance.state = State::Runnable;
    return;
  }
  instance.state = task.failed_action == FailedAction::Terminate ? State::Failed : State::FailedInterrupted;
  instance.ended_ms = now_ms;
}

}  // namespace

Readiness readiness_after(DependOn mode, const TaskState& predecessor) {
  if (!is_over(predecessor.state)) return Readiness::Waits;
  switch (mode) {
    case DependOn::AllSucceed:
      return predecessor.state == State::Succeed ? Readiness::Ready : Readiness::Impossible;
    case DependOn::PartlySucceed:
      return predecessor.instances[State::Succeed] > 0 ? Readiness::Ready : Readiness::Impossible;
    case DependOn::Finished:
      return Readiness::Ready;
  }
  return Readiness::Impossible;
}

State state_over(const Counts& parts) {
  OPENCAM_CHECK(parts.total() > 0 && parts.over() == parts.total());
  if (parts[State::FailedInterrupted] > 0) return State::FailedInterrupted;
  return parts[State::Failed] > 0 ? State::Failed : State::Succeed;
}

State state_moving(State now, State part) { return std::max(now, is_over(part) ? State::Running : part); }

void claim(InstanceRow& instance, std::int64_t now_ms) {
  instance.state = State::Starting;
  ++instance.attempt;
  instance.creation_tries = 0;
  instance.not_before_ms = 0;
  instance.exit_code.reset();
  instance.reason = {};
  instance.launched_ms = now_ms;
  instance.running_ms = 0;
  instance.ended_ms = 0;
}

void begin_attempt(InstanceRow& instance, std::int64_t began_ms) {
  instance.state = State::Running;
  instance.running_ms = began_ms;
}

void end_attempt(const TaskSpec& task, InstanceRow& instance, const AttemptEnd& end) {
  if (end.began_ms != 0) instance.running_ms = end.began_ms;
  instance.ended_ms = end.ended_ms;
  const bool has_code = end.outcome == Outcome::Exited || end.outcome == Outcome::Signalled;
  instance.exit_code = has_code ? std::optional(end.exit_code) : std::nullopt;
  if (end.outcome == Outcome::Exited && end.exit_code == 0) {
    instance.state = State::Succeed;
    instance.reason = {};
    return;
  }
  instance.reason = {.text = reason_of(end), .detail = text::shortened(end.detail, limits::reason_bytes_max)};
  fail(task, instance, end.ended_ms);
}

void give_back(InstanceRow& instance) {
  instance.state = State::Runnable;
  instance.launched_ms = 0;
  instance.running_ms = 0;
  instance.node_id.clear();
  instance.machine_id.clear();
}

void refuse_machine(const TaskSpec& task, CreationFailed policy, InstanceRow& instance, std::string_view refusal,
                    std::int64_t now_ms) {
  instance.reason.text = "no machine could be made: " + text::shortened(refusal, limits::reason_bytes_max);
  const std::uint32_t tries = ++instance.creation_tries;
  if (tries <= static_cast<std::uint64_t>(task.resource_retries_max) || policy == CreationFailed::Runnable) {
    instance.state = State::Runnable;
    instance.not_before_ms = now_ms + creation_wait_ms(tries);
    return;
  }
  instance.creation_tries = 0;
  fail(task, instance, now_ms);
}

void terminate(InstanceRow& instance, std::string_view reason, std::int64_t now_ms) {
  instance.state = State::Failed;
  instance.reason = {.text = std::string(reason), .detail = {}};
  instance.not_before_ms = 0;
  instance.ended_ms = now_ms;
}

void retry(InstanceRow& instance) {
  instance.state = State::Pending;
  instance.failures = 0;
  instance.creation_tries = 0;
  instance.not_before_ms = 0;
  instance.exit_code.reset();
  instance.reason = {};
  instance.node_id.clear();
  instance.machine_id.clear();
  instance.launched_ms = 0;
  instance.running_ms = 0;
  instance.ended_ms = 0;
}

std::int64_t creation_wait_ms(std::uint32_t retry) {
  constexpr std::int64_t second = 1000;
  if (retry <= 3) return 600 * second;
  if (retry <= 10) return 900 * second;
  if (retry <= 50) return 1800 * second;
  return 3600 * second;
}

}  // namespace opencam::batch
