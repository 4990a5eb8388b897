#include "engine/condition_family.h"
#include "policy/value.h"

namespace opencam {

// CAM-066.
Fit test_bool(Comparison /*comparison*/, std::string_view listed, std::string_view found) {
  const auto wanted = parse_bool(listed);
  const auto given = parse_bool(found);
  if (!wanted || !given) return Fit::Unreadable;
  return fit(*wanted == *given);
}

}  // namespace opencam
