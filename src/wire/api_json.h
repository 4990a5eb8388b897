// Reads the JSON body of an API request strictly (CAM-125): UTF-8 only, no member twice, at most 32 levels, whole
// numbers of 64 bits exactly.
//
// Boost.JSON's own parser keeps the last of two members with one name, and two readers that keep different ones are a
// hole; so its push parser feeds a builder of ours. No recursion. A pure function, safe from any thread.
#pragma once

#include <boost/json/value.hpp>
#include <string_view>

#include "wire/error_code.h"

namespace opencam {

// Errors: InvalidParameter.
ApiResult<boost::json::value> read_api_json(std::string_view text);

}  // namespace opencam
