// The one door to the stores of BatchCompute: an address says which, as for the directory's (open.h).
//
//   open_batch_store("memory:")                 // forgets when it is destroyed
//   open_batch_store("sqlite:/var/lib/opencam") // batch.db in that folder, which is made with mode 0700
//
// Several processes may open the same folder. Nobody above this part knows which store it is.
#pragma once

#include <memory>
#include <string_view>

#include "batch/store.h"
#include "opencam/result.h"

namespace opencam::store {

// Errors: InvalidArgument for an unknown address, Io when it cannot be opened or made, Corrupt when the file is no
// database, Unsupported when it was written by a newer program.
Result<std::unique_ptr<batch::Store>> open_batch_store(std::string_view address);

}  // namespace opencam::store
