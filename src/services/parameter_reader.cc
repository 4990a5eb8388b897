#include "services/parameter_reader.h"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <charconv>
#include <cmath>
#include <system_error>
#include <type_traits>
#include <utility>

namespace opencam::api {
namespace {

namespace json = boost::json;

// Enough to recognise what was sent, short enough for a message.
constexpr std::size_t shown_bytes_max = 40;

std::string shortened(std::string text) {
  if (text.size() <= shown_bytes_max) return text;
  std::size_t end = shown_bytes_max;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;  // not inside a character
  text.resize(end);
  return text + "...";
}

std::string_view kind_name(const json::value& value) {
  switch (value.kind()) {
    case json::kind::null:
      return "null";
    case json::kind::bool_:
      return "a boolean";
    case json::kind::int64:
    case json::kind::uint64:
    case json::kind::double_:
      return "a number";
    case json::kind::string:
      return "a text";
    case json::kind::array:
      return "a list";
    case json::kind::object:
      return "an object";
  }
  return "something else";
}

template <typename T>
std::string digits(T number) {
  char buffer[32];
  const auto [end, error] = std::to_chars(buffer, buffer + sizeof buffer, number);
  return error == std::errc() ? std::string(buffer, end) : std::string();
}

template <typename T>
bool read_whole(std::string_view text, T& out) {
  const auto [stopped, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc() || stopped != text.data() + text.size() || text.empty()) return false;
  // CAM-174: `07` would be 7 to the action and another resource to the gate.
  if constexpr (std::is_integral_v<T>) return digits(out) == text;
  return true;
}

}  // namespace

std::optional<std::string> text_of(const json::value& value) {
  if (const json::string* text = value.if_string()) return std::string(text->data(), text->size());
  if (const std::int64_t* number = value.if_int64()) return digits(*number);
  if (const std::uint64_t* large = value.if_uint64()) return digits(*large);
  if (const double* fraction = value.if_double()) return digits(*fraction);
  return std::nullopt;
}

const json::value* ParameterReader::take(std::string_view name) {
  known_.push_back(name);
  if (failed()) return nullptr;
  const auto found = object_.find(json::string_view(name.data(), name.size()));
  if (found == object_.end() || found->value().is_null()) return nullptr;
  return &found->value();
}

Result<void> ParameterReader::finish() {
  refuse_unknown();
  if (error_) return *std::move(error_);
  return {};
}

void ParameterReader::read_value(const json::value& value, const Place& place, std::string& out) {
  if (auto text = text_of(value)) {
    out = *std::move(text);
  } else {
    fail_type(value, place, "a text", false);
  }
}

void ParameterReader::read_value(const json::value& value, const Place& place, std::int64_t& out) {
  if (const std::int64_t* number = value.if_int64()) {
    out = *number;
  } else if (const json::string* text = value.if_string();
             text == nullptr || !read_whole(std::string_view(text->data(), text->size()), out)) {
    fail_type(value, place, "an integer", true);
  }
}

void ParameterReader::read_value(const json::value& value, const Place& place, std::uint64_t& out) {
  if (const std::uint64_t* number = value.if_uint64()) {
    out = *number;
  } else if (const std::int64_t* small = value.if_int64(); small != nullptr && *small >= 0) {
    out = static_cast<std::uint64_t>(*small);
  } else if (const json::string* text = value.if_string();
             text == nullptr || !read_whole(std::string_view(text->data(), text->size()), out)) {
    fail_type(value, place, "an integer from 0", true);
  }
}

void ParameterReader::read_value(const json::value& value, const Place& place, double& out) {
  if (value.is_number()) {
    out = value.to_number<double>();
  } else if (const json::string* text = value.if_string();
             text == nullptr || !read_whole(std::string_view(text->data(), text->size()), out) || !std::isfinite(out)) {
    fail_type(value, place, "a number", true);
  }
}

void ParameterReader::read_value(const json::value& value, const Place& place, bool& out) {
  if (const bool* truth = value.if_bool()) {
    out = *truth;
    return;
  }
  std::string text;
  if (const json::string* word = value.if_string()) text.assign(word->data(), word->size());
  if (const std::int64_t* number = value.if_int64()) text = digits(*number);
  if (text != "true" && text != "false" && text != "1" && text != "0") {
    return fail_type(value, place, "true or false", true);
  }
  out = text == "true" || text == "1";
}

void ParameterReader::refuse_unknown() {
  if (failed()) return;
  for (const json::key_value_pair& member : object_) {
    const std::string_view name(member.key().data(), member.key().size());
    if (std::find(known_.begin(), known_.end(), name) != known_.end()) continue;
    // The name is the caller's own text: shortened before it goes into a message.
    const std::string shown = shortened(std::string(name));
    root_->error_ = Error(ErrorCode::UnknownArgument,
                          "`" + path(Place{this, shown, std::nullopt}) + "` is not a parameter of this action");
    return;
  }
}

void ParameterReader::fail_missing(std::string_view name) {
  if (failed()) return;
  root_->error_ =
      Error(ErrorCode::MissingArgument, "`" + path(Place{this, name, std::nullopt}) + "` is required but absent");
}

void ParameterReader::fail_type(const json::value& value, const Place& place, std::string_view wanted,
                                bool shows_value) {
  if (failed()) return;
  const bool is_shown = shows_value && !value.is_structured() && !value.is_null();
  const std::string found = is_shown ? "`" + shortened(json::serialize(value)) + "`" : std::string(kind_name(value));
  root_->error_ =
      Error(ErrorCode::InvalidArgument, "`" + path(place) + "` must be " + std::string(wanted) + ", not " + found);
}

std::string ParameterReader::path(const Place& place) {
  // From the inside out; the depth is that of the generated types.
  std::string text;
  for (const Place* at = &place; at != nullptr; at = at->in->place_ ? &*at->in->place_ : nullptr) {
    std::string step(at->name);
    if (at->index) step.append(".").append(digits(*at->index));
    if (!text.empty()) step.append(".").append(text);
    text = std::move(step);
  }
  return text;
}

}  // namespace opencam::api
