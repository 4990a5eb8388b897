// The forms in which the API writes times and takes flags, pages and documents (docs/spec/api.md, CAM-151..156).
//
// Pure functions.
#pragma once

#include <algorithm>
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
// `YYYY-MM-DD` in UTC+8.
std::string cam_date(std::int64_t ms);
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

// CAM-205: `Offset` counts rows, `Limit` is 1 to 200; both may be absent. Errors: InvalidArgument.
Result<Page> read_window(std::optional<std::uint64_t> offset, std::optional<std::uint64_t> limit);

// The page's rows; empty past the end.
template <typename Row>
std::vector<Row> page_of(std::vector<Row> rows, const Page& page) {
  if (page.begin >= rows.size()) return {};
  const std::size_t end = page.begin + std::min(page.count, rows.size() - page.begin);
  std::vector<Row> out;
  for (std::size_t i = page.begin; i < end; ++i) out.push_back(std::move(rows[i]));
  return out;
}

// The same of a map or set that knows the way to its n-th element: uses the page's elements and walks past no others.
// The list begins at `first` and has `count` elements.
template <typename Elements, typename Use>
void use_page(const Elements& elements, const Page& page, std::size_t first, std::size_t count, Use use) {
  if (page.begin >= count) return;
  auto element = elements.nth(first + page.begin);
  for (std::size_t left = std::min(page.count, count - page.begin); left > 0; --left) use(*element++);
}
template <typename Elements, typename Use>
void use_page(const Elements& elements, const Page& page, Use use) {
  use_page(elements, page, 0, elements.size(), use);
}

// Does a search word leave anything out?
inline bool has_keyword(const std::optional<std::string>& keyword) { return keyword && !keyword->empty(); }
// Does the name hold the search word? An absent or empty one is in every name. Errors: KeywordTooLong.
Result<bool> matches_keyword(std::string_view name, const std::optional<std::string>& keyword);

// CAM-153: a document as it is meant: percent-encoded text is decoded, a `strategyInfo` wrapper taken off.
std::string decoded_document(std::string_view text);

}  // namespace opencam::services
