// Asks an engine every request of a case and notes how long each answer took: the same method as for the peers in other
// languages (bench/README.md, "How a figure is taken").
//
//   const Options options = read_options(argc, argv);
//   for (const std::string& folder : options.worlds("opencam")) ...   load, and add up the milliseconds
//   measure(options, requests.size(), load_ms, [&](std::size_t n) { return allowed(requests[n]); });
//
// measure() writes result.json, decisions.txt and latencies.u32 into the folder of the results. Linking measure.cc
// replaces operator new by one that counts. Not for several threads.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace opencam::bench {

using Clock = std::chrono::steady_clock;

struct Options {
  std::string case_folder;
  std::string out_folder;
  std::size_t runs = 5;
  std::size_t warm = 3;
  double seconds = 1;

  // The folders of the case's worlds for this language, in order.
  std::vector<std::string> worlds(const std::string& language) const;
};

// CASE OUT RUNS WARM SECONDS; ends the program when it is anything else.
Options read_options(int argc, char** argv);

// The whole file; ends the program when it cannot be read.
std::string text_of(const std::string& path);
std::vector<std::string> lines_of(const std::string& path);

[[noreturn]] void give_up(const std::string& why);

double milliseconds_since(Clock::time_point before);
std::int64_t nanoseconds_since(Clock::time_point before);

// Median cost of one interval between two readings of the clock.
std::int64_t clock_ns();

std::uint64_t allocations();
std::uint64_t allocated_bytes();

// Resident memory of this process now.
std::uint64_t rss_bytes();

// `decide(n)` answers request n of `count`. `more` is put beside the figures: `"name": value, ...`.
void measure(const Options& options, std::size_t count, double load_ms, const std::function<bool(std::size_t)>& decide,
             const std::string& more = {});

}  // namespace opencam::bench
