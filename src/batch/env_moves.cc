#include "batch/env_moves.h"

#include <algorithm>
#include <optional>
#include <tuple>
#include <vector>

#include "batch/limits.h"
#include "batch/transition.h"

namespace opencam::batch {
namespace {

// Attached nodes and those that are going do not count against the desired number.
std::int64_t owned_nodes(const WorkingEnv& env) {
  return std::ranges::count_if(env.nodes, [](const auto& entry) {
    return !entry.second.row.is_attached && entry.second.row.state != NodeState::Deleting;
  });
}

}  // namespace

ActivityRow EnvMoves::begin_activity(WorkingNode& node, ActivityType type, std::string_view cause,
                                     std::int64_t now_ms) {
  ActivityRow activity;
  activity.env_id = node.row.env_id;
  activity.id = draw_id(IdKind::Activity, random_);
  activity.node_id = node.row.id;
  activity.machine_id = node.row.machine_id;
  activity.type = type;
  activity.state = ActivityState::Processing;
  activity.cause = cause;
  activity.started_ms = now_ms;
  return activity;
}

void EnvMoves::end_activity(WorkingNode& node, std::int64_t now_ms) {
  const auto found = under_way_.find(node.activity);
  node.activity.clear();
  if (found == under_way_.end()) return;
  found->second.state = ActivityState::Succeed;
  found->second.machine_id = node.row.machine_id;
  found->second.ended_ms = now_ms;
  set_.put_activity(std::move(found->second));
  under_way_.erase(found);
}

void EnvMoves::make_node(WorkingEnv& env, WorkingNode& node, std::string_view cause, std::int64_t now_ms) {
  ActivityRow activity = begin_activity(node, ActivityType::CreateNode, cause, now_ms);
  const auto refusal = role_ == nullptr
                           ? std::nullopt
                           : role_->refusal(env.row.scope, action_make_machine, machine_resource(env.row.scope));
  if (refusal) {
    activity.state = ActivityState::Failed;
    activity.reason = *refusal;
    activity.ended_ms = now_ms;
    node.row.state = NodeState::CreationFailed;
    ++node.row.creation_tries;
    const bool tries_again = node.row.creation_tries <= static_cast<std::uint64_t>(env.row.spec.resource_retries_max);
    node.row.not_before_ms = tries_again ? now_ms + creation_wait_ms(node.row.creation_tries) : 0;
    if (tries_again) waits_.emplace(node.row.not_before_ms, env.row.id);
  } else {
    node.row.state = NodeState::Submitted;
    node.row.not_before_ms = 0;
    node.activity = activity.id;
    under_way_.insert_or_assign(activity.id, activity);
  }
  set_.put_activity(std::move(activity));
  set_.refresh_node(env, node);
}

bool EnvMoves::end_node(WorkingEnv& env, WorkingNode& node, std::string_view cause, std::int64_t now_ms) {
  ActivityRow activity = begin_activity(node, ActivityType::TerminateNode, cause, now_ms);
  // What was never made, or is not ours, is only forgotten.
  const bool is_ours = !node.row.is_attached && node.row.state != NodeState::CreationFailed;
  const auto refusal = role_ == nullptr || !is_ours
                           ? std::nullopt
                           : role_->refusal(env.row.scope, action_end_machine, machine_resource(env.row.scope));
  if (refusal) {
    activity.state = ActivityState::Failed;
    activity.reason = *refusal;
    activity.ended_ms = now_ms;
    set_.put_activity(std::move(activity));
    return false;
  }
  end_activity(node, now_ms);
  node.activity = activity.id;
  under_way_.insert_or_assign(activity.id, activity);
  set_.put_activity(std::move(activity));
  node.row.state = NodeState::Deleting;
  set_.refresh_node(env, node);
  if (!node.attempt.empty()) jobs_.fail_attempt(node.attempt, "the compute node was ended", now_ms);
  return true;
}

void EnvMoves::fit(WorkingEnv& env, const EnvSpec& spec) {
  env.row.spec = spec;
  env.row.is_changing = true;
  set_.unsettled.insert(env.row.id);
}

void EnvMoves::remove(WorkingEnv& env) {
  env.row.is_deleting = true;
  env.row.is_changing = true;
  set_.mark(env);
  set_.unsettled.insert(env.row.id);
}

void EnvMoves::terminate_node(WorkingEnv& env, const std::string& node_id, std::int64_t now_ms) {
  const auto node = env.nodes.find(node_id);
  if (node == env.nodes.end() || !may_terminate(node->second.row.state)) return;
  end_node(env, node->second, "TerminateComputeNodes", now_ms);
}

void EnvMoves::attach(WorkingEnv& env, const std::string& machine_id, std::int64_t now_ms) {
  // Two calls may have asked for it before either was carried out: the second comes too late.
  if (const std::string holder = holder_of(machine_id); !holder.empty()) {
    set_.put_activity({.env_id = env.row.id,
                       .id = draw_id(IdKind::Activity, random_),
                       .machine_id = machine_id,
                       .type = ActivityType::CreateNode,
                       .state = ActivityState::Failed,
                       .cause = "AttachInstances",
                       .reason = holder == env.row.id ? "the machine is attached already"
                                                      : "another compute environment has the machine already",
                       .started_ms = now_ms,
                       .ended_ms = now_ms});
    return;
  }
  NodeRow row;
  row.env_id = env.row.id;
  row.id = draw_id(IdKind::Node, random_);
  row.machine_id = machine_id;
  row.state = NodeState::Created;
  row.is_attached = true;
  row.created_ms = now_ms;
  const std::string id = row.id;
  set_.refresh_node(
      env,
      env.nodes.insert_or_assign(id, WorkingNode{.row = std::move(row), .attempt = {}, .activity = {}}).first->second);
}

std::string EnvMoves::holder_of(const std::string& machine_id) const {
  for (const auto& [id, env] : set_.envs) {
    const bool has_it =
        std::ranges::any_of(env->nodes, [&](const auto& entry) { return entry.second.row.machine_id == machine_id; });
    if (has_it) return id;
  }
  return {};
}

void EnvMoves::detach(WorkingEnv& env, const std::string& machine_id, std::int64_t now_ms) {
  const auto node = std::ranges::find_if(env.nodes, [&](const auto& entry) {
    return entry.second.row.machine_id == machine_id && entry.second.row.is_attached;
  });
  if (node != env.nodes.end()) end_node(env, node->second, "DetachInstances", now_ms);
}

void EnvMoves::restart_node(WorkingEnv& env, const std::string& node_id) {
  const auto node = env.nodes.find(node_id);
  if (node == env.nodes.end() || node->second.row.state != NodeState::Running) return;
  node->second.row.state = NodeState::Created;
  set_.refresh_node(env, node->second);
  set_.unsettled.insert(env.row.id);
}

void EnvMoves::resume(WorkingEnv& env, const std::vector<ActivityRow>& activities) {
  for (const auto& [id, node] : env.nodes) {
    if (node.row.not_before_ms != 0) waits_.emplace(node.row.not_before_ms, env.row.id);
  }
  for (const ActivityRow& activity : activities) {
    const auto node = env.nodes.find(activity.node_id);
    if (node == env.nodes.end() || activity.state != ActivityState::Processing) continue;
    node->second.activity = activity.id;
    under_way_.insert_or_assign(activity.id, activity);
  }
}

void EnvMoves::wake(std::int64_t now_ms) {
  while (!waits_.empty() && waits_.begin()->first <= now_ms) {
    if (set_.env(waits_.begin()->second) != nullptr) set_.unsettled.insert(waits_.begin()->second);
    waits_.erase(waits_.begin());
  }
}

// Nodes in between go on by themselves.
bool EnvMoves::step_nodes(WorkingEnv& env, std::int64_t now_ms) {
  bool has_more = false;
  std::vector<std::string> gone;
  for (auto& [id, node] : env.nodes) {
    switch (node.row.state) {
      case NodeState::Pending:
      case NodeState::Submitted:
      case NodeState::Creating:
        node.row.state = NodeState::Created;
        if (node.row.created_ms == 0) node.row.created_ms = now_ms;
        node.row.machine_id = draw_id(IdKind::Machine, random_);
        set_.refresh_node(env, node);
        has_more = true;
        break;
      case NodeState::Created:
        // Its last run may still be ending.
        if (!node.attempt.empty()) break;
        node.row.state = NodeState::Running;
        node.row.creation_tries = 0;
        end_activity(node, now_ms);
        set_.refresh_node(env, node);
        break;
      case NodeState::CreationFailed:
        if (node.row.not_before_ms == 0 || node.row.not_before_ms > now_ms) break;
        make_node(env, node, "tried again", now_ms);
        has_more = has_more || node.row.state == NodeState::Submitted;
        break;
      case NodeState::Deleting:
        if (!node.attempt.empty()) break;
        end_activity(node, now_ms);
        gone.push_back(id);
        break;
      case NodeState::Running:
      case NodeState::Abnormal:
        break;
    }
  }
  for (const std::string& id : gone) set_.erase_node(env, id);
  return has_more;
}

// Those that failed to be made first, then idle ones, then busy ones, the youngest first.
std::string EnvMoves::surplus_node(const WorkingEnv& env) const {
  const NodeRow* chosen = nullptr;
  const auto rank = [](const NodeRow& row) {
    return std::tuple(row.state == NodeState::CreationFailed ? 0 : row.is_busy ? 2 : 1, -row.created_ms);
  };
  for (const auto& [id, node] : env.nodes) {
    if (node.row.is_attached || node.row.state == NodeState::Deleting) continue;
    if (chosen == nullptr || rank(node.row) < rank(*chosen)) chosen = &node.row;
  }
  return chosen == nullptr ? std::string() : chosen->id;
}

bool EnvMoves::step_count(WorkingEnv& env, std::int64_t now_ms) {
  std::int64_t missing = env.row.spec.desired_nodes - owned_nodes(env);
  bool has_more = missing != 0;
  for (; missing > 0; --missing) {
    NodeRow row;
    row.env_id = env.row.id;
    row.id = draw_id(IdKind::Node, random_);
    const std::string id = row.id;
    auto& node =
        env.nodes.insert_or_assign(id, WorkingNode{.row = std::move(row), .attempt = {}, .activity = {}}).first->second;
    make_node(env, node, "DesiredComputeNodeCount", now_ms);
  }
  for (; missing < 0; ++missing) {
    const std::string id = surplus_node(env);
    // Refused: the node stays, and with it the difference, until somebody asks again.
    if (id.empty() || !end_node(env, env.nodes.at(id), "DesiredComputeNodeCount", now_ms)) return false;
  }
  return has_more;
}

bool EnvMoves::step_end(WorkingEnv& env, std::int64_t now_ms) {
  for (auto& [id, node] : env.nodes) {
    if (node.row.state == NodeState::Deleting) continue;
    if (end_node(env, node, "DeleteComputeEnv", now_ms)) continue;
    env.row.is_deleting = false;  // refused: it stays as it is
    return false;
  }
  jobs_.fail_tasks_of(env.row.id, "the compute environment `" + env.row.id + "` was deleted", now_ms);
  return true;
}

void EnvMoves::step(WorkingEnv& env, std::int64_t now_ms) {
  const std::string id = env.row.id;
  bool has_more = step_nodes(env, now_ms);
  if (env.row.is_deleting) {
    if (step_end(env, now_ms)) {
      if (env.nodes.empty()) {
        set_.drop_env(id);
        return;
      }
      // It goes on when the runs on its nodes have ended, which brings it here again.
      const bool is_waiting =
          std::ranges::all_of(env.nodes, [](const auto& entry) { return !entry.second.attempt.empty(); });
      if (is_waiting) set_.unsettled.erase(id);
      return;
    }
  } else {
    has_more = step_count(env, now_ms) || has_more;
  }
  const bool is_moving = std::ranges::any_of(env.nodes, [](const auto& entry) {
    const NodeState state = entry.second.row.state;
    return state != NodeState::Running && state != NodeState::CreationFailed && state != NodeState::Abnormal;
  });
  if (has_more || is_moving) {
    const bool is_waiting = !has_more && std::ranges::all_of(env.nodes, [](const auto& entry) {
      const NodeState state = entry.second.row.state;
      return state == NodeState::Running || state == NodeState::CreationFailed || !entry.second.attempt.empty();
    });
    if (is_waiting) set_.unsettled.erase(id);
    return;
  }
  if (env.row.is_changing) {
    env.row.is_changing = false;
    set_.mark(env);
  }
  set_.unsettled.erase(id);
}

void EnvMoves::step(std::int64_t now_ms) {
  const std::vector<std::string> ids(set_.unsettled.begin(), set_.unsettled.end());
  for (const std::string& id : ids) {
    if (WorkingEnv* env = set_.env(id)) {
      step(*env, now_ms);
    } else {
      set_.unsettled.erase(id);
    }
  }
}

}  // namespace opencam::batch
