#include "server/batch_service.h"

#include <fcntl.h>
#include <sys/file.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <sstream>
#include <utility>

#include "cli/files.h"
#include "runner/descriptor.h"
#include "runner/supervisor.h"
#include "services/batch_machines.h"
#include "store/batch_open.h"

namespace opencam::server {
namespace {

constexpr std::int64_t lock_pause_ms = 500;      // between two looks at whether the other server is gone
constexpr std::int64_t failure_pause_ms = 1000;  // before a scheduler that could not begin is tried again
constexpr std::int64_t wait_ms_max = 1000;       // so that the figures are never older
constexpr std::uint64_t machines_bytes_max = 1024ULL * 1024;

Result<std::unique_ptr<runner::LocalRunner>> open_runner(const Config& config, Log& log) {
  if (!config.batch.runs_locally) return std::unique_ptr<runner::LocalRunner>();
  runner::Settings settings = config.batch.runner;
  settings.folder = config.data + "/batch";
  settings.slots = config.batch.slots != 0 ? config.batch.slots : std::max(1U, std::thread::hardware_concurrency());
  auto runner = runner::LocalRunner::create(std::move(settings), {"/proc/self/exe", runner::supervisor_command}, log);
  if (!runner) return std::move(runner).error().because("cannot run jobs here (`--batch-runner local`)");
  return runner;
}

Result<std::shared_ptr<const services::MachineTypes>> read_machines(const std::string& path) {
  if (path.empty()) return std::shared_ptr<const services::MachineTypes>();
  std::istringstream nothing;
  std::ostringstream unread;
  OPENCAM_TRY(const Source source,
              cli::read_source(path, {.in = nothing, .out = unread, .err = unread}, machines_bytes_max));
  auto machines = services::MachineTypes::read(source.text());
  if (!machines) return std::move(machines).error().because("`" + path + "`");
  return machines;
}

}  // namespace

Result<std::unique_ptr<BatchService>> BatchService::open(const Config& config, const services::Equipment& equipment) {
  auto out = std::unique_ptr<BatchService>(new BatchService(config.data, equipment));
  OPENCAM_TRY(auto machines, read_machines(config.batch.machines));
  OPENCAM_TRY(out->store_, store::open_batch_store("sqlite:" + config.data));
  OPENCAM_TRY(out->runner_, open_runner(config, equipment.log));
  if (out->runner_ != nullptr) {
    out->runner_->set_bell(out->bell_);
    out->counters_->slots = out->runner_->slots();
  }
  out->parts_ = std::make_unique<services::BatchParts>(services::BatchParts{
      .store = *out->store_, .bell = out->bell_, .runner = out->runner_.get(), .machines = std::move(machines)});
  return out;
}

BatchService::~BatchService() { stop(); }

void BatchService::start(batch::ServiceRole& role) {
  thread_ = std::thread([this, &role] { work(role); });
}

void BatchService::stop() {
  {
    const std::scoped_lock lock(mutex_);
    is_ending_ = true;
  }
  ending_.notify_all();
  bell_.ring();
  if (thread_.joinable()) thread_.join();
}

bool BatchService::pause(std::int64_t ms) {
  std::unique_lock lock(mutex_);
  return ending_.wait_for(lock, std::chrono::milliseconds(ms), [this] { return is_ending_.load(); });
}

// The thread that schedules, or waits until it may.
void BatchService::work(batch::ServiceRole& role) {
  const std::string path = folder_ + "/batch.lock";
  const runner::Descriptor lock(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!lock.is_open()) {
    equipment_.log.alarm("batch_lock_unusable", {{"file", path}, {"error", std::strerror(errno)}});
    return;
  }
  while (flock(lock.number(), LOCK_EX | LOCK_NB) != 0) {
    if (pause(lock_pause_ms)) return;
  }
  while (schedule(role)) {
    if (pause(failure_pause_ms)) break;
  }
  counters_->is_scheduling = 0;
}

// Until the end, or until it cannot go on: then true when it is worth another try.
bool BatchService::schedule(batch::ServiceRole& role) {
  auto made = batch::Scheduler::create({.store = *store_,
                                        .runner = runner_.get(),
                                        .role = &role,
                                        .clock = equipment_.clock,
                                        .random = equipment_.random,
                                        .log = &equipment_.log});
  if (!made) {
    equipment_.log.error("batch_scheduler_failed", {{"error", made.error().message()}});
    return !is_ending_;
  }
  batch::Scheduler& scheduler = **made;
  equipment_.log.info("batch_scheduling", {{"slots", counters_->slots.load()}});
  counters_->is_scheduling = 1;
  while (!is_ending_) {
    const auto waits_ms = scheduler.tick();
    if (!waits_ms) {
      // Only when somebody else writes states, which the lock should have prevented: two must not.
      equipment_.log.alarm("batch_scheduler_superseded", {{"error", waits_ms.error().message()}});
      return false;
    }
    count(scheduler);
    bell_.wait(std::min(*waits_ms, wait_ms_max));
  }
  return false;
}

void BatchService::count(const batch::Scheduler& scheduler) {
  const batch::SchedulerFigures figures = scheduler.figures();
  counters_->live_jobs = figures.live_jobs;
  counters_->ended_attempts = figures.attempts_ended;
  counters_->failed_attempts = figures.attempts_failed;
  counters_->failed_commits = figures.commits_failed;
  if (runner_ == nullptr) return;
  const runner::RunnerCounts counts = runner_->counts();
  counters_->queued = counts.queued;
  counters_->running = counts.running;
  counters_->lost_supervisors = counts.restarts;
}

}  // namespace opencam::server
