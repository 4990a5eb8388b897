// One call of API 3.0, whatever form it came in.
//
//   ApiResult<ApiRequest> request = read_api_head(http);
//   if (!request) return api_response(request.error(), language_of(http), request_id);
//   ... find the secret key of credential_secret_id(request->credential) ...
//   OPENCAM_TRY(verify_signature(http, *request, secret_key, clock.now_s()));
//   OPENCAM_TRY(request->params, read_api_params(http, *request));
//
// The parameters come after the signature, because ten megabytes of them cost half a second, and a stranger must not
// be able to spend that for us. read_api_request does both for who does not mind.
//
//   form            parameters      common parameters   signature
//   POST JSON       body            X-TC-* headers      Authorization: TC3-...
//   GET             query           X-TC-* headers      Authorization: TC3-...
//   POST form       body            X-TC-* headers      Authorization: TC3-...
//   POST multipart  parts           X-TC-* headers      Authorization: TC3-...
//   GET             query           query               Signature (v1)
//   POST form       body            body                Signature (v1)
//
// Reading says only what the request claims; nothing of it is true before its signature was verified (CAM-130).
// Pure functions on values.
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "base/host/secret.h"
#include "wire/error_code.h"
#include "wire/http.h"
#include "wire/sign_v1.h"
#include "wire/sign_v3.h"

namespace opencam {

// There is no signature at all.
struct NoCredential {};
// `Authorization: SKIP` (CAM-136): lawful for two actions, which the gate must check.
struct SkipCredential {};

using ApiCredential = std::variant<NoCredential, SkipCredential, V3Credential, V1Credential>;

struct ApiRequest {
  std::string action;
  std::string version;
  std::string region;
  std::string token;
  std::string request_client;
  std::string trace_id;
  Language language = Language::English;
  std::int64_t timestamp = 0;
  ApiCredential credential;
  boost::json::object params;
};

// Everything but the parameters. Errors: what docs/spec/protocol.md lists under CAM-121 to CAM-136.
ApiResult<ApiRequest> read_api_head(const HttpRequest& request);
// The parameters of the request whose head was read. Errors: InvalidParameter, InvalidRequest.
ApiResult<boost::json::object> read_api_params(const HttpRequest& http, const ApiRequest& request);
ApiResult<ApiRequest> read_api_request(const HttpRequest& request);

// The language in which to refuse a request that cannot be read.
Language language_of(const HttpRequest& request);

// The key that the request claims, or empty.
std::string_view credential_secret_id(const ApiCredential& credential);

// Errors: AuthFailure.InvalidAuthorization when there is no signature, otherwise those of verify_v3 and verify_v1.
// The caller asks its ReplayGuard after a good v1 signature.
ApiResult<void> verify_signature(const HttpRequest& http, const ApiRequest& request, const SecretText& secret_key,
                                 std::int64_t now_s);

}  // namespace opencam
