#include "services/audit_event.h"

#include <algorithm>
#include <array>

#include "base/json.h"
#include "base/text.h"
#include "directory/affected.h"
#include "opencam/name.h"
#include "services/refusal_record.h"

namespace opencam::services {
namespace {

using directory::AuditRecord;

// What an operator does on the command line and no API action is.
constexpr std::array<std::string_view, 4> operator_writes = {"account:Create", "audit:Prune", "store:Import",
                                                             "store:ImportKeys"};

bool is_reading(const ActionInfo& action) { return action.access != Access::Write; }

void write_identity(json::Writer& out, const AuditRecord& record) {
  out.begin_object();
  out.key("type").string(record.principal_type);
  out.key("userName").string(event_user_name(record));
  out.key("accountId").string(std::to_string(directory::number(record.account)));
  out.key("principalId").string(record.principal);
  out.key("secretId").string(record.access_key);
  out.key("sessionContext");
  const std::size_t colon = record.principal.find(':');
  out.begin_object();
  if (record.principal_type == "role" && colon != std::string::npos) {
    out.key("roleId").string(record.principal.substr(0, colon));
    out.key("roleSessionName").string(record.principal.substr(colon + 1));
  }
  out.end_object();
  out.end_object();
}

}  // namespace

bool is_reading_event(const Catalog& catalog, std::string_view action) {
  const ActionInfo* info =
      catalog.find_action({std::string(directory::service_of(action)), std::string(directory::event_of(action))});
  return info != nullptr && is_reading(*info);
}

std::vector<std::string> reading_actions(const Catalog& catalog) {
  std::vector<std::string> actions;
  for (const auto& [name, service] : catalog.services()) {
    for (const ActionInfo& action : service.actions) {
      if (is_reading(action)) actions.push_back(action.name.text());
    }
  }
  return actions;
}

bool is_sensitive_event(const Catalog& catalog, std::string_view action) {
  if (std::ranges::find(operator_writes, action) != operator_writes.end()) return true;
  const ActionInfo* info = catalog.find_action({"cam", std::string(directory::event_of(action))});
  return directory::service_of(action) == "cam" && info != nullptr && !is_reading(*info);
}

std::vector<std::string> sensitive_actions(const Catalog& catalog) {
  std::vector<std::string> actions(operator_writes.begin(), operator_writes.end());
  const ServiceInfo* cam = catalog.find_service("cam");
  if (cam == nullptr) return actions;
  for (const ActionInfo& action : cam->actions) {
    if (!is_reading(action)) actions.push_back(action.name.text());
  }
  return actions;
}

std::string event_user_name(const AuditRecord& record) {
  if (record.principal_type == "root") return "root";
  if (record.principal_type == "role") return "roleUser";
  return record.principal.empty() ? record.principal_type : record.principal;
}

std::string event_source(const AuditRecord& record) {
  const std::string service(directory::service_of(record.action));
  return service.empty() ? "" : service + ".tencentcloudapi.com";
}

std::string event_region(const AuditRecord& record) {
  const auto name = ResourceName::parse(record.resource);
  return name ? name->region : std::string();
}

std::int64_t event_cam_code(const AuditRecord& record) {
  return directory::is_denial(record.outcome) ? event_denied_code : 0;
}

AuditRecord printable(AuditRecord record) {
  for (std::string* text : {&record.request_id, &record.principal_type, &record.principal, &record.access_key,
                            &record.action, &record.resource, &record.outcome, &record.decision_id, &record.source_ip,
                            &record.user_agent, &record.parameters, &record.detail}) {
    if (!text::is_utf8(*text)) *text = text::well_formed(*text);
  }
  return record;
}

std::string embedded_json(std::string_view text) {
  if (text.empty()) return "{}";
  return json::read(text) ? std::string(text) : json::quote(text);
}

std::string cloud_audit_event(const AuditRecord& record, const Catalog& catalog, std::string_view event_id) {
  const bool is_ok = record.outcome == "ok";
  const std::int64_t cam_code = event_cam_code(record);
  json::Writer out;
  out.begin_object();
  out.key("eventVersion").number(std::int64_t{2}).key("eventID").string(event_id);
  out.key("eventName").string(directory::event_of(record.action)).key("eventSource").string(event_source(record));
  out.key("eventType").string("ApiCall").key("eventPlatform").number(std::int64_t{0});
  out.key("eventTime").number(record.time_ms / 1000).key("eventRegion").string(event_region(record));
  out.key("actionType").string(is_reading_event(catalog, record.action) ? "Read" : "Write");
  out.key("sensitiveAction").number(std::int64_t{is_sensitive_event(catalog, record.action)});
  out.key("errorCode").number(cam_code).key("errorMessage").string(cam_code == 0 ? "" : record.outcome);
  out.key("apiErrorCode").string(is_ok ? "0" : record.outcome).key("apiErrorMessage").string("");
  out.key("apiVersion").string("3.0").key("httpMethod").string("");
  out.key("requestID").string(record.request_id);
  out.key("resourceType").string(directory::service_of(record.action));
  out.key("resourceName").string(directory::resource_name_of(record.resource)).key("resource").string(record.resource);
  out.key("sourceIPAddress").string(record.source_ip).key("userAgent").string(record.user_agent);
  out.key("requestParameters").raw(embedded_json(record.parameters));
  out.key("userIdentity");
  write_identity(out, record);
  const std::vector<std::string> affected = directory::affected_of(record);
  if (!affected.empty()) {
    out.key("affected").begin_array();
    for (const std::string& name : affected) out.string(name);
    out.end_array();
  } else if (!record.detail.empty()) {
    out.key("decision").raw(embedded_json(without_refusal(record.detail)));
  }
  out.end_object();
  return std::move(out).take();
}

}  // namespace opencam::services
