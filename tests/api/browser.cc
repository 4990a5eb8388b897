#include "browser.h"

#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>

#include "base/host/seal.h"
#include "base/text.h"
#include "services/generated/api_action.h"
#include "services/one_time_code.h"

namespace opencam::tests {
namespace {

namespace json = boost::json;

std::string decode_base32(std::string_view text) {
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::string out;
  std::uint32_t held = 0;
  int bits = 0;
  for (const char c : text) {
    held = held << 5 | static_cast<std::uint32_t>(alphabet.find(c));
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    out += static_cast<char>(held >> bits & 0xff);
  }
  return out;
}

// Hashing takes a tenth of a second, and one hash serves every test.
const std::string& hash_of(std::string_view password) {
  static std::map<std::string, std::string, std::less<>> hashes;
  auto found = hashes.find(password);
  if (found == hashes.end()) found = hashes.emplace(password, *hash_password(SecretText(password))).first;
  return found->second;
}

}  // namespace

void Browser::add_headers(HttpRequest& request) const {
  request.peer_address = address;
  request.headers.add("Host", "cam.example.com");
  for (const auto& [name, value] : headers) {
    if (!value.empty()) request.headers.add(name, value);
  }
  if (!cookie.empty()) request.headers.add("Cookie", cookie);
  if (!csrf.empty()) request.headers.add("X-Opencam-Csrf", csrf);
}

Answer Browser::take(Answer answer) {
  if (const auto set = answer.headers.find("set-cookie")) {
    cookie = std::string(set->substr(0, set->find(';')));
    if (cookie.ends_with("=")) cookie.clear();
  }
  if (answer.fields.contains("csrf_token")) csrf = answer.text("csrf_token");
  if (const auto* error = answer.fields.if_contains("error")) {
    answer.code = error->get_object().at("code").get_string();
    answer.message = error->get_object().at("message").get_string();
  }
  return answer;
}

Answer Browser::send(std::string_view method, std::string_view path, std::string body) {
  HttpRequest request;
  request.method = method;
  request.target = "/console/session" + std::string(path);
  request.body = std::move(body);
  add_headers(request);
  return take(scene_.send(std::move(request)));
}

Answer Browser::post(std::string_view path, const json::object& body) {
  return send("POST", path, json::serialize(body));
}

Answer Browser::sign_in(std::string_view account, std::string_view user, std::string_view password) {
  return post("", {{"account", account}, {"user", user}, {"password", password}});
}

HttpRequest Browser::api_request(std::string_view action, const json::object& parameters) const {
  const api::ApiAction* known = api::find_api_action(action);
  HttpRequest request;
  request.method = "POST";
  request.target = "/";
  request.body = json::serialize(parameters);
  add_headers(request);
  request.headers.add("X-TC-Action", action);
  request.headers.add("X-TC-Version", known == nullptr ? "2019-01-16" : known->version);
  request.headers.add("X-TC-Timestamp", "1795280000");
  return request;
}

Answer Browser::call(std::string_view action, const json::object& parameters) {
  return scene_.send(api_request(action, parameters));
}

void set_password(Scene& scene, std::uint64_t user, std::string_view password) {
  const directory::Uin owner{scene.account_uin};
  const directory::Uin uin{user == 0 ? scene.account_uin : user};
  directory::WriteContext context;
  context.action = "account:Password";
  context.principal_type = "operator";
  const auto set = scene.directory().take_sign_in_step(
      context, owner, uin, {.password_hash = hash_of(password), .ended = directory::SessionChoice{}});
  EXPECT_TRUE(set);
}

std::uint64_t add_console_user(Scene& scene, const std::string& name) {
  const std::uint64_t uin = scene.root("AddUser", {{"Name", name}}).number("Uin");
  scene.root("UpdateUser", {{"Name", name}, {"ConsoleLogin", 1}});
  set_password(scene, uin);
  return uin;
}

std::string code_now(Scene& scene, std::string_view base32_key, int steps) {
  return services::code_of_step(SecretText(decode_base32(base32_key)), scene.clock.now_s() / 30 + steps);
}

}  // namespace opencam::tests
