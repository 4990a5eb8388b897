#include "runner/supervisor.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "runner/jail.h"
#include "runner/journal.h"
#include "runner/limits.h"
#include "runner/message.h"
#include "runner/running.h"
#include "runner/spawn.h"
#include "runner/system_filter.h"

namespace opencam::runner {
namespace {

using batch::AttemptEvent;
using batch::Outcome;

constexpr const char* lock_name = "runner.lock";
constexpr std::int64_t lock_try_ms = 20;

std::int64_t clock_ms(clockid_t clock) {
  timespec time = {};
  clock_gettime(clock, &time);
  return std::int64_t{time.tv_sec} * 1000 + time.tv_nsec / 1'000'000;
}

// The time of day as it was at the beginning, and steady from there: a clock that is set must not end attempts.
std::int64_t now_ms() {
  static const std::int64_t began_ms = clock_ms(CLOCK_REALTIME) - clock_ms(CLOCK_MONOTONIC);
  return began_ms + clock_ms(CLOCK_MONOTONIC);
}

Error cannot(const char* doing, int error) {
  return Error(ErrorCode::Io, "cannot " + std::string(doing) + ": " + std::strerror(error));
}

// The next message, waited for. Errors: Io when the other end is gone.
Result<std::string> read_message(int socket, Frames& frames) {
  std::string text;
  for (;;) {
    OPENCAM_TRY(const bool is_whole, frames.next(text));
    if (is_whole) return text;
    std::array<char, limits::read_bytes> bytes{};
    const ssize_t got = read(socket, bytes.data(), bytes.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return cannot("read from the server", got == 0 ? EPIPE : errno);
    frames.add({bytes.data(), static_cast<std::size_t>(got)});
  }
}

class Supervisor {
 public:
  Supervisor(int socket, int guardian) : socket_(socket), guardian_(guardian) {}

  int run();

 private:
  Result<void> prepare();
  Result<void> take_lock(int folder);
  Result<void> try_once();
  void work();
  std::vector<pollfd> polled() const;
  void on_message(const std::string& text);
  bool read_socket();
  Result<void> open_journal();
  void start(batch::Attempt attempt);
  void reap();
  int pass_time();
  void tell();
  void say(const std::string& text);
  void stop_all();

  int socket_;
  int guardian_;  // a pipe that ends with the process outside
  Frames frames_;
  Settings settings_;
  bool is_trial_ = false;
  Descriptor folder_;
  Descriptor lock_;
  Descriptor filter_;
  Descriptor children_;  // SIGCHLD
  std::optional<Jail> jail_;
  std::optional<Journal> journal_;
  std::optional<Ground> ground_;
  std::vector<std::unique_ptr<Running>> running_;
  std::string unsaid_;
  bool is_open_ = true;
};

int Supervisor::run() {
  if (auto prepared = prepare(); !prepared) {
    say(refused_text(prepared.error()));
    return 1;
  }
  if (is_trial_) {
    const auto tried = try_once();
    say(tried ? ready_text() : refused_text(tried.error()));
    return tried ? 0 : 1;
  }
  say(ready_text());
  work();
  stop_all();
  return 0;
}

Result<void> Supervisor::prepare() {
  OPENCAM_TRY(const std::string first, read_message(socket_, frames_));
  OPENCAM_TRY(const json::Document document, json::read(first));
  OPENCAM_TRY(settings_, read_settings(document.root()));
  is_trial_ = document.root().find("trial") != nullptr && document.root().find("trial")->boolean;
  if (!find_bubblewrap()) {
    return Error(ErrorCode::NotFound, "the sandbox program bubblewrap (`bwrap`) is not installed")
        .with_help("on Debian: apt-get install bubblewrap");
  }
  folder_ = Descriptor(open(settings_.folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder_.is_open()) return file_error("open the runner's folder", settings_.folder, errno);
  if (!is_trial_) {
    OPENCAM_TRY(take_lock(folder_.number()));
  } else {
    lock_ = Descriptor(open("/dev/null", O_RDONLY | O_CLOEXEC));
  }
  sigset_t child;
  sigemptyset(&child);
  sigaddset(&child, SIGCHLD);
  sigprocmask(SIG_BLOCK, &child, nullptr);
  children_ = Descriptor(signalfd(-1, &child, SFD_CLOEXEC | SFD_NONBLOCK));
  if (!children_.is_open()) return cannot("watch over sandboxes", errno);
  OPENCAM_TRY(const int filter, make_system_filter(settings_.has_network));
  filter_ = Descriptor(filter);
  OPENCAM_TRY(jail_, Jail::enter(settings_));
  ground_.emplace(Ground{.settings = settings_,
                         .jail = *jail_,
                         .folder = folder_.number(),
                         .filter = filter_.number(),
                         .lock = lock_.number()});
  return {};
}

// Every sandbox inherits the lock: it is free when none is left, of whichever supervisor.
Result<void> Supervisor::take_lock(int folder) {
  lock_ = Descriptor(openat(folder, lock_name, O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!lock_.is_open()) return cannot("open the runner's lock", errno);
  for (std::int64_t waited_ms = 0; flock(lock_.number(), LOCK_EX | LOCK_NB) != 0; waited_ms += lock_try_ms) {
    if (errno != EWOULDBLOCK) return cannot("lock the runner's folder", errno);
    if (waited_ms >= limits::ready_wait_ms / 2) {
      return Error(ErrorCode::Io, "another runner still works in the folder, or one of its sandboxes does not end");
    }
    usleep(static_cast<useconds_t>(lock_try_ms * 1000));
  }
  return {};
}

// The whole way once, with a command that does nothing: what is missing is found before anybody waits for a job.
Result<void> Supervisor::try_once() {
  batch::Attempt attempt;
  attempt.id = "trial-0-0-1";
  attempt.command = "exit 0";
  attempt.timeout_ms = limits::ready_wait_ms / 2;
  OPENCAM_TRY(auto running, Running::start(*ground_, std::move(attempt), 0, now_ms()));
  running_.push_back(std::move(running));
  std::vector<AttemptEvent> events;
  while (!running_.front()->is_over()) {
    std::vector<pollfd> waited = polled();
    waited.erase(waited.begin(), waited.begin() + 2);
    poll(waited.data(), waited.size(), pass_time());
    for (const pollfd& one : waited) {
      if (one.revents != 0) running_.front()->on_readable(one.fd, now_ms());
    }
    reap();
  }
  for (AttemptEvent& event : running_.front()->take_events()) events.push_back(std::move(event));
  running_.clear();
  const batch::AttemptEnd& end = events.back().end;
  if (end.outcome == Outcome::Exited && end.exit_code == 0) return {};
  return Error(ErrorCode::Io, "a sandbox cannot be made: " + end.reason)
      .with_help("bubblewrap needs user, process and network namespaces: see docs/batch/runner.md");
}

std::vector<pollfd> Supervisor::polled() const {
  std::vector<pollfd> out;
  const short wanted = static_cast<short>(POLLIN | (unsaid_.empty() ? 0 : POLLOUT));
  out.push_back({.fd = socket_, .events = wanted, .revents = 0});
  out.push_back({.fd = guardian_, .events = POLLIN, .revents = 0});
  out.push_back({.fd = children_.number(), .events = POLLIN, .revents = 0});
  for (const auto& one : running_) one->add_polled(out);
  return out;
}

void Supervisor::work() {
  fcntl(socket_, F_SETFL, O_NONBLOCK);
  while (is_open_) {
    std::vector<pollfd> waited = polled();
    const int ready = poll(waited.data(), waited.size(), pass_time());
    if (ready < 0 && errno != EINTR) return;
    // A descriptor is known by its number, which stays its own: nothing is opened before the last one is handled.
    for (std::size_t i = 3; i < waited.size(); ++i) {
      if (waited[i].revents == 0) continue;
      for (const auto& one : running_) one->on_readable(waited[i].fd, now_ms());
    }
    reap();
    tell();
    if (waited[0].revents != 0) is_open_ = read_socket();
    if (waited[1].revents != 0) is_open_ = false;
    tell();
  }
}

bool Supervisor::read_socket() {
  std::array<char, limits::read_bytes> bytes{};
  const ssize_t got = read(socket_, bytes.data(), bytes.size());
  if (got == 0) return false;
  if (got < 0) return errno == EAGAIN || errno == EINTR;
  frames_.add({bytes.data(), static_cast<std::size_t>(got)});
  std::string text;
  for (;;) {
    const auto next = frames_.next(text);
    if (!next) return false;
    if (!*next) return true;
    on_message(text);
  }
}

void Supervisor::on_message(const std::string& text) {
  const auto document = json::read(text);
  if (!document) return;
  const json::Value& message = document->root();
  if (text_of(message, "is") == "start") {
    if (auto attempt = read_start(message)) start(*std::move(attempt));
    return;
  }
  if (text_of(message, "is") != "kill") return;
  for (const auto& one : running_) {
    if (one->id() == text_of(message, "id")) one->end_for(Outcome::Killed, text_of(message, "reason"), false, now_ms());
  }
}

// With the first attempt and not before: until then the server asks the journal what the last one left.
Result<void> Supervisor::open_journal() {
  if (journal_) return {};
  OPENCAM_TRY(journal_, Journal::open(folder_.number()));
  ground_->journal = &*journal_;
  return {};
}

void Supervisor::start(batch::Attempt attempt) {
  std::size_t slot = 0;
  const auto is_taken = [this, &slot](const auto& one) { return one->slot() == slot; };
  while (std::ranges::any_of(running_, is_taken)) ++slot;
  AttemptEvent event;
  event.id = attempt.id;
  event.end.outcome = Outcome::NotStarted;
  if (const auto opened = open_journal(); !opened) {
    event.end.reason = opened.error().message();
  } else if (slot >= settings_.slots) {
    event.end.reason = "there is no free slot";
  } else if (auto running = Running::start(*ground_, std::move(attempt), slot, now_ms())) {
    running_.push_back(*std::move(running));
    return;
  } else {
    event.end.reason = running.error().message();
    event.end.detail = running.error().help();
    jail_->clear_slot(slot);
  }
  event.end.ended_ms = now_ms();
  say(event_text(event));
}

void Supervisor::reap() {
  signalfd_siginfo ignored = {};
  while (read(children_.number(), &ignored, sizeof ignored) > 0) {
  }
  int status = 0;
  for (pid_t pid = waitpid(-1, &status, WNOHANG); pid > 0; pid = waitpid(-1, &status, WNOHANG)) {
    for (const auto& one : running_) {
      if (one->on_exit(pid, status, now_ms())) break;
    }
  }
}

// How long poll may wait.
int Supervisor::pass_time() {
  const std::int64_t now = now_ms();
  std::int64_t next = now + 60 * 1000;
  for (const auto& one : running_) next = std::min(next, one->on_time(now));
  return static_cast<int>(std::max<std::int64_t>(0, next - now));
}

// Events of all attempts, and farewell to those that are over.
void Supervisor::tell() {
  for (const auto& one : running_) {
    for (const AttemptEvent& event : one->take_events()) say(event_text(event));
  }
  std::erase_if(running_, [](const auto& one) { return one->is_over(); });
  if (journal_) {
    std::vector<std::string> going_on;
    for (const auto& one : running_) {
      if (!one->begun_line().empty()) going_on.push_back(one->begun_line());
    }
    // A journal that cannot be turned grows on, and says so when it cannot be written either.
    [[maybe_unused]] const auto turned = journal_->turn_when_long(going_on);
  }
  say("");
}

// Sends what can be sent now; the rest waits for the next time, because a slow server must not hold up the watch.
void Supervisor::say(const std::string& text) {
  if (!text.empty()) unsaid_ += framed(text);
  while (!unsaid_.empty()) {
    const ssize_t sent = send(socket_, unsaid_.data(), unsaid_.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return;
    unsaid_.erase(0, static_cast<std::size_t>(sent));
  }
}

// The server is gone, or wants to go: what runs is ended, and the journal says why for the next one.
void Supervisor::stop_all() {
  for (const auto& one : running_) {
    one->end_for(Outcome::Lost, "the server ended while it ran, and it was ended with it", true, now_ms());
  }
  while (!running_.empty()) {
    std::vector<pollfd> waited = polled();
    waited.erase(waited.begin(), waited.begin() + 2);
    poll(waited.data(), waited.size(), std::min(pass_time(), 100));
    for (std::size_t i = 1; i < waited.size(); ++i) {
      if (waited[i].revents == 0) continue;
      for (const auto& one : running_) one->on_readable(waited[i].fd, now_ms());
    }
    reap();
    std::erase_if(running_, [](const auto& one) { return one->is_over(); });
  }
}

}  // namespace

int supervise(int socket) {
  // The socket moves out of the way of what a child's standard input will be; nothing else comes along.
  constexpr int moved = 3;
  if (socket != moved && dup2(socket, moved) < 0) return 1;
  fcntl(moved, F_SETFD, FD_CLOEXEC);
  close_range(moved + 1, ~0U, 0);
  const int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
  if (nothing < 0 || dup2(nothing, STDIN_FILENO) < 0) return 1;
  // A terminal's Ctrl-C is for the server, which then closes the socket.
  setsid();
  signal(SIGPIPE, SIG_IGN);
  // Seven descriptors for each slot; tasks get a limit of their own.
  rlimit files = {};
  if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
  }
  const auto guardian = make_pipe();
  auto separated = guardian ? own_namespaces() : Result<void>(guardian.error());
  const pid_t inner = separated ? fork() : -1;
  if (inner == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    close(guardian->write.number());
    _exit(Supervisor(moved, guardian->read.number()).run());
  }
  if (inner < 0) {
    const std::string text = framed(refused_text(separated ? cannot("make a process", errno) : separated.error()));
    send(moved, text.data(), text.size(), MSG_NOSIGNAL);
    return 1;
  }
  close(moved);
  int status = 0;
  while (waitpid(inner, &status, 0) < 0 && errno == EINTR) {
  }
  // At once: what a program does at its end may need a process, and none can be made in a namespace whose first is
  // gone.
  _exit(WIFEXITED(status) ? WEXITSTATUS(status) : 1);
}

}  // namespace opencam::runner
