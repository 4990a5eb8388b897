// For the tests of the runner: a runner of its own in a folder of its own, and its answers waited for.
//
// Everything is tried twice where that can be: by this user, and, when that is root, as an ordinary user too, because
// the two make their sandboxes in different ways.
#pragma once

#include <gtest/gtest.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "base/host/clock.h"
#include "batch/bell.h"
#include "runner/local_runner.h"

namespace opencam::runner {

enum class As { Self, Ordinary };

inline std::string file_text(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream out;
  out << file.rdbuf();
  return out.str();
}

class Stand : public testing::TestWithParam<As> {
 protected:
  static constexpr uid_t ordinary_user = 54321;
  static constexpr std::int64_t patience_ms = 60 * 1000;

  void SetUp() override {
    if (GetParam() == As::Ordinary && geteuid() != 0) GTEST_SKIP() << "only root can become somebody else";
    std::string pattern = std::filesystem::temp_directory_path() / "opencam-runner-XXXXXX";
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    top_ = pattern;
    chmod(top_.c_str(), 0755);
    settings_.folder = top_ + "/batch";
    settings_.slots = 2;
    files_ = top_ + "/files";
    std::filesystem::create_directory(files_);
    give(files_);
    auto log =
        Log::create({.level = LogLevel::Alarm, .format = {}, .path = "", .sink = [](std::string_view) {}}, clock_);
    ASSERT_TRUE(log);
    log_ = *std::move(log);
  }

  void TearDown() override {
    runner_.reset();
    if (!top_.empty()) std::filesystem::remove_all(top_);
  }

  // To the user that the supervisor is.
  void give(const std::string& path) const {
    if (GetParam() == As::Self) return;
    ASSERT_EQ(chown(path.c_str(), ordinary_user, ordinary_user), 0);
  }

  static std::vector<std::string> supervisor() {
    if (GetParam() == As::Self) return {OPENCAM_SUPERVISOR};
    const std::string user = std::to_string(ordinary_user);
    return {"/usr/bin/setpriv", "--reuid", user, "--regid", user, "--clear-groups", OPENCAM_SUPERVISOR};
  }

  // The runner, recovered: what it says of those ids comes back.
  std::vector<batch::AttemptEvent> open(const std::vector<std::string>& ids = {}) {
    if (GetParam() == As::Ordinary) {
      std::filesystem::create_directories(settings_.folder + "/jobs");
      give(settings_.folder);
      give(settings_.folder + "/jobs");
    }
    auto made = LocalRunner::create(settings_, supervisor(), *log_);
    EXPECT_TRUE(made) << made.error().message() << ": " << made.error().help();
    if (!made) return {};
    runner_ = *std::move(made);
    runner_->set_bell(bell_);
    auto recovered = runner_->recover(ids);
    EXPECT_TRUE(recovered) << recovered.error().message();
    return recovered ? *std::move(recovered) : std::vector<batch::AttemptEvent>();
  }

  static batch::Attempt attempt(const std::string& command, int number = 1) {
    batch::Attempt out;
    out.job_id = "job-00000001";
    out.id = "job-00000001-0-" + std::to_string(number) + "-1";
    out.command = command;
    return out;
  }

  void start(const batch::Attempt& one) {
    const auto started = runner_->start(std::vector{one});
    EXPECT_TRUE(started) << started.error().message();
  }

  // Events are taken until it has ended.
  batch::AttemptEnd end_of(const std::string& id) {
    SystemClock clock;
    const std::int64_t until = clock.now_ms() + patience_ms;
    while (!ends_.contains(id) && clock.now_ms() < until) {
      bell_.wait(100);
      take();
    }
    EXPECT_TRUE(ends_.contains(id)) << "no end of " << id;
    return ends_[id];
  }
  bool wait_until_begun(const std::string& id) {
    for (int i = 0; i < 600 && !begun_.contains(id); ++i) {
      bell_.wait(100);
      take();
    }
    return begun_.contains(id);
  }
  void take() {
    for (batch::AttemptEvent& event : runner_->take_events()) {
      if (event.kind == batch::AttemptEvent::Kind::Begun) ++begun_[event.id];
      if (event.kind != batch::AttemptEvent::Kind::Ended) continue;
      EXPECT_FALSE(ends_.contains(event.id)) << "two ends of " << event.id;
      ends_[event.id] = std::move(event.end);
    }
  }

  batch::AttemptEnd run(const batch::Attempt& one) {
    start(one);
    return end_of(one.id);
  }
  // A fresh attempt each time.
  batch::AttemptEnd run(const std::string& command) { return run(attempt(command, ++last_)); }

  std::string text(const std::string& id, batch::LogStream stream = batch::LogStream::Stdout) {
    const auto read = runner_->log(id, stream, 0, 1 << 20);
    EXPECT_TRUE(read);
    return read ? *read : "";
  }
  // What the last run() wrote.
  std::string said() { return text("job-00000001-0-" + std::to_string(last_) + "-1"); }
  std::string complained() { return text("job-00000001-0-" + std::to_string(last_) + "-1", batch::LogStream::Stderr); }

  std::string top_;
  std::string files_;
  Settings settings_;
  SystemClock clock_;
  std::unique_ptr<Log> log_;
  batch::Bell bell_;
  std::unique_ptr<LocalRunner> runner_;
  std::map<std::string, batch::AttemptEnd> ends_;
  std::map<std::string, int> begun_;
  int last_ = 100;
};

inline std::string name_of_user(const testing::TestParamInfo<As>& info) {
  return info.param == As::Self ? "self" : "ordinary";
}

// For reading failures.
inline std::string shown(const batch::AttemptEnd& end) {
  return "outcome " + std::to_string(static_cast<int>(end.outcome)) + ", code " + std::to_string(end.exit_code) + ", " +
         end.reason + " (" + end.detail + ")";
}

}  // namespace opencam::runner
