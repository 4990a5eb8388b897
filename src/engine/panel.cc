#include "engine/panel.h"

#include <algorithm>
#include <bit>

#include "base/check.h"

namespace opencam {
namespace {

constexpr std::size_t narrow_programs_max = 16;
constexpr std::size_t rows_min = 64;
constexpr std::size_t rows_max = 4096;

std::size_t first_row(std::uint32_t tag) { return tag; }
std::size_t second_row(std::uint32_t tag) { return tag >> 16; }

}  // namespace

Panel::Panel(std::span<const std::shared_ptr<const Program>> programs)
    : is_narrow_(programs.size() <= narrow_programs_max) {
  OPENCAM_CHECK(programs.size() <= programs_max);
  std::size_t actions = 0;
  std::size_t wide_actions = 0;
  for (const auto& program : programs) {
    actions += program->actions().size();
    wide_actions += program->wide_actions().size();
  }
  // Each program sets about one bit in eight of its own.
  const std::size_t rows =
      programs.empty() ? rows_min : std::clamp(std::bit_ceil(actions * 16 / programs.size()), rows_min, rows_max);
  row_mask_ = static_cast<std::uint32_t>(rows - 1);
  rows_.resize(rows * (is_narrow_ ? 2 : 8));
  wide_mask_ = wide_actions == 0 ? 0 : 31;
  wide_rows_.resize(wide_mask_ + 1);
  for (std::size_t i = 0; i < programs.size(); ++i) {
    const Program& program = *programs[i];
    for (const ActionRow& row : program.actions()) {
      set(first_row(row.tag), i);
      set(second_row(row.tag), i);
    }
    const std::uint64_t bit = std::uint64_t{1} << i;
    for (const WideActionRow& row : program.wide_actions()) {
      (row.is_any_service ? any_service_ : wide_rows_[row.service_tag & wide_mask_]) |= bit;
    }
    if (program.has(Effect::Allow)) by_effect_[0] |= bit;
    if (program.has(Effect::Deny)) by_effect_[1] |= bit;
  }
}

std::uint64_t Panel::candidates(const ActionView& action, Effect effect) const {
  const std::uint64_t of_effect = by_effect_[effect == Effect::Allow ? 0 : 1];
  if (of_effect == 0) return 0;
  const auto tag = static_cast<std::uint32_t>(action.hash >> 32);
  const std::uint64_t exact = row(first_row(tag)) & row(second_row(tag));
  return (exact | wide_rows_[action.service_tag & wide_mask_] | any_service_) & of_effect;
}

std::uint64_t Panel::row(std::size_t number) const {
  const std::size_t place = number & row_mask_;
  if (is_narrow_) {
    std::uint16_t bits = 0;
    std::memcpy(&bits, rows_.data() + place * 2, 2);
    return bits;
  }
  std::uint64_t bits = 0;
  std::memcpy(&bits, rows_.data() + place * 8, 8);
  return bits;
}

void Panel::set(std::size_t number, std::size_t program) {
  const std::size_t width = is_narrow_ ? 2 : 8;
  rows_[(number & row_mask_) * width + program / 8] |= static_cast<std::uint8_t>(1U << (program % 8));
}

}  // namespace opencam
