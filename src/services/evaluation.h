// `POST /access/v1/evaluation`: the decision over HTTP (docs/api/evaluation.md, OpenID AuthZEN 1.0).
//
//   HttpRequest -> authenticate (401) -> read (400) -> may the caller ask (403) -> decide -> 200 {"decision":...}
//
// The asker needs `cam:EvaluateAccess`, and for `options.explain` also `cam:ExplainDecision`. Subjects are those of the
// asker's own account; anybody else is unknown, which denies (CAM-184). A denial is in the audit trail before it is
// answered. Decisions run on the calling thread and do not block; explanations and waiting for a revision run on a
// worker. Thread-safe.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "services/audit_trail.h"
#include "services/authenticate.h"
#include "services/call_rate.h"
#include "services/evaluation_request.h"
#include "services/metrics.h"
#include "services/snapshots.h"
#include "services/workers.h"
#include "wire/http.h"

namespace opencam::services {

class EvaluationEndpoint {
 public:
  // All must outlive it.
  struct Parts {
    const Equipment& equipment;
    Snapshots& snapshots;
    Authenticator& authenticator;
    RateLimiter& limiter;
    AuditTrail& trail;
    Metrics& metrics;
    Workers& workers;
  };
  using Answer = std::function<void(HttpResponse)>;

  explicit EvaluationEndpoint(const Parts& parts) : parts_(parts) {}

  // Calls `answer` once: now, or from another thread.
  void evaluate(const HttpRequest& http, Answer answer);

 private:
  // One request on its way.
  struct Progress {
    Caller caller;
    EvaluationQuery query;
    std::string decision_id;
    std::string request_id_header;  // X-Request-ID as given, or empty
    std::string source_ip;
    std::string user_agent;
    std::uint64_t revision_min = 0;
    Answer answer;
  };
  // What is asked, and by whose account it was found.
  struct Asked {
    Request request;
    bool is_subject_known = false;
  };

  ApiResult<Caller> authenticate(const HttpRequest& http);
  void wait_for_revision(const std::shared_ptr<Progress>& progress);
  void decide(const std::shared_ptr<Progress>& progress);
  // May the asker ask? Answers with 403 when not.
  bool is_permitted(const Snapshot& snapshot, const std::shared_ptr<Progress>& progress, std::string_view operation);
  Asked asked(const Progress& progress) const;
  void answer_decision(const Snapshot& snapshot, const std::shared_ptr<Progress>& progress, const Decision& decision,
                       const Asked& asked, const std::string& explanation);
  void record(directory::AuditRecord record, const std::shared_ptr<Progress>& progress, HttpResponse response);
  directory::AuditRecord base_record(const Progress& progress) const;
  void finish(const Progress& progress, HttpResponse response) const;

  Parts parts_;
};

}  // namespace opencam::services
