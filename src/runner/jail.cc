#include "runner/jail.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>
#include <utility>

#include "runner/etc_folder.h"
#include "runner/limits.h"

namespace opencam::runner {
namespace {

// Users of slots: in the range that systemd's table of numbers leaves to nobody. The kernel counts processes by user,
// so each runner of this machine takes a block of its own, chosen by its folder. In a container whose numbers do not
// reach so far, all slots share `nobody`.
constexpr uid_t slot_user_first = 1900000000;
constexpr uid_t slot_user_blocks = 8192;
constexpr uid_t nobody = 65534;
constexpr std::int64_t mebibyte = 1024LL * 1024;

constexpr std::array<const char*, 6> top_links = {"bin", "sbin", "lib", "lib32", "lib64", "libx32"};
constexpr std::array<const char*, 5> devices = {"null", "zero", "full", "random", "urandom"};

Error cannot(const std::string& doing, int error) {
  return Error(ErrorCode::Io, "cannot " + doing + ": " + std::strerror(error));
}

Error no_namespace(bool is_root, int error) {
  auto out = cannot(is_root ? "make a mount namespace for tasks" : "make a user namespace for tasks", error);
  return std::move(out).with_help(
      is_root ? "in a container it needs CAP_SYS_ADMIN; otherwise run the server as an ordinary user"
              : "allow user namespaces: user.max_user_namespaces, kernel.unprivileged_userns_clone, AppArmor, or the "
                "container's own filter");
}

bool write_text(const std::string& path, const std::string& text) {
  const Descriptor file(open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
  return file.is_open() && write(file.number(), text.data(), text.size()) == static_cast<ssize_t>(text.size());
}

}  // namespace

Result<void> own_namespaces() {
  const bool is_root = geteuid() == 0;
  const uid_t user = geteuid();
  const gid_t group = getegid();
  if (unshare(CLONE_NEWNS | CLONE_NEWPID | (is_root ? 0 : CLONE_NEWUSER)) != 0) return no_namespace(is_root, errno);
  if (!is_root) {
    const auto map = [](auto id) { return std::to_string(id) + " " + std::to_string(id) + " 1"; };
    if (!write_text("/proc/self/setgroups", "deny") || !write_text("/proc/self/uid_map", map(user)) ||
        !write_text("/proc/self/gid_map", map(group))) {
      return no_namespace(is_root, errno);
    }
  }
  if (mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return no_namespace(is_root, errno);
  return {};
}

namespace {

Result<void> make_folder(const std::string& path) {
  if (mkdir(path.c_str(), 0755) == 0 || errno == EEXIST) return {};
  return cannot("make the folder `" + path + "` for tasks", errno);
}

Result<void> bind(const std::string& from, const std::string& to, bool is_file = false) {
  if (is_file) {
    if (!write_text(to, "")) return cannot("make `" + to + "` for tasks", errno);
  } else {
    OPENCAM_TRY(make_folder(to));
  }
  if (mount(from.c_str(), to.c_str(), nullptr, MS_BIND | MS_REC, nullptr) == 0) return {};
  return cannot("show `" + from + "` to tasks", errno);
}

// A system whose /bin is a folder of its own is not what we know; all current ones have links.
Result<std::vector<std::string>> make_links(const std::string& root) {
  std::vector<std::string> out;
  for (const std::string name : top_links) {
    struct stat found = {};
    if (lstat(("/" + name).c_str(), &found) != 0) continue;
    if (!S_ISLNK(found.st_mode)) {
      return Error(ErrorCode::Io, "`/" + name + "` is no link into /usr: tasks cannot run on such a system");
    }
    if (symlink(("usr/" + name).c_str(), (root + "/" + name).c_str()) != 0) return cannot("make a link", errno);
    out.push_back(name);
  }
  return out;
}

Result<void> fill_root(const std::string& root, const Settings& settings) {
  OPENCAM_TRY(bind("/usr", root + "/usr"));
  OPENCAM_TRY(make_folder(root + "/proc"));
  if (mount("proc", (root + "/proc").c_str(), "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, nullptr) != 0) {
    return cannot("show /proc to tasks", errno);
  }
  OPENCAM_TRY(make_folder(root + "/dev"));
  OPENCAM_TRY(make_folder(root + "/dev/shm"));
  for (const std::string name : devices) OPENCAM_TRY(bind("/dev/" + name, root + "/dev/" + name, true));
  for (const auto& [name, to] : std::array<std::array<const char*, 2>, 4>{{{"fd", "/proc/self/fd"},
                                                                           {"stdin", "/proc/self/fd/0"},
                                                                           {"stdout", "/proc/self/fd/1"},
                                                                           {"stderr", "/proc/self/fd/2"}}}) {
    if (symlink(to, (root + "/dev/" + name).c_str()) != 0) return cannot("make a link", errno);
  }
  OPENCAM_TRY(make_etc_folder(root + "/etc", settings.has_network));
  // bubblewrap builds each root folder on its own /tmp.
  for (const char* name : {"/files", "/slots", "/old", "/tmp"}) OPENCAM_TRY(make_folder(root + name));
  for (std::size_t i = 0; i < settings.files.size(); ++i) {
    OPENCAM_TRY(bind(settings.files[i].path, root + "/files/" + std::to_string(i)));
  }
  for (std::size_t i = 0; i < settings.slots; ++i) {
    const std::string slot = root + "/slots/" + std::to_string(i);
    for (const char* name : {"", "/fs", "/in"}) OPENCAM_TRY(make_folder(slot + name));
  }
  return {};
}

Result<void> change_root(const std::string& root) {
  if (chdir(root.c_str()) != 0 || syscall(SYS_pivot_root, ".", "old") != 0 || chdir("/") != 0 ||
      umount2("/old", MNT_DETACH) != 0 || rmdir("/old") != 0) {
    return cannot("change to the root folder of tasks", errno);
  }
  return {};
}

Result<LocalFiles> open_files(const Settings& settings) {
  std::vector<LocalFiles::Root> roots;
  for (std::size_t i = 0; i < settings.files.size(); ++i) {
    const std::string path = "/files/" + std::to_string(i);
    Descriptor folder(open(path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!folder.is_open()) return file_error("open", settings.files[i].path, errno);
    roots.push_back({settings.files[i], std::move(folder)});
  }
  return LocalFiles(std::move(roots));
}

// Whether this user namespace knows the number.
bool is_mapped(uid_t user) {
  std::ifstream map("/proc/self/uid_map");
  std::uint64_t inside = 0;
  std::uint64_t outside = 0;
  std::uint64_t length = 0;
  while (map >> inside >> outside >> length) {
    if (user >= inside && user - inside < length) return true;
  }
  return false;
}

std::string slot_path(std::size_t slot) { return "/slots/" + std::to_string(slot); }

}  // namespace

Result<Jail> Jail::enter(const Settings& settings) {
  umask(022);
  const std::string& root = settings.folder;
  if (mount("tmpfs", root.c_str(), "tmpfs", MS_NOSUID, "size=16m,nr_inodes=20000,mode=0755") != 0) {
    return cannot("make the root folder of tasks", errno);
  }
  OPENCAM_TRY(fill_root(root, settings));
  OPENCAM_TRY(auto links, make_links(root));
  OPENCAM_TRY(change_root(root));
  OPENCAM_TRY(auto files, open_files(settings));
  Jail jail(std::move(files), std::move(links));
  jail.has_users_ = geteuid() == 0;
  const auto block = static_cast<uid_t>(std::hash<std::string>()(root) % slot_user_blocks);
  const uid_t first = slot_user_first + block * static_cast<uid_t>(limits::slots_max);
  jail.first_user_ = is_mapped(first + limits::slots_max) ? first : nobody;
  jail.inputs_.resize(settings.slots);
  jail.is_made_.resize(settings.slots);
  return jail;
}

uid_t Jail::user_of(std::size_t slot) const {
  if (first_user_ == nobody) return nobody;
  return first_user_ + static_cast<uid_t>(slot);
}

bool Jail::has_slot_users() const { return has_users_ && first_user_ != nobody; }

Result<std::string> Jail::make_slot(std::size_t slot, std::int64_t disk_bytes) {
  const std::string path = slot_path(slot) + "/fs";
  const std::int64_t files = (disk_bytes / mebibyte + 1) * limits::files_per_mebibyte;
  const std::string options =
      "size=" + std::to_string(disk_bytes) + ",nr_inodes=" + std::to_string(files) + ",mode=0755";
  if (mount("tmpfs", path.c_str(), "tmpfs", MS_NOSUID | MS_NODEV, options.c_str()) != 0) {
    return cannot("make the working folder", errno);
  }
  is_made_[slot] = true;
  for (const char* name : {"/job", "/tmp", "/shm"}) {
    const std::string folder = path + name;
    if (mkdir(folder.c_str(), 0700) != 0) return cannot("make the working folder", errno);
    if (has_users_ && chown(folder.c_str(), user_of(slot), user_of(slot)) != 0) {
      return cannot("hand over the working folder", errno);
    }
  }
  return path;
}

Result<Descriptor> Jail::open_slot(std::size_t slot) const {
  Descriptor out(open((slot_path(slot) + "/fs").c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!out.is_open()) return cannot("open the working folder", errno);
  return out;
}

Result<std::string> Jail::mount_input(std::size_t slot, std::size_t number, const Descriptor& source) {
  const std::string to = slot_path(slot) + "/in/" + std::to_string(number);
  struct stat found = {};
  if (fstat(source.number(), &found) != 0) return cannot("look at an input", errno);
  if (!S_ISREG(found.st_mode) && !S_ISDIR(found.st_mode)) {
    return Error(ErrorCode::InvalidArgument, "an input is neither a file nor a folder");
  }
  OPENCAM_TRY(bind("/proc/self/fd/" + std::to_string(source.number()), to, S_ISREG(found.st_mode)));
  inputs_[slot] = number + 1;
  return to;
}

void Jail::clear_slot(std::size_t slot) {
  for (std::size_t i = 0; i < inputs_[slot]; ++i) {
    const std::string path = slot_path(slot) + "/in/" + std::to_string(i);
    umount2(path.c_str(), MNT_DETACH);
    if (unlink(path.c_str()) != 0) rmdir(path.c_str());
  }
  inputs_[slot] = 0;
  if (is_made_[slot]) umount2((slot_path(slot) + "/fs").c_str(), MNT_DETACH);
  is_made_[slot] = false;
}

}  // namespace opencam::runner
