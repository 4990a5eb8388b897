#include "services/one_time_code.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "base/encode.h"

namespace opencam::services {
namespace {

// The key and the moments of RFC 6238, appendix B; its codes of eight digits end in ours.
const SecretText key("12345678901234567890");

TEST(OneTimeCodeTest, CodesAreThoseOfTheStandard) {
  const std::pair<std::int64_t, const char*> vectors[] = {
      {59, "287082"},         {1111111109, "081804"}, {1111111111, "050471"},
      {1234567890, "005924"}, {2000000000, "279037"}, {20000000000, "353130"},
  };
  for (const auto& [seconds, code] : vectors) {
    EXPECT_EQ(code_of_step(key, seconds / 30), code) << seconds;
    EXPECT_EQ(step_of_code(key, code, seconds), seconds / 30) << seconds;
  }
}

TEST(OneTimeCodeTest, ACodeCountsAStepEarlyAndLateAndNoFurther) {
  const std::int64_t now_s = 1234567890;
  const std::int64_t now = now_s / 30;
  for (const std::int64_t step : {now - 1, now, now + 1}) {
    EXPECT_EQ(step_of_code(key, code_of_step(key, step), now_s), step);
  }
  EXPECT_FALSE(step_of_code(key, code_of_step(key, now - 2), now_s));
  EXPECT_FALSE(step_of_code(key, code_of_step(key, now + 2), now_s));
}

TEST(OneTimeCodeTest, WhatIsNoCodeIsNone) {
  for (const char* wrong : {"", "5924", "05924", "0005924", "005924 ", "00592\0", "abcdef"}) {
    EXPECT_FALSE(step_of_code(key, wrong, 1234567890)) << wrong;
  }
}

class CountingRandom final : public Random {
 public:
  void fill(std::span<std::uint8_t> bytes) override {
    for (std::uint8_t& byte : bytes) byte = next_++;
  }

 private:
  std::uint8_t next_ = 1;
};

TEST(OneTimeCodeTest, AKeyIsShownAsAppsReadIt) {
  EXPECT_EQ(code_key_text(key).reveal(SecretAccess{}), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
  EXPECT_EQ(
      code_key_address(key, "ac me", "ann&x").reveal(SecretAccess{}),
      "otpauth://totp/OpenCAM%3Aac%20me%2Fann%26x?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=OpenCAM&algorithm="
      "SHA1&digits=6&period=30");
  CountingRandom random;
  EXPECT_EQ(make_code_key(random).reveal(SecretAccess{}).size(), 20u);
}

TEST(OneTimeCodeTest, RecoveryCodesAreReadAsPeopleTypeThem) {
  SystemRandom random;
  std::set<std::string> codes;
  for (int i = 0; i < 100; ++i) codes.insert(make_recovery_code(random));
  EXPECT_EQ(codes.size(), 100u);
  EXPECT_EQ(codes.begin()->size(), 19u);
  const std::string digest = recovery_code_digest("ABCD-EFGH-2345-67AB");
  EXPECT_EQ(recovery_code_digest("abcd efgh234567ab"), digest);
  EXPECT_NE(recovery_code_digest("ABCD-EFGH-2345-67AC"), digest);
  EXPECT_EQ(digest.size(), 64u);
}

}  // namespace
}  // namespace opencam::services
