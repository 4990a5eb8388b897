// The policy language on any text. The first byte chooses the kind of the document, the rest is the document.
//
// Laws: nothing crashes; every span lies in the text; what may be created can be read; mistakes come in the order of
// the checks; the canonical form comes back and stays as it is.
#include "opencam/policy.h"

#include "fuzz.h"

namespace opencam {
namespace {

void check_diagnostics(const std::vector<Diagnostic>& diagnostics, const Source& source) {
  for (const Diagnostic& one : diagnostics) {
    OPENCAM_CHECK(one.span.begin <= one.span.end);
    OPENCAM_CHECK(one.span.end <= std::max<std::size_t>(source.text().size(), 1));
    OPENCAM_CHECK(!one.code.empty() && !one.message.empty());
    OPENCAM_CHECK(one.message.find('\n') == std::string::npos);
    OPENCAM_CHECK(!render(one, source).empty());
  }
}

void check_order(const std::vector<Diagnostic>& mistakes) {
  for (std::size_t i = 1; i < mistakes.size(); ++i) {
    const auto before = error_code_named(mistakes[i - 1].code);
    const auto after = error_code_named(mistakes[i].code);
    OPENCAM_CHECK(before && after && *before <= *after);
  }
}

void check_printing(const Policy& policy) {
  for (const Layout layout : {Layout::Compact, Layout::Indented}) {
    const std::string once = print_policy(policy, layout);
    const auto again = read_policy(once, {.kind = policy.kind()});
    // Escapes may make the printed text longer than what was read; only that may stop it from being read.
    OPENCAM_CHECK(again || again.error().code() == ErrorCode::PolicyDocumentLengthOverLimit);
    if (again) OPENCAM_CHECK(print_policy(*again, layout) == once);
  }
}

void check_document(std::string_view text, PolicyKind kind) {
  const Source source("fuzz.json", std::string(text));
  const auto mistakes = check_policy(text, {.kind = kind});
  check_diagnostics(mistakes, source);
  check_order(mistakes);
  const auto policy = read_policy(text, {.kind = kind});
  OPENCAM_CHECK(policy || !mistakes.empty());
  check_diagnostics(lint_policy(text, {.kind = kind}), source);
  if (policy) check_printing(*policy);
}

}  // namespace
}  // namespace opencam

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  opencam::check_document(opencam::as_text(data + 1, size - 1), static_cast<opencam::PolicyKind>(data[0] % 4));
  return 0;
}
