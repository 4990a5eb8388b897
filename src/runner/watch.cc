#include "runner/watch.h"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "runner/descriptor.h"
#include "runner/limits.h"

namespace opencam::runner {
namespace {

std::string read_small(const std::string& path) {
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  std::array<char, 8192> bytes{};
  std::string out;
  while (file.is_open()) {
    const ssize_t got = read(file.number(), bytes.data(), bytes.size());
    if (got <= 0) break;
    out.append(bytes.data(), static_cast<std::size_t>(got));
  }
  return out;
}

void add_children(const std::string& process, std::vector<pid_t>& to) {
  const std::string threads = process + "/task";
  DIR* folder = opendir(threads.c_str());
  if (folder == nullptr) return;
  while (const dirent* entry = readdir(folder)) {
    if (entry->d_name[0] == '.') continue;
    const std::string text = read_small(threads + "/" + entry->d_name + "/children");
    const char* at = text.c_str();
    char* end = nullptr;
    for (long pid = std::strtol(at, &end, 10); end != at; pid = std::strtol(at, &end, 10)) {
      to.push_back(static_cast<pid_t>(pid));
      at = end;
    }
  }
  closedir(folder);
}

// Fields 14 to 17 of stat: its own time in the program and in the kernel, and that of the children it has waited for.
std::int64_t cpu_ms_of(const std::string& process) {
  static const long ticks_per_s = sysconf(_SC_CLK_TCK);
  const std::string text = read_small(process + "/stat");
  std::size_t at = text.rfind(')');
  if (at == std::string::npos) return 0;
  for (int field = 0; field < 12 && at != std::string::npos; ++field) at = text.find(' ', at + 1);
  if (at == std::string::npos) return 0;
  const char* from = text.c_str() + at;
  long long ticks = 0;
  for (int field = 0; field < 4; ++field) {
    char* end = nullptr;
    ticks += std::strtoll(from, &end, 10);
    from = end;
  }
  return ticks * 1000 / ticks_per_s;
}

// The sum of lines like `RssAnon:     1234 kB`.
std::int64_t kibibytes(const std::string& text, std::string_view first, std::string_view second) {
  std::int64_t out = 0;
  for (const std::string_view name : {first, second}) {
    const std::size_t at = text.find(name);
    if (at != std::string::npos) out += std::strtoll(text.c_str() + at + name.size(), nullptr, 10);
  }
  return out;
}

std::int64_t shared_out_bytes(const std::vector<pid_t>& processes) {
  std::int64_t out = 0;
  for (const pid_t pid : processes) {
    const std::string process = "/proc/" + std::to_string(pid);
    const std::string text = read_small(process + "/smaps_rollup");
    out += text.empty() ? kibibytes(read_small(process + "/status"), "\nRssAnon:", "\nRssShmem:")
                        : kibibytes(text, "\nPss_Anon:", "\nPss_Shmem:");
  }
  return out * 1024;
}

}  // namespace

Use use_of(pid_t first, std::int64_t memory_bytes_max) {
  Use out;
  std::vector<pid_t> all = {first};
  for (std::size_t i = 0; i < all.size() && i < limits::processes_seen_max; ++i) {
    const std::string process = "/proc/" + std::to_string(all[i]);
    out.cpu_ms += cpu_ms_of(process);
    out.memory_bytes += 1024 * kibibytes(read_small(process + "/status"), "\nRssAnon:", "\nRssShmem:");
    add_children(process, all);
  }
  out.processes = all.size();
  if (out.memory_bytes > memory_bytes_max) out.memory_bytes = shared_out_bytes(all);
  return out;
}

}  // namespace opencam::runner
