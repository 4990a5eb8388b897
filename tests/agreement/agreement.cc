// Asks every way to the answer about generated worlds and ends at the first difference.
//
//   opencam_agreement --tiny 2 --cases 1000000 --seed 7 --jobs 4
//
// First all tiny worlds of that size, then drawn worlds until so many decisions have been compared in all. A difference
// is printed as a world file and a request line, which `opencam eval` and the oracle take. Exit code 4: a difference.
#include <CLI/CLI.hpp>
#include <atomic>
#include <chrono>
#include <functional>
#include <iostream>
#include <mutex>
#include <thread>

#include "tests/agreement/ways.h"
#include "tests/agreement/worlds.h"

namespace opencam::agreement {
namespace {

struct Options {
  int tiny = 1;  // 0: none
  std::uint64_t cases = 200'000;
  std::uint64_t seed = 1;
  unsigned jobs = 1;
};

// Hands out worlds to the jobs and collects what they found.
class Run {
 public:
  explicit Run(const Options& options) : options_(options) {}

  int finish() {
    const auto began = std::chrono::steady_clock::now();
    if (options_.tiny > 0) {
      const Alphabet alphabet = alphabet_of_size(options_.tiny);
      in_all_jobs(tiny_world_count(alphabet), [&](std::uint64_t number) { return tiny_world(alphabet, number); });
      std::cout << "tiny worlds of size " << options_.tiny << ": " << tiny_world_count(alphabet) << " worlds of "
                << alphabet.statements() << " statements, " << compared_ << " decisions\n";
    }
    if (!found_) in_all_jobs(UINT64_MAX, [&](std::uint64_t number) { return drawn_world(options_.seed + number); });
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - began;
    std::cout << compared_ << " decisions in " << worlds_ << " worlds, " << allowed_ << " allowed, by " << way_names()
              << ", in " << seconds.count() << " s: " << (found_ ? "a difference" : "no difference") << "\n";
    return found_ ? 4 : 0;
  }

 private:
  void in_all_jobs(std::uint64_t count, const std::function<Case(std::uint64_t)>& world) {
    const bool is_counted = count == UINT64_MAX;
    std::atomic<std::uint64_t> next = 0;
    const auto work = [&] {
      while (!found_ && !(is_counted && compared_ >= options_.cases)) {
        const std::uint64_t number = next++;
        if (number >= count) return;
        judge(compare_all_ways(world(number)));
      }
    };
    std::vector<std::jthread> jobs;
    for (unsigned i = 0; i < options_.jobs; ++i) jobs.emplace_back(work);
  }

  void judge(const Comparison& comparison) {
    ++worlds_;
    compared_ += comparison.decisions;
    allowed_ += comparison.allowed;
    if (!comparison.difference || found_.exchange(true)) return;
    std::cout << *comparison.difference << "\n";
  }

  Options options_;
  std::atomic<std::uint64_t> compared_ = 0;
  std::atomic<std::uint64_t> allowed_ = 0;
  std::atomic<std::uint64_t> worlds_ = 0;
  std::atomic<bool> found_ = false;
};

}  // namespace
}  // namespace opencam::agreement

int main(int argc, char** argv) {
  opencam::agreement::Options options;
  CLI::App app("Do all ways to the answer agree?");
  app.add_option("--tiny", options.tiny, "all tiny worlds of this size (0: none)")->check(CLI::Range(0, 3));
  app.add_option("--cases", options.cases, "decisions to compare in all");
  app.add_option("--seed", options.seed, "the first drawn world");
  app.add_option("--jobs", options.jobs, "threads")->check(CLI::Range(1, 256));
  CLI11_PARSE(app, argc, argv);
  return opencam::agreement::Run(options).finish();
}
