#include "runner/message.h"

#include <gtest/gtest.h>

#include "runner/limits.h"

namespace opencam::runner {
namespace {

TEST(Message, AnAttemptArrivesAsItWasSent) {
  batch::Attempt attempt;
  attempt.id = "job-00000001-0-1-1";
  attempt.job_id = "job-00000001";
  attempt.command = "echo \"a\\b\"\n\xe4\xbd\xa0";
  attempt.environment = {{"A", "1"}, {"B", ""}};
  attempt.inputs = {{.source = "/a", .destination = "b"}};
  attempt.outputs = {{.source = "c", .destination = "/d"}};
  attempt.redirect = {.stdout_folder = "1", .stdout_name = "2", .stderr_folder = "3", .stderr_name = "4"};
  attempt.timeout_ms = 5;
  attempt.limits = {.memory_bytes = 1, .processes = 2, .disk_bytes = 3, .output_bytes = 4, .cpu_ms = 5};
  const auto read = read_start(json::read(start_text(attempt))->root());
  ASSERT_TRUE(read);
  EXPECT_EQ(read->id, attempt.id);
  EXPECT_EQ(read->job_id, attempt.job_id);
  EXPECT_EQ(read->command, attempt.command);
  EXPECT_EQ(read->environment, attempt.environment);
  EXPECT_EQ(read->inputs, attempt.inputs);
  EXPECT_EQ(read->outputs, attempt.outputs);
  EXPECT_EQ(read->redirect, attempt.redirect);
  EXPECT_EQ(read->timeout_ms, attempt.timeout_ms);
  EXPECT_EQ(read->limits, attempt.limits);
}

TEST(Message, AnEndOfEveryOutcomeArrivesAsItWasSent) {
  for (int outcome = 0; outcome <= static_cast<int>(batch::Outcome::OutputFailed); ++outcome) {
    batch::AttemptEvent event;
    event.id = "job-00000001-0-1-1";
    event.end = {.outcome = static_cast<batch::Outcome>(outcome),
                 .exit_code = 7,
                 .reason = "why",
                 .detail = "more",
                 .began_ms = 1,
                 .ended_ms = 2};
    const auto read = read_event(json::read(event_text(event))->root());
    ASSERT_TRUE(read);
    EXPECT_EQ(read->end.outcome, event.end.outcome);
    EXPECT_EQ(read->end.exit_code, 7);
    EXPECT_EQ(read->end.reason, "why");
    EXPECT_EQ(read->end.detail, "more");
    EXPECT_EQ(read->end.began_ms, 1);
    EXPECT_EQ(read->end.ended_ms, 2);
  }
}

TEST(Message, SettingsArriveAsTheyWereSent) {
  Settings settings;
  settings.folder = "/a";
  settings.slots = 3;
  settings.has_network = true;
  settings.files = {{.path = "/x", .is_writable = true}, {.path = "/y", .is_writable = false}};
  settings.time_ms = 9;
  const auto read = read_settings(json::read(settings_text(settings, false))->root());
  ASSERT_TRUE(read);
  EXPECT_EQ(read->folder, "/a");
  EXPECT_EQ(read->slots, 3U);
  EXPECT_TRUE(read->has_network);
  ASSERT_EQ(read->files.size(), 2U);
  EXPECT_TRUE(read->files[0].is_writable);
  EXPECT_FALSE(read->files[1].is_writable);
  EXPECT_EQ(read->bounds, settings.bounds);
  EXPECT_EQ(read->time_ms, 9);
}

TEST(Message, FramesComeInPiecesAndTogether) {
  const std::string both = framed("first") + framed("");
  Frames frames;
  std::string text;
  for (std::size_t i = 0; i + 1 < both.size(); ++i) {
    frames.add(both.substr(i, 1));
    const bool is_whole = *frames.next(text);
    EXPECT_EQ(is_whole, i == 8);
  }
  EXPECT_EQ(text, "first");
  frames.add(both.substr(both.size() - 1));
  EXPECT_TRUE(*frames.next(text));
  EXPECT_EQ(text, "");
  EXPECT_FALSE(*frames.next(text));
  frames.add("\xff\xff\xff\xff");
  EXPECT_FALSE(frames.next(text));
}

TEST(Message, WordsOfOthersBecomeOnePlainLine) {
  EXPECT_EQ(plain("bwrap: no\x1b[1m\nmore \xff\n\n"), "bwrap: no?[1m; more ?");
  EXPECT_EQ(plain(std::string(1000, 'x')).size(), limits::said_bytes_max);
}

}  // namespace
}  // namespace opencam::runner
