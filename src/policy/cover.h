// When one part of a policy surely covers another: everything the second matches, the first matches too.
//
// All answers are safe in one direction: true is proven, false means "not shown". Pure functions.
#pragma once

#include <string_view>

#include "opencam/policy.h"

namespace opencam {

// Globs in which `*` alone is special.
bool glob_covers(std::string_view wide, std::string_view narrow);
// May some text match both?
bool globs_meet(std::string_view left, std::string_view right);

bool covers(const ActionPattern& wide, const ActionPattern& narrow);
bool covers(const ResourcePattern& wide, const ResourcePattern& narrow);
bool covers(const PrincipalPattern& wide, const PrincipalPattern& narrow);

// Do all requests that match `narrow` match `wide`, whatever the effects are?
bool covers(const Statement& wide, const Statement& narrow);

// The same operator, key and values; places do not matter.
bool is_same(const ConditionClause& left, const ConditionClause& right);

// The same effect, actions, resources, conditions and principals, in the same order; spelling and places do not matter.
bool is_same(const Statement& left, const Statement& right);

}  // namespace opencam
