// What the processes of an attempt use together, read from /proc: they are the descendants of the first process of the
// attempt's own process namespace.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>

namespace opencam::runner {

struct Use {
  std::int64_t cpu_ms = 0;        // of those alive, and of those they have waited for
  std::int64_t memory_bytes = 0;  // held by them alone; shared between them is counted once when that matters
  std::size_t processes = 0;
};

// Memory that processes share is divided between them only when the quicker sum is above `memory_bytes_max`.
Use use_of(pid_t first, std::int64_t memory_bytes_max);

}  // namespace opencam::runner
