// The table of region aliases as a function.
#include <array>
#include <utility>

#include "opencam/name.h"

namespace opencam {
namespace {

using Alias = std::pair<std::string_view, std::string_view>;

constexpr auto region_aliases = std::to_array<Alias>({
#define OPENCAM_REGION_ALIAS(code, long_name) {code, long_name},
#include "policy/region.def"
#undef OPENCAM_REGION_ALIAS
});

}  // namespace

std::string_view canonical_region(std::string_view region) {
  // Every code is short; a long name is found not to be one without looking at the table's texts.
  for (const auto& [code, long_name] : region_aliases) {
    if (code == region) return long_name;
  }
  return region;
}

}  // namespace opencam
