// OpenCAM asked one request at a time, by `Snapshot::check`: with requests that were prepared beforehand, or, after the
// word `text`, with requests as they come in, whose texts each decision reads.
#include <memory>
#include <utility>
#include <vector>

#include "bench/measure.h"
#include "opencam/engine.h"

namespace opencam::bench {
namespace {

template <typename Form>
struct Asked {
  const Snapshot* snapshot = nullptr;
  Form request;
};

void put(std::vector<Asked<Request>>& to, const Snapshot& snapshot, Request request) {
  to.push_back({&snapshot, std::move(request)});
}
void put(std::vector<Asked<PreparedRequest>>& to, const Snapshot& snapshot, const Request& request) {
  to.push_back({&snapshot, snapshot.prepare(request)});
}

template <typename Form>
void run(const Options& options) {
  std::vector<std::unique_ptr<Snapshot>> snapshots;
  std::vector<Asked<Form>> requests;
  double load_ms = 0;
  const auto catalog = Catalog::built_in();
  for (const std::string& folder : options.worlds("opencam")) {
    const std::string text = text_of(folder + "/world.json");
    const auto before = Clock::now();
    const Result<World> world = read_world(text);
    if (!world) give_up(folder + ": " + world.error().message());
    Result<Snapshot> snapshot = Snapshot::create(*world, catalog);
    if (!snapshot) give_up(folder + ": " + snapshot.error().message());
    load_ms += milliseconds_since(before);
    snapshots.push_back(std::make_unique<Snapshot>(*std::move(snapshot)));
    for (const std::string& line : lines_of(folder + "/requests.jsonl")) {
      Result<Request> request = read_request(line);
      if (!request) give_up(line + ": " + request.error().message());
      put(requests, *snapshots.back(), *std::move(request));
    }
  }
  measure(options, requests.size(), load_ms,
          [&](std::size_t n) { return requests[n].snapshot->check(requests[n].request).allowed(); });
}

}  // namespace
}  // namespace opencam::bench

int main(int argc, char** argv) {
  using namespace opencam;
  if (argc > 1 && std::string_view(argv[1]) == "text") {
    bench::run<Request>(bench::read_options(argc - 1, argv + 1));
  } else {
    bench::run<PreparedRequest>(bench::read_options(argc, argv));
  }
}
