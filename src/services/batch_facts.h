// Who made the jobs, compute environments and task templates of BatchCompute, for the gate (resource_facts.h).
#pragma once

#include "services/batch_parts.h"
#include "services/resource_facts.h"

namespace opencam::services {

class BatchFacts final : public ResourceFacts {
 public:
  // Must outlive it.
  explicit BatchFacts(batch::Store& store) : store_(store) {}

  // Only of what lies in the account and region that the resource names.
  std::string creator_of(const ResourceName& resource) const override;

 private:
  batch::Store& store_;
};

}  // namespace opencam::services
