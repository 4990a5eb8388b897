#include "engine/condition_family.h"
#include "policy/value.h"

namespace opencam {

// CAM-067: the listed value is a network, the request's is one address in it.
Fit test_ip(Comparison /*comparison*/, std::string_view listed, std::string_view found) {
  const auto network = Network::parse(listed);
  const auto address = Network::parse_address(found);
  if (!network || !address) return Fit::Unreadable;
  return fit(network->contains(*address));
}

}  // namespace opencam
