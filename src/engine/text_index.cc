#include "engine/text_index.h"

#include <algorithm>
#include <cstring>

#include "engine/literal_search.h"

namespace opencam {
namespace {

constexpr std::size_t none = std::string_view::npos;

// The slot of the `size` bytes at a place; 8 bytes can be read there.
std::size_t slot_of_word(const char* at, std::size_t size) {
  std::uint64_t word;
  std::memcpy(&word, at, sizeof word);
  word <<= 64 - 8 * size;  // the first bytes are the low ones; where not, other bytes fall away alike
  return (word * 0x9e3779b97f4a7c15u) >> 53;
}

std::size_t slot_of(const char* at, std::size_t size, std::size_t readable) {
  if (readable >= 8) return slot_of_word(at, size);
  char padded[8] = {};
  std::memcpy(padded, at, size);
  return slot_of_word(padded, size);
}

}  // namespace

std::size_t TextIndex::searched(std::string_view text, std::size_t from, std::string_view wanted) {
  const std::size_t place = find_literal(text.substr(from), wanted);
  return place == none ? none : from + place;
}

// From the end to the beginning, so that the places of a slot ascend.
void TextIndex::make(Table& table, std::string_view text, std::size_t size) {
  table.first.fill(no_place);
  for (std::size_t place = text.size() - size + 1; place-- > 0;) {
    Place& first = table.first[slot_of(text.data() + place, size, text.size() - place)];
    table.next[place] = first;
    first = static_cast<Place>(place);
  }
}

std::size_t TextIndex::find_indexed(std::string_view text, std::size_t from, std::string_view wanted) {
  if (wanted.empty()) return from;
  if (wanted.size() > text.size() - from) return none;
  if (text_ != text.data() || text_size_ != text.size()) {
    text_ = text.data();
    text_size_ = text.size();
    searched_bytes_.fill(0);
    is_made_.fill(false);
  }
  const std::size_t size = std::min(wanted.size(), sizes);
  Table& table = tables_[size - 1];
  if (!is_made_[size - 1]) {
    // What was looked at is what pays, not how often: a piece that is found at once has cost nothing.
    std::size_t& bytes = searched_bytes_[size - 1];
    if (bytes < searches_before * text.size()) {
      const std::size_t place = searched(text, from, wanted);
      bytes += (place == none ? text.size() : place) - from;
      return place;
    }
    make(table, text, size);
    is_made_[size - 1] = true;
  }
  // Pieces of one letter follow each other.
  if (std::memcmp(text.data() + from, wanted.data(), wanted.size()) == 0) return from;
  // The stretch whose first place is the latest leads to the fewest candidates, as a rule.
  std::size_t lead = 0;
  Place place = 0;
  for (std::size_t at = 0; at + size <= wanted.size(); ++at) {
    const Place first = table.first[slot_of(wanted.data() + at, size, wanted.size() - at)];
    if (first == no_place) return none;
    if (at == 0 || first > place) {
      place = first;
      lead = at;
    }
  }
  for (std::size_t leads = 0; place != no_place; place = table.next[place], ++leads) {
    if (leads == leads_max) return searched(text, std::max(from, place - std::min<std::size_t>(place, lead)), wanted);
    if (place < from + lead) continue;
    const std::size_t begin = place - lead;
    if (begin + wanted.size() > text.size()) return none;
    if (std::memcmp(text.data() + begin, wanted.data(), wanted.size()) == 0) return begin;
  }
  return none;
}

}  // namespace opencam
