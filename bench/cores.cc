#include "bench/cores.h"

#include <pthread.h>
#include <sched.h>

#include <algorithm>
#include <array>
#include <thread>
#include <vector>

#include "bench/measure.h"

namespace opencam::bench {
namespace {

constexpr auto turn = std::chrono::milliseconds(200);
constexpr int rounds = 7;
constexpr std::size_t cores_max = 4;  // six pairs are enough

std::vector<int> cores_at_hand() {
  cpu_set_t set;
  CPU_ZERO(&set);
  sched_getaffinity(0, sizeof set, &set);
  std::vector<int> cores;
  for (int core = 0; core < CPU_SETSIZE && cores.size() < cores_max; ++core) {
    if (CPU_ISSET(static_cast<unsigned>(core), &set)) cores.push_back(core);
  }
  return cores;
}

void pin(int core) {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(static_cast<unsigned>(core), &set);
  pthread_setaffinity_np(pthread_self(), sizeof set, &set);
}

// Eight chains at a time keep the multiplier busy: one alone would leave it to the other thread of the same core, and
// that pair would look like two cores.
std::uint64_t arithmetic(const std::atomic<bool>& stop) {
  std::uint64_t count = 0;
  std::array<std::uint64_t, 8> mixed = {1, 2, 3, 4, 5, 6, 7, 8};
  while (!stop) {
    for (int i = 0; i < 1000; ++i) {
      for (std::uint64_t& one : mixed) one = one * 6364136223846793005U + 1442695040888963407U;
    }
    count += 1000;
  }
  // Never true of mixed numbers of this kind; keeps the loop from being left out.
  return std::ranges::count(mixed, 0U) == 8 ? 0 : count;
}

// What all cores together do in a second.
double per_second(const Loop& loop, const std::vector<int>& cores) {
  std::atomic<bool> go = false;
  std::atomic<bool> stop = false;
  std::atomic<std::uint64_t> done = 0;
  std::vector<std::thread> running;
  for (const int core : cores) {
    running.emplace_back([&, core] {
      pin(core);
      while (!go) std::this_thread::yield();
      done += loop(stop);
    });
  }
  std::this_thread::sleep_for(std::chrono::milliseconds(5));
  const auto before = Clock::now();
  go = true;
  std::this_thread::sleep_for(turn);
  stop = true;
  for (std::thread& thread : running) thread.join();
  return static_cast<double>(done) * 1000 / milliseconds_since(before);
}

struct PairRatio {
  double ratio = 0;
  double one = 0;
};

PairRatio ratio_of(const Loop& loop, int first, int second) {
  std::vector<double> ratios;
  std::vector<double> ones;
  for (int round = 0; round < rounds; ++round) {
    const double alone = (per_second(loop, {first}) + per_second(loop, {second})) / 2;
    ratios.push_back(per_second(loop, {first, second}) / alone);
    ones.push_back(alone);
  }
  std::ranges::sort(ratios);
  std::ranges::sort(ones);
  return {ratios[ratios.size() / 2], ones[ones.size() / 2]};
}

}  // namespace

PairFigures two_cores_over_one(const Loop& loop) {
  const std::vector<int> cores = cores_at_hand();
  PairFigures best;
  for (std::size_t i = 0; i < cores.size(); ++i) {
    for (std::size_t j = i + 1; j < cores.size(); ++j) {
      const double in_registers = ratio_of(arithmetic, cores[i], cores[j]).ratio;
      const PairRatio found = ratio_of(loop, cores[i], cores[j]);
      const double lowest = best.cores.empty() ? found.ratio : std::min(best.lowest_ratio, found.ratio);
      if (in_registers > best.arithmetic) {
        best = {std::to_string(cores[i]) + " and " + std::to_string(cores[j]), in_registers, found.ratio, lowest,
                found.one};
      }
      best.lowest_ratio = lowest;
    }
  }
  return best;
}

}  // namespace opencam::bench
