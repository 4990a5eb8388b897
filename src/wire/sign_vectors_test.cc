// The signature vectors of api/signature_vectors.json: published examples and what the official clients computed with
// their clocks stopped. Every intermediate value must come out, and every request must be accepted as it was sent.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "base/encode.h"
#include "base/json.h"
#include "wire/sign_v1.h"
#include "wire/sign_v3.h"

namespace opencam {
namespace {

struct Vector {
  std::string name;
  std::vector<FormPair> fields;  // the texts of the vector
  std::vector<FormPair> headers;

  const std::string* find(std::string_view field) const {
    const auto found = std::find_if(fields.begin(), fields.end(), [&](const FormPair& p) { return p.name == field; });
    return found == fields.end() ? nullptr : &found->value;
  }
  std::string operator[](std::string_view field) const { return find(field) ? *find(field) : std::string(); }
};

void PrintTo(const Vector& vector, std::ostream* out) { *out << vector.name; }

std::vector<Vector> load() {
  std::ifstream file(std::string(OPENCAM_SOURCE_DIR) + "/api/signature_vectors.json");
  std::stringstream text;
  text << file.rdbuf();
  const auto document = json::read(text.str());
  std::vector<Vector> vectors;
  if (!document) return vectors;
  for (const json::Value& item : document->root().find("vectors")->items) {
    Vector vector;
    for (const json::Member& member : item.members) {
      if (!member.value.is_object()) vector.fields.push_back({member.name, member.value.text});
    }
    if (const json::Value* headers = item.find("headers")) {
      for (const json::Member& member : headers->members) vector.headers.push_back({member.name, member.value.text});
    }
    vector.name = vector["name"];
    vectors.push_back(std::move(vector));
  }
  return vectors;
}

std::vector<Vector> vectors_of(bool is_v1) {
  std::vector<Vector> chosen;
  for (Vector& vector : load()) {
    if ((vector.find("signature_method") != nullptr) == is_v1) chosen.push_back(std::move(vector));
  }
  return chosen;
}

std::string test_name(const testing::TestParamInfo<Vector>& info) {
  std::string name = info.param.name;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

TEST(SignVectors, AreAllThere) {
  EXPECT_EQ(vectors_of(false).size(), 10U);
  EXPECT_EQ(vectors_of(true).size(), 3U);
}

class SignV3Vectors : public testing::TestWithParam<Vector> {};

TEST_P(SignV3Vectors, EveryStepComesOut) {
  const Vector& vector = GetParam();
  HttpRequest request;
  request.method = vector["method"];
  request.body = vector["body"];
  if (!vector["query"].empty()) request.target = "/?" + vector["query"];
  for (const FormPair& header : vector.headers) request.headers.add(header.name, header.value);
  if (!request.headers.find("Authorization")) {
    request.headers.add("Authorization", "TC3-HMAC-SHA256 Credential=" + vector["secret_id"] + "/" + vector["date"] +
                                             "/" + vector["service"] + "/tc3_request, SignedHeaders=" +
                                             vector["signed_headers"] + ", Signature=" + vector["signature"]);
  }

  const auto credential = read_v3_credential(request);
  ASSERT_TRUE(credential.has_value()) << credential.error().message;
  EXPECT_EQ(credential->secret_id, vector["secret_id"]);
  EXPECT_EQ(credential->date, vector["date"]);
  EXPECT_EQ(credential->service, vector["service"]);
  EXPECT_EQ(credential->signature, vector["signature"]);
  EXPECT_EQ(std::to_string(credential->timestamp), *request.headers.find("X-TC-Timestamp"));

  const std::string payload_hash = v3_payload_hash(request);
  if (vector.find("hashed_payload")) {
    EXPECT_EQ(payload_hash, vector["hashed_payload"]);
  }
  const std::string canonical = vector["canonical_request"];
  int fitting = 0;
  for (const bool lower : {true, false}) {
    for (const bool no_port : {true, false}) {
      const V3Reading reading{.lower_case_values = lower, .host_without_port = no_port};
      if (v3_canonical_request(request, credential->signed_headers, payload_hash, reading) == canonical) ++fitting;
    }
  }
  EXPECT_GT(fitting, 0) << "no reading gives the canonical request";
  EXPECT_EQ(encode_hex(sha256(canonical)), vector["hashed_canonical_request"]);
  EXPECT_EQ(v3_string_to_sign(*credential, canonical), vector["string_to_sign"]);

  const SecretText key(vector["secret_key"]);
  const V3Keys keys = v3_keys(key, credential->date, credential->service);
  if (vector.find("secret_date")) {
    EXPECT_EQ(encode_hex(keys.date), vector["secret_date"]);
    EXPECT_EQ(encode_hex(keys.service), vector["secret_service"]);
    EXPECT_EQ(encode_hex(keys.signing), vector["secret_signing"]);
  }
  EXPECT_EQ(encode_hex(hmac_sha256(keys.signing, vector["string_to_sign"])), vector["signature"]);

  const auto verified = verify_v3(request, *credential, key, credential->timestamp);
  EXPECT_TRUE(verified.has_value()) << verified.error().message;
  const auto other_key = verify_v3(request, *credential, SecretText("another key"), credential->timestamp);
  ASSERT_FALSE(other_key.has_value());
  EXPECT_EQ(other_key.error().code, "AuthFailure.SignatureFailure");
}

class SignV3Signer : public testing::TestWithParam<Vector> {};

// Our own signer signs as most official clients do.
TEST_P(SignV3Signer, Agrees) {
  const Vector& vector = GetParam();
  HttpRequest request;
  request.method = vector["method"];
  request.body = vector["body"];
  if (!vector["query"].empty()) request.target = "/?" + vector["query"];
  bool is_unsigned = false;
  for (const FormPair& header : vector.headers) {
    if (header.name == "Host" || header.name == "Content-Type") request.headers.add(header.name, header.value);
    if (header.name == "X-TC-Content-SHA256") is_unsigned = true;
  }
  sign_v3(request,
          {.secret_id = vector["secret_id"],
           .service = vector["service"],
           .timestamp = 1551113065,
           .is_payload_unsigned = is_unsigned},
          SecretText(vector["secret_key"]));
  EXPECT_TRUE(request.headers.find("Authorization")->ends_with("Signature=" + vector["signature"]));
}

INSTANTIATE_TEST_SUITE_P(Vectors, SignV3Vectors, testing::ValuesIn(vectors_of(false)), test_name);

// Without those that sign more headers, or the host without its port.
std::vector<Vector> plainly_signed() {
  std::vector<Vector> chosen = vectors_of(false);
  std::erase_if(chosen, [](const Vector& vector) {
    return vector["signed_headers"] != "content-type;host" || vector.name.starts_with("node-ip") ||
           vector.name.starts_with("node-localhost");
  });
  return chosen;
}

INSTANTIATE_TEST_SUITE_P(Vectors, SignV3Signer, testing::ValuesIn(plainly_signed()), test_name);

class SignV1Vectors : public testing::TestWithParam<Vector> {};

TEST_P(SignV1Vectors, EveryStepComesOut) {
  const Vector& vector = GetParam();
  const std::string text = vector["string_to_sign"];
  const std::string method = vector["method"];
  const std::size_t path = text.find("/?");
  HttpRequest request;
  request.method = method;
  request.headers.add("Host", text.substr(method.size(), path - method.size()));

  std::vector<FormPair> pairs = decode_form(method == "GET" ? vector["query"] : vector["form"]);
  if (pairs.empty()) {  // The documentation shows only what is signed, whose values need no decoding here.
    pairs = decode_form(text.substr(path + 2));
    pairs.push_back({"Signature", vector["signature"]});
  }
  std::reverse(pairs.begin(), pairs.end());  // The order of the pairs must not matter.
  const auto credential = read_v1_credential(pairs);
  ASSERT_TRUE(credential.has_value()) << credential.error().message;
  EXPECT_EQ(credential->secret_id, vector["secret_id"]);
  EXPECT_EQ(credential->signature, vector["signature"]);
  if (vector.find("nonce")) {
    EXPECT_EQ(std::to_string(credential->nonce), vector["nonce"]);
  }

  const SecretText key(vector["secret_key"]);
  EXPECT_EQ(v1_string_to_sign(method, *request.headers.find("Host"), credential->pairs), text);
  EXPECT_EQ(v1_signature(credential->method, key, text), vector["signature"]);
  const auto verified = verify_v1(request, *credential, key, credential->timestamp);
  EXPECT_TRUE(verified.has_value()) << verified.error().message;
  EXPECT_FALSE(verify_v1(request, *credential, SecretText("another key"), credential->timestamp).has_value());

  const auto is_signature = [](const FormPair& pair) { return pair.name == "Signature"; };
  std::erase_if(pairs, is_signature);
  const auto signed_pairs = sign_v1(pairs, method, *request.headers.find("Host"), credential->method, key);
  EXPECT_EQ(signed_pairs.back(), (FormPair{"Signature", vector["signature"]}));
}

INSTANTIATE_TEST_SUITE_P(Vectors, SignV1Vectors, testing::ValuesIn(vectors_of(true)), test_name);

}  // namespace
}  // namespace opencam
