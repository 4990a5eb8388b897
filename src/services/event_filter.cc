#include "services/event_filter.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "base/json.h"
#include "base/limits.h"
#include "base/text.h"
#include "services/audit_event.h"
#include "services/event_number.h"

namespace opencam::services {
namespace {

using directory::AuditQuery;

constexpr EventKey present_keys[] = {
    {"RequestId", "Request ID", "请求 ID"},
    {"EventName", "Event name", "事件名称"},
    {"ActionType", "Operation type", "操作类型", true},
    {"PrincipalId", "Operator ID", "操作者 ID"},
    {"ResourceType", "Resource type", "资源类型"},
    {"ResourceName", "Resource name", "资源名称"},
    {"AccessKeyId", "Key ID", "密钥 ID"},
    {"SensitiveAction", "Sensitive operation", "敏感操作", true},
    {"ApiErrorCode", "API error code", "API 错误码"},
    {"CamErrorCode", "CAM error code", "CAM 错误码"},
    {"Tags", "Tags", "标签"},
    {"EventPlatform", "Platform event", "平台事件", true},
    {"OnlyRecordNotSeen", "Hidden events", "仅看未展示事件", true},
};

constexpr EventKey older_keys[] = {
    {"RequestId", "Request ID", "请求 ID"},        {"EventName", "Event name", "事件名称"},
    {"ReadOnly", "Read only", "只读", true},       {"Username", "Username", "用户名"},
    {"ResourceType", "Resource type", "资源类型"}, {"ResourceName", "Resource name", "资源名称"},
    {"AccessKeyId", "Key ID", "密钥 ID"},          {"EventId", "Event ID", "事件 ID"},
};

Error illegal(std::string_view key, std::string_view value, std::string_view wanted) {
  return Error(ErrorCode::AuditAttributeIllegal,
               "`" + std::string(key) + "` cannot be `" + text::shortened(value) + "`: it is " + std::string(wanted));
}

// One of two words, in any case, or 1 and 0.
Result<bool> one_of(std::string_view key, const std::string& value, std::string_view yes, std::string_view no) {
  if (value == "1" || text::equal_ignoring_ascii_case(value, yes)) return true;
  if (value == "0" || text::equal_ignoring_ascii_case(value, no)) return false;
  return illegal(key, value, "`" + std::string(yes) + "` or `" + std::string(no) + "`");
}

// Nothing is found by it, and that is the answer.
void find_nothing(AuditQuery& query) { query.resources = std::vector<std::string>(); }

void set_user_name(AuditQuery& query, const std::string& value) {
  if (value == "root") {
    query.principal_type = "root";
  } else if (value == "roleUser") {
    query.principal_type = "role";
  } else {
    query.principal = value;
  }
}

// `[{"key":"team","value":"a"}]`: resources that have all of these tags now.
Result<void> set_tags(const Call& call, AuditQuery& query, const std::string& value) {
  const Error wrong = illegal("Tags", value, R"(a list like [{"key":"team","value":"a"}])");
  const auto read = json::read(value);
  if (!read || !read->root().is_array() || read->root().items.empty()) return wrong;
  directory::Tags wanted;
  for (const json::Value& item : read->root().items) {
    const json::Value* tag_key = item.find("key");
    const json::Value* tag_value = item.find("value");
    if (tag_key == nullptr || !tag_key->is_string() || tag_value == nullptr || !tag_value->is_string()) return wrong;
    wanted[tag_key->text] = tag_value->text;
  }
  std::vector<std::string> resources;
  const auto account = call.account();
  for (const auto& [resource, tags] : account->tags()) {
    const auto has = [&tags](const auto& tag) {
      const auto found = tags->find(tag.first);
      return found != tags->end() && found->second == tag.second;
    };
    if (std::ranges::all_of(wanted, has)) resources.push_back(resource);
    if (resources.size() > limits::audit_tagged_resources_max) {
      return Error(ErrorCode::AuditAttributeIllegal, "`Tags` fits more than " +
                                                         std::to_string(limits::audit_tagged_resources_max) +
                                                         " resources: ask by `ResourceName`");
    }
  }
  query.resources = std::move(resources);
  return {};
}

// What both actions know. False: it is not one of these.
bool set_common(const std::string& key, const std::string& value, AuditQuery& query) {
  if (key == "RequestId") {
    query.request_id = value;
  } else if (key == "EventName") {
    query.event = value;
  } else if (key == "ResourceType") {
    query.service = value;
  } else if (key == "ResourceName") {
    query.resource_name = value;
  } else if (key == "AccessKeyId") {
    query.access_key = value;
  } else {
    return false;
  }
  return true;
}

Result<void> set_older(const Call& call, const std::string& key, const std::string& value, AuditQuery& query) {
  if (key == "Username") {
    set_user_name(query, value);
  } else if (key == "EventId") {
    query.sequence = EventNumbers(call.equipment().sealer).sequence_of(value);
    if (!query.sequence) find_nothing(query);
  } else if (key == "ReadOnly") {
    OPENCAM_TRY(const bool is_reading, one_of(key, value, "true", "false"));
    query.action_sets.push_back({reading_actions(call.directory().catalog()), !is_reading});
  }
  return {};
}

Result<void> set_flag(const Call& call, const std::string& key, const std::string& value, AuditQuery& query) {
  const Catalog& catalog = call.directory().catalog();
  if (key == "ActionType") {
    OPENCAM_TRY(const bool is_reading, one_of(key, value, "Read", "Write"));
    query.action_sets.push_back({reading_actions(catalog), !is_reading});
  } else if (key == "SensitiveAction") {
    OPENCAM_TRY(const bool is_sensitive, one_of(key, value, "true", "false"));
    query.action_sets.push_back({sensitive_actions(catalog), !is_sensitive});
  } else {
    // Nothing of ours is a platform's event or hidden.
    OPENCAM_TRY(const bool is_wanted, one_of(key, value, "true", "false"));
    if (is_wanted) find_nothing(query);
  }
  return {};
}

Result<void> set_present(const Call& call, const std::string& key, const std::string& value, AuditQuery& query) {
  if (key == "PrincipalId") {
    query.principal = value;
  } else if (key == "ApiErrorCode") {
    query.outcome = value == "0" ? "ok" : value;
  } else if (key == "CamErrorCode") {
    if (!text::is_all_digits(value)) return illegal(key, value, "a whole number");
    query.is_denied = value != "0";
    if (*query.is_denied && value != std::to_string(event_denied_code)) find_nothing(query);
  } else if (key == "Tags") {
    return set_tags(call, query, value);
  } else {
    return set_flag(call, key, value, query);
  }
  return {};
}

}  // namespace

std::span<const EventKey> event_keys(EventKeys keys) {
  if (keys == EventKeys::Present) return present_keys;
  return older_keys;
}

Result<AuditQuery> event_query(const Call& call, EventKeys keys,
                               const std::optional<std::vector<api::cloudaudit::LookupAttribute>>& attributes) {
  AuditQuery query;
  query.account = call.owner();
  if (!attributes) return query;
  if (attributes->size() > limits::audit_attributes_max) {
    return Error(ErrorCode::AuditAttributeIllegal,
                 "`LookupAttributes` holds more than " + std::to_string(limits::audit_attributes_max) + " keys");
  }
  std::set<std::string> seen;
  for (const auto& attribute : *attributes) {
    const std::string& key = attribute.attribute_key;
    const std::string value = attribute.attribute_value.value_or("");
    const auto known = event_keys(keys);
    if (std::ranges::find(known, key, &EventKey::name) == known.end()) {
      return Error(ErrorCode::AuditAttributeIllegal, "events cannot be looked up by `" + text::shortened(key) + "`");
    }
    if (!seen.insert(key).second) {
      return Error(ErrorCode::AuditAttributeIllegal, "`LookupAttributes` holds `" + key + "` twice");
    }
    // An empty value could mean everything or nothing; whoever looks for traces must not have to guess.
    if (value.empty()) return Error(ErrorCode::AuditAttributeIllegal, "`" + key + "` has no `AttributeValue`");
    if (set_common(key, value, query)) continue;
    OPENCAM_TRY(keys == EventKeys::Older ? set_older(call, key, value, query) : set_present(call, key, value, query));
  }
  return query;
}

}  // namespace opencam::services
