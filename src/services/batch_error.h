// The API codes of what BatchCompute refuses: nearly one to one, in the order of api/batch.json.
//
// api_error.h asks it. A code that the action does not list gives way to the next, as there. A pure function.
#pragma once

#include <string_view>
#include <vector>

#include "opencam/result.h"

namespace opencam::services {

// The best first; empty for what is not of BatchCompute.
std::vector<std::string_view> batch_codes(ErrorCode code);

}  // namespace opencam::services
