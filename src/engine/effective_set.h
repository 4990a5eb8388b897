// All policies of one layer that have a say about one principal, indexed: the identity policies of a user or role, or
// the resource policies of an account.
//
//   holder.set = EffectiveSet::create(holder.identity);
//   changed.set = EffectiveSet::create(changed.identity, holder.set.get());   // takes over what is the same
//   changed.set = holder.set->with(3, holder.identity[3]);                    // only the fourth policy changed
//
// The set knows its policies by their place in that list and refers to their Programs; it must be made again when the
// list changes. Immutable; share it between threads and between principals that hold the same list.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "opencam/engine.h"

namespace opencam {

class EffectiveSet {
 public:
  // `previous` is a set of an older list of the same holder, or null. Policies that are unreadable (null) count too.
  static std::shared_ptr<const EffectiveSet> create(std::span<const AttachedPolicy> policies,
                                                    const EffectiveSet* previous = nullptr);
  // REQUIRES: place < size().
  std::shared_ptr<const EffectiveSet> with(std::size_t place, const AttachedPolicy& policy) const;

  std::size_t size() const { return programs_.size(); }

 private:
  std::vector<std::shared_ptr<const Program>> programs_;  // by place; null: unreadable
};

}  // namespace opencam
