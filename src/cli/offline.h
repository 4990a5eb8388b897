// One function per command of this part, each in the file of its name; table.cc puts them in order.
//
// A new command is a new file, a line here and a line there. They are values: making one does nothing but describe it.
// How a command is described is said in command.h.
#pragma once

#include "cli/command.h"

namespace opencam::cli {

Command eval_command();
Command explain_command();
Command test_command();
Command lint_command();
Command fmt_command();
Command completion_command();
Command man_command();
Command version_command();

}  // namespace opencam::cli
