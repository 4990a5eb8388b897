#include "services/session_token.h"

#include <array>

#include "base/encode.h"
#include "base/json.h"
#include "base/limits.h"

namespace opencam::services {
namespace {

constexpr std::string_view token_purpose = "session-token";
constexpr std::string_view key_purpose = "session-key";
constexpr std::size_t id_random_characters = 60;
constexpr std::size_t key_bytes = 16;

// Short names: every byte of the token is a byte less for the policy.
std::string written(const SessionClaims& claims) {
  json::Writer out;
  out.begin_object();
  out.key("k").number(static_cast<std::int64_t>(claims.kind));
  out.key("o").string(claims.owner_uin);
  out.key("s").string(claims.subject);
  out.key("n").string(claims.session_name);
  out.key("i").number(claims.issued_s);
  out.key("e").number(claims.expires_s);
  out.key("p").string(claims.policy);
  out.key("a").string(claims.parent_key);
  if (!claims.source_identity.empty()) out.key("d").string(claims.source_identity);
  if (!claims.tags.empty()) {
    out.key("t").begin_object();
    for (const auto& [key, value] : claims.tags) out.key(key).string(value);
    out.end_object();
  }
  out.end_object();
  return std::move(out).take();
}

std::string text_of(const json::Value& root, std::string_view name) {
  const json::Value* member = root.find(name);
  return member != nullptr && member->is_string() ? member->text : std::string();
}

Result<std::int64_t> number_of(const json::Value& root, std::string_view name) {
  const json::Value* member = root.find(name);
  const auto number = member == nullptr ? std::nullopt : member->as_int64();
  if (!number) return Error(ErrorCode::Corrupt, "a session token lacks a number");
  return *number;
}

Result<SessionClaims> read_claims(std::string_view text) {
  OPENCAM_TRY(const json::Document document, json::read(text));
  const json::Value& root = document.root();
  SessionClaims claims;
  OPENCAM_TRY(const std::int64_t kind, number_of(root, "k"));
  if (kind < 0 || kind > static_cast<std::int64_t>(SessionKind::User)) {
    return Error(ErrorCode::Corrupt, "a session token is of an unknown kind");
  }
  claims.kind = static_cast<SessionKind>(kind);
  claims.owner_uin = text_of(root, "o");
  claims.subject = text_of(root, "s");
  claims.session_name = text_of(root, "n");
  claims.policy = text_of(root, "p");
  claims.parent_key = text_of(root, "a");
  claims.source_identity = text_of(root, "d");
  if (const json::Value* tags = root.find("t"); tags != nullptr && tags->is_object()) {
    for (const json::Member& tag : tags->members) claims.tags[tag.name] = tag.value.text;
  }
  OPENCAM_TRY(claims.issued_s, number_of(root, "i"));
  OPENCAM_TRY(claims.expires_s, number_of(root, "e"));
  return claims;
}

}  // namespace

Result<SessionCredentials> make_session(const Sealer& sealer, Random& random, const SessionClaims& claims) {
  SessionCredentials credentials;
  credentials.secret_id = "AKID" + random.text(id_random_characters, alphanumeric);
  credentials.secret_key = session_secret_key(sealer, credentials.secret_id);
  std::string plain = written(claims);
  credentials.token = encode_base64(sealer.seal(token_purpose, SecretText::take(plain), credentials.secret_id));
  if (credentials.token.size() > limits::session_token_bytes_max) {
    return Error(ErrorCode::LimitExceeded, "the policy does not fit into a session token");
  }
  return credentials;
}

Result<SessionClaims> open_session(const Sealer& sealer, std::string_view secret_id, std::string_view token,
                                   std::int64_t now_s) {
  if (token.size() > limits::session_token_bytes_max) return Error(ErrorCode::Corrupt, "the token is too long");
  const auto sealed = decode_base64(token);
  if (!sealed) return Error(ErrorCode::Corrupt, "the token is not base64");
  OPENCAM_TRY(const SecretText plain, sealer.open(token_purpose, *sealed, secret_id));
  OPENCAM_TRY(SessionClaims claims, read_claims(plain.reveal(SecretAccess{})));
  if (now_s >= claims.expires_s) return Error(ErrorCode::NotFound, "the session has ended");
  return claims;
}

SecretText session_secret_key(const Sealer& sealer, std::string_view secret_id) {
  const SecretText bytes = sealer.derive(key_purpose, secret_id, key_bytes);
  std::string text = encode_hex(bytes.reveal(SecretAccess{}));
  return SecretText::take(text);
}

bool is_session_id(std::string_view secret_id) {
  return secret_id.size() == 4 + id_random_characters && secret_id.starts_with("AKID");
}

}  // namespace opencam::services
