// The audit trail: one record for every change and every denial, kept in the same store.
//
// A change's record is written in the transaction of the change; denials and other records are appended in batches
// and are durable before the answer goes out (no audit, no answer). Records are never changed. They never hold a
// secret: whoever fills `parameters` leaves those out. Values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "directory/id.h"

namespace opencam::directory {

struct AuditRecord {
  std::uint64_t sequence = 0;  // given by the store, growing
  std::uint64_t revision = 0;  // of the change; of a denial, the revision it was decided at
  std::int64_t time_ms = 0;
  Uin account{};  // whose trail this is in
  std::string request_id;
  std::string
      principal_type;       // "root", "user", "role", "federated", "web_identity", "anonymous", "operator" (ourselves)
  std::string principal;    // who: the uin, or the role's id and session `<RoleId>:<session>`
  std::string access_key;   // the id of the key that signed, or empty
  std::string action;       // `cam:AddUser`
  std::string resource;     // the first one asked for, or `*`
  std::string outcome;      // "ok", or the API's error code
  std::string decision_id;  // of a denial
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

// Which records; every filter that is present must hold. Newest first.
struct AuditQuery {
  Uin account{};
  std::int64_t from_ms = 0;        // inclusive
  std::int64_t to_ms = INT64_MAX;  // exclusive
  std::optional<std::string> request_id;
  std::optional<std::string> decision_id;
  std::optional<std::string> principal;
  std::optional<std::string> access_key;
  std::optional<std::string> action;
  std::optional<std::string> resource;
  std::optional<bool> is_ok;         // outcome is "ok", or is not
  std::uint64_t before = INT64_MAX;  // only records with a smaller sequence: the page's `next`
  std::uint32_t count_max = 50;
};

struct AuditPage {
  std::vector<AuditRecord> records;
  std::optional<std::uint64_t> next;  // `before` of the next page; absent at the end
};

}  // namespace opencam::directory
