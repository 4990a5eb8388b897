// What this machine can do at all: figures that every other one is set beside.
//
//   opencam_floor          one JSON object: dependent loads at several working sets, the clock, copying memory
#include <algorithm>
#include <cstdio>
#include <cstring>
#include <numeric>
#include <random>

#include "bench/measure.h"

namespace opencam::bench {
namespace {

constexpr std::size_t line_bytes = 64;

// Nanoseconds for one load whose address is the answer of the load before, over a working set of that size.
double dependent_load_ns(std::size_t bytes) {
  struct alignas(line_bytes) Line {
    std::uint32_t next;
  };
  std::vector<std::uint32_t> order(bytes / line_bytes);
  std::iota(order.begin(), order.end(), 0U);
  std::shuffle(order.begin(), order.end(), std::mt19937(1));
  std::vector<Line> lines(order.size());
  for (std::size_t n = 0; n < order.size(); ++n) lines[order[n]].next = order[(n + 1) % order.size()];
  constexpr int steps = 2'000'000;
  std::uint32_t at = 0;
  double best = 1e9;
  for (int round = 0; round < 4; ++round) {
    const auto before = Clock::now();
    for (int step = 0; step < steps; ++step) at = lines[at].next;
    best = std::min(best, static_cast<double>(nanoseconds_since(before)) / steps);
  }
  // The last place is used, so that the chain is walked at all.
  return at == 0xFFFFFFFF ? 0 : best;
}

double copy_bytes_per_ns() {
  std::vector<char> from(std::size_t{128} << 20, 'x');
  std::vector<char> to(from.size());
  double best = 0;
  for (int round = 0; round < 5; ++round) {
    const auto before = Clock::now();
    std::memcpy(to.data(), from.data(), from.size());
    best = std::max(best, static_cast<double>(from.size()) / static_cast<double>(nanoseconds_since(before)));
  }
  return to[from.size() / 2] == 'x' ? best : 0;
}

void run() {
  std::printf("{\"clock_ns\":%lld,\"copy_bytes_per_ns\":%.1f,\"load_ns\":{", static_cast<long long>(clock_ns()),
              copy_bytes_per_ns());
  const char* separator = "";
  for (const std::size_t kib : {32U, 256U, 1024U, 4096U, 16384U, 65536U, 262144U}) {
    std::printf("%s\"%zu\":%.1f", separator, kib, dependent_load_ns(kib * 1024));
    separator = ",";
  }
  std::printf("}}\n");
}

}  // namespace
}  // namespace opencam::bench

int main() { opencam::bench::run(); }
