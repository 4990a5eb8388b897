// The folders of this machine that the operator opened to tasks (`--batch-files`), reached by paths that users write.
//
// Every path is resolved by the kernel from the folder's descriptor and cannot leave it, neither by `..` nor by a
// symbolic link (openat2, RESOLVE_BENEATH). Nothing here follows a path twice.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "opencam/result.h"
#include "runner/descriptor.h"
#include "runner/settings.h"

namespace opencam::runner {

class LocalFiles {
 public:
  struct Root {
    FileRoot as;
    Descriptor folder;
  };
  // Where a file is to be made: an open folder and the name in it.
  struct Place {
    Descriptor folder;
    std::string name;
  };

  explicit LocalFiles(std::vector<Root> roots) : roots_(std::move(roots)) {}

  // A handle (O_PATH) on the file or folder. Errors: InvalidArgument when no root holds it, NotFound, Io.
  Result<Descriptor> source(const std::string& path) const;
  // Makes the folders above it that are missing. Errors: InvalidArgument (also for a read-only root), Io.
  Result<Place> destination(const std::string& path) const;

 private:
  struct Found {
    const Root* root = nullptr;
    std::string below;
  };
  Result<Found> find(const std::string& path) const;

  std::vector<Root> roots_;
};

// openat2: below `folder`, through no link that leaves it; with `follows` false through none at all. -1 and errno.
int open_beneath(int folder, const std::string& path, int flags, bool follows, int mode = 0);

// The folder of that path below `folder`, made where it is missing. Errors: Io.
Result<Descriptor> make_folders(int folder, std::string_view path);

Error file_error(std::string_view doing, std::string_view path, int error);

}  // namespace opencam::runner
