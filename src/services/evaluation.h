// `POST /access/v1/evaluation` and `/access/v1/evaluations`: decisions over HTTP, one or a list of them
// (docs/api/evaluation.md, OpenID AuthZEN 1.0).
//
//   HttpRequest -> authenticate (401) -> read (400) -> may the caller ask (403) -> decide -> 200 {"decision":...}
//
// The asker needs `cam:EvaluateAccess`, and for `options.explain` also `cam:ExplainDecision`. Subjects are those of the
// asker's own account; anybody else is unknown, which denies (CAM-184). Every denial is in the audit trail before
// anything is answered. One decision runs on the calling thread and does not block; lists, explanations, candidates,
// what is kept of a denial, and waiting for a revision run on a worker. All decisions of a list see one snapshot. A
// question about policies that are not saved (candidate.h) leaves no record (CAM-341). Thread-safe.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "services/audit_trail.h"
#include "services/authenticate.h"
#include "services/call_rate.h"
#include "services/evaluation_request.h"
#include "services/metrics.h"
#include "services/refusal_record.h"
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
    RefusalKeeper& refusals;
    AuditTrail& trail;
    Metrics& metrics;
    Workers& workers;
  };
  using Answer = std::function<void(HttpResponse)>;

  explicit EvaluationEndpoint(const Parts& parts) : parts_(parts) {}

  enum class Form : std::uint8_t { One, List };

  // Calls `answer` once: now, or from another thread.
  void evaluate(const HttpRequest& http, Form form, Answer answer);

 private:
  // One request on its way.
  struct Progress {
    Caller caller;
    EvaluationAsk ask;
    std::string decision_id;        // of the one decision; of a list the id of the request
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
  // A denial that is to be recorded, and what is needed to keep why.
  struct Denied {
    directory::AuditRecord record;
    Request request;
    Decision decision;
  };
  // What was found out: the answer to one question, and what is recorded of it.
  struct Found {
    std::string body;
    bool is_allowed = false;
    std::optional<Denied> denial;
  };
  // What is decided on: things as they are, or as they would be.
  struct Ground {
    std::shared_ptr<const Snapshot> snapshot;
    std::shared_ptr<const Policy> session_policy;
    bool is_hypothetical = false;
  };

  ApiResult<Caller> authenticate(const HttpRequest& http);
  void wait_for_revision(const std::shared_ptr<Progress>& progress);
  void decide(const std::shared_ptr<Progress>& progress);
  // May the asker ask? Answers with 403 when not.
  bool is_permitted(const Snapshot& snapshot, const std::shared_ptr<Progress>& progress, std::string_view operation);
  // The account of the asker as it is now.
  std::shared_ptr<const directory::AccountState> account_of(const Progress& progress) const;
  // Nothing when the candidate is refused, which is answered then.
  std::optional<Ground> ground_of(std::shared_ptr<const Snapshot> snapshot, const std::shared_ptr<Progress>& progress);
  Asked asked(const Progress& progress, const EvaluationQuery& query) const;
  Found find(const Ground& ground, const Progress& progress, const EvaluationQuery& query,
             const std::string& decision_id) const;
  Denied denied(const Snapshot& snapshot, const Progress& progress, const EvaluationQuery& query, Asked question,
                const Decision& decision) const;
  // Adds what is kept of it, when there is room.
  directory::AuditRecord whole_record(const Snapshot& snapshot, const Progress& progress, Denied denied) const;
  void answer_one(const Ground& ground, const std::shared_ptr<Progress>& progress);
  void answer_list(const Ground& ground, const std::shared_ptr<Progress>& progress);
  void record(std::vector<directory::AuditRecord> records, const std::shared_ptr<Progress>& progress,
              HttpResponse response);
  directory::AuditRecord base_record(const Progress& progress) const;
  void finish(const Progress& progress, HttpResponse response) const;

  Parts parts_;
};

}  // namespace opencam::services
