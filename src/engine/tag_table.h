// A table of rows by their tags: where a tag belongs is computed, and the rows stand in its order.
//
//   std::vector<TagRow> rows = ...;            // sorted by their tags; a tag may come several times
//   const TagRows made = append_tag_rows(table, rows);
//   visit_tag(table, made, tag, [&](const TagRow& row) { return is_wanted(row.number); });
//
//   places of the tags:  0     1     2     3      a row stands at the place of its tag, or behind the one before it
//   rows:              | 03 | 0a | -- | 81 | 9f | c0 | -- |      -- free; the last is always free
//
// A search begins at the tag's place and ends at the first row that is free or has a larger tag, so one that finds
// nothing is as short as one that does. Used by the segments of the index; the rows are in their block. A Row has a
// tag() and an is_free(); one made by default is free, and no tag is larger than its own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace opencam {

// From a tag to a number.
struct TagRow {
  static constexpr std::uint32_t none = 0xffffffff;

  std::uint32_t tag() const { return kept_tag; }
  bool is_free() const { return number == none; }

  std::uint32_t kept_tag = none;
  std::uint32_t number = none;
};

// The same in half of the room, for tables of few rows whose numbers are near to each other. What is looked for is a
// ShortTagRow::tag_of(); a row then leads to a wrong number once in 65,536 times.
struct ShortTagRow {
  static constexpr std::uint16_t none = 0xffff;

  static std::uint32_t tag_of(std::uint32_t tag) { return tag & 0xffff0000; }
  std::uint32_t tag() const { return std::uint32_t{kept_tag} << 16; }
  bool is_free() const { return number == none; }

  std::uint16_t kept_tag = none;
  std::uint16_t number = none;  // from what the owner of the table knows
};

// The part of a table that is one of its own.
struct TagRows {
  std::uint32_t begin = 0;
  std::uint32_t places = 0;  // so many that tags may ask for; more rows follow

  std::size_t place_of(std::uint32_t tag) const {
    return begin + static_cast<std::size_t>((std::uint64_t{tag} * places) >> 32);
  }
};

// Calls `visit(row)` for each row of that tag until it says true, and says whether it did.
template <typename Row, typename Visit>
bool visit_tag(std::span<const Row> table, const TagRows& rows, std::uint32_t tag, const Visit& visit) {
  const Row* row = table.data() + rows.place_of(tag);
  while (row->tag() < tag) ++row;
  for (; row->tag() == tag && !row->is_free(); ++row) {
    if (visit(*row)) return true;
  }
  return false;
}

// Small tables are searched in one or two lines of the cache however full they are: they have as many places as rows.
inline constexpr std::size_t tag_rows_small = 64;

// REQUIRES: the rows are sorted by their tags, none is free.
template <typename Row>
TagRows append_tag_rows(std::vector<Row>& table, const std::vector<Row>& rows) {
  TagRows made{.begin = static_cast<std::uint32_t>(table.size()),
               .places = static_cast<std::uint32_t>(rows.size() <= tag_rows_small ? rows.size()
                                                                                  : rows.size() + rows.size() / 4)};
  for (const Row& row : rows) {
    const std::size_t place = made.place_of(row.tag());
    if (place > table.size()) table.resize(place);
    table.push_back(row);
  }
  table.emplace_back();
  // Every place that a tag may ask for is there.
  if (table.size() <= made.begin + made.places) table.resize(made.begin + made.places + 1);
  return made;
}

}  // namespace opencam
