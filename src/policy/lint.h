// The rules of lint: each looks at one statement, or at the whole policy, and notes what is legal but surely not meant.
//
// A rule is a function of this header, listed in lint.cc; the codes are in lint.def. Rules look at what read_policy
// makes of a document, so they also work on stored documents that could not be created today. They hold back where
// the catalogue knows little: a finding should be right.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "opencam/policy.h"

namespace opencam {

enum class LintCode : std::uint8_t {
#define OPENCAM_LINT(enumerator, code, severity, summary) enumerator,
#include "policy/lint.def"
#undef OPENCAM_LINT
};

// "statement-never-matches", ...
std::string_view name(LintCode code);
std::string_view summary(LintCode code);

// Every code, in the order of lint.def.
std::vector<LintCode> all_lint_codes();

// What the rules share while one policy is looked at.
struct LintRun {
  const Policy& policy;
  const Catalog& catalog;
  std::vector<Diagnostic>& found;

  void add(LintCode code, Span span, std::string message, std::string help) const;
};

// Rules about one statement.
void lint_actions(const Statement& statement, const LintRun& run);
void lint_principals(const Statement& statement, const LintRun& run);
void lint_resources(const Statement& statement, const LintRun& run);
void lint_types(const Statement& statement, const LintRun& run);
void lint_levels(const Statement& statement, const LintRun& run);
void lint_condition_keys(const Statement& statement, const LintRun& run);
void lint_condition_operators(const Statement& statement, const LintRun& run);
void lint_contradictions(const Statement& statement, const LintRun& run);
void lint_repeated_values(const Statement& statement, const LintRun& run);

// Rules about all statements.
void lint_denied_allows(const LintRun& run);
void lint_repeated_statements(const LintRun& run);

}  // namespace opencam
