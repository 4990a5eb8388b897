// opencam report security: the security report of an account, from a data folder.
#include <ostream>

#include "base/text.h"
#include "opencam/engine.h"
#include "server/commands.h"
#include "server/opened.h"
#include "services/security_report.h"
#include "services/world_of.h"

namespace opencam::server {
namespace {

Result<std::uint32_t> read_days(const cli::Arguments& arguments, std::string_view option) {
  const std::string text = arguments.value(option);
  std::uint64_t days = 0;
  const bool is_number = text::is_all_digits(text) && !text.empty() && text.size() <= 4;
  for (std::size_t i = 0; is_number && i < text.size(); ++i)
    days = days * 10 + static_cast<std::uint64_t>(text[i] - '0');
  if (days >= 1 && days <= limits::report_days_max) return static_cast<std::uint32_t>(days);
  return Error(ErrorCode::InvalidArgument, "option `" + std::string(option) + "` is not in the range from 1 to " +
                                               std::to_string(limits::report_days_max));
}

// Which account: the one that is named, or the only one.
Result<std::shared_ptr<const directory::AccountState>> wanted_account(const cli::Arguments& arguments,
                                                                      const directory::Directory& directory) {
  if (arguments.has("--account")) return find_account(directory, arguments.value("--account"));
  const auto accounts = directory.accounts();
  if (accounts.size() == 1) return accounts.front();
  return Error(ErrorCode::MissingArgument, "the data folder holds " + std::to_string(accounts.size()) + " accounts")
      .with_help("say which one with `--account UIN`");
}

Result<services::SecurityReport> reported(const cli::Invocation& invocation) {
  services::ReportOptions options;
  OPENCAM_TRY(options.key_days, read_days(invocation.arguments, "--key-days"));
  OPENCAM_TRY(options.idle_days, read_days(invocation.arguments, "--idle-days"));
  OPENCAM_TRY(const Config config, read_config(invocation));
  OPENCAM_TRY(check_data_folder(config.data));
  OPENCAM_TRY(const auto opened, Opened::open(config, invocation.streams));
  directory::Directory& directory = opened->directory();
  OPENCAM_TRY(const auto account, wanted_account(invocation.arguments, directory));
  const std::shared_ptr<const Catalog> catalog(&directory.catalog(), [](auto*) {
    // The directory owns it and is still open.
  });
  OPENCAM_TRY(const Snapshot snapshot, Snapshot::create(services::world_of(*account, *catalog), catalog));
  OPENCAM_TRY(const auto uses, directory.uses_of(account->uin()));
  // It shows who can do what, so it is known who saw it.
  directory::AuditRecord record;
  record.time_ms = opened->clock().now_ms();
  record.revision = account->revision();
  record.account = account->uin();
  record.principal_type = "operator";
  record.action = "cam:GetSecurityReport";
  record.resource = "*";
  record.outcome = "ok";
  OPENCAM_TRY(directory.append_audit(std::span(&record, 1)));
  return services::make_security_report({.account = *account,
                                         .catalog = *catalog,
                                         .snapshot = snapshot,
                                         .uses = uses,
                                         .now_ms = opened->clock().now_ms(),
                                         .options = options});
}

cli::ExitCode run(const cli::Invocation& invocation) {
  const auto report = reported(invocation);
  if (!report) return cli::report(invocation, report.error());
  const std::string format = invocation.arguments.value("--format");
  invocation.streams.out << (format == "csv"    ? services::print_report_csv(*report)
                             : format == "json" ? services::print_report_json(*report)
                                                : services::print_report_text(*report));
  return cli::ExitCode::Ok;
}

cli::Option days_option(const std::string& name, const std::string& help) {
  cli::Option option;
  option.name = name;
  option.placeholder = "DAYS";
  option.help = help;
  option.fallback = std::to_string(limits::report_days_default);
  return option;
}

}  // namespace

cli::Command report_security_command() {
  cli::Command command;
  command.name = "report security";
  command.summary = "the security report of an account: people, keys, last uses, findings";
  command.details =
      "Works on the data folder, whether a server is running on it or not; what a running server noted in the last "
      "seconds may be missing.\n\nEach finding names its rule; docs/security-report.md explains them. The report holds "
      "no secret, but it shows who can do what: keep it as you keep your policies. That it was made is in the audit "
      "trail.";
  command.options = data_options();
  cli::Option account;
  account.name = "--account";
  account.placeholder = "UIN|NAME";
  account.help = "the account; not needed when there is one";
  command.options.push_back(account);
  command.options.push_back(days_option("--key-days", "an active key older than that is a finding"));
  command.options.push_back(days_option("--idle-days", "somebody unseen for longer than that is a finding"));
  cli::Option format;
  format.name = "--format";
  format.placeholder = "FORMAT";
  format.help = "how to write the report";
  format.fallback = "human";
  format.choices = {"human", "json", "csv"};
  command.options.push_back(format);
  command.examples = {
      {"opencam report security --data /var/lib/opencam", "for people"},
      {"opencam report security --account 100000000001 --format csv > report.csv", "for a spreadsheet"}};
  command.run = run;
  return command;
}

}  // namespace opencam::server
