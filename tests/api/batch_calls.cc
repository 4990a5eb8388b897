#include <gtest/gtest.h>

#include <boost/json/value.hpp>

#include "cases_batch.h"
#include "services/generated/api_action.h"
#include "services/offered_actions.h"

namespace opencam::tests {

namespace json = boost::json;

namespace {

json::object node_env(std::string_view name) {
  return {{"EnvName", name},
          {"DesiredComputeNodeCount", 1},
          {"EnvData", {{"InstanceType", "S5.SMALL1"}}},
          {"Tags", json::array{json::object{{"Key", "team"}, {"Value", "a"}}}}};
}

json::object placement() { return {{"Zone", "ap-guangzhou-1"}}; }

json::object template_info() {
  return {{"TaskTemplateName", "kept"}, {"TaskTemplateInfo", batch_task()}, {"TaskTemplateDescription", "again"}};
}

std::string first_of(const Answer& answer, std::string_view list, std::string_view id) {
  const json::array& entries = answer.array(list);
  EXPECT_FALSE(entries.empty()) << answer.body;
  return entries.empty() ? "" : std::string(entries.front().at(id).get_string());
}

}  // namespace

const std::vector<std::string>& batch_actions() {
  static const std::vector<std::string> actions = [] {
    std::vector<std::string> found;
    for (const api::ApiAction& action : api::api_actions()) {
      const bool is_offered = services::find_offered_action(action.name) != nullptr;
      if (action.service == "batch" && is_offered) found.emplace_back(action.name);
    }
    return found;
  }();
  return actions;
}

json::object batch_task() {
  return {{"TaskName", "one"},
          {"Application", {{"DeliveryForm", "LOCAL"}, {"Command", "exit 3"}}},
          {"ComputeEnv", {{"EnvType", "MANAGED"}}}};
}

json::object batch_job(const json::object& more) {
  json::object job{{"JobName", "nightly"}, {"Tasks", json::array{batch_task()}}};
  for (const auto& [key, value] : more) job[key] = value;
  return {{"Job", job}};
}

json::object batch_submission() {
  json::object parameters = batch_job({{"Tags", json::array{json::object{{"Key", "team"}, {"Value", "a"}}}}});
  parameters["Placement"] = placement();
  return parameters;
}

namespace {

void prepare_with_machine(Scene& s, std::string_view machine) {
  s.root("SubmitJob", batch_submission());
  const Answer env = s.root("CreateComputeEnv", {{"ComputeEnv", node_env("nodes")}, {"Placement", placement()}});
  s.root("CreateTaskTemplate", template_info());
  s.run_batch();
  s.root("AttachInstances",
         {{"EnvId", env.text("EnvId")}, {"Instances", json::array{json::object{{"InstanceId", machine}}}}});
  s.run_batch();
}

}  // namespace

void prepare_batch(Scene& s) { prepare_with_machine(s, "ins-00000000"); }
void prepare_batch_again(Scene& s) { prepare_with_machine(s, "ins-33333333"); }

void submit_waiting_job(Scene& s) {
  json::object task = batch_task();
  task["Application"].get_object()["Command"] = "wait";
  json::object parameters = batch_job({{"Tasks", json::array{task}}});
  parameters["Placement"] = placement();
  // Jobs of one moment have no order.
  s.clock.ms += 1000;
  s.root("SubmitJob", parameters);
  s.run_batch();
}

std::string batch_job_id(Scene& s) { return first_of(s.root("DescribeJobs"), "JobSet", "JobId"); }
std::string batch_env(Scene& s) { return first_of(s.root("DescribeComputeEnvs"), "ComputeEnvSet", "EnvId"); }
std::string batch_template(Scene& s) {
  return first_of(s.root("DescribeTaskTemplates"), "TaskTemplateSet", "TaskTemplateId");
}

std::string batch_node(Scene& s, const std::string& origin) {
  const Answer env = s.root("DescribeComputeEnv", {{"EnvId", batch_env(s)}});
  for (const json::value& node : env.array("ComputeNodeSet")) {
    if (node.at("ResourceOrigin").get_string() == origin) return std::string(node.at("ComputeNodeId").get_string());
  }
  ADD_FAILURE() << env.body;
  return {};
}

namespace {

std::string machine_of(const std::string& node, Scene& s) {
  const Answer env = s.root("DescribeComputeEnv", {{"EnvId", batch_env(s)}});
  for (const json::value& entry : env.array("ComputeNodeSet")) {
    if (entry.at("ComputeNodeId").get_string() == node) {
      return std::string(entry.at("ComputeNodeInstanceId").get_string());
    }
  }
  ADD_FAILURE() << env.body;
  return {};
}

}  // namespace

json::object working_batch_call(const std::string& action, Scene& s) {
  const std::string env = batch_env(s);
  const json::object job{{"JobId", batch_job_id(s)}};
  const json::object task{{"JobId", batch_job_id(s)}, {"TaskName", "one"}};
  if (action == "AttachInstances") {
    return {{"EnvId", env}, {"Instances", json::array{json::object{{"InstanceId", "ins-22222222"}}}}};
  }
  if (action == "CreateComputeEnv") return {{"ComputeEnv", node_env("more")}, {"Placement", placement()}};
  if (action == "CreateCpmComputeEnv") {
    const json::object data{{"Zones", {"ap-guangzhou-1"}},
                            {"InstanceTypes", {"BM.SLOT"}},
                            {"TimeUnit", "m"},
                            {"TimeSpan", 1},
                            {"RaidId", 1},
                            {"OsTypeId", 1},
                            {"VirtualPrivateClouds", json::array{}}};
    return {{"ComputeEnv", {{"EnvName", "metal"}, {"EnvData", data}, {"DesiredComputeNodeCount", 1}}}};
  }
  if (action == "CreateTaskTemplate") return template_info();
  if (action == "DeleteTaskTemplates") return {{"TaskTemplateIds", {batch_template(s)}}};
  if (action == "DescribeComputeEnvs" || action == "DescribeComputeEnvCreateInfos") return {{"EnvIds", {env}}};
  if (action == "DescribeJobs") return {{"JobIds", {batch_job_id(s)}}};
  if (action == "DescribeTaskTemplates") return {{"TaskTemplateIds", {batch_template(s)}}};
  if (action == "DescribeTask" || action == "DescribeTaskLogs") return task;
  if (action == "DescribeJobMonitorData") {
    return {{"JobId", batch_job_id(s)}, {"TaskName", "one"}, {"TaskInstanceIndex", 0}, {"MetricName", "CpuUsage"}};
  }
  if (action == "TerminateTaskInstance") {
    return {{"JobId", batch_job_id(s)}, {"TaskName", "one"}, {"TaskInstanceIndex", 0}};
  }
  if (action == "DetachInstances")
    return {{"EnvId", env}, {"InstanceIds", {machine_of(batch_node(s, "USER_ATTACHED"), s)}}};
  if (action == "ModifyComputeEnv") return {{"EnvId", env}, {"EnvName", "renamed"}};
  if (action == "ModifyTaskTemplate") return {{"TaskTemplateId", batch_template(s)}, {"TaskTemplateName", "renamed"}};
  if (action == "RetryJobs") return {{"JobIds", {batch_job_id(s)}}};
  if (action == "SubmitJob") return batch_submission();
  if (action == "TerminateComputeNode") return {{"EnvId", env}, {"ComputeNodeId", batch_node(s)}};
  if (action == "TerminateComputeNodes") return {{"EnvId", env}, {"ComputeNodeIds", {batch_node(s)}}};
  if (action.ends_with("ComputeEnv") || action.starts_with("DescribeComputeEnv")) return {{"EnvId", env}};
  if (action.ends_with("Job") || action == "DescribeJobSubmitInfo") return job;
  return {};
}

}  // namespace opencam::tests
