// opencam version: which opencam this is.
#include "opencam/version.h"

#include <ostream>

#include "cli/offline.h"

namespace opencam::cli {
namespace {

ExitCode run(const Invocation& invocation) {
  std::ostream& out = invocation.streams.out;
  if (invocation.arguments.wants_json()) {
    out << "{\"version\":\"" << version << "\"}\n";
  } else {
    out << "opencam " << version << '\n';
  }
  return ExitCode::Ok;
}

}  // namespace

Command version_command() {
  return {.name = "version",
          .summary = "show the version",
          .details = {},
          .options = {},
          .operand = {},
          .examples = {},
          .run = run};
}

}  // namespace opencam::cli
