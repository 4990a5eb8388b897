#include "opencam/source.h"

#include <algorithm>

#include "base/text.h"

namespace opencam {
namespace {

std::string_view name(Severity severity) {
  switch (severity) {
    case Severity::Error:
      return "error";
    case Severity::Warning:
      return "warning";
    case Severity::Note:
      return "note";
  }
  return "error";
}

// A long line is shown as a window around the place that matters.
constexpr std::size_t shown_before_max = 60;
constexpr std::size_t shown_bytes_max = 160;

// Tabs would move the caret; control characters could play tricks on a terminal.
std::string printable(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
  }
  return out;
}

// The first byte at or after `offset` that begins a code point.
std::size_t at_code_point(std::string_view text, std::size_t offset) {
  while (offset < text.size() && (static_cast<unsigned char>(text[offset]) & 0xC0) == 0x80) ++offset;
  return std::min(offset, text.size());
}

}  // namespace

Source::Source(std::string name, std::string text) : name_(std::move(name)), text_(std::move(text)) {
  line_starts_.push_back(0);
  for (std::size_t i = 0; i < text_.size(); ++i) {
    if (text_[i] == '\n') line_starts_.push_back(static_cast<std::uint32_t>(i + 1));
  }
}

Position Source::position(std::uint32_t offset) const {
  offset = std::min(offset, static_cast<std::uint32_t>(text_.size()));
  const auto after = std::upper_bound(line_starts_.begin(), line_starts_.end(), offset);
  const std::uint32_t start = *(after - 1);
  const std::string_view before = text().substr(start, offset - start);
  return {.line = static_cast<std::uint32_t>(after - line_starts_.begin()),
          .column = static_cast<std::uint32_t>(text::code_points(before) + 1)};
}

std::string_view Source::line(std::uint32_t number) const {
  if (number == 0 || number > line_starts_.size()) return {};
  const std::uint32_t start = line_starts_[number - 1];
  std::string_view line = text().substr(start);
  line = line.substr(0, line.find('\n'));
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return line;
}

Diagnostic to_diagnostic(const Error& error) {
  return {.severity = Severity::Error,
          .code = std::string(name(error.code())),
          .message = error.message(),
          .help = error.help(),
          .span = error.span().value_or(Span{})};
}

std::string render(const Diagnostic& diagnostic, const Source& source) {
  const Position place = source.position(diagnostic.span.begin);
  const std::string line_number = std::to_string(place.line);
  std::string out = printable(source.name()) + ":" + line_number + ":" + std::to_string(place.column) + ": ";
  out += std::string(name(diagnostic.severity)) + "[" + diagnostic.code + "]: " + printable(diagnostic.message) + "\n";

  const std::string_view line = source.line(place.line);
  const std::size_t line_begin =
      source.text().empty() ? 0 : static_cast<std::size_t>(line.data() - source.text().data());
  const std::size_t begin = std::min<std::size_t>(
      diagnostic.span.begin - std::min<std::size_t>(line_begin, diagnostic.span.begin), line.size());
  const std::size_t window = begin > shown_before_max ? at_code_point(line, begin - shown_before_max) : 0;
  const std::size_t window_end = at_code_point(line, std::min(line.size(), window + shown_bytes_max));
  const std::size_t span_end =
      std::min(window_end,
               begin + (diagnostic.span.end > diagnostic.span.begin ? diagnostic.span.end - diagnostic.span.begin : 0));

  const std::string margin = "  " + line_number + " | ";
  out += margin + printable(line.substr(window, window_end - window)) + "\n";
  out += std::string(margin.size() - 2, ' ') + "| " +
         std::string(text::code_points(line.substr(window, begin - window)), ' ');
  const std::size_t carets = span_end > begin ? text::code_points(line.substr(begin, span_end - begin)) : 1;
  out += std::string(carets, '^') + "\n";
  if (!diagnostic.help.empty()) out += "  help: " + printable(diagnostic.help) + "\n";
  return out;
}

}  // namespace opencam
