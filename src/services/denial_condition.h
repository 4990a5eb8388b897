// The conditions that a denial's text names (CAM-164): those of the deny statements that decided.
//
// The documents are read again for it, which happens only when somebody is refused. A pure function.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "directory/state.h"
#include "opencam/catalog.h"
#include "opencam/decision.h"
#include "wire/denial.h"

namespace opencam::services {

// Empty unless an explicit deny with a condition decided. A policy that cannot be found or read any more adds nothing.
std::vector<DenialCondition> denial_conditions(const Decision& decision, const directory::AccountState& account,
                                               const Catalog& catalog);

// The document of the account's policy or of the preset with that name; empty when there is neither.
std::string_view policy_text(const std::string& policy, const directory::AccountState& account, const Catalog& catalog);

}  // namespace opencam::services
