// From text to elements: the JSON is read, element names are recognised (in the letter cases allowed), and the parts
// of the document and of each statement are laid out. What the elements hold is the next stage's business (read.h).
//
//   text -> read_syntax -> DocumentSyntax -> read_document -> statements
//
// A DocumentSyntax owns its JSON; its pointers lead into it, so it may be moved but not copied.
#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "opencam/policy.h"
#include "policy/mistake.h"

namespace opencam {

// The elements of one statement; null where absent.
struct StatementSyntax {
  const json::Value* whole = nullptr;
  const json::Member* effect = nullptr;
  const json::Member* action = nullptr;
  const json::Member* resource = nullptr;
  const json::Member* condition = nullptr;
  const json::Member* principal = nullptr;
  const json::Member* sid = nullptr;
};

struct DocumentSyntax {
  std::unique_ptr<const json::Document> json;
  const json::Member* version = nullptr;
  const json::Member* statement = nullptr;
  const json::Member* principal = nullptr;
  std::vector<StatementSyntax> statements;
};

// How element names and effects may be spelled (CAM-006).
enum class LetterCase : std::uint8_t { Lower, LowerOrCapitalised };

// Nothing when the text is no JSON object. Adds PolicyDocumentError for what is no JSON, and for unknown and repeated
// elements; StatementError for a `statement` that is missing or is not made of objects.
std::optional<DocumentSyntax> read_syntax(std::string_view text, PolicyKind kind, LetterCase letter_case,
                                          Mistakes& mistakes);

// "a string", "an object", "null": what a value is, as messages say it.
std::string what_it_is(const json::Value& value);

// `name` in lower case if it is spelled as `letter_case` allows; otherwise as it is.
std::string folded(std::string_view name, LetterCase letter_case);

}  // namespace opencam
