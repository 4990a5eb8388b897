#include "batch/spec_text.h"

#include <algorithm>
#include <array>

#include "base/json.h"

namespace opencam::batch {
namespace {

using json::Value;
using json::Writer;

struct TextField {
  std::string_view name;
  std::string TaskSpec::* text;
};
struct NumberField {
  std::string_view name;
  std::int64_t TaskSpec::* number;
};
struct BoolField {
  std::string_view name;
  bool TaskSpec::* flag;
};
struct MappingField {
  std::string_view name;
  std::vector<Mapping> TaskSpec::* mappings;
};
struct RedirectField {
  std::string_view name;
  std::string Redirect::* text;
};

constexpr TextField text_fields[] = {
    {"name", &TaskSpec::name}, {"command", &TaskSpec::command}, {"env_id", &TaskSpec::env_id}};
constexpr NumberField number_fields[] = {{"instance_count", &TaskSpec::instance_count},
                                         {"retries_max", &TaskSpec::retries_max},
                                         {"timeout_s", &TaskSpec::timeout_s},
                                         {"concurrent_max", &TaskSpec::concurrent_max},
                                         {"resource_retries_max", &TaskSpec::resource_retries_max}};
constexpr BoolField bool_fields[] = {{"has_anonymous_env", &TaskSpec::has_anonymous_env},
                                     {"restarts_node", &TaskSpec::restarts_node}};
constexpr MappingField mapping_fields[] = {{"inputs", &TaskSpec::inputs}, {"outputs", &TaskSpec::outputs}};
constexpr RedirectField redirect_fields[] = {{"stdout_folder", &Redirect::stdout_folder},
                                             {"stdout_name", &Redirect::stdout_name},
                                             {"stderr_folder", &Redirect::stderr_folder},
                                             {"stderr_name", &Redirect::stderr_name}};

void write_pair(Writer& out, std::string_view first, std::string_view second) {
  out.begin_array().string(first).string(second).end_array();
}

// A list of pairs of texts.
template <typename Add>
bool read_pairs(const Value& value, Add add) {
  if (!value.is_array()) return false;
  for (const Value& item : value.items) {
    if (!item.is_array() || item.items.size() != 2 || !item.items[0].is_string() || !item.items[1].is_string()) {
      return false;
    }
    add(item.items[0].text, item.items[1].text);
  }
  return true;
}

bool read_action(const Value& value, FailedAction& action) {
  const auto names = names_of(FailedAction{});
  const auto found = std::ranges::find(names, value.text);
  if (!value.is_string() || found == names.end()) return false;
  action = static_cast<FailedAction>(found - names.begin());
  return true;
}

bool read_lists(const json::Member& member, TaskSpec& spec) {
  if (member.name == "failed_action") return read_action(member.value, spec.failed_action);
  if (member.name == "environment") {
    return read_pairs(member.value, [&](const std::string& name, const std::string& value) {
      spec.environment.emplace_back(name, value);
    });
  }
  for (const MappingField& field : mapping_fields) {
    if (member.name != field.name) continue;
    return read_pairs(member.value, [&](const std::string& source, const std::string& destination) {
      (spec.*field.mappings).push_back({source, destination});
    });
  }
  return false;
}

bool read_member(const json::Member& member, TaskSpec& spec) {
  const Value& value = member.value;
  for (const TextField& field : text_fields) {
    if (member.name != field.name) continue;
    spec.*field.text = value.text;
    return value.is_string();
  }
  for (const RedirectField& field : redirect_fields) {
    if (member.name != field.name) continue;
    spec.redirect.*field.text = value.text;
    return value.is_string();
  }
  for (const NumberField& field : number_fields) {
    if (member.name != field.name) continue;
    const auto number = value.as_int64();
    spec.*field.number = number.value_or(0);
    return number.has_value();
  }
  for (const BoolField& field : bool_fields) {
    if (member.name != field.name) continue;
    spec.*field.flag = value.boolean;
    return value.is_bool();
  }
  return read_lists(member, spec);
}

}  // namespace

std::string task_spec_text(const TaskSpec& spec) {
  const TaskSpec plain;
  Writer out;
  out.begin_object();
  for (const TextField& field : text_fields) {
    if (!(spec.*field.text).empty()) out.key(field.name).string(spec.*field.text);
  }
  for (const NumberField& field : number_fields) {
    if (spec.*field.number != plain.*field.number) out.key(field.name).number(spec.*field.number);
  }
  for (const BoolField& field : bool_fields) {
    if (spec.*field.flag) out.key(field.name).boolean(true);
  }
  for (const RedirectField& field : redirect_fields) {
    if (!(spec.redirect.*field.text).empty()) out.key(field.name).string(spec.redirect.*field.text);
  }
  if (spec.failed_action != plain.failed_action) {
    out.key("failed_action").string(names_of(spec.failed_action).at(static_cast<std::size_t>(spec.failed_action)));
  }
  if (!spec.environment.empty()) {
    out.key("environment").begin_array();
    for (const auto& [name, value] : spec.environment) write_pair(out, name, value);
    out.end_array();
  }
  for (const MappingField& field : mapping_fields) {
    if ((spec.*field.mappings).empty()) continue;
    out.key(field.name).begin_array();
    for (const Mapping& mapping : spec.*field.mappings) write_pair(out, mapping.source, mapping.destination);
    out.end_array();
  }
  out.end_object();
  return std::move(out).take();
}

Result<TaskSpec> read_task_spec(std::string_view text) {
  auto document = json::read(text);
  if (!document || !document->root().is_object()) {
    return Error(ErrorCode::Corrupt, "a stored task cannot be read");
  }
  TaskSpec spec;
  for (const json::Member& member : document->root().members) {
    if (!read_member(member, spec)) {
      return Error(ErrorCode::Corrupt, "a stored task cannot be read: `" + member.name + "`");
    }
  }
  return spec;
}

}  // namespace opencam::batch
