// W3 with Vectorscan: all patterns in one block-mode database, the scan stopped at the first match.
#include <hs/hs.h>

#include "bench/patterns.h"

namespace opencam::bench {
namespace {

int stop_at_first(unsigned int, unsigned long long, unsigned long long, unsigned int, void* found) {
  *static_cast<bool*>(found) = true;
  return 1;
}

void run(const Options& options) {
  const PatternCase asked = read_patterns(options);
  const auto before = Clock::now();
  std::vector<std::string> expressions;
  for (const std::string& pattern : asked.patterns) expressions.push_back(as_expression(pattern));
  std::vector<const char*> texts;
  std::vector<unsigned> flags, ids;
  for (const std::string& expression : expressions) {
    texts.push_back(expression.c_str());
    flags.push_back(HS_FLAG_DOTALL | HS_FLAG_SINGLEMATCH);
    ids.push_back(static_cast<unsigned>(ids.size()));
  }
  hs_database_t* database = nullptr;
  hs_compile_error_t* error = nullptr;
  if (hs_compile_multi(texts.data(), flags.data(), ids.data(), static_cast<unsigned>(texts.size()), HS_MODE_BLOCK,
                       nullptr, &database, &error) != HS_SUCCESS) {
    give_up(std::string("Vectorscan: ") + error->message);
  }
  hs_scratch_t* scratch = nullptr;
  if (hs_alloc_scratch(database, &scratch) != HS_SUCCESS) give_up("Vectorscan: no scratch");
  const double load_ms = milliseconds_since(before);
  measure(options, asked.keys.size(), load_ms, [&](std::size_t n) {
    bool found = false;
    const std::string& key = asked.keys[n];
    hs_scan(database, key.data(), static_cast<unsigned>(key.size()), 0, scratch, stop_at_first, &found);
    return found;
  });
}

}  // namespace
}  // namespace opencam::bench

int main(int argc, char** argv) { opencam::bench::run(opencam::bench::read_options(argc, argv)); }
