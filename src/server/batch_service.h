// BatchCompute in this server: its store, its runner when one is turned on, and the thread that schedules.
//
//   OPENCAM_TRY(const auto batch, BatchService::open(config, equipment));
//   equipment.batch = &batch->parts();          // for the router
//   batch->start(router->batch_role());         // once everything it needs is there
//   batch->stop();                              // before the router goes
//
// Any number of servers may have the data folder open and answer calls; the one that holds `batch.lock` schedules, and
// another takes over when it goes. Stopping ends what runs; the next one to schedule says so (docs/batch/runner.md).
#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "batch/bell.h"
#include "batch/scheduler.h"
#include "batch/service_role.h"
#include "batch/store.h"
#include "opencam/result.h"
#include "runner/local_runner.h"
#include "server/config.h"
#include "services/batch_counters.h"
#include "services/batch_parts.h"
#include "services/call.h"

namespace opencam::server {

class BatchService {
 public:
  // `equipment` must outlive it. Errors: those of the store and the runner, with what is missing on this machine.
  static Result<std::unique_ptr<BatchService>> open(const Config& config, const services::Equipment& equipment);
  ~BatchService();

  const services::BatchParts& parts() const { return *parts_; }
  std::shared_ptr<const services::BatchCounters> counters() const { return counters_; }

  // `role` must live until stop().
  void start(batch::ServiceRole& role);
  void stop();

 private:
  BatchService(std::string folder, const services::Equipment& equipment)
      : folder_(std::move(folder)), equipment_(equipment) {}

  void work(batch::ServiceRole& role);
  bool schedule(batch::ServiceRole& role);
  void count(const batch::Scheduler& scheduler);
  // True when it is time to end.
  bool pause(std::int64_t ms);

  const std::string folder_;
  const services::Equipment& equipment_;
  std::unique_ptr<batch::Store> store_;
  std::unique_ptr<runner::LocalRunner> runner_;
  std::unique_ptr<services::BatchParts> parts_;
  std::shared_ptr<services::BatchCounters> counters_ = std::make_shared<services::BatchCounters>();
  batch::Bell bell_;

  std::mutex mutex_;
  std::condition_variable ending_;
  std::atomic<bool> is_ending_ = false;
  std::thread thread_;
};

}  // namespace opencam::server
