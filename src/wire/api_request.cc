#include "wire/api_request.h"

#include <algorithm>

#include "base/encode.h"
#include "base/limits.h"
#include "base/text.h"
#include "wire/api_form.h"
#include "wire/api_json.h"
#include "wire/api_multipart.h"

namespace opencam {
namespace {

enum class Form : std::uint8_t { Json, Query, FormBody, Multipart };

// Headers that decide what a request means. Given twice, two readers could take different ones. CAM-127.
constexpr std::string_view single_headers[] = {
    "Authorization", "Content-Type",  "X-TC-Action",        "X-TC-Version",        "X-TC-Timestamp", "X-TC-Region",
    "X-TC-Token",    "X-TC-Language", "X-TC-RequestClient", "X-TC-Content-SHA256", "X-TC-TraceId",
};
// The exception: it decides nothing, and Terraform's provider sends its own beside that of its SDK.
constexpr std::string_view repeatable_header = "X-TC-RequestClient";

// CAM-128: the parameters of v1 that are not the action's own.
constexpr std::string_view v1_common[] = {"Action",   "Version",         "Region", "Timestamp", "Nonce",
                                          "SecretId", "SignatureMethod", "Token",  "Language",  "RequestClient"};

// CAM-124. The charset and other parameters of the type do not matter: it is UTF-8 in any case.
ApiResult<Form> form_of(const HttpRequest& request) {
  if (request.method == "GET") return Form::Query;
  const std::string_view header = request.headers.find("Content-Type").value_or(std::string_view());
  const std::string_view type = text::trimmed(header.substr(0, header.find(';')));
  if (text::equal_ignoring_ascii_case(type, "application/json")) return Form::Json;
  if (text::equal_ignoring_ascii_case(type, "application/x-www-form-urlencoded")) return Form::FormBody;
  if (text::equal_ignoring_ascii_case(type, "multipart/form-data")) return Form::Multipart;
  return api_error(ApiCode::InvalidRequest, "the Content-Type is neither JSON nor a form",
                   "Content-Type 既不是 JSON 也不是表单");
}

ApiError too_long(std::uint32_t bytes_max) {
  return api_error(ApiCode::RequestSizeLimitExceeded, std::to_string(bytes_max));
}

// CAM-126. Counted before anything is copied: ten megabytes of `a&` would become half a gigabyte of pairs.
ApiResult<std::vector<FormPair>> read_pairs(std::string_view text) {
  if (std::ranges::count(text, '&') >= limits::form_nodes_max) {
    return api_error(ApiCode::InvalidParameter, "there are too many parameters", "参数过多");
  }
  return decode_form(text);
}

// CAM-127: also one that we do not know might mean something to somebody in front of us.
ApiResult<void> check_repeated(const HttpRequest& request) {
  constexpr std::string_view prefix = "x-tc-";
  for (std::size_t i = 0; i < request.headers.size(); ++i) {
    const std::string_view name = request.headers.at(i).name;
    if (!text::equal_ignoring_ascii_case(name.substr(0, prefix.size()), prefix)) continue;
    if (text::equal_ignoring_ascii_case(name, repeatable_header)) continue;
    if (request.headers.count(name) > 1) {
      return api_error(ApiCode::InvalidParameterRepeated, text::shortened(text::well_formed(name)));
    }
  }
  return {};
}

// What holds for every form. CAM-121, CAM-122, CAM-123, CAM-127.
ApiResult<void> check_message(const HttpRequest& request) {
  if (request.method != "GET" && request.method != "POST") return api_error(ApiCode::UnsupportedProtocol);
  if (request.path() != "/") {
    return api_error(ApiCode::InvalidRequest, "the path must be `/`", "请求路径必须为 `/`");
  }
  if (request.method == "GET") {
    if (request.target.size() > limits::http_get_bytes_max) return too_long(limits::http_get_bytes_max);
    // The signature of a GET covers no body.
    if (!request.body.empty()) return api_error(ApiCode::InvalidRequest, "a GET has no body", "GET 请求不能带请求体");
  }
  if (request.body.size() > limits::http_body_bytes_max) return too_long(limits::http_body_bytes_max);
  for (const std::string_view header : single_headers) {
    if (request.headers.count(header) > 1 && header != repeatable_header) {
      return api_error(ApiCode::InvalidParameterRepeated, header);
    }
    if (!text::is_utf8(request.headers.find(header).value_or(std::string_view()))) {
      return api_error(ApiCode::InvalidParameterText, header);
    }
  }
  return check_repeated(request);
}

std::string header_text(const HttpRequest& request, std::string_view name) {
  return std::string(text::trimmed(request.headers.find(name).value_or(std::string_view())));
}

// CAM-127.
ApiResult<void> read_common_headers(const HttpRequest& request, ApiRequest& api) {
  api.action = header_text(request, "X-TC-Action");
  api.version = header_text(request, "X-TC-Version");
  if (api.action.empty()) return api_error(ApiCode::MissingParameter, "Action");
  if (api.version.empty()) return api_error(ApiCode::MissingParameter, "Version");
  const std::string timestamp = header_text(request, "X-TC-Timestamp");
  if (timestamp.empty()) return api_error(ApiCode::MissingParameter, "Timestamp");
  OPENCAM_TRY(api.timestamp, read_timestamp(timestamp));
  api.region = header_text(request, "X-TC-Region");
  api.token = header_text(request, "X-TC-Token");
  api.request_client = header_text(request, "X-TC-RequestClient");
  api.trace_id = header_text(request, "X-TC-TraceId");
  api.language = language_named(header_text(request, "X-TC-Language"));
  return {};
}

ApiResult<boost::json::object> read_json_params(std::string_view body) {
  if (text::trimmed(body).empty()) return boost::json::object();
  OPENCAM_TRY(boost::json::value value, read_api_json(body));
  if (!value.is_object()) {
    return api_error(ApiCode::InvalidParameter, "the request body is no JSON object", "请求体不是 JSON 对象");
  }
  return std::move(value.get_object());
}

ApiResult<boost::json::object> read_params(const HttpRequest& request, Form form) {
  switch (form) {
    case Form::Json:
      return read_json_params(request.body);
    case Form::Query:
    case Form::FormBody: {
      OPENCAM_TRY(const auto pairs, read_pairs(form == Form::Query ? request.query() : std::string_view(request.body)));
      return unflatten(pairs);
    }
    case Form::Multipart:
      return read_multipart(header_text(request, "Content-Type"), request.body);
  }
  return api_error(ApiCode::InternalError);
}

ApiResult<ApiCredential> read_header_credential(const HttpRequest& request) {
  const auto authorization = request.headers.find("Authorization");
  if (!authorization) return ApiCredential(NoCredential{});
  if (text::trimmed(*authorization) == "SKIP") return ApiCredential(SkipCredential{});
  OPENCAM_TRY(V3Credential credential, read_v3_credential(request));
  return ApiCredential(std::move(credential));
}

// CAM-128.
ApiResult<ApiRequest> read_v1_request(const HttpRequest& request, Form form) {
  const bool is_query = form == Form::Query;
  if (!is_query && request.body.size() > limits::http_v1_body_bytes_max) {
    return too_long(limits::http_v1_body_bytes_max);
  }
  OPENCAM_TRY(std::vector<FormPair> pairs, read_pairs(is_query ? request.query() : std::string_view(request.body)));
  const auto value = [&](std::string_view name) {
    const auto found =
        std::find_if(pairs.begin(), pairs.end(), [&](const FormPair& pair) { return pair.name == name; });
    return found == pairs.end() ? std::string() : found->value;
  };
  ApiRequest api;
  api.action = value("Action");
  api.version = value("Version");
  if (api.action.empty()) return api_error(ApiCode::MissingParameter, "Action");
  if (api.version.empty()) return api_error(ApiCode::MissingParameter, "Version");
  api.region = value("Region");
  api.token = value("Token");
  api.request_client = value("RequestClient");
  api.trace_id = header_text(request, "X-TC-TraceId");
  api.language = language_named(value("Language"));

  for (const FormPair& pair : pairs) {
    if (!text::is_utf8(pair.name) || !text::is_utf8(pair.value)) {
      return api_error(ApiCode::InvalidParameterText, text::shortened(pair.name));
    }
  }
  OPENCAM_TRY(V1Credential credential, read_v1_credential(std::move(pairs)));
  api.timestamp = credential.timestamp;
  api.credential = std::move(credential);
  return api;
}

// What of the signed pairs is the action's own.
ApiResult<boost::json::object> read_v1_params(const V1Credential& credential) {
  std::vector<FormPair> own = credential.pairs;
  std::erase_if(own, [](const FormPair& pair) {
    return std::find(std::begin(v1_common), std::end(v1_common), pair.name) != std::end(v1_common);
  });
  return unflatten(own);
}

}  // namespace

ApiResult<ApiRequest> read_api_head(const HttpRequest& request) {
  OPENCAM_TRY(check_message(request));
  OPENCAM_TRY(const Form form, form_of(request));
  const bool has_headers = request.headers.find("Authorization") || request.headers.find("X-TC-Action");
  if (!has_headers && (form == Form::Query || form == Form::FormBody)) return read_v1_request(request, form);

  ApiRequest api;
  OPENCAM_TRY(read_common_headers(request, api));
  OPENCAM_TRY(api.credential, read_header_credential(request));
  return api;
}

ApiResult<boost::json::object> read_api_params(const HttpRequest& http, const ApiRequest& request) {
  if (const auto* v1 = std::get_if<V1Credential>(&request.credential)) return read_v1_params(*v1);
  OPENCAM_TRY(const Form form, form_of(http));
  return read_params(http, form);
}

ApiResult<ApiRequest> read_api_request(const HttpRequest& request) {
  OPENCAM_TRY(ApiRequest api, read_api_head(request));
  OPENCAM_TRY(api.params, read_api_params(request, api));
  return api;
}

Language language_of(const HttpRequest& request) {
  if (const auto header = request.headers.find("X-TC-Language")) return language_named(text::trimmed(*header));
  const ApiResult<Form> form = form_of(request);
  if (!form || (*form != Form::Query && *form != Form::FormBody)) return Language::English;
  const bool is_query = *form == Form::Query;
  const auto pairs = read_pairs(is_query ? request.query() : std::string_view(request.body));
  if (!pairs) return Language::English;
  for (const FormPair& pair : *pairs) {
    if (pair.name == "Language") return language_named(pair.value);
  }
  return Language::English;
}

std::string_view credential_secret_id(const ApiCredential& credential) {
  if (const auto* v3 = std::get_if<V3Credential>(&credential)) return v3->secret_id;
  if (const auto* v1 = std::get_if<V1Credential>(&credential)) return v1->secret_id;
  return {};
}

ApiResult<void> verify_signature(const HttpRequest& http, const ApiRequest& request, const SecretText& secret_key,
                                 std::int64_t now_s) {
  if (const auto* v3 = std::get_if<V3Credential>(&request.credential)) return verify_v3(http, *v3, secret_key, now_s);
  if (const auto* v1 = std::get_if<V1Credential>(&request.credential)) return verify_v1(http, *v1, secret_key, now_s);
  return api_error(ApiCode::InvalidAuthorization, "the request is not signed", "请求未签名");
}

}  // namespace opencam
