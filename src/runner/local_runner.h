// Runs attempts on this machine, each in a sandbox of bubblewrap, behind the port of BatchCompute.
//
//   OPENCAM_TRY(auto runner, LocalRunner::create(settings, {"/proc/self/exe", supervisor_command}, log));
//
// What makes the sandboxes is a process of its own (supervisor.h), started by recover() and made anew when it dies.
// Here are the queue in front of the slots and the thread that listens. A server that only answers API calls makes one
// too, for the logs, and never calls recover(). Dropping it ends what runs; recover() of the next one says so.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/host/log.h"
#include "batch/runner.h"
#include "opencam/result.h"
#include "runner/descriptor.h"
#include "runner/message.h"
#include "runner/settings.h"

namespace opencam::runner {

// For metrics. A moment's picture.
struct RunnerCounts {
  std::size_t queued = 0;
  std::size_t running = 0;
  std::uint64_t ended = 0;     // since the start
  std::uint64_t failed = 0;    // of these: not by an exit code of 0
  std::uint64_t restarts = 0;  // of the supervisor, after it had died
};

class LocalRunner final : public batch::Runner {
 public:
  // Makes the folder and tries a sandbox once. Errors: what is missing on this machine, with the remedy. The log must
  // outlive the runner.
  static Result<std::unique_ptr<LocalRunner>> create(Settings settings, std::vector<std::string> supervisor, Log& log);
  ~LocalRunner() override;

  std::size_t slots() const override { return settings_.slots; }
  void set_bell(batch::Bell& bell) override { bell_ = &bell; }
  Result<void> start(std::span<const batch::Attempt> attempts) override;
  void kill(std::string_view id, std::string_view reason) override;
  bool withdraw(std::string_view id) override;
  std::vector<batch::AttemptEvent> take_events() override;
  Result<std::vector<batch::AttemptEvent>> recover(std::span<const std::string> ids) override;
  void forget(std::string_view job_id) override;
  Result<std::string> log(std::string_view id, batch::LogStream stream, std::int64_t offset,
                          std::size_t bytes_max) override;
  Result<std::vector<batch::UsageSample>> usage(std::string_view id, std::int64_t from_ms, std::int64_t to_ms) override;

  RunnerCounts counts() const;

 private:
  // The other process, and our end of its socket.
  struct Supervisor {
    pid_t process = -1;
    Descriptor socket;
    Frames frames;
  };

  LocalRunner(Settings settings, std::vector<std::string> supervisor, Log& log)
      : settings_(std::move(settings)), command_(std::move(supervisor)), log_(log) {}

  Result<Supervisor> launch(bool is_trial) const;
  Result<std::vector<batch::AttemptEvent>> recover_again(std::span<const std::string> ids);
  void listen();
  bool take_bytes();
  void take_message(const std::string& text);
  void begin_anew();
  bool adopt(Supervisor fresh);
  void send_queued();
  bool send(const std::string& text);
  void add_event(batch::AttemptEvent event);

  const Settings settings_;
  const std::vector<std::string> command_;
  Log& log_;
  batch::Bell* bell_ = nullptr;

  mutable std::mutex mutex_;
  std::condition_variable stopping_;
  Supervisor supervisor_;
  std::deque<batch::Attempt> queue_;
  std::map<std::string, batch::Attempt, std::less<>> running_;  // given to the supervisor
  std::vector<batch::AttemptEvent> events_;
  RunnerCounts counts_;
  bool is_stopping_ = false;
  std::thread listener_;
};

}  // namespace opencam::runner
