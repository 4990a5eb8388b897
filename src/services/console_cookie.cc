#include "services/console_cookie.h"

#include <array>
#include <utility>

#include "base/encode.h"
#include "base/host/digest.h"
#include "base/text.h"

namespace opencam::services {
namespace {

using directory::id_text;
using directory::Uin;

constexpr std::size_t token_bytes = 32;
constexpr std::string_view csrf_purpose = "opencam console csrf";
constexpr std::string_view csrf_header = "X-Opencam-Csrf";

bool is_secure(const HttpRequest& http, const ConsoleOrigin& origin) {
  return http.is_tls || origin.base_url.starts_with("https:");
}

// A browser takes a cookie of that prefix from this very host over TLS alone, so no neighbour can plant one.
std::string_view cookie_name(const HttpRequest& http, const ConsoleOrigin& origin) {
  return is_secure(http, origin) ? "__Host-opencam" : "opencam";
}

struct FoundCookie {
  std::string_view value;
  std::size_t count = 0;
};

FoundCookie find_cookie(const HttpRequest& http, const ConsoleOrigin& origin) {
  FoundCookie found;
  const std::string_view wanted = cookie_name(http, origin);
  for (std::size_t i = 0; i < http.headers.size(); ++i) {
    const HttpHeader header = http.headers.at(i);
    if (!text::equal_ignoring_ascii_case(header.name, "cookie")) continue;
    for (const std::string_view piece : text::split(header.value, ';')) {
      const std::string_view pair = text::trimmed(piece);
      const std::size_t equals = pair.find('=');
      if (equals == std::string_view::npos || pair.substr(0, equals) != wanted) continue;
      found.value = pair.substr(equals + 1);
      ++found.count;
    }
  }
  return found;
}

std::string attributes(const HttpRequest& http, const ConsoleOrigin& origin) {
  return std::string("; Path=/; HttpOnly; SameSite=Strict") + (is_secure(http, origin) ? "; Secure" : "");
}

// `https://host:port` without what follows.
std::string_view origin_of(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme == std::string_view::npos) return {};
  return url.substr(0, url.find('/', scheme + 3));
}

}  // namespace

std::string ConsoleCookie::digest() const { return encode_hex(sha256(token.reveal(SecretAccess{}))); }

std::string ConsoleCookie::csrf_token() const {
  return encode_hex(hmac_sha256(token.reveal(SecretAccess{}), csrf_purpose));
}

ConsoleCookie make_console_cookie(Uin owner, Uin uin, Random& random) {
  std::array<std::uint8_t, token_bytes> bytes{};
  random.fill(bytes);
  std::string token = encode_hex(std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
  bytes.fill(0);
  return {.owner = owner, .uin = uin, .token = SecretText::take(token)};
}

std::optional<ConsoleCookie> read_console_cookie(const HttpRequest& http, const ConsoleOrigin& origin) {
  const FoundCookie found = find_cookie(http, origin);
  if (found.count != 1) return std::nullopt;
  const auto pieces = text::split(found.value, '.');
  if (pieces.size() != 3 || pieces[2].size() != 2 * token_bytes) return std::nullopt;
  const auto owner = directory::read_id<Uin>(pieces[0]);
  const auto uin = directory::read_id<Uin>(pieces[1]);
  if (!owner || !uin) return std::nullopt;
  for (const char c : pieces[2]) {
    if (!text::is_digit(c) && (c < 'a' || c > 'f')) return std::nullopt;
  }
  return ConsoleCookie{.owner = *owner, .uin = *uin, .token = SecretText(pieces[2])};
}

bool has_console_cookie(const HttpRequest& http, const ConsoleOrigin& origin) {
  return find_cookie(http, origin).count > 0;
}

std::string console_cookie_header(const ConsoleCookie& cookie, const HttpRequest& http, const ConsoleOrigin& origin) {
  std::string out(cookie_name(http, origin));
  out += "=" + id_text(cookie.owner) + "." + id_text(cookie.uin) + ".";
  out += cookie.token.reveal(SecretAccess{});
  return out + attributes(http, origin);
}

std::string no_console_cookie_header(const HttpRequest& http, const ConsoleOrigin& origin) {
  return std::string(cookie_name(http, origin)) + "=; Max-Age=0" + attributes(http, origin);
}

bool is_from_here(const HttpRequest& http, const ConsoleOrigin& origin) {
  if (http.headers.count("origin") > 1 || http.headers.count("sec-fetch-site") > 1) return false;
  if (const auto site = http.headers.find("sec-fetch-site"); site && *site != "same-origin") return false;
  const auto from = http.headers.find("origin");
  if (!from) return true;
  const std::string here =
      std::string(http.is_tls ? "https://" : "http://") + std::string(http.headers.find("host").value_or(""));
  if (text::equal_ignoring_ascii_case(*from, here)) return true;
  const std::string_view base = origin_of(origin.base_url);
  return !base.empty() && text::equal_ignoring_ascii_case(*from, base);
}

bool shows_csrf_token(const HttpRequest& http, const ConsoleCookie& cookie) {
  const auto shown = http.headers.find(csrf_header);
  return shown && http.headers.count(csrf_header) == 1 && constant_time_equal(*shown, cookie.csrf_token());
}

}  // namespace opencam::services
