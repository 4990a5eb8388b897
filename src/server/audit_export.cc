// opencam audit export, opencam audit prune: the trail for other tools, and without its oldest records.
#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <csignal>
#include <optional>
#include <ostream>

#include "base/json.h"
#include "base/limits.h"
#include "opencam/catalog.h"
#include "server/audit_folder.h"
#include "server/commands.h"
#include "server/config.h"
#include "server/opened.h"
#include "services/audit_lines.h"
#include "services/event_number.h"

namespace opencam::server {
namespace {

using directory::ChainedRecord;
using services::AuditFormat;

struct Wanted {
  AuditFormat format = AuditFormat::Records;
  std::optional<directory::Uin> account;
  std::int64_t from_ms = 0;
  std::int64_t to_ms = INT64_MAX;  // not included
  bool follows = false;
};

Result<Wanted> read_wanted(const cli::Arguments& arguments) {
  Wanted wanted;
  const std::string format = arguments.value("--format");
  if (format == "cloudevents") wanted.format = AuditFormat::CloudEvents;
  if (format == "ocsf") wanted.format = AuditFormat::Ocsf;
  if (arguments.has("--account")) {
    wanted.account = directory::read_id<directory::Uin>(arguments.value("--account"));
    if (!wanted.account) return Error(ErrorCode::InvalidArgument, "`--account` is not the number of an account");
  }
  if (arguments.has("--from")) {
    OPENCAM_TRY(wanted.from_ms, read_moment("--from", arguments.value("--from")));
  }
  if (arguments.has("--to")) {
    OPENCAM_TRY(wanted.to_ms, read_moment("--to", arguments.value("--to")));
  }
  if (wanted.to_ms < wanted.from_ms) return Error(ErrorCode::InvalidArgument, "`--to` lies before `--from`");
  wanted.follows = arguments.has("--follow");
  return wanted;
}

bool is_wanted(const Wanted& wanted, const directory::AuditRecord& record) {
  return (!wanted.account || *wanted.account == record.account) && record.time_ms >= wanted.from_ms &&
         record.time_ms < wanted.to_ms;
}

// SIGINT and SIGTERM as something to wait for, while --follow does.
class EndSignals {
 public:
  EndSignals() {
    sigemptyset(&signals_);
    sigaddset(&signals_, SIGINT);
    sigaddset(&signals_, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals_, &before_);
    descriptor_ = ::signalfd(-1, &signals_, SFD_CLOEXEC | SFD_NONBLOCK);
  }
  EndSignals(const EndSignals&) = delete;
  EndSignals& operator=(const EndSignals&) = delete;
  ~EndSignals() {
    if (descriptor_ >= 0) ::close(descriptor_);
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }

  // True when one came within that time. It is taken, so that it does not end the process once they are let through.
  bool came_within(int ms) const {
    pollfd waiting{.fd = descriptor_, .events = POLLIN, .revents = 0};
    if (::poll(&waiting, 1, ms) <= 0) return false;
    signalfd_siginfo taken{};
    return ::read(descriptor_, &taken, sizeof taken) > 0;
  }

 private:
  sigset_t signals_{};
  sigset_t before_{};
  int descriptor_ = -1;
};

Result<void> print_trail(AuditFolder& folder, const Wanted& wanted, std::ostream& out) {
  const auto catalog = Catalog::built_in();
  const services::EventNumbers numbers(*folder.sealer);
  std::optional<EndSignals> signals;
  if (wanted.follows) signals.emplace();
  std::uint64_t after = 0;
  while (out) {
    OPENCAM_TRY(const auto records, folder.store->audit_chain(after, limits::audit_page_records_max));
    for (const ChainedRecord& chained : records) {
      after = chained.record.sequence;
      if (!is_wanted(wanted, chained.record)) continue;
      out << services::audit_line(wanted.format, chained, *catalog, numbers.event_id(after)) << '\n';
    }
    if (!records.empty()) continue;
    out.flush();
    if (!wanted.follows || signals->came_within(limits::audit_follow_interval_ms)) return {};
  }
  return {};
}

Result<void> export_trail(const cli::Invocation& invocation) {
  OPENCAM_TRY(const Wanted wanted, read_wanted(invocation.arguments));
  OPENCAM_TRY(const auto folder, AuditFolder::open(invocation));
  return print_trail(*folder, wanted, invocation.streams.out);
}

cli::ExitCode run_export(const cli::Invocation& invocation) {
  const auto done = export_trail(invocation);
  return done ? cli::ExitCode::Ok : cli::report(invocation, done.error());
}

struct Pruned {
  std::uint64_t records = 0;
  directory::AuditEnds ends;
};

Result<Pruned> prune(const cli::Invocation& invocation) {
  OPENCAM_TRY(const std::int64_t before_ms, read_moment("--before", invocation.arguments.value("--before")));
  OPENCAM_TRY(const auto folder, AuditFolder::open(invocation));
  if (before_ms > folder->clock.now_ms()) {
    return Error(ErrorCode::InvalidArgument, "`--before` lies in the future");
  }
  // Else the anchor would vouch for what it replaces.
  OPENCAM_TRY(const auto report, directory::verify_audit(*folder->store, folder->key, {}));
  if (report.fault) {
    return Error(ErrorCode::Corrupt,
                 "the trail is not whole: at " + std::to_string(report.fault->sequence) + ": " + report.fault->what)
        .with_help("find out what happened and keep a copy of the folder; nothing was removed");
  }
  directory::AuditRecord note;
  note.time_ms = folder->clock.now_ms();
  note.principal_type = "operator";
  note.action = "audit:Prune";
  note.resource = "*";
  note.outcome = "ok";
  json::Writer parameters;
  parameters.begin_object().key("Before").string(invocation.arguments.value("--before")).end_object();
  note.parameters = std::move(parameters).take();
  Pruned pruned;
  OPENCAM_TRY(pruned.records, folder->store->prune_audit(before_ms, note));
  OPENCAM_TRY(pruned.ends, folder->store->audit_ends());
  return pruned;
}

cli::ExitCode run_prune(const cli::Invocation& invocation) {
  const auto pruned = prune(invocation);
  if (!pruned) return cli::report(invocation, pruned.error());
  std::ostream& out = invocation.streams.out;
  if (invocation.arguments.wants_json()) {
    json::Writer json;
    json.begin_object().key("removed").number(pruned->records);
    json.key("first").number(pruned->ends.anchor.sequence + 1).key("last").number(pruned->ends.last.sequence);
    json.end_object();
    out << std::move(json).take() << '\n';
  } else {
    out << "removed " << pruned->records << " records; the trail begins at " << pruned->ends.anchor.sequence + 1
        << '\n';
  }
  return cli::ExitCode::Ok;
}

}  // namespace

cli::Command audit_export_command() {
  cli::Command command;
  command.name = "audit export";
  command.summary = "print the audit trail as lines of JSON, for other tools";
  command.details =
      "One line for each record, oldest first, in one of three forms: jsonl is the record as the store keeps it, with "
      "its number and hash; cloudevents is CloudEvents 1.0 around CloudAudit's own event; ocsf is the Open "
      "Cybersecurity Schema Framework 1.3.0. Works beside a running server.\n\nTIME is a day, a moment or seconds "
      "since "
      "1970, in UTC. With --follow the command stays and prints what is added, until it is interrupted.";
  command.options = data_options();
  command.options.push_back({.name = "--format",
                             .placeholder = "FORMAT",
                             .help = "the form of the lines",
                             .fallback = "jsonl",
                             .choices = {"cloudevents", "ocsf", "jsonl"}});
  command.options.push_back({.name = "--account", .placeholder = "UIN", .help = "only this account's records"});
  command.options.push_back({.name = "--from", .placeholder = "TIME", .help = "only records of this time or later"});
  command.options.push_back({.name = "--to", .placeholder = "TIME", .help = "only records before this time"});
  command.options.push_back({.name = "--follow", .help = "stay, and print new records as they come"});
  command.examples = {{"opencam audit export --format ocsf --from 2026-11-01", "since November"},
                      {"opencam audit export --format cloudevents --follow | forwarder", "into something else"}};
  command.run = run_export;
  return command;
}

cli::Command audit_prune_command() {
  cli::Command command;
  command.name = "audit prune";
  command.summary = "forget the oldest audit records, in a way that can be verified";
  command.details =
      "Removes the oldest records up to the first that is not older than TIME. An anchor takes their place, so that "
      "audit verify still proves the rest; that somebody pruned is itself in the trail. It first verifies the trail "
      "and "
      "removes nothing from one that is broken. Export what must be kept before.";
  command.options = data_options();
  command.options.push_back({.name = "--before", .placeholder = "TIME", .help = "forget what is older than this"});
  command.options.back().is_required = true;
  command.examples = {{"opencam audit prune --before 2026-01-01 --data /var/lib/opencam", "all of last year"}};
  command.run = run_prune;
  return command;
}

}  // namespace opencam::server
