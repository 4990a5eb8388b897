#include "wire/envelope.h"

#include <boost/json/serialize.hpp>

#include "base/check.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/text.h"

namespace opencam {
namespace {

HttpResponse enveloped(std::string inside) {
  return http_response(200, "application/json", "{\"Response\":{" + std::move(inside) + "}}");
}

std::string request_id_member(std::string_view request_id) { return "\"RequestId\":" + json::quote(request_id); }

}  // namespace

HttpResponse api_response(const boost::json::object& fields, std::string_view request_id) {
  OPENCAM_CHECK(!fields.contains("Error") && !fields.contains("RequestId"));
  // Serialised without its braces, to go between ours.
  const std::string text = boost::json::serialize(fields);
  std::string inside = text.substr(1, text.size() - 2);
  if (!inside.empty()) inside += ',';
  return enveloped(std::move(inside) + request_id_member(request_id));
}

HttpResponse api_response(const ApiError& error, Language language, std::string_view request_id) {
  // An error may quote what the caller wrote, and that need not be UTF-8; the answer must be.
  return enveloped("\"Error\":{\"Code\":" + json::quote(error.code) + ",\"Message\":" +
                   json::quote(text::well_formed(error.text(language))) + "}," + request_id_member(request_id));
}

std::optional<ApiError> api_error_of(HttpFault fault) {
  switch (fault) {
    case HttpFault::HeadTooLarge:
      return api_error(ApiCode::RequestSizeLimitExceeded, std::to_string(limits::http_get_bytes_max));
    case HttpFault::BodyTooLarge:
      return api_error(ApiCode::RequestSizeLimitExceeded, std::to_string(limits::http_body_bytes_max));
    case HttpFault::TooManyBytes:
      return api_error(ApiCode::RequestLimitExceededForNow);
    case HttpFault::ReplyDropped:
      return api_error(ApiCode::InternalError);
    case HttpFault::Malformed:
    case HttpFault::BadVersion:
    case HttpFault::BadCoding:
    case HttpFault::BadExpect:
    case HttpFault::HeadTimeout:
    case HttpFault::BodyTimeout:
    case HttpFault::TooManyClients:
      return std::nullopt;
  }
  check_failed("every fault is decided", __FILE__, __LINE__);
}

}  // namespace opencam
