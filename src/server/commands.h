// The commands that need a store or a server: serve, account create, export, import, audit, report security.
#pragma once

#include "cli/command.h"

namespace opencam::server {

cli::Command serve_command();
cli::Command account_create_command();
cli::Command account_password_command();
cli::Command export_command();
cli::Command import_command();
cli::Command audit_verify_command();
cli::Command audit_head_command();
cli::Command audit_export_command();
cli::Command audit_prune_command();
cli::Command report_security_command();

}  // namespace opencam::server
