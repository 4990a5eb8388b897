// Do the stored rows of a job agree with each other? Asked before the scheduler takes a job into memory, because it
// relies on it: counts that do not belong to their rows would make it stop.
//
// A damaged job is left alone and reported; the others go on. A pure function, linear in the rows.
#pragma once

#include "batch/store.h"

namespace opencam::batch {

// `live` as load() or load_job() gives it. Errors: Corrupt, saying what does not fit.
Result<void> check_soundness(const LiveJob& live);

}  // namespace opencam::batch
