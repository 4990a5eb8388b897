// Reads the parameters of a multipart/form-data body (CAM-129): a part's name is the parameter, a part of type
// application/json holds a JSON value, any other part a string.
//
// Only the official clients' option sends it; no action needs it. What a strict reader of RFC 7578 would refuse is
// refused. A pure function, safe from any thread.
#pragma once

#include <boost/json/object.hpp>
#include <string_view>

#include "wire/error_code.h"

namespace opencam {

// `content_type`: the header's value, with its boundary. Errors: InvalidRequest, InvalidParameter.
ApiResult<boost::json::object> read_multipart(std::string_view content_type, std::string_view body);

}  // namespace opencam
