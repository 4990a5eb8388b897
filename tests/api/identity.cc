#include "identity.h"

#include <gtest/gtest.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <vector>

#include "base/encode.h"

namespace opencam::tests {

namespace json = boost::json;

namespace {

std::string number_of(EVP_PKEY* key, const char* name) {
  BIGNUM* value = nullptr;
  EXPECT_EQ(EVP_PKEY_get_bn_param(key, name, &value), 1);
  std::string bytes(static_cast<std::size_t>(BN_num_bytes(value)), '\0');
  BN_bn2bin(value, reinterpret_cast<unsigned char*>(bytes.data()));
  BN_free(value);
  return bytes;
}

std::string padded(std::string bytes, std::size_t size) { return std::string(size - bytes.size(), '\0') + bytes; }

const EVP_MD* digest_of(std::string_view algorithm) {
  if (algorithm == "EdDSA") return nullptr;
  if (algorithm.ends_with("384")) return EVP_sha384();
  return algorithm.ends_with("512") ? EVP_sha512() : EVP_sha256();
}

// DER to the two numbers side by side.
std::string flat_signature(const std::string& der) {
  const auto* at = reinterpret_cast<const unsigned char*>(der.data());
  ECDSA_SIG* both = d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size()));
  std::string out(64, '\0');
  auto* bytes = reinterpret_cast<unsigned char*>(out.data());
  BN_bn2binpad(ECDSA_SIG_get0_r(both), bytes, 32);
  BN_bn2binpad(ECDSA_SIG_get0_s(both), bytes + 32, 32);
  ECDSA_SIG_free(both);
  return out;
}

std::string signature(const TestKey& key, std::string_view algorithm, const std::string& text) {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  EVP_PKEY_CTX* settings = nullptr;
  EXPECT_EQ(EVP_DigestSignInit(context, &settings, digest_of(algorithm), nullptr, key.key), 1);
  if (algorithm.starts_with("PS")) {
    EVP_PKEY_CTX_set_rsa_padding(settings, RSA_PKCS1_PSS_PADDING);
    EVP_PKEY_CTX_set_rsa_pss_saltlen(settings, RSA_PSS_SALTLEN_DIGEST);
  }
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  std::size_t size = 0;
  EXPECT_EQ(EVP_DigestSign(context, nullptr, &size, bytes, text.size()), 1);
  std::string out(size, '\0');
  EXPECT_EQ(EVP_DigestSign(context, reinterpret_cast<unsigned char*>(out.data()), &size, bytes, text.size()), 1);
  EVP_MD_CTX_free(context);
  out.resize(size);
  return key.kind == "EC" ? flat_signature(out) : out;
}

}  // namespace

json::object TestKey::published() const {
  json::object out{{"kty", kind}, {"kid", id}, {"use", "sig"}};
  if (kind == "RSA") {
    out["n"] = encode_base64url(number_of(key, OSSL_PKEY_PARAM_RSA_N));
    out["e"] = encode_base64url(number_of(key, OSSL_PKEY_PARAM_RSA_E));
  } else if (kind == "EC") {
    out["crv"] = "P-256";
    out["x"] = encode_base64url(padded(number_of(key, OSSL_PKEY_PARAM_EC_PUB_X), 32));
    out["y"] = encode_base64url(padded(number_of(key, OSSL_PKEY_PARAM_EC_PUB_Y), 32));
  } else {
    std::string bytes(32, '\0');
    std::size_t size = bytes.size();
    EVP_PKEY_get_raw_public_key(key, reinterpret_cast<unsigned char*>(bytes.data()), &size);
    out["crv"] = "Ed25519";
    out["x"] = encode_base64url(bytes);
  }
  return out;
}

const TestKey& rsa_key() {
  static const TestKey key{EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", std::size_t{2048}), "RSA", "rsa-1"};
  return key;
}

const TestKey& other_rsa_key() {
  static const TestKey key{EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", std::size_t{2048}), "RSA", "rsa-2"};
  return key;
}

const TestKey& small_rsa_key() {
  static const TestKey key{EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", std::size_t{1024}), "RSA", "rsa-small"};
  return key;
}

const TestKey& ec_key() {
  static const TestKey key{EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"), "EC", "ec-1"};
  return key;
}

const TestKey& ed_key() {
  static const TestKey key{EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"), "OKP", "ed-1"};
  return key;
}

std::string key_set(std::initializer_list<const TestKey*> keys) {
  json::array list;
  for (const TestKey* key : keys) list.push_back(key->published());
  return json::serialize(json::object{{"keys", list}});
}

std::string identity_key() { return encode_base64(key_set({&rsa_key(), &ec_key()})); }

std::string signed_texts(const TestKey& key, std::string_view algorithm, std::string_view header,
                         std::string_view claims) {
  const std::string text = encode_base64url(header) + "." + encode_base64url(claims);
  return text + "." + encode_base64url(signature(key, algorithm, text));
}

void make_login(Scene& scene) {
  scene.root("CreateOIDCConfig", {{"Name", "login"},
                                  {"IdentityUrl", login_issuer},
                                  {"ClientId", json::array{"app", "batch"}},
                                  {"IdentityKey", identity_key()}});
  const std::string principal = "qcs::cam::uin/" + std::to_string(scene.account_uin) + ":oidc-provider/login";
  const std::string trusted = R"({"version":"2.0","statement":[{"effect":"allow",)"
                              R"("action":"name/sts:AssumeRoleWithWebIdentity","principal":{"federated":[")" +
                              principal +
                              R"("]},"condition":{"string_equal":{"oidc:iss":"https://login.example.com",)"
                              R"("oidc:aud":"app","oidc:sub":"ann"}}}]})";
  scene.root("CreateRole", {{"RoleName", "cloud"}, {"PolicyDocument", trusted}});
}

json::object good_claims(const Scene& scene) {
  return {{"iss", login_issuer},
          {"sub", "ann"},
          {"aud", "app"},
          {"iat", scene.clock.now_s() - 10},
          {"exp", scene.clock.now_s() + 600}};
}

std::string login_token(const json::object& claims) {
  return signed_token(rsa_key(), {{"alg", "RS256"}, {"kid", "rsa-1"}, {"typ", "JWT"}}, claims);
}

json::object login_call(const Scene& scene, const std::string& token) {
  return {{"ProviderId", "login"},
          {"WebIdentityToken", token},
          {"RoleArn", "qcs::cam::uin/" + std::to_string(scene.account_uin) + ":roleName/cloud"},
          {"RoleSessionName", "night"}};
}

HttpRequest unsigned_request(Scene& scene, std::string_view action, const json::object& parameters) {
  HttpRequest request = scene.signed_request({"AKID" + std::string(32, 'x'), "none", ""}, action, parameters);
  request.headers.set("Authorization", "SKIP");
  return request;
}

std::string signed_token(const TestKey& key, const json::object& header, const json::object& claims) {
  return signed_texts(key, std::string_view(header.at("alg").get_string()), json::serialize(header),
                      json::serialize(claims));
}

}  // namespace opencam::tests
