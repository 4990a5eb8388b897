// opencam export: accounts as a world file.
#include <ostream>

#include "opencam/engine.h"
#include "server/commands.h"
#include "server/opened.h"
#include "services/world_of.h"

namespace opencam::server {
namespace {

Result<World> exported(const cli::Invocation& invocation) {
  OPENCAM_TRY(const Config config, read_config(invocation));
  OPENCAM_TRY(const auto opened, Opened::open(config, invocation.streams));
  const directory::Directory& directory = opened->directory();
  World world;
  if (!invocation.arguments.has("--account")) {
    for (const auto& account : directory.accounts()) {
      services::append_world(*account, directory.catalog(), world);
    }
    return world;
  }
  const std::string text = invocation.arguments.value("--account");
  const auto uin = directory::read_id<directory::Uin>(text);
  auto account = uin ? directory.account(*uin) : nullptr;
  if (account == nullptr) account = directory.account_named(text);
  if (account == nullptr) return Error(ErrorCode::AccountNotExist, "account `" + text + "` does not exist");
  services::append_world(*account, directory.catalog(), world);
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
      "and tags: all that decisions depend on. It holds no access keys, passwords or descriptions.";
  command.options = data_options();
  cli::Option account;
  account.name = "--account";
  account.placeholder = "UIN|NAME";
  account.help = "only this account";
  command.options.push_back(account);
  command.examples = {{"opencam export --data /var/lib/opencam > world.json", "everything"},
                      {"opencam export --account acme --data /var/lib/opencam", "one account"}};
  command.run = run;
  return command;
}

}  // namespace opencam::server
