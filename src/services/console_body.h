// The JSON bodies of calls for the console: a small object of texts and yes-or-no, read strictly.
//
//   OPENCAM_TRY(const ConsoleBody body, ConsoleBody::read(http));
//   OPENCAM_TRY(body.check({"account", "user", "password"}));
//   OPENCAM_TRY(const std::string account, body.text("account"));
//   const std::string user = body.text_or_empty("user");
//
// Values in it may be secret: no message quotes one. A value.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "base/host/secret.h"
#include "base/json.h"
#include "services/sign_in.h"
#include "wire/http.h"

namespace opencam::services {

class ConsoleBody {
 public:
  ConsoleBody() : document_(json::Value{}) {}

  // Errors: too_large, media_type, bad_request.
  static ConsoleResult<ConsoleBody> read(const HttpRequest& http);

  // Errors: bad_request when there is a member that is not in the list, or one of another type.
  ConsoleResult<void> check(std::initializer_list<std::string_view> texts, std::string_view flag = {}) const;
  // Errors: bad_request when it is absent or empty. REQUIRES: checked.
  ConsoleResult<std::string> text(std::string_view name) const;
  std::string text_or_empty(std::string_view name) const;
  SecretText secret(std::string_view name) const;
  bool flag(std::string_view name) const;

 private:
  explicit ConsoleBody(json::Document document) : document_(std::move(document)) {}

  json::Document document_;
};

}  // namespace opencam::services
