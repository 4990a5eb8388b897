// The one place where our errors become API codes.
//
// An ErrorCode has a list of API codes, the best first. The action's own list (api/*.json) decides: the first code that
// the action lists is answered; when it lists none of them, the first of all (CAM-150). Codes are hierarchical, so a
// client that knows `ResourceNotFound` understands `ResourceNotFound.UserNotExist`. Pure functions.
#pragma once

#include <string_view>
#include <vector>

#include "opencam/result.h"
#include "services/generated/api_action.h"
#include "wire/error_code.h"

namespace opencam::services {

// `action` may be null: then only the error itself decides. Inner faults (Io, Corrupt, Internal, ...) keep their
// message to themselves: it goes to the log.
ApiError to_api_error(const Error& error, const api::ApiAction* action);

// The same for what is wrong with the parameters before any handler sees them: always one of the common codes.
ApiError to_parameter_error(const Error& error);

// The API codes that may stand for it, the best first; never empty.
std::vector<std::string_view> api_codes(ErrorCode code);

// Does this action list the code, or is it one of the common ones that every action may return?
bool lists_code(const api::ApiAction& action, std::string_view code);

// A fault of ours, whose text a caller must not see.
bool is_inner_fault(ErrorCode code);

}  // namespace opencam::services
