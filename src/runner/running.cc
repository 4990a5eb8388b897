#include "runner/running.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "runner/limits.h"
#include "runner/log_folder.h"
#include "runner/message.h"
#include "runner/output_copy.h"
#include "runner/sandbox_line.h"
#include "runner/spawn.h"
#include "runner/watch.h"

namespace opencam::runner {
namespace {

using batch::Outcome;

Error cannot(const char* doing, int error) {
  return Error(ErrorCode::Io, "cannot " + std::string(doing) + ": " + std::strerror(error));
}

std::int64_t stricter_one(std::int64_t attempt, std::int64_t operators) {
  if (attempt <= 0) return operators;
  return operators <= 0 ? attempt : std::min(attempt, operators);
}

}  // namespace

batch::AttemptLimits stricter(const batch::AttemptLimits& attempt, const batch::AttemptLimits& operators) {
  return {.memory_bytes = stricter_one(attempt.memory_bytes, operators.memory_bytes),
          .processes = stricter_one(attempt.processes, operators.processes),
          .disk_bytes = stricter_one(attempt.disk_bytes, operators.disk_bytes),
          .output_bytes = stricter_one(attempt.output_bytes, operators.output_bytes),
          .cpu_ms = stricter_one(attempt.cpu_ms, operators.cpu_ms)};
}

Result<std::unique_ptr<Running>> Running::start(const Ground& ground, batch::Attempt attempt, std::size_t slot,
                                                std::int64_t now_ms) {
  if (!is_attempt_id(attempt.id)) return Error(ErrorCode::InvalidArgument, "`" + plain(attempt.id) + "` is no attempt");
  OPENCAM_TRY(check_attempt(attempt));
  attempt.limits = stricter(attempt.limits, ground.settings.bounds);
  attempt.timeout_ms = stricter_one(attempt.timeout_ms, ground.settings.time_ms);
  auto out = std::unique_ptr<Running>(new Running(ground, std::move(attempt), slot));
  OPENCAM_TRY(out->spawn());
  out->look_at_ms_ = now_ms + limits::watch_interval_ms;
  out->prepared_by_ms_ = now_ms + limits::prepare_wait_ms;
  return out;
}

Running::~Running() { ground_.jail.clear_slot(slot_); }

Result<std::vector<std::pair<std::string, std::string>>> Running::mount_inputs() {
  std::vector<std::pair<std::string, std::string>> out;
  for (const batch::Mapping& mapping : attempt_.inputs) {
    OPENCAM_TRY(const std::string seen_at, sandbox_path(filled_in(mapping.destination, attempt_)));
    OPENCAM_TRY(const Descriptor source, ground_.jail.files().source(filled_in(mapping.source, attempt_)));
    OPENCAM_TRY(std::string mounted, ground_.jail.mount_input(slot_, out.size(), source));
    out.emplace_back(std::move(mounted), seen_at);
  }
  return out;
}

Result<void> Running::spawn() {
  SandboxPlace place;
  OPENCAM_TRY(place.slot, ground_.jail.make_slot(slot_, attempt_.limits.disk_bytes));
  OPENCAM_TRY(place.inputs, mount_inputs());
  OPENCAM_TRY(Pipe out, make_pipe());
  OPENCAM_TRY(Pipe err, make_pipe());
  OPENCAM_TRY(Pipe status, make_pipe());
  OPENCAM_TRY(Pipe block, make_gate());
  // Opened anew, because bubblewrap reads it from where the descriptor stands.
  const Descriptor filter(open(("/proc/self/fd/" + std::to_string(ground_.filter)).c_str(), O_RDONLY | O_CLOEXEC));
  if (!filter.is_open()) return cannot("open the filter of system calls", errno);
  place.links = ground_.jail.links();
  place.has_network = ground_.settings.has_network;
  place.filter = filter.number();
  place.status = status.write.number();
  place.block = block.read.number();
  place.lock = ground_.lock;
  SpawnRequest request;
  request.arguments = sandbox_arguments(attempt_, place);
  request.command = attempt_.command;
  request.limits = attempt_.limits;
  if (ground_.jail.has_users()) request.user = ground_.jail.user_of(slot_);
  request.limits_processes = ground_.jail.has_slot_users();
  request.out = out.write.number();
  request.err = err.write.number();
  request.inherited = {place.filter, place.status, place.block, place.lock};
  OPENCAM_TRY(monitor_, spawn_sandbox(request));
  status_ = std::move(status.read);
  release_ = std::move(block.write);
  out_.from = std::move(out.read);
  err_.from = std::move(err.read);
  return {};
}

void Running::add_polled(std::vector<pollfd>& to) const {
  for (const Descriptor* one : {&status_, &out_.from, &err_.from, &first_handle_, &copier_says_}) {
    if (one->is_open()) to.push_back({.fd = one->number(), .events = POLLIN, .revents = 0});
  }
}

void Running::on_readable(int descriptor, std::int64_t now_ms) {
  if (descriptor == status_.number()) {
    read_status(now_ms);
  } else if (descriptor == out_.from.number()) {
    read_stream(out_, now_ms);
  } else if (descriptor == err_.from.number()) {
    read_stream(err_, now_ms);
  } else if (descriptor == copier_says_.number()) {
    read_copier();
  } else if (descriptor == first_handle_.number()) {
    // Asked again: the number may have been another's when the loop waited.
    pollfd now = {.fd = descriptor, .events = POLLIN, .revents = 0};
    if (poll(&now, 1, 0) != 1) return;
    first_handle_.reset();
    settle(now_ms);
  }
}

bool Running::read_copier() {
  std::array<char, limits::said_bytes_max> bytes{};
  const ssize_t got = read(copier_says_.number(), bytes.data(), bytes.size());
  if (got > 0) copy_trouble_.append(bytes.data(), static_cast<std::size_t>(got));
  if (got == 0) copier_says_.reset();
  return got > 0;
}

// Lines like `{ "child-pid": 4711, ... }` and `{ "exit-code": 0 }`.
bool Running::read_status(std::int64_t now_ms) {
  std::array<char, 1024> bytes{};
  const ssize_t got = read(status_.number(), bytes.data(), bytes.size());
  if (got == 0) status_.reset();
  if (got <= 0) return false;
  status_text_.append(bytes.data(), static_cast<std::size_t>(got));
  for (std::size_t end = status_text_.find('\n'); end != std::string::npos; end = status_text_.find('\n')) {
    const auto line = json::read(std::string_view(status_text_).substr(0, end));
    status_text_.erase(0, end + 1);
    if (!line) continue;
    if (line->root().find("exit-code") != nullptr) exit_code_ = number_of(line->root(), "exit-code");
    const std::int64_t first = number_of(line->root(), "child-pid");
    if (first <= 0 || first_ > 0) continue;
    if (const auto begun = begin(static_cast<pid_t>(first), now_ms); !begun) {
      end_for(Outcome::NotStarted, begun.error().message(), true, now_ms);
    }
  }
  return true;
}

Result<void> Running::begin(pid_t first, std::int64_t now_ms) {
  first_ = first;
  first_handle_ = Descriptor(static_cast<int>(syscall(SYS_pidfd_open, first, 0)));
  if (!first_handle_.is_open()) return cannot("watch over the sandbox", errno);
  if (ended_for_) return {};
  // Counted in the sandbox's own user namespace from here on. A user of the slot's own was limited before.
  const rlimit processes = {.rlim_cur = static_cast<rlim_t>(attempt_.limits.processes),
                            .rlim_max = static_cast<rlim_t>(attempt_.limits.processes)};
  if (!ground_.jail.has_slot_users() && prlimit(first, RLIMIT_NPROC, &processes, nullptr) != 0) {
    return cannot("limit the sandbox's processes", errno);
  }
  batch::AttemptEvent event;
  event.id = attempt_.id;
  event.kind = batch::AttemptEvent::Kind::Begun;
  event.end.began_ms = now_ms;
  begun_line_ = event_text(event);
  if (ground_.journal != nullptr) OPENCAM_TRY(ground_.journal->add(begun_line_));
  if (write(release_.number(), "1", 1) != 1) return cannot("let the sandbox begin", errno);
  release_.reset();
  began_ms_ = now_ms;
  stage_ = Stage::Running;
  events_.push_back(std::move(event));
  return {};
}

void Running::read_stream(Stream& stream, std::int64_t now_ms) {
  std::array<char, limits::read_bytes> bytes;
  for (std::size_t i = 0; i < limits::reads_of_pipe_max; ++i) {
    const ssize_t got = read(stream.from.number(), bytes.data(), bytes.size());
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (got <= 0) {
      stream.from.reset();
      stream.file.reset();
      return;
    }
    keep(stream, {bytes.data(), static_cast<std::size_t>(got)});
    if (output_bytes_ > attempt_.limits.output_bytes) {
      end_for(Outcome::LimitExceeded,
              "it wrote more than " + std::to_string(attempt_.limits.output_bytes) + " bytes to stdout and stderr",
              true, now_ms);
      return;
    }
  }
}

void Running::keep(Stream& stream, std::string_view bytes) {
  const auto room = static_cast<std::size_t>(std::max<std::int64_t>(0, attempt_.limits.output_bytes - output_bytes_));
  output_bytes_ += static_cast<std::int64_t>(bytes.size());
  bytes = bytes.substr(0, room);
  if (stream.as == batch::LogStream::Stderr && said_.size() < limits::said_bytes_max) said_ += bytes;
  if (bytes.empty() || !log_error_.empty() || ground_.journal == nullptr) return;
  if (!stream.file.is_open()) {
    mkdirat(ground_.folder, folder_of_attempt(attempt_.id).c_str(), 0700);
    stream.file = Descriptor(openat(ground_.folder, log_name(attempt_.id, stream.as).c_str(),
                                    O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0600));
  }
  if (!stream.file.is_open() ||
      write(stream.file.number(), bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size())) {
    log_error_ = std::string("its log could not be written: ") + std::strerror(errno);
  }
}

std::int64_t Running::on_time(std::int64_t now_ms) {
  constexpr std::int64_t never = INT64_MAX;
  if (stage_ == Stage::Over || stage_ == Stage::Copying) return never;
  if (kill_at_ms_ > 0) {
    if (now_ms >= kill_at_ms_) stop_now();
    return now_ms >= kill_at_ms_ ? never : kill_at_ms_;
  }
  if (ended_for_) return never;
  if (stage_ == Stage::Preparing && now_ms >= prepared_by_ms_) {
    end_for(Outcome::NotStarted, "the sandbox was not made in time", true, now_ms);
    return never;
  }
  if (stage_ == Stage::Running && attempt_.timeout_ms > 0 && now_ms - began_ms_ >= attempt_.timeout_ms) {
    end_for(Outcome::TimedOut, "it ran longer than " + std::to_string(attempt_.timeout_ms) + " ms", false, now_ms);
    return kill_at_ms_;
  }
  if (now_ms >= look_at_ms_) {
    look(now_ms);
    look_at_ms_ = now_ms + limits::watch_interval_ms;
  }
  const bool has_timeout = stage_ == Stage::Running && attempt_.timeout_ms > 0;
  return has_timeout ? std::min(look_at_ms_, began_ms_ + attempt_.timeout_ms) : look_at_ms_;
}

void Running::look(std::int64_t now_ms) {
  if (stage_ != Stage::Running) return;
  const Use use = use_of(first_, attempt_.limits.memory_bytes);
  const auto exceeded = [&](const std::string& what) { end_for(Outcome::LimitExceeded, what, true, now_ms); };
  if (use.memory_bytes > attempt_.limits.memory_bytes) {
    exceeded("its processes took more than " + std::to_string(attempt_.limits.memory_bytes) + " bytes of memory");
  } else if (attempt_.limits.cpu_ms > 0 && use.cpu_ms > attempt_.limits.cpu_ms) {
    exceeded("its processes used more than " + std::to_string(attempt_.limits.cpu_ms) + " ms of processor time");
  }
  sample(now_ms, use.cpu_ms, use.memory_bytes);
}

void Running::sample(std::int64_t now_ms, std::int64_t cpu_ms, std::int64_t memory_bytes) {
  const std::int64_t last_ms = sampled_ms_ == 0 ? began_ms_ : sampled_ms_;
  if (now_ms - last_ms < limits::usage_interval_ms || ground_.journal == nullptr) return;
  const std::string line = usage_line(now_ms, std::max<std::int64_t>(0, cpu_ms - sampled_cpu_ms_), now_ms - last_ms,
                                      memory_bytes, attempt_.limits.memory_bytes);
  sampled_ms_ = now_ms;
  sampled_cpu_ms_ = cpu_ms;
  mkdirat(ground_.folder, folder_of_attempt(attempt_.id).c_str(), 0700);
  const Descriptor file(openat(ground_.folder, usage_name(attempt_.id).c_str(),
                               O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0600));
  struct stat found = {};
  // Samples are a courtesy: without room there are none.
  if (!file.is_open() || fstat(file.number(), &found) != 0 || found.st_size > limits::usage_bytes_max) return;
  [[maybe_unused]] const ssize_t written = write(file.number(), line.data(), line.size());
}

void Running::end_for(Outcome outcome, std::string reason, bool at_once, std::int64_t now_ms) {
  if (stage_ == Stage::Over) return;
  // Who comes after the command's own end is too late: only its remains are being cleared away.
  if (!ended_for_ && !(exit_code_ && stage_ != Stage::Copying)) {
    ended_for_ = outcome;
    ended_reason_ = std::move(reason);
  }
  if (at_once || stage_ != Stage::Running) return stop_now();
  if (kill_at_ms_ > 0) return;
  // bubblewrap's first process leads the session and takes no SIGTERM itself: its group is the command's.
  kill(-first_, SIGTERM);
  kill_at_ms_ = now_ms + limits::end_grace_ms;
}

void Running::stop_now() {
  kill_at_ms_ = 0;
  if (first_handle_.is_open()) syscall(SYS_pidfd_send_signal, first_handle_.number(), SIGKILL, nullptr, 0);
  // Without its first process bubblewrap ends by itself; before that it is ended itself.
  if (first_ <= 0 && !is_monitor_gone_) kill(monitor_, SIGKILL);
  if (copier_ > 0) kill(copier_, SIGKILL);
}

bool Running::on_exit(pid_t process, int status, std::int64_t now_ms) {
  if (process == monitor_ && !is_monitor_gone_) {
    is_monitor_gone_ = true;
    monitor_status_ = status;
    // Its last words are in the pipe: the process number when all went by very quickly, and the exit code.
    while (status_.is_open() && read_status(now_ms)) {
    }
    if (first_handle_.is_open()) syscall(SYS_pidfd_send_signal, first_handle_.number(), SIGKILL, nullptr, 0);
    settle(now_ms);
    return true;
  }
  if (process == copier_) {
    copier_ = -1;
    if (status != 0 && copy_trouble_.empty()) copy_trouble_ = "the copy of its outputs was ended";
    while (copier_says_.is_open() && read_copier()) {
    }
    finish(now_ms);
    return true;
  }
  return process == first_;
}

// Goes on when bubblewrap and every process of its namespace are gone.
void Running::settle(std::int64_t now_ms) {
  if (!is_monitor_gone_ || first_handle_.is_open() || stage_ == Stage::Copying || stage_ == Stage::Over) return;
  for (Stream* stream : {&out_, &err_}) {
    // Nobody writes any more: the rest is what a pipe can hold.
    if (stream->from.is_open()) read_stream(*stream, now_ms);
    stream->from.reset();
    stream->file.reset();
  }
  const bool was_run = exit_code_.has_value() || (began_ms_ > 0 && ended_for_);
  if (was_run && has_outputs(attempt_)) return start_copying(now_ms);
  finish(now_ms);
}

void Running::start_copying(std::int64_t now_ms) {
  stage_ = Stage::Copying;
  auto slot = ground_.jail.open_slot(slot_);
  auto says = make_pipe();
  if (!slot || !says) {
    copy_trouble_ = (!slot ? slot.error() : says.error()).message();
    return finish(now_ms);
  }
  const pid_t child = fork();
  if (child == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    const auto copied = copy_outputs({.attempt = attempt_,
                                      .files = ground_.jail.files(),
                                      .slot = *slot,
                                      .logs = ground_.folder,
                                      .bytes_max = attempt_.limits.disk_bytes + attempt_.limits.output_bytes,
                                      .has_succeeded = exit_code_ == 0 && !ended_for_});
    if (copied) _exit(0);
    const std::string text = plain(copied.error().message());
    [[maybe_unused]] const ssize_t written = write(says->write.number(), text.data(), text.size());
    _exit(1);
  }
  if (child < 0) {
    copy_trouble_ = std::string("its outputs could not be copied: ") + std::strerror(errno);
    return finish(now_ms);
  }
  copier_ = child;
  copier_says_ = std::move(says->read);
}

void Running::finish(std::int64_t now_ms) {
  stage_ = Stage::Over;
  batch::AttemptEvent event;
  event.id = attempt_.id;
  event.end = end_of();
  event.end.began_ms = began_ms_;
  event.end.ended_ms = now_ms;
  if (ground_.journal != nullptr && !begun_line_.empty()) {
    // Whoever reads the journal after us would call it lost; who listens now hears the truth.
    if (const auto kept = ground_.journal->add(event_text(event)); !kept) event.end.detail = kept.error().message();
  }
  events_.push_back(std::move(event));
  ground_.jail.clear_slot(slot_);
}

batch::AttemptEnd Running::end_of() const {
  batch::AttemptEnd out;
  out.detail = log_error_;
  if (ended_for_) {
    out.outcome = *ended_for_;
    out.reason = ended_reason_;
    out.exit_code = exit_code_.value_or(0);
    return out;
  }
  if (!exit_code_) {
    const bool is_signalled = WIFSIGNALED(monitor_status_);
    out.outcome = is_signalled && began_ms_ > 0 ? Outcome::Lost : Outcome::NotStarted;
    out.reason = is_signalled
                     ? "its sandbox was ended from outside by signal " + std::to_string(WTERMSIG(monitor_status_))
                     : "the sandbox could not be made: " + plain(said_);
    return out;
  }
  out.exit_code = *exit_code_;
  const bool is_signal = *exit_code_ > 128 && *exit_code_ <= 128 + 64;
  out.outcome = is_signal ? Outcome::Signalled : Outcome::Exited;
  if (is_signal) out.reason = "the command ended by signal " + std::to_string(*exit_code_ - 128);
  if (*exit_code_ == 128 + SIGXCPU && attempt_.limits.cpu_ms > 0) {
    out.outcome = Outcome::LimitExceeded;
    out.reason = "a process used more than " + std::to_string(attempt_.limits.cpu_ms) + " ms of processor time";
  }
  if (!copy_trouble_.empty() && *exit_code_ == 0) {
    out.outcome = Outcome::OutputFailed;
    out.reason = copy_trouble_;
  } else if (!copy_trouble_.empty()) {
    out.detail = copy_trouble_;
  }
  return out;
}

std::vector<batch::AttemptEvent> Running::take_events() { return std::exchange(events_, {}); }

}  // namespace opencam::runner
