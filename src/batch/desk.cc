#include "batch/desk.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "batch/dag.h"
#include "batch/refusal.h"

namespace opencam::batch {
namespace {

Error not_there(ErrorCode code, std::string_view noun, std::string_view id) {
  return Error(code, "there is no " + std::string(noun) + " `" + text::shortened(id) + "`")
      .with_help("ids are of one account and one region");
}

Result<void> check_repeated(std::string_view field, std::span<const std::string> ids) {
  std::set<std::string_view> seen;
  for (const std::string& id : ids) {
    if (seen.insert(id).second) continue;
    return refusal(ErrorCode::BatchInstanceIdRepeated, field, id, "is given twice", "give it once");
  }
  return {};
}

Result<void> check_call_size(std::string_view field, std::size_t count) {
  if (count > 0 && count <= limits::machines_per_call_max) return {};
  return refusal(ErrorCode::BatchValueIllegal, field, std::to_string(count), "are too few or too many",
                 "give 1 to " + std::to_string(limits::machines_per_call_max));
}

JobRow job_row(const Asker& asker, std::string id, const NewJob& job, const CheckedJob& checked, std::int64_t now_ms) {
  JobRow row;
  row.id = std::move(id);
  row.scope = asker.scope;
  row.creator = asker.creator;
  row.creator_type = asker.creator_type;
  row.zone = job.zone;
  row.name = checked.spec.name;
  row.description = checked.spec.description;
  row.priority = checked.spec.priority;
  row.depend_on = checked.spec.depend_on;
  row.creation_failed = checked.spec.creation_failed;
  row.created_ms = now_ms;
  row.client_token = asker.client_token;
  row.edges = checked.edges;
  return row;
}

TaskRow task_row(const JobRow& job, std::uint32_t ordinal, TaskSpec spec) {
  TaskRow row;
  row.job_id = job.id;
  row.ordinal = ordinal;
  row.created_ms = job.created_ms;
  row.now.instances[State::Submitted] = static_cast<std::uint32_t>(spec.instance_count);
  row.spec = std::move(spec);
  return row;
}

}  // namespace

Result<JobRow> Desk::job(const Scope& scope, std::string_view id) const {
  OPENCAM_TRY(std::optional<JobRow> row, parts_.store.job(id));
  if (!row || row->scope != scope) return not_there(ErrorCode::BatchJobNotExist, "job", id);
  return *std::move(row);
}

Result<TaskRow> Desk::task(const Scope& scope, std::string_view job_id, std::string_view name) const {
  OPENCAM_TRY(job(scope, job_id));
  OPENCAM_TRY(std::vector<TaskRow> rows, parts_.store.tasks(job_id));
  for (TaskRow& row : rows) {
    if (row.spec.name == name) return std::move(row);
  }
  return not_there(ErrorCode::BatchTaskNotExist, "task", name);
}

Result<EnvRow> Desk::env(const Scope& scope, std::string_view id) const {
  OPENCAM_TRY(std::optional<EnvRow> row, parts_.store.env(id));
  if (!row || row->scope != scope) return not_there(ErrorCode::BatchEnvNotExist, "compute environment", id);
  return *std::move(row);
}

Result<TaskTemplateRow> Desk::task_template(const Scope& scope, std::string_view id) const {
  OPENCAM_TRY(std::optional<TaskTemplateRow> row, parts_.store.task_template(id));
  if (!row || row->scope != scope) return not_there(ErrorCode::BatchTemplateNotExist, "task template", id);
  return *std::move(row);
}

Result<Added> Desk::submit_job(const Asker& asker, std::string id, NewJob job) const {
  OPENCAM_TRY(check_client_token(asker.client_token));
  OPENCAM_TRY(check_zone(asker.scope.region, job.zone));
  if (job.submission.size() > limits::submission_bytes_max) {
    return Error(ErrorCode::BatchValueTooLarge, "Job: `" + std::to_string(job.submission.size()) +
                                                    "` bytes are more than " +
                                                    std::to_string(limits::submission_bytes_max))
        .with_help("submit several jobs");
  }
  OPENCAM_TRY(CheckedJob checked, check_job(std::move(job.spec)));
  JobRow row = job_row(asker, std::move(id), job, checked, parts_.clock.now_ms());
  row.now.tasks[State::Submitted] = static_cast<std::uint32_t>(checked.spec.tasks.size());
  std::vector<TaskRow> tasks;
  for (TaskSpec& spec : checked.spec.tasks) {
    row.now.instances[State::Submitted] += static_cast<std::uint32_t>(spec.instance_count);
    tasks.push_back(task_row(row, static_cast<std::uint32_t>(tasks.size()), std::move(spec)));
  }
  OPENCAM_TRY(Added added, parts_.store.add_job(row, tasks, job.submission, parts_.quota, asker.audit));
  parts_.bell.ring();
  return added;
}

Result<std::uint64_t> Desk::put_requests(const Asker& asker, std::span<const Request> requests) const {
  OPENCAM_TRY(const std::uint64_t outbox, parts_.store.put_requests(requests, asker.audit));
  parts_.bell.ring();
  return outbox;
}

Result<std::uint64_t> Desk::terminate_job(const Asker& asker, std::string_view id) const {
  OPENCAM_TRY(const JobRow row, job(asker.scope, id));
  if (row.now.state == State::Submitted) {
    return Error(ErrorCode::BatchUnsupported, "the job `" + row.id + "` is `SUBMITTED`: it is not taken up yet")
        .with_help("terminate it a moment later");
  }
  // Put also for a job that is over: the scheduler does nothing then, and the audit record is the same.
  const Request request{.kind = RequestKind::TerminateJob, .job_id = row.id};
  return put_requests(asker, {&request, 1});
}

Result<std::uint64_t> Desk::terminate_instance(const Asker& asker, std::string_view id, std::string_view task_name,
                                               std::int64_t index) const {
  OPENCAM_TRY(const TaskRow row, task(asker.scope, id, task_name));
  if (index < 0 || index >= row.spec.instance_count) {
    return not_there(ErrorCode::BatchInstanceNotExist, "task instance", std::to_string(index));
  }
  const Request request{.kind = RequestKind::TerminateInstance,
                        .job_id = row.job_id,
                        .task = row.ordinal,
                        .index = static_cast<std::uint32_t>(index)};
  return put_requests(asker, {&request, 1});
}

Result<std::uint64_t> Desk::retry_jobs(const Asker& asker, std::span<const std::string> ids) const {
  OPENCAM_TRY(check_call_size("JobIds", ids.size()));
  std::vector<Request> requests;
  std::set<std::string_view> seen;
  for (const std::string& id : ids) {
    OPENCAM_TRY(const JobRow row, job(asker.scope, id));
    if (row.now.state != State::Failed) {
      return Error(ErrorCode::BatchUnsupported,
                   "the job `" + row.id + "` is `" + std::string(name(row.now.state)) + "`")
          .with_help("only jobs in FAILED can be tried again");
    }
    if (seen.insert(id).second) requests.push_back({.kind = RequestKind::RetryJob, .job_id = row.id});
  }
  return put_requests(asker, requests);
}

Result<std::uint64_t> Desk::delete_job(const Asker& asker, std::string_view id) const {
  OPENCAM_TRY(job(asker.scope, id));
  OPENCAM_TRY(const std::uint64_t outbox, parts_.store.delete_job(id, asker.audit));
  parts_.bell.ring();
  return outbox;
}

Result<Added> Desk::create_env(const Asker& asker, std::string id, NewEnv env) const {
  OPENCAM_TRY(check_client_token(asker.client_token));
  OPENCAM_TRY(check_zone(asker.scope.region, env.zone));
  OPENCAM_TRY(check_env(env.spec));
  EnvRow row;
  row.id = std::move(id);
  row.scope = asker.scope;
  row.creator = asker.creator;
  row.creator_type = asker.creator_type;
  row.zone = std::move(env.zone);
  row.created_ms = parts_.clock.now_ms();
  row.client_token = asker.client_token;
  row.spec = std::move(env.spec);
  OPENCAM_TRY(Added added, parts_.store.add_env(row, env.submission, parts_.quota, asker.audit));
  parts_.bell.ring();
  return added;
}

Result<std::uint64_t> Desk::put_env_requests(const Asker& asker, const EnvRow& env, const EnvChange& change,
                                             std::span<const Request> requests) const {
  OPENCAM_TRY(const std::uint64_t outbox, parts_.store.change_env(env.id, change, requests, parts_.quota, asker.audit));
  parts_.bell.ring();
  return outbox;
}

Result<std::uint64_t> Desk::change_env(const Asker& asker, std::string_view id, EnvChange change) const {
  OPENCAM_TRY(const EnvRow row, env(asker.scope, id));
  if (!change.name && !change.description && !change.desired_nodes && !change.instance_types) {
    return Error(ErrorCode::BatchNothingToModify, "nothing of the compute environment `" + row.id + "` is changed")
        .with_help("give at least one of DesiredComputeNodeCount, EnvName, EnvDescription and EnvData");
  }
  OPENCAM_TRY(check_env_change(change));
  if (row.is_deleting) {
    return Error(ErrorCode::BatchEnvBusy, "the compute environment `" + row.id + "` is being deleted")
        .with_help("create another one");
  }
  std::vector<Request> requests;
  // Also when it is the same number: the nodes may not be as many, because the service's role refused something.
  if (change.desired_nodes) requests.push_back({.kind = RequestKind::FitEnv, .env_id = row.id});
  return put_env_requests(asker, row, change, requests);
}

Result<std::uint64_t> Desk::delete_env(const Asker& asker, std::string_view id) const {
  OPENCAM_TRY(const EnvRow row, env(asker.scope, id));
  const Request request{.kind = RequestKind::DeleteEnv, .env_id = row.id};
  return put_env_requests(asker, row, {}, {&request, 1});
}

Result<std::uint64_t> Desk::terminate_nodes(const Asker& asker, std::string_view env_id,
                                            std::span<const std::string> node_ids) const {
  OPENCAM_TRY(const EnvRow row, env(asker.scope, env_id));
  OPENCAM_TRY(check_call_size("ComputeNodeIds", node_ids.size()));
  OPENCAM_TRY(const std::vector<NodeRow> nodes, parts_.store.nodes(env_id));
  std::vector<Request> requests;
  std::set<std::string_view> seen;
  for (const std::string& id : node_ids) {
    OPENCAM_TRY(check_id(IdKind::Node, "ComputeNodeId", id));
    const auto node = std::ranges::find(nodes, id, &NodeRow::id);
    if (node == nodes.end()) return not_there(ErrorCode::BatchNodeNotExist, "compute node", id);
    if (node->state == NodeState::Deleting) {
      return Error(ErrorCode::BatchNodeTerminating, "the compute node `" + id + "` is being ended already")
          .with_help("leave it out");
    }
    if (!may_terminate(node->state)) {
      return Error(ErrorCode::BatchNodeKept,
                   "the compute node `" + id + "` is `" + std::string(name(node->state)) + "`")
          .with_help("nodes are ended in CREATED, CREATION_FAILED, RUNNING and ABNORMAL");
    }
    if (node->is_attached) {
      return Error(ErrorCode::BatchUnsupported, "the compute node `" + id + "` was attached by a user")
          .with_help("use DetachInstances");
    }
    if (seen.insert(id).second) {
      requests.push_back({.kind = RequestKind::TerminateNode, .env_id = row.id, .node_id = id});
    }
  }
  EnvChange change;
  change.desired_nodes = std::max<std::int64_t>(0, row.spec.desired_nodes - static_cast<std::int64_t>(requests.size()));
  return put_env_requests(asker, row, change, requests);
}

Result<std::uint64_t> Desk::attach_machines(const Asker& asker, std::string_view env_id,
                                            std::span<const std::string> machine_ids) const {
  OPENCAM_TRY(const EnvRow row, env(asker.scope, env_id));
  OPENCAM_TRY(check_call_size("Instances", machine_ids.size()));
  OPENCAM_TRY(check_repeated("Instances", machine_ids));
  std::vector<Request> requests;
  for (const std::string& id : machine_ids) {
    OPENCAM_TRY(const std::optional<std::string> holder, parts_.store.env_of_machine(id));
    if (!is_id(IdKind::Machine, id) || holder) {
      return Error(ErrorCode::BatchInstancesNotAttachable,
                   "Instances: `" + text::shortened(id) + "` is no machine, or one of a compute environment already")
          .with_help("name a machine, `ins-` and eight lower-case letters and digits, that no environment has");
    }
    requests.push_back({.kind = RequestKind::AttachMachine, .env_id = row.id, .machine_id = id});
  }
  return put_env_requests(asker, row, {}, requests);
}

Result<std::uint64_t> Desk::detach_machines(const Asker& asker, std::string_view env_id,
                                            std::span<const std::string> machine_ids) const {
  OPENCAM_TRY(const EnvRow row, env(asker.scope, env_id));
  OPENCAM_TRY(check_call_size("InstanceIds", machine_ids.size()));
  OPENCAM_TRY(check_repeated("InstanceIds", machine_ids));
  OPENCAM_TRY(const std::vector<NodeRow> nodes, parts_.store.nodes(env_id));
  std::vector<Request> requests;
  for (const std::string& id : machine_ids) {
    const auto node = std::ranges::find(nodes, id, &NodeRow::machine_id);
    if (node == nodes.end() || !node->is_attached) {
      return Error(ErrorCode::BatchUnsupported,
                   "InstanceIds: `" + text::shortened(id) + "` was not attached to the compute environment")
          .with_help("only what AttachInstances has added can be detached");
    }
    requests.push_back({.kind = RequestKind::DetachMachine, .env_id = row.id, .machine_id = id});
  }
  return put_env_requests(asker, row, {}, requests);
}

Result<Added> Desk::create_template(const Asker& asker, std::string id, TaskTemplateRow row) const {
  OPENCAM_TRY(check_template(row.name, row.description));
  row.id = std::move(id);
  row.scope = asker.scope;
  row.creator = asker.creator;
  row.creator_type = asker.creator_type;
  row.created_ms = parts_.clock.now_ms();
  return parts_.store.add_template(row, parts_.quota, asker.audit);
}

Result<std::uint64_t> Desk::change_template(const Asker& asker, std::string_view id, TaskTemplateChange change) const {
  OPENCAM_TRY(const TaskTemplateRow row, task_template(asker.scope, id));
  if (!change.name && !change.description && !change.submission) {
    return Error(ErrorCode::BatchNothingToModify, "nothing of the task template `" + row.id + "` is changed")
        .with_help("give at least one of TaskTemplateName, TaskTemplateDescription and TaskTemplateInfo");
  }
  OPENCAM_TRY(check_template(change.name.value_or(row.name), change.description.value_or(row.description)));
  return parts_.store.change_template(id, change, asker.audit);
}

Result<std::uint64_t> Desk::delete_templates(const Asker& asker, std::span<const std::string> ids) const {
  OPENCAM_TRY(check_call_size("TaskTemplateIds", ids.size()));
  for (const std::string& id : ids) OPENCAM_TRY(task_template(asker.scope, id));
  return parts_.store.delete_templates(ids, asker.audit);
}

}  // namespace opencam::batch
