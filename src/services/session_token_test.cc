#include "services/session_token.h"

#include <gtest/gtest.h>

namespace opencam::services {
namespace {

class SessionTokenTest : public testing::Test {
 protected:
  SystemRandom random;
  const std::shared_ptr<const Sealer> sealer =
      *Sealer::create(SecretText(std::string(Sealer::master_key_bytes, 'a')), random);
  const SessionClaims claims{.kind = SessionKind::Federated,
                             .owner_uin = "100000000001",
                             .subject = "100000000101",
                             .session_name = "guest",
                             .policy = R"({"version":"2.0"})",
                             .parent_key = "AKIDparent",
                             .issued_s = 1000,
                             .expires_s = 2000};
};

TEST_F(SessionTokenTest, SaysWhatWasPutIntoIt) {
  const auto made = make_session(*sealer, random, claims);
  ASSERT_TRUE(made);
  EXPECT_TRUE(is_session_id(made->secret_id));
  EXPECT_FALSE(is_session_id("AKID" + std::string(32, 'x')));
  const auto opened = open_session(*sealer, made->secret_id, made->token, 1999);
  ASSERT_TRUE(opened) << opened.error().message();
  EXPECT_EQ(*opened, claims);
  EXPECT_TRUE(session_secret_key(*sealer, made->secret_id).equals(made->secret_key));
}

TEST_F(SessionTokenTest, EndsInTime) {
  const auto made = make_session(*sealer, random, claims);
  ASSERT_TRUE(made);
  EXPECT_FALSE(open_session(*sealer, made->secret_id, made->token, 2000));
}

TEST_F(SessionTokenTest, OpensForNothingElse) {
  const auto made = make_session(*sealer, random, claims);
  const auto other = make_session(*sealer, random, claims);
  const auto stranger = *Sealer::create(SecretText(std::string(Sealer::master_key_bytes, 'b')), random);
  ASSERT_TRUE(made);
  ASSERT_TRUE(other);
  EXPECT_FALSE(open_session(*sealer, other->secret_id, made->token, 1500));
  EXPECT_FALSE(open_session(*stranger, made->secret_id, made->token, 1500));
  EXPECT_FALSE(open_session(*sealer, made->secret_id, "", 1500));
  EXPECT_FALSE(open_session(*sealer, made->secret_id, std::string(5000, 'A'), 1500));
  for (std::size_t i = 0; i < made->token.size(); i += 7) {
    std::string changed = made->token;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(open_session(*sealer, made->secret_id, changed, 1500)) << i;
  }
}

TEST_F(SessionTokenTest, IsNeverLongerThanItsLimit) {
  SessionClaims full = claims;
  full.policy = std::string(2500, 'x');
  const auto fits = make_session(*sealer, random, full);
  ASSERT_TRUE(fits);
  EXPECT_LE(fits->token.size(), 4096U);
  full.policy = std::string(3200, 'x');
  const auto refused = make_session(*sealer, random, full);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code(), ErrorCode::LimitExceeded);
}

}  // namespace
}  // namespace opencam::services
