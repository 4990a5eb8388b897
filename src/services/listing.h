// A page of a list that is sorted and filtered here, by a key that stays where it is when others come and go.
//
//   Listing<const UserRow*> listing(order, cursor, 50);
//   for (...) if (is_wanted(user)) listing.offer({.number = user.created_ms, .id = number(user.uin)}, &user);
//   for (const auto& [place, user] : std::move(listing).page()) ...
//
// One look at every row, keeping only the page: O(rows x log page) time, O(page) memory, and no index that every change
// would have to keep. Fast enough for 100,000 rows (docs/performance/scale.md). Rows and the texts of places must
// outlive the listing. Used by one thread.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "opencam/result.h"
#include "services/query_parameters.h"

namespace opencam::services {

// Where a row stands: by number, then by text (ASCII letters without case), then by id. What an order does not ask for
// is left alike in all rows.
struct Place {
  std::int64_t number = 0;
  std::string_view text;
  std::uint64_t id = 0;
};

// Below zero: `a` comes first. Byte by byte, A-Z as a-z.
int compare_folded(std::string_view a, std::string_view b);
// Does `text` hold the word, A-Z being as a-z? REQUIRES: `lower` has no A-Z.
bool holds_folded(std::string_view text, std::string_view lower);
bool is_before(const Place& a, const Place& b);

// The order of a list and where its page begins, as `sort`, `after` and `limit` say.
struct ListOrder {
  std::string sort;  // without the `-`
  bool is_descending = false;
  std::uint64_t limit = 0;
  // The last place of the page before; its text is in `after_text`.
  std::optional<Place> after;
  std::string after_text;

  bool is_reached(const Place& place) const {
    if (!after) return true;
    const Place last{.number = after->number, .text = after_text, .id = after->id};
    return is_descending ? is_before(place, last) : is_before(last, place);
  }
};

// Errors: InvalidArgument for a sort that is none of these, and for an `after` of another list or order.
Result<ListOrder> read_list_order(const QueryParameters& query, std::initializer_list<std::string_view> sorts,
                                  std::string_view list);
// `next` of a page that ends there.
std::string next_of(const ListOrder& order, std::string_view list, const Place& last);

template <typename Row>
class Listing {
 public:
  using Entry = std::pair<Place, Row>;

  explicit Listing(const ListOrder& order) : order_(order) {}

  void offer(const Place& place, Row row) {
    ++total_;
    if (!order_.is_reached(place)) return;
    const auto comes_first = [this](const Entry& a, const Entry& b) {
      return order_.is_descending ? is_before(b.first, a.first) : is_before(a.first, b.first);
    };
    // One more than the page holds tells whether there is another page. The heap's top is the last of them.
    if (kept_.size() > order_.limit) {
      if (!comes_first({place, row}, kept_.front())) return;
      std::ranges::pop_heap(kept_, comes_first);
      kept_.pop_back();
    }
    kept_.emplace_back(place, std::move(row));
    std::ranges::push_heap(kept_, comes_first);
    has_more_ = kept_.size() > order_.limit;
  }

  // How many were offered.
  std::uint64_t total() const { return total_; }
  bool has_more() const { return has_more_; }

  std::vector<Entry> page() && {
    std::ranges::sort(kept_, [this](const Entry& a, const Entry& b) {
      return order_.is_descending ? is_before(b.first, a.first) : is_before(a.first, b.first);
    });
    if (has_more_) kept_.pop_back();
    return std::move(kept_);
  }

 private:
  const ListOrder& order_;
  std::vector<Entry> kept_;
  std::uint64_t total_ = 0;
  bool has_more_ = false;
};

}  // namespace opencam::services
