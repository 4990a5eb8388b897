// The legacy signature (v1), still offered by four of the official clients: HmacSHA1 or HmacSHA256 over the sorted
// parameters of a GET query or a POST form.
//
//   StringToSign = METHOD host "/?" k1=v1&k2=v2...     keys ascending by byte, values decoded, Signature left out
//   Signature    = base64(hmac(SecretKey, StringToSign))
//
//   OPENCAM_TRY(V1Credential credential, read_v1_credential(decode_form(request.query())));
//   OPENCAM_TRY(verify_v1(request, credential, key, clock.now_s()));
//   OPENCAM_TRY(replay_guard.admit(credential, clock.now_s()));          // only after the signature is known to be
//   good
//
// Pure functions, safe from any thread; ReplayGuard (replay_guard.h) is what remembers.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/encode.h"
#include "base/host/secret.h"
#include "wire/error_code.h"
#include "wire/http.h"

namespace opencam {

enum class V1Method : std::uint8_t { HmacSha1, HmacSha256 };

struct V1Credential {
  std::string secret_id;
  V1Method method = V1Method::HmacSha1;
  std::string signature;  // base64
  std::int64_t timestamp = 0;
  std::uint64_t nonce = 0;
  std::vector<FormPair> pairs;  // everything that is signed: all parameters but Signature, decoded, in any order
};

// `pairs`: the decoded query or form. Errors: MissingParameter, InvalidParameter, AuthFailure.InvalidSecretId.
ApiResult<V1Credential> read_v1_credential(std::vector<FormPair> pairs);

// Errors: AuthFailure.SignatureFailure, AuthFailure.SignatureExpire.
ApiResult<void> verify_v1(const HttpRequest& request, const V1Credential& credential, const SecretText& secret_key,
                          std::int64_t now_s);

// `pairs` and their Signature. REQUIRES: the pairs hold Timestamp, Nonce, SecretId and SignatureMethod where they must.
std::vector<FormPair> sign_v1(std::vector<FormPair> pairs, std::string_view http_method, std::string_view host,
                              V1Method method, const SecretText& secret_key);

// The steps.
std::string v1_string_to_sign(std::string_view http_method, std::string_view host, std::vector<FormPair> pairs);
std::string v1_signature(V1Method method, const SecretText& secret_key, std::string_view string_to_sign);

}  // namespace opencam
