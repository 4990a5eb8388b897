// The bodies of POST /access/v1/evaluation and /access/v1/evaluations (OpenID AuthZEN 1.0), read and mapped to
// questions for the engine.
//
//   {"subject":  {"type":"user","id":"ann"},
//    "action":   {"name":"batch:SubmitJob","properties":{"request_tag":{"team":"a"}}},
//    "resource": {"type":"batch:job","id":"job-1","properties":{"region":"ap-guangzhou","tags":{"team":"a"}}},
//    "context":  {"ip":"10.0.0.1","time":"2026-11-21T20:00:00Z","mfa":"1"},
//    "options":  {"explain":true}}
//
// Several at once: `"evaluations": [{...}, ...]`, each with what differs from the members beside it (CAM-250).
// The mapping is docs/api/evaluation.md (CAM-180..186). Unknown members are ignored at every level, as the protocol
// asks, but in `candidate`, which is ours; a required one that is missing or of the wrong type is an error that becomes
// 400. Values, pure functions.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "opencam/catalog.h"
#include "opencam/request.h"
#include "opencam/result.h"
#include "services/candidate.h"

namespace opencam::services {

struct EvaluationQuery {
  std::string subject_type;
  std::string subject_id;
  std::string action;
  std::string resource_type;
  std::string resource_id;
  std::string resource_region;  // resource.properties.region
  Context context;              // mapped to condition keys already
};

// When the answer to several evaluations is complete.
enum class EvaluationsEnd : std::uint8_t { AfterAll, AfterFirstDeny, AfterFirstPermit };

// One evaluation, or a list of them.
struct EvaluationAsk {
  bool is_list = false;
  std::vector<Result<EvaluationQuery>> items;  // not empty; in a list one that cannot be read denies for itself
  EvaluationsEnd end = EvaluationsEnd::AfterAll;
  bool wants_explanation = false;  // never of a list
  std::optional<CandidatePolicies> candidate;
};

// Errors: InvalidArgument or MissingArgument with a message that names the member.
Result<EvaluationAsk> read_evaluation(std::string_view body);
// The same; without `evaluations`, or with none in it, the body is one evaluation. At most limits::evaluations_max.
Result<EvaluationAsk> read_evaluations(std::string_view body);

// The six segments of what is asked about. `owner_uin` and `app_id` are the asking account's.
std::string evaluated_resource(const EvaluationQuery& query, const Catalog& catalog, std::string_view owner_uin,
                               std::string_view app_id);

// A subject's id: the part of a six-segment principal after `uin/` or `roleName/` or `role/`, and its account.
struct SubjectName {
  std::string account;  // empty: the asking account
  std::string id;       // a number or a name
};

// Errors: InvalidArgument for six segments that name no principal.
Result<SubjectName> read_subject_name(std::string_view id);

}  // namespace opencam::services
