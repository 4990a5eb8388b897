// The two globs of the language. Both keep the place after the last `*` they passed and the text that this `*` has
// eaten so far; a mismatch lets it eat one byte more. Earlier stars never need to be taken up again, because the
// text between two stars may always be found at its first place. Hence no stack and at most pattern * text steps.
#include "opencam/name.h"

namespace opencam {

bool glob_matches(std::string_view pattern, std::string_view text) {
  constexpr std::size_t none = std::string_view::npos;
  std::size_t at_pattern = 0;
  std::size_t at_text = 0;
  std::size_t after_star = none;
  std::size_t star_ends = 0;
  while (at_text < text.size()) {
    if (at_pattern < pattern.size() && pattern[at_pattern] == '*') {
      after_star = ++at_pattern;
      star_ends = at_text;
      // A `*` at the end takes whatever is left.
      if (at_pattern == pattern.size()) return true;
    } else if (at_pattern < pattern.size() && pattern[at_pattern] == text[at_text]) {
      ++at_pattern;
      ++at_text;
    } else if (after_star != none) {
      at_pattern = after_star;
      at_text = ++star_ends;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', at_pattern) == none;
}

bool resource_glob_matches(std::string_view pattern, std::string_view text) {
  if (glob_matches(pattern, text)) return true;
  // CAM-034: `X/*` also reaches X itself.
  return pattern.ends_with("/*") && glob_matches(pattern.substr(0, pattern.size() - 2), text);
}

}  // namespace opencam
