// Access keys in the open: what `export --with-secrets` writes and `import --secrets` reads.
//
//   {"schema_version":1,
//    "access_keys":[{"owner_uin":"100000000001","holder_uin":"100000000101","secret_id":"AKID...","secret_key":"...",
//                    "status":"active","description":""}]}
//
// Kept apart from the world file, which is meant to be read, mailed and checked in. Whoever has this file is everybody
// in it.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "directory/directory.h"
#include "opencam/result.h"

namespace opencam::server {

// The text of the file. Errors: Corrupt when a key was not sealed with this master key.
Result<std::string> print_keys(const directory::Directory& directory,
                               const std::vector<std::shared_ptr<const directory::AccountState>>& accounts);

// Writes a file that only its owner can read. Errors: Io, also when it is there already.
Result<void> write_secret_file(const std::string& path, std::string_view text);

// Makes the keys of the file, one write each; returns how many. Those that are there already with this id are left as
// they are. Errors: InvalidArgument with a span, those of Directory::create_access_key.
Result<std::size_t> import_keys(directory::Directory& directory, const directory::WriteContext& context,
                                std::string_view text);

}  // namespace opencam::server
