// Does a statement match: principal, action, resource and condition, in this order (CAM-086)?
//
//   Mismatch mismatch = first_mismatch(statement, attached, PolicyLayer::Identity, question);
//   if (mismatch.is_match()) ...
//
// There is one way to match for decisions and for explanations: the answer is the first element that fails, and only
// an explanation goes on to put it into words (describe.h). Pure functions; a Question borrows everything.
#pragma once

#include "engine/asked.h"
#include "engine/facts.h"
#include "opencam/decision.h"
#include "opencam/engine.h"

namespace opencam {

// One question: may this caller do this on this resource?
struct Question {
  const Principal& caller;
  const ActionName& action;
  const AskedResource& resource;
  const Facts& facts;
  const Surroundings& surroundings;
};

struct Mismatch {
  Element failed = Element::None;
  const ConditionClause* clause = nullptr;  // of the statement, when the condition failed

  bool is_match() const { return failed == Element::None; }
};

// `owner_uin` is the account that owns the policy, or uses the preset.
Mismatch first_mismatch(const Statement& statement, const std::string& owner_uin, PolicyLayer layer,
                        const Question& question);

bool action_matches(const ActionPattern& pattern, Effect effect, const ActionName& action);
bool resource_matches(const ResourcePattern& pattern, Effect effect, const std::string& owner_uin,
                      const Question& question);
bool principal_matches(const PrincipalPattern& pattern, Effect effect, const std::string& owner_uin, PolicyLayer layer,
                       const Principal& caller);

}  // namespace opencam
