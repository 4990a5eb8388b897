#include "policy/mistake.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "base/check.h"

namespace opencam {
namespace {

bool comes_before(const Mistake& left, const Mistake& right) {
  return std::tuple(left.code, left.span.begin) < std::tuple(right.code, right.span.begin);
}

}  // namespace

bool Mistakes::has_fatal() const {
  return std::ranges::any_of(all_, [](const Mistake& mistake) { return mistake.gravity == Gravity::Fatal; });
}

Error Mistakes::first_fatal() const {
  const Mistake* first = nullptr;
  for (const Mistake& mistake : all_) {
    if (mistake.gravity != Gravity::Fatal) continue;
    if (first == nullptr || comes_before(mistake, *first)) first = &mistake;
  }
  OPENCAM_CHECK(first != nullptr);
  return Error(first->code, first->message).with_help(first->help).at(first->span);
}

std::vector<Diagnostic> Mistakes::sorted() const {
  std::vector<Mistake> ordered = all_;
  std::ranges::stable_sort(ordered, comes_before);
  std::vector<Diagnostic> diagnostics;
  // A principal of the document is looked at once for each statement; it is one mistake all the same.
  const auto twins = std::ranges::unique(ordered, [](const Mistake& left, const Mistake& right) {
    return left.code == right.code && left.span == right.span && left.message == right.message;
  });
  ordered.erase(twins.begin(), twins.end());
  std::set<std::uint32_t> resources;
  for (Mistake& mistake : ordered) {
    if (mistake.resource != 0 && !resources.insert(mistake.resource).second) continue;
    diagnostics.push_back({.severity = Severity::Error,
                           .code = std::string(name(mistake.code)),
                           .message = std::move(mistake.message),
                           .help = std::move(mistake.help),
                           .span = mistake.span});
  }
  return diagnostics;
}

Span part_of_string(std::string_view source, Span string, std::string_view decoded, std::size_t begin,
                    std::size_t end) {
  const bool is_inside = string.begin < string.end && string.end <= source.size();
  if (!is_inside || source.substr(string.begin + 1, string.end - string.begin - 2) != decoded) return string;
  const auto offset = string.begin + 1;
  return {offset + static_cast<std::uint32_t>(begin), offset + static_cast<std::uint32_t>(end)};
}

}  // namespace opencam
