// One clause of a condition against the facts of a request: `"ip_equal": {"qcs:ip": ["10.0.0.0/8"]}`.
//
//   const ConditionClause* failed = first_failing_clause(statement, facts, caller);   // null: the condition holds
//
// How absent keys, several values, set prefixes and negation combine is condition.cc (CAM-055 to CAM-061); what one
// value means is the operator's family (condition_family.h). Pure functions.
#pragma once

#include "engine/facts.h"
#include "opencam/engine.h"
#include "opencam/policy.h"

namespace opencam {

// The effect is asked for because what cannot be known must not let anybody in: it fails an allow and holds in a deny
// (CAM-053, CAM-069).
bool clause_holds(const ConditionClause& clause, Effect effect, const Facts& facts, const Principal& caller);

// CAM-055: all clauses must hold. Null when they do.
const ConditionClause* first_failing_clause(const Statement& statement, const Facts& facts, const Principal& caller);

}  // namespace opencam
