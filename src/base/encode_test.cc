#include "base/encode.h"

#include <gtest/gtest.h>

namespace opencam {
namespace {

using namespace std::string_view_literals;

TEST(Encode, HexBothWays) {
  EXPECT_EQ(encode_hex("\x00\x01\xab\xff"sv), "0001abff");
  EXPECT_EQ(decode_hex("0001ABff"), std::string("\x00\x01\xab\xff", 4));
  EXPECT_EQ(decode_hex("abc"), std::nullopt);
  EXPECT_EQ(decode_hex("zz"), std::nullopt);
  EXPECT_EQ(decode_hex(""), "");
}

// The vectors of RFC 4648 section 10.
TEST(Encode, Base64BothWays) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"", ""},
      {"f", "Zg=="},
      {"fo", "Zm8="},
      {"foo", "Zm9v"},
      {"foob", "Zm9vYg=="},
      {"fooba", "Zm9vYmE="},
      {"foobar", "Zm9vYmFy"},
  };
  for (const auto& [bytes, text] : cases) {
    EXPECT_EQ(encode_base64(bytes), text);
    EXPECT_EQ(decode_base64(text), bytes);
  }
}

TEST(Encode, Base64RefusesWhatItWouldNotWrite) {
  for (const std::string_view text :
       {"Zg", "Zg=", "Z===", "====", "Zh==", "Zm9=", "Zg==Zg==", "Zm 9", "Zm9v\n", "_-_-"}) {
    EXPECT_EQ(decode_base64(text), std::nullopt) << text;
  }
}

TEST(Encode, Base64KeepsEveryByte) {
  std::string bytes;
  for (int i = 0; i < 256; ++i) {
    bytes.push_back(static_cast<char>(i));
    EXPECT_EQ(decode_base64(encode_base64(bytes)), bytes);
  }
}

TEST(Encode, PercentBothWays) {
  EXPECT_EQ(encode_percent("a b*~+测"), "a%20b%2A~%2B%E6%B5%8B");
  EXPECT_EQ(decode_percent("a%20b%2a~+%E6%B5%8B"), "a b*~+测");
  for (const std::string_view text : {"%", "%2", "%zz", "a%2", "%%20"})
    EXPECT_EQ(decode_percent(text), std::nullopt) << text;
}

TEST(Encode, FormIsReadLeniently) {
  const std::vector<FormPair> expected = {
      {"Name", "a b*~测"}, {"Empty", ""}, {"Bare", ""}, {"Odd", "100%&=%zz"}, {"", "x"}};
  EXPECT_EQ(decode_form("Name=a+b*%7E%E6%B5%8B&Empty=&&Bare&Odd=100%%26=%zz&=x&"), expected);
  EXPECT_TRUE(decode_form("").empty());
  EXPECT_TRUE(decode_form("&&&").empty());
}

TEST(Encode, FormComesBackAsItWas) {
  const std::vector<FormPair> pairs = {{"A.0", "x&y=z"}, {"B", "a b+c%"}, {"C", std::string("\x00\xff", 2)}};
  EXPECT_EQ(decode_form(encode_form(pairs)), pairs);
}

TEST(Base64urlTest, OneTextForEachValue) {
  const std::string bytes("\xfb\xff\xbf\x01", 4);
  EXPECT_EQ(encode_base64url(bytes), "-_-_AQ");
  EXPECT_EQ(decode_base64url("-_-_AQ"), bytes);
  EXPECT_EQ(decode_base64url(""), "");
  for (const std::string_view bad : {"A", "AAAAA", "AR", "AAB", "+_-_", "AQ==", "AQ=", "A Q", "AQ\n", "AQ."}) {
    EXPECT_EQ(decode_base64url(bad), std::nullopt) << bad;
  }
}

}  // namespace
}  // namespace opencam
