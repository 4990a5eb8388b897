#include "wire/sign_v1.h"

#include <gtest/gtest.h>

#include <thread>

#include "wire/replay_guard.h"

namespace opencam {
namespace {

constexpr std::int64_t now = 1551113065;

const SecretText& key() {
  static const SecretText secret("Gu5t9xGARNpq86cd98joQYCN3EXAMPLE");
  return secret;
}

std::vector<FormPair> parameters() {
  return {{"Action", "GetUser"},
          {"Version", "2019-01-16"},
          {"Timestamp", std::to_string(now)},
          {"Nonce", "9223372036854775807"},
          {"SecretId", "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE"},
          {"Name", "a b*~测"}};
}

HttpRequest request_of(std::string method = "GET", std::string host = "127.0.0.1:8080") {
  HttpRequest request;
  request.method = std::move(method);
  request.headers.add("Host", host);
  return request;
}

std::string outcome(const HttpRequest& request, const std::vector<FormPair>& pairs, std::int64_t at = now) {
  const auto credential = read_v1_credential(pairs);
  if (!credential) return credential.error().code;
  const auto verified = verify_v1(request, *credential, key(), at);
  return verified ? "ok" : verified.error().code;
}

std::vector<FormPair> signed_pairs(std::vector<FormPair> pairs = parameters(), V1Method method = V1Method::HmacSha1) {
  return sign_v1(std::move(pairs), "GET", "127.0.0.1:8080", method, key());
}

std::vector<FormPair> with(std::vector<FormPair> pairs, std::string_view name, std::string_view value) {
  for (FormPair& pair : pairs) {
    if (pair.name == name) pair.value = value;
  }
  return pairs;
}

TEST(SignV1, BothMethodsAndTheDefault) {
  EXPECT_EQ(outcome(request_of(), signed_pairs()), "ok");
  std::vector<FormPair> pairs = parameters();
  pairs.push_back({"SignatureMethod", "HmacSHA256"});
  EXPECT_EQ(outcome(request_of(), signed_pairs(pairs, V1Method::HmacSha256)), "ok");
  EXPECT_EQ(outcome(request_of(), signed_pairs(pairs, V1Method::HmacSha1)), "AuthFailure.SignatureFailure");
  pairs.back().value = "HmacSHA1";
  EXPECT_EQ(outcome(request_of(), signed_pairs(pairs)), "ok");
  pairs.back().value = "hmacsha1";
  EXPECT_EQ(outcome(request_of(), signed_pairs(pairs)), "InvalidParameterValue");
}

TEST(SignV1, TimestampMustBeNear) {
  EXPECT_EQ(outcome(request_of(), signed_pairs(), now + 300), "ok");
  EXPECT_EQ(outcome(request_of(), signed_pairs(), now - 300), "ok");
  EXPECT_EQ(outcome(request_of(), signed_pairs(), now + 301), "AuthFailure.SignatureExpire");
  EXPECT_EQ(outcome(request_of(), signed_pairs(), now - 301), "AuthFailure.SignatureExpire");
}

// C19: every bit of every name and value, of the method and of the host.
TEST(SignV1, EachBitCounts) {
  const std::vector<FormPair> good = signed_pairs();
  for (std::size_t p = 0; p < good.size(); ++p) {
    for (std::string FormPair::* part : {&FormPair::name, &FormPair::value}) {
      for (std::size_t i = 0; i < (good[p].*part).size(); ++i) {
        for (int bit = 0; bit < 8; ++bit) {
          std::vector<FormPair> changed = good;
          (changed[p].*part)[i] = static_cast<char>((changed[p].*part)[i] ^ (1 << bit));
          EXPECT_NE(outcome(request_of(), changed), "ok") << good[p].name << " at " << i;
        }
      }
    }
    std::vector<FormPair> fewer = good;
    fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(p));
    EXPECT_NE(outcome(request_of(), fewer), "ok") << good[p].name << " left out";
  }
  std::vector<FormPair> more = good;
  more.push_back({"Force", "1"});
  EXPECT_EQ(outcome(request_of(), more), "AuthFailure.SignatureFailure");
  EXPECT_EQ(outcome(request_of("POST"), good), "AuthFailure.SignatureFailure");
  EXPECT_EQ(outcome(request_of("GET", "127.0.0.1:8081"), good), "AuthFailure.SignatureFailure");
}

TEST(SignV1, RequiredParametersAreNamed) {
  for (const char* const name : {"Timestamp", "Nonce", "SecretId", "Signature"}) {
    std::vector<FormPair> pairs = signed_pairs();
    std::erase_if(pairs, [&](const FormPair& pair) { return pair.name == name; });
    const auto credential = read_v1_credential(pairs);
    ASSERT_FALSE(credential.has_value());
    EXPECT_EQ(credential.error().code, "MissingParameter");
    EXPECT_EQ(credential.error().message, "The request is missing a required parameter `" + std::string(name) + "`.");
  }
}

TEST(SignV1, NumbersAreRead) {
  for (const std::string_view nonce : {"", "x", "-1", "1.5", "18446744073709551616", " 1"}) {
    const auto credential = read_v1_credential(with(signed_pairs(), "Nonce", nonce));
    ASSERT_FALSE(credential.has_value()) << nonce;
    EXPECT_EQ(credential.error().message, "Parameter `Nonce` type error.");
  }
  EXPECT_EQ(read_v1_credential(with(signed_pairs(), "Nonce", "1"))->nonce, 1U);
  EXPECT_EQ(read_v1_credential(signed_pairs())->nonce, 9223372036854775807U);
  EXPECT_EQ(outcome(request_of(), with(signed_pairs(), "Timestamp", "now")), "InvalidParameter");
  EXPECT_EQ(outcome(request_of(), with(signed_pairs(), "SecretId", "root")), "AuthFailure.InvalidSecretId");
}

TEST(SignV1, RepeatedParameterIsRefused) {
  std::vector<FormPair> pairs = signed_pairs();
  pairs.push_back({"Name", "bob"});
  EXPECT_EQ(outcome(request_of(), pairs), "InvalidParameter");
  pairs.back() = {"Signature", "x"};
  EXPECT_EQ(outcome(request_of(), pairs), "InvalidParameter");
}

TEST(SignV1, SortsByByteAndToleratesThePythonQuirk) {
  std::vector<FormPair> pairs = {{"Filters.10", "c"}, {"Filters.1", "b"}, {"a", "z"}, {"Filters.0", "a"}};
  EXPECT_EQ(v1_string_to_sign("POST", "h", pairs), "POSTh/?Filters.0=a&Filters.1=b&Filters.10=c&a=z");

  std::vector<FormPair> sent = parameters();
  sent.push_back({"Some_Name", "x"});
  std::vector<FormPair> as_signed = parameters();
  as_signed.push_back({"Some.Name", "x"});
  sent.push_back(signed_pairs(as_signed).back());
  EXPECT_EQ(outcome(request_of(), sent), "ok");
}

TEST(ReplayGuard, TheSameRequestPassesOnce) {
  ReplayGuard guard;
  const V1Credential credential = *read_v1_credential(signed_pairs());
  EXPECT_TRUE(guard.admit(credential, now).has_value());
  const auto again = guard.admit(credential, now + 300);
  ASSERT_FALSE(again.has_value());
  EXPECT_EQ(again.error().code, "AuthFailure.SignatureFailure");

  V1Credential other = credential;
  other.nonce = 1;
  EXPECT_TRUE(guard.admit(other, now).has_value());
  other.secret_id = "AKIDother";
  EXPECT_TRUE(guard.admit(other, now).has_value());
  other.timestamp += 1;
  EXPECT_TRUE(guard.admit(other, now).has_value());
  // An honest request of the same second that drew the same nonce.
  other.signature = "another";
  EXPECT_TRUE(guard.admit(other, now).has_value());
}

TEST(ReplayGuard, ForgetsOnlyWhatIsTooOldAnyway) {
  ReplayGuard guard;
  V1Credential credential = *read_v1_credential(signed_pairs());
  EXPECT_TRUE(guard.admit(credential, now).has_value());
  credential.nonce = 1;
  EXPECT_TRUE(guard.admit(credential, now + 300).has_value());
  EXPECT_EQ(guard.entries(), 2U);
  credential.timestamp = now + 301;
  EXPECT_TRUE(guard.admit(credential, now + 301).has_value());
  EXPECT_EQ(guard.entries(), 1U);
}

TEST(ReplayGuard, RefusesWhenItIsFull) {
  ReplayGuard guard(2);
  V1Credential credential = *read_v1_credential(signed_pairs());
  for (credential.nonce = 0; credential.nonce < 2; ++credential.nonce)
    EXPECT_TRUE(guard.admit(credential, now).has_value());
  EXPECT_EQ(guard.admit(credential, now).error().code, "RequestLimitExceeded");
  EXPECT_EQ(guard.entries(), 2U);
  credential.timestamp = now + 301;
  EXPECT_TRUE(guard.admit(credential, now + 301).has_value());
}

TEST(ReplayGuard, OneKeyCannotTakeTheRoomOfOthers) {
  ReplayGuard guard(10, 2);
  V1Credential credential = *read_v1_credential(signed_pairs());
  for (credential.nonce = 0; credential.nonce < 2; ++credential.nonce)
    EXPECT_TRUE(guard.admit(credential, now).has_value());
  EXPECT_EQ(guard.admit(credential, now).error().code, "RequestLimitExceeded");
  V1Credential other = credential;
  other.secret_id = "AKIDother";
  EXPECT_TRUE(guard.admit(other, now).has_value());
  EXPECT_EQ(guard.admit(other, now).error().code, "AuthFailure.SignatureFailure") << "still remembered";
  credential.timestamp = now + 301;
  EXPECT_TRUE(guard.admit(credential, now + 301).has_value()) << "its share is free again";
}

TEST(ReplayGuard, AdmitsOneOfManyThreads) {
  ReplayGuard guard;
  const V1Credential credential = *read_v1_credential(signed_pairs());
  std::atomic<int> admitted = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (std::uint64_t nonce = 0; nonce < 500; ++nonce) {
        V1Credential one = credential;
        one.nonce = nonce;
        if (guard.admit(one, now)) ++admitted;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(admitted, 500);
}

}  // namespace
}  // namespace opencam
