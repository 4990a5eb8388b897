// Keys that rotate: when they are fetched, what a fetch may not do, and what counts when it fails.
#include "services/provider_keys.h"

#include <gtest/gtest.h>

#include <boost/json/object.hpp>

#include "base/encode.h"
#include "base/limits.h"
#include "identity.h"
#include "services/published_keys.h"

namespace opencam::tests {
namespace {

namespace json = boost::json;

class FakeSource final : public services::KeySource {
 public:
  Result<std::string> fetch(const std::string& issuer) override {
    ++count;
    EXPECT_EQ(issuer, login_issuer);
    if (text.empty()) return Error(ErrorCode::Unavailable, "no answer");
    return text;
  }
  std::string text;  // empty: fails
  int count = 0;
};

class ProviderKeysTest : public testing::Test {
 protected:
  ProviderKeysTest() {
    scene_.root("CreateOIDCConfig", {{"Name", "login"},
                                     {"IdentityUrl", login_issuer},
                                     {"ClientId", json::array{"app"}},
                                     {"IdentityKey", encode_base64(key_set({&rsa_key()}))},
                                     {"AutoRotateKey", 1}});
    log_ = *Log::create({.sink = [](std::string_view) {}}, scene_.clock);
    restart();
  }
  // As another process would begin.
  void restart() { keys_ = std::make_unique<services::ProviderKeys>(scene_.directory(), source_, *log_); }

  const directory::IdentityProviderRow& row() {
    state_ = scene_.directory().account(directory::Uin{scene_.account_uin});
    return *state_->find_identity_provider({.kind = directory::ProviderKind::Oidc, .name = "login"});
  }
  // Is a token with that kid verified by that key now?
  bool has(const TestKey& key) {
    const auto found = keys_->keys_of(row(), key.id, scene_.clock.now_s());
    return found && (*found)->find(key.id, SignatureAlgorithm::Rs256) != nullptr;
  }
  void pass(std::int64_t seconds) { scene_.clock.ms += seconds * 1000; }

  Scene scene_;
  FakeSource source_;
  std::unique_ptr<Log> log_;
  std::unique_ptr<services::ProviderKeys> keys_;
  std::shared_ptr<const directory::AccountState> state_;
};

TEST_F(ProviderKeysTest, GivenKeysServeUntilTheyAreAnHourOld) {
  EXPECT_TRUE(has(rsa_key()));
  EXPECT_EQ(source_.count, 0);
  source_.text = key_set({&other_rsa_key()});
  pass(limits::key_fresh_s_max - 1);
  EXPECT_TRUE(has(rsa_key()));
  EXPECT_EQ(source_.count, 0);
  pass(1);
  EXPECT_FALSE(has(rsa_key()));
  EXPECT_TRUE(has(other_rsa_key()));
  EXPECT_EQ(source_.count, 1);
}

TEST_F(ProviderKeysTest, AnUnknownKidFetchesAtMostOnceAMinute) {
  source_.text = key_set({&rsa_key(), &other_rsa_key()});
  EXPECT_TRUE(has(other_rsa_key()));
  EXPECT_EQ(source_.count, 1);
  // A stranger who invents ids makes us ask no more often.
  for (int i = 0; i < 100; ++i) EXPECT_FALSE(has(ec_key()));
  EXPECT_EQ(source_.count, 1);
  pass(limits::key_fetch_pause_s);
  EXPECT_FALSE(has(ec_key()));
  EXPECT_FALSE(has(ec_key()));
  EXPECT_EQ(source_.count, 2);
}

TEST_F(ProviderKeysTest, KeysThatCannotBeRenewedEndAfterADay) {
  for (std::int64_t hour = 0; hour < 23; ++hour) {
    pass(3600);
    EXPECT_TRUE(has(rsa_key())) << hour;
  }
  EXPECT_EQ(source_.count, 23);
  pass(3600);
  EXPECT_FALSE(has(rsa_key()));
  // One success, and they are good again.
  pass(limits::key_fetch_pause_s);
  source_.text = key_set({&rsa_key()});
  EXPECT_TRUE(has(rsa_key()));
}

TEST_F(ProviderKeysTest, WhatWasFetchedOutlivesTheProcess) {
  source_.text = key_set({&other_rsa_key()});
  EXPECT_TRUE(has(other_rsa_key()));
  EXPECT_EQ(row().rotated_keys, source_.text);
  source_.text.clear();
  restart();
  EXPECT_TRUE(has(other_rsa_key()));
  // The key that was rotated out does not come back.
  EXPECT_FALSE(has(rsa_key()));
  // DescribeOIDCConfig shows what was given.
  EXPECT_EQ(scene_.root("DescribeOIDCConfig", {{"Name", "login"}}).text("IdentityKey"),
            encode_base64(key_set({&rsa_key()})));
}

TEST_F(ProviderKeysTest, ABadSetChangesNothing) {
  for (const std::string bad : {"{}", "[", R"({"keys":[]})", R"({"keys":[{"kty":"oct","k":"AAAA"}]})"}) {
    pass(limits::key_fetch_pause_s);
    source_.text = bad;
    EXPECT_FALSE(has(other_rsa_key())) << bad;
    EXPECT_TRUE(has(rsa_key())) << bad;
    EXPECT_EQ(row().rotated_keys, "");
  }
}

TEST_F(ProviderKeysTest, OtherKeysGivenCountAtOnce) {
  source_.text = key_set({&other_rsa_key()});
  EXPECT_TRUE(has(other_rsa_key()));
  scene_.root("UpdateOIDCConfig", {{"Name", "login"},
                                   {"IdentityUrl", login_issuer},
                                   {"ClientId", json::array{"app"}},
                                   {"IdentityKey", encode_base64(key_set({&rsa_key(), &ec_key()}))},
                                   {"AutoRotateKey", 0}});
  EXPECT_FALSE(has(other_rsa_key()));
  EXPECT_TRUE(has(rsa_key()));
}

TEST(PublishedKeysTest, NothingIsAskedOfThisMachineOrInTheOpen) {
  services::PublishedKeys strict(false);
  services::PublishedKeys lenient(true);
  for (const std::string issuer : {"http://login.example.com", "https://127.0.0.1:1", "https://localhost:1",
                                   "https://[::1]:1", "https://0.0.0.0:1", "https://[::ffff:127.0.0.1]:1",
                                   "https://169.254.169.254", "ftp://x", "https://", "https://a@127.0.0.1"}) {
    EXPECT_FALSE(strict.fetch(issuer)) << issuer;
    EXPECT_FALSE(lenient.fetch(issuer)) << issuer;
  }
  const auto refused = strict.fetch("http://127.0.0.1:1");
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message().find("not https"), std::string::npos) << refused.error().message();
  const auto loopback = strict.fetch("https://127.0.0.1:1");
  ASSERT_FALSE(loopback);
  EXPECT_NE(loopback.error().message().find("ermission"), std::string::npos) << loopback.error().message();
}

}  // namespace
}  // namespace opencam::tests
