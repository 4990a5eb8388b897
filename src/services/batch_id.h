// The forms of BatchCompute's ids, checked before anything is looked up: each kind has a code of its own.
#pragma once

#include <string_view>

#include "batch/id.h"
#include "opencam/result.h"

namespace opencam::services {

inline Result<void> check_job_id(std::string_view id) { return batch::check_id(batch::IdKind::Job, "JobId", id); }
inline Result<void> check_env_id(std::string_view id) { return batch::check_id(batch::IdKind::Env, "EnvId", id); }
inline Result<void> check_node_id(std::string_view id) {
  return batch::check_id(batch::IdKind::Node, "ComputeNodeId", id);
}
inline Result<void> check_template_id(std::string_view id) {
  return batch::check_id(batch::IdKind::TaskTemplate, "TaskTemplateId", id);
}

}  // namespace opencam::services
