// OpenCAM asked questions with many answers (W5): a batch of requests at once where the engine has that door, otherwise
// one by one.
#include <fstream>
#include <memory>
#include <span>
#include <vector>

#include "bench/measure.h"
#include "opencam/engine.h"

namespace opencam::bench {
namespace {

void run(const Options& options) {
  const std::size_t group = std::strtoul(text_of(options.case_folder + "/group").c_str(), nullptr, 10);
  const std::string folder = options.worlds("opencam").front();
  const std::string text = text_of(folder + "/world.json");
  const auto before = Clock::now();
  const Result<World> world = read_world(text);
  if (!world) give_up(world.error().message());
  const Result<Snapshot> snapshot = Snapshot::create(*world, Catalog::built_in());
  if (!snapshot) give_up(snapshot.error().message());
  const double load_ms = milliseconds_since(before);
  std::vector<Request> requests;
  for (const std::string& line : lines_of(folder + "/requests.jsonl")) {
    Result<Request> request = read_request(line);
    if (!request) give_up(line + ": " + request.error().message());
    requests.push_back(*std::move(request));
  }
  std::vector<Verdict> verdicts(requests.size());
  measure(options, requests.size() / group, load_ms, [&](std::size_t n) {
    snapshot->check_all(std::span(requests).subspan(n * group, group), std::span(verdicts).subspan(n * group, group));
    return true;
  });
  std::string answers;
  for (const Verdict& verdict : verdicts) answers.push_back(verdict.allowed() ? '1' : '0');
  // Every answer of every question, in the place of one for each question.
  std::ofstream(options.out_folder + "/decisions.txt") << answers;
}

}  // namespace
}  // namespace opencam::bench

int main(int argc, char** argv) { opencam::bench::run(opencam::bench::read_options(argc, argv)); }
