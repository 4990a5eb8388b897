// The table of the offline commands, in the order of the help.
#include "cli/offline.h"

namespace opencam::cli {

std::vector<Command> offline_commands() {
  std::vector<Command> commands;
  commands.push_back(eval_command());
  commands.push_back(explain_command());
  commands.push_back(test_command());
  commands.push_back(lint_command());
  commands.push_back(fmt_command());
  commands.push_back(completion_command());
  commands.push_back(man_command());
  commands.push_back(version_command());
  return commands;
}

}  // namespace opencam::cli
