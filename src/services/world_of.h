// The directory's accounts as the engine's world, and a world file's accounts as the directory's import.
//
//   AccountState --world_of--> World --Snapshot::with--> Snapshot      (every change of an account)
//   AccountState --world_of--> World --print_world--> world file       (export)
//   world file --read_world--> World --import_of--> Import             (import)
//
// Pure functions.
#pragma once

#include "directory/import.h"
#include "directory/state.h"
#include "opencam/catalog.h"
#include "opencam/engine.h"
#include "opencam/result.h"

namespace opencam::services {

// Appends the account and all that lives in it. Whoever the directory calls damaged gets a policy without text, which
// denies them everything (CAM-093); so does whoever is held by a boundary that is not there.
void append_world(const directory::AccountState& account, const Catalog& catalog, World& world);

World world_of(const directory::AccountState& account, const Catalog& catalog);

// Errors: InvalidArgument for a number that is none, Unsupported for resource policies, which no store keeps yet.
Result<directory::Import> import_of(const World& world);

}  // namespace opencam::services
