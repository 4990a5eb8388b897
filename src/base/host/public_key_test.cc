#include "base/host/public_key.h"

#include <gtest/gtest.h>

#include "base/encode.h"

namespace opencam {
namespace {

std::string bytes(std::string_view text) { return *decode_base64url(text); }

// RFC 7515, appendix A.3.
constexpr std::string_view ec_x = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU";
constexpr std::string_view ec_y = "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0";
constexpr std::string_view ec_text =
    "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVl"
    "fQ";
constexpr std::string_view ec_signature =
    "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";

TEST(PublicKeyTest, VerifiesThePublishedExampleOfEcdsa) {
  const auto key = PublicKey::elliptic("P-256", bytes(ec_x), bytes(ec_y));
  ASSERT_TRUE(key);
  const std::string signature = bytes(ec_signature);
  EXPECT_TRUE(key->verifies(SignatureAlgorithm::Es256, ec_text, signature));
  EXPECT_FALSE(key->verifies(SignatureAlgorithm::Es256, "other", signature));
  EXPECT_FALSE(key->verifies(SignatureAlgorithm::Es384, ec_text, signature));
  EXPECT_FALSE(key->verifies(SignatureAlgorithm::Rs256, ec_text, signature));
  EXPECT_FALSE(key->verifies(SignatureAlgorithm::EdDsa, ec_text, signature));
  EXPECT_FALSE(key->verifies(SignatureAlgorithm::Es256, ec_text, signature + '\0'));
  EXPECT_FALSE(key->verifies(SignatureAlgorithm::Es256, ec_text, signature.substr(1)));
  EXPECT_FALSE(key->verifies(SignatureAlgorithm::Es256, ec_text, ""));
  // Both numbers zero: what a careless verifier takes for everything.
  EXPECT_FALSE(key->verifies(SignatureAlgorithm::Es256, ec_text, std::string(64, '\0')));
}

// RFC 8037, appendix A.4.
TEST(PublicKeyTest, VerifiesThePublishedExampleOfEd25519) {
  const auto key = PublicKey::ed25519(bytes("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"));
  ASSERT_TRUE(key);
  const std::string text = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";
  const std::string signature =
      bytes("hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg");
  EXPECT_TRUE(key->verifies(SignatureAlgorithm::EdDsa, text, signature));
  EXPECT_FALSE(key->verifies(SignatureAlgorithm::EdDsa, text + " ", signature));
  EXPECT_FALSE(key->verifies(SignatureAlgorithm::Es256, text, signature));
}

TEST(PublicKeyTest, KeysThatAreNoneAreRefused) {
  const std::string x = bytes(ec_x);
  const std::string y = bytes(ec_y);
  EXPECT_FALSE(PublicKey::elliptic("P-256", y, x)) << "not on the curve";
  EXPECT_FALSE(PublicKey::elliptic("P-256", std::string(32, '\0'), std::string(32, '\0')));
  EXPECT_FALSE(PublicKey::elliptic("P-256", x.substr(1), y));
  EXPECT_FALSE(PublicKey::elliptic("P-256", x + '\0', y));
  EXPECT_FALSE(PublicKey::elliptic("P-384", x, y));
  EXPECT_FALSE(PublicKey::elliptic("secp256k1", x, y));
  EXPECT_FALSE(PublicKey::elliptic("", x, y));
  EXPECT_FALSE(PublicKey::ed25519(""));
  EXPECT_FALSE(PublicKey::ed25519(std::string(33, 'x')));
  const std::string modulus = std::string(256, '\xff');
  EXPECT_TRUE(PublicKey::rsa(modulus, "\x01\x01"));
  EXPECT_TRUE(PublicKey::rsa(std::string(1024, '\xff'), "\x03"));
  EXPECT_FALSE(PublicKey::rsa(std::string(1025, '\xff'), "\x03")) << "more than 8192 bits";
  EXPECT_FALSE(PublicKey::rsa(std::string(255, '\xff'), "\x03")) << "2040 bits";
  EXPECT_FALSE(PublicKey::rsa("\x7f" + std::string(255, '\xff'), "\x03")) << "2047 bits";
  EXPECT_FALSE(PublicKey::rsa(std::string(1, '\0') + modulus, "\x03")) << "a leading zero";
  EXPECT_FALSE(PublicKey::rsa(std::string(255, '\xff') + "\xfe", "\x03")) << "even";
  EXPECT_FALSE(PublicKey::rsa(modulus, "\x01")) << "every number is its own signature";
  EXPECT_FALSE(PublicKey::rsa(modulus, "\x02"));
  EXPECT_FALSE(PublicKey::rsa(modulus, ""));
  EXPECT_FALSE(PublicKey::rsa(modulus, "\x01\x01\x01\x01\x01"));
}

TEST(PublicKeyTest, NamesAreExact) {
  EXPECT_EQ(signature_algorithm_named("PS384"), SignatureAlgorithm::Ps384);
  for (const std::string_view name : {"none", "HS256", "rs256", "RS256 ", "", "ES256K", "Ed25519"}) {
    EXPECT_FALSE(signature_algorithm_named(name)) << name;
  }
}

}  // namespace
}  // namespace opencam
