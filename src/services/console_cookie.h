// The cookie that a console session rides on, and what keeps other sites from using it (CAM-330, CAM-331).
//
//   const ConsoleOrigin origin{.base_url = "https://cam.example.com"};
//   if (const auto cookie = read_console_cookie(http, origin)) find(cookie->owner, cookie->uin, cookie->digest());
//   response.headers.add("Set-Cookie", console_cookie_header(cookie, http, origin));
//
//   opencam=<account>.<number>.<64 hexadecimal digits>; HttpOnly; SameSite=Strict; Path=/          over plain HTTP
//   __Host-opencam=...; the same; Secure                                                             over TLS
//
// The digits are 256 random bits; the store knows their SHA-256 alone. Pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/host/random.h"
#include "base/host/secret.h"
#include "directory/id.h"
#include "wire/http.h"

namespace opencam::services {

// What the server is called by those who reach it through something else.
struct ConsoleOrigin {
  std::string base_url;
};

struct ConsoleCookie {
  directory::Uin owner{};
  directory::Uin uin{};
  SecretText token;

  // What the store calls the session.
  std::string digest() const;
  // What a request must show beside the cookie. Made from it, so that nobody has to keep it, and not to be led back.
  std::string csrf_token() const;
};

ConsoleCookie make_console_cookie(directory::Uin owner, directory::Uin uin, Random& random);

// Nothing when there is none, more than one, or one that we did not make.
std::optional<ConsoleCookie> read_console_cookie(const HttpRequest& http, const ConsoleOrigin& origin);
// Is one there at all, whatever it holds?
bool has_console_cookie(const HttpRequest& http, const ConsoleOrigin& origin);

// The values of Set-Cookie that put it there and take it away.
std::string console_cookie_header(const ConsoleCookie& cookie, const HttpRequest& http, const ConsoleOrigin& origin);
std::string no_console_cookie_header(const HttpRequest& http, const ConsoleOrigin& origin);

// CAM-331: as far as the browser says where the request comes from, is it from here?
bool is_from_here(const HttpRequest& http, const ConsoleOrigin& origin);
// Does it show the token that belongs to the cookie?
bool shows_csrf_token(const HttpRequest& http, const ConsoleCookie& cookie);

}  // namespace opencam::services
