// Every error of the table that the wire can find by itself, shown by a request over a live server; and every way of
// authenticating against every way of getting it wrong. What the table holds beyond that is listed with its reason.
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/value_to.hpp>
#include <map>
#include <set>

#include "base/json.h"
#include "wire/api_request.h"
#include "wire/denial.h"
#include "wire/envelope.h"
#include "wire/http_client.h"
#include "wire/http_server.h"
#include "wire/replay_guard.h"

namespace opencam {
namespace {

constexpr std::int64_t now = 1551113065;
constexpr std::string_view known_id = "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE";
constexpr std::string_view known_key = "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE";

// The smallest gate: one key, any action. It answers through the envelope, as the services do.
class Gate {
 public:
  HttpResponse answer(const HttpRequest& http) {
    const ApiResult<void> admitted = admit(http);
    if (!admitted) return api_response(admitted.error(), language_of(http), "id");
    return api_response({}, "id");
  }

 private:
  ApiResult<void> admit(const HttpRequest& http) {
    OPENCAM_TRY(const ApiRequest request, read_api_head(http));
    if (!std::holds_alternative<NoCredential>(request.credential) &&
        credential_secret_id(request.credential) != known_id) {
      return api_error(ApiCode::SecretIdNotFound);
    }
    OPENCAM_TRY(verify_signature(http, request, SecretText(known_key), now));
    if (const auto* v1 = std::get_if<V1Credential>(&request.credential)) {
      OPENCAM_TRY(guard_.admit(*v1, now));
    }
    OPENCAM_TRY(read_api_params(http, request));
    return {};
  }

  ReplayGuard guard_{3};
};

class LiveGate {
 public:
  LiveGate() {
    HttpServerOptions options;
    options.fault_response = [](HttpFault fault, const HttpRequest& request) {
      const auto error = api_error_of(fault);
      return error ? api_response(*error, language_of(request), "id") : http_fault_response(fault);
    };
    server_ =
        *HttpServer::create(std::move(options), [this](HttpRequest http, Reply reply) { reply(gate_.answer(http)); });
    client_ = *HttpClient::create("http://127.0.0.1:" + std::to_string(server_->port()));
  }

  std::string host() const { return "127.0.0.1:" + std::to_string(server_->port()); }

  // The code of the error, or "ok"; the message as well when asked for.
  std::string outcome(const HttpRequest& request, std::string* message = nullptr) {
    const auto response = client_->send(request);
    if (!response) return response.error().message();
    if (response->status != 200 || response->headers.find("Content-Type") != "application/json") {
      return "HTTP " + std::to_string(response->status);
    }
    const auto body = boost::json::parse(response->body).at("Response").as_object();
    EXPECT_EQ(body.at("RequestId").as_string(), "id");
    if (!body.contains("Error")) return "ok";
    if (message != nullptr) *message = boost::json::value_to<std::string>(body.at("Error").at("Message"));
    return boost::json::value_to<std::string>(body.at("Error").at("Code"));
  }

 private:
  Gate gate_;
  std::unique_ptr<HttpServer> server_;
  std::unique_ptr<HttpClient> client_;
};

using Form = std::string;
const std::vector<Form> forms = {"post json",   "get",           "post form",    "multipart",     "unsigned payload",
                                 "v1 get sha1", "v1 get sha256", "v1 post sha1", "v1 post sha256"};

struct Signer {
  std::string id = std::string(known_id);
  std::string key = std::string(known_key);
  std::int64_t timestamp = now;
};

HttpRequest make_v1(const Form& form, const std::string& host, const Signer& signer) {
  const V1Method method = form.ends_with("sha1") ? V1Method::HmacSha1 : V1Method::HmacSha256;
  HttpRequest request;
  request.method = form.starts_with("v1 get") ? "GET" : "POST";
  static int nonce = 0;
  const std::vector<FormPair> pairs = {{"Action", "GetUser"},
                                       {"Version", "2019-01-16"},
                                       {"Timestamp", std::to_string(signer.timestamp)},
                                       {"Nonce", std::to_string(++nonce)},
                                       {"SecretId", signer.id},
                                       {"SignatureMethod", method == V1Method::HmacSha1 ? "HmacSHA1" : "HmacSHA256"},
                                       {"Name", "ann"}};
  const std::string text = encode_form(sign_v1(pairs, request.method, host, method, SecretText(signer.key)));
  request.headers.add("Host", host);
  if (request.method == "GET") {
    request.target = "/?" + text;
  } else {
    request.headers.add("Content-Type", "application/x-www-form-urlencoded");
    request.body = text;
  }
  return request;
}

HttpRequest make(const Form& form, const std::string& host, const Signer& signer = {}) {
  if (form.starts_with("v1")) return make_v1(form, host, signer);
  HttpRequest request;
  request.method = form == "get" ? "GET" : "POST";
  request.headers.add("Host", host);
  request.headers.add("X-TC-Action", "GetUser");
  request.headers.add("X-TC-Version", "2019-01-16");
  const std::string type = form == "multipart"                    ? "multipart/form-data; boundary=q"
                           : form == "get" || form == "post form" ? "application/x-www-form-urlencoded"
                                                                  : "application/json";
  request.headers.add("Content-Type", type);
  if (form == "get") request.target = "/?Name=ann";
  if (form == "post form") request.body = "Name=ann";
  if (form == "multipart")
    request.body = "--q\r\nContent-Disposition: form-data; name=\"Name\"\r\n\r\nann\r\n--q--\r\n";
  if (form == "post json" || form == "unsigned payload") request.body = R"({"Name":"ann"})";
  sign_v3(request,
          {.secret_id = signer.id,
           .service = "cam",
           .timestamp = signer.timestamp,
           .is_payload_unsigned = form == "unsigned payload"},
          SecretText(signer.key));
  return request;
}

// Puts another text in the place of the signature, wherever it is.
HttpRequest with_signature(HttpRequest request, const std::function<std::string(std::string)>& change) {
  if (const auto header = request.headers.find("Authorization")) {
    const std::string value(*header);
    const std::size_t at = value.find("Signature=") + 10;
    request.headers.set("Authorization", value.substr(0, at) + change(value.substr(at)));
    return request;
  }
  std::string& text = request.method == "GET" ? request.target : request.body;
  const std::size_t at = text.find("&Signature=") + 11;
  text = text.substr(0, at) + change(text.substr(at));
  return request;
}

// C18: every style of authentication x every way of getting it wrong.
TEST(WireErrors, NoStyleOfAuthenticationCanBeFooled) {
  for (const Form& form : forms) {
    LiveGate gate;
    const std::string host = gate.host();
    EXPECT_EQ(gate.outcome(make(form, host)), "ok") << form;

    HttpRequest absent = make(form, host);
    if (form.starts_with("v1")) {
      absent = with_signature(absent, [](const std::string&) { return std::string(); });
      std::string& text = absent.method == "GET" ? absent.target : absent.body;
      text.resize(text.size() - std::string_view("&Signature=").size());
      EXPECT_EQ(gate.outcome(absent), "MissingParameter") << form;
    } else {
      absent.headers.erase("Authorization");
      EXPECT_EQ(gate.outcome(absent), "AuthFailure.InvalidAuthorization") << form;
    }
    const std::string empty = gate.outcome(with_signature(make(form, host), [](const auto&) { return std::string(); }));
    EXPECT_EQ(empty, form.starts_with("v1") ? "AuthFailure.SignatureFailure" : "AuthFailure.InvalidAuthorization")
        << form;
    EXPECT_EQ(gate.outcome(with_signature(make(form, host), [](const auto& s) { return s.substr(0, s.size() - 4); })),
              "AuthFailure.SignatureFailure")
        << form;
    EXPECT_EQ(gate.outcome(with_signature(make(form, host), [](const auto& s) { return std::string(s.size(), '0'); })),
              "AuthFailure.SignatureFailure")
        << form;
    EXPECT_EQ(gate.outcome(make(form, host, {.key = "another key"})), "AuthFailure.SignatureFailure") << form;
    EXPECT_EQ(gate.outcome(make(form, host, {.key = ""})), "AuthFailure.SignatureFailure") << form;
    EXPECT_EQ(gate.outcome(make(form, host, {.timestamp = now - 301})), "AuthFailure.SignatureExpire") << form;
    EXPECT_EQ(gate.outcome(make(form, host, {.timestamp = now + 301})), "AuthFailure.SignatureExpire") << form;
    EXPECT_EQ(gate.outcome(make(form, host, {.id = "AKIDunknown"})), "AuthFailure.SecretIdNotFound") << form;
    EXPECT_EQ(gate.outcome(make(form, host, {.id = "nobody"})), "AuthFailure.InvalidSecretId") << form;
  }
}

TEST(WireErrors, ReplayIsRefusedInV1Only) {
  LiveGate gate;
  const HttpRequest legacy = make("v1 get sha256", gate.host());
  EXPECT_EQ(gate.outcome(legacy), "ok");
  EXPECT_EQ(gate.outcome(legacy), "AuthFailure.SignatureFailure");
  const HttpRequest modern = make("post json", gate.host());
  EXPECT_EQ(gate.outcome(modern), "ok");
  EXPECT_EQ(gate.outcome(modern), "ok");
}

struct ErrorCase {
  ApiCode code;
  std::function<HttpRequest(const std::string& host)> request;
  std::string message;  // what the English text must hold
};

HttpRequest changed(const std::string& host, const std::function<void(HttpRequest&)>& change, Form form = "post json") {
  HttpRequest request = make(form, host);
  change(request);
  return request;
}

// Signed after the change: for what is read only when the signature is good.
HttpRequest resigned(const std::string& host, const std::function<void(HttpRequest&)>& change,
                     const Form& form = "post json") {
  HttpRequest request = changed(host, change, form);
  sign_v3(request, {.secret_id = std::string(known_id), .service = "cam", .timestamp = now}, SecretText(known_key));
  return request;
}

std::vector<ErrorCase> error_cases() {
  using Host = const std::string&;
  return {
      {ApiCode::UnsupportedProtocol, [](Host h) { return changed(h, [](auto& r) { r.method = "PUT"; }); },
       "GET or POST"},
      {ApiCode::InvalidRequest, [](Host h) { return resigned(h, [](auto& r) { r.body = "x"; }, "multipart"); },
       "multipart"},
      {ApiCode::InvalidRequest, [](Host h) { return changed(h, [](auto& r) { r.target = "/cam"; }); }, "path"},
      {ApiCode::InvalidRequest, [](Host h) { return changed(h, [](auto& r) { r.body = "x"; }, "get"); }, "no body"},
      {ApiCode::InvalidRequest,
       [](Host h) { return changed(h, [](auto& r) { r.headers.set("Content-Type", "text/xml"); }); }, "Content-Type"},
      {ApiCode::RequestSizeLimitExceeded,
       [](Host h) { return changed(h, [](auto& r) { r.target += std::string(33000, 'x'); }, "get"); }, "32768"},
      {ApiCode::RequestSizeLimitExceeded,
       [](Host h) { return changed(h, [](auto& r) { r.target += std::string(70000, 'x'); }, "get"); }, "32768"},
      {ApiCode::RequestSizeLimitExceeded,
       [](Host h) { return changed(h, [](auto& r) { r.body += std::string(1100000, 'x'); }, "v1 post sha1"); },
       "1048576"},
      {ApiCode::RequestSizeLimitExceeded,
       [](Host h) { return changed(h, [](auto& r) { r.body += std::string(11000000, ' '); }); }, "10485760"},
      {ApiCode::MissingParameter, [](Host h) { return changed(h, [](auto& r) { r.headers.erase("X-TC-Action"); }); },
       "`Action`"},
      {ApiCode::MissingParameter, [](Host h) { return changed(h, [](auto& r) { r.headers.erase("X-TC-Version"); }); },
       "`Version`"},
      {ApiCode::MissingParameter, [](Host h) { return changed(h, [](auto& r) { r.headers.erase("X-TC-Timestamp"); }); },
       "`Timestamp`"},
      {ApiCode::MissingParameter,
       [](Host h) { return changed(h, [](auto& r) { r.target = "/?Version=1"; }, "v1 get sha1"); }, "`Action`"},
      {ApiCode::InvalidParameterType,
       [](Host h) { return changed(h, [](auto& r) { r.headers.set("X-TC-Timestamp", "now"); }); }, "`Timestamp`"},
      {ApiCode::InvalidParameterType,
       [](Host h) {
         return changed(h, [](auto& r) { r.target.replace(r.target.find("&Nonce=") + 7, 1, "x"); }, "v1 get sha1");
       },
       "Parameter `Nonce` type error."},
      {ApiCode::InvalidParameterRepeated,
       [](Host h) { return resigned(h, [](auto& r) { r.body = R"({"Name":1,"Name":2})"; }); }, "`Name`"},
      {ApiCode::InvalidParameterRepeated,
       [](Host h) { return changed(h, [](auto& r) { r.headers.add("X-TC-Action", "B"); }); }, "`X-TC-Action`"},
      {ApiCode::InvalidParameterText, [](Host h) { return resigned(h, [](auto& r) { r.target += "&B=%FF"; }, "get"); },
       "`B`"},
      {ApiCode::InvalidParameterList, [](Host h) { return resigned(h, [](auto& r) { r.target += "&L.1=x"; }, "get"); },
       "`L`"},
      {ApiCode::InvalidParameter, [](Host h) { return resigned(h, [](auto& r) { r.body = "{"; }); }, "JSON"},
      {ApiCode::InvalidParameterValue,
       [](Host h) {
         return changed(h, [](auto& r) { r.target.replace(r.target.find("HmacSHA1"), 8, "HmacMD5"); }, "v1 get sha1");
       },
       "`SignatureMethod`"},
      {ApiCode::InvalidAuthorization,
       [](Host h) { return changed(h, [](auto& r) { r.headers.set("Authorization", "Bearer x"); }); },
       "TC3-HMAC-SHA256"},
      {ApiCode::InvalidSecretId, [](Host h) { return make("post json", h, {.id = "nobody"}); }, "AKID"},
      {ApiCode::SecretIdNotFound, [](Host h) { return make("post json", h, {.id = "AKIDunknown"}); }, "SecretId"},
      {ApiCode::SignatureExpire, [](Host h) { return make("get", h, {.timestamp = now - 400}); }, "300"},
      {ApiCode::SignatureFailure, [](Host h) { return make("get", h, {.key = "x"}); }, "SecretKey"},
  };
}

TEST(WireErrors, EachIsAnsweredInBothLanguages) {
  LiveGate gate;
  for (const ErrorCase& one : error_cases()) {
    for (const bool chinese : {false, true}) {
      HttpRequest request = one.request(gate.host());
      if (chinese) request.headers.set("X-TC-Language", "zh-CN");
      std::string message;
      EXPECT_EQ(gate.outcome(request, &message), wire_code(one.code)) << name(one.code) << one.message;
      if (!chinese) {
        EXPECT_NE(message.find(one.message), std::string::npos) << message;
      }
      const bool has_chinese = message.find_first_of("\xe5\xe8\xe7\xe6\xe4\xe9") != std::string::npos;
      // A head that is too long is answered before its language header has been read.
      if (request.target.size() < 65536) {
        EXPECT_EQ(has_chinese, chinese) << message;
      }
    }
  }
}

TEST(WireErrors, FullReplayMemoryRefuses) {
  LiveGate gate;
  for (int i = 0; i < 3; ++i) EXPECT_EQ(gate.outcome(make("v1 get sha1", gate.host())), "ok");
  EXPECT_EQ(gate.outcome(make("v1 get sha1", gate.host())), "RequestLimitExceeded");
}

// Every entry of the table is shown above, or stands here with the reason why it cannot be.
TEST(WireErrors, NoneIsWithoutACase) {
  const std::map<ApiCode, std::string> elsewhere = {
      {ApiCode::RequestLimitExceeded, "FullReplayMemoryRefuses in this file"},
      {ApiCode::AuthUnauthorizedOperation, "a denial; its text is tested in envelope_test.cc, its cause in services"},
      {ApiCode::UnauthorizedOperation, "a denial; its text is tested in envelope_test.cc, its cause in services"},
      {ApiCode::InternalError, "a dropped reply; api_error_of is tested in envelope_test.cc"},
      {ApiCode::InvalidAction, "only services know the actions"},
      {ApiCode::NoSuchVersion, "only services know the versions"},
      {ApiCode::NoSuchProduct, "nothing is routed by product (CAM-146)"},
      {ApiCode::ActionOffline, "only services know the actions"},
      {ApiCode::UnsupportedRegion, "only services know the regions"},
      {ApiCode::UnknownParameter, "only services know the parameters"},
      {ApiCode::MfaFailure, "there are no second factors yet"},
      {ApiCode::TokenFailure, "services unseal tokens"},
      {ApiCode::ResponseSizeLimitExceeded, "answers are paged"},
      {ApiCode::DryRunOperation, "an action's own outcome"},
      {ApiCode::FailedOperation, "an action's own outcome"},
      {ApiCode::IpInBlacklist, "there are no such lists yet"},
      {ApiCode::IpNotInWhitelist, "there are no such lists yet"},
      {ApiCode::LimitExceeded, "an action's own outcome"},
      {ApiCode::GlobalRegionUinLimitExceeded, "rates are not counted by region"},
      {ApiCode::RequestLimitExceededForNow, "a fault of the HTTP server; its text is tested in envelope_test.cc"},
      {ApiCode::IpLimitExceeded, "services limit rates"},
      {ApiCode::UinLimitExceeded, "services limit rates"},
      {ApiCode::ResourceInUse, "an action's own outcome"},
      {ApiCode::ResourceInsufficient, "an action's own outcome"},
      {ApiCode::ResourceNotFound, "an action's own outcome"},
      {ApiCode::ResourceUnavailable, "an action's own outcome"},
      {ApiCode::ServiceUnavailable, "services say InternalError or an action's own code"},
      {ApiCode::UnsupportedOperation, "an action's own outcome"},
  };
  std::set<ApiCode> shown;
  for (const ErrorCase& one : error_cases()) shown.insert(one.code);
  for (const ApiCode code : all_api_codes()) {
    EXPECT_NE(shown.contains(code), elsewhere.contains(code)) << name(code) << ": a case or a reason, not both";
  }
}

// The table holds every common code of the API's own list, and no other.
TEST(WireErrors, TableIsTheApisList) {
  const std::string path = std::string(OPENCAM_SOURCE_DIR) + "/api/common_errors.json";
  std::FILE* file = std::fopen(path.c_str(), "r");
  ASSERT_NE(file, nullptr) << path;
  std::string text(65536, '\0');
  text.resize(std::fread(text.data(), 1, text.size(), file));
  std::fclose(file);
  const auto document = json::read(text);
  ASSERT_TRUE(document.has_value());
  std::set<std::string> listed;
  for (const json::Value& code : document->root().find("error_codes")->items) listed.insert(code.text);
  std::set<std::string> ours;
  for (const ApiCode code : all_api_codes()) ours.emplace(wire_code(code));
  EXPECT_EQ(ours, listed);
}

}  // namespace
}  // namespace opencam
