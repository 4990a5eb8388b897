// opencam account create: a root account and its first access key, shown this once.
#include <ostream>

#include "base/json.h"
#include "server/commands.h"
#include "server/opened.h"

namespace opencam::server {
namespace {

struct Created {
  directory::AccountRow account;
  directory::CreatedAccessKey key;
};

Result<Created> create(const cli::Invocation& invocation) {
  OPENCAM_TRY(const Config config, read_config(invocation));
  OPENCAM_TRY(const auto opened, Opened::open(config, invocation.streams));
  const auto context = operator_context("account:Create");
  Created created;
  OPENCAM_TRY(created.account, opened->directory().create_account(
                                   context, {.name = invocation.arguments.value("NAME"), .uin = {}, .app_id = {}}));
  OPENCAM_TRY(created.key, opened->directory().create_access_key(context, created.account.uin, created.account.uin));
  return created;
}

cli::ExitCode run(const cli::Invocation& invocation) {
  const auto created = create(invocation);
  if (!created) return cli::report(invocation, created.error());
  const std::string uin = directory::id_text(created->account.uin);
  const std::string app_id = directory::id_text(created->account.app_id);
  const std::string& secret_id = created->key.row.secret_id;
  const std::string secret_key(created->key.secret.reveal(SecretAccess{}));
  std::ostream& out = invocation.streams.out;
  if (invocation.arguments.wants_json()) {
    json::Writer json;
    json.begin_object().key("uin").string(uin).key("app_id").string(app_id);
    json.key("secret_id").string(secret_id).key("secret_key").string(secret_key).end_object();
    out << std::move(json).take() << '\n';
  } else {
    out << "account    " << created->account.name << "\nuin        " << uin << "\napp_id     " << app_id
        << "\nsecret_id  " << secret_id << "\nsecret_key " << secret_key
        << "\n\nThe secret key is shown this once; whoever has it is root of the account.\n";
  }
  return cli::ExitCode::Ok;
}

}  // namespace

cli::Command account_create_command() {
  cli::Command command;
  command.name = "account create";
  command.summary = "make a root account and print its access key once";
  command.details =
      "Works on the data folder, whether a server is running on it or not; a running server knows the account at "
      "once.\n\nThe secret key is not shown again; only export --with-secrets can still write it. Whoever has it is "
      "root of the account.";
  command.options = data_options();
  command.operand = {.name = "NAME",
                     .help = "what people call the account",
                     .is_required = true,
                     .is_repeatable = false,
                     .choices = {},
                     .completes = cli::Completes::Nothing};
  command.examples = {{"opencam account create acme --data /var/lib/opencam --format json", "for scripts"}};
  command.run = run;
  return command;
}

}  // namespace opencam::server
