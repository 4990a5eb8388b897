// Names, globs and values on any two texts, which are the two lines of the input.
//
// Laws: comparisons are orders; a network contains itself; names come back from their text; a glob matches itself; what
// covers a glob matches what it matches.
#include "policy/value.h"

#include "fuzz.h"
#include "opencam/name.h"
#include "opencam/policy.h"
#include "policy/cover.h"
#include "policy/variable.h"

namespace opencam {
namespace {

template <typename Value>
void check_order(const std::optional<Value>& left, const std::optional<Value>& right) {
  if (!left || !right) return;
  OPENCAM_CHECK((*left <=> *left) == 0);
  OPENCAM_CHECK((*left < *right) == (*right > *left));
  OPENCAM_CHECK((*left == *right) == ((*left <=> *right) == 0));
}

void check_networks(std::string_view left, std::string_view right) {
  const auto one = Network::parse(left);
  const auto other = Network::parse(right);
  if (one) OPENCAM_CHECK(one->contains(*one));
  if (one && other && one->contains(*other)) OPENCAM_CHECK(one->family == other->family);
}

void check_names(std::string_view text) {
  if (const auto action = ActionName::parse(text)) OPENCAM_CHECK(*ActionName::parse(action->text()) == *action);
  if (const auto resource = ResourceName::parse(text)) {
    // A short code of a region may become longer than the limit leaves room for.
    const auto again = ResourceName::parse(resource->text());
    OPENCAM_CHECK(!again || *again == *resource);
  }
  OPENCAM_CHECK(source_text(read_variables(text).text) == text);
  if (const auto op = ConditionOperator::parse(text)) OPENCAM_CHECK(op->text() == text);
}

void check_globs(std::string_view left, std::string_view right) {
  OPENCAM_CHECK(glob_matches(left, left));
  const bool matches = glob_matches(left, right);
  if (right.find('*') == std::string_view::npos) OPENCAM_CHECK(globs_meet(left, right) == matches);
  if (glob_covers(left, right)) OPENCAM_CHECK(globs_meet(left, right));
  if (matches) OPENCAM_CHECK(resource_glob_matches(left, right));
}

}  // namespace
}  // namespace opencam

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 4096) return 0;
  const std::string_view text = opencam::as_text(data, size);
  const std::string_view left = text.substr(0, text.find('\n'));
  const std::string_view right = left.size() < text.size() ? text.substr(left.size() + 1) : std::string_view();
  opencam::check_order(opencam::Decimal::parse(left), opencam::Decimal::parse(right));
  opencam::check_order(opencam::Moment::parse(left), opencam::Moment::parse(right));
  opencam::check_networks(left, right);
  opencam::check_names(left);
  opencam::check_globs(left, right);
  return 0;
}
