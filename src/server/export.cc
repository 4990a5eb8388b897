// opencam export: accounts as a world file.
#include <ostream>

#include "opencam/engine.h"
#include "server/commands.h"
#include "server/key_file.h"
#include "server/opened.h"
#include "services/world_of.h"

namespace opencam::server {
namespace {

using Accounts = std::vector<std::shared_ptr<const directory::AccountState>>;

// Those that --account names, or all.
Result<Accounts> wanted_accounts(const cli::Arguments& arguments, const directory::Directory& directory) {
  if (!arguments.has("--account")) return directory.accounts();
  OPENCAM_TRY(const auto account, find_account(directory, arguments.value("--account")));
  return Accounts{account};
}

Result<World> exported(const cli::Invocation& invocation) {
  OPENCAM_TRY(const Config config, read_config(invocation));
  OPENCAM_TRY(check_data_folder(config.data));
  OPENCAM_TRY(const auto opened, Opened::open(config, invocation.streams));
  const directory::Directory& directory = opened->directory();
  OPENCAM_TRY(const Accounts accounts, wanted_accounts(invocation.arguments, directory));
  World world;
  for (const auto& account : accounts) services::append_world(*account, directory.catalog(), world);
  if (invocation.arguments.has("--with-secrets")) {
    OPENCAM_TRY(const std::string keys, print_keys(directory, accounts));
    OPENCAM_TRY(write_secret_file(invocation.arguments.value("--with-secrets"), keys));
  }
  return world;
}

cli::ExitCode run(const cli::Invocation& invocation) {
  const auto world = exported(invocation);
  if (!world) return cli::report(invocation, world.error());
  invocation.streams.out << print_world(*world);
  return cli::ExitCode::Ok;
}

}  // namespace

cli::Command export_command() {
  cli::Command command;
  command.name = "export";
  command.summary = "print the accounts of a store as a world file";
  command.details =
      "The world file holds accounts, users, groups, roles, policies (the version in force), attachments, boundaries "
      "and tags: all that decisions depend on. It holds no access keys, passwords, descriptions or identity providers, "
      "and "
      "a service-linked role in it is a role like any other.\n\nWith --with-secrets the "
      "access keys go, readable, into a file of their own, which must not be there yet and which only its owner can "
      "read. Whoever has it is everybody in it.";
  command.options = data_options();
  cli::Option account;
  account.name = "--account";
  account.placeholder = "UIN|NAME";
  account.help = "only this account";
  command.options.push_back(account);
  cli::Option secrets;
  secrets.name = "--with-secrets";
  secrets.placeholder = "FILE";
  secrets.help = "also write the access keys, readable, to this new file";
  secrets.completes = cli::Completes::File;
  command.options.push_back(secrets);
  command.examples = {{"opencam export --data /var/lib/opencam > world.json", "everything"},
                      {"opencam export --account acme --data /var/lib/opencam", "one account"}};
  command.run = run;
  return command;
}

}  // namespace opencam::server
