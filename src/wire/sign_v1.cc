#include "wire/sign_v1.h"

#include <algorithm>
#include <charconv>

#include "base/host/digest.h"
#include "base/text.h"
#include "wire/sign_v3.h"

namespace opencam {
namespace {

// Takes the pair of that name out of the pairs. A missing one is an error, an empty one is not.
ApiResult<std::string> taken(std::vector<FormPair>& pairs, std::string_view name) {
  const auto found = std::find_if(pairs.begin(), pairs.end(), [&](const FormPair& pair) { return pair.name == name; });
  if (found == pairs.end()) return api_error(ApiCode::MissingParameter, name);
  std::string value = std::move(found->value);
  pairs.erase(found);
  return value;
}

const std::string* value_of(const std::vector<FormPair>& pairs, std::string_view name) {
  const auto found = std::find_if(pairs.begin(), pairs.end(), [&](const FormPair& pair) { return pair.name == name; });
  return found == pairs.end() ? nullptr : &found->value;
}

ApiResult<std::string> required(const std::vector<FormPair>& pairs, std::string_view name) {
  const std::string* value = value_of(pairs, name);
  if (value == nullptr) return api_error(ApiCode::MissingParameter, name);
  return *value;
}

ApiResult<V1Method> read_method(const std::vector<FormPair>& pairs) {
  const std::string* name = value_of(pairs, "SignatureMethod");
  if (name == nullptr || *name == "HmacSHA1") return V1Method::HmacSha1;
  if (*name == "HmacSHA256") return V1Method::HmacSha256;
  return api_error(ApiCode::InvalidParameterValue, "SignatureMethod");
}

ApiResult<std::uint64_t> read_nonce(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) {
    return api_error(ApiCode::InvalidParameterType, "Nonce");
  }
  return value;
}

// The Python client signs names with `.` where they have `_`, and sends them as they are.
std::vector<FormPair> with_dots(std::vector<FormPair> pairs) {
  for (FormPair& pair : pairs) std::replace(pair.name.begin(), pair.name.end(), '_', '.');
  return pairs;
}

}  // namespace

ApiResult<V1Credential> read_v1_credential(std::vector<FormPair> pairs) {
  std::vector<std::string_view> names;
  names.reserve(pairs.size());
  for (const FormPair& pair : pairs) names.push_back(pair.name);
  std::sort(names.begin(), names.end());
  const auto repeated = std::adjacent_find(names.begin(), names.end());
  if (repeated != names.end()) {
    return api_error(ApiCode::InvalidParameterRepeated, text::shortened(*repeated));
  }

  V1Credential credential;
  OPENCAM_TRY(credential.signature, taken(pairs, "Signature"));
  OPENCAM_TRY(credential.secret_id, required(pairs, "SecretId"));
  OPENCAM_TRY(const std::string timestamp, required(pairs, "Timestamp"));
  OPENCAM_TRY(const std::string nonce, required(pairs, "Nonce"));
  OPENCAM_TRY(credential.timestamp, read_timestamp(timestamp));
  OPENCAM_TRY(credential.nonce, read_nonce(nonce));
  OPENCAM_TRY(credential.method, read_method(pairs));
  if (!has_secret_id_form(credential.secret_id)) return api_error(ApiCode::InvalidSecretId);
  credential.pairs = std::move(pairs);
  return credential;
}

ApiResult<void> verify_v1(const HttpRequest& request, const V1Credential& credential, const SecretText& secret_key,
                          std::int64_t now_s) {
  OPENCAM_TRY(check_timestamp(credential.timestamp, now_s));
  const std::string_view host = text::trimmed(request.headers.find("Host").value_or(std::string_view()));
  const auto is_signed_over = [&](std::vector<FormPair> pairs) {
    const std::string text = v1_string_to_sign(request.method, host, std::move(pairs));
    return constant_time_equal(v1_signature(credential.method, secret_key, text), credential.signature);
  };
  if (is_signed_over(credential.pairs)) return {};
  const bool has_underscore = std::any_of(credential.pairs.begin(), credential.pairs.end(), [](const FormPair& pair) {
    return pair.name.find('_') != std::string::npos;
  });
  if (has_underscore && is_signed_over(with_dots(credential.pairs))) return {};
  return api_error(ApiCode::SignatureFailure, "please check the SecretKey and how the signature is calculated",
                   "请检查 SecretKey 及签名计算方式");
}

std::vector<FormPair> sign_v1(std::vector<FormPair> pairs, std::string_view http_method, std::string_view host,
                              V1Method method, const SecretText& secret_key) {
  std::string signature = v1_signature(method, secret_key, v1_string_to_sign(http_method, host, pairs));
  pairs.push_back({"Signature", std::move(signature)});
  return pairs;
}

std::string v1_string_to_sign(std::string_view http_method, std::string_view host, std::vector<FormPair> pairs) {
  std::sort(pairs.begin(), pairs.end(), [](const FormPair& a, const FormPair& b) { return a.name < b.name; });
  std::string text(http_method);
  text += host;
  text += "/?";
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    if (i > 0) text += '&';
    text += pairs[i].name;
    text += '=';
    text += pairs[i].value;
  }
  return text;
}

std::string v1_signature(V1Method method, const SecretText& secret_key, std::string_view string_to_sign) {
  const std::string_view key = secret_key.reveal(SecretAccess{});
  switch (method) {
    case V1Method::HmacSha1:
      return encode_base64(hmac_sha1(key, string_to_sign));
    case V1Method::HmacSha256:
      return encode_base64(hmac_sha256(key, string_to_sign));
  }
  return {};
}

}  // namespace opencam
