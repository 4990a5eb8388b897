// The audit trail of a data folder, without the directory over it: what the `audit` commands work on.
//
//   OPENCAM_TRY(const auto folder, AuditFolder::open(invocation));
//   verify_audit(*folder->store, folder->key, {});
//
// Works beside a running server. Unlike a server it makes nothing that is missing: a mistyped folder must not answer
// that its empty trail is whole.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "base/host/clock.h"
#include "base/host/random.h"
#include "base/host/seal.h"
#include "cli/command.h"
#include "directory/audit_chain.h"
#include "directory/store.h"

namespace opencam::server {

struct AuditFolder {
  // The folder that `--data` or the configuration names. Errors: NotFound, those of the key and the store.
  static Result<std::unique_ptr<AuditFolder>> open(const cli::Invocation& invocation);

  SystemRandom random;
  SystemClock clock;
  std::shared_ptr<const Sealer> sealer;
  SecretText key;
  std::unique_ptr<directory::Store> store;
};

// A moment in milliseconds: `2026-11-21`, `2026-11-21T10:00:00Z` or seconds since 1970; UTC. Errors: InvalidArgument.
Result<std::int64_t> read_moment(std::string_view option, std::string_view text);

}  // namespace opencam::server
