// What survives server and supervisor: one line for each session, beginning and end of an attempt.
//
//   {"is":"session","boot":"5c0e..."}                    written through to the disk
//   {"is":"begun","id":"job-0a1b2c3d-0-0-1",...}         before the command may begin
//   {"is":"ended","id":"job-0a1b2c3d-0-0-1",...}         before anybody is told
//
// Lines are not written through one by one: they outlive every process, not the loss of power. The session line says in
// which run of the machine it was written, so that a later reader knows when lines may be missing. The supervisor alone
// writes; it holds the lock of the folder. A journal that has become too long is put aside as `journal.1`.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "batch/runner.h"
#include "opencam/result.h"
#include "runner/descriptor.h"

namespace opencam::runner {

class Journal {
 public:
  // Errors: Io.
  static Result<Journal> open(int folder);
  // Errors: Io, when nothing or only a part was written.
  Result<void> add(const std::string& text);
  // `going_on` are the lines of what runs now: they stand in the new journal too. Errors: Io.
  Result<void> turn_when_long(std::span<const std::string> going_on);

 private:
  Journal(int folder, Descriptor file, std::int64_t bytes) : folder_(folder), file_(std::move(file)), bytes_(bytes) {}

  int folder_;
  Descriptor file_;
  std::int64_t bytes_;
  bool is_torn_ = false;  // the last line may stand there in part
};

// What became of each attempt, as Runner::recover says it. `folder` is a path. Errors: Io.
Result<std::vector<batch::AttemptEvent>> read_journal(const std::string& folder, std::span<const std::string> ids);

}  // namespace opencam::runner
