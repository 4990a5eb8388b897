// The decision over parties that are at hand already; the steps and their order are docs/spec/decision.md.
//
//   Decision decision = evaluate(parties, request, surroundings, nullptr);
//
// This is the one evaluator: the public evaluate(), Snapshot::decide and Snapshot::explain all end here. It keeps
// nothing and may run on any number of threads at once.
#pragma once

#include <span>
#include <string>

#include "opencam/engine.h"

namespace opencam {

// The resource policies of an account: what it grants and denies on what it owns.
class OwnerSide {
 public:
  virtual ~OwnerSide() = default;
  virtual std::span<const AttachedPolicy> resource_policies_of(const std::string& account_uin) const = 0;
};

// Everything that has a say, borrowed. A null boundary or session is none; a policy that is null inside is unreadable.
struct Parties {
  const Principal& caller;
  std::span<const AttachedPolicy> identity;
  const AttachedPolicy* boundary = nullptr;
  const AttachedPolicy* session = nullptr;
  const OwnerSide* owner_side = nullptr;  // null: no account has resource policies
  // Another spelling of the last segment of every resource asked for, or empty: `role/ID` beside `roleName/NAME`.
  std::string other_content = {};
};

Decision evaluate(const Parties& parties, const Request& request, const Surroundings& surroundings,
                  Explanation* explanation);

}  // namespace opencam
