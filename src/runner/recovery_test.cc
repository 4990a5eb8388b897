// What is left when the supervisor or the server is killed: nothing runs on, and of each attempt the next runner knows
// whether it never began, how it ended, or that nobody knows.
#include <fcntl.h>
#include <sys/resource.h>

#include <algorithm>
#include <csignal>

#include "runner/journal.h"
#include "runner/message.h"
#include "runner/stand_test.h"

namespace opencam::runner {
namespace {

using batch::AttemptEvent;
using batch::Outcome;

class RecoveryTest : public Stand {
 protected:
  // Kills the supervisor of this test's folder: our child, or our child's program.
  void kill_supervisor() {
    for (const std::string& pid : children_of(getpid())) ::kill(std::stoi(pid), SIGKILL);
  }
  static std::vector<std::string> children_of(pid_t parent) {
    std::vector<std::string> out;
    for (const auto& task : std::filesystem::directory_iterator("/proc/" + std::to_string(parent) + "/task")) {
      std::istringstream words(file_text(task.path() / "children"));
      for (std::string word; words >> word;) out.push_back(word);
    }
    return out;
  }
  static const AttemptEvent& of(const std::vector<AttemptEvent>& events, const std::string& id) {
    return *std::ranges::find(events, id, &AttemptEvent::id);
  }
};
INSTANTIATE_TEST_SUITE_P(Users, RecoveryTest, testing::Values(As::Self, As::Ordinary), name_of_user);

TEST_P(RecoveryTest, AServerThatEndsEndsItsAttemptsAndTheNextOneSaysSo) {
  open();
  start(attempt("sleep 100", 1));
  ASSERT_TRUE(wait_until_begun("job-00000001-0-1-1"));
  EXPECT_EQ(run(attempt("echo done; exit 4", 2)).exit_code, 4);
  runner_.reset();
  const auto events = open({"job-00000001-0-1-1", "job-00000001-0-2-1", "job-00000001-0-3-1"});
  ASSERT_EQ(events.size(), 3U);
  const AttemptEvent& lost = of(events, "job-00000001-0-1-1");
  EXPECT_EQ(lost.kind, AttemptEvent::Kind::Ended);
  EXPECT_EQ(lost.end.outcome, Outcome::Lost) << shown(lost.end);
  EXPECT_EQ(lost.end.reason, "the server ended while it ran, and it was ended with it");
  const AttemptEvent& ended = of(events, "job-00000001-0-2-1");
  EXPECT_EQ(ended.kind, AttemptEvent::Kind::Ended);
  EXPECT_EQ(ended.end.exit_code, 4);
  EXPECT_EQ(of(events, "job-00000001-0-3-1").kind, AttemptEvent::Kind::NotBegun);
  EXPECT_EQ(text("job-00000001-0-2-1"), "done\n") << "logs outlive the server";
}

TEST_P(RecoveryTest, ASupervisorThatIsKilledTakesItsSandboxesWithItAndIsMadeAnew) {
  settings_.slots = 4;
  open();
  for (int i = 0; i < 8; ++i) start(attempt("sleep 1000", i));
  for (int i = 0; i < 4; ++i) ASSERT_TRUE(wait_until_begun("job-00000001-0-" + std::to_string(i) + "-1"));
  kill_supervisor();
  for (int i = 0; i < 4; ++i) {
    const auto end = end_of("job-00000001-0-" + std::to_string(i) + "-1");
    EXPECT_EQ(end.outcome, Outcome::Lost) << shown(end);
    EXPECT_GT(end.began_ms, 0);
  }
  // The others had not begun; they do now, each once.
  for (int i = 4; i < 8; ++i) {
    const std::string id = "job-00000001-0-" + std::to_string(i) + "-1";
    ASSERT_TRUE(wait_until_begun(id));
    EXPECT_EQ(begun_[id], 1);
    runner_->kill(id, "enough");
    EXPECT_EQ(end_of(id).outcome, Outcome::Killed);
  }
  EXPECT_EQ(runner_->counts().restarts, 1U);
}

TEST_P(RecoveryTest, ManyShortOnesUnderKillsAreAllAccountedForAndNoneRunsTwice) {
  settings_.slots = 4;
  settings_.files = {{.path = files_}};
  open();
  constexpr int count = 60;
  std::vector<batch::Attempt> all;
  for (int i = 0; i < count; ++i) {
    batch::Attempt one = attempt("echo begun; sleep 0.0" + std::to_string(i % 7), i);
    all.push_back(one);
  }
  ASSERT_TRUE(runner_->start(all));
  for (int round = 0; round < 4; ++round) {
    while (static_cast<int>(ends_.size()) < (round + 1) * 10) {
      bell_.wait(50);
      take();
    }
    kill_supervisor();
  }
  int lost = 0;
  for (const batch::Attempt& one : all) {
    const auto end = end_of(one.id);
    if (end.outcome == Outcome::Lost) {
      ++lost;
    } else {
      EXPECT_EQ(end.outcome, Outcome::Exited) << shown(end);
    }
    EXPECT_LE(begun_[one.id], 1) << one.id;
    const std::string wrote = text(one.id);
    EXPECT_TRUE(wrote == "begun\n" || (wrote.empty() && end.outcome == Outcome::Lost)) << one.id << ": " << wrote;
  }
  EXPECT_LE(lost, 16) << "no more than the slots at each kill";
}

TEST_P(RecoveryTest, AnotherSchedulerInTheSameServerFindsWhatRunsRunning) {
  settings_.slots = 1;
  open();
  EXPECT_EQ(run(attempt("exit 4", 1)).exit_code, 4);
  start(attempt("sleep 1000", 2));
  ASSERT_TRUE(wait_until_begun("job-00000001-0-2-1"));
  start(attempt("true", 3));
  const auto events =
      runner_->recover(std::vector<std::string>{"job-00000001-0-1-1", "job-00000001-0-2-1", "job-00000001-0-3-1"});
  ASSERT_TRUE(events);
  EXPECT_EQ(of(*events, "job-00000001-0-1-1").end.exit_code, 4);
  EXPECT_EQ(of(*events, "job-00000001-0-2-1").kind, AttemptEvent::Kind::Running);
  EXPECT_EQ(of(*events, "job-00000001-0-3-1").kind, AttemptEvent::Kind::NotBegun);
  runner_->kill("job-00000001-0-2-1", "enough");
  EXPECT_EQ(end_of("job-00000001-0-2-1").outcome, Outcome::Killed);
  EXPECT_FALSE(ends_.contains("job-00000001-0-3-1"));
}

TEST_P(RecoveryTest, ATornLineOfTheJournalIsPassedOver) {
  open();
  EXPECT_EQ(run(attempt("exit 5", 1)).exit_code, 5);
  runner_.reset();
  std::ofstream(settings_.folder + "/journal", std::ios::app) << R"({"is":"ended","id":"job-00000001-0-1-1","outco)";
  const auto events = open({"job-00000001-0-1-1"});
  EXPECT_EQ(events.front().end.exit_code, 5);
}

// The disk is full in the middle of a line, and then it is not: what begins after that must be found.
TEST(JournalTest, ALineBehindATornOneIsFound) {
  std::string folder = testing::TempDir() + "journal-XXXXXX";
  ASSERT_NE(mkdtemp(folder.data()), nullptr);
  const Descriptor handle(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  auto journal = Journal::open(handle.number());
  ASSERT_TRUE(journal) << journal.error().message();
  rlimit before = {};
  getrlimit(RLIMIT_FSIZE, &before);
  const auto on_full = signal(SIGXFSZ, SIG_IGN);
  const rlimit full = {.rlim_cur = std::filesystem::file_size(folder + "/journal") + 20, .rlim_max = before.rlim_max};
  setrlimit(RLIMIT_FSIZE, &full);
  const AttemptEvent first{.id = "job-00000001-0-1-1", .kind = AttemptEvent::Kind::Begun, .end = {.began_ms = 1}};
  EXPECT_FALSE(journal->add(event_text(first)));
  setrlimit(RLIMIT_FSIZE, &before);
  signal(SIGXFSZ, on_full);
  const AttemptEvent second{.id = "job-00000001-0-2-1", .kind = AttemptEvent::Kind::Begun, .end = {.began_ms = 2}};
  EXPECT_TRUE(journal->add(event_text(second)));
  const std::vector<std::string> ids = {first.id, second.id};
  const auto events = read_journal(folder, ids);
  ASSERT_TRUE(events) << events.error().message();
  EXPECT_EQ(events->at(0).kind, AttemptEvent::Kind::NotBegun);
  EXPECT_EQ(events->at(1).kind, AttemptEvent::Kind::Ended) << "it began, and must not begin again";
  EXPECT_EQ(events->at(1).end.outcome, Outcome::Lost);
  std::filesystem::remove_all(folder);
}

TEST_P(RecoveryTest, AfterARestartOfTheMachineNothingIsSaidToNeverHaveBegun) {
  open();
  runner_.reset();
  std::ofstream(settings_.folder + "/journal", std::ios::app) << "\n{\"is\":\"session\",\"boot\":\"another\"}\n";
  const auto events = open({"job-00000001-0-1-1"});
  EXPECT_EQ(events.front().kind, AttemptEvent::Kind::Ended);
  EXPECT_EQ(events.front().end.outcome, Outcome::Lost);
  EXPECT_EQ(events.front().end.reason, "the machine was restarted, and nothing says whether it had begun");
}

TEST_P(RecoveryTest, TwoRunnersCannotHaveOneFolder) {
  open();
  auto second = LocalRunner::create(settings_, supervisor(), *log_);
  ASSERT_TRUE(second) << "for logs alone it may be open twice";
  start(attempt("sleep 1000", 1));
  ASSERT_TRUE(wait_until_begun("job-00000001-0-1-1"));
  EXPECT_FALSE((*second)->start(std::vector{attempt("true", 2)}));
  EXPECT_EQ(*(*second)->log("job-00000001-0-1-1", batch::LogStream::Stdout, 0, 10), "");
}

TEST_P(RecoveryTest, AFullDiskStartsNothingThatCouldNotBeWrittenDown) {
  open();
  std::filesystem::create_symlink("/dev/full", settings_.folder + "/journal");
  const auto end = run("echo it ran");
  EXPECT_EQ(end.outcome, Outcome::NotStarted) << shown(end);
  EXPECT_NE(end.reason.find("No space left on device"), std::string::npos) << end.reason;
  EXPECT_EQ(said(), "");
  std::filesystem::remove(settings_.folder + "/journal");
  EXPECT_EQ(run("true").exit_code, 0) << "when there is room again it goes on";
}

TEST_P(RecoveryTest, AFolderThatCannotBeWrittenIsAnOrdinaryError) {
  settings_.folder = "/proc/opencam";
  const auto made = LocalRunner::create(settings_, supervisor(), *log_);
  ASSERT_FALSE(made);
  EXPECT_NE(made.error().message().find("cannot make the runner's folder"), std::string::npos)
      << made.error().message();
}

TEST_P(RecoveryTest, AMissingProgramIsAnOrdinaryError) {
  if (GetParam() == As::Ordinary) std::filesystem::create_directories(settings_.folder + "/jobs");
  const auto made = LocalRunner::create(settings_, {"/nonexistent/opencam"}, *log_);
  ASSERT_FALSE(made);
  const auto ended = LocalRunner::create(settings_, {"/bin/true"}, *log_);
  ASSERT_FALSE(ended);
}

}  // namespace
}  // namespace opencam::runner
