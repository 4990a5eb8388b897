// How long one decision takes in the library: p50 and p99 of single decisions, beside the mean that the framework
// gives.
//
//   opencam_decision_bench --benchmark_min_time=1
//
// Each decision is timed by itself with the steady clock; what reading the clock costs is measured first and stands as
// `clock_ns` beside the figures, which include it once.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <vector>

#include "bench/bench_world.h"

namespace opencam::bench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t samples_max = 2'000'000;

std::int64_t nanoseconds(Clock::duration duration) {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(duration).count();
}

const Snapshot& snapshot() {
  static const Snapshot made = *Snapshot::create(make_world(), Catalog::built_in());
  return made;
}

double percentile(std::vector<std::int64_t>& samples, double part) {
  if (samples.empty()) return 0;
  const auto place = static_cast<std::ptrdiff_t>(part * static_cast<double>(samples.size() - 1));
  std::nth_element(samples.begin(), samples.begin() + place, samples.end());
  return static_cast<double>(samples[static_cast<std::size_t>(place)]);
}

double clock_cost_ns() {
  std::vector<std::int64_t> samples;
  for (int i = 0; i < 10000; ++i) {
    const auto before = Clock::now();
    samples.push_back(nanoseconds(Clock::now() - before));
  }
  return percentile(samples, 0.5);
}

// Asks the same request over and over and notes how long each answer took.
void run(benchmark::State& state, const Request& request, Effect expected) {
  std::vector<std::int64_t> samples;
  samples.reserve(samples_max);
  const Snapshot& world = snapshot();
  if (world.decide(request).effect != expected) {
    state.SkipWithError("the decision is not the one this benchmark is about");
    return;
  }
  for (auto _ : state) {
    const auto before = Clock::now();
    Decision decision = world.decide(request);
    const auto after = Clock::now();
    benchmark::DoNotOptimize(decision);
    if (samples.size() < samples_max) samples.push_back(nanoseconds(after - before));
    state.SetIterationTime(1e-9 * static_cast<double>(nanoseconds(after - before)));
  }
  state.counters["p50_ns"] = percentile(samples, 0.50);
  state.counters["p99_ns"] = percentile(samples, 0.99);
  state.counters["clock_ns"] = clock_cost_ns();
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()));
}

std::uint32_t policies(const benchmark::State& state) { return static_cast<std::uint32_t>(state.range(0)); }

void decide_allow(benchmark::State& state) { run(state, allowed_request(policies(state)), Effect::Allow); }
void decide_deny(benchmark::State& state) { run(state, denied_request(policies(state)), Effect::Deny); }
void decide_no_match(benchmark::State& state) { run(state, unmatched_request(policies(state)), Effect::Deny); }

void decide_root(benchmark::State& state) {
  Request request = unmatched_request(1);
  request.principal = UserRef{account_uin};
  run(state, request, Effect::Allow);
}

void explain_no_match(benchmark::State& state) {
  const Request request = unmatched_request(policies(state));
  for (auto _ : state) {
    Explanation explanation = snapshot().explain(request);
    benchmark::DoNotOptimize(explanation);
  }
}

// A change of one policy until the next decision sees it.
void publish_change(benchmark::State& state) {
  const World world = make_world();
  WorldChange change{.account = world.policies.back().owner_uin, .put = {}, .gone = {}};
  change.put.policies = {world.policies.back()};
  std::uint64_t revision = 0;
  for (auto _ : state) {
    change.put.policies.front().document = world.policies[++revision % 2].document;
    auto next = snapshot().with(change, revision);
    benchmark::DoNotOptimize(next);
  }
}

BENCHMARK(decide_allow)->Arg(1)->Arg(10)->Arg(50)->Arg(200)->UseManualTime();
BENCHMARK(decide_deny)->Arg(10)->Arg(200)->UseManualTime();
BENCHMARK(decide_no_match)->Arg(1)->Arg(10)->Arg(50)->Arg(200)->UseManualTime();
BENCHMARK(decide_root)->UseManualTime();
BENCHMARK(explain_no_match)->Arg(10)->Arg(200)->Unit(benchmark::kMicrosecond);
BENCHMARK(publish_change)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace opencam::bench

BENCHMARK_MAIN();
