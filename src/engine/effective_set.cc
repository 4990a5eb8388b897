#include "engine/effective_set.h"

#include <algorithm>

#include "base/check.h"

namespace opencam {
namespace {

constexpr std::size_t panel_programs_max = 256;  // of a set without a segment
constexpr std::size_t panel_alike_max = 5;       // so many resources of one action may be looked at one by one
constexpr std::size_t changes_max = 64;          // more of them at once and the set is made anew

using Programs = std::vector<std::shared_ptr<const Program>>;

// How many resources have to be looked at for an action, over all actions that the programs name? A statement on every
// resource counts as one.
std::size_t alike_resources(const Programs& programs) {
  struct Entry {
    std::uint32_t tag;
    std::uint32_t resources;
  };
  std::vector<Entry> entries;
  for (const auto& program : programs) {
    if (program == nullptr) continue;
    const auto add = [&](std::uint32_t tag, std::uint32_t statement) {
      entries.push_back(
          {tag, static_cast<std::uint32_t>(std::max<std::size_t>(1, program->resources_of(statement).size()))});
    };
    for (const ActionRow& row : program->actions()) add(row.tag(), row.statement());
    for (const WideActionRow& row : program->wide_actions()) add(row.service_tag, row.statement);
  }
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.tag < b.tag; });
  std::size_t visits = 0;
  for (std::size_t begin = 0, end = 0; begin < entries.size(); begin = end) {
    std::size_t resources = 0;
    for (; end < entries.size() && entries[end].tag == entries[begin].tag; ++end) resources += entries[end].resources;
    visits += (end - begin) * resources;
  }
  return entries.empty() ? 0 : visits / entries.size();
}

// Is an index of all programs better than asking those that a panel leads to?
bool wants_segment(const Programs& programs) {
  return programs.size() > panel_programs_max || alike_resources(programs) > panel_alike_max;
}

}  // namespace

std::shared_ptr<const EffectiveSet> EffectiveSet::create(const Programs& programs, const EffectiveSet* previous) {
  if (previous != nullptr && !previous->parts_.empty()) {
    // What stands between the beginning and the end that both lists have in common has changed.
    const std::size_t common = std::min(programs.size(), previous->size());
    std::size_t begin = 0;
    while (begin < common && programs[begin].get() == previous->program_at(begin)) ++begin;
    std::size_t ending = 0;
    while (ending < common - begin &&
           programs[programs.size() - ending - 1].get() == previous->program_at(previous->size() - ending - 1)) {
      ++ending;
    }
    const std::size_t inserted = programs.size() - ending - begin;
    const std::size_t erased = previous->size() - ending - begin;
    if (inserted + erased <= changes_max) {
      const auto first = programs.begin() + static_cast<std::ptrdiff_t>(begin);
      return previous->changed(begin, begin + erased, Programs(first, first + static_cast<std::ptrdiff_t>(inserted)));
    }
  }
  auto set = std::make_shared<EffectiveSet>();
  set->build(programs);
  return set;
}

std::shared_ptr<const EffectiveSet> EffectiveSet::create_segmented(const Programs& programs) {
  auto set = std::make_shared<EffectiveSet>();
  set->take_in(programs);
  set->index_from(0, 0);
  set->note_effects();
  return set;
}

std::shared_ptr<const EffectiveSet> EffectiveSet::with(std::size_t place,
                                                       const std::shared_ptr<const Program>& program) const {
  OPENCAM_CHECK(place < size());
  if (!parts_.empty()) return changed(place, place + 1, {program});
  Programs all = programs();
  all[place] = program;
  auto set = std::make_shared<EffectiveSet>();
  set->build(all);
  return set;
}

bool EffectiveSet::Front::any(Effect effect, const PolicyPlace& place, const QuestionView& question) const {
  if (segment.segment != nullptr) {
    const bool may_be_certain = place.layer != PolicyLayer::Resource;
    return segment.segment->visit(effect, question, [&](const Candidate& candidate) {
      return (candidate.is_certain && may_be_certain) ||
             statement_matches(segment.segment->program(candidate.program), candidate.statement, candidate.resource_row,
                               place, question);
    });
  }
  if (panel.lines == nullptr) return false;
  return visit_panel(panel, effect, question, [&](const Program& program, std::size_t, const Candidate& candidate) {
    return statement_matches(program, candidate.statement, all_resource_rows, place, question);
  });
}

bool EffectiveSet::any(Effect effect, const PolicyPlace& place, const QuestionView& question) const {
  if (!has(effect)) return false;
  const bool may_be_certain = place.layer != PolicyLayer::Resource;
  return visit<false>(effect, question, [&](const Program& program, std::uint32_t, const Candidate& candidate) {
    return (candidate.is_certain && may_be_certain) ||
           statement_matches(program, candidate.statement, candidate.resource_row, place, question);
  });
}

const Program* EffectiveSet::program_at(std::size_t place) const {
  const Location& location = locations_[place];
  if (location.part == nowhere) return nullptr;
  if (location.part == loose_part) return loose_[location.slot].get();
  return parts_[location.part].segment->programs()[location.slot].get();
}

std::size_t EffectiveSet::bytes() const {
  std::size_t bytes = sizeof *this + loose_.capacity() * (sizeof(loose_[0]) + sizeof(loose_places_[0])) +
                      locations_.capacity() * sizeof(Location);
  for (const Panel& panel : panels_) bytes += panel.bytes();
  for (const Part& part : parts_) bytes += part.segment->bytes() + part.places->size() * sizeof(std::uint32_t);
  return bytes;
}

EffectiveSet::Programs EffectiveSet::programs() const {
  Programs all;
  all.reserve(size());
  for (const Location& location : locations_) {
    if (location.part == nowhere) {
      all.emplace_back();
    } else {
      all.push_back(location.part == loose_part ? loose_[location.slot]
                                                : parts_[location.part].segment->programs()[location.slot]);
    }
  }
  return all;
}

void EffectiveSet::take_in(const Programs& all) {
  locations_.reserve(all.size());
  for (const auto& program : all) {
    if (program == nullptr) {
      ++unreadable_count_;
      locations_.emplace_back();
      continue;
    }
    loose_places_.push_back(static_cast<std::uint32_t>(locations_.size()));
    locations_.push_back({loose_part, static_cast<std::uint32_t>(loose_.size())});
    loose_.push_back(program);
  }
}

void EffectiveSet::build(const Programs& all) {
  take_in(all);
  if (wants_segment(all)) index_from(0);
  make_panels();
}

// This set with the programs of [begin, end) replaced by others.
std::shared_ptr<const EffectiveSet> EffectiveSet::changed(std::size_t begin, std::size_t end,
                                                          const Programs& inserted) const {
  auto set = std::make_shared<EffectiveSet>(*this);
  for (std::size_t place = begin; place < end; ++place) set->take_out(place);
  std::vector<Location> added;
  for (const auto& program : inserted) {
    if (program == nullptr) {
      ++set->unreadable_count_;
      added.emplace_back();
      continue;
    }
    added.push_back({loose_part, static_cast<std::uint32_t>(set->loose_.size())});
    set->loose_.push_back(program);
  }
  auto& locations = set->locations_;
  const bool has_shifted = added.size() != end - begin;
  const auto at = locations.erase(locations.begin() + static_cast<std::ptrdiff_t>(begin),
                                  locations.begin() + static_cast<std::ptrdiff_t>(end));
  locations.insert(at, added.begin(), added.end());
  set->renumber(has_shifted);
  set->settle();
  set->make_panels();
  return set;
}

void EffectiveSet::take_out(std::size_t place) {
  const Location location = locations_[place];
  if (location.part == nowhere) {
    --unreadable_count_;
  } else if (location.part != loose_part) {
    Part& part = parts_[location.part];
    auto places = std::make_shared<std::vector<std::uint32_t>>(*part.places);
    (*places)[location.slot] = nowhere;
    part.places = std::move(places);
    ++part.dead_count;
  }
}

// Brings the loose programs and, when places have shifted, those of the parts in line with the locations.
void EffectiveSet::renumber(bool has_shifted) {
  std::vector<std::shared_ptr<std::vector<std::uint32_t>>> places;
  if (has_shifted) {
    for (const Part& part : parts_) {
      places.push_back(std::make_shared<std::vector<std::uint32_t>>(part.places->size(), nowhere));
    }
  }
  Programs loose;
  loose_places_.clear();
  for (std::uint32_t place = 0; place < locations_.size(); ++place) {
    Location& location = locations_[place];
    if (location.part == loose_part) {
      loose.push_back(loose_[location.slot]);
      location.slot = static_cast<std::uint32_t>(loose.size() - 1);
      loose_places_.push_back(place);
    } else if (location.part != nowhere && has_shifted) {
      (*places[location.part])[location.slot] = place;
    }
  }
  loose_ = std::move(loose);
  for (std::size_t i = 0; i < places.size(); ++i) parts_[i].places = std::move(places[i]);
}

// Enough loose programs become a segment; a segment that is not twice as large as what follows it, or half of which has
// changed, is made anew together with what follows it.
void EffectiveSet::settle() {
  std::size_t first = parts_.size();
  std::size_t following = loose_.size() > Panel::programs_max ? loose_.size() : 0;
  for (std::size_t i = parts_.size(); i-- > 0;) {
    const std::size_t alive = parts_[i].places->size() - parts_[i].dead_count;
    if (following > 0 && alive < 2 * following) first = i;
    if (parts_[i].dead_count > alive) first = i;
    following += alive;
  }
  if (first < parts_.size() || loose_.size() > Panel::programs_max) index_from(first);
}

// One segment of the programs of these parts and the loose ones.
void EffectiveSet::index_from(std::size_t first_part, std::size_t linear_max) {
  Programs programs;
  auto places = std::make_shared<std::vector<std::uint32_t>>();
  for (std::uint32_t place = 0; place < locations_.size(); ++place) {
    Location& location = locations_[place];
    const bool is_in_part = location.part != nowhere && location.part != loose_part;
    if (location.part == nowhere || (is_in_part && location.part < first_part)) continue;
    programs.push_back(is_in_part ? parts_[location.part].segment->programs()[location.slot] : loose_[location.slot]);
    location = {static_cast<std::uint32_t>(first_part), static_cast<std::uint32_t>(places->size())};
    places->push_back(place);
  }
  parts_.resize(first_part);
  parts_.push_back({Segment::create(std::move(programs), linear_max), std::move(places), 0});
  loose_.clear();
  loose_places_.clear();
}

void EffectiveSet::make_panels() {
  panels_.clear();
  const std::span<const std::shared_ptr<const Program>> all(loose_);
  for (std::size_t begin = 0; begin < all.size(); begin += Panel::programs_max) {
    panels_.emplace_back(all.subspan(begin, std::min(Panel::programs_max, all.size() - begin)));
  }
  note_effects();
}

void EffectiveSet::note_effects() {
  for (const Effect effect : {Effect::Allow, Effect::Deny}) {
    has_effect_[static_cast<std::size_t>(effect)] =
        std::ranges::any_of(panels_, [&](const Panel& panel) { return panel.has(effect); }) ||
        std::ranges::any_of(parts_, [&](const Part& part) { return part.segment->has(effect); });
  }
}

}  // namespace opencam
