// Which entries of a list its caller may see: every entry is decided by itself (CAM-076, CAM-280).
//
//   const std::vector<bool> seen = call.seen(candidates);   // in a handler, before counting and paging
//
// The gate makes it when a call lists things of its account without naming them, and gives it to the handler in the
// Call. Candidates with one creator are one question with many resources. Immutable; owns its snapshot.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "opencam/engine.h"

namespace opencam::services {

// An entry of a list: its whole name, and who made it (empty: nobody knows).
struct Candidate {
  std::string resource;
  std::string creator;
};

class Sieve {
 public:
  // `request` is the call's own, with the resources left out.
  Sieve(std::shared_ptr<const Snapshot> snapshot, Request request)
      : snapshot_(std::move(snapshot)), request_(std::move(request)) {}

  // One for each candidate.
  std::vector<bool> seen(std::span<const Candidate> candidates) const;

 private:
  std::shared_ptr<const Snapshot> snapshot_;
  Request request_;
};

}  // namespace opencam::services
