// `/`: API 3.0. One call's way from bytes to answer.
//
//   HttpRequest -> read -> authenticate -> known action and version -> parameters -> gate -> handler -> envelope
//                                                                        |
//                                            denial -> audit trail, durable -> envelope
//
// A step that refuses answers, and no later one runs. Answers carry X-Cam-Revision (CAM-170). May block (store,
// password hashes): call it from a worker. Thread-safe.
#pragma once

#include <functional>
#include <string>

#include "services/audit_trail.h"
#include "services/authenticate.h"
#include "services/gate.h"
#include "services/metrics.h"
#include "services/offered_actions.h"
#include "services/snapshots.h"
#include "wire/api_request.h"
#include "wire/http.h"

namespace opencam::services {

class ApiEndpoint {
 public:
  // All must outlive it.
  struct Parts {
    const Equipment& equipment;
    const Snapshots& snapshots;
    Authenticator& authenticator;
    const Gate& gate;
    AuditTrail& trail;
    Metrics& metrics;
  };
  using Answer = std::function<void(HttpResponse)>;

  explicit ApiEndpoint(const Parts& parts) : parts_(parts) {}

  // Calls `answer` once, now or from the audit trail's thread.
  void call(const HttpRequest& http, Answer answer);

 private:
  // What is known of the call on its way.
  struct Progress {
    std::string request_id;
    Language language = Language::English;
    std::int64_t begun_ms = 0;
    std::string_view action;  // of the table, or empty
    Answer answer;
  };

  void carry_out(const Caller& caller, const AskedCall& asked, const OfferedAction* offered,
                 const PreparedCall& prepared, Progress progress);
  void succeed(const boost::json::object& fields, const Progress& progress);
  void fail(const ApiError& error, const Progress& progress);
  // Answers when the record is durable, and with InternalError when it cannot be.
  void fail_recorded(directory::AuditRecord record, ApiError error, Progress progress);
  void succeed_recorded(directory::AuditRecord record, boost::json::object fields, Progress progress);
  void finish(HttpResponse response, std::string_view code, const Progress& progress);

  Parts parts_;
};

}  // namespace opencam::services
