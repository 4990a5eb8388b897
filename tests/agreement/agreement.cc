// Asks every way to the answer about generated worlds and ends at the first difference.
//
//   opencam_agreement --tiny 2 --cases 1000000 --seed 7 --jobs 4
//   opencam_agreement --tiny 3 --cases 1000000000 --jobs 4 --keep progress.txt      # hours; goes on where it was
//
// First all tiny worlds of that size, then drawn worlds until so many decisions have been compared in all; of some
// drawn worlds the laws between worlds are held as well. A difference is printed as a world file and a request line,
// which `opencam eval` and the oracle take. Exit code 4: a difference.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <atomic>
#include <chrono>
#include <functional>
#include <iostream>
#include <thread>

#include "tests/agreement/laws.h"
#include "tests/agreement/progress.h"
#include "tests/agreement/ways.h"
#include "tests/agreement/worlds.h"

namespace opencam::agreement {
namespace {

// What is done is counted and kept block by block.
constexpr std::uint64_t tiny_worlds_per_block = 48;
constexpr std::uint64_t drawn_worlds_per_block_min = 8;
constexpr std::uint64_t drawn_worlds_per_block_max = 512;
constexpr std::uint64_t decisions_per_drawn_world = 4000;  // about
constexpr std::uint64_t laws_every = 5;
constexpr double said_every_seconds = 20;

struct Options {
  int tiny = 1;  // 0: none
  std::uint64_t cases = 200'000;
  std::uint64_t seed = 1;
  unsigned jobs = 1;
  std::string keep;  // a file for the progress; empty: none
};

using Clock = std::chrono::steady_clock;
double seconds_since(Clock::time_point before) { return std::chrono::duration<double>(Clock::now() - before).count(); }

// Hands out worlds to the jobs and collects what they found.
class Run {
 public:
  explicit Run(const Options& options) : options_(options) {
    at_ = {.tiny = static_cast<std::uint64_t>(options.tiny), .seed = options.seed};
  }

  // False: the file is about another run.
  bool take_up() {
    const auto kept = load_progress(options_.keep);
    if (!kept) return true;
    if (kept->tiny != at_.tiny || kept->seed != at_.seed) return false;
    at_ = *kept;
    std::cout << "goes on after " << at_.compared << " decisions in " << at_.worlds << " worlds" << std::endl;
    return true;
  }

  int finish() {
    if (options_.tiny > 0) ask_tiny_worlds();
    while (!found_ && at_.compared < options_.cases) {
      const std::uint64_t missing = (options_.cases - at_.compared) / decisions_per_drawn_world;
      const std::uint64_t end =
          at_.drawn_next + std::clamp(missing, drawn_worlds_per_block_min, drawn_worlds_per_block_max);
      block(at_.drawn_next, end, [&](std::uint64_t number) {
        const Case world = drawn_world(options_.seed + number);
        judge(compare_all_ways(world));
        if (number % laws_every == 0 && !found_) judge(hold_laws(world, options_.seed + number));
      });
      at_.drawn_next = end;
      end_block();
    }
    std::cout << at_.compared << " decisions in " << at_.worlds << " worlds, " << at_.allowed << " allowed, by "
              << way_names() << "; " << at_.law_questions << " questions about laws; in "
              << static_cast<double>(at_.milliseconds) / 1000 << " s: " << (found_ ? "a difference" : "no difference")
              << "\n";
    return found_ ? 4 : 0;
  }

 private:
  void ask_tiny_worlds() {
    const Alphabet alphabet = alphabet_of_size(options_.tiny);
    const std::uint64_t count = tiny_world_count(alphabet);
    while (!found_ && at_.tiny_next < count) {
      const std::uint64_t end = std::min(count, at_.tiny_next + tiny_worlds_per_block);
      block(at_.tiny_next, end, [&](std::uint64_t number) { judge(compare_all_ways(tiny_world(alphabet, number))); });
      at_.tiny_next = end;
      end_block();
    }
    if (found_) return;
    std::cout << "all tiny worlds of size " << options_.tiny << ": " << count << " worlds of " << alphabet.statements()
              << " statements";
    if (at_.drawn_next == 0) std::cout << ", " << at_.compared << " decisions";
    std::cout << std::endl;
  }

  template <typename Ask>
  void block(std::uint64_t begin, std::uint64_t end, const Ask& ask) {
    block_began_ = Clock::now();
    std::atomic<std::uint64_t> next = begin;
    const auto work = [&] {
      for (std::uint64_t number = next++; number < end && !found_; number = next++) ask(number);
    };
    std::vector<std::jthread> jobs;
    for (unsigned i = 0; i < options_.jobs; ++i) jobs.emplace_back(work);
  }

  // Nothing of a block in which there was a difference is kept: it is found again.
  void end_block() {
    at_.compared += compared_.exchange(0);
    at_.allowed += allowed_.exchange(0);
    at_.worlds += worlds_.exchange(0);
    at_.law_questions += law_questions_.exchange(0);
    at_.milliseconds += static_cast<std::uint64_t>(seconds_since(block_began_) * 1000);
    if (!options_.keep.empty() && !found_ && !save_progress(options_.keep, at_)) {
      std::cerr << "error: cannot write " << options_.keep << "\n";
    }
    if (seconds_since(said_) < said_every_seconds) return;
    said_ = Clock::now();
    std::cout << at_.compared << " of " << options_.cases << " decisions, " << at_.worlds << " worlds, no difference"
              << std::endl;
  }

  void judge(const Comparison& comparison) {
    ++worlds_;
    compared_ += comparison.decisions;
    allowed_ += comparison.allowed;
    tell(comparison.difference);
  }
  void judge(const LawResult& result) {
    law_questions_ += result.questions;
    tell(result.broken);
  }
  void tell(const std::optional<std::string>& difference) {
    if (difference && !found_.exchange(true)) std::cout << *difference << std::endl;
  }

  Options options_;
  Progress at_;
  std::atomic<std::uint64_t> compared_ = 0;
  std::atomic<std::uint64_t> allowed_ = 0;
  std::atomic<std::uint64_t> worlds_ = 0;
  std::atomic<std::uint64_t> law_questions_ = 0;
  std::atomic<bool> found_ = false;
  Clock::time_point said_ = Clock::now();
  Clock::time_point block_began_;
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
  app.add_option("--keep", options.keep, "a file that keeps how far the run has come; it is taken up from there");
  CLI11_PARSE(app, argc, argv);
  opencam::agreement::Run run(options);
  if (!options.keep.empty() && !run.take_up()) {
    std::cerr << "error: " << options.keep << " is about other --tiny or --seed; remove it or name another file\n";
    return 1;
  }
  return run.finish();
}
