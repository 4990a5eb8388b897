// The files that stores keep in a data folder: the folder belongs to its owner alone (0700), as does each file (0600).
//
// Used before SQLite opens a file, because SQLite would make it readable for others.
#pragma once

#include <string>

#include "opencam/result.h"

namespace opencam::store {

// Errors: Io. What is there stays as it is.
Result<void> make_folder(const std::string& folder);
Result<void> make_file(const std::string& path);

}  // namespace opencam::store
