// The store of BatchCompute that forgets when it is destroyed: for tests, and for trying things out.
//
// It keeps the same promises as every store but durability, and passes the same suite. One lock over everything;
// thread-safe. A test may derive from it a store that fails.
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "batch/store.h"

namespace opencam::store {

class MemoryBatchStore : public batch::Store {
 public:
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
  struct Job {
    batch::JobRow row;
    std::vector<batch::TaskRow> tasks;
    std::string submission;
    std::map<std::pair<std::uint32_t, std::uint32_t>, batch::InstanceRow> instances;  // by task and index
  };
  struct Env {
    batch::EnvRow row;
    std::string submission;
    std::vector<batch::NodeRow> nodes;  // by time of making
    std::vector<batch::ActivityRow> activities;
  };

  template <typename Thing>
  using ById = std::map<std::string, Thing, std::less<>>;

  void put(batch::Request request);
  std::uint64_t record(const batch::AuditText& audit, std::string_view id);
  bool waits_for_job(std::string_view id) const;
  std::int64_t cores_in(const batch::Scope& scope) const;
  void commit_jobs(const batch::Changes& changes);
  void commit_envs(const batch::Changes& changes);
  void put_node(const batch::NodeRow& node);
  void put_activity(const batch::ActivityRow& activity);
  static batch::LiveJob live(const Job& job, bool with_all);

  std::mutex mutex_;
  std::uint64_t last_sequence_ = 0;  // of anything that has one
  std::uint64_t term_ = 0;
  ById<Job> jobs_;
  ById<Env> envs_;
  ById<batch::TaskTemplateRow> templates_;
  std::map<std::uint64_t, batch::Request> requests_;
  std::map<std::uint64_t, std::string> outbox_;
};

}  // namespace opencam::store
