// A task's spec as text, for stores: JSON with one member for each field that is not at its default.
//
//   read_task_spec(task_spec_text(spec)) == spec
//
// The text is ours alone: no client sees it. What an older program wrote stays readable; members that are not known are
// refused, because they were written by a newer one. Pure functions.
#pragma once

#include <string>
#include <string_view>

#include "batch/job.h"
#include "opencam/result.h"

namespace opencam::batch {

std::string task_spec_text(const TaskSpec& spec);
// Errors: Corrupt.
Result<TaskSpec> read_task_spec(std::string_view text);

}  // namespace opencam::batch
