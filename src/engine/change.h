// The smallest single change that would turn a decision, found by deciding again (Explanation::change).
//
//   explanation.change = find_change(parties, request, surroundings, explanation);
//
// What is tried, in this order: a value of the context; one name more in a statement that lists names; one more
// statement, for exactly what is asked; one element of a statement that almost matches, though that lets in more; one
// statement less. For an allow only the last makes sense. At most limits::explain_trials_max decisions
// are asked, fewer when the request names many resources; nothing is proposed that was not tried. Pure; borrows what it
// is given.
#pragma once

#include <optional>

#include "engine/evaluate.h"
#include "opencam/decision.h"

namespace opencam {

// `explanation` is what evaluate() noted about these parties and this request; it gets a note when no change was found
// before the limit of trials, or of what they may look at (limits::explain_steps_max), was reached.
std::optional<Change> find_change(const Parties& parties, const Request& request, const Surroundings& surroundings,
                                  Explanation& explanation);

}  // namespace opencam
