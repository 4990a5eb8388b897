// Figures that are not a latency over requests: loading, memory, two cores, a change.
//
//   opencam_figures CASE      CASE: the folder of W2-account, as bench/run writes it
//
// Prints one JSON object for each figure: {"figure": name, "value": number, "unit": text, "of": what it was taken on}.
// Each is the median of several rounds where that makes sense. Needs two cores and about 3 GB.
#include <malloc.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdio>
#include <memory>
#include <optional>

#include "bench/cores.h"
#include "bench/measure.h"
#include "opencam/engine.h"

namespace opencam::bench {
namespace {

constexpr const char* account_uin = "100000000001";

void put(const char* figure, double value, const char* unit, const std::string& of) {
  std::printf("{\"figure\":\"%s\",\"value\":%.4g,\"unit\":\"%s\",\"of\":\"%s\"}\n", figure, value, unit, of.c_str());
  std::fflush(stdout);
}

double median(std::vector<double> numbers) {
  std::ranges::sort(numbers);
  return numbers[numbers.size() / 2];
}

std::uint64_t live_bytes() {
  const struct mallinfo2 info = mallinfo2();
  return info.uordblks + info.hblkhd;
}

Snapshot made(const World& world) {
  Result<Snapshot> snapshot = Snapshot::create(world, Catalog::built_in());
  if (!snapshot) give_up(snapshot.error().message());
  return *std::move(snapshot);
}

void loading(const std::string& text) {
  std::vector<double> taken;
  for (int round = 0; round < 7; ++round) {
    const auto before = Clock::now();
    const Snapshot snapshot = made(*read_world(text));
    taken.push_back(milliseconds_since(before));
  }
  put("load and compile of the whole corpus", median(taken), "ms",
      std::to_string(text.size()) + " bytes of world file");
}

std::uint64_t text_bytes(const World& world) {
  std::uint64_t bytes = 0;
  for (const WorldPolicy& policy : world.policies) bytes += policy.document.size();
  return bytes;
}

// The corpus `copies` times, each copy about services of its own; all on one user.
World enlarged(const World& corpus, std::size_t copies, std::size_t* statements) {
  World world;
  world.accounts = corpus.accounts;
  world.users = corpus.users;
  world.users.front().policies.clear();
  *statements = 0;
  for (std::size_t copy = 0; copy < copies; ++copy) {
    const std::string service = "s" + std::to_string(copy) + "x";
    for (const WorldPolicy& policy : corpus.policies) {
      const std::string& written = policy.document;
      std::string document;
      for (std::size_t at = 0; at < written.size();) {
        if (written.compare(at, 3, "svc") == 0) {
          document += service;
          at += 3;
        } else {
          if (written.compare(at, 8, "\"effect\"") == 0) ++*statements;
          document += written[at++];
        }
      }
      world.policies.push_back({policy.name + "-" + std::to_string(copy), policy.owner_uin, std::move(document)});
      world.users.front().policies.push_back(world.policies.back().name);
    }
  }
  return world;
}

void memory(const World& world, std::size_t statements, const char* figure, const char* ratio_figure) {
  const std::uint64_t text = text_bytes(world);
  malloc_trim(0);
  const std::uint64_t before = live_bytes();
  const Snapshot snapshot = made(world);
  const std::uint64_t held = live_bytes() - before;
  const std::string of = std::to_string(statements) + " statements, " + std::to_string(text) + " bytes of documents";
  put(figure, static_cast<double>(held) / 1e6, "MB", of);
  put(ratio_figure, static_cast<double>(held) / static_cast<double>(text),
      "bytes a byte of text, beside the text itself, which the world shares", of);
}

// All threads ask one snapshot; nothing but the requests and the snapshot is shared.
void threads(const Snapshot& snapshot, const std::vector<Request>& requests) {
  const PairFigures figures = two_cores_over_one([&](const std::atomic<bool>& stop) {
    std::uint64_t count = 0;
    std::uint64_t allowed = 0;
    while (!stop) {
      for (std::size_t at = 0; at < 256; ++at) {
        if (snapshot.check(requests[(count + at * 7) % requests.size()]).allowed()) ++allowed;
      }
      count += 256;
    }
    return allowed == 0 ? 0 : count;
  });
  const std::string of = std::to_string(requests.size()) + " requests of W2-account, cores " + figures.cores;
  put("two cores over one core", figures.ratio, "times", of);
  put("two cores over one core, worst pair of cores", figures.lowest_ratio, "times", "the same");
  put("two cores over one core, arithmetic alone", figures.arithmetic, "times", "what these two cores can do");
  put("decisions on one core", figures.one_per_second, "a second", "the same");
}

// One policy changed in an account of 100,000 statements, until the next decision has seen it.
void change(const World& world, std::size_t statements) {
  World now = world;
  now.users.front().policies.emplace_back("Changing");
  now.policies.push_back({"Changing", account_uin, ""});
  const std::array<std::string, 2> documents = {
      R"({"version":"2.0","statement":[{"effect":"allow","action":"seen:Now","resource":"*"}]})",
      R"({"version":"2.0","statement":[{"effect":"allow","action":"seen:Never","resource":"*"}]})"};
  now.policies.back().document = documents[1];
  Snapshot snapshot = made(now);
  const Request request{.principal = UserRef{now.users.front().uin}, .action = "seen:Now"};
  std::vector<double> taken;
  for (std::uint64_t round = 0; round < 20; ++round) {
    const bool expected = round % 2 == 0;
    WorldChange one{.account = account_uin, .put = {}, .gone = {}};
    one.put.policies = {{"Changing", account_uin, documents[expected ? 0 : 1]}};
    const auto before = Clock::now();
    Result<Snapshot> next = snapshot.with(one, round + 2);
    if (!next) give_up(next.error().message());
    snapshot = *std::move(next);
    const bool allowed = snapshot.check(request).allowed();
    taken.push_back(milliseconds_since(before));
    if (allowed != expected) give_up("the change was not seen");
  }
  put("one policy changed until the next decision sees it", median(taken), "ms",
      std::to_string(statements) + " statements");
}

void run(const std::string& case_folder) {
  const Options options{.case_folder = case_folder, .out_folder = {}};
  const std::string folder = options.worlds("opencam").front();
  const std::string text = text_of(folder + "/world.json");
  loading(text);
  const World corpus = *read_world(text);
  {
    std::vector<Request> requests;
    for (const std::string& line : lines_of(folder + "/requests.jsonl")) requests.push_back(*read_request(line));
    threads(made(corpus), requests);
  }
  std::size_t statements = 0;
  const World same = enlarged(corpus, 1, &statements);
  memory(same, statements, "memory of the corpus", "memory over text, the corpus");
  const std::size_t of_one = statements;
  {
    const World world = enlarged(corpus, 100000 / of_one + 1, &statements);
    change(world, statements);
  }
  const World million = enlarged(corpus, 1000000 / of_one + 1, &statements);
  memory(million, statements, "memory of 1,000,000 statements", "memory over text, 1,000,000 statements");
}

}  // namespace
}  // namespace opencam::bench

int main(int argc, char** argv) {
  if (argc != 2) opencam::bench::give_up("usage: opencam_figures CASE");
  opencam::bench::run(argv[1]);
}
