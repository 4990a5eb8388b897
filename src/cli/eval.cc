// opencam eval: a decision for each request line.
#include <algorithm>
#include <string_view>
#include <utility>

#include "cli/decision_input.h"
#include "cli/offline.h"

namespace opencam::cli {
namespace {

// "deny   explicit_deny  by statement 1 of `NoGuangzhou` on qcs::batch:..."
std::string for_people(const Decision& decision) {
  std::string text = decision.allowed() ? "allow  " : "deny   ";
  text += name(decision.reason);
  for (std::size_t i = 0; i < decision.statements.size(); ++i) {
    const StatementRef& statement = decision.statements[i];
    text += (i == 0 ? "  by statement " : ", statement ") + std::to_string(statement.index);
    text += " of `" + statement.policy + "`";
  }
  if (!decision.denied_resource.empty()) text += "  on " + decision.denied_resource;
  return text;
}

// Which way each name of --engine means. All give the same answers.
constexpr std::pair<std::string_view, Way> ways[] = {
    {"indexed", Way::Indexed}, {"compiled", Way::Linear}, {"segmented", Way::Segmented}, {"plain", Way::Plain}};

Way way_named(std::string_view name) {
  const auto* found = std::ranges::find(ways, name, &std::pair<std::string_view, Way>::first);
  return found == std::end(ways) ? Way::Indexed : found->second;
}

ExitCode run(const Invocation& invocation) {
  const Way way = way_named(invocation.arguments.value("--engine"));
  const auto print = invocation.arguments.wants_json() ? print_decision : for_people;
  return decide_each(
      invocation,
      [print, way](const Snapshot& snapshot, const Request& request) {
        const Decision decision = snapshot.decide_by(way, request);
        const bool is_invalid = decision.reason == Reason::InvalidRequest;
        return Answer{.text = print(decision),
                      .allowed = decision.allowed(),
                      .complaint = is_invalid ? snapshot.explain(request).note : std::string()};
      },
      print);
}

}  // namespace

Command eval_command() {
  std::vector<Option> options = decision_options();
  options.push_back({.name = "--format",
                     .placeholder = "FORMAT",
                     .help = "how to write the answers; json is one object a line",
                     .fallback = "json",
                     .choices = {"human", "json"}});
  options.push_back({.name = "--engine",
                     .placeholder = "WAY",
                     .help = "the way to the decision; all give the same answers, so this is for testing them",
                     .fallback = "indexed",
                     .choices = {"indexed", "compiled", "segmented", "plain"}});
  return {.name = "eval",
          .summary = "decide each request of a file, offline",
          .details =
              "Reads a world file and answers each request line with one line, in the same order. Empty lines "
              "are skipped. A line that cannot be read, or asks for no action or resource, is denied with reason "
              "invalid_request, and stderr says where and why.\n\n"
              "The exit code is 0 when every request was allowed, 2 when at least one was denied, 1 when the "
              "world could not be read or there was no request.",
          .options = std::move(options),
          .operand = {},
          .examples = {{"opencam eval --world world.json --requests requests.jsonl", "decide each request of the file"},
                       {"opencam eval --world world.json --principal 100000000101 --action batch:SubmitJob",
                        "decide one request"},
                       {"opencam export | opencam eval --world - --requests requests.jsonl",
                        "ask the state of a server's store"}},
          .run = run};
}

}  // namespace opencam::cli
