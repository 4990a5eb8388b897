// The body of POST /access/v1/evaluation (OpenID AuthZEN 1.0), read and mapped to a question for the engine.
//
//   {"subject":  {"type":"user","id":"ann"},
//    "action":   {"name":"batch:SubmitJob","properties":{"request_tag":{"team":"a"}}},
//    "resource": {"type":"batch:job","id":"job-1","properties":{"region":"ap-guangzhou","tags":{"team":"a"}}},
//    "context":  {"ip":"10.0.0.1","time":"2026-11-21T20:00:00Z","mfa":"1"},
//    "options":  {"explain":true}}
//
// The mapping is docs/api/evaluation.md (CAM-180..186). Unknown members are ignored at every level, as the protocol
// asks; a required one that is missing or of the wrong type is an error that becomes 400. Values, pure functions.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "opencam/catalog.h"
#include "opencam/request.h"
#include "opencam/result.h"

namespace opencam::services {

struct EvaluationQuery {
  std::string subject_type;
  std::string subject_id;
  std::string action;
  std::string resource_type;
  std::string resource_id;
  std::string resource_region;  // resource.properties.region
  Context context;              // mapped to condition keys already
  bool wants_explanation = false;
};

// Errors: InvalidArgument or MissingArgument with a message that names the member.
Result<EvaluationQuery> read_evaluation(std::string_view body);

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
