// What the engine must be told when one state of an account follows another.
//
//   if (auto change = change_between(*before, *after, catalog)) snapshot.with(*change, revision);
//   else snapshot.with(world_of(*after, catalog), revision);
//
// It is read off the two states, which share whatever no write has touched, so it costs what has changed and cannot
// miss anything, whatever the write was. A pure function.
#pragma once

#include <optional>

#include "directory/state.h"
#include "opencam/catalog.h"
#include "opencam/engine.h"

namespace opencam::services {

// Nothing when the account is better made anew: it has another name or APPID, the directory calls others damaged than
// before, a group came between others, or so much differs that the states do not come from one another.
std::optional<WorldChange> change_between(const directory::AccountState& before, const directory::AccountState& after,
                                          const Catalog& catalog);

}  // namespace opencam::services
