// The instances of a task as a client sees them: those that have a row, and between them those that are still in the
// task's ground state.
//
//   OPENCAM_TRY(const InstancePage page, instance_page(store, task, {.states = {State::Failed}, .offset = 0, .limit =
//   100}));
//
// An instance without a row looks like one: attempt 0, no times but the task's own. Reads the store, changes nothing.
#pragma once

#include <cstdint>
#include <vector>

#include "batch/job.h"
#include "batch/store.h"

namespace opencam::batch {

struct InstanceQuery {
  std::vector<State> states;  // any of these; empty: all
  std::uint64_t offset = 0;
  std::uint64_t limit = 100;
};

struct InstancePage {
  std::uint64_t total = 0;  // that the filter lets through
  std::vector<InstanceRow> instances;
};

// The instance of that index as it is without a row. REQUIRES: the task has it.
InstanceRow ground_instance(const TaskRow& task, std::uint32_t index);

Result<InstancePage> instance_page(Store& store, const TaskRow& task, const InstanceQuery& query);
// One instance. Errors: BatchInstanceNotExist.
Result<InstanceRow> instance_of(Store& store, const TaskRow& task, std::int64_t index);

}  // namespace opencam::batch
