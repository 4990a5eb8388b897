#include "base/host/random.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace opencam {
namespace {

// Counts upwards, so that what is made of it is known.
class CountingRandom final : public Random {
 public:
  void fill(std::span<std::uint8_t> bytes) override {
    for (std::uint8_t& byte : bytes) byte = next_++;
  }

 private:
  std::uint8_t next_ = 0;
};

TEST(Random, TextIsDrawnEvenly) {
  CountingRandom random;
  // 256 = 62 * 4 + 8: over all bytes once, each letter comes exactly four times when the rest is thrown away.
  const std::string text = random.text(248, alphanumeric);
  for (const char letter : alphanumeric) EXPECT_EQ(std::count(text.begin(), text.end(), letter), 4) << letter;
}

TEST(Random, UuidHasItsForm) {
  CountingRandom counting;
  EXPECT_EQ(counting.uuid(), "00010203-0405-4607-8809-0a0b0c0d0e0f");
  SystemRandom random;
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) {
    const std::string uuid = random.uuid();
    ASSERT_EQ(uuid.size(), 36U);
    EXPECT_EQ(uuid.find_first_not_of("0123456789abcdef-"), std::string::npos) << uuid;
    for (const std::size_t dash : {8U, 13U, 18U, 23U}) EXPECT_EQ(uuid[dash], '-') << uuid;
    EXPECT_EQ(std::count(uuid.begin(), uuid.end(), '-'), 4);
    EXPECT_EQ(uuid[14], '4') << uuid;
    EXPECT_NE(std::string("89ab").find(uuid[19]), std::string::npos) << uuid;
    EXPECT_TRUE(seen.insert(uuid).second);
  }
}

TEST(Random, TextHasItsLengthAndAlphabet) {
  SystemRandom random;
  const std::string text = random.text(32, "ab");
  EXPECT_EQ(text.size(), 32U);
  EXPECT_EQ(text.find_first_not_of("ab"), std::string::npos);
  EXPECT_NE(random.text(32, alphanumeric), random.text(32, alphanumeric));
}

}  // namespace
}  // namespace opencam
