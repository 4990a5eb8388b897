#include "directory/effective.h"

#include <algorithm>
#include <map>

namespace opencam::directory {

std::vector<EffectivePolicy> effective_policies(const AccountState& state, const Target& target, Reach reach) {
  std::map<PolicyId, EffectivePolicy> found;
  if (reach != Reach::ByGroup) {
    for (const auto& [policy, row] : state.attachments_of(target)) {
      found[policy] = {.policy = policy, .is_direct = true, .attached_ms = row.attached_ms, .groups = {}};
    }
  }
  // CAM-103: what is attached to a group counts for each of its members.
  if (target.kind == TargetKind::User && reach != Reach::Direct) {
    for (const Group* group : state.groups_of(target.as_user())) {
      for (const auto& [policy, row] : state.attachments_of(Target::group(group->row.id))) {
        EffectivePolicy& effective = found[policy];
        effective.policy = policy;
        if (!effective.is_direct && effective.groups.empty()) effective.attached_ms = row.attached_ms;
        effective.groups.push_back(group);
      }
    }
  }
  std::vector<EffectivePolicy> policies;
  policies.reserve(found.size());
  for (auto& [policy, effective] : found) policies.push_back(std::move(effective));
  return policies;
}

}  // namespace opencam::directory
