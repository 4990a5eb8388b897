// The /etc of a task: what programs cannot do without, and nothing that says who else lives on the machine.
#pragma once

#include <string>

#include "opencam/result.h"

namespace opencam::runner {

// Errors: Io.
Result<void> make_etc_folder(const std::string& path, bool has_network);

}  // namespace opencam::runner
