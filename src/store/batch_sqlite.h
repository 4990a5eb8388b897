// The store of BatchCompute in one SQLite file beside the directory's: write-ahead log, synchronous=FULL.
//
// One connection writes, another reads, so that a list does not hold up the scheduler. Several processes may open the
// file; a write waits for the lock for some seconds and is then refused with Unavailable. Thread-safe.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "batch/store.h"
#include "store/statement.h"

namespace opencam::store {

// A connection, the statements prepared on it, and who may use them.
class BatchConnection {
 public:
  explicit BatchConnection(Database opened) : database(std::move(opened)) {}

  // The statement of that text, ready for parameters; kept. REQUIRES: nothing that a user wrote stands in it.
  Result<Statement*> statement(std::string_view sql);

  std::mutex mutex;
  Database database;

 private:
  std::map<std::string, Statement, std::less<>> statements_;
};

class SqliteBatchStore final : public batch::Store {
 public:
  // batch.db in `folder`, which is made (0700) when it is not there, as is the file (0600).
  static Result<std::unique_ptr<batch::Store>> open(const std::string& folder);

  Result<batch::Added> add_job(const batch::JobRow& job, std::span<const batch::TaskRow> tasks,
                               std::string_view submission, const batch::Quota& quota,
                               const batch::AuditText& audit) override;
  Result<std::uint64_t> put_requests(std::span<const batch::Request> requests, const batch::AuditText& audit) override;
  Result<std::uint64_t> delete_job(std::string_view id, const batch::AuditText& audit) override;
  Result<batch::Added> add_env(const batch::EnvRow& env, std::string_view submission, const batch::Quota& quota,
                               const batch::AuditText& audit) override;
  Result<std::uint64_t> change_env(std::string_view id, const batch::EnvChange& change,
                                   std::span<const batch::Request> requests, const batch::Quota& quota,
                                   const batch::AuditText& audit) override;
  Result<batch::Added> add_template(const batch::TaskTemplateRow& row, const batch::Quota& quota,
                                    const batch::AuditText& audit) override;
  Result<std::uint64_t> change_template(std::string_view id, const batch::TaskTemplateChange& change,
                                        const batch::AuditText& audit) override;
  Result<std::uint64_t> delete_templates(std::span<const std::string> ids, const batch::AuditText& audit) override;

  Result<std::optional<batch::JobRow>> job(std::string_view id) override;
  Result<std::vector<batch::JobRow>> jobs(const batch::Query& query) override;
  Result<std::optional<std::string>> job_submission(std::string_view id) override;
  Result<std::optional<std::string>> job_of_token(const batch::Scope& scope, std::string_view token) override;
  Result<std::optional<std::string>> env_of_token(const batch::Scope& scope, std::string_view token) override;
  Result<std::vector<batch::TaskRow>> tasks(std::string_view job_id) override;
  Result<std::vector<batch::InstanceRow>> instances(std::string_view job_id, std::uint32_t task, std::uint32_t begin,
                                                    std::uint32_t end) override;
  Result<std::optional<batch::EnvRow>> env(std::string_view id) override;
  Result<std::vector<batch::EnvRow>> envs(const batch::Query& query) override;
  Result<std::optional<std::string>> env_submission(std::string_view id) override;
  Result<std::vector<batch::NodeRow>> nodes(std::string_view env_id) override;
  Result<std::optional<std::string>> env_of_machine(std::string_view machine_id) override;
  Result<std::vector<batch::ActivityRow>> activities(std::string_view env_id, std::string_view node_id) override;
  Result<std::optional<batch::TaskTemplateRow>> task_template(std::string_view id) override;
  Result<std::vector<batch::TaskTemplateRow>> task_templates(const batch::Query& query) override;

  Result<std::uint64_t> begin_term() override;
  Result<batch::LiveState> load() override;
  Result<std::optional<batch::LiveJob>> load_job(std::string_view id) override;
  Result<std::optional<batch::LiveEnv>> load_env(std::string_view id) override;
  Result<std::vector<batch::Request>> requests(std::uint64_t after, std::size_t count_max) override;
  Result<void> commit(std::uint64_t term, const batch::Changes& changes) override;

  Result<std::vector<batch::OutboxRecord>> outbox(std::size_t count_max) override;
  Result<void> delivered(std::span<const std::uint64_t> sequences) override;

 private:
  SqliteBatchStore(std::unique_ptr<BatchConnection> writer, std::unique_ptr<BatchConnection> reader)
      : writer_(std::move(writer)), reader_(std::move(reader)) {}

  std::unique_ptr<BatchConnection> writer_;
  std::unique_ptr<BatchConnection> reader_;
};

}  // namespace opencam::store
