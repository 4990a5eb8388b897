// Where the short stretches of one long text stand, so that many pieces of globs are looked up in it, not searched.
//
//   TextIndex index;                          // of a question, on the stack; nothing is written before it pays
//   index.find(text, from, "j-1")             // as find_literal(text.substr(from), "j-1"), or npos
//
// For each size from 1 to 8 bytes a table of its own: the first place by hash, and from each place the next one. It is
// made only after searches have gone four times over the text, in one pass, so that short lists and short texts never
// pay for it. A piece that has a stretch the text has not is refused without a look at the text. What stands is always
// compared; after a few false leads find_literal goes on, whose steps are linear. So a piece costs at most a search and
// a constant number of steps for each of its bytes, and the tables no more than a constant times the searches before
// them. No allocation. Belongs to one thread. REQUIRES: a text that was asked about does not change as long as the
// index lives (it is known by its address).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace opencam {

class TextIndex {
 public:
  static constexpr std::size_t text_bytes_min = 256;   // below, a search is two steps
  static constexpr std::size_t text_bytes_max = 2048;  // a longer text is searched
  static constexpr std::size_t searches_before = 4;    // of the whole text, for one size, before a table is made

  TextIndex() {}  // the tables are written when they are made  // NOLINT

  // The first place of `wanted` in `text` from `from` on, or npos.
  std::size_t find(std::string_view text, std::size_t from, std::string_view wanted) {
    if (text.size() < text_bytes_min || text.size() > text_bytes_max) return searched(text, from, wanted);
    return find_indexed(text, from, wanted);
  }

 private:
  using Place = std::uint16_t;
  static constexpr Place no_place = 0xffff;
  static constexpr std::size_t sizes = 8;
  static constexpr std::size_t slots = 2048;
  static constexpr std::size_t leads_max = 24;  // candidates that are compared before the text is searched

  struct Table {
    std::array<Place, slots> first;
    std::array<Place, text_bytes_max> next;
  };

  static std::size_t searched(std::string_view text, std::size_t from, std::string_view wanted);
  std::size_t find_indexed(std::string_view text, std::size_t from, std::string_view wanted);
  static void make(Table& table, std::string_view text, std::size_t size);

  const char* text_ = nullptr;
  std::size_t text_size_ = 0;
  std::array<std::size_t, sizes> searched_bytes_ = {};  // by size
  std::array<bool, sizes> is_made_ = {};
  std::array<Table, sizes> tables_;
};

}  // namespace opencam
