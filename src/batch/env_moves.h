// How compute environments move in memory (CAM-266): towards as many nodes as are desired, or towards their end.
//
//   SUBMITTED --> CREATED --> RUNNING --> DELETING --> gone
//       |            ^-----------+ restarted
//       +--> CREATION_FAILED, made again after a while
//
// step() takes every unsettled environment one step further; each step is a commit, so that clients see what happens.
// The service's role is asked before each making and ending. Used by one thread.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/host/random.h"
#include "batch/job_moves.h"
#include "batch/service_role.h"
#include "batch/working_set.h"

namespace opencam::batch {

class EnvMoves {
 public:
  EnvMoves(WorkingSet& set, JobMoves& jobs, ServiceRole* role, Random& random)
      : set_(set), jobs_(jobs), role_(role), random_(random) {}

  // Requests about one environment.
  void fit(WorkingEnv& env, const EnvSpec& spec);
  void remove(WorkingEnv& env);
  void terminate_node(WorkingEnv& env, const std::string& node_id, std::int64_t now_ms);
  void attach(WorkingEnv& env, const std::string& machine_id, std::int64_t now_ms);
  void detach(WorkingEnv& env, const std::string& machine_id, std::int64_t now_ms);
  // The node begins anew, whatever was on it.
  void restart_node(WorkingEnv& env, const std::string& node_id);

  void step(std::int64_t now_ms);
  // Brings environments forward whose nodes are to be made again now.
  void wake(std::int64_t now_ms);
  // When wake() has something to do; INT64_MAX: never.
  std::int64_t next_wake_ms() const { return waits_.empty() ? INT64_MAX : waits_.begin()->first; }
  // After a restart: what was under way goes on. `activities`: those of the environment.
  void resume(WorkingEnv& env, const std::vector<ActivityRow>& activities);

 private:
  void step(WorkingEnv& env, std::int64_t now_ms);
  // True while there is more to do at once.
  bool step_nodes(WorkingEnv& env, std::int64_t now_ms);
  bool step_count(WorkingEnv& env, std::int64_t now_ms);
  bool step_end(WorkingEnv& env, std::int64_t now_ms);
  void make_node(WorkingEnv& env, WorkingNode& node, std::string_view cause, std::int64_t now_ms);
  // False when the role refuses it: then the node stays.
  bool end_node(WorkingEnv& env, WorkingNode& node, std::string_view cause, std::int64_t now_ms);
  ActivityRow begin_activity(WorkingNode& node, ActivityType type, std::string_view cause, std::int64_t now_ms);
  void end_activity(WorkingNode& node, std::int64_t now_ms);
  std::string surplus_node(const WorkingEnv& env) const;
  // The environment that has the machine, or empty.
  std::string holder_of(const std::string& machine_id) const;

  WorkingSet& set_;
  JobMoves& jobs_;
  ServiceRole* role_;
  Random& random_;
  std::map<std::string, ActivityRow> under_way_;  // by id
  std::set<std::pair<std::int64_t, std::string>> waits_;
};

}  // namespace opencam::batch
