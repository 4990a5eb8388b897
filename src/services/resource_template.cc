#include "services/resource_template.h"

#include <algorithm>
#include <boost/json/value.hpp>
#include <optional>
#include <utility>

#include "base/check.h"
#include "base/limits.h"
#include "base/text.h"
#include "opencam/name.h"
#include "services/parameter_reader.h"

namespace opencam::services {
namespace {

// The texts of a value: of a list one for each element. Objects, booleans and empty texts count as absent.
void append_texts(const boost::json::value& value, std::vector<std::string>& out) {
  auto text = api::text_of(value);
  if (text && !text->empty()) out.push_back(*std::move(text));
}

// Follows one piece of a path; lists on the way give one value for each element.
std::vector<const boost::json::value*> step(const std::vector<const boost::json::value*>& from, std::string_view name) {
  std::vector<const boost::json::value*> out;
  for (const boost::json::value* value : from) {
    const auto* object = value->if_object();
    if (object == nullptr) continue;
    const auto* member = object->if_contains(name);
    if (member == nullptr) continue;
    if (const auto* list = member->if_array()) {
      for (const auto& item : *list) out.push_back(&item);
    } else {
      out.push_back(member);
    }
  }
  return out;
}

std::vector<std::string> values_of(std::string_view source_name, const boost::json::value& parameters,
                                   const ResourceSource& source) {
  std::vector<std::string> texts;
  if (source_name == "$uin") {
    if (!source.uin.empty()) texts.emplace_back(source.uin);
    return texts;
  }
  if (source_name == "$owner_uin") return {std::string(source.owner_uin)};
  std::vector<const boost::json::value*> values = {&parameters};
  for (const std::string_view piece : text::split(source_name, '.')) values = step(values, piece);
  for (const boost::json::value* value : values) append_texts(*value, texts);
  return texts;
}

// `A|B|$uin`: the first source that has a value; `*` when none has. CAM-174: the number 0 is no value while another
// source is left, since it is nobody's number and clients that fill in every field mean none by it.
std::vector<std::string> placeholder_values(std::string_view placeholder, const boost::json::value& parameters,
                                            const ResourceSource& source) {
  const auto names = text::split(placeholder, '|');
  for (const std::string_view name : names) {
    auto values = values_of(name, parameters, source);
    const bool is_zero = values.size() == 1 && values.front() == "0" && name != names.back();
    if (!values.empty() && !is_zero) return values;
  }
  return {"*"};
}

// The content with every placeholder filled in; one for each value of a list.
std::vector<std::string> filled(std::string_view content, const boost::json::value& parameters,
                                const ResourceSource& source) {
  std::vector<std::string> contents = {""};
  while (!content.empty()) {
    const std::size_t open = content.find('{');
    const std::size_t close = open == std::string_view::npos ? open : content.find('}', open);
    if (close == std::string_view::npos) {
      for (std::string& text : contents) text += content;
      break;
    }
    const auto values = placeholder_values(content.substr(open + 1, close - open - 1), parameters, source);
    std::vector<std::string> longer;
    for (const std::string& text : contents) {
      for (const std::string& value : values) {
        longer.push_back(text);
        longer.back().append(content.substr(0, open)).append(value);
      }
    }
    contents = std::move(longer);
    content.remove_prefix(close + 1);
  }
  return contents;
}

// A role is asked on by its name, also when the caller wrote its id.
std::string with_role_name(std::string resource, const ResourceSource& source) {
  const auto name = ResourceName::parse(resource);
  if (!name || name->service != "cam" || !name->content.starts_with("role/") || !source.role_name) return resource;
  const std::string_view id = std::string_view(name->content).substr(5);
  const std::string_view owner =
      name->account.form == AccountForm::Uin ? std::string_view(name->account.number) : source.owner_uin;
  const std::string role = source.role_name(owner, id);
  if (role.empty()) return resource;
  ResourceName by_name = *name;
  by_name.content = "roleName/" + role;
  return by_name.text();
}

}  // namespace

bool is_region_text(std::string_view region) {
  return region.size() <= limits::region_bytes_max &&
         std::ranges::all_of(region, [](char c) { return text::is_letter(c) || text::is_digit(c) || c == '-'; });
}

std::string resource_text(const Catalog& catalog, std::string_view service, std::string_view content,
                          const ResourceSource& source) {
  OPENCAM_CHECK(is_region_text(source.region));
  const ServiceInfo* info = catalog.find_service(service);
  const bool by_app_id = info != nullptr && info->has_account_uid;
  std::string text = "qcs::" + std::string(service) + ":";
  if (info == nullptr || !info->is_global) text += source.region;
  text += by_app_id ? ":uid/" + std::string(source.app_id) : ":uin/" + std::string(source.owner_uin);
  return text + ":" + std::string(content);
}

bool names_whole_types(const ActionInfo& info, const boost::json::object& parameters, const ResourceSource& source) {
  const boost::json::value root(parameters);
  for (const ResourceTemplate& wanted : info.resources) {
    const std::size_t open = wanted.content.find('{');
    const std::size_t close = open == std::string::npos ? open : wanted.content.find('}', open);
    if (close == std::string::npos) return false;
    const auto names = text::split(std::string_view(wanted.content).substr(open + 1, close - open - 1), '|');
    const bool is_given =
        std::ranges::any_of(names, [&](std::string_view name) { return !values_of(name, root, source).empty(); });
    if (is_given) return false;
  }
  return !info.resources.empty();
}

std::vector<std::string> requested_resources(const Catalog& catalog, const ActionInfo* info,
                                             const boost::json::object& parameters, const ResourceSource& source) {
  std::vector<std::string> resources;
  if (info == nullptr || info->level != Level::Resource) return {"*"};
  const boost::json::value root(parameters);
  for (const ResourceTemplate& wanted : info->resources) {
    const std::string& service = wanted.service.empty() ? info->name.service : wanted.service;
    for (std::string& content : filled(wanted.content, root, source)) {
      // CAM-037: only a placeholder that stands alone can hold a whole resource.
      const bool is_whole = wanted.content.starts_with('{') && content.starts_with("qcs:");
      std::string resource = is_whole ? std::move(content) : resource_text(catalog, service, content, source);
      resource = with_role_name(std::move(resource), source);
      if (std::ranges::find(resources, resource) == resources.end()) resources.push_back(std::move(resource));
    }
  }
  if (resources.empty()) return {"*"};
  return resources;
}

}  // namespace opencam::services
