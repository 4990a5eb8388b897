// opencam explain: the same decisions as eval, each with every statement that was tried and the way out.
#include "cli/decision_input.h"
#include "cli/offline.h"

namespace opencam::cli {
namespace {

ExitCode run(const Invocation& invocation) {
  // For people each tree ends with an empty line; for programs it is one line.
  const auto print = invocation.arguments.wants_json() ? print_explanation_json : print_explanation;
  return decide_each(
      invocation,
      [print](const Snapshot& snapshot, const Request& request) {
        const Explanation explanation = snapshot.explain(request);
        return Answer{.text = print(explanation), .allowed = explanation.decision.allowed(), .complaint = {}};
      },
      [print](const Decision& decision) {
        return print({.decision = decision, .resources = {}, .change = std::nullopt});
      });
}

}  // namespace

Command explain_command() {
  return {
      .name = "explain",
      .summary = "say why: every statement tried, what failed, what would turn it",
      .details =
          "Takes the same input as eval and comes to the same decisions. For each request it shows every "
          "policy and statement that was tried, the first element that did not match with both values, and "
          "the smallest single change that would turn the decision; that change has been tried.\n\n"
          "Exit codes are those of eval.",
      .options = decision_options(),
      .operand = {},
      .examples = {{"opencam explain --world world.json --requests requests.jsonl", "the trees, for people"},
                   {"opencam explain --world world.json --principal 100000000101 --action batch:DeleteJob --resource "
                    "qcs::batch:ap-guangzhou:uin/100000000001:job/job-1",
                    "why is this one denied"},
                   {"head -1 requests.jsonl | opencam explain --world world.json --format json",
                    "one tree, for programs"}},
      .run = run};
}

}  // namespace opencam::cli
