#include "wire/api_request.h"

#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>

namespace opencam {
namespace {

HttpRequest message(std::string method, std::string target, std::string content_type, std::string body) {
  HttpRequest request;
  request.method = std::move(method);
  request.target = std::move(target);
  request.body = std::move(body);
  request.headers.add("host", "127.0.0.1:8226");
  if (!content_type.empty()) request.headers.add("content-type", content_type);
  return request;
}

HttpRequest with_headers(HttpRequest request) {
  request.headers.add("X-Tc-Action", "GetUser");
  request.headers.add("x-tc-version", " 2019-01-16 ");
  request.headers.add("X-TC-TIMESTAMP", "1551113065");
  request.headers.add("X-TC-Region", "ap-guangzhou");
  request.headers.add("X-TC-Token", "token");
  request.headers.add("X-TC-Language", "zh-CN");
  request.headers.add("X-TC-RequestClient", "SDK_GO_1.3.166");
  request.headers.add("X-TC-TraceId", "d5dd03ce");
  request.headers.add("Authorization",
                      "TC3-HMAC-SHA256 Credential=AKIDx/2019-02-25/127/tc3_request, SignedHeaders=content-type;host, "
                      "Signature=abc");
  return request;
}

std::string refusal(const HttpRequest& request) {
  const auto api = read_api_request(request);
  return api ? "ok" : api.error().code + ": " + api.error().message;
}

// CAM-124: every form gives the same parameters.
TEST(ApiRequest, EveryFormIsRead) {
  const std::string wanted = R"({"Name":"a b","Tags":[{"Key":"k"}]})";
  const HttpRequest requests[] = {
      with_headers(message("POST", "/", "application/json", R"({"Name":"a b","Tags":[{"Key":"k"}]})")),
      with_headers(message("POST", "/", "Application/JSON; charset=utf-8", R"({"Name":"a b","Tags":[{"Key":"k"}]})")),
      with_headers(message("GET", "/?Name=a+b&Tags.0.Key=k", "application/x-www-form-urlencoded", "")),
      with_headers(message("GET", "http://cam.tencentcloudapi.com?Tags.0.Key=k&Name=a%20b", "", "")),
      with_headers(message("POST", "/", "application/x-www-form-urlencoded", "Name=a+b&Tags.0.Key=k")),
      with_headers(
          message("POST", "/?Name=ignored", "multipart/form-data; boundary=q",
                  "--q\r\nContent-Disposition: form-data; name=\"Name\"\r\n\r\na b\r\n"
                  "--q\r\nContent-Disposition: form-data; name=\"Tags\"\r\nContent-Type: application/json\r\n\r\n"
                  "[{\"Key\":\"k\"}]\r\n--q--\r\n")),
  };
  for (const HttpRequest& request : requests) {
    const auto api = read_api_request(request);
    ASSERT_TRUE(api.has_value()) << request.target << api.error().message;
    EXPECT_EQ(boost::json::serialize(api->params), wanted);
    EXPECT_EQ(api->action, "GetUser");
    EXPECT_EQ(api->version, "2019-01-16");
    EXPECT_EQ(api->timestamp, 1551113065);
    EXPECT_EQ(api->region, "ap-guangzhou");
    EXPECT_EQ(api->token, "token");
    EXPECT_EQ(api->language, Language::Chinese);
    EXPECT_EQ(api->request_client, "SDK_GO_1.3.166");
    EXPECT_EQ(api->trace_id, "d5dd03ce");
    EXPECT_EQ(credential_secret_id(api->credential), "AKIDx");
  }
}

TEST(ApiRequest, LegacyFormsAreRead) {
  const std::string pairs =
      "Name=a+b&Tags.0.Key=k&Action=GetUser&RequestClient=SDK&Nonce=1&Timestamp=1551113065&Version=2019-01-16"
      "&Region=r&SecretId=AKIDx&SignatureMethod=HmacSHA256&Language=zh-CN&Token=t&Signature=abc%3D";
  for (const HttpRequest& request : {message("GET", "/?" + pairs, "", ""),
                                     message("POST", "/", "application/x-www-form-urlencoded; charset=utf-8", pairs)}) {
    const auto api = read_api_request(request);
    ASSERT_TRUE(api.has_value()) << api.error().message;
    EXPECT_EQ(boost::json::serialize(api->params), R"({"Name":"a b","Tags":[{"Key":"k"}]})");
    EXPECT_EQ(api->action, "GetUser");
    EXPECT_EQ(api->version, "2019-01-16");
    EXPECT_EQ(api->timestamp, 1551113065);
    EXPECT_EQ(api->region, "r");
    EXPECT_EQ(api->token, "t");
    EXPECT_EQ(api->language, Language::Chinese);
    EXPECT_EQ(api->request_client, "SDK");
    const auto* credential = std::get_if<V1Credential>(&api->credential);
    ASSERT_NE(credential, nullptr);
    EXPECT_EQ(credential->signature, "abc=");
    EXPECT_EQ(credential->method, V1Method::HmacSha256);
    EXPECT_EQ(credential->pairs.size(), 12U);
    EXPECT_EQ(language_of(request), Language::Chinese);
  }
}

TEST(ApiRequest, SaysWhatKindOfCredentialCame) {
  HttpRequest request = with_headers(message("POST", "/", "application/json", "{}"));
  EXPECT_TRUE(std::holds_alternative<V3Credential>(read_api_request(request)->credential));
  request.headers.set("Authorization", "SKIP");
  EXPECT_TRUE(std::holds_alternative<SkipCredential>(read_api_request(request)->credential));
  for (const std::string_view value : {"skip", "SKIP x", "", "Bearer x", "Basic eDp5"}) {
    request.headers.set("Authorization", value);
    EXPECT_TRUE(refusal(request).starts_with("AuthFailure.InvalidAuthorization")) << value;
  }
  request.headers.erase("Authorization");
  const auto unsigned_request = read_api_request(request);
  ASSERT_TRUE(unsigned_request.has_value());
  EXPECT_TRUE(std::holds_alternative<NoCredential>(unsigned_request->credential));
  EXPECT_EQ(credential_secret_id(unsigned_request->credential), "");
  EXPECT_EQ(verify_signature(request, *unsigned_request, SecretText("k"), 0).error().code,
            "AuthFailure.InvalidAuthorization");
}

// A request cannot choose the weaker of two signatures by carrying both.
TEST(ApiRequest, TheHeaderWinsOverLegacyParameters) {
  HttpRequest request = with_headers(message("GET", "/?Action=DeleteUser&SecretId=AKIDy&Signature=x", "", ""));
  const auto api = read_api_request(request);
  ASSERT_TRUE(api.has_value());
  EXPECT_EQ(api->action, "GetUser");
  EXPECT_EQ(credential_secret_id(api->credential), "AKIDx");
  request.headers.erase("Authorization");
  EXPECT_TRUE(std::holds_alternative<NoCredential>(read_api_request(request)->credential));
}

TEST(ApiRequest, BodiesMayBeEmpty) {
  for (const std::string body : {"", "{}", " \n", "{ }"}) {
    const auto api = read_api_request(with_headers(message("POST", "/", "application/json", body)));
    ASSERT_TRUE(api.has_value()) << body;
    EXPECT_TRUE(api->params.empty());
  }
  const auto integers = read_api_request(with_headers(
      message("POST", "/", "application/json", R"({"RoleId":4611686018427387905,"U":18446744073709551615,"E":""})")));
  EXPECT_EQ(integers->params.at("RoleId").as_int64(), 4611686018427387905);
  EXPECT_EQ(integers->params.at("U").as_uint64(), 18446744073709551615U);
  EXPECT_EQ(integers->params.at("E").as_string(), "") << "empty is present";
  for (const std::string body : {"[]", "null", "\"x\"", "1"}) {
    EXPECT_TRUE(
        refusal(with_headers(message("POST", "/", "application/json", body))).starts_with("InvalidParameter: "));
  }
}

// CAM-123, at the limit and one above it.
TEST(ApiRequest, SizesAreLimited) {
  const auto get_of = [](std::size_t bytes) {
    return refusal(with_headers(message("GET", "/?A=" + std::string(bytes - 4, 'x'), "", "")));
  };
  EXPECT_EQ(get_of(32 * 1024), "ok");
  EXPECT_TRUE(get_of(32 * 1024 + 1).starts_with("RequestSizeLimitExceeded: ")) << get_of(32 * 1024 + 1);

  const std::string pairs = "Action=A&Version=V&Timestamp=1&Nonce=1&SecretId=AKIDx&Signature=s&X=";
  const auto v1_of = [&](std::size_t bytes) {
    return refusal(
        message("POST", "/", "application/x-www-form-urlencoded", pairs + std::string(bytes - pairs.size(), 'x')));
  };
  EXPECT_EQ(v1_of(1024 * 1024), "ok");
  EXPECT_TRUE(v1_of(1024 * 1024 + 1).starts_with("RequestSizeLimitExceeded: "));

  std::string many = pairs;
  for (int i = 0; i < 20000; ++i) many += "&P=";
  EXPECT_EQ(refusal(message("POST", "/", "application/x-www-form-urlencoded", many)),
            "InvalidParameter: The parameters cannot be read: there are too many parameters.");
  // Half a gigabyte, were they read before they are counted; language_of reads them for the answer to a stranger.
  const HttpRequest flood = message("POST", "/", "application/x-www-form-urlencoded",
                                    "Language=zh-CN" + std::string(std::size_t{9} * 1024 * 1024, '&'));
  EXPECT_EQ(language_of(flood), Language::English);

  const auto json_of = [](std::size_t bytes) {
    return refusal(with_headers(message("POST", "/", "application/json", "{}" + std::string(bytes - 2, ' '))));
  };
  EXPECT_EQ(json_of(10 * 1024 * 1024), "ok");
  EXPECT_TRUE(json_of(10 * 1024 * 1024 + 1).starts_with("RequestSizeLimitExceeded: "));
}

// CAM-127: what decides comes once.
TEST(ApiRequest, RepeatedHeadersAreRefused) {
  for (const char* const name : {"X-TC-Action", "X-TC-Version", "X-TC-Timestamp", "X-TC-Token", "Authorization",
                                 "Content-Type", "X-TC-Region", "X-TC-Language", "X-TC-Content-SHA256"}) {
    HttpRequest request = with_headers(message("POST", "/", "application/json", "{}"));
    request.headers.add(name, "x");
    request.headers.add(name, "y");
    EXPECT_TRUE(refusal(request).starts_with("InvalidParameter: The parameter `" + std::string(name) + "`"))
        << refusal(request);
  }
}

TEST(ApiRequest, TheClientsNameMayComeTwice) {
  HttpRequest request = with_headers(message("POST", "/", "application/json", "{}"));
  request.headers.set("X-TC-RequestClient", "SDK_GO_1.0.715");
  request.headers.add("X-TC-RequestClient", "Terraform-1.81.20");
  const auto api = read_api_request(request);
  ASSERT_TRUE(api.has_value()) << api.error().message;
  EXPECT_EQ(api->request_client, "SDK_GO_1.0.715");
}

TEST(ApiRequest, LanguageIsKnownBeforeAnythingElse) {
  HttpRequest request = message("PUT", "/", "", "");
  EXPECT_EQ(language_of(request), Language::English);
  request.headers.add("X-TC-Language", "zh-CN");
  EXPECT_EQ(language_of(request), Language::Chinese);
  request.headers.set("X-TC-Language", "en-US");
  EXPECT_EQ(language_of(request), Language::English);
  EXPECT_EQ(language_of(message("GET", "/?Language=zh-CN", "", "")), Language::Chinese);
  EXPECT_EQ(language_of(message("POST", "/", "application/json", "Language=zh-CN")), Language::English);
}

}  // namespace
}  // namespace opencam
