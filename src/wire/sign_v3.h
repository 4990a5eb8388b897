// TC3-HMAC-SHA256, the signature of API 3.0: reading it, checking it and making it.
//
//   CanonicalRequest = Method LF "/" LF Query LF CanonicalHeaders LF SignedHeaders LF hex(sha256(Payload))
//   StringToSign     = "TC3-HMAC-SHA256" LF Timestamp LF Scope LF hex(sha256(CanonicalRequest))
//   Scope            = Date "/" Service "/tc3_request"
//
//   OPENCAM_TRY(V3Credential credential, read_v3_credential(request));
//   SecretText key = ... of credential.secret_id ...;
//   OPENCAM_TRY(verify_v3(request, credential, key, clock.now_s()));
//
// The official clients disagree on details, so a check tries the readings that they use (CAM-132); each is as strong
// as the other. What the signature does not cover is listed under CAM-137. Pure functions, safe from any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/host/digest.h"
#include "base/host/secret.h"
#include "wire/error_code.h"
#include "wire/http.h"

namespace opencam {

// What the Authorization header and X-TC-Timestamp say.
struct V3Credential {
  std::string secret_id;
  std::string date;     // of the scope, YYYY-MM-DD
  std::string service;  // of the scope, whatever the client took for it (CAM-133)
  std::vector<std::string> signed_headers;
  std::string signature;
  std::int64_t timestamp = 0;

  friend bool operator==(const V3Credential&, const V3Credential&) = default;
};

// Errors: AuthFailure.InvalidAuthorization, AuthFailure.InvalidSecretId, MissingParameter, InvalidParameter.
ApiResult<V3Credential> read_v3_credential(const HttpRequest& request);

// Did the holder of the key sign this request, and within the last or next 300 seconds? Errors:
// AuthFailure.SignatureFailure, AuthFailure.SignatureExpire.
ApiResult<void> verify_v3(const HttpRequest& request, const V3Credential& credential, const SecretText& secret_key,
                          std::int64_t now_s);

struct SignV3 {
  std::string secret_id;
  std::string service;
  std::int64_t timestamp = 0;
  bool is_payload_unsigned = false;
};

// Adds X-TC-Timestamp and Authorization. REQUIRES: the request has Host and Content-Type.
void sign_v3(HttpRequest& request, const SignV3& options, const SecretText& secret_key);

// One way to read the signed headers.
struct V3Reading {
  bool lower_case_values = true;
  bool host_without_port = false;

  friend bool operator==(const V3Reading&, const V3Reading&) = default;
};

// The steps, for tests and for whoever looks for the difference between two signatures.
std::string v3_payload_hash(const HttpRequest& request);
std::string v3_canonical_request(const HttpRequest& request, const std::vector<std::string>& signed_headers,
                                 std::string_view payload_hash, const V3Reading& reading);
std::string v3_string_to_sign(const V3Credential& credential, std::string_view canonical_request);

struct V3Keys {
  Sha256 date;
  Sha256 service;
  Sha256 signing;
};
V3Keys v3_keys(const SecretText& secret_key, std::string_view date, std::string_view service);

// The UTC date of a timestamp as YYYY-MM-DD.
std::string utc_date(std::int64_t timestamp_s);

// A Unix time: decimal digits and nothing else, up to the year 9999. Errors: InvalidParameter naming Timestamp.
ApiResult<std::int64_t> read_timestamp(std::string_view text);

// CAM-134: no further than 300 seconds from now. Errors: AuthFailure.SignatureExpire.
ApiResult<void> check_timestamp(std::int64_t timestamp_s, std::int64_t now_s);

// CAM-145: begins with AKID, 5 to 1024 visible ASCII characters without `/`, `,` and `=`.
bool has_secret_id_form(std::string_view secret_id);

}  // namespace opencam
