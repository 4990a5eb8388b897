// The decision over compiled policies: the seven steps of docs/spec/decision.md, asked of indexes.
//
//   Verdict verdict = rule(parties, request, around);                    // effect and reason; allocates nothing
//   Decision decision = rule_with_statements(parties, request, around, Way::Indexed);
//
// The meaning is evaluate.cc; this is a second, independent way to the same answers, and the tests hold the two to each
// other. Keeps nothing; any number of threads may ask at once.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "engine/action_table.h"
#include "engine/caller_index.h"
#include "engine/effective_set.h"
#include "engine/held_policy.h"
#include "engine/request_reading.h"
#include "opencam/engine.h"

namespace opencam {

// Policies and the index of them.
struct IndexedPolicies {
  const HeldList* policies = nullptr;
  const EffectiveSet* set = nullptr;  // null: there are none
};

// The resource policies of an account.
class OwnerSets {
 public:
  virtual ~OwnerSets() = default;
  virtual IndexedPolicies resource_policies_in(std::string_view account_uin) const = 0;
};

// Everything that has a say, borrowed. A null boundary or session is none; one without a program is unreadable.
struct CompiledParties {
  const Principal& caller;
  IndexedPolicies identity;
  const HeldPolicy* boundary = nullptr;
  const HeldPolicy* session = nullptr;
  std::string_view other_content = {};  // as in Parties
};

// What is the same for every caller.
struct CompiledAround {
  const Surroundings& surroundings;
  const ActionTable& actions;
  const OwnerSets* owners;  // null: no account has resource policies
};

Verdict rule(const CompiledParties& parties, const Request& request, const CompiledAround& around);
Verdict rule(const CompiledParties& parties, const RequestReading& request, const CompiledAround& around);

// The same in fewer steps, for the commonest callers (CallerIndex::find_plain) and requests.
// REQUIRES: request.is_plain, and its facts are of this catalogue; no account has resource policies.
Verdict rule_plain(const CallerIndex::Slot& caller, const RequestReading& request, const Surroundings& surroundings);

// The same for each of several actions, or resources, in the place of the request's own (bulk questions).
void rule_actions(const CompiledParties& parties, const Request& request, const CompiledAround& around,
                  std::span<const std::string> actions, std::span<Verdict> verdicts);
void rule_resources(const CompiledParties& parties, const Request& request, const CompiledAround& around,
                    std::span<const std::string> resources, std::span<Verdict> verdicts);

// A request, read once for several callers of one account. The views live as long as the request and that account.
struct SharedReading {
  // Nothing when the callers have to be asked one by one: it names several resources, or cannot be read.
  static std::optional<SharedReading> create(const Principal& caller, const Request& request,
                                             const CompiledAround& around);

  ActionView action;
  ActionFacts action_facts;
  ResourceView resource;
};

// REQUIRES: the caller belongs to the account that the reading was made for.
Verdict rule(const CompiledParties& parties, const Request& request, const SharedReading& reading,
             const CompiledAround& around);

// REQUIRES: not Way::Plain.
Decision rule_with_statements(const CompiledParties& parties, const Request& request, const CompiledAround& around,
                              Way way);

}  // namespace opencam
