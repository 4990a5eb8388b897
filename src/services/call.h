// One call that may be carried out: what a handler gets beside its typed request.
//
// Only the gate can make one, after authentication, the reading of the parameters and a positive decision; so no
// handler can be reached around it. A handler reads the account as it is now (`account()`), writes through the
// directory with `write()`, and never asks who else may do what.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/host/clock.h"
#include "base/host/log.h"
#include "base/host/random.h"
#include "base/host/seal.h"
#include "directory/directory.h"
#include "services/caller.h"
#include "services/sieve.h"

namespace opencam::services {

class UseLog;
struct BatchParts;
class BatchRole;

// What the whole part works with; made by main, outlives everything here. All of it is thread-safe.
struct Equipment {
  directory::Directory& directory;
  const Clock& clock;
  Random& random;
  const Sealer& sealer;
  Log& log;
  // The router's own (use_log.h); null outside of one.
  UseLog* uses = nullptr;
  // Of BatchCompute (batch_parts.h); null: its actions answer InternalError.
  const BatchParts* batch = nullptr;
  // The router's own (batch_role.h); null outside of one.
  BatchRole* batch_role = nullptr;
};

class Call {
 public:
  const Caller& caller() const { return caller_; }
  directory::Uin owner() const { return caller_.owner(); }
  // The caller's account as it is now.
  std::shared_ptr<const directory::AccountState> account() const {
    auto now = equipment_.directory.account(owner());
    return now == nullptr ? caller_.account : now;
  }
  directory::Directory& directory() const { return equipment_.directory; }
  const Equipment& equipment() const { return equipment_; }
  // Becomes the audit record of what the handler writes.
  const directory::WriteContext& write() const { return write_; }
  // The region that the call names, or empty.
  const std::string& region() const { return region_; }
  // Which entries of a list the caller may see (sieve.h). All of them, when each was named and asked for.
  std::vector<bool> seen(std::span<const Candidate> candidates) const {
    return sieve_ == nullptr ? std::vector<bool>(candidates.size(), true) : sieve_->seen(candidates);
  }

 private:
  friend class Gate;
  Call(const Equipment& equipment, const Caller& caller, directory::WriteContext write, std::string_view region,
       std::shared_ptr<const Sieve> sieve = nullptr)
      : equipment_(equipment), caller_(caller), write_(std::move(write)), region_(region), sieve_(std::move(sieve)) {}

  const Equipment& equipment_;
  const Caller& caller_;
  directory::WriteContext write_;
  std::string region_;
  std::shared_ptr<const Sieve> sieve_;  // of a list that names nothing; otherwise null
};

}  // namespace opencam::services
