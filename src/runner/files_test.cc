// Inputs, outputs and redirections: only below the operator's folders, and nothing that a task leaves leads out of
// them.
#include <sys/stat.h>

#include "runner/stand_test.h"

namespace opencam::runner {
namespace {

using batch::Outcome;
namespace fs = std::filesystem;

class FilesTest : public Stand {
 protected:
  void SetUp() override {
    Stand::SetUp();
    if (top_.empty()) return;
    for (const char* name : {"/files/in", "/files/out", "/outside", "/read"}) {
      fs::create_directory(top_ + name);
      give(top_ + name);
    }
    write("/files/in/a", "alpha\n");
    write("/outside/secret", "secret\n");
    write("/read/r", "readable\n");
    settings_.files = {{.path = files_}, {.path = top_ + "/read", .is_writable = false}};
  }
  void write(const std::string& name, const std::string& text) {
    std::ofstream(top_ + name) << text;
    give(top_ + name);
  }
  batch::AttemptEnd run_with(const std::string& command, std::vector<batch::Mapping> inputs,
                             std::vector<batch::Mapping> outputs) {
    batch::Attempt one = attempt(command, ++last_);
    one.inputs = std::move(inputs);
    one.outputs = std::move(outputs);
    return run(one);
  }
  // Everything below the folder, to see that nothing else was made.
  static std::string listed(const std::string& folder) {
    std::vector<std::string> names;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
      names.push_back(fs::relative(entry.path(), folder).string());
    }
    std::sort(names.begin(), names.end());
    std::string out;
    for (const std::string& name : names) out += name + " ";
    return out;
  }
};
INSTANTIATE_TEST_SUITE_P(Users, FilesTest, testing::Values(As::Self, As::Ordinary), name_of_user);

TEST_P(FilesTest, InputsAreReadWhereTheyWereAskedForAndCannotBeWritten) {
  open();
  const auto end = run_with("cat in/a /data/x/a; echo x > /data/x/a; echo x > in/new; cat /job/one",
                            {{files_ + "/in", "in"}, {files_ + "/in/", "/data/x"}, {top_ + "/read/r", "one"}}, {});
  EXPECT_EQ(end.exit_code, 0) << shown(end) << complained();
  EXPECT_EQ(said(), "alpha\nalpha\nreadable\n");
  EXPECT_EQ(file_text(files_ + "/in/a"), "alpha\n");
  EXPECT_EQ(listed(files_), "in in/a out ");
}

TEST_P(FilesTest, InputsOutsideTheOpenedFoldersAreRefused) {
  fs::create_symlink(top_ + "/outside", files_ + "/link");
  fs::create_symlink("../outside/secret", files_ + "/secret");
  fs::create_symlink("in/a", files_ + "/good");
  open();
  for (const std::string& path :
       {top_ + "/outside", files_ + "/link/secret", files_ + "/secret", files_ + "/../outside/secret",
        std::string("/etc/shadow"), std::string("in"), std::string("/proc/self/root/etc/shadow"), files_ + "x",
        std::string("/"), files_ + "/nothing", std::string()}) {
    const auto end = run_with("cat x", {{path, "x"}}, {});
    EXPECT_EQ(end.outcome, Outcome::NotStarted) << path;
    EXPECT_FALSE(end.reason.empty());
  }
  EXPECT_EQ(run_with("cat x", {{files_ + "/good", "x"}}, {}).exit_code, 0) << "a link that stays inside is followed";
  EXPECT_EQ(said(), "alpha\n");
}

TEST_P(FilesTest, InputsCannotCoverTheSystem) {
  open();
  for (const std::string path :
       {"/usr/bin", "/etc", "/proc", "/dev/null", "/", "/lib/x", "../x", "/job/../etc", "", "/tmp", "/sys/a"}) {
    EXPECT_EQ(run_with("true", {{files_ + "/in", path}}, {}).outcome, Outcome::NotStarted) << path;
  }
}

TEST_P(FilesTest, OutputsAreTakenOutWhole) {
  open();
  const auto end = run_with(
      "mkdir -p out/deep/er; echo 1 > out/one; echo 2 > out/deep/er/two; chmod 755 out/one; chmod 000 out/deep;"
      "echo 3 > /tmp/three",
      {}, {{"out", files_ + "/out/tree"}, {"/tmp/three", files_ + "/out/new/folder/3"}});
  EXPECT_EQ(end.exit_code, 0) << shown(end);
  EXPECT_EQ(end.outcome, Outcome::Exited) << shown(end);
  EXPECT_EQ(listed(files_ + "/out"),
            "new new/folder new/folder/3 tree tree/deep tree/deep/er tree/deep/er/two tree/one ");
  EXPECT_EQ(file_text(files_ + "/out/tree/deep/er/two"), "2\n");
  struct stat found = {};
  ASSERT_EQ(stat((files_ + "/out/tree/one").c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 07777, 0755U);
  EXPECT_EQ(run_with("echo new > one", {}, {{"one", files_ + "/out/tree/one"}}).exit_code, 0);
  EXPECT_EQ(file_text(files_ + "/out/tree/one"), "new\n") << "a file is replaced";
}

TEST_P(FilesTest, OutputsThatAreNoPlainFilesAreRefused) {
  open();
  const std::string make = "mkdir o; ";
  for (const std::string& command :
       {std::string("ln -s /etc/passwd o/x"), std::string("mkfifo o/x"),
        std::string("python3 -c 'import socket; socket.socket(1).bind(\"o/x\")'"), std::string("rmdir o; ln -s /etc o"),
        std::string("rmdir o; ln -s / o; true"), std::string("ln -s .. o/up")}) {
    const auto end = run_with(make + command, {}, {{"o", files_ + "/out/bad"}});
    EXPECT_EQ(end.outcome, Outcome::OutputFailed) << command << ": " << shown(end);
    EXPECT_FALSE(end.reason.empty());
  }
  EXPECT_EQ(listed(files_ + "/out").find("x"), std::string::npos);
  EXPECT_EQ(run("true").exit_code, 0);
}

TEST_P(FilesTest, OutputsGoNowhereElse) {
  fs::create_symlink(top_ + "/outside", files_ + "/link");
  open();
  for (const std::string& path : {top_ + "/outside/x", files_ + "/link/x", files_ + "/../outside/x", top_ + "/read/x",
                                  files_, std::string("/etc/x"), std::string("x")}) {
    const auto end = run_with("echo 1 > x", {}, {{"x", path}});
    EXPECT_EQ(end.outcome, Outcome::OutputFailed) << path << ": " << shown(end);
  }
  EXPECT_EQ(listed(top_ + "/outside"), "secret ");
  EXPECT_EQ(listed(top_ + "/read"), "r ");
  for (const std::string path :
       {"/etc/passwd", "/proc/self/environ", "../x", "/usr/bin/id", "/dev/null", "in/../../x"}) {
    EXPECT_EQ(run_with("true", {}, {{path, files_ + "/out/x"}}).outcome, Outcome::OutputFailed) << path;
  }
  EXPECT_EQ(listed(files_ + "/out"), "");
}

TEST_P(FilesTest, ALinkInThePlaceOfTheDestinationIsReplacedAndNotFollowed) {
  fs::create_symlink(top_ + "/outside/secret", files_ + "/out/x");
  open();
  EXPECT_EQ(run_with("echo mine > x", {}, {{"x", files_ + "/out/x"}}).exit_code, 0);
  EXPECT_EQ(file_text(top_ + "/outside/secret"), "secret\n");
  EXPECT_EQ(file_text(files_ + "/out/x"), "mine\n");
}

TEST_P(FilesTest, OutputsAreBoundedAsTheDiskIs) {
  settings_.bounds.disk_bytes = 4 << 20;
  settings_.bounds.output_bytes = 1000;
  open();
  // Without a byte on the disk of the task, but with many to copy.
  const auto end = run_with("mkdir o; for i in 1 2 3; do truncate -s 4M o/$i; done", {}, {{"o", files_ + "/out/o"}});
  EXPECT_EQ(end.outcome, Outcome::OutputFailed) << shown(end);
  EXPECT_NE(end.reason.find("larger than the limit"), std::string::npos) << end.reason;
}

TEST_P(FilesTest, AMissingOutputFailsOnlyWhatSucceeded) {
  open();
  EXPECT_EQ(run_with("true", {}, {{"x", files_ + "/out/x"}}).outcome, Outcome::OutputFailed);
  const auto end = run_with("exit 3", {}, {{"x", files_ + "/out/x"}});
  EXPECT_EQ(end.outcome, Outcome::Exited);
  EXPECT_EQ(end.exit_code, 3);
  EXPECT_EQ(end.detail, "");
}

TEST_P(FilesTest, RedirectionsAreCopiesOfTheLogs) {
  open();
  batch::Attempt one = attempt("echo out; echo err >&2", 1);
  one.environment = {{"BATCH_JOB_ID", "job-00000001"}, {"BATCH_TASK_INSTANCE_INDEX", "7"}, {"BATCH_EVIL", "../../x"}};
  one.redirect = {.stdout_folder = files_ + "/out/${BATCH_JOB_ID}",
                  .stdout_name = "o.${BATCH_TASK_INSTANCE_INDEX}",
                  .stderr_folder = files_ + "/out",
                  .stderr_name = ""};
  EXPECT_EQ(run(one).outcome, Outcome::Exited);
  EXPECT_EQ(file_text(files_ + "/out/job-00000001/o.7"), "out\n");
  EXPECT_EQ(file_text(files_ + "/out/job-00000001-0-1-1.stderr.log"), "err\n");
  one.id = "job-00000001-0-2-1";
  one.redirect = {
      .stdout_folder = files_ + "/out/${BATCH_EVIL}", .stdout_name = "x", .stderr_folder = "", .stderr_name = ""};
  EXPECT_EQ(run(one).outcome, Outcome::OutputFailed);
  one.id = "job-00000001-0-3-1";
  one.redirect = {
      .stdout_folder = files_ + "/out", .stdout_name = "${BATCH_EVIL}", .stderr_folder = "", .stderr_name = ""};
  EXPECT_EQ(run(one).outcome, Outcome::OutputFailed);
  one.id = "job-00000001-0-4-1";
  one.command = "true";
  one.redirect = {.stdout_folder = files_ + "/out", .stdout_name = "empty", .stderr_folder = "", .stderr_name = ""};
  EXPECT_EQ(run(one).outcome, Outcome::Exited);
  EXPECT_TRUE(fs::is_regular_file(files_ + "/out/empty"));
}

TEST(FileRoots, AreAbsoluteFoldersAndNotTheWholeMachine) {
  EXPECT_EQ(read_file_root("/data/")->path, "/data");
  EXPECT_TRUE(read_file_root("/data")->is_writable);
  EXPECT_FALSE(read_file_root("/data:ro")->is_writable);
  EXPECT_EQ(read_file_root("/data:ro")->path, "/data");
  for (const char* text : {"", "data", "/", "/:ro", "/a/../b", "/a/./b", "/a//b", ":ro"}) {
    EXPECT_FALSE(read_file_root(text)) << text;
  }
}

}  // namespace
}  // namespace opencam::runner
