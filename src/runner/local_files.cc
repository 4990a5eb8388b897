#include "runner/local_files.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "runner/limits.h"

namespace opencam::runner {
namespace {

// The path without its doubled and single dots. Errors: InvalidArgument for a relative path or `..`.
Result<std::string> absolute(const std::string& path) {
  const auto wrong = [&path](const char* why) {
    return Error(ErrorCode::InvalidArgument, "`" + path + "` is no local path: " + why);
  };
  if (path.empty() || path.front() != '/') return wrong("it does not begin with `/`");
  if (path.size() > limits::path_bytes_max) return wrong("it is too long");
  if (path.find('\0') != std::string::npos) return wrong("it has a NUL character");
  std::string out;
  std::size_t at = 0;
  while (at < path.size()) {
    const std::size_t end = std::min(path.find('/', at), path.size());
    const std::string_view word = std::string_view(path).substr(at, end - at);
    if (word == "..") return wrong("it has `..`");
    if (!word.empty() && word != ".") out.append("/").append(word);
    at = end + 1;
  }
  return out;
}

}  // namespace

Error file_error(std::string_view doing, std::string_view path, int error) {
  const auto code = error == ENOENT ? ErrorCode::NotFound : ErrorCode::Io;
  const std::string why = error == EXDEV ? "it leads out of its folder" : std::strerror(error);
  return Error(code, "cannot " + std::string(doing) + " `" + std::string(path) + "`: " + why);
}

int open_beneath(int folder, const std::string& path, int flags, bool follows, int mode) {
  open_how how = {};
  how.flags = static_cast<std::uint64_t>(flags | O_CLOEXEC);
  how.mode = static_cast<std::uint64_t>(mode);
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS | (follows ? 0 : RESOLVE_NO_SYMLINKS);
  return static_cast<int>(syscall(SYS_openat2, folder, path.empty() ? "." : path.c_str(), &how, sizeof how));
}

Result<Descriptor> make_folders(int folder, std::string_view path) {
  Descriptor at(open_beneath(folder, ".", O_PATH | O_DIRECTORY, true));
  if (!at.is_open()) return file_error("open", path, errno);
  std::size_t begin = 0;
  while (begin < path.size()) {
    const std::size_t end = std::min(path.find('/', begin), path.size());
    const std::string word(path.substr(begin, end - begin));
    begin = end + 1;
    if (word.empty()) continue;
    if (mkdirat(at.number(), word.c_str(), 0755) != 0 && errno != EEXIST) return file_error("make", path, errno);
    Descriptor next(open_beneath(at.number(), word, O_PATH | O_DIRECTORY, false));
    // A link is followed as long as it stays below where the path began: by the kernel, from there.
    if (!next.is_open()) {
      next = Descriptor(open_beneath(folder, std::string(path.substr(0, end)), O_PATH | O_DIRECTORY, true));
    }
    if (!next.is_open()) return file_error("open", path, errno);
    at = std::move(next);
  }
  return at;
}

Result<LocalFiles::Found> LocalFiles::find(const std::string& path) const {
  OPENCAM_TRY(const std::string whole, absolute(path));
  Found out;
  for (const Root& root : roots_) {
    const std::string& top = root.as.path;
    const bool is_below = whole == top || whole.starts_with(top == "/" ? top : top + "/");
    if (!is_below || (out.root != nullptr && out.root->as.path.size() >= top.size())) continue;
    out.root = &root;
    out.below = whole.size() > top.size() ? whole.substr(top == "/" ? 1 : top.size() + 1) : "";
  }
  if (out.root != nullptr) return out;
  return Error(ErrorCode::InvalidArgument, "`" + path + "` lies in no folder that is open to tasks")
      .with_help("the operator opens folders with `--batch-files`");
}

Result<Descriptor> LocalFiles::source(const std::string& path) const {
  OPENCAM_TRY(const Found found, find(path));
  Descriptor out(open_beneath(found.root->folder.number(), found.below, O_PATH, true));
  if (!out.is_open()) return file_error("open", path, errno);
  return out;
}

Result<LocalFiles::Place> LocalFiles::destination(const std::string& path) const {
  OPENCAM_TRY(const Found found, find(path));
  if (!found.root->as.is_writable) {
    return Error(ErrorCode::InvalidArgument, "`" + path + "` lies in a folder that is open for reading only");
  }
  if (found.below.empty()) {
    return Error(ErrorCode::InvalidArgument, "`" + path + "` is the opened folder itself: name something in it");
  }
  const std::size_t slash = found.below.rfind('/');
  const std::string above = slash == std::string::npos ? "" : found.below.substr(0, slash);
  OPENCAM_TRY(Descriptor folder, make_folders(found.root->folder.number(), above));
  return Place{std::move(folder), found.below.substr(slash == std::string::npos ? 0 : slash + 1)};
}

}  // namespace opencam::runner
