#include "cli/decision_input.h"

#include <optional>
#include <ostream>
#include <utility>

#include "base/limits.h"
#include "base/text.h"
#include "cli/files.h"
#include "cli/single_request.h"
#include "opencam/source.h"

namespace opencam::cli {
namespace {

constexpr std::size_t buffer_bytes_max = 256UL * 1024;  // answers are written in pieces of this size
constexpr std::uint64_t unreadable_shown_max = 20;      // diagnostics; every line gets its answer all the same
constexpr std::uint64_t progress_requests = 200'000;    // a sign of life each so many

// The world at hand, or nothing after saying what is wrong with it.
std::optional<Snapshot> load_snapshot(const Invocation& invocation) {
  auto catalog = load_catalog(invocation);
  if (!catalog) {
    report(invocation, catalog.error());
    return std::nullopt;
  }
  const auto source = read_source(invocation.arguments.value("--world"), invocation.streams, limits::world_bytes_max);
  if (!source) {
    report(invocation, source.error());
    return std::nullopt;
  }
  const auto say = [&](const Error& error) {
    if (error.span().has_value() && !invocation.arguments.has("--format")) {
      invocation.streams.err << render(to_diagnostic(error), *source);
    } else {
      const Position place = source->position(error.span().value_or(Span{}).begin);
      report(invocation, Error(error.code(), source->name() + ":" + std::to_string(place.line) + ":" +
                                                 std::to_string(place.column) + ": " + error.message())
                             .with_help(error.help()));
    }
    return std::nullopt;
  };
  const auto world = read_world(source->text());
  if (!world) return say(world.error());
  auto snapshot = Snapshot::create(*world, *std::move(catalog));
  if (!snapshot) return say(snapshot.error());
  return *std::move(snapshot);
}

// The diagnostic of one line, with the line's number in its file.
std::string diagnosed(const LineReader& lines, std::string_view line, const Error& error) {
  const Source alone(lines.name(), std::string(line));
  std::string text = render(to_diagnostic(error), alone);
  // The lone line is line 1 of its own source: put the real number in its place, in front and in the margin.
  const std::string number = std::to_string(lines.number());
  const std::string front = lines.name() + ":1:";
  if (text.starts_with(front)) text.replace(0, front.size(), lines.name() + ":" + number + ":");
  const std::size_t margin = text.find("\n  1 | ");
  if (margin == std::string::npos) return text;
  text.replace(margin + 3, 1, number);
  const std::size_t below = text.find("\n    | ", margin);
  if (below != std::string::npos) text.insert(below + 1, std::string(number.size() - 1, ' '));
  return text;
}

// Answers in the order of the questions, written when the buffer is full or the reader is about to wait.
class AnswerWriter {
 public:
  explicit AnswerWriter(std::ostream& out) : out_(out) {}

  void add(const std::string& text) {
    buffer_ += text;
    buffer_ += '\n';
    if (buffer_.size() >= buffer_bytes_max) flush();
  }
  void flush() {
    if (buffer_.empty()) return;
    out_.write(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
    out_.flush();
    buffer_.clear();
  }

 private:
  std::ostream& out_;
  std::string buffer_;
};

}  // namespace

Option catalog_option() {
  return {.name = "--catalog",
          .placeholder = "FILE|DIR",
          .help = "services of your own beside those that come with opencam",
          .is_repeatable = true,
          .completes = Completes::File};
}

Result<std::shared_ptr<const Catalog>> load_catalog(const Invocation& invocation) {
  std::vector<Source> sources;
  for (const std::string& path : invocation.arguments.values("--catalog")) {
    OPENCAM_TRY(std::vector<std::string> files, json_files_of(path));
    for (const std::string& file : files) {
      OPENCAM_TRY(Source source, read_source(file, invocation.streams, limits::world_bytes_max));
      sources.push_back(std::move(source));
    }
  }
  if (sources.empty()) return Catalog::built_in();
  OPENCAM_TRY(Catalog catalog, Catalog::built_in_with(sources));
  return std::make_shared<const Catalog>(std::move(catalog));
}

std::vector<Option> decision_options() {
  std::vector<Option> options = {{.name = "--world",
                                  .placeholder = "FILE",
                                  .help = "the world file: accounts, users, groups, roles, policies",
                                  .is_required = true,
                                  .completes = Completes::File},
                                 {.name = "--requests",
                                  .placeholder = "FILE|-",
                                  .help = "the requests, one JSON object a line; `-` is stdin",
                                  .fallback = "-",
                                  .completes = Completes::File}};
  for (Option& option : single_request_options()) options.push_back(std::move(option));
  options.push_back(catalog_option());
  return options;
}

ExitCode decide_each(const Invocation& invocation, const std::function<Answer(const Snapshot&, const Request&)>& decide,
                     const std::function<std::string(const Decision&)>& print_unreadable) {
  const Streams& streams = invocation.streams;
  const auto single = single_request(invocation.arguments);
  if (!single) {
    report(invocation, single.error());
    return ExitCode::Usage;
  }
  const auto snapshot = load_snapshot(invocation);
  if (!snapshot) return ExitCode::Failed;
  if (single->has_value()) {
    const Answer answer = decide(*snapshot, **single);
    streams.out << answer.text << '\n';
    if (!answer.complaint.empty()) report(invocation, Error(ErrorCode::InvalidArgument, answer.complaint));
    return answer.allowed ? ExitCode::Ok : ExitCode::Denied;
  }
  auto lines = LineReader::open(invocation.arguments.value("--requests"), streams);
  if (!lines) return report(invocation, lines.error());

  AnswerWriter answers(streams.out);
  const std::string unreadable_answer = print_unreadable(
      {.effect = Effect::Deny, .reason = Reason::InvalidRequest, .statements = {}, .denied_resource = {}});
  const std::function<void()> flush = [&] { answers.flush(); };
  std::uint64_t asked = 0;
  std::uint64_t denied = 0;
  std::uint64_t unreadable = 0;
  const auto complain = [&](std::string_view line, const Error& error) {
    if (unreadable++ < unreadable_shown_max) streams.err << diagnosed(*lines, line, error);
  };
  while (const auto line = lines->next(flush)) {
    if (text::trimmed(*line).empty()) continue;
    ++asked;
    auto request = lines->is_cut() ? Error(ErrorCode::LimitExceeded, "the line is too long") : read_request(*line);
    if (request) {
      const Answer answer = decide(*snapshot, *request);
      denied += answer.allowed ? 0 : 1;
      answers.add(answer.text);
      if (!answer.complaint.empty()) complain(*line, Error(ErrorCode::InvalidArgument, answer.complaint));
    } else {
      ++denied;
      answers.add(unreadable_answer);
      complain(*line, request.error());
    }
    if (streams.err_is_terminal && asked % progress_requests == 0)
      streams.err << '\r' << asked << " decided" << std::flush;
  }
  answers.flush();
  if (streams.err_is_terminal && asked >= progress_requests) streams.err << '\r' << asked << " decided\n";
  if (unreadable > unreadable_shown_max) {
    streams.err << "note: " << unreadable - unreadable_shown_max << " more unreadable lines are not shown\n";
  }
  if (asked == 0) {
    return report(invocation, Error(ErrorCode::MissingArgument, "there is no request in `" + lines->name() + "`")
                                  .with_help("write one JSON object a line"));
  }
  return denied == 0 ? ExitCode::Ok : ExitCode::Denied;
}

}  // namespace opencam::cli
