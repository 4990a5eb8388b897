// Up to 64 programs behind one filter: which of them may speak of an action at all?
//
//            tag of the action ---> row a, row b     one bit for each program; both must be set
//   tag of its service (wide actions) ---> row       or this one
//
// A bit that is set says "perhaps": the program is asked. Small sets are asked through panels, and so are the policies
// that changed since a large set's index was made. Immutable; refers to programs that its owner keeps.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "engine/program_match.h"

namespace opencam {

class Panel {
 public:
  static constexpr std::size_t programs_max = 64;

  // REQUIRES: at most programs_max.
  explicit Panel(std::span<const std::shared_ptr<const Program>> programs);

  // The programs, by bit, that may have a statement of that effect on the action.
  std::uint64_t candidates(const ActionView& action, Effect effect) const;

  std::size_t bytes() const { return sizeof *this + rows_.size() + wide_rows_.size() * sizeof(std::uint64_t); }

 private:
  std::uint64_t row(std::size_t number) const;
  void set(std::size_t number, std::size_t program);

  // Rows are as wide as the programs need: two bytes, or eight.
  std::vector<std::uint8_t> rows_;
  std::vector<std::uint64_t> wide_rows_;  // by service
  std::uint32_t row_mask_ = 0;
  std::uint32_t wide_mask_ = 0;
  bool is_narrow_ = false;
  std::uint64_t any_service_ = 0;
  std::array<std::uint64_t, 2> by_effect_{};
};

}  // namespace opencam
