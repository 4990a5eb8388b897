// The two families whose values have an order: numbers and dates.
#include <compare>

#include "engine/condition_family.h"
#include "policy/value.h"

namespace opencam {
namespace {

// Does the operator accept that the request's value stands so to the listed one?
bool accepts(Comparison comparison, std::strong_ordering order) {
  switch (comparison) {
    case Comparison::NumericLessThan:
    case Comparison::DateLessThan:
      return order < 0;
    case Comparison::NumericLessThanEqual:
    case Comparison::DateLessThanEqual:
      return order <= 0;
    case Comparison::NumericGreaterThan:
    case Comparison::DateGreaterThan:
      return order > 0;
    case Comparison::NumericGreaterThanEqual:
    case Comparison::DateGreaterThanEqual:
      return order >= 0;
    default:
      // Equal, and not-equal by its positive form.
      return order == 0;
  }
}

}  // namespace

// CAM-064: exact decimals, so that 1.2 is 1.20 and never 1.19999.
Fit test_numeric(Comparison comparison, std::string_view listed, std::string_view found) {
  const auto limit = Decimal::parse(listed);
  const auto given = Decimal::parse(found);
  if (!limit || !given) return Fit::Unreadable;
  return fit(accepts(comparison, *given <=> *limit));
}

// CAM-065.
Fit test_date(Comparison comparison, std::string_view listed, std::string_view found) {
  const auto limit = Moment::parse(listed);
  const auto given = Moment::parse(found);
  if (!limit || !given) return Fit::Unreadable;
  return fit(accepts(comparison, *given <=> *limit));
}

}  // namespace opencam
