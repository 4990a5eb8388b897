// The decision over parties that are at hand already; the steps and their order are docs/spec/decision.md.
//
//   Decision decision = evaluate(parties, request, surroundings, nullptr);
//
// This is the one evaluator: the public evaluate(), Snapshot::decide and Snapshot::explain all end here. It keeps
// nothing and may run on any number of threads at once.
#pragma once

#include <span>
#include <vector>

#include "opencam/engine.h"

namespace opencam {

// Everything that has a say, borrowed. A null boundary or session is none; a policy that is null inside is unreadable.
struct Parties {
  const Principal& caller;
  std::span<const AttachedPolicy> identity;
  const AttachedPolicy* boundary = nullptr;
  const AttachedPolicy* session = nullptr;
  std::vector<const AttachedPolicy*> resource = {};  // of any account; each has a say on its owner's resources only
  // Another spelling of the last segment of every resource asked for, or empty: `role/ID` beside `roleName/NAME`.
  std::string other_content = {};
};

Decision evaluate(const Parties& parties, const Request& request, const Surroundings& surroundings,
                  Explanation* explanation);

}  // namespace opencam
