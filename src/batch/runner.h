// The port behind which attempts run: a sandbox on this machine, later a Slurm cluster.
//
//   scheduler: attempt durable in the store (STARTING) --start--> runner --event Begun--> RUNNING --event Ended--> ...
//
// The runner has a number of slots; start() returns at once and what finds no free slot waits in the runner's queue,
// first come first served. What happens comes back as events: the runner keeps them in order, rings the bell it was
// given, and hands each out once by take_events(). Every started attempt gets exactly one Ended, also a killed one;
// Begun may be left out when Ended follows at once.
//
// An attempt is begun once at most. recover() is how that survives a crash: it is called before the first start() with
// every attempt that was claimed and has no stored end, and the runner says from its own records what became of each.
// It takes nothing for granted: what it does not know never began here, what began and left no end is Lost. After
// recover() it runs nothing but what it reported as Running.
//
// Logs, usage and exit records are kept until forget() of the job. All methods are thread-safe: log() and usage() are
// called by API threads, everything else by the scheduler's.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "batch/bell.h"
#include "opencam/result.h"

namespace opencam::batch {

// A local path that is put into the working folder before a run, or taken out of it afterwards. Which local paths may
// be named is the runner's business.
struct Mapping {
  std::string source;
  std::string destination;

  friend bool operator==(const Mapping&, const Mapping&) = default;
};

// Local folders and file names where stdout and stderr go beside the log; empty: nowhere. The names may hold the API's
// placeholders (docs/batch/jobs.md).
struct Redirect {
  std::string stdout_folder;
  std::string stdout_name;
  std::string stderr_folder;
  std::string stderr_name;

  friend bool operator==(const Redirect&, const Redirect&) = default;
};

// Bounds of one attempt, 0: the runner's own. A runner may be stricter, never looser than its configuration.
struct AttemptLimits {
  std::int64_t memory_bytes = 0;
  std::int64_t processes = 0;
  std::int64_t disk_bytes = 0;
  std::int64_t output_bytes = 0;
  std::int64_t cpu_ms = 0;

  friend bool operator==(const AttemptLimits&, const AttemptLimits&) = default;
};

// One run of one task instance.
struct Attempt {
  std::string id;      // batch/id.h, attempt_id()
  std::string job_id;  // for forget()
  std::string command;
  std::vector<std::pair<std::string, std::string>> environment;  // the task's, then BATCH_JOB_ID and its like
  std::vector<Mapping> inputs;
  std::vector<Mapping> outputs;
  Redirect redirect;
  std::int64_t timeout_ms = 0;  // from its beginning, not from start(); 0: none
  AttemptLimits limits;
};

enum class Outcome : std::uint8_t {
  Exited,         // `exit_code` says how
  Signalled,      // `exit_code` is 128 + the signal
  TimedOut,       // ended by the runner after `timeout_ms`
  Killed,         // as kill() asked
  LimitExceeded,  // `reason` says which
  NotStarted,     // it could not be begun (a mapping, a full disk): counts as a failed run
  Lost,           // it began, and nobody knows how it ended
  OutputFailed,   // it exited with 0, but an output could not be taken out: counts as a failed run
};

struct AttemptEnd {
  Outcome outcome = Outcome::Exited;
  std::int64_t exit_code = 0;
  std::string reason;         // for people; empty for a plain exit
  std::string detail;         // more of it, or empty
  std::int64_t began_ms = 0;  // 0: it never did
  std::int64_t ended_ms = 0;
};

struct AttemptEvent {
  enum class Kind : std::uint8_t {
    Begun,     // only `end.began_ms` is meant
    Ended,     // `end`
    NotBegun,  // of recover(): the runner never began it, and will not
    Running,   // of recover(): it goes on, its Ended will come
  };
  std::string id;
  Kind kind = Kind::Ended;
  AttemptEnd end;
};

enum class LogStream : std::uint8_t { Stdout, Stderr };

struct UsageSample {
  std::int64_t time_ms = 0;
  double cpu_percent = 0;     // of one core
  double memory_percent = 0;  // of what the attempt may use
  std::int64_t memory_bytes = 0;
};

class Runner {
 public:
  virtual ~Runner() = default;

  // How many attempts run at the same time; does not change.
  virtual std::size_t slots() const = 0;
  // Rung whenever there is an event to take; outlives the runner's work. Called once, before anything else.
  virtual void set_bell(Bell& bell) = 0;

  // Errors: only when none was taken (the runner is stopping); a single one that cannot be begun ends as NotStarted.
  virtual Result<void> start(std::span<const Attempt> attempts) = 0;
  // Ends a running or queued attempt: SIGTERM, a short while, SIGKILL. Its Ended comes as an event with outcome Killed
  // and this reason. Nothing happens when it is over already.
  virtual void kill(std::string_view id, std::string_view reason) = 0;
  // Takes a queued attempt back: true when it never began and never will; no event comes then.
  virtual bool withdraw(std::string_view id) = 0;
  virtual std::vector<AttemptEvent> take_events() = 0;

  // One event for each id, in any order: Ended, NotBegun or Running.
  virtual Result<std::vector<AttemptEvent>> recover(std::span<const std::string> ids) = 0;
  // The job is deleted: everything kept of its attempts goes away.
  virtual void forget(std::string_view job_id) = 0;

  // Up to `bytes_max` of what the attempt wrote, from `offset` bytes on; negative: that far from its end. Empty for an
  // attempt that wrote nothing or is unknown. Errors: Io.
  virtual Result<std::string> log(std::string_view id, LogStream stream, std::int64_t offset,
                                  std::size_t bytes_max) = 0;
  // Samples of [from_ms, to_ms), oldest first.
  virtual Result<std::vector<UsageSample>> usage(std::string_view id, std::int64_t from_ms, std::int64_t to_ms) = 0;
};

}  // namespace opencam::batch
