#include "base/host/public_key.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>

#include <array>
#include <utility>

namespace opencam {
namespace {

constexpr int rsa_bits_min = 2048;
constexpr int rsa_bits_max = 8192;  // more would only cost the time of whoever verifies
constexpr int exponent_bits_max = 32;
constexpr std::size_t ed25519_bytes = 32;

template <typename Object, void (*free_object)(Object*)>
struct Freeing {
  void operator()(Object* object) const { free_object(object); }
};
using BigNumber = std::unique_ptr<BIGNUM, Freeing<BIGNUM, BN_free>>;
using ParamBuilder = std::unique_ptr<OSSL_PARAM_BLD, Freeing<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free>>;
using Params = std::unique_ptr<OSSL_PARAM, Freeing<OSSL_PARAM, OSSL_PARAM_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Freeing<EVP_PKEY_CTX, EVP_PKEY_CTX_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Freeing<EVP_MD_CTX, EVP_MD_CTX_free>>;
using EcdsaSignature = std::unique_ptr<ECDSA_SIG, Freeing<ECDSA_SIG, ECDSA_SIG_free>>;

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

BigNumber big_number(std::string_view bytes) {
  return BigNumber(BN_bin2bn(bytes_of(bytes), static_cast<int>(bytes.size()), nullptr));
}

// The key of that type with these parameters, or null. Takes the builder's parameters.
EVP_PKEY* key_from(const char* type, OSSL_PARAM_BLD* builder) {
  const Params params(OSSL_PARAM_BLD_to_param(builder));
  const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  EVP_PKEY* key = nullptr;
  const bool is_made = params && context && EVP_PKEY_fromdata_init(context.get()) == 1 &&
                       EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, params.get()) == 1;
  ERR_clear_error();
  return is_made ? key : nullptr;
}

Error bad_key(const std::string& why) { return Error(ErrorCode::InvalidArgument, why); }

struct AlgorithmName {
  std::string_view name;
  SignatureAlgorithm algorithm;
};

constexpr std::array<AlgorithmName, 10> algorithm_names = {{
    {"RS256", SignatureAlgorithm::Rs256},
    {"RS384", SignatureAlgorithm::Rs384},
    {"RS512", SignatureAlgorithm::Rs512},
    {"PS256", SignatureAlgorithm::Ps256},
    {"PS384", SignatureAlgorithm::Ps384},
    {"PS512", SignatureAlgorithm::Ps512},
    {"ES256", SignatureAlgorithm::Es256},
    {"ES384", SignatureAlgorithm::Es384},
    {"ES512", SignatureAlgorithm::Es512},
    {"EdDSA", SignatureAlgorithm::EdDsa},
}};

const EVP_MD* digest_of(SignatureAlgorithm algorithm) {
  switch (algorithm) {
    case SignatureAlgorithm::Rs256:
    case SignatureAlgorithm::Ps256:
    case SignatureAlgorithm::Es256:
      return EVP_sha256();
    case SignatureAlgorithm::Rs384:
    case SignatureAlgorithm::Ps384:
    case SignatureAlgorithm::Es384:
      return EVP_sha384();
    case SignatureAlgorithm::Rs512:
    case SignatureAlgorithm::Ps512:
    case SignatureAlgorithm::Es512:
      return EVP_sha512();
    case SignatureAlgorithm::EdDsa:
      break;
  }
  return nullptr;
}

bool is_pss(SignatureAlgorithm algorithm) {
  return algorithm == SignatureAlgorithm::Ps256 || algorithm == SignatureAlgorithm::Ps384 ||
         algorithm == SignatureAlgorithm::Ps512;
}

// The bytes of one of the two numbers of an ECDSA signature; 0 for the other algorithms.
std::size_t ecdsa_number_bytes(SignatureAlgorithm algorithm) {
  if (algorithm == SignatureAlgorithm::Es256) return 32;
  if (algorithm == SignatureAlgorithm::Es384) return 48;
  return algorithm == SignatureAlgorithm::Es512 ? 66 : 0;
}

// The form that OpenSSL wants; empty when the signature does not have the length of two numbers.
std::string der_signature(std::string_view signature, std::size_t number_bytes) {
  if (signature.size() != 2 * number_bytes) return {};
  BigNumber r = big_number(signature.substr(0, number_bytes));
  BigNumber s = big_number(signature.substr(number_bytes));
  const EcdsaSignature both(ECDSA_SIG_new());
  if (!both || !r || !s || ECDSA_SIG_set0(both.get(), r.get(), s.get()) != 1) return {};
  static_cast<void>(r.release());
  static_cast<void>(s.release());
  unsigned char* der = nullptr;
  const int length = i2d_ECDSA_SIG(both.get(), &der);
  if (length <= 0) return {};
  std::string text(reinterpret_cast<char*>(der), static_cast<std::size_t>(length));
  OPENSSL_free(der);
  return text;
}

}  // namespace

std::optional<SignatureAlgorithm> signature_algorithm_named(std::string_view name) {
  for (const AlgorithmName& known : algorithm_names) {
    if (known.name == name) return known.algorithm;
  }
  return std::nullopt;
}

PublicKey::PublicKey(Type type, evp_pkey_st* key) : type_(type), key_(key, EVP_PKEY_free) {}

Result<PublicKey> PublicKey::rsa(std::string_view modulus, std::string_view exponent) {
  if (modulus.empty() || modulus.size() > rsa_bits_max / 8 || exponent.empty() || exponent.size() > 4) {
    return bad_key("an RSA key has a modulus of 2048 to 8192 bits and an exponent of at most 32");
  }
  if (modulus.front() == '\0' || exponent.front() == '\0') return bad_key("a number of an RSA key begins with zeros");
  const BigNumber n = big_number(modulus);
  const BigNumber e = big_number(exponent);
  if (!n || !e || BN_num_bits(n.get()) < rsa_bits_min || BN_num_bits(n.get()) > rsa_bits_max) {
    return bad_key("an RSA key has " + std::to_string(n ? BN_num_bits(n.get()) : 0) + " bits, not 2048 to 8192");
  }
  if (BN_is_odd(n.get()) == 0 || BN_is_odd(e.get()) == 0 || BN_is_one(e.get()) == 1 ||
      BN_num_bits(e.get()) > exponent_bits_max) {
    return bad_key("the modulus and exponent of an RSA key are odd, the exponent is from 3 to 2^32");
  }
  const ParamBuilder builder(OSSL_PARAM_BLD_new());
  if (!builder || OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) != 1 ||
      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get()) != 1) {
    return bad_key("an RSA key cannot be read");
  }
  EVP_PKEY* key = key_from("RSA", builder.get());
  if (key == nullptr) return bad_key("an RSA key cannot be read");
  return PublicKey(Type::Rsa, key);
}

Result<PublicKey> PublicKey::elliptic(std::string_view curve, std::string_view x, std::string_view y) {
  struct Curve {
    std::string_view name;
    Type type;
    const char* group;
    std::size_t bytes;
  };
  static constexpr std::array<Curve, 3> curves = {{{"P-256", Type::P256, "prime256v1", 32},
                                                   {"P-384", Type::P384, "secp384r1", 48},
                                                   {"P-521", Type::P521, "secp521r1", 66}}};
  for (const Curve& known : curves) {
    if (known.name != curve) continue;
    if (x.size() != known.bytes || y.size() != known.bytes) {
      return bad_key("a coordinate of a " + std::string(curve) + " key has " + std::to_string(known.bytes) + " bytes");
    }
    const std::string point = "\x04" + std::string(x) + std::string(y);
    const ParamBuilder builder(OSSL_PARAM_BLD_new());
    const bool is_built =
        builder && OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, known.group, 0) == 1 &&
        OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()) == 1;
    EVP_PKEY* key = is_built ? key_from("EC", builder.get()) : nullptr;
    if (key == nullptr) return bad_key("the point of a " + std::string(curve) + " key is not on its curve");
    PublicKey made(known.type, key);
    const KeyContext context(EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr));
    const bool is_sound = context && EVP_PKEY_public_check(context.get()) == 1;
    ERR_clear_error();
    if (!is_sound) return bad_key("the point of a " + std::string(curve) + " key is not on its curve");
    return made;
  }
  return bad_key("an elliptic key is of the curve `P-256`, `P-384` or `P-521`");
}

Result<PublicKey> PublicKey::ed25519(std::string_view x) {
  if (x.size() != ed25519_bytes) return bad_key("an Ed25519 key has 32 bytes");
  EVP_PKEY* key = EVP_PKEY_new_raw_public_key_ex(nullptr, "ED25519", nullptr, bytes_of(x), x.size());
  ERR_clear_error();
  if (key == nullptr) return bad_key("an Ed25519 key cannot be read");
  return PublicKey(Type::Ed25519, key);
}

bool PublicKey::fits(SignatureAlgorithm algorithm) const {
  switch (algorithm) {
    case SignatureAlgorithm::Es256:
      return type_ == Type::P256;
    case SignatureAlgorithm::Es384:
      return type_ == Type::P384;
    case SignatureAlgorithm::Es512:
      return type_ == Type::P521;
    case SignatureAlgorithm::EdDsa:
      return type_ == Type::Ed25519;
    case SignatureAlgorithm::Rs256:
    case SignatureAlgorithm::Rs384:
    case SignatureAlgorithm::Rs512:
    case SignatureAlgorithm::Ps256:
    case SignatureAlgorithm::Ps384:
    case SignatureAlgorithm::Ps512:
      return type_ == Type::Rsa;
  }
  return false;
}

bool PublicKey::verifies(SignatureAlgorithm algorithm, std::string_view text, std::string_view signature) const {
  if (!fits(algorithm)) return false;
  const std::size_t number_bytes = ecdsa_number_bytes(algorithm);
  std::string der;
  if (number_bytes != 0) {
    der = der_signature(signature, number_bytes);
    if (der.empty()) return false;
    signature = der;
  }
  const DigestContext context(EVP_MD_CTX_new());
  EVP_PKEY_CTX* key_context = nullptr;  // the digest context's own
  bool is_good =
      context && EVP_DigestVerifyInit(context.get(), &key_context, digest_of(algorithm), nullptr, key_.get()) == 1;
  if (is_good && type_ == Type::Rsa) {
    const int padding = is_pss(algorithm) ? RSA_PKCS1_PSS_PADDING : RSA_PKCS1_PADDING;
    is_good = EVP_PKEY_CTX_set_rsa_padding(key_context, padding) == 1 &&
              (!is_pss(algorithm) || EVP_PKEY_CTX_set_rsa_pss_saltlen(key_context, RSA_PSS_SALTLEN_DIGEST) == 1);
  }
  is_good = is_good &&
            EVP_DigestVerify(context.get(), bytes_of(signature), signature.size(), bytes_of(text), text.size()) == 1;
  ERR_clear_error();
  return is_good;
}

}  // namespace opencam
