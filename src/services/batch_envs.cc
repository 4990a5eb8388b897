// Compute environments: made, changed, deleted; their nodes ended, and machines added and taken out.
#include "services/batch.h"
#include "services/batch_form.h"
#include "services/batch_id.h"
#include "services/batch_role.h"
#include "services/batch_submission.h"
#include "services/batch_work.h"

namespace opencam::services {
namespace {

// What both kinds do once they are read.
Result<std::string> make_env(const BatchWork& work, batch::NewEnv env, const directory::Tags& tags,
                             const std::string& token) {
  OPENCAM_TRY(batch::check_client_token(token));
  OPENCAM_TRY(batch::check_zone(work.scope().region, env.zone));
  OPENCAM_TRY(batch::check_env(env.spec));
  OPENCAM_TRY(work.call().equipment().batch_role->make_once(work.call()));
  OPENCAM_TRY(work.release_tags_of_gone_envs());
  return work.make({.kind = batch::IdKind::Env,
                    .type = "computeenv",
                    .client_token = token,
                    .tags = tags,
                    .made_before = [&] { return work.store().env_of_token(work.scope(), token); },
                    .make = [&](const batch::Asker& by,
                                const std::string& id) { return work.desk().create_env(by, id, std::move(env)); }});
}

Result<void> end_nodes(const Call& call, const std::string& env_id, const std::vector<std::string>& node_ids) {
  OPENCAM_TRY(const BatchWork work, BatchWork::of(call));
  OPENCAM_TRY(check_env_id(env_id));
  for (const std::string& id : node_ids) OPENCAM_TRY(check_node_id(id));
  OPENCAM_TRY(const std::uint64_t outbox, work.desk().terminate_nodes(work.asker(), env_id, node_ids));
  return work.record(outbox);
}

}  // namespace

Result<api::batch::CreateComputeEnvResponse> create_compute_env(const Call& call,
                                                                const api::batch::CreateComputeEnvRequest& request) {
  OPENCAM_TRY(const BatchWork work, BatchWork::of(call));
  OPENCAM_TRY(batch::EnvSpec spec,
              env_spec_of(request.compute_env, {.region = work.scope().region, .machines = work.machines()}));
  OPENCAM_TRY(const directory::Tags tags, tags_of(request.compute_env.tags, "ComputeEnv.Tags"));
  batch::NewEnv env{.spec = std::move(spec),
                    .zone = request.placement.zone,
                    .submission = submission_text(request.compute_env, request.placement)};
  OPENCAM_TRY(std::string id, make_env(work, std::move(env), tags, request.client_token.value_or("")));
  return api::batch::CreateComputeEnvResponse{.env_id = std::move(id)};
}

Result<api::batch::CreateCpmComputeEnvResponse> create_cpm_compute_env(
    const Call& call, const api::batch::CreateCpmComputeEnvRequest& request) {
  OPENCAM_TRY(const BatchWork work, BatchWork::of(call));
  OPENCAM_TRY(batch::EnvSpec spec,
              env_spec_of(request.compute_env, {.region = work.scope().region, .machines = work.machines()}));
  OPENCAM_TRY(const directory::Tags tags, tags_of(request.compute_env.tags, "ComputeEnv.Tags"));
  // It may say where by its zones alone.
  const auto& zones = request.compute_env.env_data.zones;
  api::batch::Placement placement = request.placement.value_or(api::batch::Placement{});
  if (placement.zone.empty() && !zones.empty()) placement.zone = zones.front();
  batch::NewEnv env{
      .spec = std::move(spec), .zone = placement.zone, .submission = submission_text(request.compute_env, placement)};
  OPENCAM_TRY(std::string id, make_env(work, std::move(env), tags, request.client_token.value_or("")));
  return api::batch::CreateCpmComputeEnvResponse{.env_id = std::move(id)};
}

Result<api::batch::ModifyComputeEnvResponse> modify_compute_env(const Call& call,
                                                                const api::batch::ModifyComputeEnvRequest& request) {
  OPENCAM_TRY(const BatchWork work, BatchWork::of(call));
  OPENCAM_TRY(check_env_id(request.env_id));
  batch::EnvChange change{.name = request.env_name,
                          .description = request.env_description,
                          .desired_nodes = request.desired_compute_node_count,
                          .instance_types = std::nullopt,
                          .submission = std::nullopt};
  if (request.env_data) {
    const auto& types = request.env_data->instance_types;
    OPENCAM_TRY(size_of_types(types, "EnvData.InstanceTypes", work.machines()));
    change.instance_types = types;
    OPENCAM_TRY(work.desk().env(work.scope(), request.env_id));
    OPENCAM_TRY(const auto before, work.store().env_submission(request.env_id));
    OPENCAM_TRY(change.submission, with_instance_types(before.value_or("{}"), types));
  }
  OPENCAM_TRY(const std::uint64_t outbox, work.desk().change_env(work.asker(), request.env_id, std::move(change)));
  OPENCAM_TRY(work.record(outbox));
  return api::batch::ModifyComputeEnvResponse{};
}

Result<api::batch::DeleteComputeEnvResponse> delete_compute_env(const Call& call,
                                                                const api::batch::DeleteComputeEnvRequest& request) {
  OPENCAM_TRY(const BatchWork work, BatchWork::of(call));
  OPENCAM_TRY(check_env_id(request.env_id));
  OPENCAM_TRY(work.release_tags_of_gone_envs());
  OPENCAM_TRY(const std::uint64_t outbox, work.desk().delete_env(work.asker(), request.env_id));
  OPENCAM_TRY(work.record(outbox));
  return api::batch::DeleteComputeEnvResponse{};
}

Result<api::batch::TerminateComputeNodeResponse> terminate_compute_node(
    const Call& call, const api::batch::TerminateComputeNodeRequest& request) {
  OPENCAM_TRY(end_nodes(call, request.env_id, {request.compute_node_id}));
  return api::batch::TerminateComputeNodeResponse{};
}

Result<api::batch::TerminateComputeNodesResponse> terminate_compute_nodes(
    const Call& call, const api::batch::TerminateComputeNodesRequest& request) {
  OPENCAM_TRY(end_nodes(call, request.env_id, request.compute_node_ids));
  return api::batch::TerminateComputeNodesResponse{};
}

Result<api::batch::AttachInstancesResponse> attach_instances(const Call& call,
                                                             const api::batch::AttachInstancesRequest& request) {
  OPENCAM_TRY(const BatchWork work, BatchWork::of(call));
  OPENCAM_TRY(check_env_id(request.env_id));
  std::vector<std::string> ids;
  for (const api::batch::Instance& instance : request.instances) ids.push_back(instance.instance_id);
  OPENCAM_TRY(const std::uint64_t outbox, work.desk().attach_machines(work.asker(), request.env_id, ids));
  OPENCAM_TRY(work.record(outbox));
  return api::batch::AttachInstancesResponse{};
}

Result<api::batch::DetachInstancesResponse> detach_instances(const Call& call,
                                                             const api::batch::DetachInstancesRequest& request) {
  OPENCAM_TRY(const BatchWork work, BatchWork::of(call));
  OPENCAM_TRY(check_env_id(request.env_id));
  OPENCAM_TRY(const std::uint64_t outbox,
              work.desk().detach_machines(work.asker(), request.env_id, request.instance_ids));
  OPENCAM_TRY(work.record(outbox));
  return api::batch::DetachInstancesResponse{};
}

}  // namespace opencam::services
