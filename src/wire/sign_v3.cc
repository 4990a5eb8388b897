#include "wire/sign_v3.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdio>

#include "base/encode.h"
#include "base/limits.h"
#include "base/text.h"

namespace opencam {
namespace {

constexpr std::string_view algorithm = "TC3-HMAC-SHA256";
constexpr std::string_view scope_end = "tc3_request";
constexpr std::string_view unsigned_payload = "UNSIGNED-PAYLOAD";
// A temporary SecretId may have 1024 bytes (CAM-145).
constexpr std::size_t secret_id_bytes_max = 1024;

ApiError malformed(std::string_view why, std::string_view why_chinese) {
  return api_error(ApiCode::InvalidAuthorization, why, why_chinese);
}

ApiError mismatch(std::string_view why, std::string_view why_chinese) {
  return api_error(ApiCode::SignatureFailure, why, why_chinese);
}

// `Name=value` pieces of the header, each allowed once.
struct AuthorizationPieces {
  std::string_view credential;
  std::string_view signed_headers;
  std::string_view signature;
};

ApiResult<AuthorizationPieces> split_authorization(std::string_view text) {
  AuthorizationPieces pieces;
  text = text::trimmed(text);
  if (!text.starts_with(algorithm))
    return malformed("it must begin with `TC3-HMAC-SHA256`", "必须以 `TC3-HMAC-SHA256` 开头");
  text.remove_prefix(algorithm.size());
  if (!text.starts_with(' ')) return malformed("it has no `Credential`", "缺少 `Credential`");
  for (const std::string_view raw : text::split(text, ',')) {
    const std::string_view piece = text::trimmed(raw);
    const std::size_t equals = piece.find('=');
    const std::string_view name = piece.substr(0, equals);
    std::string_view* place = name == "Credential"      ? &pieces.credential
                              : name == "SignedHeaders" ? &pieces.signed_headers
                              : name == "Signature"     ? &pieces.signature
                                                        : nullptr;
    if (place == nullptr || equals == std::string_view::npos)
      return malformed("it has an unknown part", "包含未知内容");
    if (!place->empty()) return malformed("it has a part twice", "内容重复");
    *place = piece.substr(equals + 1);
  }
  if (pieces.credential.empty()) return malformed("it has no `Credential`", "缺少 `Credential`");
  if (pieces.signed_headers.empty()) return malformed("it has no `SignedHeaders`", "缺少 `SignedHeaders`");
  if (pieces.signature.empty()) return malformed("it has no `Signature`", "缺少 `Signature`");
  return pieces;
}

bool is_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  return text::is_all_digits(text.substr(0, 4)) && text::is_all_digits(text.substr(5, 2)) &&
         text::is_all_digits(text.substr(8));
}

// <SecretId>/<date>/<service>/tc3_request
ApiResult<void> read_scope(std::string_view text, V3Credential& credential) {
  const std::vector<std::string_view> parts = text::split(text, '/');
  if (parts.size() != 4 || parts[3] != scope_end || parts[2].empty() || !is_date(parts[1])) {
    return malformed("`Credential` is not `SecretId/date/service/tc3_request`",
                     "`Credential` 格式应为 `SecretId/日期/服务/tc3_request`");
  }
  if (!has_secret_id_form(parts[0])) return api_error(ApiCode::InvalidSecretId);
  credential.secret_id = parts[0];
  credential.date = parts[1];
  credential.service = parts[2];
  return {};
}

ApiResult<void> read_signed_headers(std::string_view text, V3Credential& credential) {
  for (const std::string_view header : text::split(text, ';')) credential.signed_headers.emplace_back(header);
  std::vector<std::string> names = credential.signed_headers;
  for (std::string& header : names) header = text::ascii_lower(header);
  std::sort(names.begin(), names.end());
  const bool is_set = std::adjacent_find(names.begin(), names.end()) == names.end() && !names.front().empty();
  if (!is_set || names.size() > limits::signed_headers_max) {
    return malformed("`SignedHeaders` is no list of distinct names", "`SignedHeaders` 不是由不同名称构成的列表");
  }
  for (const char* const needed : {"content-type", "host"}) {
    if (!std::binary_search(names.begin(), names.end(), needed)) {
      return malformed("`SignedHeaders` must name content-type and host",
                       "`SignedHeaders` 必须包含 content-type 和 host");
    }
  }
  return {};
}

// `host:8080` without its port; a text that ends otherwise stays.
std::string_view without_port(std::string_view host) {
  const std::size_t colon = host.rfind(':');
  const bool has_port = colon != std::string_view::npos && text::is_all_digits(host.substr(colon + 1));
  return has_port ? host.substr(0, colon) : host;
}

// CAM-132: what the documentation asks, then what the clients do.
constexpr std::array<V3Reading, 4> readings = {{{.lower_case_values = true, .host_without_port = false},
                                                {.lower_case_values = false, .host_without_port = false},
                                                {.lower_case_values = true, .host_without_port = true},
                                                {.lower_case_values = false, .host_without_port = true}}};

std::string signature_of(const V3Credential& credential, std::string_view canonical_request, const V3Keys& keys) {
  return encode_hex(hmac_sha256(keys.signing, v3_string_to_sign(credential, canonical_request)));
}

}  // namespace

ApiResult<V3Credential> read_v3_credential(const HttpRequest& request) {
  const auto header = request.headers.find("Authorization");
  if (!header) return malformed("it is missing", "缺失");
  V3Credential credential;
  OPENCAM_TRY(const AuthorizationPieces pieces, split_authorization(*header));
  OPENCAM_TRY(read_scope(pieces.credential, credential));
  OPENCAM_TRY(read_signed_headers(pieces.signed_headers, credential));
  credential.signature = pieces.signature;
  const auto timestamp = request.headers.find("X-TC-Timestamp");
  if (!timestamp) return api_error(ApiCode::MissingParameter, "Timestamp");
  OPENCAM_TRY(credential.timestamp, read_timestamp(*timestamp));
  return credential;
}

ApiResult<void> verify_v3(const HttpRequest& request, const V3Credential& credential, const SecretText& secret_key,
                          std::int64_t now_s) {
  if (credential.date != utc_date(credential.timestamp)) {
    return mismatch("the date of the credential is not the UTC date of the timestamp",
                    "凭证日期与时间戳的 UTC 日期不一致");
  }
  OPENCAM_TRY(check_timestamp(credential.timestamp, now_s));
  for (const std::string& header : credential.signed_headers) {
    if (request.headers.count(header) != 1) {
      return mismatch("a signed header is missing or repeated", "已签名的请求头缺失或重复");
    }
  }

  const V3Keys keys = v3_keys(secret_key, credential.date, credential.service);
  const std::string payload_hash = v3_payload_hash(request);
  std::vector<std::string> tried;
  for (const V3Reading& reading : readings) {
    std::string canonical = v3_canonical_request(request, credential.signed_headers, payload_hash, reading);
    if (std::find(tried.begin(), tried.end(), canonical) != tried.end()) continue;
    if (constant_time_equal(signature_of(credential, canonical, keys), credential.signature)) return {};
    tried.push_back(std::move(canonical));
  }
  return mismatch("please check the SecretKey and how the signature is calculated", "请检查 SecretKey 及签名计算方式");
}

void sign_v3(HttpRequest& request, const SignV3& options, const SecretText& secret_key) {
  request.headers.set("X-TC-Timestamp", std::to_string(options.timestamp));
  if (options.is_payload_unsigned) request.headers.set("X-TC-Content-SHA256", unsigned_payload);

  V3Credential credential;
  credential.secret_id = options.secret_id;
  credential.date = utc_date(options.timestamp);
  credential.service = options.service;
  credential.signed_headers = {"content-type", "host"};
  credential.timestamp = options.timestamp;
  // The official clients sign the values as sent; in lower case they are the same for every client of ours.
  const std::string canonical = v3_canonical_request(request, credential.signed_headers, v3_payload_hash(request),
                                                     {.lower_case_values = false, .host_without_port = false});
  const V3Keys keys = v3_keys(secret_key, credential.date, credential.service);
  credential.signature = signature_of(credential, canonical, keys);
  request.headers.set("Authorization", std::string(algorithm) + " Credential=" + credential.secret_id + '/' +
                                           credential.date + '/' + credential.service + '/' + std::string(scope_end) +
                                           ", SignedHeaders=" + text::joined(credential.signed_headers, ";") +
                                           ", Signature=" + credential.signature);
}

std::string v3_payload_hash(const HttpRequest& request) {
  // CAM-135: the header itself is not signed, but the hash of the literal stands in the canonical request.
  if (request.headers.find("X-TC-Content-SHA256") == unsigned_payload) return encode_hex(sha256(unsigned_payload));
  return encode_hex(sha256(request.method == "GET" ? std::string_view() : std::string_view(request.body)));
}

std::string v3_canonical_request(const HttpRequest& request, const std::vector<std::string>& signed_headers,
                                 std::string_view payload_hash, const V3Reading& reading) {
  // CAM-131: the path is always `/`, and only a GET has a query, exactly as it was sent.
  std::string text = request.method + "\n/\n";
  if (request.method == "GET") text += request.query();
  text += '\n';
  for (const std::string& header : signed_headers) {
    const std::string name = text::ascii_lower(header);
    std::string_view value = text::trimmed(request.headers.find(name).value_or(std::string_view()));
    if (reading.host_without_port && name == "host") value = without_port(value);
    text += name;
    text += ':';
    text += reading.lower_case_values ? text::ascii_lower(value) : std::string(value);
    text += '\n';
  }
  text += '\n';
  text += text::joined(signed_headers, ";");
  text += '\n';
  text += payload_hash;
  return text;
}

std::string v3_string_to_sign(const V3Credential& credential, std::string_view canonical_request) {
  return std::string(algorithm) + '\n' + std::to_string(credential.timestamp) + '\n' + credential.date + '/' +
         credential.service + '/' + std::string(scope_end) + '\n' + encode_hex(sha256(canonical_request));
}

V3Keys v3_keys(const SecretText& secret_key, std::string_view date, std::string_view service) {
  std::string start = "TC3";
  start += secret_key.reveal(SecretAccess{});
  V3Keys keys;
  keys.date = hmac_sha256(SecretText::take(start).reveal(SecretAccess{}), date);
  keys.service = hmac_sha256(keys.date, service);
  keys.signing = hmac_sha256(keys.service, scope_end);
  return keys;
}

std::string utc_date(std::int64_t timestamp_s) {
  const std::chrono::sys_seconds time{std::chrono::seconds(timestamp_s)};
  const std::chrono::year_month_day day(std::chrono::floor<std::chrono::days>(time));
  char text[32];
  std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(day.year()), static_cast<unsigned>(day.month()),
                static_cast<unsigned>(day.day()));
  return text;
}

ApiResult<std::int64_t> read_timestamp(std::string_view text) {
  std::int64_t value = 0;
  // Years later than any calendar knows are kept away from the calendar.
  constexpr std::int64_t latest = 253402300799;  // 9999-12-31T23:59:59Z
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool is_read = error == std::errc() && end == text.data() + text.size();
  if (!text::is_all_digits(text) || !is_read || value > latest) {
    return api_error(ApiCode::InvalidParameterType, "Timestamp");
  }
  return value;
}

ApiResult<void> check_timestamp(std::int64_t timestamp_s, std::int64_t now_s) {
  const bool is_near =
      timestamp_s >= now_s - limits::signature_skew_s_max && timestamp_s <= now_s + limits::signature_skew_s_max;
  if (!is_near) return api_error(ApiCode::SignatureExpire, std::to_string(limits::signature_skew_s_max));
  return {};
}

bool has_secret_id_form(std::string_view secret_id) {
  if (!secret_id.starts_with("AKID") || secret_id.size() < 5 || secret_id.size() > secret_id_bytes_max) return false;
  return std::all_of(secret_id.begin(), secret_id.end(),
                     [](char c) { return c > ' ' && c < '\x7f' && c != '/' && c != ',' && c != '='; });
}

}  // namespace opencam
