#include "services/batch_submission.h"

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <boost/system/error_code.hpp>
#include <vector>

#include "services/gate.h"
#include "services/parameter_reader.h"
#include "services/response_writer.h"

namespace opencam::services {
namespace {

namespace json = boost::json;

std::string text_of(api::ResponseWriter writer) {
  json::value root = std::move(writer).take();
  star_secrets(root);
  return json::serialize(root);
}

Error unreadable() { return Error(ErrorCode::Corrupt, "what was submitted cannot be read any more"); }

Result<json::object> object_of(std::string_view text) {
  boost::system::error_code failure;
  json::value root = json::parse(text, failure);
  if (failure || !root.is_object()) return unreadable();
  return std::move(root.get_object());
}

template <typename Env>
void write_env(const Env& env, const api::batch::Placement& placement, api::ResponseWriter& out) {
  out.put_present("InputMappings", env.input_mappings);
  out.put_present("Authentications", env.authentications);
  out.put("Placement", placement);
}

}  // namespace

std::string submission_text(const api::batch::Job& job, const api::batch::Placement& placement) {
  api::ResponseWriter out;
  out.put("Tasks", job.tasks);
  out.put("Dependences", job.dependences.value_or(std::vector<api::batch::Dependence>{}));
  out.put("Placement", placement);
  return text_of(std::move(out));
}

std::string submission_text(const api::batch::NamedComputeEnv& env, const api::batch::Placement& placement) {
  api::ResponseWriter out;
  out.put_present("EnvData", env.env_data);
  out.put_present("MountDataDisks", env.mount_data_disks);
  out.put_present("Notifications", env.notifications);
  write_env(env, placement, out);
  return text_of(std::move(out));
}

std::string submission_text(const api::batch::NamedCpmComputeEnv& env, const api::batch::Placement& placement) {
  api::batch::EnvData data;
  data.instance_types = env.env_data.instance_types;
  data.zones = env.env_data.zones;
  api::ResponseWriter out;
  out.put("EnvData", data);
  write_env(env, placement, out);
  return text_of(std::move(out));
}

std::string submission_text(const api::batch::Task& task) {
  api::ResponseWriter out;
  out.put("Task", task);
  return text_of(std::move(out));
}

Result<SubmittedJob> read_submitted_job(std::string_view text) {
  OPENCAM_TRY(const json::object object, object_of(text));
  SubmittedJob job;
  api::ParameterReader in(object);
  in.required("Tasks", job.tasks);
  in.required("Dependences", job.dependences);
  in.required("Placement", job.placement);
  if (!in.finish()) return unreadable();
  return job;
}

Result<SubmittedEnv> read_submitted_env(std::string_view text) {
  OPENCAM_TRY(const json::object object, object_of(text));
  SubmittedEnv env;
  std::optional<api::batch::EnvData> data;
  std::optional<std::vector<api::batch::MountDataDisk>> mounts;
  std::optional<std::vector<api::batch::InputMapping>> mappings;
  std::optional<std::vector<api::batch::Authentication>> authentications;
  std::optional<std::vector<api::batch::Notification>> notifications;
  api::ParameterReader in(object);
  in.optional("EnvData", data);
  in.optional("MountDataDisks", mounts);
  in.optional("InputMappings", mappings);
  in.optional("Authentications", authentications);
  in.optional("Notifications", notifications);
  in.required("Placement", env.placement);
  if (!in.finish()) return unreadable();
  if (data) env.env_data = *std::move(data);
  if (mounts) env.mount_data_disks = *std::move(mounts);
  if (mappings) env.input_mappings = *std::move(mappings);
  if (authentications) env.authentications = *std::move(authentications);
  if (notifications) env.notifications = *std::move(notifications);
  return env;
}

Result<api::batch::Task> read_submitted_task(std::string_view text) {
  OPENCAM_TRY(const json::object object, object_of(text));
  api::batch::Task task;
  api::ParameterReader in(object);
  in.required("Task", task);
  if (!in.finish()) return unreadable();
  return task;
}

Result<std::string> with_instance_types(std::string_view text, const std::vector<std::string>& types) {
  OPENCAM_TRY(json::object object, object_of(text));
  json::value& data = object["EnvData"];
  if (!data.is_object()) data = json::object();
  json::object& members = data.get_object();
  members.erase("InstanceType");
  members.erase("InstanceTypeOptions");
  json::array& list = members["InstanceTypes"].emplace_array();
  for (const std::string& type : types) list.emplace_back(type);
  return json::serialize(object);
}

}  // namespace opencam::services
