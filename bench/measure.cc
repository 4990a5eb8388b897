#include "bench/measure.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <new>
#include <sstream>

namespace {

std::uint64_t allocation_count = 0;
std::uint64_t allocation_bytes = 0;

void* counted(std::size_t bytes) {
  ++allocation_count;
  allocation_bytes += bytes;
  if (void* made = std::malloc(bytes == 0 ? 1 : bytes)) return made;
  std::abort();
}

}  // namespace

void* operator new(std::size_t bytes) { return counted(bytes); }
void* operator new[](std::size_t bytes) { return counted(bytes); }
void operator delete(void* pointer) noexcept { std::free(pointer); }
void operator delete[](void* pointer) noexcept { std::free(pointer); }
void operator delete(void* pointer, std::size_t) noexcept { std::free(pointer); }
void operator delete[](void* pointer, std::size_t) noexcept { std::free(pointer); }

namespace opencam::bench {
namespace {

struct Taken {
  std::vector<std::uint32_t> latencies;
  std::vector<double> per_second;
  std::uint64_t allocations = 0;
  std::uint64_t allocated_bytes = 0;
};

void write(const Options& options, const std::string& result, const std::string& decisions,
           const std::vector<std::uint32_t>& latencies) {
  std::ofstream(options.out_folder + "/decisions.txt") << decisions;
  std::ofstream raw(options.out_folder + "/latencies.u32", std::ios::binary);
  raw.write(reinterpret_cast<const char*>(latencies.data()),
            static_cast<std::streamsize>(latencies.size() * sizeof(std::uint32_t)));
  std::ofstream(options.out_folder + "/result.json") << result;
}

// One timed pass for each run, decision by decision, then one that reads the clock only at its ends.
Taken take(const Options& options, const std::vector<std::size_t>& sample, std::size_t repeats,
           const std::function<bool(std::size_t)>& decide) {
  Taken taken;
  taken.latencies.reserve(options.runs * repeats * sample.size());
  for (std::size_t run = 0; run < options.runs; ++run) {
    for (std::size_t repeat = 0; repeat < repeats; ++repeat) {
      for (const std::size_t n : sample) {
        const auto before = Clock::now();
        decide(n);
        const std::int64_t passed = nanoseconds_since(before);
        taken.latencies.push_back(
            static_cast<std::uint32_t>(std::min<std::int64_t>(passed, std::numeric_limits<std::uint32_t>::max())));
      }
    }
    const std::uint64_t count_before = allocation_count;
    const std::uint64_t bytes_before = allocation_bytes;
    const auto before = Clock::now();
    for (std::size_t repeat = 0; repeat < repeats; ++repeat) {
      for (const std::size_t n : sample) decide(n);
    }
    const auto passed = static_cast<double>(nanoseconds_since(before));
    taken.allocations = allocation_count - count_before;
    taken.allocated_bytes = allocation_bytes - bytes_before;
    taken.per_second.push_back(static_cast<double>(repeats * sample.size()) * 1e9 / passed);
  }
  return taken;
}

std::string joined(const std::vector<double>& numbers) {
  std::ostringstream text;
  text.precision(12);
  for (std::size_t n = 0; n < numbers.size(); ++n) text << (n == 0 ? "" : ",") << numbers[n];
  return text.str();
}

}  // namespace

std::vector<std::string> Options::worlds(const std::string& language) const {
  std::vector<std::string> folders;
  for (int n = 0;; ++n) {
    std::string folder = case_folder + "/" + std::to_string(n) + "/" + language;
    if (!std::ifstream(folder + "/requests.jsonl")) break;
    folders.push_back(std::move(folder));
  }
  return folders;
}

Options read_options(int argc, char** argv) {
  if (argc != 6) give_up(std::string("usage: ") + argv[0] + " CASE OUT RUNS WARM SECONDS");
  return {.case_folder = argv[1],
          .out_folder = argv[2],
          .runs = std::strtoul(argv[3], nullptr, 10),
          .warm = std::strtoul(argv[4], nullptr, 10),
          .seconds = std::strtod(argv[5], nullptr)};
}

void give_up(const std::string& why) {
  std::fprintf(stderr, "%s\n", why.c_str());
  std::exit(1);
}

std::string text_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) give_up(path + ": cannot be read");
  std::ostringstream text;
  text << file.rdbuf();
  return std::move(text).str();
}

std::vector<std::string> lines_of(const std::string& path) {
  std::vector<std::string> lines;
  std::istringstream text(text_of(path));
  for (std::string line; std::getline(text, line);) lines.push_back(line);
  return lines;
}

double milliseconds_since(Clock::time_point before) { return static_cast<double>(nanoseconds_since(before)) / 1e6; }

std::int64_t nanoseconds_since(Clock::time_point before) {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(Clock::now() - before).count();
}

std::int64_t clock_ns() {
  std::vector<std::int64_t> taken(10001);
  for (std::int64_t& one : taken) one = nanoseconds_since(Clock::now());
  std::nth_element(taken.begin(), taken.begin() + 5000, taken.end());
  return taken[5000];
}

std::uint64_t allocations() { return allocation_count; }
std::uint64_t allocated_bytes() { return allocation_bytes; }

std::uint64_t rss_bytes() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmRSS:")) return std::strtoull(line.c_str() + 6, nullptr, 10) * 1024;
  }
  return 0;
}

void measure(const Options& options, std::size_t count, double load_ms, const std::function<bool(std::size_t)>& decide,
             const std::string& more) {
  const std::string beside = more.empty() ? "" : "," + more;
  std::ostringstream result;
  result.precision(12);
  result << "{\"load_ms\":" << load_ms << ",\"rss_bytes\":" << rss_bytes() << beside;
  std::string decisions;
  const auto began = Clock::now();
  for (std::size_t n = 0; n < count; ++n) {
    decisions.push_back(decide(n) ? '1' : '0');
    const auto passed = static_cast<double>(nanoseconds_since(began));
    if (passed > 1e10 * options.seconds && n + 1 < count) {
      result << ",\"too_slow\":true,\"mean_ns\":" << passed / static_cast<double>(n + 1) << ",\"asked\":" << n + 1
             << "}";
      return write(options, result.str(), decisions, {});
    }
  }
  const double mean = static_cast<double>(nanoseconds_since(began)) / static_cast<double>(count);
  const double pass_ns = options.seconds * 1e9 / static_cast<double>(options.warm + 2 * options.runs);
  const std::size_t wanted =
      std::clamp(static_cast<std::size_t>(pass_ns / mean), std::min<std::size_t>(20, count), count);
  std::vector<std::size_t> sample(wanted);
  for (std::size_t n = 0; n < wanted; ++n) sample[n] = n * count / wanted;
  const std::size_t repeats = std::clamp(static_cast<std::size_t>(pass_ns / (mean * static_cast<double>(wanted))),
                                         std::size_t{1}, (200000 + wanted - 1) / wanted);
  const auto warm = Clock::now();
  for (std::size_t pass = 0;
       pass < options.warm || static_cast<double>(nanoseconds_since(warm)) < options.seconds * 1e9 / 4; ++pass) {
    for (const std::size_t n : sample) decide(n);
  }
  const Taken taken = take(options, sample, repeats, decide);
  const auto asked = static_cast<double>(repeats * wanted);
  result << ",\"clock_ns\":" << clock_ns() << ",\"requests\":" << repeats * wanted << ",\"runs\":" << options.runs
         << ",\"per_second\":[" << joined(taken.per_second)
         << "],\"allocations\":" << static_cast<double>(taken.allocations) / asked
         << ",\"allocated_bytes\":" << static_cast<double>(taken.allocated_bytes) / asked << "}";
  write(options, result.str(), decisions, taken.latencies);
}

}  // namespace opencam::bench
