// opencam fmt: policy documents in the canonical form.
#include <ostream>

#include "base/limits.h"
#include "cli/files.h"
#include "cli/offline.h"
#include "cli/policy_input.h"

namespace opencam::cli {
namespace {

struct Formatted {
  Source source;
  std::string text;
  bool changes() const { return text != source.text(); }
};

struct Counts {
  std::size_t changing = 0;
  std::size_t invalid = 0;
  std::size_t failed = 0;  // could not be read or written
};

std::optional<Formatted> format_file(const Invocation& invocation, const std::string& path, json::Writer& out,
                                     Counts& counts) {
  auto source = read_source(path, invocation.streams, limits::policy_bytes_max);
  if (!source) {
    report(invocation, source.error());
    ++counts.failed;
    return std::nullopt;
  }
  const auto policy = read_policy(source->text(), {.kind = kind_of(invocation.arguments)});
  if (!policy) {
    const Diagnostic diagnostic = to_diagnostic(policy.error());
    if (invocation.arguments.wants_json()) write_finding(out, *source, diagnostic);
    if (!invocation.arguments.wants_json()) invocation.streams.err << render(diagnostic, *source);
    ++counts.invalid;
    return std::nullopt;
  }
  std::string text = print_policy(*policy, Layout::Indented);
  if (!text.ends_with('\n')) text += '\n';
  return Formatted{.source = *std::move(source), .text = std::move(text)};
}

void write_back(const Invocation& invocation, const std::string& path, const Formatted& formatted, Counts& counts) {
  if (path == "-") {
    invocation.streams.out << formatted.text;
    return;
  }
  if (!formatted.changes()) return;
  const auto written = replace_file(path, formatted.text);
  if (written) return;
  report(invocation, written.error());
  ++counts.failed;
}

ExitCode run(const Invocation& invocation) {
  const bool is_check = invocation.arguments.has("--check");
  const bool is_write = invocation.arguments.has("--write");
  const bool wants_json = invocation.arguments.wants_json();
  if (is_check && is_write) {
    invocation.streams.err << "error: `--check` and `--write` exclude each other\n  help: leave one of them out\n";
    return ExitCode::Usage;
  }
  json::Writer findings;
  findings.begin_array();
  json::Writer files;
  files.begin_array();
  Counts counts;
  for (const std::string& path : invocation.arguments.values("FILE")) {
    const auto formatted = format_file(invocation, path, findings, counts);
    if (!formatted) continue;
    counts.changing += formatted->changes() ? 1 : 0;
    if (wants_json) {
      files.begin_object().key("file").string(formatted->source.name()).key("changes").boolean(formatted->changes());
      if (!is_check && !is_write) files.key("text").string(formatted->text);
      files.end_object();
    }
    if (is_write && !(wants_json && path == "-")) write_back(invocation, path, *formatted, counts);
    if (is_check && !wants_json && formatted->changes()) invocation.streams.out << formatted->source.name() << '\n';
    if (!is_check && !is_write && !wants_json) invocation.streams.out << formatted->text;
  }
  findings.end_array();
  files.end_array();
  if (wants_json) {
    json::Writer out;
    out.begin_object().key("schema_version").number(std::uint64_t{1}).key("files").raw(std::move(files).take());
    out.key("findings").raw(std::move(findings).take()).end_object();
    invocation.streams.out << std::move(out).take() << '\n';
  }
  if (counts.failed != 0) return ExitCode::Failed;
  return counts.invalid != 0 || (is_check && counts.changing != 0) ? ExitCode::InvalidPolicy : ExitCode::Ok;
}

}  // namespace

Command fmt_command() {
  return {.name = "fmt",
          .summary = "write policy documents in the canonical form",
          .details =
              "Element names in lower case and in the order of the grammar, lists always as lists, two blanks a "
              "level. The meaning stays the same. Without --check or --write the result goes to stdout.\n\n"
              "The exit code is 3 when a document cannot be read as a policy, or when --check finds a file that "
              "would change; 1 when a file cannot be opened.",
          .options = {kind_option(),
                      {.name = "--check", .help = "only name the files that would change"},
                      {.name = "--write", .help = "change the files themselves"}},
          .operand = {.name = "FILE",
                      .help = "a policy document; `-` is stdin",
                      .is_required = true,
                      .is_repeatable = true,
                      .completes = Completes::File},
          .examples = {{"opencam fmt --check policies/*.json", "for a pipeline: is everything in order"},
                       {"opencam fmt --write policy.json", "put it in order"}},
          .run = run};
}

}  // namespace opencam::cli
