// The commands that need a store or a server: serve, account create, export, import. One file for each.
#pragma once

#include "cli/command.h"

namespace opencam::server {

cli::Command serve_command();
cli::Command account_create_command();
cli::Command export_command();
cli::Command import_command();

}  // namespace opencam::server
