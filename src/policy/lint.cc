#include "policy/lint.h"

#include <algorithm>
#include <array>
#include <tuple>

#include "base/limits.h"

namespace opencam {
namespace {

struct LintRow {
  LintCode code;
  std::string_view name;
  Severity severity;
  std::string_view summary;
};

// In the order of the enumerators, so that a LintCode is an index.
constexpr auto lint_rows = std::to_array<LintRow>({
#define OPENCAM_LINT(enumerator, code, severity, summary) {LintCode::enumerator, code, Severity::severity, summary},
#include "policy/lint.def"
#undef OPENCAM_LINT
});

const LintRow& row(LintCode code) { return lint_rows[static_cast<std::size_t>(code)]; }

using StatementRule = void (*)(const Statement&, const LintRun&);

constexpr StatementRule statement_rules[] = {
    lint_actions, lint_principals,     lint_resources,           lint_types,
    lint_levels,  lint_condition_keys, lint_condition_operators, lint_contradictions};

}  // namespace

std::string_view name(LintCode code) { return row(code).name; }

std::string_view summary(LintCode code) { return row(code).summary; }

std::vector<LintCode> all_lint_codes() {
  std::vector<LintCode> codes;
  codes.reserve(lint_rows.size());
  for (const LintRow& one : lint_rows) codes.push_back(one.code);
  return codes;
}

void LintRun::add(LintCode code, Span span, std::string message, std::string help) const {
  found.push_back({.severity = row(code).severity,
                   .code = std::string(row(code).name),
                   .message = std::move(message),
                   .help = std::move(help),
                   .span = span});
}

std::vector<Diagnostic> lint_policy(std::string_view text, const LintOptions& options) {
  std::vector<Diagnostic> found;
  // A text that nothing can be made of is check_policy's business.
  const auto policy = read_policy(text, {.kind = options.kind});
  if (!policy) return found;
  const auto built_in = options.catalog == nullptr ? Catalog::built_in() : nullptr;
  const LintRun run{*policy, built_in ? *built_in : *options.catalog, found};
  // No legal document is that long; a longer one is stored, and is not worth the square of its length.
  const bool compares_pairs = text.size() <= limits::lint_pairs_bytes_max;
  for (const Statement& statement : policy->statements()) {
    for (const StatementRule rule : statement_rules) rule(statement, run);
    if (compares_pairs) lint_repeated_values(statement, run);
  }
  if (compares_pairs) {
    lint_denied_allows(run);
    lint_repeated_statements(run);
  }
  std::ranges::stable_sort(found, {}, [](const Diagnostic& one) { return std::tuple(one.span.begin, one.span.end); });
  return found;
}

}  // namespace opencam
