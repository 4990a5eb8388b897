#include "store/audit_rule.h"

#include <algorithm>
#include <string>

#include "base/limits.h"
#include "directory/affected.h"

namespace opencam::store {

namespace {

bool holds(const std::optional<std::string>& wanted, const std::string& actual) { return !wanted || *wanted == actual; }

bool is_among(const std::vector<std::string>& texts, const std::string& text) {
  return std::ranges::find(texts, text) != texts.end();
}

bool holds_action(const directory::AuditQuery& query, const std::string& action) {
  return holds(query.action, action) && (!query.event || *query.event == directory::event_of(action)) &&
         (!query.service || *query.service == directory::service_of(action)) &&
         std::ranges::all_of(query.action_sets, [&](const directory::ActionSet& set) {
           return is_among(set.actions, action) != set.is_excluded;
         });
}

// The resource itself, or one of those that a change affected.
template <typename Holds>
bool holds_any_name(const directory::AuditRecord& record, Holds is_it) {
  return is_it(record.resource) || std::ranges::any_of(directory::affected_of(record), is_it);
}

bool holds_resource(const directory::AuditQuery& query, const directory::AuditRecord& record) {
  if (!holds(query.resource, record.resource)) return false;
  const auto is_named = [&](const std::string& name) {
    return *query.resource_name == name || *query.resource_name == directory::resource_name_of(name);
  };
  const auto is_one = [&](const std::string& name) { return is_among(*query.resources, name); };
  return (!query.resource_name || holds_any_name(record, is_named)) &&
         (!query.resources || holds_any_name(record, is_one));
}

// Cut at a code point, so that what stays is still UTF-8.
void cut(std::string& text) {
  std::size_t size = limits::audit_text_bytes_max;
  if (text.size() <= size) return;
  while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xc0u) == 0x80u) --size;
  text.resize(size);
}

}  // namespace

std::size_t page_size(const directory::AuditQuery& query) {
  return std::clamp<std::size_t>(query.count_max, 1, limits::audit_page_records_max);
}

bool matches(const directory::AuditQuery& query, const directory::AuditRecord& record) {
  return query.account == record.account && record.time_ms >= query.from_ms && record.time_ms < query.to_ms &&
         holds(query.request_id, record.request_id) && holds(query.decision_id, record.decision_id) &&
         (!query.sequence || *query.sequence == record.sequence) &&
         holds(query.principal_type, record.principal_type) && holds(query.principal, record.principal) &&
         holds(query.access_key, record.access_key) && holds_action(query, record.action) &&
         holds_resource(query, record) && holds(query.outcome, record.outcome) &&
         (!query.is_ok || *query.is_ok == (record.outcome == "ok")) &&
         (!query.is_denied || *query.is_denied == directory::is_denial(record.outcome));
}

void shorten(directory::AuditRecord& record) {
  for (std::string* text : {&record.request_id, &record.principal_type, &record.principal, &record.access_key,
                            &record.action, &record.resource, &record.outcome, &record.decision_id, &record.source_ip,
                            &record.user_agent, &record.parameters, &record.detail}) {
    cut(*text);
  }
}

Error conflict(std::uint64_t expected, std::uint64_t head) {
  return Error(ErrorCode::Conflict,
               "the store is at revision " + std::to_string(head) + ", not at " + std::to_string(expected));
}

}  // namespace opencam::store
