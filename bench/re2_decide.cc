// W3 with RE2::Set: all patterns in one automaton.
#include <re2/set.h>

#include "bench/patterns.h"

namespace opencam::bench {
namespace {

void run(const Options& options) {
  const PatternCase asked = read_patterns(options);
  const auto before = Clock::now();
  RE2::Options how;
  how.set_dot_nl(true);
  how.set_max_mem(std::int64_t{1} << 30);
  RE2::Set set(how, RE2::ANCHOR_BOTH);
  for (const std::string& pattern : asked.patterns) {
    if (set.Add(as_expression(pattern), nullptr) < 0) give_up("RE2 refuses " + pattern);
  }
  if (!set.Compile()) give_up("RE2 cannot compile the set");
  const double load_ms = milliseconds_since(before);
  measure(options, asked.keys.size(), load_ms, [&](std::size_t n) { return set.Match(asked.keys[n], nullptr); });
}

}  // namespace
}  // namespace opencam::bench

int main(int argc, char** argv) { opencam::bench::run(opencam::bench::read_options(argc, argv)); }
