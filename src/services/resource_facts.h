// What a service says about its resources so that conditions can ask for it: who made one (`qcs:create_uin`).
//
// A service that keeps resources here registers one with the gate, which asks for each resource that a call names
// (CAM-281). Tags need no such door: they are in the snapshot. Thread-safe, and quick: every call waits for it.
#pragma once

#include <string>

#include "opencam/name.h"

namespace opencam::services {

class ResourceFacts {
 public:
  virtual ~ResourceFacts() = default;

  // The number of who made the resource; empty when there is no such resource, which a condition sees as an absent key.
  virtual std::string creator_of(const ResourceName& resource) const = 0;
};

}  // namespace opencam::services
