#include <array>

#include "base/check.h"
#include "base/json.h"

namespace opencam::json {

std::string quote(std::string_view text) {
  constexpr std::string_view hex = "0123456789abcdef";
  std::string out = "\"";
  for (const char c : text) {
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default: {
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x20) {
          out += c;
          break;
        }
        out += "\\u00";
        out += hex[byte >> 4];
        out += hex[byte & 0xF];
      }
    }
  }
  return out + "\"";
}

void Writer::line_break() {
  if (indent_ == 0) return;
  text_ += '\n';
  text_.append(std::size_t{indent_} * depth_, ' ');
}

void Writer::before_value() {
  if (after_key_) {
    after_key_ = false;
    return;
  }
  if (depth_ == 0) return;
  if (!first_) text_ += ',';
  first_ = false;
  line_break();
}

Writer& Writer::begin_object() {
  before_value();
  text_ += '{';
  ++depth_;
  first_ = true;
  return *this;
}

Writer& Writer::end_object() {
  OPENCAM_CHECK(depth_ > 0);
  --depth_;
  if (!first_) line_break();
  text_ += '}';
  first_ = false;
  return *this;
}

Writer& Writer::begin_array() {
  before_value();
  text_ += '[';
  ++depth_;
  first_ = true;
  return *this;
}

Writer& Writer::end_array() {
  OPENCAM_CHECK(depth_ > 0);
  --depth_;
  if (!first_) line_break();
  text_ += ']';
  first_ = false;
  return *this;
}

Writer& Writer::key(std::string_view name) {
  before_value();
  text_ += quote(name);
  text_ += indent_ == 0 ? ":" : ": ";
  after_key_ = true;
  return *this;
}

Writer& Writer::string(std::string_view text) { return raw(quote(text)); }
Writer& Writer::number(std::int64_t value) { return raw(std::to_string(value)); }
Writer& Writer::number(std::uint64_t value) { return raw(std::to_string(value)); }
Writer& Writer::boolean(bool value) { return raw(value ? "true" : "false"); }
Writer& Writer::null() { return raw("null"); }

Writer& Writer::raw(std::string_view json) {
  before_value();
  text_ += json;
  return *this;
}

namespace {

// One step of writing a tree without recursion: a value to begin, a name to put before it, or a bracket to close.
struct Step {
  const Value* value = nullptr;
  const std::string* name = nullptr;
  bool closes = false;
};

void push_children(std::vector<Step>& steps, const Value& value) {
  steps.push_back({.value = &value, .closes = true});
  for (auto item = value.items.rbegin(); item != value.items.rend(); ++item) steps.push_back({.value = &*item});
  for (auto member = value.members.rbegin(); member != value.members.rend(); ++member) {
    steps.push_back({.value = &member->value, .name = &member->name});
  }
}

}  // namespace

Writer& Writer::value(const Value& value) {
  std::vector<Step> steps = {{.value = &value}};
  while (!steps.empty()) {
    const Step step = steps.back();
    steps.pop_back();
    const bool is_object = step.value->is_object();
    if (step.closes) {
      is_object ? end_object() : end_array();
      continue;
    }
    if (step.name != nullptr) key(*step.name);
    switch (step.value->kind) {
      case Kind::Null:
        null();
        break;
      case Kind::Bool:
        boolean(step.value->boolean);
        break;
      case Kind::Number:
        raw(step.value->text);
        break;
      case Kind::String:
        string(step.value->text);
        break;
      case Kind::Array:
      case Kind::Object:
        is_object ? begin_object() : begin_array();
        push_children(steps, *step.value);
        break;
    }
  }
  return *this;
}

}  // namespace opencam::json
