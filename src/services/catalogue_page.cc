#include "services/catalogue_page.h"

#include <array>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.h"
#include "policy/operator.h"

namespace opencam::services {
namespace {

constexpr auto comparisons = std::to_array<Comparison>({
#define OPENCAM_OPERATOR(enumerator, text, family, negated) Comparison::enumerator,
#include "opencam/operator.def"
#undef OPENCAM_OPERATOR
});

void write_texts(json::Writer& out, std::string_view member, const std::vector<std::string>& texts) {
  if (texts.empty()) return;
  out.key(member).begin_array();
  for (const std::string& text : texts) out.string(text);
  out.end_array();
}

// The default of a catalogue file is left out, as in the files themselves.
void write_text(json::Writer& out, std::string_view member, std::string_view text) {
  if (!text.empty()) out.key(member).string(text);
}

void write_flag(json::Writer& out, std::string_view member, bool value, bool value_when_absent) {
  if (value != value_when_absent) out.key(member).boolean(value);
}

// A text, or an object where the type or the service does not follow from it.
void write_template(json::Writer& out, const ResourceTemplate& resource, std::string_view service) {
  const bool has_own_type = resource.type != resource.content.substr(0, resource.content.find('/'));
  if (!has_own_type && resource.service == service) {
    out.string(resource.content);
    return;
  }
  out.begin_object().key("resource").string(resource.content);
  if (has_own_type) out.key("type").string(resource.type);
  if (resource.service != service) out.key("service").string(resource.service);
  out.end_object();
}

void write_templates(json::Writer& out, std::string_view member, const std::vector<ResourceTemplate>& resources,
                     std::string_view service) {
  if (resources.empty()) return;
  out.key(member).begin_array();
  for (const ResourceTemplate& resource : resources) write_template(out, resource, service);
  out.end_array();
}

std::string_view name(Access access) {
  switch (access) {
    case Access::Read:
      return "read";
    case Access::List:
      return "list";
    case Access::Write:
      return "write";
  }
  return "write";
}

void write_action(json::Writer& out, const ActionInfo& action) {
  out.begin_object().key("name").string(action.name.name).key("access").string(name(action.access));
  if (action.level == Level::Service) out.key("level").string("service");
  write_templates(out, "resources", action.resources, action.name.service);
  write_flag(out, "supports_ip_condition", action.supports_ip_condition, true);
  write_flag(out, "needs_permission", action.needs_permission, true);
  write_texts(out, "condition_keys", action.condition_keys);
  write_text(out, "summary", action.summary);
  out.end_object();
}

void write_service(json::Writer& out, const ServiceInfo& service, bool is_added) {
  out.begin_object().key("service").string(service.name);
  write_flag(out, "is_added", is_added, false);
  write_text(out, "title", service.title);
  write_flag(out, "actions_complete", service.actions_complete, false);
  write_flag(out, "is_authorisable", service.is_authorisable, true);
  write_flag(out, "is_global", service.is_global, false);
  write_flag(out, "has_account_uid", service.has_account_uid, false);
  write_flag(out, "has_resource_policies", service.has_resource_policies, false);
  write_templates(out, "resource_types", service.resource_types, service.name);
  write_texts(out, "condition_keys", service.condition_keys);
  write_texts(out, "principals", service.principals);
  if (!service.actions.empty()) {
    out.key("actions").begin_array();
    for (const ActionInfo& action : service.actions) write_action(out, action);
    out.end_array();
  }
  out.end_object();
}

void write_language(json::Writer& out) {
  out.key("operators").begin_array();
  for (const Comparison comparison : comparisons) {
    out.begin_object().key("name").string(opencam::name(comparison));
    out.key("family").string(opencam::name(family(comparison))).end_object();
  }
  out.end_array();
  out.key("operator_prefixes").begin_array();
  for (const SetPrefix prefix : {SetPrefix::ForAnyValue, SetPrefix::ForAllValues}) {
    const std::string whole = ConditionOperator{.comparison = comparisons.front(), .set = prefix}.text();
    out.string(whole.substr(0, whole.find(':') + 1));
  }
  out.end_array();
  const ConditionOperator plain{.comparison = comparisons.front()};
  const ConditionOperator lenient{.comparison = comparisons.front(), .if_exist = true};
  out.key("operator_suffix").string(lenient.text().substr(plain.text().size()));
  out.key("variables").begin_array();
  for (const Variable variable : {Variable::Uin, Variable::OwnerUin, Variable::AppId}) {
    out.string(opencam::name(variable));
  }
  out.end_array();
}

}  // namespace

std::string catalogue_page(const Catalog& catalog, ListedServices listed) {
  const auto shipped = Catalog::built_in();
  json::Writer out;
  out.begin_object().key("schema_version").number(std::uint64_t{1}).key("services").begin_array();
  for (const auto& [service_name, service] : catalog.services()) {
    const bool is_added = shipped->find_service(service_name) == nullptr;
    if (is_added || listed == ListedServices::All) write_service(out, service, is_added);
  }
  out.end_array();
  out.key("regions").begin_array();
  for (const std::string& region : catalog.regions()) out.string(region);
  out.end_array();
  out.key("condition_keys").begin_array();
  for (const std::string& key : catalog.general_condition_keys()) out.string(key);
  out.end_array();
  write_language(out);
  out.end_object();
  return std::move(out).take();
}

}  // namespace opencam::services
