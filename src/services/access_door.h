// What the paths under /access/v1/ have in common, but for decisions: who calls, how often, may they, and the record of
// a refusal.
//
//   auto visit = door.enter(http, "ListGroups", answer);               // answered 401, 405, 429 or 500 if it is empty
//   if (!visit) return;
//   if (!door.may(*visit, rights)) return door.refuse(*visit, rights.front(), answer);   // 403, when it is recorded
//
// Such a path asks for rights of CAM and has none of its own. An allowed reading leaves no record (CAM-240) unless its
// path makes one. May block: call it from a worker. Thread-safe.
#pragma once

#include <boost/json/object.hpp>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "services/audit_trail.h"
#include "services/authenticate.h"
#include "services/call_rate.h"
#include "services/gate.h"
#include "services/metrics.h"
#include "services/snapshots.h"
#include "wire/http.h"

namespace opencam::services {

class AccessDoor {
 public:
  // All must outlive it.
  struct Parts {
    const Equipment& equipment;
    const Snapshots& snapshots;
    Authenticator& authenticator;
    const Gate& gate;
    AuditTrail& trail;
    Metrics& metrics;
    RateLimiter& limiter;
  };
  using Answer = std::function<void(HttpResponse)>;

  // Somebody who is known, and what they ask.
  struct Visit {
    Caller caller;
    boost::json::object parameters;  // the query as it came, for the record
    std::string request_id;
    std::string source_ip;
    std::string user_agent;
  };

  explicit AccessDoor(const Parts& parts) : parts_(parts) {}
  const Parts& parts() const { return parts_; }

  // `action` of cam is what the caller's rate is counted for, `method` the one that the path has. Empty: it was
  // answered.
  std::optional<Visit> enter(const HttpRequest& http, std::string_view action, const Answer& answer,
                             std::string_view method = "GET");
  // Is the visitor allowed one of these actions, which are of cam unless the API's of that name is another service's?
  bool may(const Visit& visit, std::span<const std::string_view> actions) const;
  // 403, with the action that was refused; 500 when it cannot be recorded. REQUIRES: they may not.
  void refuse(const Visit& visit, std::string_view action, const Answer& answer);
  // Answers when it is in the audit trail that this action of cam was carried out.
  void answer_recorded(const Visit& visit, std::string_view action, HttpResponse response, const Answer& answer);

  // The account as it is now; the caller's when it is gone.
  std::shared_ptr<const directory::AccountState> account(const Visit& visit) const;
  // 200, not to be kept by anybody, with the revision.
  HttpResponse found(std::string_view content_type, std::string body) const;

 private:
  std::optional<Caller> authenticate(const HttpRequest& http, const Answer& answer);

  Parts parts_;
};

// `{"error":{"status":...,"message":...}}`.
HttpResponse access_problem(int status, std::string_view message);

}  // namespace opencam::services
