#include "services/listing.h"

#include <array>
#include <charconv>

#include "base/encode.h"
#include "base/text.h"
#include "services/list_limits.h"

namespace opencam::services {
namespace {

unsigned char folded(char c) {
  return static_cast<unsigned char>(text::is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c);
}

// list, sort with its `-`, number, id, text: the text last, since it may hold anything.
constexpr char separator = '\n';
constexpr std::size_t cursor_pieces = 5;

template <typename Number>
bool read_number(std::string_view text, Number& out) {
  const auto read = std::from_chars(text.data(), text.data() + text.size(), out);
  return read.ec == std::errc() && read.ptr == text.data() + text.size();
}

std::string sort_text(const ListOrder& order) { return (order.is_descending ? "-" : "") + order.sort; }

bool read_cursor(std::string_view after, std::string_view list, ListOrder& order) {
  const auto decoded = decode_base64url(after);
  if (!decoded) return false;
  std::array<std::string_view, cursor_pieces> pieces;
  std::string_view rest = *decoded;
  for (std::size_t i = 0; i + 1 < cursor_pieces; ++i) {
    const std::size_t end = rest.find(separator);
    if (end == std::string_view::npos) return false;
    pieces[i] = rest.substr(0, end);
    rest.remove_prefix(end + 1);
  }
  pieces.back() = rest;
  Place place;
  if (pieces[0] != list || pieces[1] != sort_text(order) || !read_number(pieces[2], place.number) ||
      !read_number(pieces[3], place.id)) {
    return false;
  }
  order.after = place;
  order.after_text = pieces[4];
  return true;
}

}  // namespace

int compare_folded(std::string_view a, std::string_view b) {
  const std::size_t both = std::min(a.size(), b.size());
  for (std::size_t i = 0; i < both; ++i) {
    if (a[i] == b[i]) continue;
    const int difference = int{folded(a[i])} - int{folded(b[i])};
    if (difference != 0) return difference;
  }
  return a.size() == b.size() ? 0 : a.size() < b.size() ? -1 : 1;
}

bool holds_folded(std::string_view text, std::string_view lower) {
  if (lower.size() > text.size()) return false;
  const auto same = [](char a, char b) { return folded(a) == static_cast<unsigned char>(b); };
  return std::search(text.begin(), text.end(), lower.begin(), lower.end(), same) != text.end();
}

bool is_before(const Place& a, const Place& b) {
  if (a.number != b.number) return a.number < b.number;
  if (const int order = compare_folded(a.text, b.text); order != 0) return order < 0;
  return a.id < b.id;
}

Result<ListOrder> read_list_order(const QueryParameters& query, std::initializer_list<std::string_view> sorts,
                                  std::string_view list) {
  ListOrder order;
  OPENCAM_TRY(order.limit, query.number("limit", 1, limits::list_items_max, limits::list_items_default));
  const auto given = query.all().find("sort");
  std::string_view sort = given == query.all().end() ? *sorts.begin() : std::string_view(given->second);
  order.is_descending = sort.starts_with('-');
  if (order.is_descending) sort.remove_prefix(1);
  if (std::ranges::find(sorts, sort) == sorts.end()) {
    return wrong_parameter("sort", one_of_text(sorts) + ", with or without `-` in front");
  }
  order.sort = sort;
  OPENCAM_TRY(const std::string after, query.text("after", limits::list_cursor_bytes_max));
  if (!after.empty() && !read_cursor(after, list, order)) {
    return wrong_parameter("after", "`next` of an earlier page of this list in this order");
  }
  return order;
}

std::string next_of(const ListOrder& order, std::string_view list, const Place& last) {
  std::string cursor(list);
  for (const std::string& piece : {sort_text(order), std::to_string(last.number), std::to_string(last.id)}) {
    cursor += separator;
    cursor += piece;
  }
  cursor += separator;
  cursor += last.text;
  return encode_base64url(cursor);
}

}  // namespace opencam::services
