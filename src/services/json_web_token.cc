#include "services/json_web_token.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/encode.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/text.h"

namespace opencam::services {
namespace {

// Far beyond any date, and far from where sums overflow.
constexpr std::int64_t seconds_max = std::int64_t{1} << 40;

Error refused(const std::string& why) {
  return Error(ErrorCode::WebIdentityRefused, "parameter `WebIdentityToken`: " + why);
}

Result<std::string> text_member(const json::Value& object, std::string_view name, std::size_t bytes_max) {
  const json::Value* member = object.find(name);
  if (member == nullptr || !member->is_string() || member->text.empty() || member->text.size() > bytes_max) {
    return refused("`" + std::string(name) + "` is not a text of 1 to " + std::to_string(bytes_max) + " bytes");
  }
  return member->text;
}

Result<std::optional<std::string>> optional_text(const json::Value& object, std::string_view name,
                                                 std::size_t bytes_max) {
  if (object.find(name) == nullptr) return std::optional<std::string>();
  OPENCAM_TRY(std::string text, text_member(object, name, bytes_max));
  return std::optional(std::move(text));
}

Result<std::int64_t> seconds_member(const json::Value& object, std::string_view name) {
  const json::Value* member = object.find(name);
  const auto seconds = member == nullptr || !member->is_number() ? std::nullopt : member->as_int64();
  if (!seconds || *seconds < 0 || *seconds > seconds_max) {
    return refused("`" + std::string(name) + "` is not a whole number of seconds since 1970");
  }
  return *seconds;
}

Result<json::Document> read_part(std::string_view what, std::string_view encoded) {
  const auto bytes = decode_base64url(encoded);
  if (!bytes) return refused("its " + std::string(what) + " is not base64url");
  auto document = json::read(*bytes, {.depth_max = limits::web_token_depth_max});
  if (!document) return refused("its " + std::string(what) + " is no JSON: " + document.error().message());
  if (!document->root().is_object()) return refused("its " + std::string(what) + " is not an object");
  return *std::move(document);
}

Result<void> read_header(std::string_view encoded, WebToken& token) {
  OPENCAM_TRY(const json::Document document, read_part("header", encoded));
  const json::Value& header = document.root();
  OPENCAM_TRY(const std::string algorithm, text_member(header, "alg", limits::web_token_text_bytes_max));
  const auto known = signature_algorithm_named(algorithm);
  if (!known) return refused("its algorithm `" + text::shortened(algorithm) + "` is not accepted");
  token.algorithm = *known;
  // Whoever sets `crit` wants to be refused by who does not understand it, and we understand none.
  if (header.find("crit") != nullptr) return refused("its header has `crit`");
  OPENCAM_TRY(const auto type, optional_text(header, "typ", limits::web_token_text_bytes_max));
  if (type && text::ascii_lower(*type) != "jwt")
    return refused("its `typ` is `" + text::shortened(*type) + "`, not `JWT`");
  OPENCAM_TRY(token.key_id, optional_text(header, "kid", limits::web_token_text_bytes_max));
  return {};
}

Result<std::vector<std::string>> read_audiences(const json::Value& claims) {
  const json::Value* member = claims.find("aud");
  if (member == nullptr || !member->is_array()) {
    OPENCAM_TRY(std::string one, text_member(claims, "aud", limits::web_token_text_bytes_max));
    return std::vector<std::string>{std::move(one)};
  }
  std::vector<std::string> audiences;
  for (const json::Value& item : member->items) {
    if (item.is_string() && !item.text.empty()) audiences.push_back(item.text);
  }
  const bool is_good = !audiences.empty() && audiences.size() == member->items.size() &&
                       audiences.size() <= limits::web_token_audiences_max;
  if (!is_good) {
    return refused("`aud` is not a text or a list of 1 to " + std::to_string(limits::web_token_audiences_max) +
                   " texts");
  }
  return audiences;
}

Result<void> read_claims(std::string_view encoded, WebToken& token) {
  OPENCAM_TRY(const json::Document document, read_part("body", encoded));
  const json::Value& claims = document.root();
  OPENCAM_TRY(token.issuer, text_member(claims, "iss", limits::web_token_text_bytes_max));
  OPENCAM_TRY(token.subject, text_member(claims, "sub", limits::web_token_subject_bytes_max));
  OPENCAM_TRY(token.audiences, read_audiences(claims));
  OPENCAM_TRY(token.authorized_party, optional_text(claims, "azp", limits::web_token_text_bytes_max));
  OPENCAM_TRY(token.expires_s, seconds_member(claims, "exp"));
  OPENCAM_TRY(token.issued_s, seconds_member(claims, "iat"));
  if (claims.find("nbf") != nullptr) {
    OPENCAM_TRY(token.not_before_s, seconds_member(claims, "nbf"));
  }
  return {};
}

}  // namespace

Result<WebToken> read_web_token(std::string_view text) {
  if (text.size() > limits::web_token_bytes_max) {
    return refused("it has more than " + std::to_string(limits::web_token_bytes_max) + " bytes");
  }
  const std::size_t first = text.find('.');
  const std::size_t second = first == std::string_view::npos ? first : text.find('.', first + 1);
  if (second == std::string_view::npos || text.find('.', second + 1) != std::string_view::npos) {
    return refused("it is not three parts with points between them");
  }
  WebToken token;
  OPENCAM_TRY(read_header(text.substr(0, first), token));
  OPENCAM_TRY(read_claims(text.substr(first + 1, second - first - 1), token));
  auto signature = decode_base64url(text.substr(second + 1));
  if (!signature || signature->empty()) return refused("its signature is not base64url");
  token.signature = *std::move(signature);
  token.signed_text = text.substr(0, second);
  return token;
}

Result<void> check_times(const WebToken& token, std::int64_t now_s) {
  if (now_s >= token.expires_s) return refused("it has expired");
  if (token.issued_s > now_s + limits::web_token_skew_s) return refused("it was issued in the future");
  if (token.not_before_s && *token.not_before_s > now_s + limits::web_token_skew_s) {
    return refused("it is not valid yet");
  }
  if (token.expires_s - token.issued_s > limits::web_token_life_s_max) {
    return refused("it lives longer than " + std::to_string(limits::web_token_life_s_max) + " seconds");
  }
  return {};
}

}  // namespace opencam::services
