#include "runner/sandbox_line.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace opencam::runner {
namespace {

TEST(SandboxLine, SaysTheWholeSandbox) {
  batch::Attempt attempt;
  attempt.environment = {{"A", "1"}};
  SandboxPlace place;
  place.slot = "/slots/0/fs";
  place.inputs = {{"/slots/0/in/0", "/job/in"}};
  place.links = {"bin", "lib64"};
  place.filter = 20;
  place.status = 21;
  place.block = 22;
  place.lock = 23;
  std::string line;
  for (const std::string& word : sandbox_arguments(attempt, place)) line += word + " ";
  EXPECT_EQ(line,
            "--unshare-user --unshare-ipc --unshare-pid --unshare-uts --unshare-cgroup-try --unshare-net --uid 1000 "
            "--gid 1000 --hostname batch --die-with-parent --new-session --cap-drop ALL "
            "--setenv PATH /usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin --setenv HOME /job "
            "--setenv TMPDIR /tmp --setenv LANG C.UTF-8 --setenv A 1 --ro-bind /usr /usr --ro-bind /etc /etc "
            "--symlink usr/bin /bin --symlink usr/lib64 /lib64 --proc /proc --dev-bind /dev /dev "
            "--bind /slots/0/fs/job /job --bind /slots/0/fs/tmp /tmp --bind /slots/0/fs/shm /dev/shm "
            "--ro-bind /slots/0/in/0 /job/in --remount-ro /dev --remount-ro / --chdir /job --seccomp 20 "
            "--json-status-fd 21 --block-fd 22 --sync-fd 23 ");
  place.has_network = true;
  const auto with_network = sandbox_arguments(attempt, place);
  EXPECT_EQ(std::ranges::count(with_network, "--unshare-net"), 0);
}

TEST(SandboxLine, PathsOfTheTaskAreAbsoluteAndNeverTheSystems) {
  EXPECT_EQ(*sandbox_path("a/b"), "/job/a/b");
  EXPECT_EQ(*sandbox_path("./a//b/"), "/job/a/b");
  EXPECT_EQ(*sandbox_path("/data"), "/data");
  EXPECT_EQ(*sandbox_path("/tmp/x"), "/tmp/x");
  EXPECT_EQ(*sandbox_path("/userdata"), "/userdata");
  for (const char* text :
       {"", "/", "//", "/.", "..", "a/..", "/usr", "/usr/x", "//etc/x", "/./proc", "/tmp", "/tmp/", "/srv"}) {
    EXPECT_FALSE(sandbox_path(text)) << text;
  }
  EXPECT_FALSE(sandbox_path(std::string(5000, 'a')));
  EXPECT_FALSE(sandbox_path(std::string("a\0b", 3)));
}

}  // namespace
}  // namespace opencam::runner
