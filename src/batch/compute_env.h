// Compute environments: nodes that stay, and jobs run on them.
//
// A node is a worker slot of this machine: it takes one instance at a time. What an owner asks for (EnvSpec) is changed
// by the API; what becomes of it (EnvState, nodes, activities) by the scheduler alone. It makes and ends nodes until
// there are as many as desired, asks the service's role each time, and writes an activity for each (CAM-266). Plain
// values.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "batch/id.h"

namespace opencam::batch {

enum class ResourceType : std::uint8_t { Cvm, Cpm };
inline constexpr std::array<std::string_view, 2> names_of(ResourceType) { return {"CVM", "CPM"}; }

struct EnvSpec {
  std::string name;
  std::string description;
  std::string env_type = "MANAGED";
  ResourceType resource_type = ResourceType::Cvm;
  std::int64_t desired_nodes = 0;
  bool recreates_inactive = false;  // ActionIfComputeNodeInactive RECREATE
  std::int64_t resource_retries_max = 7;
  // What one node is: shown, and counted against the cores of the region.
  std::vector<std::string> instance_types;
  std::int64_t node_cores = 1;
  std::int64_t node_memory_gib = 1;

  friend bool operator==(const EnvSpec&, const EnvSpec&) = default;
};

struct EnvRow {
  std::string id;
  Scope scope;
  std::uint64_t creator = 0;
  std::string creator_type;
  std::uint64_t sequence = 0;  // given by the store
  std::string zone;
  std::int64_t created_ms = 0;
  std::string client_token;
  EnvSpec spec;
  // The scheduler's.
  bool is_deleting = false;  // the API's NextAction DELETING
  bool is_changing = false;  // a request or a change of nodes is under way: no other is taken

  friend bool operator==(const EnvRow&, const EnvRow&) = default;
};

enum class NodeState : std::uint8_t {
  Pending,
  Submitted,
  Creating,
  CreationFailed,
  Created,
  Running,
  Deleting,
  Abnormal
};
inline constexpr std::array<std::string_view, 8> names_of(NodeState) {
  return {"PENDING", "SUBMITTED", "CREATING", "CREATION_FAILED", "CREATED", "RUNNING", "DELETING", "ABNORMAL"};
}
inline std::string_view name(NodeState state) { return names_of(state).at(static_cast<std::size_t>(state)); }
// TerminateComputeNode takes it.
constexpr bool may_terminate(NodeState state) {
  return state == NodeState::Created || state == NodeState::CreationFailed || state == NodeState::Running ||
         state == NodeState::Abnormal;
}

struct NodeRow {
  std::string env_id;
  std::string id;
  std::string machine_id;  // `ins-...`
  NodeState state = NodeState::Submitted;
  bool is_attached = false;  // ResourceOrigin USER_ATTACHED
  bool is_busy = false;      // an instance runs on it: TaskInstanceNumAvailable 0
  std::uint32_t creation_tries = 0;
  std::int64_t not_before_ms = 0;  // CREATION_FAILED, tried again then; 0: never
  std::int64_t created_ms = 0;     // of the resource

  friend bool operator==(const NodeRow&, const NodeRow&) = default;
};

enum class ActivityType : std::uint8_t { CreateNode, TerminateNode };
inline constexpr std::array<std::string_view, 2> names_of(ActivityType) {
  return {"CREATE_COMPUTE_NODE", "TERMINATE_COMPUTE_NODE"};
}
enum class ActivityState : std::uint8_t { Submitted, Processing, Succeed, Failed };
inline constexpr std::array<std::string_view, 4> names_of(ActivityState) {
  return {"SUBMITTED", "PROCESSING", "SUCCEED", "FAILED"};
}

struct ActivityRow {
  std::string env_id;
  std::string id;
  std::uint64_t sequence = 0;  // given by the store
  std::string node_id;
  std::string machine_id;
  ActivityType type = ActivityType::CreateNode;
  ActivityState state = ActivityState::Submitted;
  std::string cause;
  std::string reason;
  std::int64_t started_ms = 0;
  std::int64_t ended_ms = 0;

  friend bool operator==(const ActivityRow&, const ActivityRow&) = default;
};

struct NewEnv {
  EnvSpec spec;
  std::string zone;
  std::string submission;  // as the API will show it again (opaque here)
};

// ModifyComputeEnv: what is absent stays.
struct EnvChange {
  std::optional<std::string> name;
  std::optional<std::string> description;
  std::optional<std::int64_t> desired_nodes;
  std::optional<std::vector<std::string>> instance_types;
  std::optional<std::string> submission;
};

}  // namespace opencam::batch
