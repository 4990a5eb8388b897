// The index of many programs: from an action, and then from a resource, to the few statements that may match.
//
//   exact action ---hash---> bucket ---+--> denies  --+--> all of them, when they are few; otherwise
//   wide actions of the service, one by one           |      those on every resource, and
//   wide actions of every service  ----+--> allows  --+      by the beginning, or the whole, of the content
//
// A candidate is a statement, and one of its resources where the way led over that. Whoever gets it still asks the
// statement whether it matches; what the index leaves out cannot match. The laws that hold it to that are
// ways_test.cc. Immutable; share it between threads and between sets.
#pragma once

#include <bit>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "engine/hash.h"
#include "engine/program_match.h"

namespace opencam {

struct Candidate {
  std::uint32_t program = 0;
  std::uint32_t statement : 31 = 0;
  std::uint32_t is_certain : 1 = 0;  // every resource, no condition, no principal: nothing is left to ask
  std::uint32_t resource_row = all_resource_rows;
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

  const Program& program(std::uint32_t number) const { return *program_places_[number]; }
  bool has(Effect effect) const { return has_effect_[static_cast<std::size_t>(effect)]; }

  // Calls `visit(candidate)` until it says true, and says whether it did. A statement may come up several times.
  template <typename Visit>
  bool visit(Effect effect, const QuestionView& question, const Visit& visit) const;

  // Where a segment stands, and what of it a question needs at once: for fetching before it is asked.
  struct Place {
    const Segment* segment = nullptr;
    const std::byte* slots = nullptr;
    std::uint32_t slot_mask = 0;

    void fetch(std::uint64_t action_hash) const {
      __builtin_prefetch(segment);
      __builtin_prefetch(reinterpret_cast<const char*>(segment) + 64);
      __builtin_prefetch(slots + ((tag_of(action_hash) >> 2) & slot_mask) * sizeof(Slot));
    }
  };
  Place place() const {
    return {this, reinterpret_cast<const std::byte*>(slots_.data()), static_cast<std::uint32_t>(slots_.size() - 1)};
  }

  std::size_t bytes() const;

 private:
  friend class SegmentBuilder;

  static constexpr std::uint32_t none = 0xffffffff;

  struct List {
    std::uint32_t begin = 0;
    std::uint32_t count = 0;
    std::uint32_t index = none;  // a ResourceIndex: then the list holds what it cannot tell apart
  };
  // Of one exact action. Denies are rare, so their lists stand by themselves.
  struct alignas(32) Slot {
    std::uint32_t tag = 0;
    std::uint32_t denies = none;  // a deny list
    const char* text = nullptr;   // in one of the programs; null: free
    std::uint32_t text_size = 0;
    List allows;

    bool is_of(const ActionView& action, std::uint32_t action_tag) const {
      return tag == action_tag && same_text({text, text_size}, action.text);
    }
  };
  static_assert(sizeof(Slot) == 32);
  struct WideBucket {
    std::uint64_t head = 0;  // the beginning of the names that can match, and how much of it counts
    std::uint64_t head_mask = 0;
    List lists[2];              // by Effect
    std::uint32_t program = 0;  // for the comparison
    std::uint32_t row = 0;      // of its wide actions
    bool is_head_enough = false;
  };
  struct Service {
    std::uint32_t tag = 0;
    std::uint32_t begin = none;  // of its wide buckets; `none`: free
    std::uint32_t end = 0;
  };
  struct ResourceSlot {
    std::uint32_t tag = 0;
    std::uint32_t begin = 0;
    std::uint32_t count = 0;  // 0: free
  };
  struct ResourceIndex {
    std::uint64_t sizes = 0;  // of the beginnings, a bit for each
    std::uint32_t slots = 0;
    std::uint32_t slot_mask = 0;
  };

  const List* list_of(const Slot& slot, Effect effect) const {
    if (effect == Effect::Allow) return &slot.allows;
    return slot.denies == none ? nullptr : &deny_lists_[slot.denies];
  }

  template <typename Visit>
  bool visit_list(const List& list, const QuestionView& question, const Visit& visit) const;
  template <typename Visit>
  bool visit_index(const ResourceIndex& index, std::string_view content, std::uint64_t hash, const Visit& visit) const;
  template <typename Visit>
  bool visit_slot(const ResourceIndex& index, std::uint64_t hash, const Visit& visit) const;
  template <typename Visit>
  bool visit_wide(std::uint32_t begin, std::uint32_t end, Effect effect, const QuestionView& question,
                  const Visit& visit) const;

  // All in one block, in this order.
  std::span<const Slot> slots_;  // a power of two of them
  std::span<const List> deny_lists_;
  std::span<const ResourceIndex> resource_indexes_;
  std::span<const ResourceSlot> resource_slots_;
  std::span<const Candidate> candidates_;
  std::span<const Program* const> program_places_;
  std::span<const Service> services_;
  std::span<const WideBucket> wide_buckets_;  // of each service together, those of every service last
  std::uint32_t any_service_begin_ = 0;
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
  const std::uint32_t tag = tag_of(action.hash) & ActionRow::tag_mask;
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t i = (tag >> 2) & mask; slots_[i].text != nullptr; i = (i + 1) & mask) {
    const Slot& slot = slots_[i];
    if (!slot.is_of(action, tag)) continue;
    const List* list = list_of(slot, effect);
    if (list != nullptr && visit_list(*list, question, visit)) return true;
    break;
  }
  if (wide_buckets_.empty()) return false;
  const std::size_t service_mask = services_.size() - 1;
  for (std::size_t i = action.service_tag & service_mask; services_[i].begin != none; i = (i + 1) & service_mask) {
    if (services_[i].tag != action.service_tag) continue;
    if (visit_wide(services_[i].begin, services_[i].end, effect, question, visit)) return true;
    break;
  }
  return visit_wide(any_service_begin_, static_cast<std::uint32_t>(wide_buckets_.size()), effect, question, visit);
}

template <typename Visit>
bool Segment::visit_wide(std::uint32_t begin, std::uint32_t end, Effect effect, const QuestionView& question,
                         const Visit& visit) const {
  if (begin == end) return false;
  const std::string_view name = question.action.name;
  const std::uint64_t head =
      name.size() >= 8 ? hashing::load8(name.data()) : hashing::load_part(name.data(), name.size());
  for (std::uint32_t i = begin; i < end; ++i) {
    const WideBucket& wide = wide_buckets_[i];
    if ((head & wide.head_mask) != wide.head) continue;
    const List& list = wide.lists[static_cast<std::size_t>(effect)];
    if (list.count == 0 && list.index == none) continue;
    if (!wide.is_head_enough) {
      const Program& of_bucket = program(wide.program);
      if (!action_matches(of_bucket, of_bucket.wide_actions()[wide.row], question.action)) continue;
    }
    if (visit_list(list, question, visit)) return true;
  }
  return false;
}

template <typename Visit>
bool Segment::visit_list(const List& list, const QuestionView& question, const Visit& visit) const {
  for (std::uint32_t i = 0; i < list.count; ++i) {
    if (visit(candidates_[list.begin + i])) return true;
  }
  // A request that names no resource is only met by what is on every resource.
  if (list.index == none || question.resource.is_none) return false;
  const ResourceIndex& index = resource_indexes_[list.index];
  const ResourceView& resource = question.resource;
  return visit_index(index, resource.content, resource.content_hash, visit) ||
         (!resource.other_content.empty() && visit_index(index, resource.other_content, 0, visit));
}

template <typename Visit>
bool Segment::visit_index(const ResourceIndex& index, std::string_view content, std::uint64_t hash,
                          const Visit& visit) const {
  if (visit_slot(index, (hash != 0 ? hash : hash_of(content)) ^ whole_content_mark, visit)) return true;
  if (index.sizes == 0) return false;
  const PrefixHashes prefixes(content);
  for (std::uint64_t sizes = index.sizes; sizes != 0; sizes &= sizes - 1) {
    const auto size = static_cast<std::size_t>(std::countr_zero(sizes));
    if (size > prefixes.size()) break;
    if (visit_slot(index, prefixes.of(size), visit)) return true;
  }
  return false;
}

template <typename Visit>
bool Segment::visit_slot(const ResourceIndex& index, std::uint64_t hash, const Visit& visit) const {
  const std::uint32_t tag = tag_of(hash);
  for (std::size_t i = tag & index.slot_mask;; i = (i + 1) & index.slot_mask) {
    const ResourceSlot& slot = resource_slots_[index.slots + i];
    if (slot.count == 0) return false;
    if (slot.tag != tag) continue;
    for (std::uint32_t k = 0; k < slot.count; ++k) {
      if (visit(candidates_[slot.begin + k])) return true;
    }
    return false;
  }
}

}  // namespace opencam
