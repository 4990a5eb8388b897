#include "store/batch_rule.h"

#include <algorithm>
#include <vector>

namespace opencam::store {
namespace {

Result<void> check_count(std::uint64_t count, std::uint64_t most, ErrorCode code, std::string_view things) {
  if (count < most) return {};
  return Error(code, "the account has `" + std::to_string(count) + "` " + std::string(things) + " and may have no more")
      .with_help("delete some that are not needed any more");
}

bool is_among(const std::vector<std::string>& wanted, std::string_view value) {
  return wanted.empty() || std::ranges::find(wanted, value) != wanted.end();
}

}  // namespace

Error job_gone(std::string_view id) {
  return Error(ErrorCode::BatchJobNotExist, "there is no job `" + std::string(id) + "`");
}

Error job_in_use(std::string_view id, batch::State state) {
  return Error(ErrorCode::BatchJobInUse, "the job `" + std::string(id) + "` is `" + std::string(name(state)) +
                                             "`, or a request about it is under way")
      .with_help("wait until it is SUCCEED or FAILED, or terminate it first");
}

Error env_gone(std::string_view id) {
  return Error(ErrorCode::BatchEnvNotExist, "there is no compute environment `" + std::string(id) + "`");
}

Error env_busy(std::string_view id) {
  return Error(ErrorCode::BatchEnvBusy,
               "another change of the compute environment `" + std::string(id) + "` is under way")
      .with_help("try again when its nodes are settled");
}

Error template_gone(std::string_view id) {
  return Error(ErrorCode::BatchTemplateNotExist, "there is no task template `" + std::string(id) + "`");
}

Error term_over(std::uint64_t term) {
  return Error(ErrorCode::Conflict, "another scheduler has taken over since term " + std::to_string(term));
}

Result<void> check_job_count(std::uint64_t count, const batch::Quota& quota) {
  return check_count(count, quota.jobs_max, ErrorCode::BatchJobFull, "jobs");
}

Result<void> check_env_count(std::uint64_t count, const batch::Quota& quota) {
  return check_count(count, quota.envs_max, ErrorCode::BatchEnvFull, "compute environments");
}

Result<void> check_template_count(std::uint64_t count, const batch::Quota& quota) {
  return check_count(count, quota.templates_max, ErrorCode::BatchTemplateFull, "task templates");
}

Result<void> check_cores(std::int64_t cores, const batch::Quota& quota) {
  if (cores <= quota.cores_max) return {};
  return Error(ErrorCode::BatchCpuFull, "DesiredComputeNodeCount: the compute environments of the region would have `" +
                                            std::to_string(cores) + "` cores, `" + std::to_string(quota.cores_max) +
                                            "` are allowed")
      .with_help("ask for fewer nodes, or for smaller ones");
}

std::int64_t cores_of(const batch::EnvSpec& spec) { return spec.desired_nodes * spec.node_cores; }

bool may_delete(batch::State state) { return state == batch::State::Succeed || state == batch::State::Failed; }

void apply(const batch::EnvChange& change, batch::EnvSpec& spec) {
  if (change.name) spec.name = *change.name;
  if (change.description) spec.description = *change.description;
  if (change.desired_nodes) spec.desired_nodes = *change.desired_nodes;
  if (change.instance_types) spec.instance_types = *change.instance_types;
}

bool lets_through(const batch::Query& query, const batch::Scope& scope, std::string_view id, std::string_view name,
                  std::string_view zone) {
  return query.scope == scope && is_among(query.ids, id) && is_among(query.names, name) && is_among(query.zones, zone);
}

}  // namespace opencam::store
