#include "base/host/log.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <sstream>
#include <vector>

#include "base/host/secret.h"
#include "base/json.h"

namespace opencam {
namespace {

// CVE class C22: a secret cannot become a field, so it cannot get into the log by carelessness.
static_assert(!std::is_constructible_v<LogField, std::string_view, SecretText>);

class FixedClock final : public Clock {
 public:
  std::int64_t now_ms() const override { return 1700000000123; }
};

class LogTest : public testing::Test {
 protected:
  std::unique_ptr<Log> make(LogLevel level, LogFormat format) {
    auto log = Log::create(
        {.level = level, .format = format, .sink = [this](std::string_view line) { lines_.emplace_back(line); }},
        clock_);
    return *std::move(log);
  }

  FixedClock clock_;
  std::vector<std::string> lines_;
};

TEST_F(LogTest, WritesJsonLines) {
  make(LogLevel::Info, LogFormat::Json)->warn("row_unreadable", {{"table", "user"}, {"count", 3}});
  ASSERT_EQ(lines_.size(), 1u);
  EXPECT_EQ(lines_[0],
            R"({"time":"2023-11-14T22:13:20.123Z","level":"warn","event":"row_unreadable","table":"user","count":3})");
}

TEST_F(LogTest, WritesTextLines) {
  make(LogLevel::Info, LogFormat::Text)->alarm("row_unreadable", {{"table", "user"}, {"key", "a b"}});
  ASSERT_EQ(lines_.size(), 1u);
  EXPECT_EQ(lines_[0], R"(2023-11-14T22:13:20.123Z alarm row_unreadable table=user key="a b")");
}

TEST_F(LogTest, AFieldCannotBreakTheLine) {
  const std::string evil = "x\n2023 alarm forged=1\r\t\"\\";
  for (const LogFormat format : {LogFormat::Json, LogFormat::Text}) {
    make(LogLevel::Info, format)->info("event", {{"value", evil}});
    EXPECT_EQ(lines_.back().find('\n'), std::string::npos);
    EXPECT_EQ(lines_.back().find('\r'), std::string::npos);
  }
  EXPECT_TRUE(json::read(lines_.front()));
}

TEST_F(LogTest, QuieterEventsAreDropped) {
  const auto log = make(LogLevel::Warn, LogFormat::Json);
  log->debug("a");
  log->info("b");
  EXPECT_TRUE(lines_.empty());
  log->warn("c");
  log->error("d");
  log->alarm("e");
  EXPECT_EQ(lines_.size(), 3u);
}

TEST_F(LogTest, LevelsHaveNames) {
  for (const std::string_view text : {"debug", "info", "warn", "error", "alarm"}) {
    const auto level = log_level_named(text);
    ASSERT_TRUE(level) << text;
    EXPECT_EQ(name(*level), text);
  }
  EXPECT_FALSE(log_level_named("loud"));
}

TEST_F(LogTest, AppendsToAFile) {
  const std::string path = testing::TempDir() + "/opencam_log_test_" + std::to_string(::getpid()) + ".log";
  std::remove(path.c_str());
  for (int i = 0; i < 2; ++i) {
    auto log = Log::create({.path = path}, clock_);
    ASSERT_TRUE(log);
    (*log)->info("started");
  }
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  const std::string line = R"({"time":"2023-11-14T22:13:20.123Z","level":"info","event":"started"})";
  EXPECT_EQ(text.str(), line + "\n" + line + "\n");
  std::remove(path.c_str());
}

TEST_F(LogTest, AFileThatCannotBeOpenedIsAnError) {
  const auto log = Log::create({.path = "/dev/null/no.log"}, clock_);
  ASSERT_FALSE(log);
  EXPECT_EQ(log.error().code(), ErrorCode::Io);
}

}  // namespace
}  // namespace opencam
