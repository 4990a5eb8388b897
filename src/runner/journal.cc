#include "runner/journal.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <map>
#include <string_view>
#include <utility>

#include "runner/limits.h"
#include "runner/message.h"

namespace opencam::runner {
namespace {

constexpr const char* current_name = "journal";
constexpr const char* earlier_name = "journal.1";

Error cannot(const char* doing, int error) {
  return Error(ErrorCode::Io, "cannot " + std::string(doing) + " the runner's journal: " + std::strerror(error));
}

std::string boot_id() {
  std::ifstream file("/proc/sys/kernel/random/boot_id");
  std::string text;
  std::getline(file, text);
  return text;
}

Result<void> add_line(int file, const std::string& text) {
  const std::string line = text + "\n";
  const ssize_t written = write(file, line.data(), line.size());
  if (written < 0) return cannot("write", errno);
  if (static_cast<std::size_t>(written) != line.size()) return cannot("write", ENOSPC);
  return {};
}

Result<Descriptor> new_session(int folder) {
  Descriptor file(openat(folder, current_name, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
  if (!file.is_open()) return cannot("open", errno);
  // The line feed first ends a line that a crash may have torn.
  OPENCAM_TRY(add_line(file.number(), "\n{\"is\":\"session\",\"boot\":\"" + boot_id() + "\"}"));
  if (fsync(file.number()) != 0 || fsync(folder) != 0) return cannot("write", errno);
  return file;
}

// The text between `"name":"` and the next quote. Ids and boot numbers have nothing that would be escaped.
std::string_view quick_member(std::string_view line, std::string_view opening) {
  const std::size_t at = line.find(opening);
  if (at == std::string_view::npos) return {};
  const std::size_t begin = at + opening.size();
  const std::size_t end = line.find('"', begin);
  return end == std::string_view::npos ? std::string_view() : line.substr(begin, end - begin);
}

struct Trace {
  bool has_begun = false;
  bool has_ended = false;
  batch::AttemptEvent event;
};

void follow(std::istream& lines, std::map<std::string, Trace, std::less<>>& traces, std::string& last_boot) {
  std::string line;
  while (std::getline(lines, line)) {
    if (line.starts_with(R"({"is":"session")")) {
      last_boot = quick_member(line, R"("boot":")");
      continue;
    }
    const auto found = traces.find(quick_member(line, R"("id":")"));
    if (found == traces.end()) continue;
    const auto document = json::read(line);
    if (!document) continue;
    auto event = read_event(document->root());
    if (!event) continue;
    Trace& trace = found->second;
    if (event->kind == batch::AttemptEvent::Kind::Begun && trace.has_ended) continue;
    trace.has_begun = true;
    trace.has_ended = event->kind == batch::AttemptEvent::Kind::Ended;
    trace.event = *std::move(event);
  }
}

batch::AttemptEvent verdict(const std::string& id, const Trace& trace, bool is_same_boot) {
  batch::AttemptEvent out = trace.event;
  out.id = id;
  if (trace.has_ended) return out;
  if (!trace.has_begun && is_same_boot) {
    out.kind = batch::AttemptEvent::Kind::NotBegun;
    return out;
  }
  out.kind = batch::AttemptEvent::Kind::Ended;
  out.end.outcome = batch::Outcome::Lost;
  out.end.reason = trace.has_begun ? "the runner ended while it ran, and nothing says how far it came"
                                   : "the machine was restarted, and nothing says whether it had begun";
  return out;
}

}  // namespace

Result<Journal> Journal::open(int folder) {
  OPENCAM_TRY(Descriptor file, new_session(folder));
  struct stat found = {};
  fstat(file.number(), &found);
  return Journal(folder, std::move(file), found.st_size);
}

Result<void> Journal::add(const std::string& text) {
  bytes_ += static_cast<std::int64_t>(text.size()) + 1;
  // Behind a part of a line, as a full disk leaves it, nobody would find this one.
  auto added = add_line(file_.number(), is_torn_ ? "\n" + text : text);
  is_torn_ = !added;
  return added;
}

Result<void> Journal::turn_when_long(std::span<const std::string> going_on) {
  if (bytes_ < limits::journal_bytes_max) return {};
  if (renameat(folder_, current_name, folder_, earlier_name) != 0) return cannot("put aside", errno);
  OPENCAM_TRY(file_, new_session(folder_));
  bytes_ = 0;
  is_torn_ = false;
  for (const std::string& text : going_on) OPENCAM_TRY(add(text));
  return {};
}

Result<std::vector<batch::AttemptEvent>> read_journal(const std::string& folder, std::span<const std::string> ids) {
  std::map<std::string, Trace, std::less<>> traces;
  for (const std::string& id : ids) traces.emplace(id, Trace());
  std::string last_boot;
  bool is_there = false;
  for (const char* name : {earlier_name, current_name}) {
    std::ifstream file(folder + "/" + name);
    if (!file.is_open()) continue;
    is_there = true;
    follow(file, traces, last_boot);
    if (file.bad()) return Error(ErrorCode::Io, "cannot read the runner's journal");
  }
  // Without a journal nothing ever ran from this folder.
  const bool is_same_boot = !is_there || last_boot == boot_id();
  std::vector<batch::AttemptEvent> out;
  for (const std::string& id : ids) out.push_back(verdict(id, traces.find(id)->second, is_same_boot));
  return out;
}

}  // namespace opencam::runner
