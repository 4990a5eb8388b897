// Starts bubblewrap for one attempt: what must happen between fork and exec, and nothing else.
//
// Called by the supervisor, which has one thread, so that the child may do what it needs before its exec.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

#include "batch/runner.h"
#include "opencam/result.h"
#include "runner/descriptor.h"

namespace opencam::runner {

struct SpawnRequest {
  std::vector<std::string> arguments;  // of bubblewrap, without its name and the command
  std::string command;
  batch::AttemptLimits limits;
  std::optional<uid_t> user;      // to become; nothing: stay
  bool limits_processes = false;  // here already, because the user has no other processes
  int out = -1;                   // becomes stdout
  int err = -1;                   // becomes stderr
  std::vector<int> inherited;     // further ones that bubblewrap needs, by the numbers that its arguments say
};

// The process; its parent is told of its end by SIGCHLD. Errors: Io.
Result<pid_t> spawn_sandbox(const SpawnRequest& request);

// Where bubblewrap is, or nothing. Only below /usr, which tasks cannot write.
std::optional<std::string> find_bubblewrap();

struct Pipe {
  Descriptor read;
  Descriptor write;
};
// Both ends close on exec; the reading end does not block. Errors: Io.
Result<Pipe> make_pipe();
// For one byte that opens the way. Unlike a pipe's, its reader waits on when the writer is gone, which must not look
// like that byte: bubblewrap would go on. Errors: Io.
Result<Pipe> make_gate();

}  // namespace opencam::runner
