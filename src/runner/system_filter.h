// The system calls that a task never needs and may not make, as the program that the kernel runs on each of them.
//
// Everything else is allowed: namespaces, the read-only system and the user without rights hold by themselves; the
// filter takes away the parts of the kernel in which most holes were found, the ways to further namespaces, and the
// memory that no limit counts without control groups (docs/decisions/batch-runner.md).
#pragma once

#include "opencam/result.h"

namespace opencam::runner {

// A sealed file in memory with the program, as bubblewrap's `--seccomp` reads it. The caller closes it. Errors: Io.
Result<int> make_system_filter(bool has_network);

}  // namespace opencam::runner
