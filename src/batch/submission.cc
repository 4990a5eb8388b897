#include "batch/submission.h"

#include <algorithm>
#include <optional>
#include <set>

#include "base/text.h"
#include "batch/dag.h"
#include "batch/limits.h"
#include "batch/refusal.h"

namespace opencam::batch {
namespace {

Result<void> check_length(ErrorCode code, std::string_view field, std::string_view given, std::size_t characters_max) {
  if (text::code_points(given) <= characters_max) return {};
  return refusal(code, field, given, "is longer than " + std::to_string(characters_max) + " characters", "shorten it");
}

Result<void> check_bytes(std::string_view field, std::string_view given, std::size_t bytes_max) {
  if (given.size() <= bytes_max) return {};
  return refusal(ErrorCode::BatchValueTooLarge, field, given, "is longer than " + std::to_string(bytes_max) + " bytes",
                 "shorten it");
}

// A number of [least, most].
Result<void> check_range(ErrorCode code, std::string_view field, std::int64_t given, std::int64_t least,
                         std::int64_t most) {
  if (given >= least && given <= most) return {};
  const bool is_negative = given < 0 && (code == ErrorCode::BatchValueTooLarge || code == ErrorCode::BatchValueIllegal);
  return refusal(is_negative ? ErrorCode::BatchValueNegative : code, field, std::to_string(given), "is out of range",
                 "write a number from " + std::to_string(least) + " to " + std::to_string(most));
}

// What becomes an argument, a variable or a path ends at a NUL.
Result<void> check_text(ErrorCode code, std::string_view field, std::string_view given) {
  if (given.find('\0') != std::string_view::npos) {
    return refusal(code, field, given, "holds a NUL character", "take it out");
  }
  if (!text::is_utf8(given)) return refusal(code, field, text::well_formed(given), "is no UTF-8", "write it as UTF-8");
  return {};
}

// Names of tasks and templates: they stand in paths of logs and in variables.
Result<void> check_name(ErrorCode code, std::string_view field, std::string_view given) {
  const bool has_others = !std::ranges::all_of(
      given, [](char c) { return text::is_letter(c) || text::is_digit(c) || c == '-' || c == '_' || c == '.'; });
  if (!given.empty() && !has_others) return {};
  return refusal(code, field, given, given.empty() ? "is empty" : "has a character that may not be there",
                 "write letters, digits, `-`, `_` and `.`");
}

// A path that a task names. `is_outside`: it is one of the machine, not of the working folder.
Result<void> check_path(std::string_view field, std::string_view path, bool is_outside) {
  constexpr ErrorCode illegal = ErrorCode::BatchLocalPathIllegal;
  if (path.find("://") != std::string_view::npos) {
    return refusal(ErrorCode::BatchRemoteSchemeIllegal, field, path, "is a path of a storage, which is not supported",
                   "give a local path that the operator has opened for jobs");
  }
  if (path.empty()) return refusal(illegal, field, path, "is empty", "give a local path");
  if (path.size() > limits::path_bytes_max) return refusal(illegal, field, path, "is too long", "shorten it");
  OPENCAM_TRY(check_text(illegal, field, path));
  if (is_outside && path.front() != '/') {
    return refusal(illegal, field, path, "is not absolute", "begin it with `/`");
  }
  for (const std::string_view segment : text::split(path, '/')) {
    if (segment == "..") return refusal(illegal, field, path, "leads out of its folder", "write it without `..`");
  }
  return {};
}

// A name of one file, without folders.
Result<void> check_file_name(std::string_view field, std::string_view file_name) {
  if (file_name.empty()) return {};
  OPENCAM_TRY(check_text(ErrorCode::BatchLocalPathIllegal, field, file_name));
  if (file_name.find('/') != std::string_view::npos || file_name == "." || file_name == ".." ||
      file_name.size() > 255) {
    return refusal(ErrorCode::BatchLocalPathIllegal, field, file_name, "is no file name",
                   "write a name without folders");
  }
  return {};
}

Result<void> check_environment(const TaskSpec& task, const std::string& field) {
  if (task.environment.size() > limits::variables_per_task_max) {
    return refusal(ErrorCode::BatchValueTooLarge, field + ".EnvVars", std::to_string(task.environment.size()),
                   "are more than " + std::to_string(limits::variables_per_task_max), "give fewer");
  }
  std::set<std::string_view> names;
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < task.environment.size(); ++i) {
    const auto& [name, value] = task.environment[i];
    const std::string here = field + ".EnvVars." + std::to_string(i);
    OPENCAM_TRY(check_bytes(here + ".Name", name, limits::variable_name_bytes_max));
    OPENCAM_TRY(check_bytes(here + ".Value", value, limits::variable_value_bytes_max));
    OPENCAM_TRY(check_text(ErrorCode::BatchValueIllegal, here + ".Value", value));
    const bool is_variable = !name.empty() && !text::is_digit(name.front()) && std::ranges::all_of(name, [](char c) {
      return text::is_letter(c) || text::is_digit(c) || c == '_';
    });
    if (!is_variable) {
      return refusal(ErrorCode::BatchValueIllegal, here + ".Name", name, "is no name of a variable",
                     "write letters, digits and `_`, no digit first");
    }
    if (!names.insert(name).second) {
      return refusal(ErrorCode::BatchValueIllegal, here + ".Name", name, "is given twice", "give it once");
    }
    bytes += name.size() + value.size() + 2;
  }
  if (bytes > limits::variables_bytes_max) {
    return refusal(ErrorCode::BatchValueTooLarge, field + ".EnvVars", std::to_string(bytes),
                   "bytes are more than " + std::to_string(limits::variables_bytes_max), "give fewer or shorter ones");
  }
  return {};
}

Result<void> check_mappings(const std::vector<Mapping>& mappings, const std::string& field, bool is_input) {
  if (mappings.size() > limits::mappings_per_task_max) {
    return refusal(ErrorCode::BatchValueTooLarge, field, std::to_string(mappings.size()),
                   "are more than " + std::to_string(limits::mappings_per_task_max), "map whole folders");
  }
  for (std::size_t i = 0; i < mappings.size(); ++i) {
    const std::string here = field + "." + std::to_string(i);
    OPENCAM_TRY(check_path(here + ".SourcePath", mappings[i].source, is_input));
    OPENCAM_TRY(check_path(here + ".DestinationPath", mappings[i].destination, !is_input));
  }
  return {};
}

Result<void> check_redirect(const Redirect& redirect, const std::string& field) {
  const std::string here = field + ".RedirectLocalInfo";
  if (!redirect.stdout_folder.empty()) OPENCAM_TRY(check_path(here + ".StdoutLocalPath", redirect.stdout_folder, true));
  if (!redirect.stderr_folder.empty()) OPENCAM_TRY(check_path(here + ".StderrLocalPath", redirect.stderr_folder, true));
  OPENCAM_TRY(check_file_name(here + ".StdoutLocalFileName", redirect.stdout_name));
  return check_file_name(here + ".StderrLocalFileName", redirect.stderr_name);
}

Result<void> check_place(const TaskSpec& task, const std::string& field) {
  if (task.env_id.empty() != task.has_anonymous_env) {
    return Error(ErrorCode::BatchEnvNotOne,
                 field + ": " + (task.env_id.empty() ? "neither" : "both") + " of `EnvId` and `ComputeEnv` given")
        .with_help("give exactly one of them");
  }
  return task.env_id.empty() ? Result<void>() : check_id(IdKind::Env, field + ".EnvId", task.env_id);
}

Result<void> check_numbers(const TaskSpec& task, const std::string& field) {
  OPENCAM_TRY(check_range(ErrorCode::BatchInstanceCountIllegal, field + ".TaskInstanceNum", task.instance_count, 1,
                          limits::instances_per_task_max));
  OPENCAM_TRY(check_range(ErrorCode::BatchRetryCountIllegal, field + ".MaxRetryCount", task.retries_max, 0,
                          limits::retries_max));
  OPENCAM_TRY(check_range(ErrorCode::BatchValueTooLarge, field + ".Timeout", task.timeout_s, 1, limits::timeout_s_max));
  OPENCAM_TRY(check_range(ErrorCode::BatchValueTooLarge, field + ".MaxConcurrentNum", task.concurrent_max, 0,
                          limits::concurrent_max));
  return check_range(ErrorCode::BatchValueTooLarge, field + ".ResourceMaxRetryCount", task.resource_retries_max, 0,
                     limits::resource_retries_max);
}

Result<void> check_task_names(std::vector<TaskSpec>& tasks) {
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    if (tasks[i].name.empty()) tasks[i].name = "task" + std::to_string(i);
    if (names.insert(tasks[i].name).second) continue;
    return refusal(ErrorCode::BatchTaskNameIllegal, "Job.Tasks." + std::to_string(i) + ".TaskName", tasks[i].name,
                   "is the name of another task too", "give each task its own name");
  }
  return {};
}

Result<void> check_types(std::string_view field, const std::vector<std::string>& types) {
  if (types.empty()) {
    return Error(ErrorCode::BatchInstanceTypesEmpty, std::string(field) + ": no type of machine is given")
        .with_help("give at least one, or leave the list out");
  }
  std::set<std::string_view> seen;
  for (const std::string& type : types) {
    if (!seen.insert(type).second) {
      return refusal(ErrorCode::BatchInstanceTypeRepeated, field, type, "is given twice", "give it once");
    }
  }
  return {};
}

}  // namespace

Result<void> check_task(const TaskSpec& task, std::string_view field_name) {
  const std::string field(field_name);
  if (!task.name.empty()) OPENCAM_TRY(check_task_name(field + ".TaskName", task.name));
  const std::string command = field + ".Application.Command";
  if (text::trimmed(task.command).empty()) {
    return refusal(ErrorCode::BatchValueIllegal, command, task.command, "is no command", "give a shell command line");
  }
  OPENCAM_TRY(check_bytes(command, task.command, limits::command_bytes_max));
  OPENCAM_TRY(check_text(ErrorCode::BatchValueIllegal, command, task.command));
  OPENCAM_TRY(check_place(task, field));
  OPENCAM_TRY(check_numbers(task, field));
  OPENCAM_TRY(check_environment(task, field));
  OPENCAM_TRY(check_mappings(task.inputs, field + ".InputMappings", true));
  OPENCAM_TRY(check_mappings(task.outputs, field + ".OutputMappings", false));
  return check_redirect(task.redirect, field);
}

Result<void> check_task_name(std::string_view field, std::string_view name) {
  OPENCAM_TRY(check_length(ErrorCode::BatchTaskNameTooLong, field, name, limits::task_name_characters_max));
  return check_name(ErrorCode::BatchTaskNameIllegal, field, name);
}

Result<CheckedJob> check_job(JobSpec spec) {
  OPENCAM_TRY(check_length(ErrorCode::BatchJobNameTooLong, "Job.JobName", spec.name, limits::job_name_characters_max));
  OPENCAM_TRY(check_length(ErrorCode::BatchJobDescriptionTooLong, "Job.JobDescription", spec.description,
                           limits::job_description_characters_max));
  OPENCAM_TRY(check_range(ErrorCode::BatchValueIllegal, "Job.Priority", spec.priority, 0, limits::priority_max));
  if (spec.tasks.empty()) {
    return Error(ErrorCode::BatchValueIllegal, "Job.Tasks: there is no task").with_help("give at least one");
  }
  if (spec.tasks.size() > limits::tasks_per_job_max) {
    return refusal(ErrorCode::BatchValueTooLarge, "Job.Tasks", std::to_string(spec.tasks.size()),
                   "are more than " + std::to_string(limits::tasks_per_job_max), "submit several jobs");
  }
  std::int64_t instances = 0;
  for (std::size_t i = 0; i < spec.tasks.size(); ++i) {
    OPENCAM_TRY(check_task(spec.tasks[i], "Job.Tasks." + std::to_string(i)));
    instances += spec.tasks[i].instance_count;
  }
  if (instances > limits::instances_per_job_max) {
    return refusal(ErrorCode::BatchInstanceCountIllegal, "Job.Tasks", std::to_string(instances),
                   "instances are more than " + std::to_string(limits::instances_per_job_max), "submit several jobs");
  }
  OPENCAM_TRY(check_task_names(spec.tasks));
  OPENCAM_TRY(std::vector<Edge> edges, edges_of(spec));
  return CheckedJob{.spec = std::move(spec), .edges = std::move(edges)};
}

Result<void> check_env(const EnvSpec& spec) {
  if (spec.name.empty()) {
    return refusal(ErrorCode::BatchValueIllegal, "ComputeEnv.EnvName", "", "is empty", "give it a name");
  }
  if (spec.env_type != "MANAGED") {
    return refusal(ErrorCode::BatchComputeEnvIllegal, "ComputeEnv.EnvType", spec.env_type, "is not offered here",
                   "write `MANAGED`");
  }
  OPENCAM_TRY(check_range(ErrorCode::BatchValueTooLarge, "ComputeEnv.ResourceMaxRetryCount", spec.resource_retries_max,
                          0, limits::resource_retries_max));
  if (!spec.instance_types.empty()) OPENCAM_TRY(check_types("ComputeEnv.EnvData.InstanceTypes", spec.instance_types));
  return check_env_change({.name = spec.name,
                           .description = spec.description,
                           .desired_nodes = spec.desired_nodes,
                           .instance_types = std::nullopt,
                           .submission = std::nullopt});
}

Result<void> check_env_change(const EnvChange& change) {
  if (change.name) {
    OPENCAM_TRY(check_length(ErrorCode::BatchEnvNameTooLong, "EnvName", *change.name, limits::env_name_characters_max));
  }
  if (change.description) {
    OPENCAM_TRY(check_length(ErrorCode::BatchEnvDescriptionTooLong, "EnvDescription", *change.description,
                             limits::env_description_characters_max));
  }
  if (change.desired_nodes) {
    OPENCAM_TRY(check_range(ErrorCode::BatchValueTooLarge, "DesiredComputeNodeCount", *change.desired_nodes, 0,
                            limits::desired_nodes_max));
  }
  return change.instance_types ? check_types("EnvData.InstanceTypes", *change.instance_types) : Result<void>();
}

Result<void> check_template(std::string_view name, std::string_view description) {
  OPENCAM_TRY(check_length(ErrorCode::BatchTemplateNameTooLong, "TaskTemplateName", name,
                           limits::template_name_characters_max));
  OPENCAM_TRY(check_name(ErrorCode::BatchTemplateNameIllegal, "TaskTemplateName", name));
  return check_length(ErrorCode::BatchTemplateDescriptionTooLong, "TaskTemplateDescription", description,
                      limits::template_description_characters_max);
}

Result<void> check_client_token(std::string_view token) {
  return check_bytes("ClientToken", token, limits::client_token_bytes_max);
}

Result<void> check_zone(std::string_view region, std::string_view zone) {
  const std::size_t dash = zone.rfind('-');
  const bool has_form = dash != std::string_view::npos && dash > 0 && text::is_all_digits(zone.substr(dash + 1)) &&
                        zone.size() - dash <= 4;
  if (!has_form) {
    return refusal(ErrorCode::BatchZoneUnknown, "Placement.Zone", zone, "is no zone",
                   "write a region and a number, `" + std::string(region) + "-1`");
  }
  if (zone.substr(0, dash) == region) return {};
  return refusal(ErrorCode::BatchZoneForeign, "Placement.Zone", zone, "lies in another region than the call",
                 "call `" + std::string(zone.substr(0, dash)) + "`, or name a zone of `" + std::string(region) + "`");
}

}  // namespace opencam::batch
