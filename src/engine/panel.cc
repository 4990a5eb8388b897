#include "engine/panel.h"

#include <algorithm>
#include <cstring>

#include "base/check.h"

namespace opencam {
namespace {

using Line = Panel::Line;

constexpr std::size_t narrow_programs_max = 16;
constexpr std::size_t filter_lines_min = 2;
constexpr std::size_t filter_lines_max = 512;

// A line as 32 rows for 16 programs.
struct Narrow {
  using Row = std::uint16_t;
  static constexpr std::size_t rows = 32;

  // Three rows of an action. A program does not keep the lowest two bits of a tag.
  static std::array<std::size_t, 3> places(std::uint32_t tag) {
    return {(tag >> 2) % rows, (tag >> 7) % rows, (tag >> 12) % rows};
  }
};

// A line as eight rows for 64 programs.
struct Broad {
  using Row = std::uint64_t;
  static constexpr std::size_t rows = 8;

  static std::array<std::size_t, 3> places(std::uint32_t tag) {
    return {(tag >> 2) % rows, (tag >> 5) % rows, (tag >> 8) % rows};
  }
};

template <typename Kind>
std::uint64_t row(const Line& line, std::size_t number) {
  typename Kind::Row bits = 0;
  std::memcpy(&bits, reinterpret_cast<const char*>(line.words.data()) + number * sizeof bits, sizeof bits);
  return bits;
}

template <typename Kind>
void set(Line& line, std::size_t number, std::size_t program) {
  const auto bits = static_cast<typename Kind::Row>(row<Kind>(line, number) | std::uint64_t{1} << program);
  std::memcpy(reinterpret_cast<char*>(line.words.data()) + number * sizeof bits, &bits, sizeof bits);
}

constexpr std::size_t wide_rows = 32;

template <typename Kind>
std::uint64_t wide_row(const Line* lines, std::uint32_t service_tag) {
  const std::size_t number = service_tag % wide_rows;
  return row<Kind>(lines[number / Kind::rows], number % Kind::rows);
}

template <typename Kind>
std::uint64_t exact(const Line& line, std::uint32_t tag) {
  const auto places = Kind::places(tag);
  return row<Kind>(line, places[0]) & row<Kind>(line, places[1]) & row<Kind>(line, places[2]);
}

// So many lines that a program sets about one bit in eight of its own.
std::size_t filter_lines(std::size_t actions, std::size_t programs, std::size_t rows_per_line) {
  if (programs == 0) return filter_lines_min;
  return std::clamp(std::bit_ceil(actions * 16 / programs / rows_per_line + 1), filter_lines_min, filter_lines_max);
}

}  // namespace

Panel::Panel(std::span<const std::shared_ptr<const Program>> programs) {
  OPENCAM_CHECK(programs.size() <= programs_max);
  std::size_t actions = 0;
  Header made;
  for (const auto& program : programs) {
    actions += program->actions().size();
    if (!program->wide_actions().empty()) made.has_wide = 1;
  }
  made.is_narrow = programs.size() <= narrow_programs_max ? 1 : 0;
  const std::size_t rows = made.is_narrow != 0 ? Narrow::rows : Broad::rows;
  const std::size_t lines = filter_lines(actions, programs.size(), rows);
  made.programs = static_cast<std::uint32_t>(1 + (made.has_wide != 0 ? wide_rows / rows : 0));
  made.filter = static_cast<std::uint32_t>(made.programs + (programs.size() + 7) / 8);
  made.filter_mask = static_cast<std::uint32_t>(lines - 1);
  lines_.resize(made.filter + lines);
  const auto set_bit = [&](Line* first, std::size_t number, std::size_t program) {
    if (made.is_narrow != 0) {
      set<Narrow>(first[number / Narrow::rows], number % Narrow::rows, program);
    } else {
      set<Broad>(first[number / Broad::rows], number % Broad::rows, program);
    }
  };
  for (std::size_t i = 0; i < programs.size(); ++i) {
    const Program& program = *programs[i];
    lines_[made.programs + i / 8].words[i % 8] = std::bit_cast<std::uint64_t>(&program);
    for (const ActionRow& action : program.actions()) {
      Line* line = &lines_[made.filter + line_of(std::uint64_t{action.tag()} << 32, made.filter_mask)];
      const auto places = made.is_narrow != 0 ? Narrow::places(action.tag()) : Broad::places(action.tag());
      for (const std::size_t place : places) set_bit(line, place, i);
    }
    const std::uint64_t bit = std::uint64_t{1} << i;
    for (const WideActionRow& action : program.wide_actions()) {
      if (action.is_any_service) {
        made.any_service |= bit;
      } else {
        set_bit(&lines_[1], action.service_tag % wide_rows, i);
      }
    }
    if (program.has(Effect::Allow)) made.by_effect[0] |= bit;
    if (program.has(Effect::Deny)) made.by_effect[1] |= bit;
  }
  header() = made;
}

std::uint64_t Panel::Place::candidates(const ActionView& action, Effect effect) const {
  const Header& about = *reinterpret_cast<const Header*>(lines);
  const std::uint64_t of_effect = about.by_effect[effect == Effect::Allow ? 0 : 1];
  if (of_effect == 0) return 0;
  const auto tag = static_cast<std::uint32_t>(action.hash >> 32);
  const Line& line = lines[filter + line_of(action.hash, filter_mask)];
  std::uint64_t found = about.any_service;
  if (about.is_narrow != 0) {
    found |= exact<Narrow>(line, tag);
    if (about.has_wide != 0) found |= wide_row<Narrow>(&lines[1], action.service_tag);
  } else {
    found |= exact<Broad>(line, tag);
    if (about.has_wide != 0) found |= wide_row<Broad>(&lines[1], action.service_tag);
  }
  return found & of_effect;
}

}  // namespace opencam
