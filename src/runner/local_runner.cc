#include "runner/local_runner.h"

#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

#include "batch/bell.h"
#include "runner/journal.h"
#include "runner/limits.h"
#include "runner/log_folder.h"
#include "runner/sandbox_line.h"

namespace opencam::runner {
namespace {

using batch::AttemptEvent;
using batch::Outcome;

Error cannot(const std::string& doing, int error) {
  return Error(ErrorCode::Io, "cannot " + doing + ": " + std::strerror(error));
}

Result<void> make_folders(const std::string& folder) {
  namespace fs = std::filesystem;
  std::error_code error;
  fs::create_directories(folder + "/jobs", error);
  if (!error) fs::permissions(folder, fs::perms::owner_all, error);
  if (error) return Error(ErrorCode::Io, "cannot make the runner's folder `" + folder + "`: " + error.message());
  return {};
}

Result<void> check_settings(const Settings& settings) {
  if (settings.slots == 0 || settings.slots > limits::slots_max) {
    return Error(ErrorCode::InvalidArgument, "the runner takes 1 to " + std::to_string(limits::slots_max) + " slots");
  }
  for (const FileRoot& root : settings.files) {
    std::error_code error;
    if (!std::filesystem::is_directory(root.path, error)) {
      return Error(ErrorCode::NotFound, "`" + root.path + "`, which is to be open to tasks, is not a folder");
    }
  }
  return {};
}

// What a supervisor says first. Waits as long as it may take.
Result<std::string> first_message(int socket, Frames& frames) {
  std::string text;
  for (;;) {
    OPENCAM_TRY(const bool is_whole, frames.next(text));
    if (is_whole) return text;
    pollfd waited = {.fd = socket, .events = POLLIN, .revents = 0};
    const int ready = poll(&waited, 1, static_cast<int>(limits::ready_wait_ms));
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0) return cannot("start the runner's supervisor", ETIMEDOUT);
    std::array<char, 4096> bytes{};
    const ssize_t got = read(socket, bytes.data(), bytes.size());
    if (got <= 0) return Error(ErrorCode::Io, "the runner's supervisor ended at once");
    frames.add({bytes.data(), static_cast<std::size_t>(got)});
  }
}

bool send_all(int socket, const std::string& bytes) {
  for (std::size_t done = 0; done < bytes.size();) {
    const ssize_t sent = ::send(socket, bytes.data() + done, bytes.size() - done, MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return false;
    done += static_cast<std::size_t>(sent);
  }
  return true;
}

void wait_for(pid_t process) {
  int status = 0;
  while (process > 0 && waitpid(process, &status, 0) < 0 && errno == EINTR) {
  }
}

}  // namespace

Result<std::unique_ptr<LocalRunner>> LocalRunner::create(Settings settings, std::vector<std::string> supervisor,
                                                         Log& log) {
  std::error_code error;
  settings.folder = std::filesystem::absolute(settings.folder, error).lexically_normal().string();
  OPENCAM_TRY(check_settings(settings));
  OPENCAM_TRY(make_folders(settings.folder));
  auto out = std::unique_ptr<LocalRunner>(new LocalRunner(std::move(settings), std::move(supervisor), log));
  OPENCAM_TRY(const Supervisor trial, out->launch(true));
  wait_for(trial.process);
  return out;
}

LocalRunner::~LocalRunner() {
  {
    const std::scoped_lock lock(mutex_);
    is_stopping_ = true;
    if (supervisor_.socket.is_open()) shutdown(supervisor_.socket.number(), SHUT_RDWR);
  }
  stopping_.notify_all();
  if (listener_.joinable()) listener_.join();
  // It goes when it has ended its sandboxes and written that down.
  wait_for(supervisor_.process);
}

Result<LocalRunner::Supervisor> LocalRunner::launch(bool is_trial) const {
  std::array<int, 2> ends{};
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) return cannot("make a socket", errno);
  Supervisor out;
  out.socket = Descriptor(ends[0]);
  Descriptor theirs(ends[1]);
  std::vector<char*> words;
  for (const std::string& word : command_) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, theirs.number(), STDIN_FILENO);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t none;
  sigemptyset(&none);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
  std::array<char*, 1> no_environment = {nullptr};
  const int error = posix_spawn(&out.process, words[0], &actions, &attributes, words.data(), no_environment.data());
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  theirs.reset();
  if (error != 0) return cannot("start the runner's supervisor", error);
  const auto said = send_all(out.socket.number(), framed(settings_text(settings_, is_trial)))
                        ? first_message(out.socket.number(), out.frames)
                        : Result<std::string>(cannot("speak to the runner's supervisor", EPIPE));
  const auto document = said ? json::read(*said) : Result<json::Document>(said.error());
  if (document && text_of(document->root(), "is") == "ready") return out;
  out.socket.reset();
  ::kill(out.process, SIGKILL);
  wait_for(out.process);
  if (!document) return document.error();
  return Error(ErrorCode::Io, text_of(document->root(), "error")).with_help(text_of(document->root(), "help"));
}

Result<std::vector<AttemptEvent>> LocalRunner::recover(std::span<const std::string> ids) {
  {
    const std::scoped_lock lock(mutex_);
    if (listener_.joinable()) return recover_again(ids);
  }
  // It has the lock when it says that it is ready: nothing of an earlier one runs any more, and the journal is whole.
  OPENCAM_TRY(Supervisor fresh, launch(false));
  OPENCAM_TRY(auto events, read_journal(settings_.folder, ids));
  const std::scoped_lock lock(mutex_);
  supervisor_ = std::move(fresh);
  listener_ = std::thread([this] { listen(); });
  return events;
}

// For a scheduler that begins anew in the same server: what is queued is forgotten, what runs goes on, and the journal
// has the ends that nobody has taken. REQUIRES: the lock.
Result<std::vector<AttemptEvent>> LocalRunner::recover_again(std::span<const std::string> ids) {
  OPENCAM_TRY(auto events, read_journal(settings_.folder, ids));
  queue_.clear();
  events_.clear();
  for (AttemptEvent& event : events) {
    if (running_.contains(event.id)) event.kind = AttemptEvent::Kind::Running;
  }
  return events;
}

Result<void> LocalRunner::start(std::span<const batch::Attempt> attempts) {
  const std::scoped_lock lock(mutex_);
  if (is_stopping_ || !listener_.joinable()) return Error(ErrorCode::Io, "the runner does not take attempts now");
  queue_.insert(queue_.end(), attempts.begin(), attempts.end());
  send_queued();
  return {};
}

// REQUIRES: the lock.
void LocalRunner::send_queued() {
  while (!queue_.empty() && running_.size() < settings_.slots) {
    batch::Attempt attempt = std::move(queue_.front());
    queue_.pop_front();
    // What no message can carry ends here; what else cannot be run is found by the supervisor.
    if (const auto checked = check_attempt(attempt); !checked) {
      AttemptEvent event;
      event.id = attempt.id;
      event.end.outcome = Outcome::NotStarted;
      event.end.reason = checked.error().message();
      add_event(std::move(event));
      continue;
    }
    // When it cannot be sent the supervisor is gone, and begin_anew() finds the attempt among those that ran.
    send(start_text(attempt));
    running_.emplace(attempt.id, std::move(attempt));
  }
}

bool LocalRunner::send(const std::string& text) {
  return supervisor_.socket.is_open() && send_all(supervisor_.socket.number(), framed(text));
}

void LocalRunner::kill(std::string_view id, std::string_view reason) {
  const std::scoped_lock lock(mutex_);
  if (running_.contains(id)) {
    send(kill_text(id, reason));
    return;
  }
  const auto found = std::ranges::find(queue_, id, &batch::Attempt::id);
  if (found == queue_.end()) return;
  AttemptEvent event;
  event.id = found->id;
  event.end.outcome = Outcome::Killed;
  event.end.reason = reason;
  queue_.erase(found);
  add_event(std::move(event));
}

bool LocalRunner::withdraw(std::string_view id) {
  const std::scoped_lock lock(mutex_);
  const auto found = std::ranges::find(queue_, id, &batch::Attempt::id);
  if (found == queue_.end()) return false;
  queue_.erase(found);
  return true;
}

std::vector<AttemptEvent> LocalRunner::take_events() {
  const std::scoped_lock lock(mutex_);
  return std::exchange(events_, {});
}

void LocalRunner::forget(std::string_view job_id) { forget_job(settings_.folder, job_id); }

Result<std::string> LocalRunner::log(std::string_view id, batch::LogStream stream, std::int64_t offset,
                                     std::size_t bytes_max) {
  return read_log(settings_.folder, id, stream, offset, bytes_max);
}

Result<std::vector<batch::UsageSample>> LocalRunner::usage(std::string_view id, std::int64_t from_ms,
                                                           std::int64_t to_ms) {
  return read_usage(settings_.folder, id, from_ms, to_ms);
}

RunnerCounts LocalRunner::counts() const {
  const std::scoped_lock lock(mutex_);
  RunnerCounts out = counts_;
  out.queued = queue_.size();
  out.running = running_.size();
  return out;
}

// REQUIRES: the lock.
void LocalRunner::add_event(AttemptEvent event) {
  if (event.kind == AttemptEvent::Kind::Ended) {
    ++counts_.ended;
    if (event.end.outcome != Outcome::Exited || event.end.exit_code != 0) ++counts_.failed;
  }
  events_.push_back(std::move(event));
  if (bell_ != nullptr) bell_->ring();
}

// The thread that listens.
void LocalRunner::listen() {
  for (;;) {
    while (take_bytes()) {
    }
    {
      const std::scoped_lock lock(mutex_);
      if (is_stopping_) return;
    }
    begin_anew();
  }
}

// False when the supervisor is gone.
bool LocalRunner::take_bytes() {
  std::array<char, limits::read_bytes> bytes;
  const ssize_t got = read(supervisor_.socket.number(), bytes.data(), bytes.size());
  if (got < 0 && errno == EINTR) return true;
  if (got <= 0) return false;
  supervisor_.frames.add({bytes.data(), static_cast<std::size_t>(got)});
  const std::scoped_lock lock(mutex_);
  std::string text;
  for (;;) {
    const auto next = supervisor_.frames.next(text);
    if (!next) return false;
    if (!*next) break;
    take_message(text);
  }
  send_queued();
  return true;
}

// REQUIRES: the lock.
void LocalRunner::take_message(const std::string& text) {
  const auto document = json::read(text);
  if (!document) return;
  auto event = read_event(document->root());
  if (!event || !running_.contains(event->id)) return;
  if (event->kind == AttemptEvent::Kind::Ended) running_.erase(event->id);
  add_event(*std::move(event));
}

// The supervisor died. A new one has the lock when all that ran under the old one is gone; the journal says how far
// each had come, and what had not begun goes to the head of the queue.
void LocalRunner::begin_anew() {
  log_.error("batch_supervisor_lost");
  {
    const std::scoped_lock lock(mutex_);
    supervisor_.socket.reset();
  }
  wait_for(std::exchange(supervisor_.process, -1));
  for (;;) {
    auto fresh = launch(false);
    if (fresh && adopt(*std::move(fresh))) return;
    if (!fresh) log_.error("batch_supervisor_refused", {{"error", fresh.error().message()}});
    std::unique_lock lock(mutex_);
    if (stopping_.wait_for(lock, std::chrono::milliseconds(limits::restart_pause_ms),
                           [this] { return is_stopping_; })) {
      return;
    }
  }
}

bool LocalRunner::adopt(Supervisor fresh) {
  const std::scoped_lock lock(mutex_);
  std::vector<std::string> ids;
  for (const auto& [id, attempt] : running_) ids.push_back(id);
  auto events = read_journal(settings_.folder, ids);
  supervisor_ = std::move(fresh);
  if (!events) {
    log_.error("batch_journal_unreadable", {{"error", events.error().message()}});
    events = std::vector<AttemptEvent>();
    for (const std::string& id : ids) {
      AttemptEvent event;
      event.id = id;
      event.end.outcome = Outcome::Lost;
      event.end.reason = "the runner ended while it ran, and its journal cannot be read";
      events->push_back(std::move(event));
    }
  }
  ++counts_.restarts;
  for (AttemptEvent& event : *events) {
    auto attempt = running_.extract(event.id);
    if (event.kind == AttemptEvent::Kind::NotBegun) {
      queue_.push_front(std::move(attempt.mapped()));
    } else {
      add_event(std::move(event));
    }
  }
  if (is_stopping_) shutdown(supervisor_.socket.number(), SHUT_RDWR);
  send_queued();
  return true;
}

}  // namespace opencam::runner
