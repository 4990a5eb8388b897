// What lint and fmt have in common: the option --kind, and how a finding is written.
//
// Findings are diagnostics of check_policy, lint_policy or read_policy. For people they go to stderr with the line and
// a caret; for programs they are objects in the result.
#pragma once

#include "base/json.h"
#include "cli/command.h"
#include "opencam/policy.h"
#include "opencam/source.h"

namespace opencam::cli {

Option kind_option();
// REQUIRES: --kind holds one of the option's choices.
PolicyKind kind_of(const Arguments& arguments);

// {"file","line","column","code","severity","message","help"}
void write_finding(json::Writer& out, const Source& source, const Diagnostic& diagnostic);

}  // namespace opencam::cli
