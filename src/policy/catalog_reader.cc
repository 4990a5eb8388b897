#include "policy/catalog_reader.h"

#include <algorithm>

#include "base/limits.h"
#include "base/text.h"
#include "opencam/policy.h"

namespace opencam {
namespace {

constexpr std::size_t service_characters_max = 32;
constexpr std::size_t description_bytes_max = 300;
constexpr std::int64_t preset_id_max = 999999;

bool is_service_name(std::string_view name) {
  const auto is_letter = [](char c) { return text::is_lower(c) || text::is_digit(c) || c == '_'; };
  return !name.empty() && name.size() <= service_characters_max && std::ranges::all_of(name, is_letter);
}

bool is_action_name(std::string_view name) { return ActionName::parse("service:" + std::string(name)).has_value(); }

// Each `{` has its `}` and something between.
bool has_whole_placeholders(std::string_view content) {
  std::size_t at = 0;
  while ((at = content.find_first_of("{}", at)) != std::string_view::npos) {
    const std::size_t close = content.find_first_of("{}", at + 1);
    if (content[at] != '{' || close == std::string_view::npos || content[close] != '}' || close == at + 1) return false;
    at = close + 1;
  }
  return true;
}

std::optional<Level> level_named(std::string_view text) {
  if (text == "service") return Level::Service;
  if (text == "operation") return Level::Operation;
  if (text == "resource") return Level::Resource;
  return std::nullopt;
}

std::optional<Access> access_named(std::string_view text) {
  if (text == "read") return Access::Read;
  if (text == "list") return Access::List;
  if (text == "write") return Access::Write;
  return std::nullopt;
}

}  // namespace

Result<void> CatalogReader::read(const Source& file) {
  auto document = json::read(file.text(), {.depth_max = limits::json_depth_max});
  if (!document) return std::move(document).error().because(file.name());
  CatalogObject object(file, document->root());
  if (!document->root().is_object()) return object.finish();
  OPENCAM_TRY(object.required_number("schema_version", 1, 1));
  if (document->root().find("service") != nullptr) {
    OPENCAM_TRY(read_service(file, object));
    return object.finish();
  }
  OPENCAM_TRY(const std::span<const json::Value> services, object.list("services"));
  for (const json::Value& service : services) {
    CatalogObject one(file, service);
    OPENCAM_TRY(read_service(file, one));
    OPENCAM_TRY(one.finish());
  }
  OPENCAM_TRY(read_regions(object));
  OPENCAM_TRY(std::vector<std::string> keys, object.texts("condition_keys"));
  std::ranges::move(keys, std::back_inserter(catalog_.general_condition_keys_));
  OPENCAM_TRY(read_presets(file, object, ""));
  return object.finish();
}

Result<void> CatalogReader::read_service(const Source& file, CatalogObject& object) {
  ServiceInfo service;
  OPENCAM_TRY(service.name, object.required_text("service"));
  if (!is_service_name(service.name)) {
    return object.error(ErrorCode::InvalidArgument, "`" + text::shortened(service.name) +
                                                        "` is not the name of a service: lower-case letters, digits "
                                                        "and `_`, at most 32 characters");
  }
  if (catalog_.services_.contains(service.name)) {
    return object.error(ErrorCode::AlreadyExists, "the service `" + service.name + "` is described already");
  }
  OPENCAM_TRY(service.title, object.text("title"));
  OPENCAM_TRY(service.actions_complete, object.boolean("actions_complete", false));
  OPENCAM_TRY(service.is_authorisable, object.boolean("is_authorisable", true));
  OPENCAM_TRY(service.is_global, object.boolean("is_global", false));
  OPENCAM_TRY(service.has_account_uid, object.boolean("has_account_uid", false));
  OPENCAM_TRY(service.has_resource_policies, object.boolean("has_resource_policies", false));
  OPENCAM_TRY(service.condition_keys, object.texts("condition_keys"));
  OPENCAM_TRY(service.principals, object.texts("principals"));
  OPENCAM_TRY(read_templates(file, object, "resource_types", service.name, service.resource_types));
  OPENCAM_TRY(const std::span<const json::Value> actions, object.list("actions"));
  for (const json::Value& action : actions) OPENCAM_TRY(read_action(file, CatalogObject(file, action), service));
  // In the order of their names, so that find_action can search.
  std::ranges::sort(service.actions, {}, &ActionInfo::name);
  const auto twin = std::ranges::adjacent_find(service.actions, {}, &ActionInfo::name);
  if (twin != service.actions.end()) {
    return object.error(ErrorCode::AlreadyExists, "the action `" + twin->name.text() + "` stands twice");
  }
  OPENCAM_TRY(read_presets(file, object, service.name));
  std::ranges::copy(service.principals, std::inserter(catalog_.principals_, catalog_.principals_.end()));
  catalog_.services_.emplace(service.name, std::move(service));
  return {};
}

Result<void> CatalogReader::read_action(const Source& file, CatalogObject object, ServiceInfo& service) {
  ActionInfo action;
  action.name.service = service.name;
  OPENCAM_TRY(action.name.name, object.required_text("name"));
  if (!is_action_name(action.name.name)) {
    return object.error(ErrorCode::InvalidArgument,
                        "`" + text::shortened(action.name.name) + "` is not an action's name");
  }
  OPENCAM_TRY(read_templates(file, object, "resources", service.name, action.resources));
  OPENCAM_TRY(const std::string level, object.text("level", action.resources.empty() ? "operation" : "resource"));
  const std::optional<Level> level_read = level_named(level);
  if (!level_read || (*level_read == Level::Resource) == action.resources.empty()) {
    return object.error(ErrorCode::InvalidArgument,
                        "`level` of `" + action.name.name +
                            "` is `service` or `operation` without `resources`, or `resource` with them");
  }
  action.level = *level_read;
  OPENCAM_TRY(const std::string access, object.text("access", "write"));
  const std::optional<Access> access_read = access_named(access);
  if (!access_read) {
    return object.error(ErrorCode::InvalidArgument,
                        "`access` of `" + action.name.name + "` is not read, list or write");
  }
  action.access = *access_read;
  OPENCAM_TRY(action.supports_ip_condition, object.boolean("supports_ip_condition", true));
  OPENCAM_TRY(action.needs_permission, object.boolean("needs_permission", true));
  OPENCAM_TRY(action.condition_keys, object.texts("condition_keys"));
  OPENCAM_TRY(action.summary, object.text("summary"));
  OPENCAM_TRY(object.finish());
  service.actions.push_back(std::move(action));
  return {};
}

Result<ResourceTemplate> CatalogReader::read_template(const Source& file, const json::Value& value,
                                                      const std::string& service) {
  CatalogObject object(file, value);
  ResourceTemplate read;
  read.service = service;
  if (value.is_string()) {
    read.content = value.text;
  } else {
    OPENCAM_TRY(read.content, object.required_text("resource"));
    OPENCAM_TRY(read.type, object.text("type"));
    OPENCAM_TRY(read.service, object.text("service", service));
    OPENCAM_TRY(object.finish());
  }
  if (read.content.empty() || !has_whole_placeholders(read.content)) {
    return object.error(ErrorCode::InvalidArgument,
                        "`" + text::shortened(read.content) + "` is not a resource template");
  }
  if (read.type.empty()) read.type = read.content.substr(0, read.content.find('/'));
  return read;
}

Result<void> CatalogReader::read_templates(const Source& file, CatalogObject& object, std::string_view member,
                                           const std::string& service, std::vector<ResourceTemplate>& templates) {
  OPENCAM_TRY(const std::span<const json::Value> items, object.list(member));
  for (const json::Value& item : items) {
    OPENCAM_TRY(ResourceTemplate read, read_template(file, item, service));
    templates.push_back(std::move(read));
  }
  return {};
}

Result<void> CatalogReader::read_presets(const Source& file, CatalogObject& object, const std::string& service) {
  OPENCAM_TRY(const std::span<const json::Value> presets, object.list("presets"));
  for (const json::Value& preset : presets) OPENCAM_TRY(read_preset(file, CatalogObject(file, preset), service));
  return {};
}

Result<void> CatalogReader::read_preset(const Source& file, CatalogObject object, const std::string& service) {
  PresetPolicy preset;
  OPENCAM_TRY(const std::int64_t id, object.required_number("id", 1, preset_id_max));
  preset.id = static_cast<std::uint64_t>(id);
  OPENCAM_TRY(preset.name, object.required_text("name"));
  if (catalog_.find_preset(preset.id) != nullptr || catalog_.find_preset(preset.name) != nullptr) {
    return object.error(ErrorCode::AlreadyExists,
                        "the number or the name of the preset `" + preset.name + "` is taken already");
  }
  OPENCAM_TRY(preset.description, object.text("description"));
  if (preset.description.size() > description_bytes_max) {
    return object.error(ErrorCode::LimitExceeded, "the description of `" + preset.name + "` has more than 300 bytes");
  }
  OPENCAM_TRY(preset.service, object.text("service", service));
  OPENCAM_TRY(preset.is_service_linked, object.boolean("is_service_linked", false));
  OPENCAM_TRY(preset.linked_service, object.text("linked_service"));
  OPENCAM_TRY(preset.linked_role, object.text("linked_role"));
  if (preset.linked_service.empty() != preset.linked_role.empty() ||
      (!preset.linked_role.empty() && !preset.is_service_linked)) {
    return object.error(ErrorCode::InvalidArgument, "`linked_service` and `linked_role` of `" + preset.name +
                                                        "` belong together, and to a preset with `is_service_linked`");
  }
  const json::Value* document = object.find("document");
  if (document == nullptr || !document->is_object()) {
    return object.error(ErrorCode::MissingArgument, "the preset `" + preset.name + "` has no `document`");
  }
  preset.document = file.text().substr(document->span.begin, document->span.end - document->span.begin);
  OPENCAM_TRY(object.finish());
  preset_places_.push_back({&file, document->span});
  catalog_.presets_.push_back(std::move(preset));
  return {};
}

Result<void> CatalogReader::read_regions(CatalogObject& object) {
  OPENCAM_TRY(std::vector<std::string> regions, object.texts("regions"));
  for (std::string& region : regions) {
    if (canonical_region(region) != region) {
      return object.error(ErrorCode::InvalidArgument,
                          "the region `" + region + "` is a short code: list its long name");
    }
    if (!catalog_.regions_.insert(std::move(region)).second) {
      return object.error(ErrorCode::AlreadyExists, "a region stands twice in the list of regions");
    }
  }
  return {};
}

Result<Catalog> CatalogReader::finish() && {
  for (std::size_t i = 0; i < catalog_.presets_.size(); ++i) {
    OPENCAM_TRY(check_preset(catalog_.presets_[i], preset_places_[i]));
  }
  return std::move(catalog_);
}

Result<void> CatalogReader::check_preset(const PresetPolicy& preset, const PresetPlace& place) const {
  const auto found = check_policy(preset.document, {.kind = PolicyKind::Identity, .catalog = &catalog_});
  if (found.empty()) return {};
  const Diagnostic& first = found.front();
  return Error(error_code_named(first.code).value_or(ErrorCode::InvalidArgument),
               place.file->name() + ": the document of `" + preset.name + "`: " + first.message)
      .with_help(first.help)
      .at({place.document.begin + first.span.begin, place.document.begin + first.span.end});
}

}  // namespace opencam
