#include "runner/settings.h"

namespace opencam::runner {

Result<FileRoot> read_file_root(const std::string& text) {
  FileRoot out;
  out.path = text;
  if (out.path.ends_with(":ro")) {
    out.path.resize(out.path.size() - 3);
    out.is_writable = false;
  }
  while (out.path.size() > 1 && out.path.back() == '/') out.path.pop_back();
  const bool has_dots =
      (out.path + "/").find("/../") != std::string::npos || (out.path + "/").find("/./") != std::string::npos;
  if (!out.path.starts_with('/') || has_dots || out.path.find("//") != std::string::npos) {
    return Error(ErrorCode::InvalidArgument, "`" + text + "` is not the absolute path of a folder")
        .with_help("write `/data/jobs`, or `/data/jobs:ro` for reading only");
  }
  if (out.path == "/") return Error(ErrorCode::InvalidArgument, "the whole machine cannot be opened to tasks");
  return out;
}

}  // namespace opencam::runner
