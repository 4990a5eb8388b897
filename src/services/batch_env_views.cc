// Compute environments, their nodes and activities, and how they were asked for.
#include <algorithm>

#include "batch/refusal.h"
#include "services/batch.h"
#include "services/batch_form.h"
#include "services/batch_id.h"
#include "services/batch_list.h"
#include "services/batch_submission.h"

namespace opencam::services {
namespace {

using Tagged = BatchFilters::Tagged;

template <typename Enum>
std::string name_of(Enum value) {
  return std::string(names_of(value).at(static_cast<std::size_t>(value)));
}

api::batch::ComputeNodeMetrics metrics_of_nodes(const std::vector<batch::NodeRow>& nodes) {
  api::batch::ComputeNodeMetrics metrics;
  for (const batch::NodeRow& node : nodes) {
    switch (node.state) {
      case batch::NodeState::Pending:
      case batch::NodeState::Submitted:
        ++metrics.submitted_count;
        break;
      case batch::NodeState::Creating:
        ++metrics.creating_count;
        break;
      case batch::NodeState::CreationFailed:
        ++metrics.creation_failed_count;
        break;
      case batch::NodeState::Created:
        ++metrics.created_count;
        break;
      case batch::NodeState::Running:
        ++metrics.running_count;
        break;
      case batch::NodeState::Deleting:
        ++metrics.deleting_count;
        break;
      case batch::NodeState::Abnormal:
        ++metrics.abnormal_count;
        break;
    }
  }
  return metrics;
}

api::batch::ComputeNode view_of(const batch::NodeRow& node, const batch::EnvSpec& spec) {
  api::batch::ComputeNode view;
  view.compute_node_id = node.id;
  view.compute_node_instance_id = node.machine_id;
  view.compute_node_state = name_of(node.state);
  view.cpu = static_cast<std::uint64_t>(spec.node_cores);
  view.mem = static_cast<std::uint64_t>(spec.node_memory_gib);
  view.resource_created_time = batch_time(node.created_ms);
  view.task_instance_num_available = node.state == batch::NodeState::Running && !node.is_busy ? 1 : 0;
  view.resource_type = name_of(spec.resource_type);
  view.resource_origin = node.is_attached ? "USER_ATTACHED" : "BATCH_CREATED";
  return view;
}

// What DescribeComputeEnv and an entry of DescribeComputeEnvs have in common.
template <typename View>
View view_of(const BatchWork& work, const directory::AccountState& account, const batch::EnvRow& row,
             const std::vector<batch::NodeRow>& nodes) {
  View view;
  view.env_id = row.id;
  view.env_name = row.spec.name;
  view.placement = placement_of(row.zone);
  view.create_time = batch_time(row.created_ms);
  view.compute_node_metrics = metrics_of_nodes(nodes);
  view.env_type = row.spec.env_type;
  view.desired_compute_node_count = static_cast<std::uint64_t>(row.spec.desired_nodes);
  view.resource_type = name_of(row.spec.resource_type);
  if (row.is_deleting) view.next_action = "DELETING";
  view.attached_compute_node_count =
      static_cast<std::uint64_t>(std::ranges::count(nodes, true, &batch::NodeRow::is_attached));
  view.tags = shown_tags(work.tags_of(account, "computeenv/" + row.id));
  return view;
}

// What both shapes of creation information have in common.
template <typename Info>
Result<Info> info_of(const BatchWork& work, const directory::AccountState& account, const batch::EnvRow& row) {
  OPENCAM_TRY(const auto text, work.store().env_submission(row.id));
  if (!text) return Error(ErrorCode::Corrupt, "the submission of `" + row.id + "` is missing");
  OPENCAM_TRY(SubmittedEnv env, read_submitted_env(*text));
  Info info;
  info.env_id = row.id;
  info.env_name = row.spec.name;
  info.env_description = row.spec.description;
  info.env_type = row.spec.env_type;
  info.env_data = std::move(env.env_data);
  info.mount_data_disks = std::move(env.mount_data_disks);
  info.input_mappings = std::move(env.input_mappings);
  info.authentications = std::move(env.authentications);
  info.notifications = std::move(env.notifications);
  info.desired_compute_node_count = static_cast<decltype(info.desired_compute_node_count)>(row.spec.desired_nodes);
  info.tags = shown_tags(work.tags_of(account, "computeenv/" + row.id));
  return info;
}

// What both lists ask for: the environments that fit and may be seen.
template <typename Request>
Result<std::vector<batch::EnvRow>> listed_envs(const BatchWork& work, const Request& request) {
  OPENCAM_TRY(const BatchFilters filters,
              BatchFilters::read(request.filters, {"zone", "env-id", "env-name", "resource-type"}, Tagged::Yes));
  OPENCAM_TRY(check_ids(request.env_ids, "EnvIds", filters, check_env_id));
  batch::Query query{.scope = work.scope(),
                     .ids = filters.values("env-id"),
                     .names = filters.values("env-name"),
                     .zones = filters.values("zone"),
                     .states = {}};
  for (const std::string& zone : query.zones) OPENCAM_TRY(batch::check_zone(work.scope().region, zone));
  const std::vector<std::string> types = filters.values("resource-type");
  for (const std::string& type : types) {
    const auto known = names_of(batch::ResourceType{});
    if (std::ranges::find(known, type) != known.end()) continue;
    return batch::refusal(ErrorCode::BatchResourceTypeIllegal, "Filters", type, "is no resource type",
                          "write `CVM` or `CPM`");
  }
  if (request.env_ids) query.ids.insert(query.ids.end(), request.env_ids->begin(), request.env_ids->end());
  OPENCAM_TRY(std::vector<batch::EnvRow> found, work.store().envs(query));
  std::erase_if(found, [&](const batch::EnvRow& row) {
    return !types.empty() && std::ranges::find(types, name_of(row.spec.resource_type)) == types.end();
  });
  return seen_rows(work, "computeenv", filters, std::move(found));
}

}  // namespace

Result<api::batch::DescribeComputeEnvResponse> describe_compute_env(
    const Call& call, const api::batch::DescribeComputeEnvRequest& request) {
  OPENCAM_TRY(const BatchWork work, BatchWork::of(call));
  OPENCAM_TRY(check_env_id(request.env_id));
  OPENCAM_TRY(const batch::EnvRow row, work.desk().env(work.scope(), request.env_id));
  OPENCAM_TRY(const std::vector<batch::NodeRow> nodes, work.store().nodes(row.id));
  auto response = view_of<api::batch::DescribeComputeEnvResponse>(work, *call.account(), row, nodes);
  for (const batch::NodeRow& node : nodes) response.compute_node_set.push_back(view_of(node, row.spec));
  return response;
}

Result<api::batch::DescribeComputeEnvsResponse> describe_compute_envs(
    const Call& call, const api::batch::DescribeComputeEnvsRequest& request) {
  OPENCAM_TRY(const BatchWork work, BatchWork::of(call));
  OPENCAM_TRY(const Page page, read_batch_page(request.offset, request.limit));
  OPENCAM_TRY(const std::vector<batch::EnvRow> rows, listed_envs(work, request));
  const auto account = call.account();
  api::batch::DescribeComputeEnvsResponse response;
  response.total_count = static_cast<std::int64_t>(rows.size());
  for (const batch::EnvRow& row : page_of(rows, page)) {
    OPENCAM_TRY(const std::vector<batch::NodeRow> nodes, work.store().nodes(row.id));
    response.compute_env_set.push_back(view_of<api::batch::ComputeEnvView>(work, *account, row, nodes));
  }
  return response;
}

Result<api::batch::DescribeComputeEnvActivitiesResponse> describe_compute_env_activities(
    const Call& call, const api::batch::DescribeComputeEnvActivitiesRequest& request) {
  OPENCAM_TRY(const BatchWork work, BatchWork::of(call));
  OPENCAM_TRY(check_env_id(request.env_id));
  OPENCAM_TRY(const Page page, read_batch_page(request.offset, request.limit));
  std::optional<std::vector<api::batch::Filter>> filter;
  if (request.filters) filter = {*request.filters};
  OPENCAM_TRY(const BatchFilters filters, BatchFilters::read(filter, {"compute-node-id"}, Tagged::No));
  const std::vector<std::string> nodes = filters.values("compute-node-id");
  for (const std::string& node : nodes) OPENCAM_TRY(check_node_id(node));
  OPENCAM_TRY(const batch::EnvRow row, work.desk().env(work.scope(), request.env_id));
  OPENCAM_TRY(std::vector<batch::ActivityRow> rows, work.store().activities(row.id, ""));
  std::erase_if(rows, [&](const batch::ActivityRow& activity) {
    return !nodes.empty() && std::ranges::find(nodes, activity.node_id) == nodes.end();
  });
  api::batch::DescribeComputeEnvActivitiesResponse response;
  response.total_count = rows.size();
  for (const batch::ActivityRow& activity : page_of(std::move(rows), page)) {
    response.activity_set.push_back({.activity_id = activity.id,
                                     .compute_node_id = activity.node_id,
                                     .compute_node_activity_type = name_of(activity.type),
                                     .env_id = row.id,
                                     .cause = activity.cause,
                                     .activity_state = name_of(activity.state),
                                     .state_reason = activity.reason,
                                     .start_time = batch_time(activity.started_ms),
                                     .end_time = batch_time(activity.ended_ms),
                                     .instance_id = activity.machine_id});
  }
  return response;
}

Result<api::batch::DescribeComputeEnvCreateInfoResponse> describe_compute_env_create_info(
    const Call& call, const api::batch::DescribeComputeEnvCreateInfoRequest& request) {
  OPENCAM_TRY(const BatchWork work, BatchWork::of(call));
  OPENCAM_TRY(check_env_id(request.env_id));
  OPENCAM_TRY(const batch::EnvRow row, work.desk().env(work.scope(), request.env_id));
  return info_of<api::batch::DescribeComputeEnvCreateInfoResponse>(work, *call.account(), row);
}

Result<api::batch::DescribeComputeEnvCreateInfosResponse> describe_compute_env_create_infos(
    const Call& call, const api::batch::DescribeComputeEnvCreateInfosRequest& request) {
  OPENCAM_TRY(const BatchWork work, BatchWork::of(call));
  OPENCAM_TRY(const Page page, read_batch_page(request.offset, request.limit));
  OPENCAM_TRY(const std::vector<batch::EnvRow> rows, listed_envs(work, request));
  const auto account = call.account();
  api::batch::DescribeComputeEnvCreateInfosResponse response;
  response.total_count = static_cast<std::int64_t>(rows.size());
  for (const batch::EnvRow& row : page_of(rows, page)) {
    auto info = info_of<api::batch::ComputeEnvCreateInfo>(work, *account, row);
    if (is_left_out(work, info, row.id)) continue;
    if (!info) return std::move(info).error();
    response.compute_env_create_info_set.push_back(*std::move(info));
  }
  return response;
}

}  // namespace opencam::services
