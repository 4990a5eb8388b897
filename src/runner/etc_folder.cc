#include "runner/etc_folder.h"

#include <filesystem>
#include <fstream>
#include <system_error>

#include "runner/sandbox_line.h"

namespace opencam::runner {
namespace {

namespace fs = std::filesystem;

void write_file(const std::string& path, const std::string& text) { std::ofstream(path) << text; }

// What is not there is not needed; links are read here, so that the copy stands alone.
void copy_file(const std::string& name, const std::string& to) {
  std::error_code error;
  fs::copy_file("/etc/" + name, to + "/" + name, fs::copy_options::overwrite_existing, error);
}

// `java`, `awk`, `cc` and their like are links to here.
void copy_alternatives(const std::string& to) {
  std::error_code error;
  fs::create_directory(to + "/alternatives", error);
  for (fs::directory_iterator at("/etc/alternatives", error), end; !error && at != end; at.increment(error)) {
    std::error_code ignored;
    if (at->is_symlink(ignored))
      fs::copy_symlink(at->path(), fs::path(to) / "alternatives" / at->path().filename(), ignored);
  }
}

}  // namespace

Result<void> make_etc_folder(const std::string& path, bool has_network) {
  std::error_code error;
  fs::create_directory(path, error);
  if (error) return Error(ErrorCode::Io, "cannot make the folder `etc` of tasks: " + error.message());
  const std::string user = sandbox_user;
  write_file(path + "/passwd", "root:x:0:0:root:/nonexistent:/usr/sbin/nologin\nbatch:x:" + user + ":" + user +
                                   ":batch:" + work_folder + ":/bin/sh\n");
  write_file(path + "/group", "root:x:0:\nbatch:x:" + user + ":\n");
  write_file(path + "/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files dns\n");
  write_file(path + "/hosts", "127.0.0.1 localhost batch\n::1 localhost\n");
  for (const char* name : {"ld.so.cache", "localtime", "mime.types", "services", "protocols"}) copy_file(name, path);
  copy_alternatives(path);
  if (!has_network) return {};
  copy_file("resolv.conf", path);
  fs::create_directories(path + "/ssl/certs", error);
  copy_file("ssl/certs/ca-certificates.crt", path);
  return {};
}

}  // namespace opencam::runner
