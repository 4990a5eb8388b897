// Which API codes may stand for an ErrorCode, the best first: tables, one for each kind of thing that can be wrong.
//
// api_error.h chooses among them by the action. An ErrorCode stands in one row of one table; one that stands in none is
// ours alone (InternalError).
#pragma once

#include <string_view>
#include <vector>

#include "opencam/result.h"

namespace opencam::services {

struct ApiCodeRow {
  ErrorCode code;
  std::vector<std::string_view> api_codes;
};

// api_codes.cc
const std::vector<ApiCodeRow>& general_codes();
const std::vector<ApiCodeRow>& security_codes();
const std::vector<ApiCodeRow>& document_codes();
const std::vector<ApiCodeRow>& resource_codes();
const std::vector<ApiCodeRow>& identity_codes();
const std::vector<ApiCodeRow>& event_codes();

// tag_codes.cc
const std::vector<ApiCodeRow>& tag_codes();
const std::vector<ApiCodeRow>& tagged_resource_codes();

// batch_codes.cc
const std::vector<ApiCodeRow>& batch_codes();

}  // namespace opencam::services
