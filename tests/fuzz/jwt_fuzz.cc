// What a stranger may send or publish: web identity tokens, key sets, addresses of providers. The first byte chooses.
//
// Laws: nothing crashes; a token that is read has all that its verifier relies on, and is what it was made of; no token
// verifies with a key that signed nothing; base64url has one text for each value; an address keeps its host.
#include "base/encode.h"
#include "base/limits.h"
#include "fuzz.h"
#include "services/json_web_key.h"
#include "services/json_web_token.h"
#include "services/provider_url.h"

namespace opencam {
namespace {

const PublicKey& some_key() {
  static const PublicKey key = *PublicKey::ed25519(std::string(31, '\x7') + '\0');
  return key;
}

void check_token(std::string_view text) {
  const auto token = services::read_web_token(text);
  if (!token) {
    OPENCAM_CHECK(token.error().code() == ErrorCode::WebIdentityRefused);
    return;
  }
  OPENCAM_CHECK(text.size() <= limits::web_token_bytes_max);
  OPENCAM_CHECK(token->signed_text + "." + encode_base64url(token->signature) == text);
  OPENCAM_CHECK(!token->issuer.empty() && !token->subject.empty() && !token->audiences.empty());
  OPENCAM_CHECK(token->expires_s >= 0 && token->issued_s >= 0);
  OPENCAM_CHECK(!some_key().verifies(token->algorithm, token->signed_text, token->signature));
  static_cast<void>(services::check_times(*token, 1551113065));
  OPENCAM_CHECK(!services::check_times(*token, token->expires_s));
}

void check_parts(std::string_view text) {
  const std::size_t split = text.find('\n');
  if (split == std::string_view::npos) return;
  check_token(encode_base64url(text.substr(0, split)) + "." + encode_base64url(text.substr(split + 1)) + ".AAAA");
}

void check_key_set(std::string_view text) {
  const auto keys = services::KeySet::read(text);
  if (!keys) OPENCAM_CHECK(keys.error().code() == ErrorCode::IdentityKeyIllegal);
  if (keys) OPENCAM_CHECK(text.find("\"keys\"") != std::string_view::npos || text.find('\\') != std::string_view::npos);
}

void check_url(std::string_view text) {
  const auto url = services::read_provider_url("Url", text);
  if (!url) return;
  OPENCAM_CHECK(url->origin + url->path == text);
  OPENCAM_CHECK(!url->host.empty() && url->origin.find(url->host) != std::string::npos);
  OPENCAM_CHECK(url->origin.find_first_of("@?#\\ ") == std::string::npos);
}

void check(unsigned kind, std::string_view text) {
  if (kind == 0) return check_token(text);
  if (kind == 1) return check_parts(text);
  if (kind == 2) return check_key_set(text);
  if (kind == 3) return check_url(text);
  if (const auto bytes = decode_base64url(text)) OPENCAM_CHECK(encode_base64url(*bytes) == text);
  OPENCAM_CHECK(decode_base64url(encode_base64url(text)) == text);
}

}  // namespace
}  // namespace opencam

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  opencam::check(data[0] % 5U, opencam::as_text(data + 1, size - 1));
  return 0;
}
