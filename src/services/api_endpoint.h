// `/`: API 3.0. One call's way from bytes to answer.
//
//   HttpRequest -> read -> authenticate -> known action and version -> parameters -> gate -> handler -> envelope
//                                                                        |
//                                            denial -> audit trail, durable -> envelope
//
// AssumeRoleWithWebIdentity alone may come unsigned (CAM-218): in the place of the signature stands the token, in that
// of the caller's rights the role's trust policy. Nothing else takes that way.
//
// A step that refuses answers, and no later one runs. Answers carry X-Cam-Revision (CAM-170). May block (store,
// password hashes): call it from a worker. Thread-safe.
#pragma once

#include <functional>
#include <string>

#include "base/limits.h"
#include "services/audit_trail.h"
#include "services/authenticate.h"
#include "services/call_rate.h"
#include "services/gate.h"
#include "services/metrics.h"
#include "services/offered_actions.h"
#include "services/snapshots.h"
#include "services/web_identity.h"
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
    RateLimiter& limiter;
    const Gate& gate;
    AuditTrail& trail;
    Metrics& metrics;
    const WebIdentityVerifier& web_identities;
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

  // A call that needs no signature, of somebody we do not know.
  void call_unsigned(const HttpRequest& http, ApiRequest& request, Progress progress);
  // Lets the bearer of a good token become a role. `signer` is who signed the call, or null.
  void admit_identity(const Caller* signer, const AskedCall& asked, const OfferedAction& offered,
                      const PreparedCall& prepared, Progress progress);
  // Does what was permitted.
  void run(const Caller& caller, const AskedCall& asked, const OfferedAction& offered, const PreparedCall& prepared,
           const Call& call, Progress progress);
  // Who calls, unless their address failed too often.
  ApiResult<Caller> authenticate(const HttpRequest& http, const ApiRequest& request);
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
