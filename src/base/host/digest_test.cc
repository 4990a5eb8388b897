#include "base/host/digest.h"

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "base/encode.h"

namespace opencam {
namespace {

// FIPS 180-4 examples.
TEST(Digest, KnownDigests) {
  EXPECT_EQ(encode_hex(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(encode_hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(encode_hex(sha1("abc")), "a9993e364706816aba3e25717850c26c9cd0d89d");
}

// RFC 4231 cases 1, 2 and 6 (a key longer than a block); RFC 2202 case 2.
TEST(Digest, KnownKeyedDigests) {
  EXPECT_EQ(encode_hex(hmac_sha256(std::string(20, '\x0b'), "Hi There")),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  EXPECT_EQ(encode_hex(hmac_sha256("Jefe", "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(encode_hex(hmac_sha256(std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First")),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
  EXPECT_EQ(encode_hex(hmac_sha1("Jefe", "what do ya want for nothing?")), "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
}

TEST(Digest, EmptyKeyIsNotTheKeyOfLastTime) {
  const std::string empty_key = encode_hex(hmac_sha256("", "text"));
  static_cast<void>(hmac_sha256("another", "text"));
  EXPECT_EQ(encode_hex(hmac_sha256("", "text")), empty_key);
  EXPECT_NE(encode_hex(hmac_sha256("another", "text")), empty_key);
}

TEST(Digest, ThreadsDoNotDisturbEachOther) {
  const std::string expected = encode_hex(hmac_sha256("key", std::string(1000, 'x')));
  std::vector<std::thread> threads;
  std::vector<int> wrong(4, 0);
  for (std::size_t t = 0; t < wrong.size(); ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 2000; ++i) {
        static_cast<void>(hmac_sha256("key" + std::to_string(t), "other"));
        if (encode_hex(hmac_sha256("key", std::string(1000, 'x'))) != expected) ++wrong[t];
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, std::vector<int>(4, 0));
}

TEST(Digest, ConstantTimeEqual) {
  EXPECT_TRUE(constant_time_equal("abc", "abc"));
  EXPECT_TRUE(constant_time_equal("", ""));
  EXPECT_FALSE(constant_time_equal("abc", "abd"));
  EXPECT_FALSE(constant_time_equal("abc", "ab"));
  EXPECT_FALSE(constant_time_equal("", "a"));
}

}  // namespace
}  // namespace opencam
