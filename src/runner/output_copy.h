// Takes what an attempt left behind out of its working folder, once all its processes are gone: output mappings, and
// the copies of stdout and stderr that were asked for. Folders and plain files are copied, nothing else: a task cannot
// place a link, a device or a pipe where others would follow it.
#pragma once

#include <string>
#include <vector>

#include "batch/runner.h"
#include "opencam/result.h"
#include "runner/local_files.h"

namespace opencam::runner {

struct Leaving {
  const batch::Attempt& attempt;
  const LocalFiles& files;
  const Descriptor& slot;      // the folder with job/ and tmp/
  int logs = -1;               // the runner's folder
  std::int64_t bytes_max = 0;  // of all that is copied
  bool has_succeeded = false;  // only then a missing output is an error
};

// Errors: what could not be taken, and why.
Result<void> copy_outputs(const Leaving& leaving);

bool has_outputs(const batch::Attempt& attempt);

// `${BATCH_TASK_INSTANCE_INDEX}` and its like, as the attempt's environment has them.
std::string filled_in(const std::string& text, const batch::Attempt& attempt);

}  // namespace opencam::runner
