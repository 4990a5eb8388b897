// Reading JSON text that people wrote: positions, duplicate keys and exact numbers are kept.
//
// This is the reader under policy documents, world files, the catalogue and decision requests. It follows RFC 8259
// strictly: no comments, no trailing commas, UTF-8 only, no lone surrogates. It refuses duplicate member names
// (after decoding), text after the value, and more than `depth_max` levels. It does not recurse.
//
//   OPENCAM_TRY(json::Document document, json::read(text));
//   const json::Value& root = document.root();
//   if (const json::Value* version = root.find("version")) ...
//
// A Document owns its values and is immutable: share it between threads as you like. A Value lives as long as its
// Document. Errors have code InvalidArgument, a message and a span.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "opencam/result.h"

namespace opencam::json {

enum class Kind : std::uint8_t { Null, Bool, Number, String, Array, Object };

// "null", "boolean", "number", "string", "list", "object": as messages say it.
std::string_view name(Kind kind);

struct Member;

class Value {
 public:
  Kind kind = Kind::Null;
  bool boolean = false;
  // String: the decoded text. Number: the text exactly as it stands in the document.
  std::string text;
  std::vector<Value> items;     // of an Array
  std::vector<Member> members;  // of an Object, in the order of the document
  Span span;                    // of the whole value, quotes and brackets included

  bool is_null() const { return kind == Kind::Null; }
  bool is_bool() const { return kind == Kind::Bool; }
  bool is_number() const { return kind == Kind::Number; }
  bool is_string() const { return kind == Kind::String; }
  bool is_array() const { return kind == Kind::Array; }
  bool is_object() const { return kind == Kind::Object; }

  // The member's value, or null when this is no object or has no such member. Linear in the members.
  const Value* find(std::string_view name) const;

  // The number when it is a whole one that fits, otherwise nothing.
  std::optional<std::int64_t> as_int64() const;
};

struct Member {
  std::string name;
  Span name_span;
  Value value;
};

struct ReadOptions {
  std::uint32_t depth_max = 32;
  // Objects that stand under these names are read, and refused for the same reasons, but not kept: their value has a
  // span and no members. For who wants such an object as it stands in the text.
  std::span<const std::string_view> whole_members = {};
};

class Document {
 public:
  explicit Document(Value root) : root_(std::move(root)) {}
  const Value& root() const& { return root_; }
  Value&& root() && { return std::move(root_); }

 private:
  Value root_;
};

// Reads one JSON text. O(length); duplicate names cost O(n log n) in the members of one object.
Result<Document> read(std::string_view text, const ReadOptions& options = {});

// Writes JSON text piece by piece; commas and quotes are its business. Compact, or indented by `indent` blanks.
//
//   Writer out;
//   out.begin_object().key("decision").string("allow").end_object();
//   std::move(out).take();
class Writer {
 public:
  explicit Writer(std::uint32_t indent = 0) : indent_(indent) {}

  Writer& begin_object();
  Writer& end_object();
  Writer& begin_array();
  Writer& end_array();
  Writer& key(std::string_view name);
  Writer& string(std::string_view text);
  Writer& number(std::int64_t value);
  Writer& number(std::uint64_t value);
  Writer& boolean(bool value);
  Writer& null();
  // Text that is JSON already (a number kept exactly, a document as it was given).
  Writer& raw(std::string_view json);
  // A read value, written in this writer's layout; numbers exactly.
  Writer& value(const Value& value);

  std::string take() && { return std::move(text_); }

 private:
  void before_value();
  void line_break();

  std::string text_;
  std::uint32_t indent_;
  std::uint32_t depth_ = 0;
  bool first_ = true;
  bool after_key_ = false;
};

// `text` in quotes, escaped as RFC 8259 asks and no further.
std::string quote(std::string_view text);

}  // namespace opencam::json
