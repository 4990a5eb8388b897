// The one door to every store: an address says which.
//
//   open_store("memory:", key)                 // forgets when it is destroyed
//   open_store("sqlite:/var/lib/opencam", key) // opencam.db in that folder, which is made with mode 0700
//
// Several processes may open the same folder. Nobody above this part knows which store it is.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/host/secret.h"
#include "directory/store.h"
#include "opencam/result.h"

namespace opencam::store {

// Errors: InvalidArgument for an unknown address, Io when it cannot be opened or made, Corrupt when the file is no
// database, Unsupported when it was written by a newer program.
//
// `audit_key` chains the audit trail (directory/audit_chain.h); everybody who opens the store must give the same.
Result<std::unique_ptr<directory::Store>> open_store(std::string_view address, const SecretText& audit_key = {});

}  // namespace opencam::store
