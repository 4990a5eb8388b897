// The limits of the lists, the search and the parts of the report under /access/v1/ (docs/api/directory.md), beside
// base/limits.h: each with its unit and its reason.
#pragma once

#include <cstdint>

namespace opencam::limits {

inline constexpr std::uint64_t list_items_default = 50;
inline constexpr std::uint64_t list_items_max = 200;          // as CAM's lists
inline constexpr std::uint64_t list_word_bytes_max = 200;     // ours: as `Keyword`
inline constexpr std::uint64_t list_cursor_bytes_max = 1024;  // ours: the longest name in base64, three times
inline constexpr std::uint64_t search_items_default = 10;     // of each kind
inline constexpr std::uint64_t search_items_max = 50;
inline constexpr std::uint64_t report_first_default = 3;  // findings of each rule in the summary
inline constexpr std::uint64_t report_first_max = 20;
inline constexpr std::int64_t report_kept_ms = 60 * 1000;  // ours: time to turn its pages
inline constexpr std::uint64_t reports_kept_max = 2;       // ours: one of 100,000 users has some 100 MB

}  // namespace opencam::limits
