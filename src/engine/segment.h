// The index of many programs: from an action, and then from a resource, to the few statements that may match.
//
//   exact action ---hash------------------+---> a run of cells: denies, then allows; all of them, when they are few,
//   wide actions of the service, one by one           otherwise those on every resource, and an index of the others
//   wide actions of every service  -------+           by the beginning, or the whole, of the content
//
// A candidate is a statement, and one of its resources where the way led over that. Whoever gets it still asks the
// statement whether it matches; what the index leaves out cannot match. The laws that hold it to that are
// ways_test.cc. Immutable; share it between threads and between sets.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "engine/hash.h"
#include "engine/program_match.h"
#include "engine/tag_table.h"

namespace opencam {

struct Candidate {
  std::uint32_t program = 0;
  std::uint32_t statement = 0;
  std::uint32_t resource_row = all_resource_rows;
  bool is_certain = false;  // every resource, no condition, no principal: nothing is left to ask
};

class Segment {
 public:
  Segment() = default;
  Segment(const Segment&) = delete;  // its tables stand in its own block
  Segment& operator=(const Segment&) = delete;

  static constexpr std::size_t linear_resources_max = 4;  // of an action; above it they are indexed

  static std::shared_ptr<const Segment> create(std::vector<std::shared_ptr<const Program>> programs,
                                               std::size_t linear_max = linear_resources_max);

  std::span<const std::shared_ptr<const Program>> programs() const { return programs_; }

  const Program& program(std::uint32_t number) const { return *programs_[number]; }
  bool has(Effect effect) const { return has_effect_[static_cast<std::size_t>(effect)]; }

  // Calls `visit(candidate)` until it says true, and says whether it did. A statement may come up several times.
  template <typename Visit>
  bool visit(Effect effect, const QuestionView& question, const Visit& visit) const;

  // Where a segment stands, and what of it a question needs at once: for fetching before it is asked.
  struct Place {
    const Segment* segment = nullptr;
    const std::byte* slots = nullptr;
    std::uint32_t slot_places = 0;

    void fetch(std::uint64_t action_hash) const {
      __builtin_prefetch(segment);
      __builtin_prefetch(reinterpret_cast<const char*>(segment) + 64);
      const TagRows rows{.places = slot_places};
      __builtin_prefetch(slots + rows.place_of(Slot::tag_of_action(action_hash)) * sizeof(Slot));
    }
  };
  Place place() const { return {this, reinterpret_cast<const std::byte*>(slots_.data()), slot_rows_.places}; }

  std::size_t bytes() const;

 private:
  friend class SegmentBuilder;

  static constexpr std::uint32_t none = 0xffffffff;

  // Of one exact action: its text, in one of the programs, and the first cell of its list.
  class Slot {
   public:
    Slot() = default;
    Slot(std::uint32_t tag, std::string_view text, std::uint32_t list)
        : bits_((tag & tag_mask) | static_cast<std::uint32_t>(std::min(text.size(), size_long))),
          list_(list),
          text_(text.data()) {}

    static std::uint32_t tag_of_action(std::uint64_t hash) { return opencam::tag_of(hash) & tag_mask; }
    std::uint32_t tag() const { return bits_ & tag_mask; }
    bool is_free() const { return text_ == nullptr; }
    std::uint32_t list() const { return list_; }
    bool is_of(const ActionView& action) const {
      const std::size_t size = bits_ & size_long;
      if (size != size_long) [[likely]]
        return same_text({text_, size}, action.text);
      return std::string_view(text_, std::strchr(text_, '"')) == action.text;  // as every action's text ends
    }

   private:
    static constexpr std::size_t size_long = 0xff;
    static constexpr std::uint32_t tag_mask = 0xffffff00;

    std::uint32_t bits_ = 0xffffffff;  // of the tag, and the size of the text as far as there is room for it
    std::uint32_t list_ = 0;
    const char* text_ = nullptr;
  };
  static_assert(sizeof(Slot) == 16);

  // A candidate of a list, or the index that follows; all of one list stand behind each other, denies first.
  //
  //   program or index, 28 bits | statement, 14 | resource row, 18 | deny, index, certain, last
  class Cell {
   public:
    Cell() = default;
    Cell(Effect effect, const Candidate& candidate)
        : bits_(bits_of(effect, candidate.program) | std::uint64_t{candidate.statement} << 22 |
                std::uint64_t{candidate.resource_row & rows_all} << 4 | (candidate.is_certain ? 2U : 0U)) {}
    static Cell of_index(Effect effect, std::uint32_t number) {
      Cell cell;
      cell.bits_ = bits_of(effect, number) | 4;
      return cell;
    }
    void end_list() { bits_ |= 1; }

    Effect effect() const { return (bits_ & 8) != 0 ? Effect::Deny : Effect::Allow; }
    bool is_index() const { return (bits_ & 4) != 0; }
    bool is_last() const { return (bits_ & 1) != 0; }
    std::uint32_t number() const { return static_cast<std::uint32_t>(bits_ >> 36); }
    Candidate candidate() const {
      const auto row = static_cast<std::uint32_t>(bits_ >> 4) & rows_all;
      return {.program = number(),
              .statement = static_cast<std::uint32_t>(bits_ >> 22) % ActionRow::statements_max,
              .resource_row = row == rows_all ? all_resource_rows : row,
              .is_certain = (bits_ & 2) != 0};
    }

    friend bool operator==(const Cell&, const Cell&) = default;

    static constexpr std::uint32_t numbers_max = 1u << 28;
    static constexpr std::uint32_t rows_all = (1u << 18) - 1;  // more than a document can name
    static_assert(limits::policy_bytes_max / 2 < rows_all);

   private:
    static std::uint64_t bits_of(Effect effect, std::uint32_t number) {
      return std::uint64_t{number} << 36 | (effect == Effect::Deny ? 8U : 0U);
    }

    std::uint64_t bits_ = 0;
  };
  // Of each wide bucket: the beginning of the names that can match, and how much of it counts.
  struct WideHead {
    std::uint64_t head = 0;
    std::uint64_t mask = 0;
  };
  struct WideBucket {
    std::uint32_t list = 0;      // its first cell
    std::uint32_t program = 0;   // for the comparison
    std::uint32_t row : 31 = 0;  // of its wide actions
    std::uint32_t is_head_enough : 1 = 0;
  };
  // Wide buckets that stand together; those with a deny come first.
  struct WideRange {
    std::uint32_t begin = none;
    std::uint32_t denies_end = 0;
    std::uint32_t end = 0;
  };
  struct Service {
    std::uint32_t tag = 0;
    WideRange wide;  // begin is `none`: free
  };
  // From the beginnings of contents to resource_cells_. Nearly all of them are short: few rows, and cells that stand
  // near each other, which are counted from a base.
  class ResourceIndex {
   public:
    ResourceIndex() = default;
    ResourceIndex(std::uint64_t of_sizes, const TagRows& rows)
        : sizes(of_sizes), begin_(rows.begin), rest_(rows.places) {}
    ResourceIndex(std::uint64_t of_sizes, const TagRows& rows, std::uint32_t base)
        : sizes(of_sizes), begin_(rows.begin), rest_(short_mark | rows.places << base_bits | base) {}

    static constexpr std::uint32_t base_bits = 24;
    static constexpr std::uint32_t short_places_max = (1u << (31 - base_bits)) - 1;
    static_assert(tag_rows_small <= short_places_max);

    bool is_short() const { return (rest_ & short_mark) != 0; }
    TagRows rows() const { return {.begin = begin_, .places = rest_}; }  // of resource_rows_. REQUIRES: not short
    // Of short_resource_rows_. REQUIRES: short, as the base.
    TagRows short_rows() const { return {.begin = begin_, .places = rest_ >> base_bits & short_places_max}; }
    std::uint32_t base() const { return rest_ & ((1u << base_bits) - 1); }

    std::uint64_t sizes = 0;  // of the beginnings, a bit for each

   private:
    static constexpr std::uint32_t short_mark = 1u << 31;

    std::uint32_t begin_ = 0;
    std::uint32_t rest_ = 0;  // the places; of a short one: mark, places, base
  };
  static_assert(sizeof(ResourceIndex) == 16);

  template <typename Visit>
  bool visit_list(std::uint32_t begin, Effect effect, const QuestionView& question, const Visit& visit) const;
  template <typename Visit>
  bool visit_index(const ResourceIndex& index, std::string_view content, std::uint64_t hash, const Visit& visit) const;
  template <typename Visit>
  bool visit_rows(const ResourceIndex& index, std::uint64_t hash, const Visit& visit) const;
  template <typename Visit>
  bool visit_wide(const WideRange& range, Effect effect, const QuestionView& question, const Visit& visit) const;

  // All in one block, in this order.
  std::span<const Slot> slots_;
  std::span<const Cell> cells_;
  std::span<const ResourceIndex> resource_indexes_;
  std::span<const TagRow> resource_rows_;
  std::span<const ShortTagRow> short_resource_rows_;
  std::span<const Cell> resource_cells_;
  std::span<const Service> services_;
  std::span<const WideHead> wide_heads_;
  std::span<const WideBucket> wide_buckets_;  // of each service together, those of every service last
  TagRows slot_rows_;                         // all of slots_
  WideRange any_service_;
  bool has_effect_[2] = {};
  std::vector<std::shared_ptr<const Program>> programs_;
  std::vector<std::byte> block_;
};

// The whole content leads to other places than a beginning of the same letters.
inline constexpr std::uint64_t whole_content_mark = 0x5851F42D4C957F2D;

template <typename Visit>
bool Segment::visit(Effect effect, const QuestionView& question, const Visit& visit) const {
  if (!has_effect_[static_cast<std::size_t>(effect)]) return false;
  const ActionView& action = question.action;
  const bool has_found = visit_tag(slots_, slot_rows_, Slot::tag_of_action(action.hash), [&](const Slot& slot) {
    return slot.is_of(action) && visit_list(slot.list(), effect, question, visit);
  });
  if (has_found) return true;
  if (wide_buckets_.empty()) return false;
  const std::size_t service_mask = services_.size() - 1;
  for (std::size_t i = action.service_tag & service_mask; services_[i].wide.begin != none; i = (i + 1) & service_mask) {
    if (services_[i].tag != action.service_tag) continue;
    if (visit_wide(services_[i].wide, effect, question, visit)) return true;
    break;
  }
  return visit_wide(any_service_, effect, question, visit);
}

template <typename Visit>
bool Segment::visit_wide(const WideRange& range, Effect effect, const QuestionView& question,
                         const Visit& visit) const {
  constexpr std::uint32_t heads_at_once = 64;
  const std::uint32_t end = effect == Effect::Deny ? range.denies_end : range.end;
  if (range.begin == end) return false;
  const std::string_view name = question.action.name;
  const std::uint64_t head =
      name.size() >= 8 ? hashing::load8(name.data()) : hashing::load_part(name.data(), name.size());
  for (std::uint32_t begin = range.begin; begin < end; begin += heads_at_once) {
    const WideHead* heads = &wide_heads_[begin];
    // Which of them fit cannot be foreseen, so they are compared without a branch.
    std::uint64_t fitting = 0;
    for (std::uint32_t i = std::min(heads_at_once, end - begin); i-- > 0;) {
      fitting = fitting << 1 | static_cast<std::uint64_t>((head & heads[i].mask) == heads[i].head);
    }
    for (; fitting != 0; fitting &= fitting - 1) {
      const WideBucket& wide = wide_buckets_[begin + static_cast<std::uint32_t>(std::countr_zero(fitting))];
      if (wide.is_head_enough == 0) {
        const Program& of_bucket = program(wide.program);
        if (!action_matches(of_bucket, of_bucket.wide_actions()[wide.row], question.action)) continue;
      }
      if (visit_list(wide.list, effect, question, visit)) return true;
    }
  }
  return false;
}

template <typename Visit>
bool Segment::visit_list(std::uint32_t begin, Effect effect, const QuestionView& question, const Visit& visit) const {
  for (const Cell* cell = cells_.data() + begin;; ++cell) {
    if (cell->effect() != effect) {
      if (effect == Effect::Deny) return false;
    } else if (!cell->is_index()) {
      if (visit(cell->candidate())) return true;
    } else if (!question.resource.is_none) {  // otherwise only what is on every resource meets it
      const ResourceIndex& index = resource_indexes_[cell->number()];
      const ResourceView& resource = question.resource;
      if (visit_index(index, resource.content, resource.content_hash, visit)) return true;
      if (!resource.other_content.empty() && visit_index(index, resource.other_content, 0, visit)) return true;
    }
    if (cell->is_last()) return false;
  }
}

template <typename Visit>
bool Segment::visit_index(const ResourceIndex& index, std::string_view content, std::uint64_t hash,
                          const Visit& visit) const {
  if (visit_rows(index, (hash != 0 ? hash : hash_of(content)) ^ whole_content_mark, visit)) return true;
  if (index.sizes == 0) return false;
  const PrefixHashes prefixes(content);
  for (std::uint64_t sizes = index.sizes; sizes != 0; sizes &= sizes - 1) {
    const auto size = static_cast<std::size_t>(std::countr_zero(sizes));
    if (size > prefixes.size()) break;
    if (visit_rows(index, prefixes.of(size), visit)) return true;
  }
  return false;
}

template <typename Visit>
bool Segment::visit_rows(const ResourceIndex& index, std::uint64_t hash, const Visit& visit) const {
  if (index.is_short()) [[likely]] {
    const Cell* base = resource_cells_.data() + index.base();
    return visit_tag(short_resource_rows_, index.short_rows(), ShortTagRow::tag_of(tag_of(hash)),
                     [&](const ShortTagRow& row) { return visit(base[row.number].candidate()); });
  }
  return visit_tag(resource_rows_, index.rows(), tag_of(hash),
                   [&](const TagRow& row) { return visit(resource_cells_[row.number].candidate()); });
}

}  // namespace opencam
