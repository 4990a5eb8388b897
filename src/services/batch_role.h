// The role in which BatchCompute acts for an account, `BATCH_QCSRole` (CAM-283).
//
//   first CreateComputeEnv, CreateCpmComputeEnv or SubmitJob of the account
//        -> the role is made: trusts batch.cloud.tencent.com, holds QcloudFullAccessForBatchRole. Once, ever.
//   everything the service then does for the account -> asked of the engine as that role, trust included
//
// Whatever an administrator does to the role afterwards stands: narrowed, detached or deleted, the service is refused
// with CAM's text, and the refusal is in the audit trail as the role's. Thread-safe.
#pragma once

#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "batch/service_role.h"
#include "services/call.h"
#include "services/snapshots.h"

namespace opencam::services {

inline constexpr std::string_view batch_principal = "batch.cloud.tencent.com";
inline constexpr std::string_view batch_role_name = "BATCH_QCSRole";

// What the service writes in the course of a call: recorded as its own doing, under the call's id.
directory::WriteContext service_context(const Call& call, std::string action);

class BatchRole final : public batch::ServiceRole {
 public:
  // All must outlive it.
  BatchRole(const Equipment& equipment, const Snapshots& snapshots) : equipment_(equipment), snapshots_(snapshots) {}

  // Makes the account's role unless that was done before, whatever became of it. Errors: those of the directory.
  Result<void> make_once(const Call& call);

  std::optional<std::string> refusal(const batch::Scope& scope, std::string_view action,
                                     std::string_view resource) override;

 private:
  // Leaves in `request` the question that decided.
  Decision decide(directory::Uin owner, std::string_view action, std::string_view resource, Request& request) const;

  const Equipment& equipment_;
  const Snapshots& snapshots_;
  std::mutex mutex_;
  std::set<directory::Uin> made_;  // known to be made; the store is asked for the others
};

}  // namespace opencam::services
