#include "runner/sandbox_line.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "runner/limits.h"

namespace opencam::runner {
namespace {

// A task that wants other values sets them in its EnvVars, which come later.
constexpr std::array<std::array<const char*, 2>, 4> usual_environment = {{
    {"PATH", "/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin"},
    {"HOME", work_folder},
    {"TMPDIR", "/tmp"},
    {"LANG", "C.UTF-8"},
}};

constexpr std::array<std::string_view, 18> system_folders = {"usr",    "bin",  "sbin", "lib",  "lib32", "lib64",
                                                             "libx32", "etc",  "dev",  "proc", "sys",   "run",
                                                             "var",    "boot", "root", "home", "srv",   ".."};

Error wrong(const std::string& message) { return Error(ErrorCode::InvalidArgument, message); }

bool has_nul(std::string_view text) { return text.find('\0') != std::string_view::npos; }

void add(std::vector<std::string>& to, std::initializer_list<std::string_view> words) {
  for (const std::string_view word : words) to.emplace_back(word);
}

Result<void> check_environment(const batch::Attempt& attempt) {
  if (attempt.environment.size() > limits::variables_max) {
    return wrong("there are more than " + std::to_string(limits::variables_max) + " environment variables");
  }
  std::size_t bytes = 0;
  for (const auto& [name, value] : attempt.environment) {
    if (name.empty() || name.find('=') != std::string::npos || has_nul(name)) {
      return wrong("`" + name + "` cannot be the name of an environment variable");
    }
    if (has_nul(value)) return wrong("the environment variable `" + name + "` has a NUL character");
    if (name.size() + value.size() + 2 > limits::command_bytes_max) {
      return wrong("the environment variable `" + name + "` is longer than the system takes");
    }
    bytes += name.size() + value.size() + 2;
  }
  if (bytes <= limits::environment_bytes_max) return {};
  return wrong("the environment has " + std::to_string(bytes) + " bytes: more than " +
               std::to_string(limits::environment_bytes_max));
}

}  // namespace

Result<void> check_attempt(const batch::Attempt& attempt) {
  if (attempt.command.empty()) return wrong("the command is empty");
  if (has_nul(attempt.command)) return wrong("the command has a NUL character");
  if (attempt.command.size() > limits::command_bytes_max) {
    return wrong("the command has " + std::to_string(attempt.command.size()) + " bytes: more than " +
                 std::to_string(limits::command_bytes_max));
  }
  if (attempt.inputs.size() + attempt.outputs.size() > limits::mappings_max) {
    return wrong("there are more than " + std::to_string(limits::mappings_max) + " mappings");
  }
  return check_environment(attempt);
}

Result<std::string> sandbox_path(const std::string& text) {
  if (text.empty() || has_nul(text) || text.size() > limits::path_bytes_max) {
    return wrong("`" + text + "` is no path of the task");
  }
  const std::string whole = text.front() == '/' ? text : std::string(work_folder) + "/" + text;
  std::string out;
  std::size_t at = 0;
  while (at < whole.size()) {
    const std::size_t end = std::min(whole.find('/', at), whole.size());
    const std::string_view word = std::string_view(whole).substr(at, end - at);
    if (word == "..") return wrong("`" + text + "` leads out of its folder with `..`");
    if (!word.empty() && word != ".") {
      if (out.empty() && std::ranges::find(system_folders, word) != system_folders.end()) {
        return wrong("`" + text + "` lies in a folder of the system");
      }
      out.append("/").append(word);
    }
    at = end + 1;
  }
  if (out.empty() || out == "/tmp") return wrong("`" + text + "` lies in a folder of the system");
  return out;
}

std::vector<std::string> sandbox_arguments(const batch::Attempt& attempt, const SandboxPlace& place) {
  std::vector<std::string> out;
  add(out, {"--unshare-user", "--unshare-ipc", "--unshare-pid", "--unshare-uts", "--unshare-cgroup-try"});
  if (!place.has_network) add(out, {"--unshare-net"});
  add(out, {"--uid", sandbox_user, "--gid", sandbox_user, "--hostname", "batch"});
  add(out, {"--die-with-parent", "--new-session", "--cap-drop", "ALL"});
  for (const auto& [name, value] : usual_environment) add(out, {"--setenv", name, value});
  for (const auto& [name, value] : attempt.environment) add(out, {"--setenv", name, value});
  add(out, {"--ro-bind", "/usr", "/usr", "--ro-bind", "/etc", "/etc"});
  for (const std::string& link : place.links) add(out, {"--symlink", "usr/" + link, "/" + link});
  add(out, {"--proc", "/proc", "--dev-bind", "/dev", "/dev"});
  add(out, {"--bind", place.slot + "/job", work_folder, "--bind", place.slot + "/tmp", "/tmp"});
  add(out, {"--bind", place.slot + "/shm", "/dev/shm"});
  for (const auto& [from, to] : place.inputs) add(out, {"--ro-bind", from, to});
  add(out, {"--remount-ro", "/dev", "--remount-ro", "/", "--chdir", work_folder});
  add(out, {"--seccomp", std::to_string(place.filter), "--json-status-fd", std::to_string(place.status)});
  add(out, {"--block-fd", std::to_string(place.block), "--sync-fd", std::to_string(place.lock)});
  return out;
}

}  // namespace opencam::runner
