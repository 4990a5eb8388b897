// The decision over compiled policies: the seven steps of docs/spec/decision.md, asked of indexes.
//
//   Verdict verdict = rule(parties, request, around);                    // effect and reason; allocates nothing
//   Decision decision = rule_with_statements(parties, request, around, Way::Indexed);
//
// The meaning is evaluate.cc; this is a second, independent way to the same answers, and the tests hold the two to each
// other. Keeps nothing; any number of threads may ask at once.
#pragma once

#include <span>
#include <string_view>

#include "engine/action_table.h"
#include "engine/effective_set.h"
#include "opencam/engine.h"

namespace opencam {

// Policies and the index of them.
struct IndexedPolicies {
  std::span<const AttachedPolicy> policies;
  const EffectiveSet* set = nullptr;  // null: there are none
};

// The resource policies of an account.
class OwnerSets {
 public:
  virtual ~OwnerSets() = default;
  virtual IndexedPolicies resource_policies_in(std::string_view account_uin) const = 0;
};

// Everything that has a say, borrowed. A null boundary or session is none; one with a null policy is unreadable.
struct CompiledParties {
  const Principal& caller;
  IndexedPolicies identity;
  const AttachedPolicy* boundary = nullptr;
  const AttachedPolicy* session = nullptr;
  std::string_view other_content = {};  // as in Parties
};

// What is the same for every caller.
struct CompiledAround {
  const Surroundings& surroundings;
  const ActionTable& actions;
  const OwnerSets& owners;
};

Verdict rule(const CompiledParties& parties, const Request& request, const CompiledAround& around);

// REQUIRES: not Way::Plain.
Decision rule_with_statements(const CompiledParties& parties, const Request& request, const CompiledAround& around,
                              Way way);

}  // namespace opencam
