#include "cli/command.h"

#include <ostream>

#include "base/json.h"
#include "base/text.h"

namespace opencam::cli {

std::string Arguments::value(std::string_view name) const {
  const auto found = values_.find(name);
  if (found != values_.end() && !found->second.empty()) return found->second.back();
  const auto fallback = fallbacks_.find(name);
  return fallback == fallbacks_.end() ? std::string() : fallback->second;
}

std::vector<std::string> Arguments::values(std::string_view name) const {
  const auto found = values_.find(name);
  return found == values_.end() ? std::vector<std::string>() : found->second;
}

ExitCode report(const Invocation& invocation, const Error& error) {
  std::ostream& err = invocation.streams.err;
  if (!invocation.arguments.has("--format") || !invocation.arguments.wants_json()) {
    // Names in a message may come from somebody else's file; on a terminal they shall be words and nothing more.
    const auto shown = [](const std::string& text) { return text::shortened(text, text.size()); };
    err << "error[" << name(error.code()) << "]: " << shown(error.message()) << '\n';
    if (!error.help().empty()) err << "  help: " << shown(error.help()) << '\n';
    return ExitCode::Failed;
  }
  json::Writer out;
  out.begin_object().key("error").begin_object();
  out.key("code").string(name(error.code())).key("message").string(error.message());
  if (!error.help().empty()) out.key("help").string(error.help());
  out.end_object().end_object();
  err << std::move(out).take() << '\n';
  return ExitCode::Failed;
}

}  // namespace opencam::cli
