// Which policies reach a principal, and through what: for the lists of the API. The decision does not use this; it
// sees the same through the World that services makes of the state.
#pragma once

#include <cstdint>
#include <vector>

#include "directory/state.h"

namespace opencam::directory {

struct EffectivePolicy {
  PolicyId policy{};
  bool is_direct = false;
  std::int64_t attached_ms = 0;      // direct: when attached; otherwise of the first group
  std::vector<const Group*> groups;  // through which it comes, in the order of their numbers
};

enum class Reach : std::uint8_t { All, Direct, ByGroup };

// In the order of the policy numbers, each once. For a group or a role there is only the direct way.
std::vector<EffectivePolicy> effective_policies(const AccountState& state, const Target& target, Reach reach);

}  // namespace opencam::directory
