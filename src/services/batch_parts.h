// What BatchCompute's actions work with beside the directory; made by main, outlives the router. All of it is
// thread-safe.
//
//   BatchParts batch{.store = *store, .bell = bell, .runner = runner.get(), .machines = machines};
//   equipment.batch = &batch;                                  // before Router::create
//   scheduler parts: .role = &router->batch_role()             // after it
//
// The router delivers at its creation what a crash left in the store's outbox (batch_outbox.h).
#pragma once

#include <memory>

#include "batch/bell.h"
#include "batch/runner.h"
#include "batch/store.h"

namespace opencam::services {

class MachineTypes;

struct BatchParts {
  batch::Store& store;
  batch::Bell& bell;                // rung when the scheduler has something to read
  batch::Runner* runner = nullptr;  // for logs and measurements; null: none is turned on
  // The sizes of machines that jobs may name (batch_machines.h); null: MachineTypes::built_in().
  std::shared_ptr<const MachineTypes> machines = {};
  batch::Quota quota = {};
};

}  // namespace opencam::services
