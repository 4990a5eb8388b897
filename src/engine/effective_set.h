// All policies of one layer that have a say about one principal, indexed: the identity policies of a user or role, or
// the resource policies of an account.
//
//   holder.set = EffectiveSet::create(holder.identity.programs());
//   changed.set = EffectiveSet::create(changed.identity.programs(), holder.set.get());   // takes over what is the same
//   changed.set = holder.set->with(3, program);                                          // only the fourth changed
//
// The set knows its policies by their place in that list and refers to their Programs; it must be made again when the
// list changes. A small set is asked through panels. A large one has indexes (segments) of most of its programs; those
// that changed since are taken out of them and asked through a panel, until there are enough for a segment of their
// own. Segments grow geometrically, so a change costs as much as a panel and, now and then, a small segment. Immutable;
// share it between threads and between principals that hold the same list.
#pragma once

#include <bit>
#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "engine/panel.h"
#include "engine/segment.h"
#include "opencam/engine.h"

namespace opencam {

class EffectiveSet {
 public:
  using Programs = std::vector<std::shared_ptr<const Program>>;

  // `previous` is a set of an older list of the same holder, or null. Policies that are unreadable (null) count too.
  static std::shared_ptr<const EffectiveSet> create(const Programs& programs, const EffectiveSet* previous = nullptr);
  // The same set, however small, with all its programs in one segment and every resource in its index.
  static std::shared_ptr<const EffectiveSet> create_segmented(const Programs& programs);
  // REQUIRES: place < size().
  std::shared_ptr<const EffectiveSet> with(std::size_t place, const std::shared_ptr<const Program>& program) const;

  std::size_t size() const { return locations_.size(); }
  bool has_unreadable() const { return unreadable_count_ != 0; }
  bool has(Effect effect) const { return has_effect_[static_cast<std::size_t>(effect)]; }

  // Does some statement of that effect match?
  bool any(Effect effect, const PolicyPlace& place, const QuestionView& question) const;

  // Calls `found(place in the list, statement)` for each statement of that effect that matches, some twice, in no
  // order.
  template <typename Found>
  void each(Effect effect, const PolicyPlace& place, const QuestionView& question, const Found& found) const;

  // The same without any index, statement by statement: what the index is held against.
  template <typename Found>
  void each_linear(Effect effect, const PolicyPlace& place, const QuestionView& question, const Found& found) const;

  // By place; null: unreadable.
  const Program* program_at(std::size_t place) const;

  // What a question looks at first: the largest segment and the first panel, as far as there are any. Lives as long as
  // the set.
  struct Front {
    Panel::Place panel;
    Segment::Place segment;

    // As that of the set. REQUIRES: is_front_all().
    bool any(Effect effect, const PolicyPlace& place, const QuestionView& question) const;

    // Asks the memory for it, all at once, before it is looked at.
    void fetch(std::uint64_t action_hash) const {
      if (panel.lines != nullptr) panel.fetch(action_hash);
      if (segment.segment != nullptr) segment.fetch(action_hash);
    }
  };
  Front front() const {
    return {panels_.empty() ? Panel::Place{} : panels_.front().place(),
            parts_.empty() ? Segment::Place{} : parts_.front().segment->place()};
  }

  // Is the front all there is of the set?
  bool is_front_all() const {
    return panels_.size() + parts_.size() <= 1 && (parts_.empty() || parts_.front().dead_count == 0);
  }

  // Of the set itself and its segments, without the programs.
  std::size_t bytes() const;

 private:
  static constexpr std::uint32_t nowhere = 0xffffffff;

  // A segment, and where its programs stand in this set's list.
  struct Part {
    std::shared_ptr<const Segment> segment;
    std::shared_ptr<const std::vector<std::uint32_t>> places;  // nowhere: changed since
    std::uint32_t dead_count = 0;
  };

  // Where the program of a place is: in a part, or loose when `part` is loose_part, or nowhere when it is unreadable.
  struct Location {
    std::uint32_t part = nowhere;
    std::uint32_t slot = 0;
  };
  static constexpr std::uint32_t loose_part = 0xfffffffe;

  void take_in(const Programs& programs);
  void build(const Programs& programs);
  std::shared_ptr<const EffectiveSet> changed(std::size_t begin, std::size_t end, const Programs& inserted) const;
  Programs programs() const;
  void take_out(std::size_t place);
  void renumber(bool has_shifted);
  void settle();
  void index_from(std::size_t first_part, std::size_t linear_max = Segment::linear_resources_max);
  void make_panels();
  void note_effects();

  template <typename Visit>
  static bool visit_panel(const Panel::Place& panel, Effect effect, const QuestionView& question, const Visit& visit);

  template <bool WithPlaces, typename Visit>
  bool visit(Effect effect, const QuestionView& question, const Visit& visit) const;

  std::vector<Panel> panels_;  // of 64 loose programs each
  std::vector<Part> parts_;
  Programs loose_;
  std::vector<std::uint32_t> loose_places_;
  std::vector<Location> locations_;  // by place
  std::uint32_t unreadable_count_ = 0;
  bool has_effect_[2] = {};  // by Effect
};

// `visit(program, its number in the panel, candidate)` for every candidate until it says true.
template <typename Visit>
bool EffectiveSet::visit_panel(const Panel::Place& panel, Effect effect, const QuestionView& question,
                               const Visit& visit) {
  for (std::uint64_t bits = panel.candidates(question.action, effect); bits != 0; bits &= bits - 1) {
    const auto number = static_cast<std::size_t>(std::countr_zero(bits));
    const Program& program = panel.program(number);
    const auto visit_statement = [&](std::uint32_t statement) {
      if (program.statements()[statement].effect != effect) return false;
      Candidate candidate;
      candidate.statement = statement & 0x7fffffff;
      return visit(program, number, candidate);
    };
    if (for_each_by_action(program, question.action, visit_statement)) return true;
  }
  return false;
}

// `visit(program, place, candidate)` for every candidate until it says true. Whoever does not ask for the places does
// not pay for them.
template <bool WithPlaces, typename Visit>
bool EffectiveSet::visit(Effect effect, const QuestionView& question, const Visit& visit) const {
  for (std::size_t i = 0; i < panels_.size(); ++i) {
    const auto visit_one = [&](const Program& program, std::size_t number, const Candidate& candidate) {
      return visit(program, loose_places_[i * Panel::programs_max + number], candidate);
    };
    if (visit_panel(panels_[i].place(), effect, question, visit_one)) return true;
  }
  for (const Part& part : parts_) {
    const auto visit_candidate = [&](const Candidate& candidate) {
      std::uint32_t place = 0;
      if (WithPlaces || part.dead_count != 0) place = (*part.places)[candidate.program];
      return place != nowhere && visit(part.segment->program(candidate.program), place, candidate);
    };
    if (part.segment->visit(effect, question, visit_candidate)) return true;
  }
  return false;
}

template <typename Found>
void EffectiveSet::each(Effect effect, const PolicyPlace& place, const QuestionView& question,
                        const Found& found) const {
  visit<true>(effect, question, [&](const Program& program, std::uint32_t at, const Candidate& candidate) {
    if (statement_matches(program, candidate.statement, candidate.resource_row, place, question)) {
      found(at, candidate.statement);
    }
    return false;
  });
}

template <typename Found>
void EffectiveSet::each_linear(Effect effect, const PolicyPlace& place, const QuestionView& question,
                               const Found& found) const {
  for (std::uint32_t at = 0; at < size(); ++at) {
    const Program* program = program_at(at);
    if (program == nullptr) continue;
    for (std::uint32_t statement = 0; statement < program->statements().size(); ++statement) {
      if (program->statements()[statement].effect == effect && has_action(*program, statement, question.action) &&
          statement_matches(*program, statement, all_resource_rows, place, question)) {
        found(at, statement);
      }
    }
  }
}

}  // namespace opencam
