#include "runner/log_folder.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>

#include "runner/descriptor.h"

namespace opencam::runner {

bool is_attempt_id(std::string_view id) {
  const auto is_safe = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
  return !id.empty() && id.size() <= 200 && std::ranges::all_of(id, is_safe);
}

std::string folder_of_attempt(std::string_view id) {
  // Task, index and attempt follow the job's own id.
  for (int i = 0; i < 3; ++i) {
    const std::size_t dash = id.rfind('-');
    if (dash != std::string_view::npos && dash > 0) id = id.substr(0, dash);
  }
  return "jobs/" + std::string(id);
}

std::string log_name(std::string_view id, batch::LogStream stream) {
  return folder_of_attempt(id) + "/" + std::string(id) + (stream == batch::LogStream::Stdout ? ".out" : ".err");
}

std::string usage_name(std::string_view id) { return folder_of_attempt(id) + "/" + std::string(id) + ".use"; }

Result<std::string> read_log(const std::string& folder, std::string_view id, batch::LogStream stream,
                             std::int64_t offset, std::size_t bytes_max) {
  if (!is_attempt_id(id)) return std::string();
  const std::string path = folder + "/" + log_name(id, stream);
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  if (!file.is_open() && errno == ENOENT) return std::string();
  struct stat found = {};
  if (!file.is_open() || fstat(file.number(), &found) != 0) {
    return Error(ErrorCode::Io, "cannot read the log of `" + std::string(id) + "`: " + std::strerror(errno));
  }
  const std::int64_t from = offset >= 0 ? offset : std::max<std::int64_t>(0, found.st_size + offset);
  if (from >= found.st_size) return std::string();
  std::string out(std::min(bytes_max, static_cast<std::size_t>(found.st_size - from)), '\0');
  const ssize_t read = pread(file.number(), out.data(), out.size(), from);
  if (read < 0)
    return Error(ErrorCode::Io, "cannot read the log of `" + std::string(id) + "`: " + std::strerror(errno));
  out.resize(static_cast<std::size_t>(read));
  return out;
}

Result<std::vector<batch::UsageSample>> read_usage(const std::string& folder, std::string_view id, std::int64_t from_ms,
                                                   std::int64_t to_ms) {
  std::vector<batch::UsageSample> out;
  if (!is_attempt_id(id)) return out;
  std::ifstream file(folder + "/" + usage_name(id));
  std::string line;
  while (std::getline(file, line)) {
    std::istringstream words(line);
    batch::UsageSample sample;
    std::int64_t bytes_max = 0;
    if (!(words >> sample.time_ms >> sample.cpu_percent >> sample.memory_bytes >> bytes_max)) continue;
    if (sample.time_ms < from_ms || sample.time_ms >= to_ms) continue;
    if (bytes_max > 0) {
      sample.memory_percent = 100.0 * static_cast<double>(sample.memory_bytes) / static_cast<double>(bytes_max);
    }
    out.push_back(sample);
  }
  return out;
}

std::string usage_line(std::int64_t time_ms, std::int64_t cpu_ms, std::int64_t elapsed_ms, std::int64_t memory_bytes,
                       std::int64_t memory_bytes_max) {
  const double percent =
      100.0 * static_cast<double>(cpu_ms) / static_cast<double>(std::max<std::int64_t>(1, elapsed_ms));
  std::ostringstream out;
  out << time_ms << ' ' << percent << ' ' << memory_bytes << ' ' << memory_bytes_max << '\n';
  return out.str();
}

void forget_job(const std::string& folder, std::string_view job_id) {
  if (!is_attempt_id(job_id)) return;
  std::error_code ignored;
  std::filesystem::remove_all(folder + "/jobs/" + std::string(job_id), ignored);
}

}  // namespace opencam::runner
