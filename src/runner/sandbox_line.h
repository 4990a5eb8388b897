// What bubblewrap is told: the sandbox of one attempt, as arguments.
//
// Pure, so that the whole promise can be read in one place and is compared word for word in a test;
// docs/batch/runner.md says what each part holds.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "batch/runner.h"
#include "opencam/result.h"

namespace opencam::runner {

// Where the command finds itself, and who it is in there.
inline constexpr const char* work_folder = "/job";
inline constexpr const char* sandbox_user = "1000";

struct SandboxPlace {
  std::string slot;  // folder with job/, tmp/ and shm/, as the supervisor sees it
  std::vector<std::pair<std::string, std::string>> inputs;  // mounted by the supervisor -> seen by the task
  std::vector<std::string> links;                           // top folders that are links into usr: "bin", "lib64"
  bool has_network = false;
  // Descriptors that bubblewrap inherits.
  int filter = -1;
  int status = -1;
  int block = -1;
  int lock = -1;
};

// Refuses what bubblewrap or the kernel would stumble over. Errors: InvalidArgument naming the field.
Result<void> check_attempt(const batch::Attempt& attempt);

// A path of the sandbox that an input may be seen at or an output comes from, made absolute: `in/a` is `/job/in/a`.
// Errors: InvalidArgument for `..`, and for folders that belong to the system.
Result<std::string> sandbox_path(const std::string& text);

// All but the command: given through `--args`, because others on the machine can read a command line.
std::vector<std::string> sandbox_arguments(const batch::Attempt& attempt, const SandboxPlace& place);

}  // namespace opencam::runner
