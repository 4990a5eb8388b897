// One request given on the command line, instead of a file of them:
//
//   opencam explain --world world.json --principal 100000000101 --action batch:DeleteJob --context qcs:ip=10.0.0.1
//
// Pure functions on the arguments; values.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/command.h"
#include "opencam/request.h"
#include "opencam/result.h"

namespace opencam::cli {

// --principal, --action, --resource and --context.
std::vector<Option> single_request_options();

// The request, or nothing when none of those options is given. Errors: MissingArgument or InvalidArgument when they
// make no request, or stand beside --requests: that is misuse.
Result<std::optional<Request>> single_request(const Arguments& arguments);

}  // namespace opencam::cli
