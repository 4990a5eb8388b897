// opencam import: a world file into the store, all of it or nothing.
#include <ostream>

#include "base/json.h"
#include "base/limits.h"
#include "cli/files.h"
#include "opencam/engine.h"
#include "server/commands.h"
#include "server/key_file.h"
#include "server/opened.h"
#include "services/world_of.h"

namespace opencam::server {
namespace {

// Names the file and the place, when the reader gave one.
Error in_file(const Source& source, const Error& error) {
  const Position place = source.position(error.span() ? error.span()->begin : 0);
  return Error(error.code(), source.name() + ":" + std::to_string(place.line) + ":" + std::to_string(place.column) +
                                 ": " + error.message());
}

constexpr std::uint64_t key_file_bytes_max = 64ULL * 1024 * 1024;

Result<void> import_key_file(const cli::Invocation& invocation, directory::Directory& directory) {
  if (!invocation.arguments.has("--secrets")) return {};
  OPENCAM_TRY(const Source source,
              cli::read_source(invocation.arguments.value("--secrets"), invocation.streams, key_file_bytes_max));
  const auto made = import_keys(directory, operator_context("store:ImportKeys"), source.text());
  if (!made) return in_file(source, made.error());
  return {};
}

// Progress is for people: on stderr when that is a terminal, or when asked for. A line that is written over, or a line
// each where it cannot be.
directory::OnImportProgress progress_to(const cli::Invocation& invocation) {
  const bool is_terminal = invocation.streams.err_is_terminal;
  if (!is_terminal && !invocation.arguments.has("--progress")) return nullptr;
  return [&err = invocation.streams.err, is_terminal](const directory::ImportProgress& progress) {
    const bool is_check = progress.stage == directory::ImportProgress::Stage::Check;
    err << (is_terminal ? "\r" : "") << (is_check ? "checked " : "wrote ") << progress.done << " of " << progress.total
        << (is_check ? " things" : " rows");
    if (!is_terminal || (is_check && progress.done == progress.total)) err << '\n';
    err << std::flush;
  };
}

Result<World> import_file(const cli::Invocation& invocation) {
  OPENCAM_TRY(const Config config, read_config(invocation));
  OPENCAM_TRY(const Source source,
              cli::read_source(invocation.arguments.value("FILE"), invocation.streams, limits::world_bytes_max));
  auto world = read_world(source.text());
  if (!world) return in_file(source, world.error());
  OPENCAM_TRY(directory::Import import, services::import_of(*world));
  import.accept_unchecked_documents = invocation.arguments.has("--accept-unchecked-documents");
  OPENCAM_TRY(const auto opened, Opened::open(config, invocation.streams));
  OPENCAM_TRY(opened->directory().import(operator_context("store:Import"), import, progress_to(invocation)));
  if (invocation.streams.err_is_terminal) invocation.streams.err << '\n';
  OPENCAM_TRY(import_key_file(invocation, opened->directory()));
  return world;
}

cli::ExitCode run(const cli::Invocation& invocation) {
  const auto world = import_file(invocation);
  if (!world) return cli::report(invocation, world.error());
  std::ostream& out = invocation.streams.out;
  if (invocation.arguments.wants_json()) {
    json::Writer json;
    json.begin_object().key("accounts").number(static_cast<std::uint64_t>(world->accounts.size()));
    json.key("users").number(static_cast<std::uint64_t>(world->users.size()));
    json.key("groups").number(static_cast<std::uint64_t>(world->groups.size()));
    json.key("roles").number(static_cast<std::uint64_t>(world->roles.size()));
    json.key("policies").number(static_cast<std::uint64_t>(world->policies.size())).end_object();
    out << std::move(json).take() << '\n';
  } else {
    out << "imported " << world->accounts.size() << " accounts, " << world->users.size() << " users, "
        << world->groups.size() << " groups, " << world->roles.size() << " roles, " << world->policies.size()
        << " policies\n";
  }
  return cli::ExitCode::Ok;
}

}  // namespace

cli::Command import_command() {
  cli::Command command;
  command.name = "import";
  command.summary = "bring a world file into a store, all of it or nothing";
  command.details =
      "One transaction. Accounts that are there already (same uin and APPID) are added to; a name or number that is "
      "taken is refused, and then nothing changes. Documents are checked as the API checks them.\n\nThe keys of "
      "--secrets "
      "come after the world, one by one; those that are there already stay as they are.";
  command.options = data_options();
  cli::Option unchecked;
  unchecked.name = "--accept-unchecked-documents";
  unchecked.help = "take documents that could not be created today; an unreadable one denies";
  command.options.push_back(unchecked);
  cli::Option progress;
  progress.name = "--progress";
  progress.help = "tell on stderr how far it is, also where that is no terminal";
  command.options.push_back(progress);
  cli::Option secrets;
  secrets.name = "--secrets";
  secrets.placeholder = "FILE";
  secrets.help = "then make the access keys of this file, as export --with-secrets wrote it";
  secrets.completes = cli::Completes::File;
  command.options.push_back(secrets);
  command.operand = {.name = "FILE",
                     .help = "the world file, `-` for stdin",
                     .is_required = true,
                     .is_repeatable = false,
                     .choices = {},
                     .completes = cli::Completes::File};
  command.examples = {{"opencam import world.json --data /var/lib/opencam", "bring it in"}};
  command.run = run;
  return command;
}

}  // namespace opencam::server
