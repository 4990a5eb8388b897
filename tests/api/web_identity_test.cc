// Web identity as an attacker tries it: tokens that are almost good, an unsigned way that must lead nowhere else,
// answers that must not tell what an account has.
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <functional>

#include "base/encode.h"
#include "base/limits.h"
#include "identity.h"
#include "services/generated/api_action.h"
#include "services/provider_keys.h"

namespace opencam::tests {
namespace {

namespace json = boost::json;

constexpr std::string_view action = "AssumeRoleWithWebIdentity";
constexpr std::string_view token_error = "InvalidParameter.WebIdentityTokenError";

class WebIdentityTest : public testing::Test {
 protected:
  WebIdentityTest() { make_login(scene_); }

  Answer ask(const std::string& token) { return ask_with(login_call(scene_, token)); }
  Answer ask_with(const json::object& parameters) { return scene_.send(unsigned_request(scene_, action, parameters)); }
  Answer ask_claims(const std::function<void(json::object&)>& change) {
    json::object claims = good_claims(scene_);
    change(claims);
    return ask(login_token(claims));
  }
  std::string code_with(std::string_view name, const json::value& value) {
    return ask_claims([&](json::object& claims) { claims[name] = value; }).code;
  }
  std::string code_without(std::string_view name) {
    return ask_claims([&](json::object& claims) { claims.erase(name); }).code;
  }
  std::string code_of_header(const json::object& header, const TestKey& key = rsa_key()) {
    return ask(signed_token(key, header, good_claims(scene_))).code;
  }
  directory::AuditRecord last_record() { return scene_.audit(directory::Uin{scene_.account_uin}).front(); }

  Scene scene_;
};

TEST_F(WebIdentityTest, AGoodTokenBecomesTheRole) {
  const Answer answer = ask(login_token(good_claims(scene_)));
  ASSERT_EQ(answer.code, "ok") << answer.body;
  EXPECT_EQ(answer.number("ExpiredTime"), static_cast<std::uint64_t>(scene_.clock.now_s() + 7200));
  const auto& fields = answer.object("Credentials");
  const Keys keys{std::string(fields.at("TmpSecretId").get_string()),
                  std::string(fields.at("TmpSecretKey").get_string()), std::string(fields.at("Token").get_string())};
  const Answer who = scene_.call_as(keys, "GetCallerIdentity");
  EXPECT_EQ(who.text("Type"), "CAMRole");
  EXPECT_TRUE(who.text("UserId").ends_with(":night")) << who.body;
  // It is the role, and the role may do nothing.
  EXPECT_EQ(scene_.call_as(keys, "ListUsers").code, "AuthFailure.UnauthorizedOperation");
}

TEST_F(WebIdentityTest, EveryAcceptedAlgorithmVerifies) {
  const std::string keys = encode_base64(key_set({&rsa_key(), &ec_key(), &ed_key()}));
  scene_.root(
      "UpdateOIDCConfig",
      {{"Name", "login"}, {"IdentityUrl", login_issuer}, {"ClientId", json::array{"app"}}, {"IdentityKey", keys}});
  for (const std::string name : {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512"}) {
    EXPECT_EQ(code_of_header({{"alg", name}, {"kid", "rsa-1"}}), "ok") << name;
  }
  EXPECT_EQ(code_of_header({{"alg", "ES256"}, {"kid", "ec-1"}}, ec_key()), "ok");
  EXPECT_EQ(code_of_header({{"alg", "EdDSA"}, {"kid", "ed-1"}}, ed_key()), "ok");
}

TEST_F(WebIdentityTest, OtherAlgorithmsAreRefused) {
  const std::string claims = json::serialize(good_claims(scene_));
  const auto with_signature = [&](const std::string& header, const std::string& signature) {
    return ask(encode_base64url(header) + "." + encode_base64url(claims) + "." + signature).code;
  };
  for (const std::string name : {"none", "None", "NONE", "", "HS256", "HS512", "rs256", "RS1", "ES256K", "RS256 "}) {
    const std::string header = R"({"alg":")" + name + R"(","kid":"rsa-1"})";
    EXPECT_EQ(with_signature(header, "AAAA"), token_error) << name;
    EXPECT_EQ(with_signature(header, ""), token_error) << name;
    // Signed with RSA, whatever the header says.
    EXPECT_EQ(ask(signed_texts(rsa_key(), "RS256", header, claims)).code, token_error) << name;
  }
  EXPECT_EQ(with_signature(R"({"kid":"rsa-1"})", "AAAA"), token_error);
  EXPECT_EQ(with_signature(R"({"alg":["RS256"],"kid":"rsa-1"})", "AAAA"), token_error);
}

TEST_F(WebIdentityTest, AnAlgorithmOfAnotherTypeOfKeyIsRefused) {
  // ES256 named for the RSA key, and the other way round; PS256's signature under the name RS256.
  EXPECT_EQ(
      ask(signed_texts(rsa_key(), "RS256", R"({"alg":"ES256","kid":"rsa-1"})", json::serialize(good_claims(scene_))))
          .code,
      token_error);
  EXPECT_EQ(code_of_header({{"alg", "ES256"}, {"kid", "rsa-1"}}, ec_key()), token_error);
  EXPECT_EQ(
      ask(signed_texts(rsa_key(), "PS256", R"({"alg":"RS256","kid":"rsa-1"})", json::serialize(good_claims(scene_))))
          .code,
      token_error);
}

TEST_F(WebIdentityTest, OnlyTheKeyOfTheKidVerifies) {
  EXPECT_EQ(code_of_header({{"alg", "RS256"}, {"kid", "rsa-1"}}, other_rsa_key()), token_error);
  EXPECT_EQ(code_of_header({{"alg", "RS256"}, {"kid", "rsa-2"}}), token_error);
  EXPECT_EQ(code_of_header({{"alg", "RS256"}, {"kid", "ec-1"}}), token_error);
  EXPECT_EQ(code_of_header({{"alg", "RS256"}, {"kid", "../rsa-1"}}), token_error);
  EXPECT_EQ(code_of_header({{"alg", "RS256"}, {"kid", ""}}), token_error);
  // Without a kid there is one RSA key to be meant.
  EXPECT_EQ(code_of_header({{"alg", "RS256"}}), "ok");
  scene_.root("UpdateOIDCConfig", {{"Name", "login"},
                                   {"IdentityUrl", login_issuer},
                                   {"ClientId", json::array{"app"}},
                                   {"IdentityKey", encode_base64(key_set({&rsa_key(), &other_rsa_key()}))}});
  EXPECT_EQ(code_of_header({{"alg", "RS256"}}), token_error);
  EXPECT_EQ(code_of_header({{"alg", "RS256"}, {"kid", "rsa-2"}}, other_rsa_key()), "ok");
}

TEST_F(WebIdentityTest, KeysInTheHeaderAreNotLookedAt) {
  const json::object evil{{"alg", "RS256"},
                          {"kid", "rsa-2"},
                          {"jwk", other_rsa_key().published()},
                          {"jku", "https://evil.example.com/keys"},
                          {"x5u", "https://evil.example.com/chain"},
                          {"x5c", json::array{"AAAA"}}};
  EXPECT_EQ(code_of_header(evil, other_rsa_key()), token_error);
  json::object good = evil;
  good["kid"] = "rsa-1";
  EXPECT_EQ(code_of_header(good, other_rsa_key()), token_error);
  EXPECT_EQ(code_of_header(good), "ok");
}

TEST_F(WebIdentityTest, HeadersThatAskForMoreAreRefused) {
  EXPECT_EQ(code_of_header({{"alg", "RS256"}, {"kid", "rsa-1"}, {"crit", json::array{"exp"}}}), token_error);
  EXPECT_EQ(code_of_header({{"alg", "RS256"}, {"kid", "rsa-1"}, {"crit", json::array{}}}), token_error);
  EXPECT_EQ(code_of_header({{"alg", "RS256"}, {"kid", "rsa-1"}, {"typ", "at+jwt"}}), token_error);
  EXPECT_EQ(code_of_header({{"alg", "RS256"}, {"kid", "rsa-1"}, {"typ", "jwt"}}), "ok");
  EXPECT_EQ(code_of_header({{"alg", "RS256"}, {"kid", 7}}), token_error);
}

TEST_F(WebIdentityTest, TimesHoldToTheSecond) {
  const std::int64_t now = scene_.clock.now_s();
  EXPECT_EQ(code_with("exp", now + 1), "ok");
  EXPECT_EQ(code_with("exp", now), token_error);
  EXPECT_EQ(code_with("exp", now - 1), token_error);
  EXPECT_EQ(code_with("iat", now + 30), "ok");
  EXPECT_EQ(code_with("iat", now + 31), token_error);
  EXPECT_EQ(code_with("nbf", now + 30), "ok");
  EXPECT_EQ(code_with("nbf", now + 31), token_error);
  EXPECT_EQ(code_with("exp", now - 10 + 24 * 3600), "ok");
  EXPECT_EQ(code_with("exp", now - 10 + 24 * 3600 + 1), token_error);
  for (const json::value& bad : {json::value("1"), json::value(1.5e9), json::value(-1), json::value(nullptr),
                                 json::value(9223372036854775807), json::value(true)}) {
    EXPECT_EQ(code_with("exp", bad), token_error) << json::serialize(bad);
    EXPECT_EQ(code_with("iat", bad), token_error) << json::serialize(bad);
    EXPECT_EQ(code_with("nbf", bad), token_error) << json::serialize(bad);
  }
  EXPECT_EQ(code_without("exp"), token_error);
  EXPECT_EQ(code_without("iat"), token_error);
}

TEST_F(WebIdentityTest, IssuerAudienceAndSubjectAreExact) {
  for (const std::string issuer :
       {"https://login.example.com/", "https://LOGIN.example.com", "http://login.example.com",
        "https://login.example.com:443", "login.example.com", ""}) {
    EXPECT_EQ(code_with("iss", json::value(issuer)), token_error) << issuer;
  }
  EXPECT_EQ(code_with("aud", json::array{"app"}), "ok");
  EXPECT_EQ(code_with("aud", "App"), token_error);
  EXPECT_EQ(code_with("aud", json::array{}), token_error);
  EXPECT_EQ(code_with("aud", json::array{"app", "stranger"}), token_error);
  EXPECT_EQ(code_with("aud", json::array{"app", 7}), token_error);
  EXPECT_EQ(code_with("aud", json::array(11, "app")), token_error);
  EXPECT_EQ(code_with("azp", "batch"), "ok");
  EXPECT_EQ(code_with("azp", "stranger"), token_error);
  EXPECT_EQ(code_without("aud"), token_error);
  EXPECT_EQ(code_without("iss"), token_error);
  EXPECT_EQ(code_without("sub"), token_error);
  EXPECT_EQ(code_with("sub", ""), token_error);
  EXPECT_EQ(code_with("sub", json::value(std::string(256, 'a'))), token_error);
  // Good tokens of people and for clients whom the role does not trust.
  EXPECT_EQ(code_with("sub", "bob"), "UnauthorizedOperation");
  EXPECT_EQ(code_with("aud", "batch"), "UnauthorizedOperation");
}

TEST_F(WebIdentityTest, FormsThatAreAlmostRightAreRefused) {
  const std::string good = login_token(good_claims(scene_));
  ASSERT_EQ(ask(good).code, "ok");
  const std::size_t first = good.find('.');
  const std::size_t second = good.rfind('.');
  // The last digit of a 256-byte signature carries two bits that mean nothing.
  std::string loose = good;
  const std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  loose.back() = digits[digits.find(loose.back()) ^ 1];
  std::vector<std::string> bad = {
      loose,
      "",
      ".",
      "..",
      good + ".",
      "." + good,
      good + "=",
      good + " ",
      "\n" + good,
      good.substr(0, good.size() - 1),
      good.substr(0, second),
      good.substr(0, second + 1),
      good.substr(first),
      good.substr(0, first) + "=" + good.substr(first),
      good + "." + good,
      R"({"payload":"a","protected":"b","signature":"c"})",
      std::string(limits::web_token_bytes_max + 1, 'a'),
  };
  for (const std::string& token : bad) EXPECT_EQ(ask(token).code, token_error) << token.substr(0, 80);
  EXPECT_EQ(ask(std::string(40000, 'a')).code, "RequestSizeLimitExceeded");
}

TEST_F(WebIdentityTest, AMemberTwiceOrTextThatIsNoObjectIsRefused) {
  const std::string header = R"({"alg":"RS256","kid":"rsa-1"})";
  const std::string claims = json::serialize(good_claims(scene_));
  const auto code = [&](const std::string& head, const std::string& body) {
    return ask(signed_texts(rsa_key(), "RS256", head, body)).code;
  };
  ASSERT_EQ(code(header, claims), "ok");
  EXPECT_EQ(code(R"({"alg":"RS256","alg":"RS256","kid":"rsa-1"})", claims), token_error);
  EXPECT_EQ(code(header, R"({"sub":"bob",)" + claims.substr(1)), token_error);
  // The same name, spelt with an escape.
  EXPECT_EQ(code(header, R"({"s\u0075b":"bob",)" + claims.substr(1)), token_error);
  EXPECT_EQ(code("[]", claims), token_error);
  EXPECT_EQ(code(header, "7"), token_error);
  EXPECT_EQ(code(header, claims + claims), token_error);
  EXPECT_EQ(code(header, std::string(100, '[')), token_error);
}

TEST_F(WebIdentityTest, NothingOfTheAccountIsTold) {
  const std::string good = login_token(good_claims(scene_));
  const auto told = [&](std::string_view name, const json::value& value) {
    json::object parameters = login_call(scene_, good);
    parameters[name] = value;
    const Answer answer = ask_with(parameters);
    // What the caller sent comes back; beyond it all must be alike.
    std::string message = answer.message;
    const std::string sent(value.get_string());
    if (const auto at = message.find(sent); at != std::string::npos) message.erase(at, sent.size());
    return answer.code + " " + message;
  };
  const std::string none = told("ProviderId", "none");
  EXPECT_EQ(none.substr(0, token_error.size()), token_error);
  json::object claims = good_claims(scene_);
  claims["aud"] = "stranger";
  json::object parameters = login_call(scene_, login_token(claims));
  const Answer audience = ask_with(parameters);
  const Answer key = ask(signed_token(other_rsa_key(), {{"alg", "RS256"}, {"kid", "rsa-1"}}, good_claims(scene_)));
  EXPECT_EQ(audience.message, key.message);
  const Answer no_account = ask_with([&] {
    json::object p = login_call(scene_, good);
    p["RoleArn"] = "qcs::cam::uin/199999999999:roleName/cloud";
    return p;
  }());
  EXPECT_EQ(no_account.message, key.message);
  // A role that is not there and one that does not trust us.
  const auto refused_role = [&](const std::string& name) {
    json::object p = login_call(scene_, good);
    p["RoleArn"] = "qcs::cam::uin/" + std::to_string(scene_.account_uin) + ":" + name;
    const Answer answer = ask_with(p);
    std::string message = answer.message;
    message.erase(message.find(name), name.size());
    if (const auto at = message.find(answer.text("RequestId")); at != std::string::npos) message.erase(at, 36);
    return answer.code + message;
  };
  const std::string there = refused_role("roleName/runner");
  EXPECT_EQ(there, refused_role("roleName/nobody"));
  EXPECT_EQ(there, refused_role("role/" + scene_.role));
  EXPECT_EQ(there, refused_role("role/7"));
  EXPECT_EQ(there.substr(0, 21), "UnauthorizedOperation");
}

TEST_F(WebIdentityTest, EveryAttemptIsRecordedWithItsCause) {
  ask(login_token(good_claims(scene_)));
  directory::AuditRecord record = last_record();
  EXPECT_EQ(record.action, "sts:AssumeRoleWithWebIdentity");
  EXPECT_EQ(record.outcome, "ok");
  EXPECT_EQ(record.principal_type, "web_identity");
  EXPECT_TRUE(record.principal.ends_with(":oidc-provider/login:ann")) << record.principal;
  EXPECT_EQ(record.source_ip, "192.0.2.7");
  EXPECT_EQ(record.parameters.find(login_token(good_claims(scene_)).substr(0, 40)), std::string::npos);

  const Answer refused = ask(signed_token(other_rsa_key(), {{"alg", "RS256"}, {"kid", "rsa-1"}}, good_claims(scene_)));
  record = last_record();
  EXPECT_EQ(record.outcome, token_error);
  EXPECT_EQ(record.request_id, refused.text("RequestId"));
  EXPECT_EQ(record.principal_type, "anonymous");
  EXPECT_NE(record.detail.find("signature"), std::string::npos) << record.detail;

  code_with("sub", "bob");
  record = last_record();
  EXPECT_EQ(record.outcome, "UnauthorizedOperation");
  EXPECT_TRUE(record.principal.ends_with(":bob"));
  EXPECT_NE(record.detail.find("trust_policy"), std::string::npos) << record.detail;

  // No audit, no answer.
  scene_.store_fails = true;
  EXPECT_TRUE(ask(login_token(good_claims(scene_))).code.starts_with("InternalError"));
  EXPECT_TRUE(ask("a.b.c").code.starts_with("InternalError"));
  scene_.store_fails = false;
}

TEST_F(WebIdentityTest, TheUnsignedWayLeadsNowhereElse) {
  const std::string token = login_token(good_claims(scene_));
  const auto before = scene_.directory().revision();
  for (const api::ApiAction& other : api::api_actions()) {
    if (other.name == action) continue;
    json::object parameters = login_call(scene_, token);
    const Answer answer = scene_.send(unsigned_request(scene_, other.name, parameters));
    EXPECT_EQ(answer.code,
              other.name == "AssumeRoleWithSAML" ? "UnsupportedOperation" : "AuthFailure.InvalidAuthorization")
        << other.name;
  }
  EXPECT_EQ(scene_.directory().revision(), before);
  // Two names for what is asked: the one that decides about the signature is the one that is done.
  HttpRequest request = unsigned_request(scene_, action, login_call(scene_, token));
  request.headers.add("X-TC-Action", "DeleteUser");
  EXPECT_NE(scene_.send(request).code, "ok");
  HttpRequest query = unsigned_request(scene_, action, login_call(scene_, token));
  query.target = "/?Action=DeleteUser&Name=ann";
  scene_.send(query);
  EXPECT_EQ(scene_.root("GetUser", {{"Name", "ann"}}).text("Name"), "ann");
  for (const std::string version : {"2019-01-16", "2017-03-12", ""}) {
    HttpRequest wrong = unsigned_request(scene_, action, login_call(scene_, token));
    wrong.headers.set("X-TC-Version", version);
    EXPECT_NE(scene_.send(wrong).code, "ok") << version;
  }
}

TEST_F(WebIdentityTest, ASignedCallNeedsThePermissionAndTheToken) {
  const json::object good = login_call(scene_, login_token(good_claims(scene_)));
  const json::object bad = login_call(scene_, "a.b.c");
  EXPECT_EQ(scene_.call(action, bad).code, token_error);
  EXPECT_EQ(scene_.call(action, good).code, "ok");
  scene_.caller = scene_.add_user_with("nobody", "");
  EXPECT_EQ(scene_.call(action, good).code, "UnauthorizedOperation");
}

TEST_F(WebIdentityTest, AChangedOrDeletedProviderCountsAtOnce) {
  const std::string token = login_token(good_claims(scene_));
  ASSERT_EQ(ask(token).code, "ok");
  const auto update = [&](const std::string& keys) {
    scene_.root("UpdateOIDCConfig", {{"Name", "login"},
                                     {"IdentityUrl", login_issuer},
                                     {"ClientId", json::array{"app"}},
                                     {"IdentityKey", encode_base64(keys)}});
  };
  update(key_set({&other_rsa_key()}));
  EXPECT_EQ(ask(token).code, token_error);
  update(key_set({&other_rsa_key(), &rsa_key()}));
  EXPECT_EQ(ask(token).code, "ok");
  scene_.root("DeleteOIDCConfig", {{"Name", "login"}});
  EXPECT_EQ(ask(token).code, token_error);
}

TEST_F(WebIdentityTest, TheUsersProviderCountsAsOidcWhileItIsOn) {
  const json::object config{{"IdentityUrl", login_issuer},
                            {"ClientId", "app"},
                            {"AuthorizationEndpoint", "https://login.example.com/a"},
                            {"ResponseType", "id_token"},
                            {"ResponseMode", "form_post"},
                            {"MappingFiled", "sub"},
                            {"IdentityKey", identity_key()}};
  scene_.root("CreateUserOIDCConfig", config);
  const std::string principal = "qcs::cam::uin/" + std::to_string(scene_.account_uin) + ":oidc-provider/OIDC";
  scene_.root("UpdateAssumeRolePolicy",
              {{"RoleName", "cloud"},
               {"PolicyDocument", R"({"version":"2.0","statement":[{"effect":"allow",)"
                                  R"("action":"sts:AssumeRoleWithWebIdentity","principal":{"federated":[")" +
                                      principal + R"("]}}]})"}});
  json::object parameters = login_call(scene_, login_token(good_claims(scene_)));
  EXPECT_EQ(ask_with(parameters).code, "UnauthorizedOperation");
  parameters["ProviderId"] = "OIDC";
  EXPECT_EQ(ask_with(parameters).code, "ok");
  scene_.root("CreateUserSAMLConfig", {{"SAMLMetadataDocument", encode_base64("<EntityDescriptor/>")}});
  EXPECT_EQ(ask_with(parameters).code, token_error);
}

TEST_F(WebIdentityTest, KeySetsThatAreNoneAreRefusedWhenGiven) {
  json::object shared{{"kty", "oct"}, {"k", "AAAA"}, {"kid", "s"}};
  json::object secret = rsa_key().published();
  secret["d"] = "AAAA";
  json::object off_curve = ec_key().published();
  off_curve["y"] = off_curve["x"];
  json::object for_encryption = rsa_key().published();
  for_encryption["use"] = "enc";
  json::object other_type = rsa_key().published();
  other_type["alg"] = "ES256";
  const auto set = [](const json::array& keys) { return json::serialize(json::object{{"keys", keys}}); };
  const std::vector<std::string> bad = {
      "",
      "{}",
      R"({"keys":{}})",
      set({}),
      set({shared}),
      set({rsa_key().published(), shared}),
      set({secret}),
      set({off_curve}),
      set({for_encryption}),
      set({other_type}),
      set({small_rsa_key().published()}),
      set({rsa_key().published(), rsa_key().published()}),
      set(json::array(101, rsa_key().published())),
      R"({"keys":[],"keys":[]})",
      key_set({&rsa_key()}) + std::string(limits::jwks_bytes_max, ' '),
  };
  const std::int64_t revision = static_cast<std::int64_t>(scene_.directory().revision());
  for (const std::string& keys : bad) {
    EXPECT_EQ(scene_
                  .call("UpdateOIDCConfig", {{"Name", "login"},
                                             {"IdentityUrl", login_issuer},
                                             {"ClientId", json::array{"app"}},
                                             {"IdentityKey", encode_base64(keys)}})
                  .code,
              "InvalidParameterValue.MetadataError")
        << keys.substr(0, 200);
  }
  EXPECT_EQ(static_cast<std::int64_t>(scene_.directory().revision()), revision);
}

}  // namespace
}  // namespace opencam::tests
