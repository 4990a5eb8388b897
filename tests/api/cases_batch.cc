// BatchCompute. Every action has a call that works (`working`), for which `prepare` makes a job, an environment with a
// node and a template as the root account; the cases of its error codes change one parameter of that call.
#include "cases_batch.h"

#include <boost/json/value.hpp>

namespace opencam::tests {

namespace json = boost::json;

namespace {

std::string letters(std::size_t count) { return std::string(count, 'x'); }

// One object with members of another in the place of its own, also of objects in it.
json::object merged(json::object into, const json::object& more) {
  for (const auto& [key, value] : more) {
    const bool is_deep = value.is_object() && into.contains(key) && into[key].is_object();
    into[key] = is_deep ? json::value(merged(into[key].get_object(), value.get_object())) : value;
  }
  return into;
}

json::object notification(std::string_view topic, const std::vector<std::string>& events) {
  json::array configs;
  for (const std::string& event : events) configs.push_back({{"EventName", event}, {"EventVars", json::array{}}});
  return {{"TopicName", topic}, {"EventConfigs", configs}};
}

json::object mapping(std::string_view source, std::string_view destination) {
  return {{"SourcePath", source}, {"DestinationPath", destination}};
}

// A job of one task with these members in the place of the usual ones.
json::object job_with_task(const json::object& more) {
  return batch_job({{"Tasks", json::array{merged(batch_task(), more)}}});
}

Case changed(const std::string& action, const std::string& code, const json::object& parameters) {
  return {action, code, [=](Scene& s) {
            prepare_batch(s);
            return s.call(action, merged(working_batch_call(action, s), parameters));
          }};
}

// The working call after something else was done.
Case after(const std::string& action, const std::string& code, const std::function<void(Scene&)>& first) {
  return {action, code, [=](Scene& s) {
            prepare_batch(s);
            first(s);
            return s.call(action, working_batch_call(action, s));
          }};
}

// What is wrong with a task, wherever a task stands.
struct TaskMistake {
  std::string code;
  json::object task;
};

std::vector<TaskMistake> task_mistakes() {
  const auto env = [](const json::object& data) { return json::object{{"ComputeEnv", {{"EnvData", data}}}}; };
  return {
      {"AllowedOneAttributeInEnvIdAndComputeEnv", {{"EnvId", "env-00000000"}}},
      {"InvalidParameter.CvmParameters", env({{"InstanceType", "NO.SUCH"}})},
      {"InvalidParameter.CvmParameters", env({{"InstanceType", "S5.SMALL1"}, {"InstanceTypes", {"S5.SMALL1"}}})},
      {"InvalidParameter.CvmParameters", env({{"InstanceTypeOptions", {{"CPU", 9999}, {"Memory", 1}}}})},
      {"InvalidParameter.CvmParameters", env({{"InstanceChargeType", "FREE"}})},
      {"InvalidParameter.EnvIdMalformed", {{"EnvId", "env-UPPER"}, {"ComputeEnv", nullptr}}},
      {"InvalidParameter.ImageIdMalformed", env({{"ImageId", "img-1"}})},
      {"InvalidParameter.TaskName", {{"TaskName", "a/b"}}},
      {"InvalidParameter.TaskNameTooLong", {{"TaskName", letters(61)}}},
      {"InvalidParameterValue.ComputeEnv", {{"ComputeEnv", {{"EnvType", "THPC_QUEUE"}}}}},
      {"InvalidParameterValue.LocalPath", {{"InputMappings", json::array{mapping("a/../b", "in")}}}},
      {"InvalidParameterValue.LocalPath",
       {{"ComputeEnv", {{"MountDataDisks", json::array{json::object{{"LocalPath", "data"}}}}}}}},
      {"InvalidParameterValue.MaxRetryCount", {{"MaxRetryCount", 6}}},
      {"InvalidParameterValue.Negative", env({{"SystemDisk", {{"DiskSize", -1}}}})},
      {"InvalidParameterValue.RemoteStoragePath", {{"Application", {{"PackagePath", "cos://b/p.tgz"}}}}},
      {"InvalidParameterValue.RemoteStoragePath", {{"RedirectInfo", {{"StdoutRedirectPath", "/logs"}}}}},
      {"InvalidParameterValue.RemoteStorageSchemeType", {{"InputMappings", json::array{mapping("cos://b/in", "in")}}}},
      {"InvalidParameterValue.RemoteStorageSchemeType", {{"RedirectInfo", {{"StderrRedirectPath", "cos://b/logs"}}}}},
      {"UnsupportedOperation", {{"Application", {{"DeliveryForm", "CONTAINER"}}}}},
      {"UnsupportedOperation", {{"Application", {{"Docker", {{"Image", "debian"}}}}}}},
  };
}

std::vector<Case> submission_cases() {
  std::vector<Case> cases;
  for (const TaskMistake& mistake : task_mistakes()) {
    cases.push_back(changed("SubmitJob", mistake.code, job_with_task(mistake.task)));
    const json::object info{{"TaskTemplateInfo", merged(batch_task(), mistake.task)}};
    cases.push_back(changed("CreateTaskTemplate", mistake.code, info));
    // It lists neither code.
    const bool is_listed =
        mistake.code != "InvalidParameter.EnvIdMalformed" && mistake.code != "InvalidParameter.ImageIdMalformed";
    if (is_listed) cases.push_back(changed("ModifyTaskTemplate", mistake.code, info));
  }
  const json::object tasks_a_b{{"Tasks", json::array{batch_task(), merged(batch_task(), {{"TaskName", "two"}})}}};
  const auto edge = [&](std::string_view from, std::string_view to) {
    return json::array{json::object{{"StartTask", from}, {"EndTask", to}}};
  };
  const auto job = [&](const std::string& code, const json::object& more) {
    cases.push_back(changed("SubmitJob", code, batch_job(more)));
  };
  const auto task = [&](const std::string& code, const json::object& more) {
    cases.push_back(changed("SubmitJob", code, job_with_task(more)));
  };
  job("InvalidParameter.JobNameTooLong", {{"JobName", letters(61)}});
  job("ok", {{"JobName", letters(60)}});
  job("InvalidParameter.JobDescriptionTooLong", {{"JobDescription", letters(201)}});
  job("InvalidParameterValue.InvalidDataTypeAny", {{"Priority", 101}});
  job("ok", {{"Priority", 100}});
  job("InvalidParameterValue.InvalidDataTypeAny", {{"TaskExecutionDependOn", "SOMETIMES"}});
  job("InvalidParameterValue.InvalidDataTypeAny", {{"NotificationTarget", "PIGEON"}});
  job("InvalidParameterValue.DependenceNotFoundTaskName", merged(tasks_a_b, {{"Dependences", edge("one", "three")}}));
  job("InvalidParameterValue.DependenceUnfeasible", merged(tasks_a_b, {{"Dependences", edge("one", "one")}}));
  job("ok", merged(tasks_a_b, {{"Dependences", edge("one", "two")}}));
  job("InvalidParameter.NotificationEventNameDuplicate",
      {{"Notifications", json::array{notification("t", {"JOB_FAILED", "JOB_FAILED"})}}});
  job("InvalidParameter.NotificationTopicName", {{"Notifications", json::array{notification("t", {"JOB_FAILED"})}}});
  job("InvalidParameter.NotificationTopicNameTooLong",
      {{"Notifications", json::array{notification(letters(65), {"JOB_FAILED"})}}});
  task("InvalidParameter.InvalidParameterCombination",
       {{"Application", {{"Commands", json::array{json::object{{"Command", "true"}}}}}}});
  task("InvalidParameterValue.InstanceTypeDuplicate",
       {{"ComputeEnv", {{"EnvData", {{"InstanceTypes", {"S5.SMALL1", "S5.SMALL1"}}}}}}});
  task("InvalidParameterValue.LimitExceeded", {{"Timeout", 30 * 86400 + 1}});
  task("InvalidParameterValue.TaskInstanceNum", {{"TaskInstanceNum", 0}});
  task("InvalidParameterValue.NotFloat",
       {{"ComputeEnv", {{"EnvData", {{"InstanceMarketOptions", {{"SpotOptions", {{"MaxPrice", "cheap"}}}}}}}}}});
  task("ResourceNotFound.ComputeEnv", {{"EnvId", "env-00000000"}, {"ComputeEnv", nullptr}});
  cases.push_back(changed("SubmitJob", "InvalidParameterValue.UnavailableZone", {{"Placement", {{"Zone", "mars"}}}}));
  cases.push_back(changed("SubmitJob", "InvalidZone.MismatchRegion", {{"Placement", {{"Zone", "ap-shanghai-1"}}}}));
  cases.push_back(after("SubmitJob", "LimitExceeded.JobQuota", [](Scene& s) { s.batch_parts().quota.jobs_max = 1; }));
  cases.push_back(after("CreateTaskTemplate", "LimitExceeded.TaskTemplateQuota",
                        [](Scene& s) { s.batch_parts().quota.templates_max = 1; }));
  return cases;
}

std::vector<Case> env_creation_cases() {
  std::vector<Case> cases;
  const auto env = [&](const std::string& code, const json::object& more) {
    cases.push_back(changed("CreateComputeEnv", code, {{"ComputeEnv", more}}));
  };
  const auto data = [](const json::object& more) { return json::object{{"EnvData", more}}; };
  env("InvalidParameter.CvmParameters", data({{"InstanceChargeType", "FREE"}}));
  env("InvalidParameter.EnvDescriptionTooLong", {{"EnvDescription", letters(201)}});
  env("InvalidParameter.EnvNameTooLong", {{"EnvName", letters(61)}});
  env("InvalidParameter.ImageIdMalformed", data({{"ImageId", "img-"}}));
  env("InvalidParameter.NotificationEventNameDuplicate",
      {{"Notifications", json::array{notification("t", {"COMPUTE_ENV_CREATED", "COMPUTE_ENV_CREATED"})}}});
  env("InvalidParameter.NotificationTopicName",
      {{"Notifications", json::array{notification("t", {"COMPUTE_ENV_CREATED"})}}});
  env("InvalidParameter.NotificationTopicNameTooLong",
      {{"Notifications", json::array{notification(letters(65), {"COMPUTE_ENV_CREATED"})}}});
  env("InvalidParameterValue.ComputeEnv", {{"EnvType", "THPC_QUEUE"}});
  env("InvalidParameterValue.InstanceType", data({{"InstanceType", "NO.SUCH"}}));
  env("InvalidParameterValue.InvalidDataTypeAny", {{"ActionIfComputeNodeInactive", "CRY"}});
  env("InvalidParameterValue.LocalPath", {{"MountDataDisks", json::array{json::object{{"LocalPath", "data"}}}}});
  env("InvalidParameterValue.Negative", {{"DesiredComputeNodeCount", -1}});
  env("InvalidParameterValue.RemoteStoragePath", {{"InputMappings", json::array{mapping("/share", "/in")}}});
  env("InvalidParameterValue.RemoteStorageSchemeType", {{"InputMappings", json::array{mapping("cos://b/", "/in")}}});
  env("LimitExceeded.CpuQuota", {{"DesiredComputeNodeCount", 501}});
  cases.push_back(
      changed("CreateComputeEnv", "InvalidParameterValue.UnavailableZone", {{"Placement", {{"Zone", "mars"}}}}));
  cases.push_back(
      changed("CreateComputeEnv", "InvalidZone.MismatchRegion", {{"Placement", {{"Zone", "ap-beijing-1"}}}}));
  cases.push_back(
      after("CreateComputeEnv", "LimitExceeded.ComputeEnvQuota", [](Scene& s) { s.batch_parts().quota.envs_max = 1; }));
  return cases;
}

// Ids that have not the form of their kind, and ids of nothing.
void add_id_cases(std::vector<Case>& cases) {
  struct Kind {
    std::string field, malformed, missing, unknown;
    bool is_list;
    std::vector<std::string> actions;
  };
  const std::string parameter = "InvalidParameter.";
  const std::vector<Kind> kinds = {
      {"JobId",
       parameter + "JobIdMalformed",
       "ResourceNotFound.Job",
       "job-00000000",
       false,
       {"DeleteJob", "DescribeJob", "DescribeJobMonitorData", "DescribeJobSubmitInfo", "DescribeTaskLogs",
        "TerminateJob"}},
      {"JobId", parameter + "JobIdMalformed", "", "", false, {"DescribeTask", "TerminateTaskInstance"}},
      {"JobIds", parameter + "JobIdMalformed", "ResourceNotFound.Job", "job-00000000", true, {"RetryJobs"}},
      {"JobIds", parameter + "JobIdMalformed", "", "", true, {"DescribeJobs"}},
      {"EnvId",
       parameter + "EnvIdMalformed",
       "ResourceNotFound.ComputeEnv",
       "env-00000000",
       false,
       {"AttachInstances", "DeleteComputeEnv", "DescribeComputeEnv", "DescribeComputeEnvActivities",
        "DescribeComputeEnvCreateInfo", "DetachInstances", "ModifyComputeEnv", "TerminateComputeNode",
        "TerminateComputeNodes"}},
      {"EnvIds", parameter + "EnvIdMalformed", "", "", true, {"DescribeComputeEnvs", "DescribeComputeEnvCreateInfos"}},
      {"TaskTemplateId",
       parameter + "TaskTemplateIdMalformed",
       "ResourceNotFound.TaskTemplate",
       "task-tmpl-00000000",
       false,
       {"ModifyTaskTemplate"}},
      {"TaskTemplateIds",
       parameter + "TaskTemplateIdMalformed",
       "ResourceNotFound.TaskTemplate",
       "task-tmpl-00000000",
       true,
       {"DeleteTaskTemplates"}},
      {"TaskTemplateIds", parameter + "TaskTemplateIdMalformed", "", "", true, {"DescribeTaskTemplates"}},
  };
  for (const Kind& kind : kinds) {
    const auto with = [&](const std::string& id) {
      return json::object{{kind.field, kind.is_list ? json::value(json::array{id}) : json::value(id)}};
    };
    for (const std::string& action : kind.actions) {
      cases.push_back(changed(action, kind.malformed, with("j-1")));
      if (!kind.missing.empty()) cases.push_back(changed(action, kind.missing, with(kind.unknown)));
    }
  }
}

void add_list_cases(std::vector<Case>& cases) {
  const auto filter = [](std::string_view name, const json::array& values) {
    return json::object{{"Filters", json::array{json::object{{"Name", name}, {"Values", values}}}}};
  };
  // Without the ids of the working call.
  const auto filtered = [&](const std::string& action, const std::string& code, const json::object& parameters) {
    const std::string ids = action == "DescribeJobs"            ? "JobIds"
                            : action == "DescribeTaskTemplates" ? "TaskTemplateIds"
                                                                : "EnvIds";
    cases.push_back(changed(action, code, merged({{ids, nullptr}}, parameters)));
  };
  for (const std::string action :
       {"DescribeJobs", "DescribeComputeEnvs", "DescribeComputeEnvCreateInfos", "DescribeTaskTemplates"}) {
    const std::string ids = action == "DescribeJobs"            ? "JobIds"
                            : action == "DescribeTaskTemplates" ? "TaskTemplateIds"
                                                                : "EnvIds";
    const std::string id = action == "DescribeJobs"            ? "job-00000000"
                           : action == "DescribeTaskTemplates" ? "task-tmpl-00000000"
                                                               : "env-00000000";
    cases.push_back(changed(action, "InvalidParameter.InvalidParameterCombination",
                            merged(filter("tag-key", {"a"}), {{ids, json::array{id}}})));
    cases.push_back(changed(action, "InvalidParameterValue", {{"Limit", 0}}));
    cases.push_back(changed(action, "UnknownParameter", {{"Colour", "red"}}));
    filtered(action, "ok", merged(filter("tag:team", {"a", "b"}), {{"Limit", 100}}));
    if (action != "DescribeTaskTemplates") {
      filtered(action, "InvalidZone.MismatchRegion", filter("zone", {"ap-shanghai-1"}));
    }
  }
  for (const std::string action : {"DescribeJobs", "DescribeComputeEnvs", "DescribeAvailableCvmInstanceTypes",
                                   "DescribeCvmZoneInstanceConfigInfos"}) {
    cases.push_back(changed(action, "InvalidFilter", filter("colour", {"red"})));
  }
  for (const std::string action : {"DescribeAvailableCvmInstanceTypes", "DescribeCvmZoneInstanceConfigInfos"}) {
    cases.push_back(changed(action, "InvalidZone.MismatchRegion", filter("zone", {"ap-shanghai-1"})));
    cases.push_back(changed(action, "InvalidParameterValue.LimitExceeded",
                            filter("instance-family", {"1", "2", "3", "4", "5", "6"})));
  }
  filtered("DescribeJobs", "InvalidFilter", filter("job-state", {"HAPPY"}));
  cases.push_back(changed("DescribeJobs", "InvalidParameterValue.LimitExceeded", {{"Limit", 101}}));
  cases.push_back(changed("DescribeJobs", "InvalidParameterValue", {{"Offset", -1}}));
  filtered("DescribeComputeEnvs", "InvalidParameterValue.ResourceType", filter("resource-type", {"TPM"}));
  cases.push_back(changed("DescribeCvmZoneInstanceConfigInfos",
                          "InvalidParameterValue.UnsupportedBatchInstanceChargeType",
                          filter("instance-charge-type", {"FREE"})));
  cases.push_back(changed("DescribeComputeEnvActivities", "UnknownParameter", {{"Colour", "red"}}));
  cases.push_back(changed("DescribeComputeEnvActivities", "InvalidParameter.ComputeNodeIdMalformed",
                          {{"Filters", {{"Name", "compute-node-id"}, {"Values", {"n-1"}}}}}));
  cases.push_back({"DescribeInstanceCategories", "UnsupportedOperation", [](Scene& s) {
                     s.region = "ap-mars";
                     return s.call("DescribeInstanceCategories");
                   }});
  cases.push_back({"DescribeInstanceCategories", "UnsupportedOperation", [](Scene& s) {
                     s.region = "";
                     return s.call("DescribeInstanceCategories");
                   }});
}

void add_task_cases(std::vector<Case>& cases) {
  const std::string logs = "DescribeTaskLogs";
  cases.push_back(changed(logs, "InvalidParameter.TaskName", {{"TaskName", ""}}));
  cases.push_back(changed(logs, "InvalidParameter.TaskNameTooLong", {{"TaskName", letters(61)}}));
  cases.push_back(changed(logs, "InvalidParameterValue", {{"TaskInstanceIndexes", {0}}, {"Offset", 0}}));
  cases.push_back(changed(logs, "InvalidParameterValue", {{"Limit", 11}}));
  cases.push_back(changed(logs, "ResourceNotFound.Task", {{"TaskName", "three"}}));
  cases.push_back(changed(logs, "ResourceNotFound.TaskInstance", {{"TaskInstanceIndexes", {1}}}));
  cases.push_back(changed(logs, "UnknownParameter", {{"Colour", "red"}}));
  cases.push_back(changed("DescribeTask", "ResourceNotFound.Task", {{"TaskName", "three"}}));
  cases.push_back(changed("TerminateTaskInstance", "ResourceNotFound.TaskInstance", {{"TaskInstanceIndex", 1}}));
  cases.push_back(changed("DescribeJobMonitorData", "InvalidParameterValue", {{"MetricName", "Mood"}}));
  cases.push_back(changed("DescribeJobMonitorData", "InvalidParameterValue", {{"StartTime", "yesterday"}}));
  cases.push_back(after("DeleteJob", "ResourceInUse.Job", [](Scene& s) { submit_waiting_job(s); }));
  cases.push_back(after("RetryJobs", "UnsupportedOperation", [](Scene& s) { submit_waiting_job(s); }));
  cases.push_back({"TerminateJob", "UnsupportedOperation", [](Scene& s) {
                     const Answer job = s.root("SubmitJob", batch_submission());
                     return s.call("TerminateJob", {{"JobId", job.text("JobId")}});
                   }});
}

void add_env_cases(std::vector<Case>& cases) {
  const json::array twice{json::object{{"InstanceId", "ins-00000000"}}, json::object{{"InstanceId", "ins-00000000"}}};
  const std::string duplicated = "InvalidParameterValue.InstanceIdDuplicated";
  cases.push_back(changed("AttachInstances", duplicated, {{"Instances", twice}}));
  cases.push_back(changed("AttachInstances", "UnsupportedOperation.InstancesNotAllowToAttach",
                          {{"Instances", json::array{json::object{{"InstanceId", "machine"}}}}}));
  cases.push_back(changed("DetachInstances", duplicated, {{"InstanceIds", {"ins-00000000", "ins-00000000"}}}));
  cases.push_back(changed("DetachInstances", "UnsupportedOperation", {{"InstanceIds", {"ins-11111111"}}}));
  cases.push_back(changed("DetachInstances", "UnknownParameter", {{"Colour", "red"}}));
  cases.back().note = "unread";
  const auto modify = [&](const std::string& code, const json::object& more) {
    cases.push_back(changed("ModifyComputeEnv", code, more));
  };
  const auto types = [](const json::array& names) { return json::object{{"EnvData", {{"InstanceTypes", names}}}}; };
  modify("InvalidParameter.EnvDescriptionTooLong", {{"EnvDescription", letters(201)}});
  modify("InvalidParameter.EnvNameTooLong", {{"EnvName", letters(61)}});
  modify("InvalidParameterValue.InstanceType", types({"NO.SUCH"}));
  modify("InvalidParameterValue.InstanceTypeDuplicate", types({"S5.SMALL1", "S5.SMALL1"}));
  modify("InvalidParameterValue.InstanceTypesEmpty", types({}));
  modify("ok", types({"S5.SMALL2"}));
  modify("InvalidParameterValue.LimitExceeded", {{"DesiredComputeNodeCount", 2001}});
  modify("InvalidParameterValue.Negative", {{"DesiredComputeNodeCount", -1}});
  modify("LimitExceeded.CpuQuota", {{"DesiredComputeNodeCount", 501}});
  const auto change_nodes = [](Scene& s) {
    s.root("ModifyComputeEnv", {{"EnvId", batch_env(s)}, {"DesiredComputeNodeCount", 2}});
  };
  const std::string busy = "UnsupportedOperation.ComputeEnvAcceptOtherRequest";
  cases.push_back({"ModifyComputeEnv", busy, [=](Scene& s) {
                     prepare_batch(s);
                     change_nodes(s);
                     return s.call("ModifyComputeEnv", {{"EnvId", batch_env(s)}, {"DesiredComputeNodeCount", 3}});
                   }});
  for (const std::string action : {"DeleteComputeEnv", "TerminateComputeNode", "TerminateComputeNodes"}) {
    cases.push_back(after(action, busy, change_nodes));
  }
  cases.push_back(after("AttachInstances", "UnsupportedOperation", change_nodes));
  for (const std::string action : {"TerminateComputeNode", "TerminateComputeNodes"}) {
    const bool is_list = action.ends_with('s');
    const std::string field = is_list ? "ComputeNodeIds" : "ComputeNodeId";
    const auto id = [is_list](const std::string& text) {
      return is_list ? json::value(json::array{text}) : json::value(text);
    };
    cases.push_back(changed(action, "InvalidParameter.ComputeNodeIdMalformed", {{field, id("n-1")}}));
    cases.push_back(changed(action, "ResourceNotFound.ComputeNode", {{field, id("node-00000000")}}));
  }
  cases.push_back({"TerminateComputeNodes", "UnsupportedOperation", [](Scene& s) {
                     prepare_batch(s);
                     return s.call("TerminateComputeNodes",
                                   {{"EnvId", batch_env(s)}, {"ComputeNodeIds", {batch_node(s, "USER_ATTACHED")}}});
                   }});
}

}  // namespace

std::vector<Case> batch_cases() {
  std::vector<Case> cases;
  for (const std::string& action : batch_actions()) cases.push_back(changed(action, "ok", {}));
  for (const auto& more : {submission_cases(), env_creation_cases()})
    cases.insert(cases.end(), more.begin(), more.end());
  add_id_cases(cases);
  add_list_cases(cases);
  add_task_cases(cases);
  add_env_cases(cases);
  cases.push_back(changed("ModifyTaskTemplate", "InvalidParameter.TaskTemplateDescriptionTooLong",
                          {{"TaskTemplateDescription", letters(201)}}));
  cases.push_back({"ModifyTaskTemplate", "InvalidParameterAtLeastOneAttribute", [](Scene& s) {
                     prepare_batch(s);
                     return s.call("ModifyTaskTemplate", {{"TaskTemplateId", batch_template(s)}});
                   }});
  for (const std::string action : {"CreateTaskTemplate", "ModifyTaskTemplate"}) {
    cases.push_back(changed(action, "InvalidParameter.TaskTemplateName", {{"TaskTemplateName", "a b"}}));
    cases.push_back(changed(action, "InvalidParameter.TaskTemplateNameTooLong", {{"TaskTemplateName", letters(61)}}));
  }
  cases.push_back(changed("CreateTaskTemplate", "InvalidParameterValue.InvalidDataTypeAny",
                          {{"TaskTemplateInfo", {{"FailedAction", "CRY"}}}}));
  return cases;
}

}  // namespace opencam::tests
