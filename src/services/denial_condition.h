// The conditions that a denial's text names (CAM-164): those of the deny statements that decided.
//
// The documents are read again for it, which happens only when somebody is refused. A pure function.
#pragma once

#include <vector>

#include "directory/state.h"
#include "opencam/catalog.h"
#include "opencam/decision.h"
#include "wire/denial.h"

namespace opencam::services {

// Empty unless an explicit deny with a condition decided. A policy that cannot be found or read any more adds nothing.
std::vector<DenialCondition> denial_conditions(const Decision& decision, const directory::AccountState& account,
                                               const Catalog& catalog);

}  // namespace opencam::services
