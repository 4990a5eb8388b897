// opencam lint: what a policy must not contain, and what it surely does not mean.
#include <ostream>

#include "base/limits.h"
#include "cli/decision_input.h"
#include "cli/files.h"
#include "cli/offline.h"
#include "cli/policy_input.h"

namespace opencam::cli {
namespace {

struct Counts {
  std::size_t errors = 0;
  std::size_t warnings = 0;
  std::size_t notes = 0;
  std::size_t unread_files = 0;
};

// The mistakes; or, when there are none, what is legal but surely not meant.
std::vector<Diagnostic> findings_of(const Source& source, PolicyKind kind, const Catalog& catalog) {
  const std::uint32_t characters_max =
      kind == PolicyKind::Resource ? limits::resource_policy_characters_max : limits::policy_characters_max;
  std::vector<Diagnostic> findings = check_policy(source.text(), {.kind = kind,
                                                                  .catalog = &catalog,
                                                                  .lookup = nullptr,
                                                                  .owner_uin = {},
                                                                  .characters_max = characters_max,
                                                                  .accept_capitalised = false});
  if (!findings.empty()) return findings;
  return lint_policy(source.text(), {.kind = kind, .catalog = &catalog});
}

void count(Counts& counts, Severity severity) {
  switch (severity) {
    case Severity::Error:
      ++counts.errors;
      return;
    case Severity::Warning:
      ++counts.warnings;
      return;
    case Severity::Note:
      ++counts.notes;
      return;
  }
}

std::string counted(std::size_t number, std::string_view what) {
  return std::to_string(number) + " " + std::string(what) + (number == 1 ? "" : "s");
}

void lint_file(const Invocation& invocation, const Catalog& catalog, const std::string& path, json::Writer& out,
               Counts& counts) {
  const auto source = read_source(path, invocation.streams, limits::policy_bytes_max);
  if (!source) {
    report(invocation, source.error());
    ++counts.unread_files;
    return;
  }
  for (const Diagnostic& finding : findings_of(*source, kind_of(invocation.arguments), catalog)) {
    count(counts, finding.severity);
    if (invocation.arguments.wants_json()) {
      write_finding(out, *source, finding);
    } else {
      invocation.streams.err << render(finding, *source);
    }
  }
}

ExitCode run(const Invocation& invocation) {
  const auto catalog = load_catalog(invocation);
  if (!catalog) return report(invocation, catalog.error());
  json::Writer out;
  out.begin_object().key("schema_version").number(std::uint64_t{1}).key("findings").begin_array();
  Counts counts;
  const std::vector<std::string> paths = invocation.arguments.values("FILE");
  for (const std::string& path : paths) lint_file(invocation, **catalog, path, out, counts);
  out.end_array().end_object();
  if (invocation.arguments.wants_json()) {
    invocation.streams.out << std::move(out).take() << '\n';
  } else {
    invocation.streams.out << counted(paths.size(), "file") << ": " << counted(counts.errors, "error") << ", "
                           << counted(counts.warnings, "warning");
    if (counts.notes != 0) invocation.streams.out << ", " << counted(counts.notes, "note");
    invocation.streams.out << '\n';
  }
  if (counts.unread_files != 0) return ExitCode::Failed;
  const bool is_strict = invocation.arguments.has("--strict");
  return counts.errors != 0 || (is_strict && counts.warnings != 0) ? ExitCode::InvalidPolicy : ExitCode::Ok;
}

}  // namespace

Command lint_command() {
  return {.name = "lint",
          .summary = "check policy documents",
          .details =
              "First the checks that decide whether a document may be created, in CAM's order and with its "
              "codes; when they find nothing, what is legal but surely not meant. Each code of the second kind "
              "has a page in docs/lint/.\n\n"
              "The exit code is 3 when there is an error (with --strict also a warning), 1 when a file cannot "
              "be read.",
          .options = {kind_option(), {.name = "--strict", .help = "a warning is an error"}, catalog_option()},
          .operand = {.name = "FILE",
                      .help = "a policy document; `-` is stdin",
                      .is_required = true,
                      .is_repeatable = true,
                      .completes = Completes::File},
          .examples = {{"opencam lint policies/*.json", "check all of them"},
                       {"opencam lint --kind trust --format json -", "check what comes in, answer for programs"}},
          .run = run};
}

}  // namespace opencam::cli
