#include "server/batch_config.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "runner/limits.h"

namespace opencam::server {
namespace {

constexpr std::int64_t mebibyte = 1024LL * 1024;
constexpr std::int64_t mebibytes_most = 1024LL * 1024;
constexpr std::int64_t seconds_most = 366LL * 86400;
// bubblewrap's own and a shell with one command.
constexpr std::int64_t processes_least = 8;
constexpr std::int64_t processes_most = 100'000;
// A Python or a Java has as much before it does anything.
constexpr std::int64_t memory_mebibytes_least = 16;

Error wrong(std::string_view name, std::string_view wanted) {
  return Error(ErrorCode::InvalidArgument, "option `" + std::string(name) + "` is not " + std::string(wanted));
}

Result<std::int64_t> number(std::string_view name, const std::string& text, std::int64_t least, std::int64_t most) {
  if (!text::is_all_digits(text) || text.size() > 10) return wrong(name, "a whole number");
  std::int64_t value = 0;
  for (const char c : text) value = value * 10 + (c - '0');
  if (value >= least && value <= most) return value;
  return wrong(name, "in the range from " + std::to_string(least) + " to " + std::to_string(most));
}

Result<void> set_runner(BatchConfig& config, const std::string& text) {
  if (text != "off" && text != "local") return wrong("batch_runner", "`off` or `local`");
  config.runs_locally = text == "local";
  return {};
}

Result<void> set_network(BatchConfig& config, const std::string& text) {
  if (text != "none" && text != "host") return wrong("batch_network", "`none` or `host`");
  config.runner.has_network = text == "host";
  return {};
}

Result<void> set_slots(BatchConfig& config, const std::string& text) {
  OPENCAM_TRY(const std::int64_t slots, number("batch_slots", text, 1, runner::limits::slots_max));
  config.slots = static_cast<std::uint32_t>(slots);
  return {};
}

const std::array<BatchOption, 10> options = {{
    {"batch_runner", "RUNNER", "where jobs of BatchCompute run; off: they wait", &set_runner, {"off", "local"}},
    {"batch_slots", "NUMBER", "task instances that run at a time; usually one for each core", &set_slots, {}},
    {"batch_network",
     "NETWORK",
     "the network of tasks: none, or all that the host reaches",
     &set_network,
     {"none", "host"}},
    {"batch_memory_mebibytes",
     "NUMBER",
     "memory of a task instance, in MiB",
     [](BatchConfig& config, const std::string& text) -> Result<void> {
       OPENCAM_TRY(const auto value, number("batch_memory_mebibytes", text, memory_mebibytes_least, mebibytes_most));
       config.runner.bounds.memory_bytes = value * mebibyte;
       return {};
     },
     {}},
    {"batch_disk_mebibytes",
     "NUMBER",
     "working folder of a task instance, in MiB; it lies in memory",
     [](BatchConfig& config, const std::string& text) -> Result<void> {
       OPENCAM_TRY(const auto value, number("batch_disk_mebibytes", text, 1, mebibytes_most));
       config.runner.bounds.disk_bytes = value * mebibyte;
       return {};
     },
     {}},
    {"batch_output_mebibytes",
     "NUMBER",
     "stdout and stderr of a task instance, in MiB",
     [](BatchConfig& config, const std::string& text) -> Result<void> {
       OPENCAM_TRY(const auto value, number("batch_output_mebibytes", text, 1, mebibytes_most));
       config.runner.bounds.output_bytes = value * mebibyte;
       return {};
     },
     {}},
    {"batch_processes",
     "NUMBER",
     "processes and threads of a task instance",
     [](BatchConfig& config, const std::string& text) -> Result<void> {
       OPENCAM_TRY(config.runner.bounds.processes, number("batch_processes", text, processes_least, processes_most));
       return {};
     },
     {}},
    {"batch_cpu_s",
     "NUMBER",
     "processor time of a task instance, in seconds; 0: no limit",
     [](BatchConfig& config, const std::string& text) -> Result<void> {
       OPENCAM_TRY(const auto value, number("batch_cpu_s", text, 0, seconds_most));
       config.runner.bounds.cpu_ms = value * 1000;
       return {};
     },
     {}},
    {"batch_time_s",
     "NUMBER",
     "time of a task instance, in seconds, beside its own Timeout; 0: no limit",
     [](BatchConfig& config, const std::string& text) -> Result<void> {
       OPENCAM_TRY(const auto value, number("batch_time_s", text, 0, seconds_most));
       config.runner.time_ms = value * 1000;
       return {};
     },
     {}},
    {"batch_machines",
     "FILE",
     "the sizes of machines that jobs may name, instead of those built in",
     [](BatchConfig& config, const std::string& text) -> Result<void> {
       config.machines = text;
       return {};
     },
     {}},
}};

}  // namespace

std::span<const BatchOption> batch_options() { return options; }

Result<void> add_batch_files(BatchConfig& config, const std::string& text) {
  OPENCAM_TRY(runner::FileRoot root, runner::read_file_root(text));
  const bool is_known =
      std::ranges::any_of(config.runner.files, [&](const auto& other) { return other.path == root.path; });
  if (is_known) return Error(ErrorCode::InvalidArgument, "`" + root.path + "` is opened to tasks twice");
  config.runner.files.push_back(std::move(root));
  return {};
}

}  // namespace opencam::server
