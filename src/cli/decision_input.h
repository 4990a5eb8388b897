// What eval and explain have in common: the options that name the world, the catalogue and the requests, and the way
// through the request lines.
//
//   return decide_each(invocation, [](const Snapshot& snapshot, const Request& request) { return Answer{...}; },
//   print);
//
// A line that cannot be read, or makes no request, is answered too: with reason invalid_request on stdout, and on
// stderr with its place.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "cli/command.h"
#include "opencam/engine.h"

namespace opencam::cli {

// --catalog FILE|DIR, for every command that asks the catalogue.
Option catalog_option();
// What we ship and the files that --catalog names. Errors carry the file in their message.
Result<std::shared_ptr<const Catalog>> load_catalog(const Invocation& invocation);

// --world, --requests, those of a single request, and --catalog.
std::vector<Option> decision_options();

struct Answer {
  std::string text;  // without the line break at its end
  bool allowed = false;
  std::string complaint;  // why the request makes no sense, where the text does not say it
};

// Reads world and catalogue, then answers the single request or each request line through `decide`; a world that cannot
// be read is said on stderr. Ok when all were allowed, Denied when one was not, Failed when there was nothing to ask.
ExitCode decide_each(const Invocation& invocation, const std::function<Answer(const Snapshot&, const Request&)>& decide,
                     const std::function<std::string(const Decision&)>& print_unreadable);

}  // namespace opencam::cli
