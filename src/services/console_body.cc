#include "services/console_body.h"

#include <algorithm>
#include <utility>

#include "base/sign_in_limits.h"
#include "base/text.h"

namespace opencam::services {
namespace {

bool is_json(const HttpRequest& http) {
  const auto type = http.headers.find("content-type");
  if (!type || http.headers.count("content-type") > 1) return false;
  return text::equal_ignoring_ascii_case(text::trimmed(type->substr(0, type->find(';'))), "application/json");
}

}  // namespace

ConsoleResult<ConsoleBody> ConsoleBody::read(const HttpRequest& http) {
  if (http.body.size() > limits::console_body_bytes_max) {
    return ConsoleError{.status = 413,
                        .code = "too_large",
                        .message = "the body is longer than " + std::to_string(limits::console_body_bytes_max)};
  }
  // A form of another site cannot say this.
  if (!is_json(http)) {
    return ConsoleError{.status = 415, .code = "media_type", .message = "the Content-Type is not application/json"};
  }
  // What the reader complains about may be the password itself.
  auto document = json::read(http.body, {.depth_max = 2});
  if (!document || !document->root().is_object()) {
    return console_bad_request("the body is no JSON object with each member once");
  }
  return ConsoleBody(*std::move(document));
}

ConsoleResult<void> ConsoleBody::check(std::initializer_list<std::string_view> texts, std::string_view flag) const {
  for (const json::Member& member : document_.root().members) {
    if (!flag.empty() && member.name == flag) {
      if (!member.value.is_bool()) return console_bad_request("member `" + std::string(flag) + "` is no boolean");
      continue;
    }
    if (std::ranges::find(texts, std::string_view(member.name)) == texts.end()) {
      return console_bad_request("member `" + text::shortened(member.name) + "` is unknown");
    }
    if (!member.value.is_string()) return console_bad_request("member `" + member.name + "` is no text");
  }
  return {};
}

ConsoleResult<std::string> ConsoleBody::text(std::string_view name) const {
  const json::Value* value = document_.root().find(name);
  if (value == nullptr || value->text.empty()) {
    return console_bad_request("member `" + std::string(name) + "` is missing");
  }
  return value->text;
}

std::string ConsoleBody::text_or_empty(std::string_view name) const {
  const json::Value* value = document_.root().find(name);
  return value == nullptr ? std::string() : value->text;
}

SecretText ConsoleBody::secret(std::string_view name) const {
  const json::Value* value = document_.root().find(name);
  return value == nullptr ? SecretText() : SecretText(value->text);
}

bool ConsoleBody::flag(std::string_view name) const {
  const json::Value* value = document_.root().find(name);
  return value != nullptr && value->boolean;
}

}  // namespace opencam::services
