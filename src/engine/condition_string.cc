#include "base/text.h"
#include "engine/condition_family.h"

namespace opencam {

// CAM-063. The glob of string_like knows no `X/*` rule.
Fit test_string(Comparison comparison, std::string_view listed, std::string_view found) {
  if (comparison == Comparison::StringLike || comparison == Comparison::StringNotLike) {
    return fit(glob_matches(listed, found));
  }
  if (comparison == Comparison::StringEqualIgnoreCase || comparison == Comparison::StringNotEqualIgnoreCase) {
    return fit(text::equal_ignoring_ascii_case(listed, found));
  }
  return fit(listed == found);
}

}  // namespace opencam
