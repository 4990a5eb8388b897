#include "cli/policy_input.h"

namespace opencam::cli {

Option kind_option() {
  return {.name = "--kind",
          .placeholder = "KIND",
          .help = "what the documents are for",
          .fallback = "identity",
          .choices = {"identity", "session", "trust", "resource"}};
}

PolicyKind kind_of(const Arguments& arguments) {
  const std::string kind = arguments.value("--kind");
  if (kind == "session") return PolicyKind::Session;
  if (kind == "trust") return PolicyKind::Trust;
  if (kind == "resource") return PolicyKind::Resource;
  return PolicyKind::Identity;
}

void write_finding(json::Writer& out, const Source& source, const Diagnostic& diagnostic) {
  const Position place = source.position(diagnostic.span.begin);
  const std::string_view severity = diagnostic.severity == Severity::Error     ? "error"
                                    : diagnostic.severity == Severity::Warning ? "warning"
                                                                               : "note";
  out.begin_object().key("file").string(source.name());
  out.key("line").number(std::uint64_t{place.line}).key("column").number(std::uint64_t{place.column});
  out.key("code").string(diagnostic.code).key("severity").string(severity);
  out.key("message").string(diagnostic.message).key("help").string(diagnostic.help).end_object();
}

}  // namespace opencam::cli
