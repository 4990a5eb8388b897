#include "bench/patterns.h"

#include <cctype>

#include "opencam/engine.h"

namespace opencam::bench {

PatternCase read_patterns(const Options& options) {
  PatternCase made;
  const std::string folder = options.worlds("opencam").front();
  const Result<World> world = read_world(text_of(folder + "/world.json"));
  if (!world) give_up(world.error().message());
  for (const WorldPolicy& policy : world->policies) {
    const Result<Policy> read = read_policy(policy.document, {});
    if (!read) give_up(read.error().message());
    for (const Statement& statement : read->statements()) {
      for (const ResourcePattern& resource : statement.resources) {
        made.patterns.push_back(resource.content.literals.front());
      }
    }
  }
  for (const std::string& line : lines_of(folder + "/requests.jsonl")) {
    const Result<Request> request = read_request(line);
    if (!request) give_up(request.error().message());
    std::string key = request->resources.front();
    for (int skipped = 0; skipped < 5; ++skipped) key.erase(0, key.find(':') + 1);
    made.keys.push_back(std::move(key));
  }
  return made;
}

std::string as_expression(const std::string& pattern) {
  std::string made = "^";
  for (const char c : pattern) {
    if (c == '*') {
      made += ".*";
    } else {
      if (std::isalnum(static_cast<unsigned char>(c)) == 0) made += '\\';
      made += c;
    }
  }
  return made + "$";
}

}  // namespace opencam::bench
