// The forms in which the API writes times and takes flags, pages and documents (docs/spec/api.md, CAM-151..156).
//
// Pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/limits.h"
#include "opencam/result.h"

namespace opencam::services {

// `YYYY-MM-DD hh:mm:ss` in UTC+8, as CAM writes times.
std::string cam_time(std::int64_t ms);
// `2018-12-04T09:06:16Z`.
std::string rfc3339_time(std::int64_t ms);
// When a preset came to be: nobody says, so one fixed moment stands for all of them.
inline constexpr std::int64_t preset_time_ms = 1577808000000;  // 2020-01-01 00:00:00 UTC+8

// An integer that means yes or no. Errors: InvalidArgument for anything but 0 and 1.
Result<bool> read_flag(std::string_view parameter, std::optional<std::uint64_t> value, bool fallback);

// Which rows of a list.
struct Page {
  std::size_t begin = 0;
  std::size_t count = limits::page_rows_default;
};

// `Page` counts from 1; `Rp` is at most 200. Errors: InvalidArgument.
Result<Page> read_page(std::optional<std::uint64_t> page, std::optional<std::uint64_t> rp);

// The page's rows; empty past the end.
template <typename Row>
std::vector<Row> page_of(std::vector<Row> rows, const Page& page) {
  if (page.begin >= rows.size()) return {};
  const std::size_t end = page.begin + std::min(page.count, rows.size() - page.begin);
  std::vector<Row> out;
  for (std::size_t i = page.begin; i < end; ++i) out.push_back(std::move(rows[i]));
  return out;
}

// Does the name hold the search word? An absent or empty one is in every name. Errors: KeywordTooLong.
Result<bool> matches_keyword(std::string_view name, const std::optional<std::string>& keyword);

// CAM-153: a document as it is meant: percent-encoded text is decoded, a `strategyInfo` wrapper taken off.
std::string decoded_document(std::string_view text);

}  // namespace opencam::services
