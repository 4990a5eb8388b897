// One call on BatchCompute: whose it is, where, and how what it writes is recorded. What every handler begins with.
//
//   OPENCAM_TRY(const BatchWork work, BatchWork::of(call));
//   OPENCAM_TRY(const std::uint64_t outbox, work.desk().delete_job(work.asker(id), id));
//   OPENCAM_TRY(work.record(outbox));                       // durable before the answer
//
// The region of the call is the region of what it names and makes. Holds references to the call; one thread.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "batch/desk.h"
#include "directory/tag.h"
#include "opencam/result.h"
#include "services/batch_parts.h"
#include "services/call.h"

namespace opencam::services {

class BatchWork {
 public:
  // Errors: Unavailable when BatchCompute is not here; BatchUnsupported without a region or in one that is unknown.
  static Result<BatchWork> of(const Call& call);

  const Call& call() const { return call_; }
  const BatchParts& parts() const { return *call_.equipment().batch; }
  batch::Store& store() const { return parts().store; }
  const MachineTypes& machines() const;
  const batch::Desk& desk() const { return desk_; }
  const batch::Scope& scope() const { return scope_; }

  // `qcs::batch:<region>:uin/<owner>:<content>`
  std::string resource(std::string_view content) const;

  // Whoever asks, for the desk; the record of its write will be about `resource` (empty: as the gate asked).
  batch::Asker asker(std::string resource = {}) const;
  // Makes the record that the last asker noted durable.
  Result<void> record(std::uint64_t outbox) const;

  // What is made has its tags before it is there, so that no moment shows it without. `make` is the desk's creation.
  struct Making {
    batch::IdKind kind = batch::IdKind::Job;
    std::string type;  // "job"
    std::string client_token;
    directory::Tags tags;
    // What that token made before, or nothing.
    std::function<Result<std::optional<std::string>>()> made_before;
    std::function<Result<batch::Added>(const batch::Asker& asker, const std::string& id)> make;
  };
  Result<std::string> make(const Making& making) const;

  // The tags of a thing as they are now, and their end with the thing.
  const directory::Tags& tags_of(const directory::AccountState& account, std::string_view content) const;
  Result<void> release_tags(std::string_view content) const;
  // Of environments that are gone meanwhile: their end comes after the answer to who deleted them.
  Result<void> release_tags_of_gone_envs() const;

 private:
  BatchWork(const Call& call, batch::Scope scope);
  Result<void> change_tags(const std::string& resource, directory::TagChange change) const;

  const Call& call_;
  batch::Scope scope_;
  batch::Desk desk_;
  // Shared with the asker's AuditText, which the store calls back.
  std::shared_ptr<directory::AuditRecord> noted_;
};

}  // namespace opencam::services
