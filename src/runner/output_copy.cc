#include "runner/output_copy.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <string_view>
#include <utility>

#include "runner/limits.h"
#include "runner/log_folder.h"
#include "runner/sandbox_line.h"

namespace opencam::runner {
namespace {

class Copier {
 public:
  Copier(std::string id, std::int64_t bytes_max) : part_name_(".opencam-" + std::move(id)), bytes_left_(bytes_max) {}

  // A file or a folder with all below it. `shown` is how messages call it.
  Result<void> copy(const Descriptor& from, const LocalFiles::Place& to, const std::string& shown);
  Result<void> copy_file(int from, int folder, const std::string& name, const std::string& shown);

 private:
  Result<void> copy_entry(const Descriptor& from, int to, const std::string& path, std::vector<std::string>& waiting,
                          const std::string& shown);
  Result<void> list(const Descriptor& from, const std::string& path, std::vector<std::string>& waiting,
                    const std::string& shown);

  std::string part_name_;
  std::int64_t bytes_left_;
  std::size_t files_ = 0;
};

Error refused(const std::string& shown, const std::string& why) {
  return Error(ErrorCode::InvalidArgument, "`" + shown + "` cannot be taken out: " + why);
}

Result<void> copy_bytes(int from, int to, std::int64_t& bytes_left, const std::string& shown) {
  std::array<char, limits::read_bytes> bytes{};
  for (;;) {
    const ssize_t got = read(from, bytes.data(), bytes.size());
    if (got < 0) return file_error("read", shown, errno);
    if (got == 0) return {};
    bytes_left -= got;
    if (bytes_left < 0) return refused(shown, "it is larger than the limit of what an attempt may store");
    for (ssize_t done = 0; done < got;) {
      const ssize_t put = write(to, bytes.data() + done, static_cast<std::size_t>(got - done));
      if (put < 0) return file_error("write", shown, errno);
      done += put;
    }
  }
}

// Written under another name first, so that nobody reads half a file.
Result<void> Copier::copy_file(int from, int folder, const std::string& name, const std::string& shown) {
  struct stat found = {};
  if (fstat(from, &found) != 0) return file_error("look at", shown, errno);
  if (!S_ISREG(found.st_mode)) return refused(shown, "it is neither a file nor a folder");
  if (++files_ > limits::output_files_max) return refused(shown, "there are too many files");
  const mode_t mode = 0644 | (found.st_mode & 0111);
  unlinkat(folder, part_name_.c_str(), 0);
  const Descriptor to(openat(folder, part_name_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode));
  if (!to.is_open()) return file_error("make", name, errno);
  auto copied = copy_bytes(from, to.number(), bytes_left_, shown);
  if (copied && renameat(folder, part_name_.c_str(), folder, name.c_str()) != 0)
    copied = file_error("make", name, errno);
  if (!copied) unlinkat(folder, part_name_.c_str(), 0);
  return copied;
}

Result<void> Copier::list(const Descriptor& from, const std::string& path, std::vector<std::string>& waiting,
                          const std::string& shown) {
  const int number = open_beneath(from.number(), path, O_RDONLY | O_DIRECTORY, false);
  if (number < 0) return file_error("read", shown + "/" + path, errno);
  DIR* folder = fdopendir(number);
  while (const dirent* entry = readdir(folder)) {
    const std::string_view name = entry->d_name;
    if (name == "." || name == "..") continue;
    waiting.push_back(path.empty() ? std::string(name) : path + "/" + std::string(name));
  }
  closedir(folder);
  if (waiting.size() > limits::output_files_max) return refused(shown, "there are too many files");
  return {};
}

Result<void> Copier::copy_entry(const Descriptor& from, int to, const std::string& path,
                                std::vector<std::string>& waiting, const std::string& shown) {
  const std::string name = shown + "/" + path;
  const auto depth = static_cast<std::size_t>(std::ranges::count(path, '/'));
  if (depth > limits::output_depth_max) return refused(name, "its folders are too deep");
  const Descriptor handle(open_beneath(from.number(), path, O_PATH | O_NOFOLLOW, false));
  struct stat found = {};
  if (!handle.is_open() || fstat(handle.number(), &found) != 0) {
    return errno == ELOOP ? refused(name, "it is a symbolic link") : file_error("open", name, errno);
  }
  if (S_ISLNK(found.st_mode)) return refused(name, "it is a symbolic link");
  const std::size_t slash = path.rfind('/');
  const std::string above = slash == std::string::npos ? "" : path.substr(0, slash);
  if (S_ISDIR(found.st_mode)) {
    if (++files_ > limits::output_files_max) return refused(name, "there are too many files");
    OPENCAM_TRY(const Descriptor made, make_folders(to, path));
    return list(from, path, waiting, shown);
  }
  if (!S_ISREG(found.st_mode)) return refused(name, "it is neither a file nor a folder");
  const Descriptor file(open_beneath(from.number(), path, O_RDONLY | O_NONBLOCK, false));
  if (!file.is_open()) return file_error("open", name, errno);
  OPENCAM_TRY(const Descriptor folder, make_folders(to, above));
  return copy_file(file.number(), folder.number(), path.substr(slash == std::string::npos ? 0 : slash + 1), name);
}

Result<void> Copier::copy(const Descriptor& from, const LocalFiles::Place& to, const std::string& shown) {
  struct stat found = {};
  if (fstat(from.number(), &found) != 0) return file_error("look at", shown, errno);
  if (S_ISREG(found.st_mode)) {
    const Descriptor file(open(("/proc/self/fd/" + std::to_string(from.number())).c_str(), O_RDONLY | O_CLOEXEC));
    if (!file.is_open()) return file_error("open", shown, errno);
    return copy_file(file.number(), to.folder.number(), to.name, shown);
  }
  if (!S_ISDIR(found.st_mode)) return refused(shown, "it is neither a file nor a folder");
  OPENCAM_TRY(const Descriptor folder, make_folders(to.folder.number(), to.name));
  std::vector<std::string> waiting;
  OPENCAM_TRY(list(from, "", waiting, shown));
  while (!waiting.empty()) {
    const std::string path = std::move(waiting.back());
    waiting.pop_back();
    OPENCAM_TRY(copy_entry(from, folder.number(), path, waiting, shown));
  }
  return {};
}

Result<void> copy_mapping(const Leaving& leaving, const batch::Mapping& mapping, Copier& copier) {
  const auto absolute = sandbox_path(mapping.source);
  if (!absolute) return absolute.error();
  const std::string_view path = *absolute;
  if (path != work_folder && !path.starts_with(std::string(work_folder) + "/") && !path.starts_with("/tmp/")) {
    return refused(mapping.source, "it lies neither in `/job` nor in `/tmp`");
  }
  const Descriptor from(open_beneath(leaving.slot.number(), absolute->substr(1), O_PATH, false));
  if (!from.is_open() && errno == ENOENT && !leaving.has_succeeded) return {};
  if (!from.is_open()) {
    return errno == ELOOP ? refused(mapping.source, "it is a symbolic link")
                          : file_error("open the output", mapping.source, errno);
  }
  OPENCAM_TRY(const auto to, leaving.files.destination(filled_in(mapping.destination, leaving.attempt)));
  return copier.copy(from, to, mapping.source);
}

Result<void> copy_log(const Leaving& leaving, batch::LogStream stream, Copier& copier) {
  const bool is_out = stream == batch::LogStream::Stdout;
  const batch::Redirect& redirect = leaving.attempt.redirect;
  const std::string& folder = is_out ? redirect.stdout_folder : redirect.stderr_folder;
  std::string name = filled_in(is_out ? redirect.stdout_name : redirect.stderr_name, leaving.attempt);
  if (folder.empty()) return {};
  if (name.empty()) name = leaving.attempt.id + (is_out ? ".stdout.log" : ".stderr.log");
  if (name.find('/') != std::string::npos) return refused(name, "the name of a file has no `/`");
  OPENCAM_TRY(const auto to, leaving.files.destination(filled_in(folder, leaving.attempt) + "/" + name));
  Descriptor from(
      openat(leaving.logs, log_name(leaving.attempt.id, stream).c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
  // Nothing was written: an empty file says so.
  if (!from.is_open()) from = Descriptor(openat(leaving.logs, "empty", O_RDONLY | O_CREAT | O_CLOEXEC, 0600));
  if (!from.is_open()) return file_error("open the log of", leaving.attempt.id, errno);
  return copier.copy_file(from.number(), to.folder.number(), to.name, name);
}

}  // namespace

std::string filled_in(const std::string& text, const batch::Attempt& attempt) {
  std::string out;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t begin = text.find("${BATCH_", at);
    const std::size_t end = begin == std::string::npos ? begin : text.find('}', begin);
    if (end == std::string::npos) break;
    const std::string_view name = std::string_view(text).substr(begin + 2, end - begin - 2);
    const auto found = std::ranges::find_if(attempt.environment, [&](const auto& pair) { return pair.first == name; });
    out.append(text, at, begin - at);
    out += found == attempt.environment.end() ? text.substr(begin, end + 1 - begin) : found->second;
    at = end + 1;
  }
  return out + text.substr(at);
}

bool has_outputs(const batch::Attempt& attempt) {
  return !attempt.outputs.empty() || !attempt.redirect.stdout_folder.empty() || !attempt.redirect.stderr_folder.empty();
}

Result<void> copy_outputs(const Leaving& leaving) {
  Copier copier(leaving.attempt.id, leaving.bytes_max);
  OPENCAM_TRY(copy_log(leaving, batch::LogStream::Stdout, copier));
  OPENCAM_TRY(copy_log(leaving, batch::LogStream::Stderr, copier));
  for (const batch::Mapping& mapping : leaving.attempt.outputs) OPENCAM_TRY(copy_mapping(leaving, mapping, copier));
  return {};
}

}  // namespace opencam::runner
