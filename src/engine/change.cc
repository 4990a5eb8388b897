#include "engine/change.h"

#include "engine/change_search.h"

namespace opencam {

std::optional<Change> find_change(const Parties& parties, const Request& request, const Surroundings& surroundings,
                                  Explanation& explanation) {
  const Result<Asked> asked = read_asked(request, parties.caller, surroundings);
  if (!asked || explanation.resources.empty()) return std::nullopt;
  ChangeSearch search(parties, request, surroundings, *asked, explanation);
  search.begin_step();
  if (explanation.decision.allowed()) return search.remove_allow();
  // The least invasive first: who asks can often change the circumstances, an administrator must change a policy. Of
  // two changes of policies the one that lets in less: a statement for exactly what is asked before a wider one for
  // others.
  using Step = std::optional<Change> (ChangeSearch::*)();
  for (const Step step : {&ChangeSearch::set_context, &ChangeSearch::alter_allow_narrowly, &ChangeSearch::add_statement,
                          &ChangeSearch::alter_allow_widely, &ChangeSearch::narrow_deny, &ChangeSearch::remove_deny,
                          &ChangeSearch::detach_unreadable}) {
    search.begin_step();
    if (auto change = (search.*step)()) return change;
  }
  if (search.was_cut_short()) {
    explanation.note = "the search for the smallest change ended at its limit; there may be one that was not tried";
  }
  return std::nullopt;
}

}  // namespace opencam
