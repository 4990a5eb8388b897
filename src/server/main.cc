// The program: the offline commands, and those that need a server or a store.
#include <string_view>

#include "cli/command.h"
#include "runner/supervisor.h"
#include "server/commands.h"

int main(int argc, char** argv) {
  // What the server starts for itself: no command, because nobody else has the socket that it works on.
  if (argc == 2 && std::string_view(argv[1]) == opencam::runner::supervisor_command)
    return opencam::runner::supervise(0);
  auto commands = opencam::cli::offline_commands();
  commands.insert(commands.begin(),
                  {opencam::server::serve_command(), opencam::server::account_create_command(),
                   opencam::server::account_password_command(), opencam::server::export_command(),
                   opencam::server::import_command(), opencam::server::audit_verify_command(),
                   opencam::server::audit_head_command(), opencam::server::audit_export_command(),
                   opencam::server::audit_prune_command(), opencam::server::report_security_command()});
  return opencam::cli::run_program(commands, argc, argv);
}
