// One call that may be carried out: what a handler gets beside its typed request.
//
// Only the gate can make one, after authentication, the reading of the parameters and a positive decision; so no
// handler can be reached around it. A handler reads the account as it is now (`account()`), writes through the
// directory with `write()`, and never asks who else may do what.
#pragma once

#include <memory>
#include <string>

#include "base/host/clock.h"
#include "base/host/log.h"
#include "base/host/random.h"
#include "base/host/seal.h"
#include "directory/directory.h"
#include "services/caller.h"

namespace opencam::services {

class UseLog;

// What the whole part works with; made by main, outlives everything here. All of it is thread-safe.
struct Equipment {
  directory::Directory& directory;
  const Clock& clock;
  Random& random;
  const Sealer& sealer;
  Log& log;
  // The router's own (use_log.h); null outside of one.
  UseLog* uses = nullptr;
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

 private:
  friend class Gate;
  Call(const Equipment& equipment, const Caller& caller, directory::WriteContext write)
      : equipment_(equipment), caller_(caller), write_(std::move(write)) {}

  const Equipment& equipment_;
  const Caller& caller_;
  directory::WriteContext write_;
};

}  // namespace opencam::services
