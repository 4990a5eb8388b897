#include "wire/sign_v3.h"

#include <gtest/gtest.h>

#include "base/encode.h"
#include "base/text.h"

namespace opencam {
namespace {

constexpr std::int64_t now = 1551113065;
constexpr std::string_view secret_id = "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE";

const SecretText& key() {
  static const SecretText secret("Gu5t9xGARNpq86cd98joQYCN3EXAMPLE");
  return secret;
}

HttpRequest post() {
  HttpRequest request;
  request.method = "POST";
  request.headers.add("Content-Type", "application/json");
  request.headers.add("Host", "cam.tencentcloudapi.com");
  request.headers.add("X-TC-Action", "GetUser");
  request.body = R"({"Name": "alice"})";
  return request;
}

HttpRequest get() {
  HttpRequest request = post();
  request.method = "GET";
  request.target = "/?Name=a+b%2A~";
  request.body.clear();
  return request;
}

HttpRequest signed_request(HttpRequest request, bool is_payload_unsigned = false, std::int64_t timestamp = now) {
  sign_v3(request,
          {.secret_id = std::string(secret_id),
           .service = "cam",
           .timestamp = timestamp,
           .is_payload_unsigned = is_payload_unsigned},
          key());
  return request;
}

// Reads and verifies as the gate does: the code of the refusal, or "ok".
std::string outcome(const HttpRequest& request, std::int64_t at = now) {
  const auto credential = read_v3_credential(request);
  if (!credential) return credential.error().code;
  if (credential->secret_id != secret_id) return "AuthFailure.SecretIdNotFound";
  const auto verified = verify_v3(request, *credential, key(), at);
  return verified ? "ok" : verified.error().code;
}

HttpRequest with_authorization(std::string_view value) {
  HttpRequest request = signed_request(post());
  request.headers.set("Authorization", value);
  return request;
}

// CAM-134: the edges of the window, to the second.
TEST(SignV3, TimestampMustBeNear) {
  for (const bool is_get : {false, true}) {
    const HttpRequest request = signed_request(is_get ? get() : post());
    EXPECT_EQ(outcome(request, now), "ok");
    EXPECT_EQ(outcome(request, now + 300), "ok");
    EXPECT_EQ(outcome(request, now - 300), "ok");
    EXPECT_EQ(outcome(request, now + 301), "AuthFailure.SignatureExpire");
    EXPECT_EQ(outcome(request, now - 301), "AuthFailure.SignatureExpire");
  }
}

// CAM-133: the scope's date is the timestamp's, in UTC, also round midnight.
TEST(SignV3, DateMustBeTheTimestamps) {
  EXPECT_EQ(utc_date(1551052800 - 1), "2019-02-24");
  EXPECT_EQ(utc_date(1551052800), "2019-02-25");
  EXPECT_EQ(utc_date(1709164800), "2024-02-29");
  EXPECT_EQ(outcome(signed_request(post(), false, 1551052800), 1551052800 - 200), "ok");
  HttpRequest request = signed_request(post());
  std::string value(*request.headers.find("Authorization"));
  value.replace(value.find("2019-02-25"), 10, "2019-02-24");
  request.headers.set("Authorization", value);
  EXPECT_EQ(outcome(request), "AuthFailure.SignatureFailure");
}

// C19: whatever single byte of a signed part changes, to whatever value, the request is refused.
TEST(SignV3, EachByteOfASignedPartCounts) {
  for (const HttpRequest& good : {signed_request(post()), signed_request(get())}) {
    const auto try_all = [&](std::string_view part, auto place) {
      const std::string original(part);
      for (std::size_t i = 0; i < original.size(); ++i) {
        for (int byte = 0; byte < 256; ++byte) {
          std::string changed = original;
          changed[i] = static_cast<char>(byte);
          // CAM-137: case and outer blanks of a signed header's value are not covered.
          if (text::ascii_lower(changed) == text::ascii_lower(original) || text::trimmed(changed) != changed) continue;
          HttpRequest request = good;
          place(request, changed);
          ASSERT_NE(outcome(request), "ok") << original << " at " << i << " byte " << byte;
        }
      }
    };
    for (const char* const name : {"Content-Type", "Host", "X-TC-Timestamp"}) {
      try_all(*good.headers.find(name), [&](HttpRequest& r, const std::string& value) { r.headers.set(name, value); });
    }
    try_all(good.method, [](HttpRequest& r, const std::string& value) { r.method = value; });
    const std::string authorization(*good.headers.find("Authorization"));
    for (const std::string_view part : {"2019-02-25", "cam", "tc3_request", "content-type;host", "AKIDz8krb"}) {
      const std::size_t at = authorization.find(part);
      try_all(part, [&](HttpRequest& r, const std::string& value) {
        r.headers.set("Authorization", std::string(authorization).replace(at, value.size(), value));
      });
    }
  }
}

// The parts where case counts as well: body, query and signature.
TEST(SignV3, EachBitOfBodyQueryAndSignatureCounts) {
  const HttpRequest posted = signed_request(post());
  const HttpRequest got = signed_request(get());
  const auto flip = [](const HttpRequest& good, std::string HttpRequest::* part, std::size_t from) {
    for (std::size_t i = from; i < (good.*part).size(); ++i) {
      for (int bit = 0; bit < 8; ++bit) {
        HttpRequest request = good;
        (request.*part)[i] = static_cast<char>((request.*part)[i] ^ (1 << bit));
        EXPECT_EQ(outcome(request), "AuthFailure.SignatureFailure") << i;
      }
    }
  };
  flip(posted, &HttpRequest::body, 0);
  flip(got, &HttpRequest::target, 2);
  const std::string authorization(*posted.headers.find("Authorization"));
  for (std::size_t i = authorization.size() - 64; i < authorization.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string changed = authorization;
      changed[i] = static_cast<char>(changed[i] ^ (1 << bit));
      EXPECT_NE(outcome(with_authorization(changed)), "ok") << i;
    }
  }
  for (std::size_t length = 0; length < authorization.size(); ++length) {
    EXPECT_NE(outcome(with_authorization(authorization.substr(0, length))), "ok") << length;
  }
}

// CAM-137: what the protocol leaves unsigned, so that nobody takes it for signed.
TEST(SignV3, UncoveredPartsAreKnown) {
  HttpRequest request = signed_request(post());
  request.headers.set("X-TC-Action", "DeleteUser");
  request.headers.set("X-TC-Token", "any");
  request.headers.set("X-TC-Region", "ap-beijing");
  request.headers.set("Content-Type", " APPLICATION/json ");
  request.target = "/?unused=1";
  EXPECT_EQ(outcome(request), "ok");
  // Equal requests of one second are equal in every byte, and lawful.
  EXPECT_EQ(outcome(request), "ok");
}

TEST(SignV3, UnsignedPayloadCoversAllButTheBody) {
  HttpRequest request = signed_request(post(), true);
  EXPECT_EQ(outcome(request), "ok");
  request.body = "{}";
  EXPECT_EQ(outcome(request), "ok");
  request.headers.set("X-TC-Content-SHA256", "unsigned-payload");
  EXPECT_EQ(outcome(request), "AuthFailure.SignatureFailure");
  HttpRequest promoted = signed_request(post());
  promoted.headers.set("X-TC-Content-SHA256", "UNSIGNED-PAYLOAD");
  EXPECT_EQ(outcome(promoted), "AuthFailure.SignatureFailure") << "the header alone must not free the body";
}

// CAM-132.
TEST(SignV3, ClientsReadHeadersDifferently) {
  HttpRequest upper = post();
  upper.headers.set("Host", "CAM.Example.ORG:8080");
  EXPECT_EQ(outcome(signed_request(upper)), "ok") << "signed as sent";

  HttpRequest lower = signed_request([] {
    HttpRequest request = post();
    request.headers.set("Host", "cam.example.org:8080");
    return request;
  }());
  lower.headers.set("Host", "Cam.Example.org:8080");
  EXPECT_EQ(outcome(lower), "ok") << "signed in lower case";

  for (const std::string host : {"127.0.0.1", "[::1]", "CAM.Example.org"}) {
    HttpRequest request = post();
    request.headers.set("Host", host);
    request = signed_request(request);
    request.headers.set("Host", host + ":8080");
    EXPECT_EQ(outcome(request), "ok") << "signed without the port";
    request.headers.set("Host", host + ":80a");
    EXPECT_EQ(outcome(request), "AuthFailure.SignatureFailure");
  }
  HttpRequest scheme = post();
  scheme.headers.set("Host", "http://127.0.0.1:8080");
  EXPECT_EQ(outcome(signed_request(scheme)), "ok") << "one client sends its whole address";
}

TEST(SignV3, SignedHeadersAreTheClientsChoice) {
  HttpRequest request = post();
  request.headers.add("X-TC-Timestamp", std::to_string(now));
  const std::vector<std::string> names = {"content-type", "host", "x-tc-action"};
  V3Credential credential{.secret_id = std::string(secret_id),
                          .date = "2019-02-25",
                          .service = "x",
                          .signed_headers = names,
                          .signature = "",
                          .timestamp = now};
  const std::string canonical = v3_canonical_request(request, names, v3_payload_hash(request), {});
  credential.signature =
      encode_hex(hmac_sha256(v3_keys(key(), credential.date, "x").signing, v3_string_to_sign(credential, canonical)));
  EXPECT_TRUE(verify_v3(request, credential, key(), now).has_value());
  HttpRequest other_action = request;
  other_action.headers.set("X-TC-Action", "DeleteUser");
  EXPECT_FALSE(verify_v3(other_action, credential, key(), now).has_value()) << "signed, so covered";
  HttpRequest repeated = request;
  repeated.headers.add("x-tc-action", "GetUser");
  EXPECT_FALSE(verify_v3(repeated, credential, key(), now).has_value());
  HttpRequest missing = request;
  missing.headers.erase("x-tc-action");
  EXPECT_FALSE(verify_v3(missing, credential, key(), now).has_value());
}

TEST(SignV3, MalformedAuthorizationIsRefused) {
  const std::string id(secret_id);
  const std::string scope = "/2019-02-25/cam/tc3_request";
  const std::string rest = ", SignedHeaders=content-type;host, Signature=abc";
  const std::pair<std::string, std::string> cases[] = {
      {"", "AuthFailure.InvalidAuthorization"},
      {"TC3-HMAC-SHA256", "AuthFailure.InvalidAuthorization"},
      {"TC3-HMAC-SHA1 Credential=" + id + scope + rest, "AuthFailure.InvalidAuthorization"},
      {"TC3-HMAC-SHA256Credential=" + id + scope + rest, "AuthFailure.InvalidAuthorization"},
      {"TC3-HMAC-SHA256 Credential=" + id + scope + ", Signature=abc", "AuthFailure.InvalidAuthorization"},
      {"TC3-HMAC-SHA256 Credential=" + id + scope + ", SignedHeaders=content-type;host",
       "AuthFailure.InvalidAuthorization"},
      {"TC3-HMAC-SHA256 Credential=" + id + scope + ", SignedHeaders=content-type;host, Signature=",
       "AuthFailure.InvalidAuthorization"},
      {"TC3-HMAC-SHA256 SignedHeaders=content-type;host, Signature=abc", "AuthFailure.InvalidAuthorization"},
      {"TC3-HMAC-SHA256 Credential=" + id + scope + rest + ", Extra=1", "AuthFailure.InvalidAuthorization"},
      {"TC3-HMAC-SHA256 Credential=" + id + scope + rest + ", Signature=def", "AuthFailure.InvalidAuthorization"},
      {"TC3-HMAC-SHA256 Credential=" + id + "/2019-02-25/tc3_request" + rest, "AuthFailure.InvalidAuthorization"},
      {"TC3-HMAC-SHA256 Credential=" + id + "/2019-02-25//tc3_request" + rest, "AuthFailure.InvalidAuthorization"},
      {"TC3-HMAC-SHA256 Credential=" + id + "/20190225/cam/tc3_request" + rest, "AuthFailure.InvalidAuthorization"},
      {"TC3-HMAC-SHA256 Credential=" + id + "/2019-02-25/cam/aws4_request" + rest, "AuthFailure.InvalidAuthorization"},
      {"TC3-HMAC-SHA256 Credential=" + id + scope + ", SignedHeaders=content-type, Signature=abc",
       "AuthFailure.InvalidAuthorization"},
      {"TC3-HMAC-SHA256 Credential=" + id + scope + ", SignedHeaders=host, Signature=abc",
       "AuthFailure.InvalidAuthorization"},
      {"TC3-HMAC-SHA256 Credential=" + id + scope + ", SignedHeaders=content-type;host;host, Signature=abc",
       "AuthFailure.InvalidAuthorization"},
      {"TC3-HMAC-SHA256 Credential=" + id + scope + ", SignedHeaders=content-type;;host, Signature=abc",
       "AuthFailure.InvalidAuthorization"},
      {"TC3-HMAC-SHA256 Credential=" + scope + rest, "AuthFailure.InvalidSecretId"},
      {"TC3-HMAC-SHA256 Credential=root" + scope + rest, "AuthFailure.InvalidSecretId"},
      {"TC3-HMAC-SHA256 Credential=AKID" + std::string(1021, 'x') + scope + rest, "AuthFailure.InvalidSecretId"},
      {"TC3-HMAC-SHA256 Credential=" + id + scope + rest, "AuthFailure.SignatureFailure"},
      {"TC3-HMAC-SHA256 Signature=abc ,Credential=" + id + scope + ",SignedHeaders=content-type;host",
       "AuthFailure.SignatureFailure"},
  };
  for (const auto& [value, expected] : cases) EXPECT_EQ(outcome(with_authorization(value)), expected) << value;
  std::string many = "content-type;host";
  for (int i = 0; i < 70; ++i) many += ";x" + std::to_string(i);
  EXPECT_EQ(outcome(with_authorization("TC3-HMAC-SHA256 Credential=" + id + scope + ", SignedHeaders=" + many +
                                       ", Signature=abc")),
            "AuthFailure.InvalidAuthorization");
}

TEST(SignV3, TimestampIsADecimalNumber) {
  for (const std::string_view text :
       {"", "x", "-1", "+1", "1.0", "1e9", "0x10", " 1", "99999999999999999999", "253402300800"}) {
    EXPECT_FALSE(read_timestamp(text).has_value()) << text;
  }
  EXPECT_EQ(*read_timestamp("0"), 0);
  EXPECT_EQ(*read_timestamp("253402300799"), 253402300799);
  HttpRequest request = signed_request(post());
  request.headers.set("X-TC-Timestamp", "soon");
  EXPECT_EQ(outcome(request), "InvalidParameter");
  request.headers.erase("X-TC-Timestamp");
  EXPECT_EQ(outcome(request), "MissingParameter");
}

}  // namespace
}  // namespace opencam
