#include "policy/cover.h"

#include <algorithm>
#include <vector>

#include "policy/variable.h"

namespace opencam {
namespace {

// Is every element of `narrow` covered by one of `wide`?
template <typename Pattern>
bool all_covered(const std::vector<Pattern>& wide, const std::vector<Pattern>& narrow) {
  return std::ranges::all_of(narrow, [&](const Pattern& one) {
    return std::ranges::any_of(wide, [&](const Pattern& other) { return covers(other, one); });
  });
}

bool is_any_segment(std::string_view segment) { return segment.empty() || segment == "*"; }

bool segment_covers(std::string_view wide, std::string_view narrow) { return is_any_segment(wide) || wide == narrow; }

bool content_covers(const std::string& wide, const std::string& narrow) {
  if (!glob_covers(wide, narrow) && !(wide.ends_with("/*") && glob_covers(wide.substr(0, wide.size() - 2), narrow))) {
    return false;
  }
  // CAM-034: `X/*` stands for X as well, so X has to be covered too.
  if (!narrow.ends_with("/*")) return true;
  return resource_glob_matches(wide, std::string_view(narrow).substr(0, narrow.size() - 2));
}

bool is_same(const ActionPattern& left, const ActionPattern& right) {
  if (left.is_opaque_set || right.is_opaque_set) return left.text == right.text;
  return left.service == right.service && left.name == right.name;
}

template <typename Pattern>
bool is_same_text(const Pattern& left, const Pattern& right) {
  return left.text == right.text;
}

}  // namespace

// `wide` is matched against `narrow` as a text: a `*` of `narrow` can only be taken by a `*` of `wide`, which then
// takes whatever else may stand there.
bool glob_covers(std::string_view wide, std::string_view narrow) { return glob_matches(wide, narrow); }

bool globs_meet(std::string_view left, std::string_view right) {
  // meets[j]: the first i letters of `left` and the first j of `right` have a text in common.
  std::vector<bool> meets(right.size() + 1);
  for (std::size_t i = 0; i <= left.size(); ++i) {
    bool diagonal = false;
    for (std::size_t j = 0; j <= right.size(); ++j) {
      const bool above = meets[j];
      bool here = i == 0 && j == 0;
      if (i > 0 && left[i - 1] == '*') here = here || above || (j > 0 && meets[j - 1]);
      if (j > 0 && right[j - 1] == '*') here = here || meets[j - 1] || (i > 0 && above);
      if (i > 0 && j > 0 && left[i - 1] == right[j - 1] && left[i - 1] != '*') here = here || diagonal;
      meets[j] = here;
      diagonal = above;
    }
  }
  return meets[right.size()];
}

bool covers(const ActionPattern& wide, const ActionPattern& narrow) {
  if (wide.is_opaque_set || narrow.is_opaque_set) return false;
  return (wide.service == "*" || wide.service == narrow.service) && glob_covers(wide.name, narrow.name);
}

bool covers(const ResourcePattern& wide, const ResourcePattern& narrow) {
  if (wide.is_any) return true;
  if (narrow.is_any || wide.is_unmatchable || narrow.is_unmatchable) return false;
  const bool is_account_covered = wide.account.form == AccountForm::Any || wide.account == narrow.account;
  const bool is_project_covered = wide.project.empty() || wide.project == narrow.project;
  return is_account_covered && is_project_covered && segment_covers(wide.service, narrow.service) &&
         segment_covers(wide.region, narrow.region) &&
         content_covers(source_text(wide.content), source_text(narrow.content));
}

bool covers(const PrincipalPattern& wide, const PrincipalPattern& narrow) {
  if (wide.form == PrincipalForm::Unknown) return false;
  return wide.form == PrincipalForm::Everyone || wide.text == narrow.text;
}

bool covers(const Statement& wide, const Statement& narrow) {
  const bool conditions_hold = std::ranges::all_of(wide.conditions, [&](const ConditionClause& one) {
    return std::ranges::any_of(narrow.conditions, [&](const ConditionClause& other) { return is_same(one, other); });
  });
  return conditions_hold && all_covered(wide.actions, narrow.actions) &&
         all_covered(wide.resources, narrow.resources) && all_covered(wide.principals, narrow.principals);
}

bool is_same(const ConditionClause& left, const ConditionClause& right) {
  const auto same_value = [](const ConditionValue& a, const ConditionValue& b) { return a.text == b.text; };
  return left.op == right.op && left.key == right.key && std::ranges::equal(left.values, right.values, same_value);
}

bool is_same(const Statement& left, const Statement& right) {
  return left.effect == right.effect &&
         std::ranges::equal(left.actions, right.actions,
                            [](const ActionPattern& a, const ActionPattern& b) { return is_same(a, b); }) &&
         std::ranges::equal(left.resources, right.resources, is_same_text<ResourcePattern>) &&
         std::ranges::equal(left.principals, right.principals, is_same_text<PrincipalPattern>) &&
         std::ranges::equal(left.conditions, right.conditions,
                            [](const ConditionClause& a, const ConditionClause& b) { return is_same(a, b); });
}

}  // namespace opencam
