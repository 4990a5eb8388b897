// The templates of segment.h; include that one.
#pragma once

#include <bit>

#include "engine/hash.h"
#include "engine/segment.h"

namespace opencam {

// The whole content leads to other places than a beginning of the same letters.
inline constexpr std::uint64_t whole_content_mark = 0x5851F42D4C957F2D;

template <typename Visit>
bool Segment::visit(Effect effect, const QuestionView& question, const Visit& visit) const {
  if (!has_effect_[static_cast<std::size_t>(effect)]) return false;
  const ActionView& action = question.action;
  const std::uint32_t tag = tag_of(action.hash);
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t i = tag & mask; slots_[i].value != none; i = (i + 1) & mask) {
    if (slots_[i].tag != tag) continue;
    const Bucket& bucket = buckets_[slots_[i].value];
    const Program& program = *programs_[bucket.program];
    if (program.text(program.actions()[bucket.row].text) != action.text) continue;
    if (visit_bucket(bucket, effect, question, visit)) return true;
    break;
  }
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
    const Bucket& bucket = buckets_[wide.bucket];
    if (bucket.lists[static_cast<std::size_t>(effect)].count == 0 &&
        bucket.lists[static_cast<std::size_t>(effect)].index == none) {
      continue;
    }
    if (!wide.is_head_enough) {
      const Program& program = *programs_[bucket.program];
      if (!action_matches(program, program.wide_actions()[bucket.row], question.action)) continue;
    }
    if (visit_bucket(bucket, effect, question, visit)) return true;
  }
  return false;
}

template <typename Visit>
bool Segment::visit_bucket(const Bucket& bucket, Effect effect, const QuestionView& question,
                           const Visit& visit) const {
  const List& list = bucket.lists[static_cast<std::size_t>(effect)];
  for (std::uint32_t i = 0; i < list.count; ++i) {
    if (visit(candidates_[list.begin + i])) return true;
  }
  // A request that names no resource is only met by what is on every resource.
  if (list.index == none || question.resource.is_none) return false;
  const ResourceIndex& index = resource_indexes_[list.index];
  return visit_index(index, question.resource.content, visit) ||
         (!question.resource.other_content.empty() && visit_index(index, question.resource.other_content, visit));
}

template <typename Visit>
bool Segment::visit_index(const ResourceIndex& index, std::string_view content, const Visit& visit) const {
  if (visit_slot(index, hash_of(content) ^ whole_content_mark, visit)) return true;
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
