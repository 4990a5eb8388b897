// Policy test files: decisions and checks written down beside the policies they are about.
//
//   Source source("cases/batch.json", text);
//   OPENCAM_TRY(TestReport report, run_test_file(source, *Catalog::built_in()));
//   for (const TestCase& c : report.cases) if (!c.passed) show(c, source.position(c.span.begin));
//
// A file is a JSON list of entries, each a policy with its cases (docs/formats/test-file.md). A decision case asks the
// engine, an entry of kind `document` asks check_policy. A file that is not in the format is an Error and runs nothing.
// Everything is a value.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "opencam/catalog.h"
#include "opencam/result.h"
#include "opencam/source.h"

namespace opencam {

// One case that was run.
struct TestCase {
  std::string entry;         // the entry's `name`
  std::uint32_t number = 0;  // of the case in its entry, from 1; 0 for an entry of kind `document`
  std::string title;         // what is asked, in one line: `ann batch:SubmitJob on qcs::...`
  std::string why;           // the author's reason, may be empty
  std::string expected;      // "allow", "deny", "valid" or an error code
  std::string found;         // the same vocabulary
  std::string detail;        // for a decision its reason, for a document the first message; may be empty
  bool passed = false;
  Span span;  // the case in the file
};

struct TestReport {
  std::vector<TestCase> cases;  // in the order of the file

  std::size_t failed_count() const;
};

// Errors: InvalidArgument with a span in source.text() when the file is not in the format.
Result<TestReport> run_test_file(const Source& source, const Catalog& catalog);

}  // namespace opencam
