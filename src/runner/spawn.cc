#include "runner/spawn.h"

#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "runner/limits.h"

namespace opencam::runner {
namespace {

constexpr int politeness = 10;  // nice: the server answers first

Error cannot(const char* doing, int error) {
  return Error(ErrorCode::Io, "cannot " + std::string(doing) + ": " + std::strerror(error));
}

// Arguments that others on the machine shall not read: a list with NULs, read by bubblewrap from a file in memory.
Result<Descriptor> arguments_file(const std::vector<std::string>& arguments) {
  Descriptor file(memfd_create("arguments", 0));
  if (!file.is_open()) return cannot("make a sandbox's arguments", errno);
  std::string text;
  for (const std::string& argument : arguments) text.append(argument).push_back('\0');
  if (write(file.number(), text.data(), text.size()) != static_cast<ssize_t>(text.size()) ||
      lseek(file.number(), 0, SEEK_SET) != 0) {
    return cannot("make a sandbox's arguments", errno);
  }
  return file;
}

struct Bound {
  int resource;
  rlim_t value;
};

std::vector<Bound> bounds_of(const SpawnRequest& request) {
  const batch::AttemptLimits& limits = request.limits;
  std::vector<Bound> out = {
      {RLIMIT_CORE, 0},
      {RLIMIT_DATA, static_cast<rlim_t>(limits.memory_bytes)},
      {RLIMIT_FSIZE, static_cast<rlim_t>(limits.disk_bytes)},
      {RLIMIT_NOFILE, static_cast<rlim_t>(limits::open_files_max)},
      {RLIMIT_MEMLOCK, 64 * 1024},
      {RLIMIT_MSGQUEUE, 0},
      {RLIMIT_SIGPENDING, 1024},
      {RLIMIT_RTPRIO, 0},
      {RLIMIT_NICE, 0},
  };
  // bubblewrap's own process stands outside the sandbox and is counted too.
  if (request.limits_processes) out.push_back({RLIMIT_NPROC, static_cast<rlim_t>(limits.processes + 1)});
  if (limits.cpu_ms > 0) out.push_back({RLIMIT_CPU, static_cast<rlim_t>((limits.cpu_ms + 999) / 1000)});
  return out;
}

// In the child. What was lower already stays so. Nothing here may allocate once `say` would be needed.
void bound(const std::vector<Bound>& bounds) {
  for (const Bound& one : bounds) {
    rlimit now = {};
    getrlimit(static_cast<__rlimit_resource_t>(one.resource), &now);
    const rlim_t value = std::min(one.value, now.rlim_max);
    now = {.rlim_cur = value, .rlim_max = value};
    // The processor's soft bound ends a process with SIGXCPU; the hard one, a second later, cannot be caught.
    if (one.resource == RLIMIT_CPU) now.rlim_max = value + 1;
    setrlimit(static_cast<__rlimit_resource_t>(one.resource), &now);
  }
}

void prefer_to_end() {
  const int file = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
  if (file < 0) return;
  [[maybe_unused]] const ssize_t written = write(file, "1000", 4);
  close(file);
}

bool become(uid_t user) {
  return setgroups(0, nullptr) == 0 && setresgid(user, user, user) == 0 && setresuid(user, user, user) == 0;
}

bool set_descriptors(const SpawnRequest& request, int arguments) {
  if (dup2(request.out, STDOUT_FILENO) < 0 || dup2(request.err, STDERR_FILENO) < 0) return false;
  if (close_range(3, ~0U, CLOSE_RANGE_CLOEXEC) != 0) return false;
  if (fcntl(arguments, F_SETFD, 0) != 0) return false;
  return std::ranges::all_of(request.inherited, [](int number) { return fcntl(number, F_SETFD, 0) == 0; });
}

}  // namespace

Result<pid_t> spawn_sandbox(const SpawnRequest& request) {
  OPENCAM_TRY(const Descriptor arguments, arguments_file(request.arguments));
  const auto program = find_bubblewrap();
  if (!program) return Error(ErrorCode::NotFound, "bubblewrap (`bwrap`) is not installed");
  const std::string number = std::to_string(arguments.number());
  const std::array<const char*, 8> words = {"bwrap",   "--args", number.c_str(),          "--",
                                            "/bin/sh", "-c",     request.command.c_str(), nullptr};
  const std::array<const char*, 1> no_environment = {nullptr};
  const std::vector<Bound> bounds = bounds_of(request);
  const pid_t parent = getpid();
  const pid_t child = fork();
  if (child < 0) return cannot("make a process", errno);
  if (child > 0) return child;
  setpriority(PRIO_PROCESS, 0, politeness);
  prefer_to_end();
  bound(bounds);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  signal(SIGPIPE, SIG_DFL);
  if (request.user && !become(*request.user)) _exit(126);
  // After the change of user, which forgets it. bubblewrap does the same for itself a little later.
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent || !set_descriptors(request, arguments.number())) _exit(126);
  execve(program->c_str(), const_cast<char* const*>(words.data()), const_cast<char* const*>(no_environment.data()));
  _exit(127);
}

std::optional<std::string> find_bubblewrap() {
  for (const char* path : {"/usr/bin/bwrap", "/usr/local/bin/bwrap"}) {
    if (access(path, X_OK) == 0) return path;
  }
  return std::nullopt;
}

Result<Pipe> make_pipe() {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return cannot("make a pipe", errno);
  Pipe out{Descriptor(ends[0]), Descriptor(ends[1])};
  fcntl(ends[0], F_SETFL, O_NONBLOCK);
  return out;
}

Result<Pipe> make_gate() {
  std::array<int, 2> ends{};
  if (socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, ends.data()) != 0) return cannot("make a socket", errno);
  return Pipe{Descriptor(ends[0]), Descriptor(ends[1])};
}

}  // namespace opencam::runner
