// opencam audit verify, opencam audit head: is the audit trail whole, and what to keep elsewhere to know it later.
#include <charconv>
#include <ostream>

#include "base/encode.h"
#include "base/json.h"
#include "base/text.h"
#include "server/audit_folder.h"
#include "server/commands.h"
#include "server/config.h"

namespace opencam::server {
namespace {

using directory::ChainRange;
using directory::ChainReport;

Result<std::uint64_t> read_sequence(const cli::Arguments& arguments, std::string_view option, std::uint64_t fallback) {
  if (!arguments.has(option)) return fallback;
  const std::string text = arguments.value(option);
  std::uint64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text::is_all_digits(text) && read.ec == std::errc() && number > 0 && number <= INT64_MAX) return number;
  return Error(ErrorCode::InvalidArgument, "`" + std::string(option) + "` is not the number of a record")
      .with_help("records are numbered from 1");
}

Result<ChainRange> read_range(const cli::Arguments& arguments) {
  ChainRange range;
  OPENCAM_TRY(range.from, read_sequence(arguments, "--from", range.from));
  OPENCAM_TRY(range.to, read_sequence(arguments, "--to", range.to));
  if (range.to < range.from) return Error(ErrorCode::InvalidArgument, "`--to` lies before `--from`");
  if (!arguments.has("--head")) return range;
  const auto head = decode_hex(text::ascii_lower(arguments.value("--head")));
  if (!head || head->size() != directory::audit_hash_bytes) {
    return Error(ErrorCode::InvalidArgument, "`--head` is not 64 hexadecimal digits")
        .with_help("give what `opencam audit head` printed");
  }
  range.head = *head;
  return range;
}

bool is_whole(const ChainRange& range, const ChainReport& report) {
  return !report.fault && (range.head.empty() || report.is_head_found);
}

void print_json(const ChainRange& range, const ChainReport& report, std::ostream& out) {
  json::Writer json;
  json.begin_object();
  json.key("whole").boolean(is_whole(range, report));
  json.key("records").number(report.records);
  json.key("last").number(report.last.sequence).key("hash").string(encode_hex(report.last.hash));
  if (report.fault) {
    json.key("fault").begin_object();
    json.key("sequence").number(report.fault->sequence).key("message").string(report.fault->what).end_object();
  }
  if (!range.head.empty()) json.key("head_found").boolean(report.is_head_found);
  json.end_object();
  out << std::move(json).take() << '\n';
}

void print_human(const ChainRange& range, const ChainReport& report, std::ostream& out) {
  out << "records " << report.records << " whole";
  if (report.records > 0) out << ", " << report.last.sequence - report.records + 1 << " to " << report.last.sequence;
  out << "\nhead    " << encode_hex(report.last.hash) << '\n';
  if (report.fault) out << "broken  at " << report.fault->sequence << ": " << report.fault->what << '\n';
  if (range.head.empty() || report.fault) return;
  if (report.is_head_found) {
    out << "kept    the head that was kept is in the trail\n";
  } else {
    out << "broken  the head that was kept is not in the trail: records were taken away, or it belongs to another "
           "store\n";
  }
}

Result<bool> verify(const cli::Invocation& invocation) {
  OPENCAM_TRY(const ChainRange range, read_range(invocation.arguments));
  OPENCAM_TRY(const auto folder, AuditFolder::open(invocation));
  OPENCAM_TRY(const ChainReport report, directory::verify_audit(*folder->store, folder->key, range));
  if (invocation.arguments.wants_json()) {
    print_json(range, report, invocation.streams.out);
  } else {
    print_human(range, report, invocation.streams.out);
  }
  return is_whole(range, report);
}

cli::ExitCode run_verify(const cli::Invocation& invocation) {
  const auto found = verify(invocation);
  if (!found) return cli::report(invocation, found.error());
  return *found ? cli::ExitCode::Ok : cli::ExitCode::TestsFailed;
}

cli::ExitCode run_head(const cli::Invocation& invocation) {
  const auto folder = AuditFolder::open(invocation);
  if (!folder) return cli::report(invocation, folder.error());
  const auto ends = (*folder)->store->audit_ends();
  if (!ends) return cli::report(invocation, ends.error());
  const std::string hash = encode_hex(ends->last.hash);
  if (invocation.arguments.wants_json()) {
    json::Writer json;
    json.begin_object().key("sequence").number(ends->last.sequence).key("hash").string(hash).end_object();
    invocation.streams.out << std::move(json).take() << '\n';
  } else {
    invocation.streams.out << hash << '\n';
  }
  return cli::ExitCode::Ok;
}

}  // namespace

cli::Command audit_verify_command() {
  cli::Command command;
  command.name = "audit verify";
  command.summary = "prove that no audit record is missing, changed or moved";
  command.details =
      "Each record bears a hash over itself and the record before it, made with the store's master key. This reads the "
      "trail of the folder, whether a server is running on it or not, and says where the first record is that does not "
      "fit. Exit code 4 when there is one.\n\nRecords taken from the end leave a trail that is whole. Only with "
      "--head, "
      "the hash that audit head printed earlier and that was kept elsewhere, is it proved that the trail still holds "
      "all that it held then.";
  command.options = data_options();
  command.options.push_back(
      {.name = "--from", .placeholder = "NUMBER", .help = "begin at this record, and believe the one before it"});
  command.options.push_back({.name = "--to", .placeholder = "NUMBER", .help = "end at this record"});
  command.options.push_back(
      {.name = "--head", .placeholder = "HASH", .help = "the hash of a record that must be in the trail"});
  command.examples = {{"opencam audit verify --data /var/lib/opencam", "the whole trail"},
                      {"opencam audit verify --data /var/lib/opencam --head \"$(cat kept)\"",
                       "and that nothing was taken from it since `kept`"}};
  command.run = run_verify;
  return command;
}

cli::Command audit_head_command() {
  cli::Command command;
  command.name = "audit head";
  command.summary = "print the hash of the newest audit record, to be kept elsewhere";
  command.details =
      "Keep it where nobody who can write to the data folder can: audit verify --head proves with it later that the "
      "trail still holds every record it holds now.";
  command.options = data_options();
  command.examples = {{"opencam audit head --data /var/lib/opencam > kept", "once a day, to another machine"}};
  command.run = run_head;
  return command;
}

}  // namespace opencam::server
