#include "services/wire_form.h"

#include <algorithm>
#include <chrono>
#include <cstdio>

#include "base/encode.h"
#include "base/json.h"
#include "base/text.h"

namespace opencam::services {
namespace {

constexpr std::int64_t cam_zone_ms = 8LL * 3600 * 1000;

std::string written_time(std::int64_t ms, const char* format) {
  const auto moment = std::chrono::sys_time<std::chrono::milliseconds>(std::chrono::milliseconds(ms));
  const auto day = std::chrono::floor<std::chrono::days>(moment);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(std::chrono::floor<std::chrono::seconds>(moment - day));
  std::array<char, 64> text{};
  const int length = std::snprintf(text.data(), text.size(), format, static_cast<int>(date.year()),
                                   static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                                   static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                                   static_cast<int>(time.seconds().count()));
  return {text.data(), static_cast<std::size_t>(std::max(length, 0))};
}

}  // namespace

std::string cam_time(std::int64_t ms) { return written_time(ms + cam_zone_ms, "%04d-%02u-%02u %02d:%02d:%02d"); }

std::string cam_date(std::int64_t ms) { return cam_time(ms).substr(0, 10); }

std::string rfc3339_time(std::int64_t ms) { return written_time(ms, "%04d-%02u-%02uT%02d:%02d:%02dZ"); }

Result<bool> read_flag(std::string_view parameter, std::optional<std::uint64_t> value, bool fallback) {
  if (!value) return fallback;
  if (*value > 1) {
    return Error(ErrorCode::InvalidArgument, "parameter `" + std::string(parameter) + "` is neither 0 nor 1");
  }
  return *value == 1;
}

Result<Page> read_page(std::optional<std::uint64_t> page, std::optional<std::uint64_t> rp) {
  const std::uint64_t number = page.value_or(1);
  const std::uint64_t rows = rp.value_or(limits::page_rows_default);
  if (number == 0 || number > limits::page_number_max) {
    return Error(ErrorCode::InvalidArgument, "parameter `Page` is out of range: pages count from 1");
  }
  if (rows == 0 || rows > limits::page_rows_max) {
    return Error(ErrorCode::InvalidArgument,
                 "parameter `Rp` is out of range: 1 to " + std::to_string(limits::page_rows_max));
  }
  return Page{.begin = (number - 1) * rows, .count = rows};
}

Result<Page> read_window(std::optional<std::uint64_t> offset, std::optional<std::uint64_t> limit) {
  const std::uint64_t rows = limit.value_or(limits::page_rows_default);
  if (rows == 0 || rows > limits::page_rows_max) {
    return Error(ErrorCode::InvalidArgument,
                 "parameter `Limit` is out of range: 1 to " + std::to_string(limits::page_rows_max));
  }
  if (offset.value_or(0) > limits::page_number_max * limits::page_rows_max) {
    return Error(ErrorCode::InvalidArgument, "parameter `Offset` is out of range");
  }
  return Page{.begin = offset.value_or(0), .count = rows};
}

Result<bool> matches_keyword(std::string_view name, const std::optional<std::string>& keyword) {
  if (!keyword) return true;
  if (keyword->size() > limits::keyword_bytes_max) {
    return Error(ErrorCode::KeywordTooLong,
                 "parameter `Keyword` is longer than " + std::to_string(limits::keyword_bytes_max) + " bytes");
  }
  return name.find(*keyword) != std::string_view::npos;
}

std::string decoded_document(std::string_view text) {
  std::string document(text);
  const std::string_view start = text::trimmed(text);
  if (start.starts_with("%7B") || start.starts_with("%7b")) {
    // Clients that encode write a blank as `+` or `%20`, and a plus sign as `%2B` always.
    std::ranges::replace(document, '+', ' ');
    if (auto decoded = decode_percent(document)) document = *std::move(decoded);
  }
  if (document.find("strategyInfo") == std::string::npos) return document;
  const auto read = json::read(document);
  if (!read || !read->root().is_object() || read->root().members.size() != 1) return document;
  const json::Value* inner = read->root().find("strategyInfo");
  if (inner == nullptr || !inner->is_object()) return document;
  return document.substr(inner->span.begin, inner->span.end - inner->span.begin);
}

}  // namespace opencam::services
