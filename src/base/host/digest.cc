#include "base/host/digest.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <memory>

#include "base/check.h"

namespace opencam {
namespace {

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  void operator()(EVP_MAC_CTX* context) const { EVP_MAC_CTX_free(context); }
};

// Fetched on first use and never given back: they live as long as the process.
EVP_MD* fetch_digest(const char* name) {
  EVP_MD* digest = EVP_MD_fetch(nullptr, name, nullptr);
  OPENCAM_CHECK(digest != nullptr);
  return digest;
}

EVP_MAC* hmac() {
  static EVP_MAC* const mac = [] {
    EVP_MAC* fetched = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
    OPENCAM_CHECK(fetched != nullptr);
    return fetched;
  }();
  return mac;
}

template <std::size_t size>
Digest<size> digest_of(EVP_MD* algorithm, std::string_view text) {
  thread_local const std::unique_ptr<EVP_MD_CTX, FreeContext> context(EVP_MD_CTX_new());
  OPENCAM_CHECK(context != nullptr);
  Digest<size> digest;
  unsigned int length = 0;
  OPENCAM_CHECK(EVP_DigestInit_ex2(context.get(), algorithm, nullptr) == 1);
  OPENCAM_CHECK(EVP_DigestUpdate(context.get(), text.data(), text.size()) == 1);
  OPENCAM_CHECK(EVP_DigestFinal_ex(context.get(), reinterpret_cast<unsigned char*>(digest.bytes.data()), &length) == 1);
  OPENCAM_CHECK(length == size);
  return digest;
}

std::unique_ptr<EVP_MAC_CTX, FreeContext> new_hmac_context(const char* digest_name) {
  std::unique_ptr<EVP_MAC_CTX, FreeContext> context(EVP_MAC_CTX_new(hmac()));
  OPENCAM_CHECK(context != nullptr);
  // OpenSSL takes the name through a pointer to non-const and does not write to it.
  const OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, const_cast<char*>(digest_name), 0),
      OSSL_PARAM_construct_end()};
  OPENCAM_CHECK(EVP_MAC_CTX_set_params(context.get(), parameters) == 1);
  return context;
}

template <std::size_t size>
Digest<size> hmac_of(EVP_MAC_CTX* context, std::string_view key, std::string_view text) {
  // A null key would mean "the key of last time", so an empty key must still point somewhere.
  const auto* key_bytes = reinterpret_cast<const unsigned char*>(key.empty() ? "" : key.data());
  Digest<size> digest;
  std::size_t length = 0;
  OPENCAM_CHECK(EVP_MAC_init(context, key_bytes, key.size(), nullptr) == 1);
  OPENCAM_CHECK(EVP_MAC_update(context, reinterpret_cast<const unsigned char*>(text.data()), text.size()) == 1);
  OPENCAM_CHECK(EVP_MAC_final(context, reinterpret_cast<unsigned char*>(digest.bytes.data()), &length, size) == 1);
  OPENCAM_CHECK(length == size);
  return digest;
}

}  // namespace

Sha256 sha256(std::string_view text) {
  static EVP_MD* const algorithm = fetch_digest("SHA256");
  return digest_of<32>(algorithm, text);
}

Md5 md5(std::string_view text) {
  static EVP_MD* const algorithm = fetch_digest("MD5");
  return digest_of<16>(algorithm, text);
}

Sha1 sha1(std::string_view text) {
  static EVP_MD* const algorithm = fetch_digest("SHA1");
  return digest_of<20>(algorithm, text);
}

Sha256 hmac_sha256(std::string_view key, std::string_view text) {
  thread_local const auto context = new_hmac_context("SHA256");
  return hmac_of<32>(context.get(), key, text);
}

Sha1 hmac_sha1(std::string_view key, std::string_view text) {
  thread_local const auto context = new_hmac_context("SHA1");
  return hmac_of<20>(context.get(), key, text);
}

bool constant_time_equal(std::string_view left, std::string_view right) {
  return left.size() == right.size() && CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}

}  // namespace opencam
