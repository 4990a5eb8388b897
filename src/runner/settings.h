// How the operator set the local runner up.
//
// The server makes it from its options (docs/configuration.md); the supervisor gets it with its first message. A value.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "batch/runner.h"
#include "opencam/result.h"

namespace opencam::runner {

// A folder of this machine that mappings and redirections may name; what is below it is reached without following a
// symbolic link out of it.
struct FileRoot {
  std::string path;  // absolute
  bool is_writable = true;
};

// `DIR` or `DIR:ro`. Errors: InvalidArgument when it is not an absolute path.
Result<FileRoot> read_file_root(const std::string& text);

struct Settings {
  std::string folder;  // of the runner's own files: journal, logs
  std::size_t slots = 1;
  bool has_network = false;  // the host's, when granted
  std::vector<FileRoot> files;
  // Of each attempt. An attempt's own limits can only be stricter. 0 is no limit, for cpu_ms and time_ms alone.
  batch::AttemptLimits bounds = {.memory_bytes = 1024LL * 1024 * 1024,
                                 .processes = 256,
                                 .disk_bytes = 512LL * 1024 * 1024,
                                 .output_bytes = 64LL * 1024 * 1024,
                                 .cpu_ms = 0};
  std::int64_t time_ms = 0;
};

}  // namespace opencam::runner
