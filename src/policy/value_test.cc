#include "policy/value.h"

#include <gtest/gtest.h>

#include <vector>

namespace opencam {
namespace {

Decimal decimal(std::string_view text) {
  const auto read = Decimal::parse(text);
  EXPECT_TRUE(read) << text;
  return read.value_or(Decimal());
}

TEST(Decimal, ComparesExactly) {
  // In growing order; those in one list are equal.
  const std::vector<std::vector<const char*>> ladder = {
      {"-1e999999"},
      {"-100", "-1e2", "-100.000", "-0100"},
      {"-99.999999999999999999999"},
      {"-0.1", "-1e-1"},
      {"-1e-999999"},
      {"0", "-0", "0.000", "0e5", "-0e-5", "00"},
      {"1e-999999"},
      {"0.1", "1e-1", "0.10", "10e-2"},
      {"0.10000000000000000000000000000001"},
      {"1", "1.0", "10e-1"},
      {"1.2", "1.20", "12E-1", "01.2"},
      {"9"},
      {"10", "1e1", "1e+1", "1E01"},
      {"9007199254740992"},
      {"9007199254740993"},
      {"1e999999"},
  };
  for (std::size_t i = 0; i < ladder.size(); ++i) {
    for (std::size_t j = 0; j < ladder.size(); ++j) {
      for (const char* left : ladder[i]) {
        for (const char* right : ladder[j]) {
          EXPECT_EQ(decimal(left) <=> decimal(right), i <=> j) << left << " and " << right;
          EXPECT_EQ(decimal(left) == decimal(right), i == j) << left << " and " << right;
        }
      }
    }
  }
}

TEST(Decimal, RefusesOtherForms) {
  for (const char* text : {"",     "-",   ".",   "1.",  ".5",  "+1",        " 1",    "1 ",  "1e",    "1e+",   "e5",
                           "0x10", "1_0", "1,0", "nan", "inf", "1e1000000", "1.2.3", "--1", "1e1.5", "${uin}"}) {
    EXPECT_FALSE(Decimal::parse(text)) << text;
  }
  EXPECT_TRUE(Decimal::parse(std::string(1000, '9')));
  EXPECT_FALSE(Decimal::parse(std::string(1001, '9')));
}

TEST(Moment, HasTwoSpellings) {
  EXPECT_EQ(Moment::parse("1970-01-01T00:00:00Z")->epoch_s, 0);
  EXPECT_EQ(Moment::parse("2016-06-01T00:01:00Z")->epoch_s, 1464739260);
  EXPECT_EQ(*Moment::parse("2022-05-31 00:00:00"), *Moment::parse("2022-05-31T00:00:00Z"));
  EXPECT_LT(*Moment::parse("1969-12-31 23:59:59"), *Moment::parse("1970-01-01 00:00:00"));
  EXPECT_TRUE(Moment::parse("2024-02-29 00:00:00"));
  EXPECT_TRUE(Moment::parse("0000-02-29 00:00:00"));
}

TEST(Moment, RefusesOtherForms) {
  for (const char* text : {"",
                           "tomorrow",
                           "2016-06-01",
                           "2016-06-01T00:01:00",
                           "2016-06-01 00:01:00Z",
                           "2016-06-01T 00:01:00Z",
                           "2016-06-01t00:01:00z",
                           "2016-06-01T00:01:00+08:00",
                           "2016-06-01T00:01:00.5Z",
                           "1464739260",
                           "2023-02-29 00:00:00",
                           "2016-13-01 00:00:00",
                           "2016-00-01 00:00:00",
                           "2016-06-31 00:00:00",
                           "2016-06-01 24:00:00",
                           "2016-06-01 00:60:00",
                           "2016-06-01 23:59:60",
                           "2016-6-1 00:00:00",
                           "2016-06-01  0:00:00",
                           "2016-06-01 00:00:00 ",
                           "+016-06-01 00:00:00"}) {
    EXPECT_FALSE(Moment::parse(text)) << text;
  }
}

struct Containment {
  const char* network;
  const char* address;
  bool contains;
};

TEST(Network, ContainsItsAddresses) {
  const Containment cases[] = {
      {"192.168.1.1", "192.168.1.1", true},
      {"192.168.1.1", "192.168.1.2", false},
      {"10.217.182.3/24", "10.217.182.255", true},
      {"10.217.182.3/24", "10.217.183.0", false},
      {"10.0.0.0/9", "10.127.0.1", true},
      {"10.0.0.0/9", "10.128.0.1", false},
      {"0.0.0.0/0", "255.255.255.255", true},
      {"0.0.0.0/0", "::1", false},
      {"::/0", "1.2.3.4", false},
      {"::/0", "::1", true},
      {"2001:db8::/32", "2001:db8:ffff::1", true},
      {"2001:db8::/32", "2001:db9::1", false},
      {"2001:DB8::1", "2001:db8:0:0:0:0:0:1", true},
      {"::ffff:1.2.3.4", "1.2.3.4", false},
      {"::ffff:1.2.3.4", "::ffff:102:304", true},
      {"1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0", true},
      {"::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8", true},
      {"fe80::/10", "febf::1", true},
      {"fe80::/10", "fec0::1", false},
      {"::1/128", "::1", true},
  };
  for (const Containment& one : cases) {
    const auto network = Network::parse(one.network);
    const auto address = Network::parse_address(one.address);
    ASSERT_TRUE(network && address) << one.network << " " << one.address;
    EXPECT_EQ(network->contains(*address), one.contains) << one.network << " " << one.address;
  }
  EXPECT_TRUE(Network::parse("10.0.0.0/8")->contains(*Network::parse("10.1.0.0/16")));
  EXPECT_FALSE(Network::parse("10.1.0.0/16")->contains(*Network::parse("10.0.0.0/8")));
}

TEST(Network, RefusesOtherForms) {
  for (const char* text : {"",
                           "1",
                           "1.2.3",
                           "1.2.3.4.5",
                           "1.2.3.256",
                           "01.2.3.4",
                           "1.2.3.4 ",
                           " 1.2.3.4",
                           "1.2.3.4/33",
                           "1.2.3.4/",
                           "1.2.3.4/08",
                           "1.2.3.4/-1",
                           "1.2.3.4/255.0.0.0",
                           "1.2.3.-4",
                           "1..3.4",
                           "a.b.c.d",
                           ":",
                           ":::",
                           "1::2::3",
                           "1:2:3:4:5:6:7",
                           "1:2:3:4:5:6:7:8:9",
                           "1:2:3:4:5:6:7:8::",
                           "12345::",
                           "g::",
                           "::1%eth0",
                           "::/129",
                           "::1.2.3",
                           "1.2.3.4::",
                           "::1.2.3.4:5",
                           "1:2:3:4:5:6:7:1.2.3.4",
                           "1:",
                           ":1",
                           "::1/",
                           "*"}) {
    EXPECT_FALSE(Network::parse(text)) << text;
  }
  EXPECT_TRUE(Network::parse("1.2.3.4/0"));
  EXPECT_FALSE(Network::parse_address("1.2.3.4/32"));
}

TEST(Bool, IsTrueOrFalseInAnyCase) {
  EXPECT_EQ(parse_bool("true"), true);
  EXPECT_EQ(parse_bool("TRUE"), true);
  EXPECT_EQ(parse_bool("False"), false);
  for (const char* text : {"", "1", "0", "yes", " true", "truee"}) EXPECT_EQ(parse_bool(text), std::nullopt) << text;
}

}  // namespace
}  // namespace opencam
