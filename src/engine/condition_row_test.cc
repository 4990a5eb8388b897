#include "engine/condition_row.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>

namespace opencam {
namespace {

// Merged ranges say what the networks say one by one.
TEST(ConditionRow, RangesAreTheirNetworks) {
  std::mt19937 dice(3);
  const auto byte = [&] { return std::to_string(dice() % 4 * 64); };
  for (int round = 0; round < 300; ++round) {
    std::vector<Network> networks;
    for (std::size_t i = dice() % 12; i > 0; --i) {
      const std::string text = dice() % 3 == 0
                                   ? "2001:" + std::to_string(dice() % 3) + "::/" + std::to_string(dice() % 129)
                                   : byte() + "." + byte() + ".0." + byte() + "/" + std::to_string(dice() % 33);
      networks.push_back(*Network::parse(text));
    }
    const std::string v4 = encoded_ranges(networks, AddressFamily::V4);
    const std::string v6 = encoded_ranges(networks, AddressFamily::V6);
    for (int i = 0; i < 50; ++i) {
      const std::string text = i % 3 == 0 ? "2001:" + std::to_string(dice() % 4) + "::" + std::to_string(dice() % 3)
                                          : byte() + "." + byte() + ".0." + std::to_string(dice() % 256);
      const Network address = *Network::parse_address(text);
      const bool wanted = std::any_of(networks.begin(), networks.end(),
                                      [&](const Network& network) { return network.contains(address); });
      ASSERT_EQ(ranges_contain(address.family == AddressFamily::V4 ? v4 : v6, address), wanted) << text;
    }
  }
}

TEST(ConditionRow, Edges) {
  const std::string all = encoded_ranges({*Network::parse("0.0.0.0/0")}, AddressFamily::V4);
  EXPECT_TRUE(ranges_contain(all, *Network::parse_address("0.0.0.0")));
  EXPECT_TRUE(ranges_contain(all, *Network::parse_address("255.255.255.255")));
  EXPECT_FALSE(ranges_contain("", *Network::parse_address("1.2.3.4")));
  const std::string two = encoded_ranges({*Network::parse("10.0.0.1"), *Network::parse("10.0.0.3")}, AddressFamily::V4);
  EXPECT_FALSE(ranges_contain(two, *Network::parse_address("10.0.0.2")));
  EXPECT_FALSE(ranges_contain(two, *Network::parse_address("10.0.0.4")));
}

// Two addresses each, and no network twice: of a policy that lists the same ones again and again little is kept.
TEST(ConditionRow, RangesAreMerged) {
  const auto v4 = [](const std::vector<Network>& networks) { return encoded_ranges(networks, AddressFamily::V4); };
  const Network one = *Network::parse("10.0.0.3");
  EXPECT_EQ(v4({one}).size(), 2U * 4U);
  EXPECT_EQ(v4({one, one}), v4({one}));
  EXPECT_EQ(v4({one, *Network::parse("10.0.0.0/30")}), v4({*Network::parse("10.0.0.0/30")}));
  const Network last = *Network::parse("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
  EXPECT_EQ(encoded_ranges(std::vector<Network>(2000, last), AddressFamily::V6),
            encoded_ranges({last}, AddressFamily::V6));
}

TEST(ConditionRow, Moments) {
  const Moment before_the_epoch{-5};
  EXPECT_EQ(decoded_moment(encoded_moment(before_the_epoch)), before_the_epoch);
}

}  // namespace
}  // namespace opencam
