#include "services/sieve.h"

#include <map>

namespace opencam::services {

std::vector<bool> Sieve::seen(std::span<const Candidate> candidates) const {
  std::map<std::string_view, std::vector<std::size_t>> by_creator;
  for (std::size_t i = 0; i < candidates.size(); ++i) by_creator[candidates[i].creator].push_back(i);
  std::vector<bool> seen(candidates.size());
  for (const auto& [creator, places] : by_creator) {
    Request request = request_;
    if (!creator.empty()) request.context.set("qcs:create_uin", {std::string(creator)});
    std::vector<std::string> resources;
    for (const std::size_t place : places) resources.push_back(candidates[place].resource);
    std::vector<Verdict> verdicts(resources.size());
    snapshot_->check_resources(request, resources, verdicts);
    for (std::size_t i = 0; i < places.size(); ++i) seen[places[i]] = verdicts[i].allowed();
  }
  return seen;
}

}  // namespace opencam::services
