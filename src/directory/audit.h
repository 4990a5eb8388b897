// The audit trail: one record for every change and every denial, kept in the same store.
//
// A change's record is written in the transaction of the change; denials and other records are appended in batches
// and are durable before the answer goes out (no audit, no answer). Records are never changed. They never hold a
// secret: whoever fills `parameters` leaves those out. Each is chained to the one before it (audit_chain.h). Values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "directory/id.h"

namespace opencam::directory {

struct AuditRecord {
  std::uint64_t sequence = 0;  // given by the store, growing
  std::uint64_t revision = 0;  // of the change; of a denial, the revision it was decided at
  std::int64_t time_ms = 0;
  Uin account{};  // whose trail this is in
  std::string request_id;
  std::string principal_type;  // "root", "user", "role", "federated", "web_identity", "anonymous", "operator"
                               // (ourselves), "service" (a cloud service of ours, on its own account)
  std::string principal;       // who: the uin, or the role's id and session `<RoleId>:<session>`
  std::string access_key;      // the id of the key that signed, or empty
  std::string action;          // `cam:AddUser`
  std::string resource;        // the first one asked for, or `*`
  std::string outcome;         // "ok", or the API's error code
  std::string decision_id;     // of a denial
  std::string source_ip;
  std::string user_agent;
  std::string parameters;  // JSON text of the request without secrets, or empty
  std::string detail;      // JSON text: why it was denied, what changed; or empty

  template <typename Row, typename Visitor>
  static void columns(Row& row, Visitor&& visit) {
    visit.key("sequence", row.sequence);
    visit.value("revision", row.revision);
    visit.value("time_ms", row.time_ms);
    visit.value("account", row.account);
    visit.value("request_id", row.request_id);
    visit.value("principal_type", row.principal_type);
    visit.value("principal", row.principal);
    visit.value("access_key", row.access_key);
    visit.value("action", row.action);
    visit.value("resource", row.resource);
    visit.value("outcome", row.outcome);
    visit.value("decision_id", row.decision_id);
    visit.value("source_ip", row.source_ip);
    visit.value("user_agent", row.user_agent);
    visit.value("parameters", row.parameters);
    visit.value("detail", row.detail);
  }
  friend bool operator==(const AuditRecord&, const AuditRecord&) = default;
};

// Actions that are asked for, or with `is_excluded` all others.
struct ActionSet {
  std::vector<std::string> actions;
  bool is_excluded = false;
};

// Which records; every filter that is present must hold. Newest first: by time, then by sequence.
struct AuditQuery {
  Uin account{};
  std::int64_t from_ms = 0;        // inclusive
  std::int64_t to_ms = INT64_MAX;  // exclusive
  std::optional<std::string> request_id;
  std::optional<std::string> decision_id;
  std::optional<std::uint64_t> sequence;
  std::optional<std::string> principal_type;
  std::optional<std::string> principal;
  std::optional<std::string> access_key;
  std::optional<std::string> action;
  std::optional<std::string> event;                   // the action's name, whatever the service
  std::optional<std::string> service;                 // the action's service
  std::optional<std::string> resource;                // the whole name
  std::optional<std::string> resource_name;           // the whole name, or what stands behind its last colon
  std::optional<std::vector<std::string>> resources;  // one of these whole names
  std::optional<std::string> outcome;
  std::optional<bool> is_ok;           // outcome is "ok", or is not
  std::optional<bool> is_denied;       // no permission, or anything else
  std::vector<ActionSet> action_sets;  // of each
  std::uint64_t before = INT64_MAX;    // only what follows the record of this sequence: the page's `next`
  std::uint32_t count_max = 50;
};

// What a denial's outcome begins with; a decision that was asked for says `deny`.
inline constexpr std::string_view denial_outcomes[] = {"AuthFailure.UnauthorizedOperation", "UnauthorizedOperation"};
bool is_denial(std::string_view outcome);

// The two halves of an action, `cam` and `AddUser`; without a colon the service is empty.
std::string_view event_of(std::string_view action);
std::string_view service_of(std::string_view action);
// What stands behind the last colon of a resource's name; of `*` nothing.
std::string_view resource_name_of(std::string_view resource);

struct AuditPage {
  std::vector<AuditRecord> records;
  std::optional<std::uint64_t> next;  // `before` of the next page; absent at the end
};

}  // namespace opencam::directory
