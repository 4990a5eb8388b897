#include "base/host/log.h"

#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <mutex>
#include <utility>

#include "base/json.h"

namespace opencam {

namespace {

constexpr std::array<std::string_view, 5> level_names = {"debug", "info", "warn", "error", "alarm"};

std::string time_text(std::int64_t now_ms) {
  const auto seconds = static_cast<std::time_t>(now_ms / 1000);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  std::array<char, 80> text{};
  const int size = std::snprintf(text.data(), text.size(), "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", parts.tm_year + 1900,
                                 parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec,
                                 static_cast<int>(now_ms % 1000));
  return std::string(text.data(), static_cast<std::size_t>(size));
}

std::string json_line(std::string_view time, LogLevel level, std::string_view event,
                      std::initializer_list<LogField> fields) {
  json::Writer out;
  out.begin_object().key("time").string(time).key("level").string(name(level)).key("event").string(event);
  for (const LogField& field : fields) {
    out.key(field.key);
    if (field.number) {
      out.number(*field.number);
    } else {
      out.string(field.text);
    }
  }
  out.end_object();
  return std::move(out).take();
}

bool is_plain(std::string_view text) {
  for (const char c : text) {
    if (c <= ' ' || c == '"' || c == '=' || c == '\\' || c == 0x7f) return false;
  }
  return !text.empty();
}

std::string text_line(std::string_view time, LogLevel level, std::string_view event,
                      std::initializer_list<LogField> fields) {
  std::string line = std::string(time) + ' ' + std::string(name(level)) + ' ' + std::string(event);
  for (const LogField& field : fields) {
    line += ' ' + std::string(field.key) + '=';
    if (field.number) {
      line += std::to_string(*field.number);
    } else {
      line += is_plain(field.text) ? std::string(field.text) : json::quote(field.text);
    }
  }
  return line;
}

}  // namespace

std::string_view name(LogLevel level) { return level_names.at(static_cast<std::size_t>(level)); }

std::optional<LogLevel> log_level_named(std::string_view text) {
  for (std::size_t i = 0; i < level_names.size(); ++i) {
    if (level_names.at(i) == text) return static_cast<LogLevel>(i);
  }
  return std::nullopt;
}

struct Log::Output {
  std::shared_ptr<spdlog::logger> logger;  // null when there is a sink
  std::mutex sink_mutex;
  std::function<void(std::string_view)> sink;
};

Log::Log(LogLevel level, LogFormat format, const Clock& clock, std::unique_ptr<Output> output)
    : level_(level), format_(format), clock_(clock), output_(std::move(output)) {}

Log::~Log() = default;

Result<std::unique_ptr<Log>> Log::create(LogOptions options, const Clock& clock) {
  auto output = std::make_unique<Output>();
  if (options.sink) {
    output->sink = std::move(options.sink);
  } else {
    try {
      spdlog::sink_ptr sink;
      if (options.path.empty()) {
        sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
      } else {
        sink = std::make_shared<spdlog::sinks::basic_file_sink_mt>(options.path);
      }
      // The line is made here, so that a field cannot break it; spdlog writes it out and nothing more.
      sink->set_pattern("%v");
      output->logger = std::make_shared<spdlog::logger>("opencam", std::move(sink));
      output->logger->set_level(spdlog::level::trace);
      output->logger->flush_on(spdlog::level::trace);
    } catch (const spdlog::spdlog_ex& problem) {
      return Error(ErrorCode::Io, "cannot open the log `" + options.path + "`: " + problem.what());
    }
  }
  return std::unique_ptr<Log>(new Log(options.level, options.format, clock, std::move(output)));
}

void Log::write(LogLevel level, std::string_view event, std::initializer_list<LogField> fields) {
  if (!is_on(level)) return;
  const std::string time = time_text(clock_.now_ms());
  const std::string line =
      format_ == LogFormat::Json ? json_line(time, level, event, fields) : text_line(time, level, event, fields);
  if (output_->logger) {
    output_->logger->log(spdlog::level::info, spdlog::string_view_t(line.data(), line.size()));
    return;
  }
  const std::lock_guard lock(output_->sink_mutex);
  output_->sink(line);
}

}  // namespace opencam
