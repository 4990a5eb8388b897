// The envelope round every answer of the API (CAM-140).
//
//   {"Response":{"User":{...},"RequestId":"<uuid>"}}
//   {"Response":{"Error":{"Code":"<code>","Message":"<text>"},"RequestId":"<uuid>"}}
//
// HTTP 200 and `Content-Type: application/json` without a charset, for success and error alike: official clients treat
// any other status as a broken line, and some of them look for an error only under exactly this type. The same input
// gives the same bytes. Pure functions.
#pragma once

#include <boost/json/object.hpp>
#include <string_view>

#include "wire/error_code.h"
#include "wire/http.h"

namespace opencam {

// REQUIRES: `fields` has neither `Error` nor `RequestId`; those are the envelope's.
HttpResponse api_response(const boost::json::object& fields, std::string_view request_id);
HttpResponse api_response(const ApiError& error, Language language, std::string_view request_id);

// How the API words a fault that the HTTP server found before there was a request to hand over; nothing when the fault
// is one of HTTP itself and has to be answered in HTTP's own terms.
std::optional<ApiError> api_error_of(HttpFault fault);

}  // namespace opencam
