// One attempt's life in the supervisor: from the fork to its end event.
//
//   Preparing --child-pid--> Running --all processes gone--> Copying --> Over
//        |                      |  ^ end_for(): SIGTERM, a while, SIGKILL
//        +----------------------+--> Over, when it could not begin
//
// bubblewrap stops before the command until we have taken the first process of its namespace by a descriptor, set the
// limit of processes there, and written the beginning into the journal: what is not in the journal has never begun. The
// end is taken only when that first process is gone: the kernel then has ended every other process of the namespace,
// also those that left their parent. Driven by the supervisor's loop; owns its descriptors, its slot and what is
// mounted there.
#pragma once

#include <poll.h>
#include <sys/resource.h>
#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "batch/runner.h"
#include "opencam/result.h"
#include "runner/descriptor.h"
#include "runner/jail.h"
#include "runner/journal.h"
#include "runner/settings.h"

namespace opencam::runner {

// What all attempts share; outlives them.
struct Ground {
  const Settings& settings;
  Jail& jail;
  Journal* journal = nullptr;  // null in a trial
  int folder = -1;             // the runner's
  int filter = -1;
  int lock = -1;
};

class Running {
 public:
  // Errors: why it cannot begin; nothing is left of it then.
  static Result<std::unique_ptr<Running>> start(const Ground& ground, batch::Attempt attempt, std::size_t slot,
                                                std::int64_t now_ms);
  ~Running();

  const std::string& id() const { return attempt_.id; }
  std::size_t slot() const { return slot_; }
  bool is_over() const { return stage_ == Stage::Over; }
  // Since the last call.
  std::vector<batch::AttemptEvent> take_events();
  // The journal's line of its beginning; empty before it.
  const std::string& begun_line() const { return begun_line_; }

  void add_polled(std::vector<pollfd>& to) const;
  void on_readable(int descriptor, std::int64_t now_ms);
  // True when the process was one of this attempt's.
  bool on_exit(pid_t process, int status, std::int64_t now_ms);
  // Timeouts and limits; gives the time of the next call that is needed.
  std::int64_t on_time(std::int64_t now_ms);
  // Ends it for that reason; the first reason counts. `at_once`: without SIGTERM first.
  void end_for(batch::Outcome outcome, std::string reason, bool at_once, std::int64_t now_ms);

 private:
  enum class Stage : std::uint8_t { Preparing, Running, Copying, Over };
  struct Stream {
    batch::LogStream as;
    Descriptor from;
    Descriptor file;
  };

  Running(const Ground& ground, batch::Attempt attempt, std::size_t slot)
      : ground_(ground), attempt_(std::move(attempt)), slot_(slot) {}

  Result<void> spawn();
  Result<std::vector<std::pair<std::string, std::string>>> mount_inputs();
  // True when there may be more.
  bool read_status(std::int64_t now_ms);
  bool read_copier();
  void read_stream(Stream& stream, std::int64_t now_ms);
  void keep(Stream& stream, std::string_view bytes);
  Result<void> begin(pid_t first, std::int64_t now_ms);
  void look(std::int64_t now_ms);
  void sample(std::int64_t now_ms, std::int64_t cpu_ms, std::int64_t memory_bytes);
  void stop_now();
  void settle(std::int64_t now_ms);
  void start_copying(std::int64_t now_ms);
  void finish(std::int64_t now_ms);
  batch::AttemptEnd end_of() const;

  const Ground& ground_;
  batch::Attempt attempt_;
  std::size_t slot_;
  Stage stage_ = Stage::Preparing;

  pid_t monitor_ = -1;  // bubblewrap itself
  pid_t first_ = -1;    // the first process of its namespace
  pid_t copier_ = -1;
  Descriptor first_handle_;
  bool is_monitor_gone_ = false;
  int monitor_status_ = 0;
  Descriptor status_;
  Descriptor release_;
  std::string status_text_;
  std::optional<std::int64_t> exit_code_;
  Stream out_{batch::LogStream::Stdout, {}, {}};
  Stream err_{batch::LogStream::Stderr, {}, {}};
  std::int64_t output_bytes_ = 0;
  std::string said_;          // the beginning of stderr: bubblewrap's own words when it fails
  std::string log_error_;     // the log could not be written
  std::string copy_trouble_;  // what the copier says
  Descriptor copier_says_;

  std::optional<batch::Outcome> ended_for_;
  std::string ended_reason_;
  std::int64_t kill_at_ms_ = 0;
  std::int64_t began_ms_ = 0;
  std::int64_t look_at_ms_ = 0;
  std::int64_t prepared_by_ms_ = 0;
  std::int64_t sampled_ms_ = 0;
  std::int64_t sampled_cpu_ms_ = 0;
  std::string begun_line_;
  std::vector<batch::AttemptEvent> events_;
};

// Of the attempt and of the operator, the stricter of each.
batch::AttemptLimits stricter(const batch::AttemptLimits& attempt, const batch::AttemptLimits& operators);

}  // namespace opencam::runner
