#include "runner/message.h"

#include <array>
#include <cstddef>
#include <utility>

#include "runner/limits.h"

namespace opencam::runner {
namespace {

using batch::AttemptEvent;
using batch::Outcome;

constexpr std::array<std::pair<Outcome, std::string_view>, 8> outcome_names = {{
    {Outcome::Exited, "exited"},
    {Outcome::Signalled, "signalled"},
    {Outcome::TimedOut, "timed_out"},
    {Outcome::Killed, "killed"},
    {Outcome::LimitExceeded, "limit_exceeded"},
    {Outcome::NotStarted, "not_started"},
    {Outcome::Lost, "lost"},
    {Outcome::OutputFailed, "output_failed"},
}};

std::string_view name_of(Outcome outcome) {
  for (const auto& [value, name] : outcome_names) {
    if (value == outcome) return name;
  }
  return "lost";
}

Result<Outcome> outcome_named(std::string_view text) {
  for (const auto& [value, name] : outcome_names) {
    if (name == text) return value;
  }
  return Error(ErrorCode::InvalidArgument, "there is no outcome `" + std::string(text) + "`");
}

void write_limits(json::Writer& out, const batch::AttemptLimits& limits) {
  out.key("memory_bytes").number(limits.memory_bytes).key("processes").number(limits.processes);
  out.key("disk_bytes").number(limits.disk_bytes).key("output_bytes").number(limits.output_bytes);
  out.key("cpu_ms").number(limits.cpu_ms);
}

batch::AttemptLimits read_limits(const json::Value& message) {
  return {.memory_bytes = number_of(message, "memory_bytes"),
          .processes = number_of(message, "processes"),
          .disk_bytes = number_of(message, "disk_bytes"),
          .output_bytes = number_of(message, "output_bytes"),
          .cpu_ms = number_of(message, "cpu_ms")};
}

using Pairs = std::vector<std::pair<std::string, std::string>>;

void write_pairs(json::Writer& out, std::string_view name, const Pairs& pairs) {
  out.key(name).begin_array();
  for (const auto& [first, second] : pairs) out.string(first).string(second);
  out.end_array();
}

Pairs read_pairs(const json::Value& message, std::string_view name) {
  Pairs out;
  const json::Value* list = message.find(name);
  if (list == nullptr) return out;
  for (std::size_t i = 0; i + 1 < list->items.size(); i += 2) {
    out.emplace_back(list->items[i].text, list->items[i + 1].text);
  }
  return out;
}

Pairs pairs_of(const std::vector<batch::Mapping>& mappings) {
  Pairs out;
  for (const batch::Mapping& mapping : mappings) out.emplace_back(mapping.source, mapping.destination);
  return out;
}

std::vector<batch::Mapping> mappings_of(const Pairs& pairs) {
  std::vector<batch::Mapping> out;
  for (const auto& [source, destination] : pairs) out.push_back({.source = source, .destination = destination});
  return out;
}

}  // namespace

std::string text_of(const json::Value& message, std::string_view name) {
  const json::Value* value = message.find(name);
  return value != nullptr && value->is_string() ? value->text : "";
}

std::int64_t number_of(const json::Value& message, std::string_view name) {
  const json::Value* value = message.find(name);
  return value == nullptr ? 0 : value->as_int64().value_or(0);
}

std::string settings_text(const Settings& settings, bool is_trial) {
  json::Writer out;
  out.begin_object().key("is").string("settings").key("trial").boolean(is_trial);
  out.key("folder").string(settings.folder).key("slots").number(std::uint64_t{settings.slots});
  out.key("network").number(std::int64_t{settings.has_network}).key("time_ms").number(settings.time_ms);
  Pairs files;
  for (const FileRoot& root : settings.files) files.emplace_back(root.path, root.is_writable ? "rw" : "ro");
  write_pairs(out, "files", files);
  write_limits(out, settings.bounds);
  out.end_object();
  return std::move(out).take();
}

Result<Settings> read_settings(const json::Value& message) {
  Settings out;
  out.folder = text_of(message, "folder");
  out.slots = static_cast<std::size_t>(number_of(message, "slots"));
  out.has_network = number_of(message, "network") != 0;
  out.time_ms = number_of(message, "time_ms");
  for (const auto& [path, kind] : read_pairs(message, "files")) {
    out.files.push_back({.path = path, .is_writable = kind == "rw"});
  }
  out.bounds = read_limits(message);
  if (out.folder.empty() || out.slots == 0 || out.slots > limits::slots_max) {
    return Error(ErrorCode::InvalidArgument, "the supervisor was given no settings it can work with");
  }
  return out;
}

std::string start_text(const batch::Attempt& attempt) {
  json::Writer out;
  out.begin_object().key("is").string("start").key("id").string(attempt.id).key("job").string(attempt.job_id);
  out.key("command").string(attempt.command).key("timeout_ms").number(attempt.timeout_ms);
  write_pairs(out, "environment", attempt.environment);
  write_pairs(out, "inputs", pairs_of(attempt.inputs));
  write_pairs(out, "outputs", pairs_of(attempt.outputs));
  out.key("stdout_folder").string(attempt.redirect.stdout_folder);
  out.key("stdout_name").string(attempt.redirect.stdout_name);
  out.key("stderr_folder").string(attempt.redirect.stderr_folder);
  out.key("stderr_name").string(attempt.redirect.stderr_name);
  write_limits(out, attempt.limits);
  out.end_object();
  return std::move(out).take();
}

Result<batch::Attempt> read_start(const json::Value& message) {
  batch::Attempt out;
  out.id = text_of(message, "id");
  out.job_id = text_of(message, "job");
  if (out.id.empty()) return Error(ErrorCode::InvalidArgument, "an attempt has no id");
  out.command = text_of(message, "command");
  out.timeout_ms = number_of(message, "timeout_ms");
  out.environment = read_pairs(message, "environment");
  out.inputs = mappings_of(read_pairs(message, "inputs"));
  out.outputs = mappings_of(read_pairs(message, "outputs"));
  out.redirect = {.stdout_folder = text_of(message, "stdout_folder"),
                  .stdout_name = text_of(message, "stdout_name"),
                  .stderr_folder = text_of(message, "stderr_folder"),
                  .stderr_name = text_of(message, "stderr_name")};
  out.limits = read_limits(message);
  return out;
}

std::string kill_text(std::string_view id, std::string_view reason) {
  json::Writer out;
  out.begin_object().key("is").string("kill").key("id").string(id).key("reason").string(reason).end_object();
  return std::move(out).take();
}

std::string event_text(const AttemptEvent& event) {
  json::Writer out;
  const bool has_ended = event.kind == AttemptEvent::Kind::Ended;
  out.begin_object().key("is").string(has_ended ? "ended" : "begun").key("id").string(event.id);
  out.key("began").number(event.end.began_ms);
  if (has_ended) {
    out.key("ended").number(event.end.ended_ms).key("outcome").string(name_of(event.end.outcome));
    out.key("exit_code").number(event.end.exit_code);
    out.key("reason").string(event.end.reason).key("detail").string(event.end.detail);
  }
  out.end_object();
  return std::move(out).take();
}

Result<AttemptEvent> read_event(const json::Value& message) {
  AttemptEvent out;
  out.id = text_of(message, "id");
  out.end.began_ms = number_of(message, "began");
  if (text_of(message, "is") == "begun") {
    out.kind = AttemptEvent::Kind::Begun;
    return out;
  }
  out.kind = AttemptEvent::Kind::Ended;
  out.end.ended_ms = number_of(message, "ended");
  OPENCAM_TRY(out.end.outcome, outcome_named(text_of(message, "outcome")));
  out.end.exit_code = number_of(message, "exit_code");
  out.end.reason = text_of(message, "reason");
  out.end.detail = text_of(message, "detail");
  return out;
}

std::string ready_text() { return R"({"is":"ready"})"; }

std::string refused_text(const Error& error) {
  json::Writer out;
  out.begin_object().key("is").string("refused").key("error").string(plain(error.message()));
  out.key("help").string(plain(error.help())).end_object();
  return std::move(out).take();
}

std::string framed(std::string_view text) {
  std::string out;
  out.reserve(text.size() + 4);
  for (unsigned i = 0; i < 4; ++i) out += static_cast<char>((text.size() >> (8 * i)) & 0xff);
  return out.append(text);
}

Result<bool> Frames::next(std::string& text) {
  if (held_.size() < 4) return false;
  std::size_t length = 0;
  for (unsigned i = 0; i < 4; ++i) length |= std::size_t{static_cast<unsigned char>(held_[i])} << (8 * i);
  if (length > limits::frame_bytes_max) {
    return Error(ErrorCode::InvalidArgument, "a message of " + std::to_string(length) + " bytes is too long");
  }
  if (held_.size() < 4 + length) return false;
  text = held_.substr(4, length);
  held_.erase(0, 4 + length);
  return true;
}

std::string plain(std::string_view text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.remove_suffix(1);
  std::string out;
  for (const char c : text.substr(0, limits::said_bytes_max)) {
    if (c == '\n') {
      out += "; ";
    } else {
      out += c >= ' ' && c < 0x7f ? c : '?';
    }
  }
  return out;
}

}  // namespace opencam::runner
