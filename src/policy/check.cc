#include "policy/check.h"

#include "base/limits.h"
#include "base/text.h"
#include "policy/read.h"

namespace opencam {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

// A byte that begins a code point; of ill-formed text every byte that could not continue one.
bool begins_code_point(char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }

// CAM-002: code points of the text as given; blanks do not count wherever they stand. Nothing else is looked at in a
// longer text: a principal at its top stands for every statement, so what is read grows with the square of the length.
bool is_too_long(const CheckRun& run) {
  if (run.text.size() > limits::policy_bytes_max) {
    run.add(ErrorCode::PolicyDocumentLengthOverLimit, {0, 1},
            "the document is longer than " + std::to_string(limits::policy_bytes_max) + " bytes",
            "split it into several policies");
    return true;
  }
  std::uint32_t characters = 0;
  std::uint32_t first_too_many = 0;
  for (std::size_t i = 0; i < run.text.size(); ++i) {
    if (is_blank(run.text[i]) || !begins_code_point(run.text[i])) continue;
    if (++characters == run.options.characters_max + 1) first_too_many = static_cast<std::uint32_t>(i);
  }
  if (characters <= run.options.characters_max) return false;
  run.add(ErrorCode::PolicyDocumentLengthOverLimit, {first_too_many, first_too_many + 1},
          "the document has " + std::to_string(characters) + " characters without blanks, more than " +
              std::to_string(run.options.characters_max),
          "split it into several policies, or use `*` where it lists many names");
  return true;
}

}  // namespace

std::vector<Diagnostic> check_policy(std::string_view text, const CheckOptions& options) {
  Mistakes mistakes;
  const auto built_in = options.catalog == nullptr ? Catalog::built_in() : nullptr;
  const CheckRun run{text, options, built_in ? *built_in : *options.catalog, mistakes};
  if (is_too_long(run)) return mistakes.sorted();
  // CAM-006.
  const bool accepts_capitalised = options.kind == PolicyKind::Resource || options.accept_capitalised;
  const LetterCase letter_case = accepts_capitalised ? LetterCase::LowerOrCapitalised : LetterCase::Lower;
  for (const Statement& statement : read_document(text, options.kind, letter_case, mistakes)) {
    check_actions(statement, run);
    check_resources(statement, run);
    check_conditions(statement, run);
    check_principals(statement, run);
  }
  return mistakes.sorted();
}

}  // namespace opencam
