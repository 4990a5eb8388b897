#include "store/data_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

namespace opencam::store {

Result<void> make_folder(const std::string& folder) {
  std::error_code problem;
  const std::filesystem::path path(folder);
  if (std::filesystem::is_directory(path, problem)) return {};
  if (path.has_parent_path()) std::filesystem::create_directories(path.parent_path(), problem);
  if (::mkdir(folder.c_str(), S_IRWXU) == 0 || errno == EEXIST) return {};
  return Error(ErrorCode::Io, "cannot make the folder `" + folder + "`: " + std::strerror(errno));
}

// Its companions (the write-ahead log) take over the mode of the file.
Result<void> make_file(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (descriptor < 0) return Error(ErrorCode::Io, "cannot open the store `" + path + "`: " + std::strerror(errno));
  ::close(descriptor);
  return {};
}

}  // namespace opencam::store
