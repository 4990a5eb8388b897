// The log: one line per event, a name for programs and fields beside it.
//
//   {"time":"2026-11-21T19:00:00.123Z","level":"warn","event":"row_unreadable","table":"user","key":"100000000101"}
//   2026-11-21T19:00:00.123Z warn row_unreadable table=user key=100000000101
//
//   log.warn("row_unreadable", {{"table", "user"}, {"key", key}});
//
// Events are snake_case and never change their meaning. Fields are texts and numbers; a SecretText cannot become one.
// Whatever is logged stays one line: control characters are escaped in both formats. Thread-safe. Made by main and
// passed in; a test gives it a sink.
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/host/clock.h"
#include "opencam/result.h"

namespace opencam {

enum class LogLevel : std::uint8_t { Debug, Info, Warn, Error, Alarm };
// "debug", "info", "warn", "error", "alarm". An alarm needs a person.
std::string_view name(LogLevel level);
std::optional<LogLevel> log_level_named(std::string_view name);

enum class LogFormat : std::uint8_t { Json, Text };

struct LogField {
  LogField(std::string_view key_text, std::string_view text_value) : key(key_text), text(text_value) {}
  LogField(std::string_view key_text, const std::string& text_value) : key(key_text), text(text_value) {}
  LogField(std::string_view key_text, const char* text_value) : key(key_text), text(text_value) {}
  LogField(std::string_view key_text, std::int64_t value) : key(key_text), number(value) {}
  LogField(std::string_view key_text, std::uint64_t value) : key(key_text), number(static_cast<std::int64_t>(value)) {}
  LogField(std::string_view key_text, int value) : key(key_text), number(value) {}
  LogField(std::string_view key_text, unsigned value) : key(key_text), number(value) {}

  std::string_view key;
  std::string_view text;
  std::optional<std::int64_t> number;
};

struct LogOptions {
  LogLevel level = LogLevel::Info;  // quieter events are dropped
  LogFormat format = LogFormat::Json;
  std::string path;                                 // append to this file; empty: stderr
  std::function<void(std::string_view line)> sink;  // instead of both; gets lines without their line feed
};

class Log {
 public:
  // Errors: Io when the file cannot be opened. The clock must outlive the log.
  static Result<std::unique_ptr<Log>> create(LogOptions options, const Clock& clock);
  ~Log();

  bool is_on(LogLevel level) const { return level >= level_; }
  void write(LogLevel level, std::string_view event, std::initializer_list<LogField> fields = {});

  void debug(std::string_view event, std::initializer_list<LogField> fields = {}) {
    write(LogLevel::Debug, event, fields);
  }
  void info(std::string_view event, std::initializer_list<LogField> fields = {}) {
    write(LogLevel::Info, event, fields);
  }
  void warn(std::string_view event, std::initializer_list<LogField> fields = {}) {
    write(LogLevel::Warn, event, fields);
  }
  void error(std::string_view event, std::initializer_list<LogField> fields = {}) {
    write(LogLevel::Error, event, fields);
  }
  void alarm(std::string_view event, std::initializer_list<LogField> fields = {}) {
    write(LogLevel::Alarm, event, fields);
  }

 private:
  struct Output;
  Log(LogLevel level, LogFormat format, const Clock& clock, std::unique_ptr<Output> output);

  LogLevel level_;
  LogFormat format_;
  const Clock& clock_;
  std::unique_ptr<Output> output_;
};

}  // namespace opencam
