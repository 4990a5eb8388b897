// Up to 64 programs behind one filter: which of them may speak of an action at all?
//
//   header | rows by service, for wide actions | the programs | rows by the action's tag      lines of a cache, one
//   block
//
//            tag of the action ---> a line, and in it a few rows     one bit for each program; all rows must have it
//   tag of its service (wide actions) ---> row                       or this one
//
// A bit that is set says "perhaps": the program is asked. An action costs one line of each kind, however many programs
// there are, and where they are is known before any of them has come from memory. Small sets are asked through panels,
// and so are the policies that changed since a large set's index was made. Immutable; refers to programs that its owner
// keeps.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "engine/program_match.h"

namespace opencam {

class Panel {
 public:
  static constexpr std::size_t programs_max = 64;

  struct alignas(64) Line {
    std::array<std::uint64_t, 8> words{};
  };

  // Where a panel stands, and what of it a question needs at once: for fetching before it is asked.
  struct Place {
    const Line* lines = nullptr;
    std::uint16_t filter_mask = 0;
    std::uint16_t filter = 0;  // its first line

    // The programs, by bit, that may have a statement of that effect on the action.
    std::uint64_t candidates(const ActionView& action, Effect effect) const;
    // REQUIRES: there is such a one.
    const Program& program(std::size_t number) const {
      const Header& about = *reinterpret_cast<const Header*>(lines);
      return *std::bit_cast<const Program*>(lines[about.programs + number / 8].words[number % 8]);
    }

    void fetch(std::uint64_t action_hash) const {
      __builtin_prefetch(lines);
      __builtin_prefetch(lines + 1);
      __builtin_prefetch(lines + 2);
      __builtin_prefetch(lines + filter + line_of(action_hash, filter_mask));
    }
  };

  // REQUIRES: at most programs_max.
  explicit Panel(std::span<const std::shared_ptr<const Program>> programs);

  // By which it is asked.
  Place place() const {
    return {lines_.data(), static_cast<std::uint16_t>(header().filter_mask),
            static_cast<std::uint16_t>(header().filter)};
  }
  bool has(Effect effect) const { return header().by_effect[effect == Effect::Allow ? 0 : 1] != 0; }
  std::size_t bytes() const { return sizeof *this + lines_.size() * sizeof(Line); }

 private:
  // The first line.
  struct Header {
    std::array<std::uint64_t, 2> by_effect{};
    std::uint64_t any_service = 0;
    std::uint32_t filter_mask = 0;
    std::uint32_t filter = 0;    // the first of its lines
    std::uint32_t programs = 0;  // the first of their lines
    std::uint32_t has_wide = 0;
    std::uint32_t is_narrow = 0;  // rows are of two bytes, not of eight
  };
  static_assert(sizeof(Header) <= sizeof(Line));

  static std::uint32_t line_of(std::uint64_t hash, std::uint32_t mask) {
    return static_cast<std::uint32_t>(hash >> 49) & mask;
  }

  const Header& header() const { return *reinterpret_cast<const Header*>(lines_.data()); }
  Header& header() { return *reinterpret_cast<Header*>(lines_.data()); }

  std::vector<Line> lines_;
};

}  // namespace opencam
