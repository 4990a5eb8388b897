// A browser with the console open, as the server sees it: keeps its cookie, shows its token, says where it comes from.
//
//   Browser browser(scene);
//   EXPECT_EQ(browser.sign_in("acme", "ann", password).code, "ok");
//   EXPECT_EQ(browser.call("ListUsers").code, "ok");             // the public API on the session
//
// `cookie`, `csrf` and `headers` can be changed by whoever wants to be somebody else.
#pragma once

#include <boost/json/object.hpp>
#include <map>
#include <string>
#include <string_view>

#include "scene.h"

namespace opencam::tests {

inline constexpr std::string_view good_password = "Correct-Horse-1";

class Browser {
 public:
  explicit Browser(Scene& scene) : scene_(scene) {}

  // `code` is "ok" or the error's of docs/console/http.md.
  Answer send(std::string_view method, std::string_view path, std::string body = {});
  Answer get(std::string_view path = "") { return send("GET", path); }
  Answer post(std::string_view path, const boost::json::object& body);
  Answer sign_in(std::string_view account, std::string_view user, std::string_view password = good_password);
  // An API call; `code` is "ok" or the API's.
  Answer call(std::string_view action, const boost::json::object& parameters = {});
  HttpRequest api_request(std::string_view action, const boost::json::object& parameters = {}) const;

  std::string state() { return get().text("state"); }

  std::string cookie;  // `name=value`, or empty
  std::string csrf;
  std::string address = "192.0.2.7";
  // Sent with everything; an empty value leaves one out.
  std::map<std::string, std::string> headers = {{"Origin", "https://cam.example.com"},
                                                {"Sec-Fetch-Site", "same-origin"},
                                                {"Content-Type", "application/json"},
                                                {"User-Agent", "browser"}};

 private:
  void add_headers(HttpRequest& request) const;
  Answer take(Answer answer);

  Scene& scene_;
};

// Sets the password, as an operator does; of the root account when `user` is zero.
void set_password(Scene& scene, std::uint64_t user = 0, std::string_view password = good_password);
// A user who may sign in, made by the root account.
std::uint64_t add_console_user(Scene& scene, const std::string& name);
// What the second factor of that key shows `steps` later than now.
std::string code_now(Scene& scene, std::string_view base32_key, int steps = 0);

}  // namespace opencam::tests
