#include "engine/effective_set.h"

#include "base/check.h"

namespace opencam {

std::shared_ptr<const EffectiveSet> EffectiveSet::create(std::span<const AttachedPolicy> policies,
                                                         const EffectiveSet* /*previous*/) {
  auto set = std::make_shared<EffectiveSet>();
  set->programs_.reserve(policies.size());
  for (const AttachedPolicy& policy : policies) set->programs_.push_back(policy.program);
  return set;
}

std::shared_ptr<const EffectiveSet> EffectiveSet::with(std::size_t place, const AttachedPolicy& policy) const {
  OPENCAM_CHECK(place < programs_.size());
  auto set = std::make_shared<EffectiveSet>(*this);
  set->programs_[place] = policy.program;
  return set;
}

}  // namespace opencam
