#include "batch/claims.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "batch/instances.h"
#include "batch/limits.h"

namespace opencam::batch {

void Claims::note_run(std::int64_t run_ms) {
  const auto run = static_cast<double>(std::max<std::int64_t>(run_ms, 1));
  // The first known run counts whole; later ones a fifth.
  run_ms_ = run_ms_ >= 1e9 ? run : run_ms_ * 0.8 + run * 0.2;
}

std::size_t Claims::capacity() const {
  if (runner_ == nullptr) return 0;
  const auto slots = runner_->slots();
  const double ahead = static_cast<double>(slots) * static_cast<double>(limits::claims_ahead_ms) / run_ms_;
  return slots + static_cast<std::size_t>(std::min<double>(ahead, limits::claims_ahead_max));
}

bool Claims::choose(Choice& choice) const {
  bool has_one = false;
  const auto offer = [&](const Turn& turn, WorkingEnv* env) {
    if (has_one && !(turn < choice.turn)) return;
    choice = {.turn = turn, .env = env};
    has_one = true;
  };
  if (!set_.turns.empty()) offer(*set_.turns.begin(), nullptr);
  for (const auto& [id, env] : set_.envs) {
    if (!env->turns.empty() && !env->free.empty() && !env->row.is_deleting) offer(*env->turns.begin(), env.get());
  }
  return has_one;
}

bool Claims::take_back(const Turn& turn, std::int64_t now_ms) {
  std::vector<std::string> behind;
  for (const auto& [id, flight] : set_.flights) {
    if (!flight.is_begun && flight.turn.priority < turn.priority) behind.push_back(id);
  }
  for (const std::string& id : behind) {
    const bool was_here = std::erase_if(effects_.starts, [&](const Attempt& start) { return start.id == id; }) > 0;
    if (was_here || runner_->withdraw(id)) {
      jobs_.not_begun(id, now_ms);
    } else {
      // It has begun, or is about to: its event says so.
      set_.flights.find(id)->second.is_begun = true;
    }
  }
  return !behind.empty();
}

Attempt Claims::attempt_of(const WorkingTask& task, const InstanceRow& row, std::string id) const {
  const TaskSpec& spec = task.row.spec;
  Attempt attempt;
  attempt.id = std::move(id);
  attempt.job_id = row.job_id;
  attempt.command = spec.command;
  const std::pair<std::string, std::string> own[] = {
      {"BATCH_JOB_ID", row.job_id},
      {"BATCH_TASK_NAME", spec.name},
      {"BATCH_TASK_INSTANCE_NUM", std::to_string(spec.instance_count)},
      {"BATCH_TASK_INSTANCE_INDEX", std::to_string(row.index)},
  };
  for (const auto& variable : spec.environment) {
    const bool is_ours = std::ranges::any_of(own, [&](const auto& ours) { return ours.first == variable.first; });
    if (!is_ours) attempt.environment.push_back(variable);
  }
  attempt.environment.insert(attempt.environment.end(), std::begin(own), std::end(own));
  attempt.inputs = spec.inputs;
  attempt.outputs = spec.outputs;
  attempt.redirect = spec.redirect;
  attempt.timeout_ms = spec.timeout_s * 1000;
  return attempt;
}

bool Claims::claim_one(const Choice& choice, std::int64_t now_ms) {
  WorkingJob& job = *choice.turn.job;
  WorkingTask& task = job.tasks[choice.turn.task];
  TaskState& now = task.row.now;
  const bool has_untouched = now.ground == State::Runnable && now.next_index < task.count();
  const bool is_again = !task.again.empty() && (!has_untouched || *task.again.begin() < now.next_index);
  InstanceRow row = is_again ? task.live.at(*task.again.begin()) : ground_instance(task.row, now.next_index);
  if (!is_again) ++now.next_index;
  if (choice.env == nullptr && role_ != nullptr) {
    const Scope& scope = job.row.scope;
    if (const auto refusal = role_->refusal(scope, action_make_machine, machine_resource(scope))) {
      refuse_machine(task.row.spec, job.row.creation_failed, row, *refusal, now_ms);
      jobs_.put(job, task, std::move(row), State::Runnable, now_ms);
      return false;
    }
  }
  claim(row, now_ms);
  std::string id = attempt_id(row.job_id, row.task, row.index, row.attempt);
  Flight flight{.job_id = row.job_id,
                .task = row.task,
                .index = row.index,
                .attempt = row.attempt,
                .env_id = {},
                .node_id = {},
                .turn = choice.turn};
  if (choice.env != nullptr) {
    WorkingNode& node = choice.env->nodes.at(*choice.env->free.begin());
    node.attempt = id;
    set_.refresh_node(*choice.env, node);
    row.node_id = flight.node_id = node.row.id;
    row.machine_id = node.row.machine_id;
    flight.env_id = choice.env->row.id;
  } else {
    row.node_id.clear();
    row.machine_id = draw_id(IdKind::Machine, random_);
  }
  effects_.starts.push_back(attempt_of(task, row, id));
  set_.flights.insert_or_assign(std::move(id), std::move(flight));
  ++task.in_flight;
  jobs_.put(job, task, std::move(row), State::Runnable, now_ms);
  return true;
}

bool Claims::fill(std::int64_t now_ms) {
  if (runner_ == nullptr) return false;
  const std::size_t most = capacity();
  std::int64_t looked_at = -1;
  for (std::uint32_t done = 0; done < limits::claims_per_tick_max; ++done) {
    Choice choice;
    if (!choose(choice)) return false;
    // What follows has no higher priority than this one, so it is looked at once.
    if (choice.turn.priority > looked_at) {
      looked_at = choice.turn.priority;
      if (take_back(choice.turn, now_ms)) continue;
    }
    if (set_.flights.size() >= most) return false;
    claim_one(choice, now_ms);
  }
  return true;
}

}  // namespace opencam::batch
