// What the API may do with BatchCompute: the rules of each call, above the store. The caller is authenticated and
// permitted.
//
//   const Desk desk({.store = store, .clock = clock, .random = random, .bell = bell});
//   OPENCAM_TRY(const Added job, desk.submit_job(asker, desk.draw(IdKind::Job), std::move(new_job)));
//   ... deliver job.outbox to the audit trail ...
//
// A thing of another scope is not there: the kind's NotExist code. Nothing here waits for the scheduler; what a call
// only asks for happens afterwards, and the rows say how far it is. Thread-safe, if what it is made of is.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/host/clock.h"
#include "base/host/random.h"
#include "batch/bell.h"
#include "batch/store.h"
#include "batch/submission.h"

namespace opencam::batch {

// Who asks.
struct Asker {
  Scope scope;
  std::uint64_t creator = 0;
  std::string creator_type;
  std::string client_token;  // empty: none
  AuditText audit;
};

struct DeskParts {
  Store& store;
  const Clock& clock;
  Random& random;
  Bell& bell;  // the scheduler's
  Quota quota;
};

class Desk {
 public:
  explicit Desk(const DeskParts& parts) : parts_(parts) {}

  // The id of what is to be made: drawn before, so that its tags can be there first.
  std::string draw(IdKind kind) const { return draw_id(kind, parts_.random); }
  Store& store() const { return parts_.store; }

  // Errors: those of check_job() and Store::add_job().
  Result<Added> submit_job(const Asker& asker, std::string id, NewJob job) const;
  // Errors: BatchJobNotExist; BatchUnsupported in SUBMITTED. Nothing happens to a job that is over, but
  // FAILED_INTERRUPTED.
  Result<std::uint64_t> terminate_job(const Asker& asker, std::string_view id) const;
  // Errors: BatchJobNotExist, BatchTaskNotExist, BatchInstanceNotExist.
  Result<std::uint64_t> terminate_instance(const Asker& asker, std::string_view id, std::string_view task,
                                           std::int64_t index) const;
  // All or none. Errors: BatchJobNotExist; BatchUnsupported unless FAILED.
  Result<std::uint64_t> retry_jobs(const Asker& asker, std::span<const std::string> ids) const;
  // Errors: as Store::delete_job().
  Result<std::uint64_t> delete_job(const Asker& asker, std::string_view id) const;

  // Errors: those of check_env() and Store::add_env().
  Result<Added> create_env(const Asker& asker, std::string id, NewEnv env) const;
  // Errors: those of check_env_change() and Store::change_env(); BatchNothingToModify.
  Result<std::uint64_t> change_env(const Asker& asker, std::string_view id, EnvChange change) const;
  // Errors: BatchEnvNotExist, BatchEnvBusy.
  Result<std::uint64_t> delete_env(const Asker& asker, std::string_view id) const;
  // Lowers the desired count by those nodes that are not attached. Errors: BatchEnvNotExist, BatchEnvBusy,
  // BatchNodeIdMalformed, BatchNodeNotExist, BatchNodeTerminating, BatchNodeKept; BatchUnsupported for attached nodes.
  Result<std::uint64_t> terminate_nodes(const Asker& asker, std::string_view env_id,
                                        std::span<const std::string> node_ids) const;
  // Errors: BatchEnvNotExist, BatchEnvBusy, BatchInstanceIdRepeated, BatchInstancesNotAttachable.
  Result<std::uint64_t> attach_machines(const Asker& asker, std::string_view env_id,
                                        std::span<const std::string> machine_ids) const;
  // Errors: BatchEnvNotExist, BatchEnvBusy, BatchInstanceIdRepeated; BatchUnsupported for what is not attached here.
  Result<std::uint64_t> detach_machines(const Asker& asker, std::string_view env_id,
                                        std::span<const std::string> machine_ids) const;

  // Errors: those of check_template() and Store::add_template().
  Result<Added> create_template(const Asker& asker, std::string id, TaskTemplateRow row) const;
  // Errors: BatchNothingToModify, those of check_template(), BatchTemplateNotExist.
  Result<std::uint64_t> change_template(const Asker& asker, std::string_view id, TaskTemplateChange change) const;
  // All or none. Errors: BatchTemplateNotExist.
  Result<std::uint64_t> delete_templates(const Asker& asker, std::span<const std::string> ids) const;

  // Rows of the scope. Errors: the kind's NotExist code.
  Result<JobRow> job(const Scope& scope, std::string_view id) const;
  Result<TaskRow> task(const Scope& scope, std::string_view job_id, std::string_view name) const;
  Result<EnvRow> env(const Scope& scope, std::string_view id) const;
  Result<TaskTemplateRow> task_template(const Scope& scope, std::string_view id) const;

 private:
  Result<std::uint64_t> put_requests(const Asker& asker, std::span<const Request> requests) const;
  Result<std::uint64_t> put_env_requests(const Asker& asker, const EnvRow& env, const EnvChange& change,
                                         std::span<const Request> requests) const;

  DeskParts parts_;
};

}  // namespace opencam::batch
