// opencam test: runs policy test files.
#include <ostream>

#include "base/json.h"
#include "base/limits.h"
#include "cli/decision_input.h"
#include "cli/files.h"
#include "cli/offline.h"
#include "engine/test_file.h"

namespace opencam::cli {
namespace {

struct Totals {
  std::size_t cases = 0;
  std::size_t failed = 0;
  std::size_t broken_files = 0;  // not in the format, or not there
};

std::string place_of(const Source& source, const TestCase& test) {
  const Position place = source.position(test.span.begin);
  return source.name() + ":" + std::to_string(place.line) + ":" + std::to_string(place.column);
}

void show_failure(std::ostream& out, const Source& source, const TestCase& test) {
  out << "FAILED " << place_of(source, test) << "  " << test.entry;
  if (test.number != 0) out << " case " << test.number;
  out << "\n  " << test.title << "\n  expected " << test.expected << ", found " << test.found;
  if (!test.detail.empty()) out << ": " << test.detail;
  out << '\n';
  if (!test.why.empty()) out << "  because: " << test.why << '\n';
}

void write_case(json::Writer& out, const Source& source, const TestCase& test) {
  const Position place = source.position(test.span.begin);
  out.begin_object().key("file").string(source.name());
  out.key("line").number(std::uint64_t{place.line}).key("column").number(std::uint64_t{place.column});
  out.key("entry").string(test.entry).key("case").number(std::uint64_t{test.number});
  out.key("title").string(test.title).key("expected").string(test.expected).key("found").string(test.found);
  out.key("detail").string(test.detail).key("passed").boolean(test.passed).end_object();
}

Totals run_file(const Invocation& invocation, const Catalog& catalog, const std::string& path, json::Writer& cases) {
  const auto source = read_source(path, invocation.streams, limits::world_bytes_max);
  if (!source) {
    report(invocation, source.error());
    return {.broken_files = 1};
  }
  const auto result = run_test_file(*source, catalog);
  if (!result) {
    invocation.streams.err << render(to_diagnostic(result.error()), *source);
    return {.broken_files = 1};
  }
  const bool wants_json = invocation.arguments.wants_json();
  for (const TestCase& test : result->cases) {
    if (wants_json) {
      write_case(cases, *source, test);
    } else if (!test.passed) {
      show_failure(invocation.streams.out, *source, test);
    } else if (invocation.arguments.has("--verbose")) {
      invocation.streams.out << "ok     " << place_of(*source, test) << "  " << test.title << '\n';
    }
  }
  return {.cases = result->cases.size(), .failed = result->failed_count(), .broken_files = 0};
}

ExitCode run(const Invocation& invocation) {
  const auto catalog = load_catalog(invocation);
  if (!catalog) return report(invocation, catalog.error());
  json::Writer out;
  out.begin_object().key("schema_version").number(std::uint64_t{1}).key("cases").begin_array();
  Totals totals;
  for (const std::string& path : invocation.arguments.values("FILE")) {
    const Totals one = run_file(invocation, **catalog, path, out);
    totals.cases += one.cases;
    totals.failed += one.failed;
    totals.broken_files += one.broken_files;
  }
  out.end_array().key("passed").number(std::uint64_t{totals.cases - totals.failed});
  out.key("failed").number(std::uint64_t{totals.failed}).end_object();
  if (invocation.arguments.wants_json()) {
    invocation.streams.out << std::move(out).take() << '\n';
  } else {
    invocation.streams.out << totals.cases - totals.failed << " passed, " << totals.failed << " failed\n";
  }
  if (totals.broken_files != 0) return ExitCode::Failed;
  return totals.failed == 0 ? ExitCode::Ok : ExitCode::TestsFailed;
}

}  // namespace

Command test_command() {
  return {.name = "test",
          .summary = "run policy test files",
          .details =
              "A test file holds policies and, beside each, the requests that it must allow or deny; the format "
              "is in docs/formats/test-file.md. Failing cases are shown with their place in the file.\n\n"
              "The exit code is 4 when a case fails, and 1 when a file cannot be read; the other files are run "
              "all the same.",
          .options = {{.name = "--verbose", .help = "show the cases that pass, too"}, catalog_option()},
          .operand = {.name = "FILE",
                      .help = "a policy test file; `-` is stdin",
                      .is_required = true,
                      .is_repeatable = true,
                      .completes = Completes::File},
          .examples = {{"opencam test tests/conformance/cases/*.json", "run all of them"}},
          .run = run};
}

}  // namespace opencam::cli
