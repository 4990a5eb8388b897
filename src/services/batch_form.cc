#include "services/batch_form.h"

#include <algorithm>
#include <charconv>
#include <limits>

#include "base/text.h"
#include "batch/refusal.h"
#include "batch/submission.h"
#include "services/batch_limits.h"
#include "services/batch_notification.h"
#include "services/wire_form.h"

namespace opencam::services {
namespace {

using batch::refusal;
using batch::TaskSpec;

// A number of the wire that is beyond all ours is as good as the largest.
std::int64_t bounded(std::uint64_t number) {
  return static_cast<std::int64_t>(std::min<std::uint64_t>(number, std::numeric_limits<std::int64_t>::max()));
}

bool has_text(const std::optional<std::string>& text) { return text && !text->empty(); }

// One of the names of an enumeration, or its first when nothing is given.
template <typename Enum>
Result<Enum> enum_of(const std::optional<std::string>& given, const std::string& field) {
  if (!has_text(given)) return Enum{};
  const auto names = names_of(Enum{});
  const auto found = std::ranges::find(names, *given);
  if (found != names.end()) return static_cast<Enum>(found - names.begin());
  std::string known;
  for (const std::string_view name : names) known += (known.empty() ? "`" : ", `") + std::string(name) + "`";
  return refusal(ErrorCode::BatchValueIllegal, field, *given, "is unknown", "write one of " + known);
}

bool is_image_id(std::string_view text) {
  return text.starts_with("img-") && text.size() == 12 &&
         std::ranges::all_of(text.substr(4), [](char c) { return text::is_digit(c) || (c >= 'a' && c <= 'z'); });
}

Result<void> check_disks(const api::batch::EnvData& data, const std::string& field) {
  const auto check = [](std::int64_t size, const std::string& at) -> Result<void> {
    if (size >= 0) return {};
    return refusal(ErrorCode::BatchValueNegative, at, std::to_string(size), "is negative", "give a size in GiB");
  };
  if (data.system_disk) OPENCAM_TRY(check(data.system_disk->disk_size.value_or(0), field + ".SystemDisk.DiskSize"));
  if (!data.data_disks) return {};
  for (std::size_t i = 0; i < data.data_disks->size(); ++i) {
    OPENCAM_TRY(check((*data.data_disks)[i].disk_size, field + ".DataDisks." + std::to_string(i) + ".DiskSize"));
  }
  return {};
}

Result<void> check_price(const api::batch::EnvData& data, const std::string& field) {
  constexpr std::string_view charges[] = {"POSTPAID_BY_HOUR", "SPOTPAID"};
  const std::string charge = data.instance_charge_type.value_or("");
  if (!charge.empty() && std::ranges::find(charges, charge) == std::end(charges)) {
    return refusal(ErrorCode::BatchMachineIllegal, field + ".InstanceChargeType", charge, "is unknown",
                   "write `POSTPAID_BY_HOUR` or `SPOTPAID`");
  }
  if (!data.instance_market_options) return {};
  const std::string price = data.instance_market_options->spot_options.max_price.value_or("");
  double value = 0;
  const auto read = std::from_chars(price.data(), price.data() + price.size(), value);
  const bool is_number = read.ec == std::errc() && read.ptr == price.data() + price.size() && value >= 0;
  if (price.empty() || is_number) return {};
  return refusal(ErrorCode::BatchValueNotFloat, field + ".InstanceMarketOptions.SpotOptions.MaxPrice", price,
                 "is no price", "write a number");
}

Result<void> check_zones(const std::vector<std::string>& zones, const BatchPlace& place) {
  for (const std::string& zone : zones) OPENCAM_TRY(batch::check_zone(place.region, zone));
  return {};
}

// The types that a machine may have; one when nothing is said.
Result<std::vector<std::string>> types_of(const api::batch::EnvData& data, const std::string& field,
                                          const BatchPlace& place) {
  const int ways = int{has_text(data.instance_type)} + int{data.instance_types.has_value()} +
                   int{data.instance_type_options.has_value()};
  if (ways > 1) {
    return Error(ErrorCode::BatchMachineIllegal, field +
                                                     ": more than one of `InstanceType`, `InstanceTypes` and "
                                                     "`InstanceTypeOptions` is given")
        .with_help("give one of them");
  }
  if (data.instance_types) return *data.instance_types;
  if (data.instance_type_options) {
    const auto& wanted = *data.instance_type_options;
    const auto* type = place.machines.smallest(bounded(wanted.cpu), bounded(wanted.memory),
                                               wanted.instance_categories.value_or(std::vector<std::string>{}));
    if (type != nullptr) return std::vector<std::string>{type->name};
    return Error(ErrorCode::BatchMachineIllegal, field + ".InstanceTypeOptions: there is no type of machine with `" +
                                                     std::to_string(wanted.cpu) + "` cores and `" +
                                                     std::to_string(wanted.memory) + "` GiB")
        .with_help("see DescribeAvailableCvmInstanceTypes");
  }
  if (has_text(data.instance_type)) return std::vector<std::string>{*data.instance_type};
  return std::vector<std::string>{place.machines.usual(false).name};
}

struct Machine {
  std::vector<std::string> types;
  MachineSize size;
};

Result<Machine> machine_of(const std::optional<api::batch::EnvData>& given, const std::string& field,
                           const BatchPlace& place) {
  const api::batch::EnvData data = given.value_or(api::batch::EnvData{});
  if (has_text(data.image_id) && !is_image_id(*data.image_id)) {
    return refusal(ErrorCode::BatchImageIdMalformed, field + ".ImageId", *data.image_id, "is no id of an image",
                   "write `img-` and eight lower-case letters and digits, or leave it out");
  }
  OPENCAM_TRY(check_disks(data, field));
  OPENCAM_TRY(check_price(data, field));
  OPENCAM_TRY(check_zones(data.zones.value_or(std::vector<std::string>{}), place));
  Machine machine;
  OPENCAM_TRY(machine.types, types_of(data, field, place));
  if (!machine.types.empty()) {
    OPENCAM_TRY(machine.size, size_of_types(machine.types, field + ".InstanceTypes", place.machines));
  }
  return machine;
}

Result<void> check_mounts(const std::optional<std::vector<api::batch::MountDataDisk>>& mounts,
                          const std::string& field) {
  for (const api::batch::MountDataDisk& mount : mounts.value_or(std::vector<api::batch::MountDataDisk>{})) {
    if (mount.local_path.starts_with('/') && mount.local_path.find('\0') == std::string::npos) continue;
    return refusal(ErrorCode::BatchLocalPathIllegal, field + ".MountDataDisks", mount.local_path, "is not absolute",
                   "begin it with `/`");
  }
  return {};
}

Result<void> check_env_type(const std::optional<std::string>& type, const std::string& field) {
  if (!has_text(type) || *type == "MANAGED") return {};
  return refusal(ErrorCode::BatchComputeEnvIllegal, field + ".EnvType", *type, "is not offered here",
                 "write `MANAGED`");
}

// An environment has nothing mounted: its nodes are slots, and each job brings its own mappings.
Result<void> check_env_mappings(const std::optional<std::vector<api::batch::InputMapping>>& mappings) {
  if (!mappings || mappings->empty()) return {};
  const std::string& source = mappings->front().source_path;
  if (source.find("://") != std::string::npos) {
    return refusal(ErrorCode::BatchRemoteSchemeIllegal, "ComputeEnv.InputMappings", source,
                   "is a path of a storage, which is not supported", "map local paths in the job's tasks");
  }
  return refusal(source.starts_with('/') ? ErrorCode::BatchRemotePathIllegal : ErrorCode::BatchLocalPathIllegal,
                 "ComputeEnv.InputMappings", source, "cannot be mounted into an environment",
                 "map local paths in the job's tasks");
}

// What runs: one command line. Several are run one after the other until one fails.
Result<std::string> command_of(const api::batch::Application& application, const std::string& field) {
  if (application.docker) {
    return Error(ErrorCode::BatchUnsupported, field + ".Docker: containers are not supported")
        .with_help("give a `Command` with DeliveryForm `LOCAL`; it runs in a sandbox of this machine");
  }
  if (has_text(application.package_path)) {
    return refusal(ErrorCode::BatchRemotePathIllegal, field + ".PackagePath", *application.package_path,
                   "cannot be fetched: packages are not supported", "map a local folder with InputMappings");
  }
  const std::string form = application.delivery_form.value_or("");
  if (form != "LOCAL") {
    const bool is_known = form == "PACKAGE" || form == "CONTAINER";
    return refusal(is_known ? ErrorCode::BatchUnsupported : ErrorCode::BatchValueIllegal, field + ".DeliveryForm", form,
                   is_known ? "is not supported" : "is unknown", "write `LOCAL`");
  }
  if (!application.commands || application.commands->empty()) return application.command.value_or("");
  if (has_text(application.command)) {
    return Error(ErrorCode::BatchParametersExclusive, field + ": both of `Command` and `Commands` are given")
        .with_help("give one of them");
  }
  std::string all;
  for (const api::batch::CommandLine& line : *application.commands) {
    all += (all.empty() ? "(\n" : " && (\n") + line.command.value_or("") + "\n)";
  }
  return all;
}

Result<void> check_redirects(const std::optional<api::batch::RedirectInfo>& redirect, const std::string& field) {
  if (!redirect) return {};
  for (const auto& [path, name] : {std::pair{redirect->stdout_redirect_path, "StdoutRedirectPath"},
                                   std::pair{redirect->stderr_redirect_path, "StderrRedirectPath"}}) {
    if (!has_text(path)) continue;
    const bool has_scheme = path->find("://") != std::string::npos;
    return refusal(has_scheme ? ErrorCode::BatchRemoteSchemeIllegal : ErrorCode::BatchRemotePathIllegal,
                   field + ".RedirectInfo." + name, *path, "is a path of a storage, which is not supported",
                   "use RedirectLocalInfo");
  }
  return {};
}

template <typename Mapping>
std::vector<batch::Mapping> mappings_of(const std::optional<std::vector<Mapping>>& given) {
  std::vector<batch::Mapping> out;
  for (const Mapping& mapping : given.value_or(std::vector<Mapping>{})) {
    out.push_back({.source = mapping.source_path, .destination = mapping.destination_path});
  }
  return out;
}

Result<void> check_target(const std::optional<std::string>& target, const std::string& field) {
  if (!has_text(target) || *target == "CMQ" || *target == "TDMQ_CMQ") return {};
  return refusal(ErrorCode::BatchValueIllegal, field + ".NotificationTarget", *target, "is unknown",
                 "write `CMQ` or `TDMQ_CMQ`");
}

Result<bool> recreates(const std::optional<std::string>& action) {
  if (!has_text(action)) return false;
  if (*action == "RECREATE") return true;
  return refusal(ErrorCode::BatchValueIllegal, "ComputeEnv.ActionIfComputeNodeInactive", *action, "is unknown",
                 "write `RECREATE`, or leave it out");
}

// What both kinds of environment have.
template <typename Env>
Result<batch::EnvSpec> common_spec_of(const Env& env) {
  batch::EnvSpec spec;
  spec.name = env.env_name;
  spec.description = env.env_description.value_or("");
  spec.env_type = has_text(env.env_type) ? *env.env_type : "MANAGED";
  spec.desired_nodes = env.desired_compute_node_count;
  OPENCAM_TRY(spec.recreates_inactive, recreates(env.action_if_compute_node_inactive));
  spec.resource_retries_max = env.resource_max_retry_count.value_or(spec.resource_retries_max);
  OPENCAM_TRY(check_target(env.notification_target, "ComputeEnv"));
  OPENCAM_TRY(check_env_mappings(env.input_mappings));
  return spec;
}

}  // namespace

Result<MachineSize> size_of_types(const std::vector<std::string>& types, const std::string& field,
                                  const MachineTypes& machines) {
  MachineSize size;
  for (const std::string& name : types) {
    const MachineType* type = machines.find(name);
    if (type == nullptr) {
      return refusal(ErrorCode::BatchInstanceTypeUnknown, field, name, "is no type of machine that is here",
                     "see DescribeAvailableCvmInstanceTypes");
    }
    if (&name == &types.front()) size = {.cores = type->cores, .memory_gib = type->memory_gib};
  }
  return size;
}

Result<TaskSpec> task_spec_of(const api::batch::Task& task, const std::string& field, const BatchPlace& place) {
  TaskSpec spec;
  spec.name = task.task_name.value_or("");
  OPENCAM_TRY(spec.command, command_of(task.application, field + ".Application"));
  spec.instance_count = bounded(task.task_instance_num.value_or(1));
  spec.env_id = task.env_id.value_or("");
  spec.has_anonymous_env = task.compute_env.has_value();
  if (task.compute_env) {
    const std::string at = field + ".ComputeEnv";
    OPENCAM_TRY(check_env_type(task.compute_env->env_type, at));
    OPENCAM_TRY(check_mounts(task.compute_env->mount_data_disks, at));
    OPENCAM_TRY(const Machine machine, machine_of(task.compute_env->env_data, at + ".EnvData", place));
    if (task.compute_env->env_data && task.compute_env->env_data->instance_types) {
      OPENCAM_TRY(batch::check_env_change({.instance_types = machine.types}));
    }
  }
  OPENCAM_TRY(spec.failed_action, enum_of<batch::FailedAction>(task.failed_action, field + ".FailedAction"));
  spec.retries_max = bounded(task.max_retry_count.value_or(0));
  spec.timeout_s = bounded(task.timeout.value_or(static_cast<std::uint64_t>(spec.timeout_s)));
  spec.concurrent_max = bounded(task.max_concurrent_num.value_or(0));
  spec.resource_retries_max = bounded(task.resource_max_retry_count.value_or(0));
  spec.restarts_node = task.restart_compute_node.value_or(false);
  for (const api::batch::EnvVar& variable : task.env_vars.value_or(std::vector<api::batch::EnvVar>{})) {
    spec.environment.emplace_back(variable.name, variable.value);
  }
  spec.inputs = mappings_of(task.input_mappings);
  spec.outputs = mappings_of(task.output_mappings);
  OPENCAM_TRY(check_redirects(task.redirect_info, field));
  if (task.redirect_local_info) {
    const auto& local = *task.redirect_local_info;
    spec.redirect = {.stdout_folder = local.stdout_local_path.value_or(""),
                     .stdout_name = local.stdout_local_file_name.value_or(""),
                     .stderr_folder = local.stderr_local_path.value_or(""),
                     .stderr_name = local.stderr_local_file_name.value_or("")};
  }
  return spec;
}

Result<batch::JobSpec> job_spec_of(const api::batch::Job& job, const BatchPlace& place) {
  batch::JobSpec spec;
  spec.name = job.job_name.value_or("");
  spec.description = job.job_description.value_or("");
  spec.priority = bounded(job.priority.value_or(0));
  OPENCAM_TRY(spec.depend_on, enum_of<batch::DependOn>(job.task_execution_depend_on, "Job.TaskExecutionDependOn"));
  OPENCAM_TRY(spec.creation_failed,
              enum_of<batch::CreationFailed>(job.state_if_create_cvm_failed, "Job.StateIfCreateCvmFailed"));
  OPENCAM_TRY(check_target(job.notification_target, "Job"));
  OPENCAM_TRY(check_notifications(job.notifications.value_or(std::vector<api::batch::Notification>{}), "Job"));
  for (std::size_t i = 0; i < job.tasks.size(); ++i) {
    OPENCAM_TRY(TaskSpec task, task_spec_of(job.tasks[i], "Job.Tasks." + std::to_string(i), place));
    spec.tasks.push_back(std::move(task));
  }
  for (const api::batch::Dependence& edge : job.dependences.value_or(std::vector<api::batch::Dependence>{})) {
    spec.dependences.push_back({.start_task = edge.start_task, .end_task = edge.end_task});
  }
  return spec;
}

Result<batch::EnvSpec> env_spec_of(const api::batch::NamedComputeEnv& env, const BatchPlace& place) {
  OPENCAM_TRY(batch::EnvSpec spec, common_spec_of(env));
  OPENCAM_TRY(check_notifications(env.notifications.value_or(std::vector<api::batch::Notification>{}), "ComputeEnv"));
  OPENCAM_TRY(check_mounts(env.mount_data_disks, "ComputeEnv"));
  OPENCAM_TRY(const Machine machine, machine_of(env.env_data, "ComputeEnv.EnvData", place));
  spec.instance_types = machine.types;
  spec.node_cores = machine.size.cores;
  spec.node_memory_gib = machine.size.memory_gib;
  return spec;
}

Result<batch::EnvSpec> env_spec_of(const api::batch::NamedCpmComputeEnv& env, const BatchPlace& place) {
  OPENCAM_TRY(batch::EnvSpec spec, common_spec_of(env));
  if (env.notifications) OPENCAM_TRY(check_notifications({*env.notifications}, "ComputeEnv"));
  spec.resource_type = batch::ResourceType::Cpm;
  OPENCAM_TRY(check_zones(env.env_data.zones, place));
  spec.instance_types = env.env_data.instance_types;
  OPENCAM_TRY(const MachineSize size,
              size_of_types(spec.instance_types, "ComputeEnv.EnvData.InstanceTypes", place.machines));
  spec.node_cores = size.cores;
  spec.node_memory_gib = size.memory_gib;
  return spec;
}

Result<directory::Tags> tags_of(const std::optional<std::vector<api::batch::Tag>>& tags, std::string_view field) {
  directory::Tags out;
  if (!tags) return out;
  if (tags->size() > limits::batch_tags_max) {
    return refusal(ErrorCode::BatchValueTooLarge, std::string(field), std::to_string(tags->size()),
                   "are more than " + std::to_string(limits::batch_tags_max), "give fewer");
  }
  for (const api::batch::Tag& tag : *tags) {
    if (!out.try_emplace(tag.key, tag.value).second) {
      return refusal(ErrorCode::TagKeyRepeated, std::string(field), tag.key, "is given twice", "give each key once");
    }
  }
  return out;
}

std::vector<api::batch::Tag> shown_tags(const directory::Tags& tags) {
  std::vector<api::batch::Tag> out;
  for (const auto& [key, value] : tags) out.push_back({.key = key, .value = value});
  return out;
}

std::string batch_time(std::int64_t ms) { return ms == 0 ? std::string() : rfc3339_time(ms); }

api::batch::Placement placement_of(const std::string& zone) {
  api::batch::Placement placement;
  placement.zone = zone;
  return placement;
}

}  // namespace opencam::services
