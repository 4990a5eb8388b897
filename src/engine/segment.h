// The index of many programs: from an action, and then from a resource, to the few statements that may match.
//
//   exact action ---hash---> bucket ---+--> denies  --+--> all of them, when they are few; otherwise
//   wide actions of the service, one by one           |      those on every resource, and
//   wide actions of every service  ----+--> allows  --+      by the beginning, or the whole, of the content
//
// A candidate is a statement, and one of its resources where the way led over that. Whoever gets it still asks the
// statement whether it matches; what the index leaves out cannot match. The laws that hold it to that are
// segment_test.cc and laws_test.cc. Immutable; share it between threads and between sets.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <unordered_map>
#include <vector>

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
  static constexpr std::size_t linear_candidates_max = 12;  // above it the resources of an action are indexed

  static std::shared_ptr<const Segment> create(std::vector<std::shared_ptr<const Program>> programs,
                                               std::size_t linear_max = linear_candidates_max);

  std::span<const std::shared_ptr<const Program>> programs() const { return programs_; }

  // Calls `visit(candidate)` until it says true, and says whether it did. A statement may come up several times.
  template <typename Visit>
  bool visit(Effect effect, const QuestionView& question, const Visit& visit) const;

  std::size_t bytes() const;

 private:
  friend class SegmentBuilder;

  static constexpr std::uint32_t none = 0xffffffff;

  struct List {
    std::uint32_t begin = 0;
    std::uint32_t count = 0;
    std::uint32_t index = none;  // a ResourceIndex: then the list holds what it cannot tell apart
  };
  struct Bucket {
    List lists[2];  // by Effect
    std::uint32_t program = 0;
    std::uint32_t row = 0;  // the program's action row, or wide action row, for the comparison
  };
  struct WideBucket {
    std::uint64_t head = 0;  // the beginning of the names that can match, and how much of it counts
    std::uint64_t head_mask = 0;
    std::uint32_t bucket = 0;
    bool is_head_enough = false;
  };
  struct Slot {
    std::uint32_t tag = 0;
    std::uint32_t value = none;  // a bucket; `none`: free
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

  template <typename Visit>
  bool visit_bucket(const Bucket& bucket, Effect effect, const QuestionView& question, const Visit& visit) const;
  template <typename Visit>
  bool visit_index(const ResourceIndex& index, std::string_view content, const Visit& visit) const;
  template <typename Visit>
  bool visit_slot(const ResourceIndex& index, std::uint64_t hash, const Visit& visit) const;
  template <typename Visit>
  bool visit_wide(std::uint32_t begin, std::uint32_t end, Effect effect, const QuestionView& question,
                  const Visit& visit) const;

  std::vector<std::shared_ptr<const Program>> programs_;
  std::vector<Slot> slots_;  // a power of two of them
  std::vector<Service> services_;
  std::vector<Bucket> buckets_;
  std::vector<WideBucket> wide_buckets_;  // of each service together, those of every service last
  std::uint32_t any_service_begin_ = 0;
  std::vector<ResourceIndex> resource_indexes_;
  std::vector<ResourceSlot> resource_slots_;
  std::vector<Candidate> candidates_;
  bool has_effect_[2] = {};
};

}  // namespace opencam

#include "engine/segment_visit.h"
