// A runner for tests of the API: what it starts is over at once, in this process.
//
//   `exit N`   ends with N; `wait` goes on until it is killed; anything else succeeds and writes itself to stdout.
//
// As batch/runner.h says, with as many slots as there are attempts.
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "base/host/clock.h"
#include "batch/runner.h"

namespace opencam::tests {

class InstantRunner final : public batch::Runner {
 public:
  explicit InstantRunner(const Clock& clock) : clock_(clock) {}

  std::size_t slots() const override { return 8; }
  void set_bell(batch::Bell&) override {}

  Result<void> start(std::span<const batch::Attempt> attempts) override {
    const std::lock_guard lock(mutex_);
    for (const batch::Attempt& attempt : attempts) {
      started_[attempt.id] = attempt;
      add(attempt.id, batch::AttemptEvent::Kind::Begun, {.began_ms = clock_.now_ms()});
      if (attempt.command == "wait") continue;
      const bool is_exit = attempt.command.starts_with("exit ");
      end(attempt.id, batch::Outcome::Exited, is_exit ? std::stoi(attempt.command.substr(5)) : 0, "");
    }
    return {};
  }
  void kill(std::string_view id, std::string_view reason) override {
    const std::lock_guard lock(mutex_);
    const auto found = started_.find(id);
    if (found == started_.end() || found->second.command != "wait") return;
    end(std::string(id), batch::Outcome::Killed, 137, std::string(reason));
    found->second.command = "killed";
  }
  bool withdraw(std::string_view) override { return false; }
  std::vector<batch::AttemptEvent> take_events() override {
    const std::lock_guard lock(mutex_);
    return std::exchange(events_, {});
  }
  Result<std::vector<batch::AttemptEvent>> recover(std::span<const std::string> ids) override {
    std::vector<batch::AttemptEvent> events;
    for (const std::string& id : ids) events.push_back({.id = id, .kind = batch::AttemptEvent::Kind::NotBegun});
    return events;
  }
  void forget(std::string_view) override {}
  Result<std::string> log(std::string_view id, batch::LogStream stream, std::int64_t offset,
                          std::size_t bytes_max) override {
    const std::lock_guard lock(mutex_);
    const auto found = started_.find(id);
    if (found == started_.end() || stream == batch::LogStream::Stderr) return std::string();
    const std::string& text = found->second.command;
    const std::size_t back = offset < 0 ? static_cast<std::size_t>(-offset) : 0;
    return text.substr(text.size() > back ? text.size() - back : 0, bytes_max);
  }
  Result<std::vector<batch::UsageSample>> usage(std::string_view, std::int64_t from_ms, std::int64_t to_ms) override {
    const std::int64_t middle_ms = from_ms + (to_ms - from_ms) / 2;
    return std::vector<batch::UsageSample>{
        {.time_ms = middle_ms, .cpu_percent = 50, .memory_percent = 10, .memory_bytes = 1048576}};
  }

 private:
  void add(const std::string& id, batch::AttemptEvent::Kind kind, batch::AttemptEnd end) {
    events_.push_back({.id = id, .kind = kind, .end = std::move(end)});
  }
  void end(const std::string& id, batch::Outcome outcome, std::int64_t exit_code, std::string reason) {
    const std::int64_t now_ms = clock_.now_ms();
    add(id, batch::AttemptEvent::Kind::Ended,
        {.outcome = outcome,
         .exit_code = exit_code,
         .reason = std::move(reason),
         .detail = {},
         .began_ms = now_ms,
         .ended_ms = now_ms});
  }

  const Clock& clock_;
  std::mutex mutex_;
  std::map<std::string, batch::Attempt, std::less<>> started_;
  std::vector<batch::AttemptEvent> events_;
};

}  // namespace opencam::tests
