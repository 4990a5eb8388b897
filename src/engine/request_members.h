// The parts of a request that request lines and test files write alike.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "engine/members.h"
#include "opencam/request.h"

namespace opencam {

// `"context": {"qcs:ip": "10.0.0.1", "cos:tls-version": 1.2, "qcs:request_tag": ["a&b"]}`; numbers as they are written.
Result<Context> read_context(const json::Value& value);

// `"resource": "qcs::..."`, or a list; `*` when the member is absent.
Result<std::vector<std::string>> read_resources(Members& object);

}  // namespace opencam
