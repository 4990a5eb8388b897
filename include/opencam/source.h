// Texts people wrote, and what we have to say about them.
//
// A Source is a named text that can turn a byte offset into a line and a column. A Diagnostic points into it and
// renders as file:line:column, the line with a caret, the reason and the remedy:
//
//   policy.json:4:17: error[ActionError]: `cvm` is not an action
//     4 |       "action": "cvm",
//       |                 ^^^^^
//     help: write `service:Name`, for example `cvm:DescribeInstances`, or `*`
//
// Both are values. A Source is immutable and may be shared between threads.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "opencam/result.h"

namespace opencam {

// Both count from 1; the column counts Unicode code points.
struct Position {
  std::uint32_t line = 1;
  std::uint32_t column = 1;

  friend bool operator==(const Position&, const Position&) = default;
};

class Source {
 public:
  // `name` is what people see before the line, usually the path as they gave it.
  Source(std::string name, std::string text);

  const std::string& name() const { return name_; }
  std::string_view text() const { return text_; }

  // Where the byte at `offset` stands; an offset past the end stands at the end. O(log lines).
  Position position(std::uint32_t offset) const;

  // Line `number` (from 1) without its line break.
  std::string_view line(std::uint32_t number) const;

 private:
  std::string name_;
  std::string text_;
  std::vector<std::uint32_t> line_starts_;
};

enum class Severity : std::uint8_t { Error, Warning, Note };

struct Diagnostic {
  Severity severity = Severity::Error;
  // A name of the error table ("ActionError") or of the lint table ("statement-never-matches").
  std::string code;
  std::string message;
  // The remedy; empty when there is none.
  std::string help;
  Span span;

  friend bool operator==(const Diagnostic&, const Diagnostic&) = default;
};

// The Error as a Diagnostic of severity Error, at its span or at the beginning of the text.
Diagnostic to_diagnostic(const Error& error);

// The text for people, several lines, each ended by a line feed.
std::string render(const Diagnostic& diagnostic, const Source& source);

}  // namespace opencam
