// May a list be asked for at all: is there a statement that could let its caller see anything (CAM-280)?
//
// Read off the explanation of why the list as a whole (`job/*`) was denied. True is no permission: every entry is still
// decided by itself. A pure function.
#pragma once

#include "directory/state.h"
#include "opencam/catalog.h"
#include "opencam/decision.h"
#include "opencam/name.h"

namespace opencam::services {

// False when a deny without a condition covers the whole list, or when no allow of the identity's policies, of the
// boundary (if there is one) or of the session (if it has a policy) meets the action and something of that type.
bool may_reach_some(const Explanation& explanation, const ResourceName& whole_list,
                    const directory::AccountState& account, const Catalog& catalog);

}  // namespace opencam::services
